"""Article 8: fraud cases and bans, recusal, reports of misconduct."""

from django.urls import include, path

from filings.views import bans, fraud, recusals, reports

one_case = [
    path("", fraud.CasePage.as_view(), name="fraud-case"),
    path("notify/", fraud.NotifyView.as_view(), name="fraud-notify"),
    path("serve/", fraud.ServeView.as_view(), name="fraud-serve"),
    path("correct-service/", fraud.CorrectServiceView.as_view(), name="fraud-correct-service"),
    path("defend/", fraud.DefendView.as_view(), name="fraud-defend"),
    path("no-defence/", fraud.CloseHearingView.as_view(), name="fraud-no-defence"),
    path("find/", fraud.FindView.as_view(), name="fraud-find"),
    path("drop/", fraud.DropView.as_view(), name="fraud-drop"),
]
urlpatterns = [
    path("applications/<int:pk>/disqualify/", fraud.ProposeView.as_view(), name="application-disqualify"),
    path("applications/<int:pk>/recuse/", recusals.RecuseView.as_view(), name="application-recuse"),
    path("fraud-cases/", fraud.CaseListView.as_view(), name="fraud-cases"),
    path("fraud-cases/<int:pk>/", include(one_case)),
    path("bans/", bans.BanListView.as_view(), name="bans"),
    path("reports/new/", reports.ReportView.as_view(), name="report-new"),
    path("reports/received/", reports.ReportReceivedPage.as_view(), name="report-received"),
    path("reports/receipt/", reports.ReceiptView.as_view(), name="report-receipt"),
    path("audit/reports/", reports.ReportListView.as_view(), name="reports"),
    path("audit/reports/export/", reports.ReportExportView.as_view(), name="reports-export"),
    path("audit/reports/<int:pk>/", reports.ReportPage.as_view(), name="report"),
    path("audit/reports/<int:pk>/files/<int:file>/", reports.ReportFileView.as_view(), name="report-file"),
]
