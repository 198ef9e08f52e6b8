"""Addresses of recommendation upward (Article 4)."""

from django.urls import path

from filings.views import upward

urlpatterns = [
    path("upward/", upward.UpwardListView.as_view(), name="upward"),
    path("upward/export/", upward.UpwardExportView.as_view(), name="upward-export"),
    path("upward/letters/", upward.UpwardLettersView.as_view(), name="upward-letters"),
    path("upward/letters/new/", upward.UpwardLetterCreateView.as_view(), name="upward-letter-new"),
    path("upward/letters/<int:pk>/", upward.UpwardLetterPage.as_view(), name="upward-letter"),
    path("upward/letters/<int:pk>/send-back/", upward.UpwardSendBackView.as_view(), name="upward-letter-send-back"),
    path("upward/letters/<int:pk>/withdraw/", upward.UpwardWithdrawView.as_view(), name="upward-letter-withdraw"),
    path("upward/letters/<int:pk>/results/", upward.UpwardResultsView.as_view(), name="upward-results"),
    path("upward/letters/<int:pk>/table/", upward.UpwardTableView.as_view(), name="upward-table"),
    path("upward/records/<int:pk>/reopen/", upward.UpwardReopenView.as_view(), name="upward-reopen"),
    path("upward/records/<int:pk>/file/", upward.UpwardResultFileView.as_view(), name="upward-result-file"),
]
