"""Addresses of taking in loads by tables."""

from django.urls import path

from filings.views import loads

urlpatterns = [
    path("imports/new/<slug:kind>/", loads.LoadStartView.as_view(), name="import-new"),
    path("imports/new/<slug:kind>/template/", loads.LoadTemplateView.as_view(), name="import-template"),
]
