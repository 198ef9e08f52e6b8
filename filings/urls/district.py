"""Queue and workspace of the districts."""

from django.urls import path

from filings.views.district import decisions, queue, verification, visits

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
    path("applications/<int:pk>/decline/", decisions.ApplicationDeclineView.as_view(), name="application-decline"),
]
