"""Queue and workspace of the districts."""

from django.urls import path

from filings.views.district import decisions, joint, queue, verification, visits

urlpatterns = [
    path("queue/", queue.QueueView.as_view(), name="queue"),
    path("applications/<int:pk>/take/", queue.CaseTakeView.as_view(), name="application-take"),
    path("applications/<int:pk>/verify/", verification.ApplicationVerifyView.as_view(), name="application-verify"),
    path(
        "applications/<int:pk>/verify/effect/",
        verification.VerifyEffectView.as_view(),
        name="application-verify-effect",
    ),
    path("applications/<int:pk>/site-visit/", visits.SiteVisitView.as_view(), name="application-site-visit"),
    path(
        "applications/<int:pk>/recommend/", decisions.ApplicationRecommendView.as_view(), name="application-recommend"
    ),
    path("joint-recommendations/", joint.JointRecommendationListView.as_view(), name="joint-recommendations"),
    path("joint-recommendations/new/", joint.JointRecommendationCreateView.as_view(), name="joint-recommendation-new"),
    path("joint-recommendations/<int:pk>/", joint.JointRecommendationPage.as_view(), name="joint-recommendation"),
    path(
        "joint-recommendations/<int:pk>/send-back/",
        joint.JointSendBackView.as_view(),
        name="joint-recommendation-send-back",
    ),
    path(
        "joint-recommendations/<int:pk>/withdraw/",
        joint.JointWithdrawView.as_view(),
        name="joint-recommendation-withdraw",
    ),
    path("applications/<int:pk>/decline/", decisions.ApplicationDeclineView.as_view(), name="application-decline"),
]
