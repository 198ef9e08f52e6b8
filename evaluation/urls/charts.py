"""Addresses of the statistics desk and the yearly report."""

from django.urls import path

from evaluation.views.statistics import charts

urlpatterns = [
    path("statistics/overview/", charts.OverviewView.as_view(), name="statistics-latest"),
    path("statistics/<int:year>/overview/", charts.OverviewView.as_view(), name="statistics-overview"),
    path(
        "statistics/<int:year>/overview/export/",
        charts.OverviewExportView.as_view(),
        name="statistics-overview-export",
    ),
    path("statistics/<int:year>/report/", charts.ReportView.as_view(), name="statistics-report"),
]
