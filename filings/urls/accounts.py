"""Registration of operators, joining, confirmation by the district, the auditor's log."""

from django.urls import path

from filings.views import account_replacement, accounts, audit

urlpatterns = [
    path("accounts/register/", accounts.RegisterStartView.as_view(), name="operator-register"),
    path("accounts/register/<str:uscc>/", accounts.RegisterDetailsView.as_view(), name="operator-register-details"),
    path("operators/", accounts.OperatorListView.as_view(), name="operators"),
    path("operators/<int:pk>/", accounts.OperatorPage.as_view(), name="operator"),
    path("operators/<int:pk>/confirm/", accounts.OperatorConfirmView.as_view(), name="operator-confirm"),
    path("operators/<int:pk>/refuse/", accounts.OperatorRefuseView.as_view(), name="operator-refuse"),
    path(
        "operators/<int:pk>/replace-accounts/",
        account_replacement.AccountsReplaceView.as_view(),
        name="operator-replace-accounts",
    ),
    path("organisation/resubmit/", accounts.OrganisationResubmitView.as_view(), name="organisation-resubmit"),
    path("join-requests/", accounts.JoinRequestListView.as_view(), name="join-requests"),
    path("join-requests/<int:pk>/admit/", accounts.JoinRequestDecisionView.as_view(), name="join-request-admit"),
    path(
        "join-requests/<int:pk>/refuse/",
        accounts.JoinRequestDecisionView.as_view(admits=False),
        name="join-request-refuse",
    ),
    path("audit/", audit.HistoryListView.as_view(), name="audit"),
    path("audit/export/", audit.HistoryExportView.as_view(), name="audit-export"),
    path("audit/verify/", audit.ChainCheckView.as_view(), name="audit-verify"),
    path("audit/sign-ins/", audit.SignInListView.as_view(), name="audit-sign-ins"),
]
