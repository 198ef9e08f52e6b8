"""Address of the page 条款对照."""

from django.urls import path

from evaluation.views.clauses import ClausesPage

urlpatterns = [path("policy/clauses/", ClausesPage.as_view(), name="clauses")]
