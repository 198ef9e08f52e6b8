"""Addresses of the annual evaluation: schemes, campaigns, results of makerspaces, experts' marks, what is public."""

from django.urls import path

from evaluation.views.campaigns import campaigns, entries, expert, operator, public, schemes

urlpatterns = [
    path("schemes/", schemes.SchemeListView.as_view(), name="schemes"),
    path("schemes/<int:pk>/", schemes.SchemePage.as_view(), name="scheme"),
    path("schemes/<int:pk>/head/", schemes.SchemeHeadView.as_view(), name="scheme-head"),
    path("schemes/<int:pk>/copy/", schemes.SchemeCopyView.as_view(), name="scheme-copy"),
    path("schemes/<int:pk>/try/", schemes.SchemeTryView.as_view(), name="scheme-try"),
    path("schemes/<int:pk>/<slug:kind>/<str:code>/", schemes.IndicatorView.as_view(), name="indicator"),
    path(
        "schemes/<int:pk>/<slug:kind>/<str:code>/remove/",
        schemes.IndicatorRemoveView.as_view(),
        name="indicator-remove",
    ),
    path("evaluations/", campaigns.CampaignListView.as_view(), name="campaigns"),
    path("evaluations/revocations/", campaigns.ProposalsView.as_view(), name="revocation-proposals"),
    path("evaluations/<int:pk>/", campaigns.CampaignPage.as_view(), name="campaign"),
    path("evaluations/<int:pk>/change/", campaigns.CampaignChangeView.as_view(), name="campaign-change"),
    path("evaluations/<int:pk>/open/", campaigns.CampaignOpenView.as_view(), name="campaign-open"),
    path("evaluations/<int:pk>/markers/", campaigns.MarkersView.as_view(), name="campaign-markers"),
    path("evaluations/<int:pk>/announce/", campaigns.AnnounceView.as_view(), name="campaign-announce"),
    path("evaluations/<int:pk>/take-back/", campaigns.TakeBackView.as_view(), name="campaign-take-back"),
    path("evaluations/<int:pk>/publish/", campaigns.PublishView.as_view(), name="campaign-publish"),
    path("grades/", entries.GradeListView.as_view(), name="grades"),
    path("grades/<int:pk>/", entries.EntryPage.as_view(), name="entry"),
    path("grades/<int:pk>/taking-part/", entries.TakingPartView.as_view(), name="entry-taking-part"),
    path("grades/<int:pk>/force/", entries.ForceView.as_view(), name="entry-force"),
    path("grades/<int:pk>/correct/", entries.CorrectView.as_view(), name="entry-correct"),
    path("grades/<int:pk>/reply/", entries.ReplyView.as_view(), name="entry-reply"),
    path("grades/<int:pk>/practice/", entries.PracticeView.as_view(), name="entry-practice"),
    path("grades/<int:pk>/practice/withdraw/", entries.PracticeWithdrawView.as_view(), name="entry-practice-withdraw"),
    path("grades/<int:pk>/self-assessment/", operator.SelfAssessmentView.as_view(), name="self-assessment"),
    path(
        "grades/<int:pk>/self-assessment/submit/",
        operator.SelfAssessmentSubmitView.as_view(),
        name="self-assessment-submit",
    ),
    path("grades/<int:pk>/proofs/", operator.ProofAddView.as_view(), name="proof-add"),
    path("grades/<int:pk>/request-review/", operator.RequestReviewView.as_view(), name="request-review"),
    path("proofs/<int:pk>/", entries.ProofFileView.as_view(), name="proof"),
    path("proofs/<int:pk>/remove/", operator.ProofRemoveView.as_view(), name="proof-remove"),
    path("markings/", expert.MarkingListView.as_view(), name="markings"),
    path("markings/<int:pk>/", expert.MarkingView.as_view(), name="marking"),
    path("markings/<int:pk>/save/", expert.MarkingSaveView.as_view(), name="marking-save"),
    path("markings/<int:pk>/conflict/", expert.MarkingConflictView.as_view(), name="marking-conflict"),
    path("results/", public.ResultsPage.as_view(), name="results"),
    path("practices/", public.PracticesPage.as_view(), name="practices"),
]
