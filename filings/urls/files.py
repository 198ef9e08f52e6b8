"""Files and documents behind the access check."""

from django.urls import path

from filings.views import documents, files

urlpatterns = [
    path("files/<int:pk>/", files.FileView.as_view(), name="file"),
    path("files/<int:pk>/pages/<int:number>/", files.FilePageView.as_view(), name="file-page"),
    path("documents/<int:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("documents/<int:pk>/file/", documents.DocumentFileView.as_view(), name="document-file"),
    path("documents/<int:pk>/original/", documents.DocumentOriginalView.as_view(), name="document-original"),
    path("documents/<int:pk>/table/", documents.DocumentTableView.as_view(), name="document-table"),
    path("documents/<int:pk>/scan/", documents.ScanUploadView.as_view(), name="document-scan"),
    path("documents/<int:pk>/scans/<int:sequence>/", documents.ScanFileView.as_view(), name="document-scan-file"),
    path("documents/<int:pk>/service/", documents.ServiceRecordView.as_view(), name="document-service"),
    path(
        "documents/<int:pk>/services/<int:sequence>/receipt/",
        documents.ReceiptView.as_view(),
        name="document-receipt",
    ),
]
