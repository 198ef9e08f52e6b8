"""Rounds, reviews, notices and decisions of the city bureau, and what the public does around them."""

from django.urls import path

from filings.views import filings, signing
from filings.views import verification_public as public
from filings.views.city import accepting, acts, draws, meeting, objections, panel, review_again, rounds

urlpatterns = [
    path("rounds/manage/", rounds.RoundListView.as_view(), name="round-list"),
    path("rounds/new/", rounds.RoundCreateView.as_view(), name="round-create"),
    path("rounds/<int:pk>/board/", rounds.RoundBoardPage.as_view(), name="round-board"),
    path("rounds/<int:pk>/meeting/", meeting.MeetingView.as_view(), name="round-meeting"),
    path("rounds/<int:pk>/meeting/confirm/", meeting.MeetingConfirmView.as_view(), name="round-meeting-confirm"),
    path("rounds/<int:pk>/edit/", rounds.RoundEditView.as_view(), name="round-edit"),
    path("queue/accept/", accepting.QueueAcceptView.as_view(), name="queue-accept"),
    path("acts/sign/", signing.ActsSignView.as_view(), name="acts-sign"),
    path("reviews/", panel.ReviewCaseListView.as_view(), name="reviews"),
    path("applications/<int:pk>/accept/", acts.AcceptView.as_view(), name="application-accept"),
    path("applications/<int:pk>/panel/", panel.PanelView.as_view(), name="application-panel"),
    path("assignments/<int:pk>/excuse/", panel.ExcuseExpertView.as_view(), name="assignment-excuse"),
    path("assignments/<int:pk>/extend/", panel.ExtendReviewView.as_view(), name="assignment-extend"),
    path("applications/<int:pk>/draw/", draws.DrawView.as_view(), name="application-draw"),
    path("draws/<int:pk>/", draws.DrawPage.as_view(), name="draw"),
    path(
        "applications/<int:pk>/review-again/", review_again.ReviewAgainView.as_view(), name="application-review-again"
    ),
    path("applications/<int:pk>/stage/", meeting.StageReasonsView.as_view(), name="application-stage"),
    path("applications/<int:pk>/start-review/", panel.StartReviewView.as_view(), name="application-start-review"),
    path("applications/<int:pk>/publicise/", acts.PubliciseView.as_view(), name="application-publicise"),
    path("applications/<int:pk>/objections/", objections.ObjectionsView.as_view(), name="application-objections"),
    path("objections/<int:pk>/dismiss/", objections.DismissView.as_view(), name="objection-dismiss"),
    path("objections/<int:pk>/uphold/", objections.UpholdView.as_view(), name="objection-uphold"),
    path("applications/<int:pk>/approve/", acts.ApproveView.as_view(), name="application-approve"),
    path("applications/<int:pk>/reject/", acts.RejectView.as_view(), name="application-reject"),
    path("filings/<int:pk>/", filings.FilingPage.as_view(), name="filing"),
    path("notices/<int:pk>/object/", public.NoticeObjectView.as_view(), name="notice-object"),
    path("notices/<int:pk>/objected/", public.NoticeObjectedPage.as_view(), name="notice-objected"),
    path("notices/<int:pk>/document/", public.NoticeDocumentView.as_view(), name="notice-document"),
    path("verify/", public.VerifyPage.as_view(), name="verify"),
    path("verify/<str:code>/", public.VerifyCodePage.as_view(), name="verify-code"),
    path("verify/<str:code>/notice/", public.VerifyNoticeView.as_view(), name="verify-notice"),
]
