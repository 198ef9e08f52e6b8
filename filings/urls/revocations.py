"""Article 15: revocations of filings, and where each ground proposes one."""

from django.urls import include, path

from filings.views import revocation_steps, revocations

one_revocation = [
    path("", revocations.RevocationPage.as_view(), name="revocation"),
    path("supplement/", revocation_steps.SupplementView.as_view(), name="revocation-supplement"),
    path("notify/", revocation_steps.NotifyView.as_view(), name="revocation-notify"),
    path("serve/", revocation_steps.ServeView.as_view(), name="revocation-serve"),
    path("correct-service/", revocation_steps.CorrectServiceView.as_view(), name="revocation-correct-service"),
    path("defend/", revocation_steps.DefendView.as_view(), name="revocation-defend"),
    path("no-defence/", revocation_steps.CloseHearingView.as_view(), name="revocation-no-defence"),
    path("legal-check/", revocation_steps.LegalCheckView.as_view(), name="revocation-legal-check"),
    path("revoke/", revocation_steps.RevokeView.as_view(), name="revocation-revoke"),
    path("drop/", revocation_steps.DropView.as_view(), name="revocation-drop"),
    path("reinstate/", revocation_steps.ReinstateView.as_view(), name="revocation-reinstate"),
]
urlpatterns = [
    path("revocations/", revocations.RevocationListView.as_view(), name="revocations"),
    path("revocations/<int:pk>/", include(one_revocation)),
    path("filings/<int:pk>/revocation/", revocations.FilingProposalView.as_view(), name="revocation-new"),
    path("changes/<int:pk>/revocation/", revocations.ChangeProposalView.as_view(), name="change-revocation"),
    path("fraud-cases/<int:pk>/revocation/", revocations.CaseProposalView.as_view(), name="fraud-revocation"),
]
