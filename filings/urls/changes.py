"""Article 14: changes of filings; giving a filing up."""

from django.urls import include, path

from filings.views import change_steps, changes

one_change = [
    path("", changes.ChangePage.as_view(), name="change"),
    path("check-documents/", change_steps.DocumentsView.as_view(), name="change-documents"),
    path("check-site/", change_steps.SiteView.as_view(), name="change-site"),
    path("return/", change_steps.ReturnView.as_view(), name="change-return"),
    path("resubmit/", changes.ChangeResubmitView.as_view(), name="change-resubmit"),
    path("forward/", change_steps.ForwardView.as_view(), name="change-forward"),
    path("propose/", change_steps.ProposeView.as_view(), name="change-propose"),
    path("file/", change_steps.FileView.as_view(), name="change-file"),
    path("withdraw/", change_steps.WithdrawView.as_view(), name="change-withdraw"),
]
one_filing = [
    path("changes/new/", changes.ChangeChooseView.as_view(), name="change-new"),
    path("changes/new/<slug:kind>/", changes.ChangeReportView.as_view(), name="change-report"),
    path("cancellation/", change_steps.CancellationAskView.as_view(), name="cancellation-ask"),
    path("cancellation/withdraw/", change_steps.CancellationWithdrawView.as_view(), name="cancellation-withdraw"),
    path("cancel/", change_steps.FilingCancelView.as_view(), name="filing-cancel"),
]
urlpatterns = [
    path("changes/", changes.ChangeListView.as_view(), name="changes"),
    path("changes/<int:pk>/", include(one_change)),
    path("filings/<int:pk>/", include(one_filing)),
]
