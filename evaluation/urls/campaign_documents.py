"""Addresses of the documents of evaluations, their sheets, and the account for incentives."""

from django.urls import path

from evaluation.views.campaigns import account, documents, papers

urlpatterns = [
    path("evaluations/<int:pk>/documents/", documents.CampaignDocumentListView.as_view(), name="campaign-documents"),
    path("evaluations/<int:pk>/documents/issue/", documents.IssueView.as_view(), name="campaign-documents-issue"),
    path(
        "evaluations/<int:pk>/documents/batch/", documents.CampaignBatchView.as_view(), name="campaign-documents-batch"
    ),
    path("evaluations/<int:pk>/marks/", documents.MarksView.as_view(), name="campaign-marks"),
    path("evaluations/<int:pk>/incentives/", documents.IncentivesView.as_view(), name="campaign-incentives"),
    path("evaluation-documents/<int:pk>/", papers.CampaignDocumentPage.as_view(), name="campaign-document"),
    path(
        "evaluation-documents/<int:pk>/file/", papers.CampaignDocumentFileView.as_view(), name="campaign-document-file"
    ),
    path(
        "evaluation-documents/<int:pk>/original/",
        papers.CampaignDocumentOriginalView.as_view(),
        name="campaign-document-original",
    ),
    path("evaluation-documents/<int:pk>/scan/", papers.CampaignScanUploadView.as_view(), name="campaign-document-scan"),
    path(
        "evaluation-documents/<int:pk>/scans/<int:sequence>/",
        papers.CampaignScanFileView.as_view(),
        name="campaign-document-scan-file",
    ),
    path(
        "evaluation-documents/<int:pk>/service/",
        papers.CampaignServiceView.as_view(),
        name="campaign-document-service",
    ),
    path(
        "evaluation-documents/<int:pk>/services/<int:sequence>/receipt/",
        papers.CampaignReceiptView.as_view(),
        name="campaign-document-receipt",
    ),
    path("results/<int:year>/circular/", documents.CircularView.as_view(), name="circular"),
    path("organisation/account/", account.AccountView.as_view(), name="payment-account"),
]
