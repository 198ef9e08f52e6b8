"""Correction rounds and reviews of declines."""

from django.urls import path

from filings.views.correction_round import correcting, decline_reviews, sending_back

urlpatterns = [
    path("applications/<int:pk>/return/", sending_back.ApplicationReturnView.as_view(), name="application-return"),
    path(
        "applications/<int:pk>/extend-correction/",
        sending_back.CorrectionExtendView.as_view(),
        name="application-extend-correction",
    ),
    path(
        "applications/<int:pk>/items/<int:item>/settle/",
        correcting.ItemSettleView.as_view(),
        name="application-item-settle",
    ),
    path("applications/<int:pk>/resubmit/", correcting.ApplicationResubmitView.as_view(), name="application-resubmit"),
    path(
        "applications/<int:pk>/ask-review/",
        decline_reviews.DeclineReviewAskView.as_view(),
        name="application-ask-review",
    ),
    path(
        "applications/<int:pk>/overturn/",
        decline_reviews.ApplicationOverturnView.as_view(),
        name="application-overturn",
    ),
    path(
        "applications/<int:pk>/uphold-decline/",
        decline_reviews.DeclineUpholdView.as_view(),
        name="application-uphold-decline",
    ),
]
