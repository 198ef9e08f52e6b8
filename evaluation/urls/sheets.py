"""Addresses of templates and exports."""

from django.urls import path

from evaluation.views.statistics import sheets

urlpatterns = [
    path("statistics/<int:year>/template/", sheets.TemplateView.as_view(), name="statistics-template"),
    path("statistics/<int:year>/export/", sheets.ExportView.as_view(), name="statistics-export"),
]
