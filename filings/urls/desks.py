"""Desk, inbox, pending acts."""

from django.urls import path

from filings.views import deadlines, desks, inbox

urlpatterns = [
    path("desk/", desks.DeskView.as_view(), name="desk"),
    path("desk/deadlines/", deadlines.DeadlinesView.as_view(), name="deadlines"),
    path("inbox/", desks.InboxView.as_view(), name="inbox"),
    path("inbox/read/", desks.InboxReadView.as_view(), name="inbox-read"),
    path("inbox/settings/", inbox.MailChoiceView.as_view(), name="inbox-settings"),
    path("inbox/<int:pk>/", desks.NoticeOpenView.as_view(), name="inbox-notice"),
    path("acts/", desks.ActListView.as_view(), name="acts"),
    path("acts/<int:pk>/", desks.ActPage.as_view(), name="act"),
    path("acts/<int:pk>/send-back/", desks.ActSendBackView.as_view(), name="act-send-back"),
    path("acts/<int:pk>/withdraw/", desks.ActWithdrawView.as_view(), name="act-withdraw"),
]
