"""Addresses of early warning."""

from django.urls import path

from filings.views import screening

urlpatterns = [
    path("warnings/", screening.WarningListView.as_view(), name="warnings"),
    path("warnings/export/", screening.WarningExportView.as_view(), name="warnings-export"),
]
