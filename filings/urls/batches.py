"""Addresses of batches: documents and packets made in the background."""

from django.urls import path

from filings.views import batches

urlpatterns = [
    path("batches/", batches.BatchListView.as_view(), name="batches"),
    path("batches/new/", batches.BatchStartView.as_view(), name="batch-new"),
    path("batches/<int:pk>/", batches.BatchPage.as_view(), name="batch"),
    path("batches/<int:pk>/progress/", batches.BatchProgressView.as_view(), name="batch-progress"),
    path("batches/<int:pk>/resume/", batches.BatchResumeView.as_view(), name="batch-resume"),
    path("batches/<int:pk>/file/", batches.BatchFileView.as_view(), name="batch-file"),
    path("applications/<int:pk>/packet/", batches.ApplicationPacketView.as_view(), name="application-packet"),
]
