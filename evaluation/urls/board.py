"""Addresses of the compliance board, extensions, marks of the national return, findings."""

from django.urls import path

from evaluation.views.statistics import board, findings

urlpatterns = [
    path("statistics/<int:year>/board/", board.BoardView.as_view(), name="compliance-board"),
    path("statistics/<int:year>/board/remind/", board.RemindView.as_view(), name="compliance-remind"),
    path("statistics/<int:year>/board/export/", board.BoardExportView.as_view(), name="compliance-export"),
    path("statistics/<int:year>/board/<slug:slug>/", board.DistrictBoardView.as_view(), name="compliance-district"),
    path("statistics/<int:year>/extend/", board.ExtendView.as_view(), name="compliance-extend"),
    path("statistics/<int:year>/torch/<int:pk>/", board.TorchView.as_view(), name="compliance-torch"),
    path("statistics/<int:year>/findings/new/<int:pk>/", findings.FindingRaiseView.as_view(), name="finding-raise"),
    path("statistics/findings/", findings.FindingListView.as_view(), name="findings"),
    path("statistics/findings/<int:pk>/", findings.FindingPage.as_view(), name="finding"),
    path("statistics/findings/<int:pk>/reply/", findings.FindingReplyView.as_view(), name="finding-reply"),
    path("statistics/findings/<int:pk>/decide/", findings.FindingDecideView.as_view(), name="finding-decide"),
]
