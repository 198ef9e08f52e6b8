"""Addresses of loads."""

from django.urls import path

from filings.views import imports

urlpatterns = [
    path("imports/", imports.ImportListView.as_view(), name="imports"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/progress/", imports.ProgressView.as_view(), name="import-progress"),
    path("imports/<int:pk>/resume/", imports.ResumeView.as_view(), name="import-resume"),
    path("imports/<int:pk>/reason/", imports.ReasonForAllView.as_view(), name="import-reason"),
    path("imports/<int:pk>/confirm/", imports.ConfirmView.as_view(), name="import-confirm"),
    path("imports/<int:pk>/abandon/", imports.AbandonView.as_view(), name="import-abandon"),
    path("imports/<int:pk>/errors/", imports.ErrorWorkbookView.as_view(), name="import-errors"),
]
