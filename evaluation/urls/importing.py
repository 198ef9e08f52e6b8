"""Addresses of uploading annual returns."""

from django.urls import path

from evaluation.views.statistics.importing import ImportView

urlpatterns = [path("statistics/<int:year>/import/", ImportView.as_view(), name="statistics-import")]
