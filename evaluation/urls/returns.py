"""Addresses of annual returns and statistics years."""

from django.urls import path

from evaluation.views.statistics import decisions, returns, years

urlpatterns = [
    path("statistics/", returns.ReturnListView.as_view(), name="returns"),
    path("statistics/years/", years.YearListView.as_view(), name="statistics-years"),
    path("statistics/years/<int:year>/", years.WindowView.as_view(), name="statistics-year"),
    path("statistics/years/<int:year>/close/", years.CloseView.as_view(), name="statistics-year-close"),
    path("statistics/start/<int:pk>/<int:year>/", returns.StartView.as_view(), name="return-start"),
    path("statistics/returns/<int:pk>/", returns.ReturnPage.as_view(), name="return"),
    path("statistics/returns/<int:pk>/submit/", returns.SubmitView.as_view(), name="return-submit"),
    path("statistics/returns/<int:pk>/convert/", returns.ConvertView.as_view(), name="return-convert"),
    path("statistics/returns/<int:pk>/confirm/", decisions.ConfirmView.as_view(), name="return-confirm"),
    path("statistics/returns/<int:pk>/send-back/", decisions.SendBackView.as_view(), name="return-send-back"),
    path("statistics/returns/<int:pk>/lock/", decisions.LockView.as_view(), name="return-lock"),
    path("statistics/returns/<int:pk>/reopen/", decisions.ReopenView.as_view(), name="return-reopen"),
    path("statistics/returns/<int:pk>/<str:letter>/", returns.GroupView.as_view(), name="return-group"),
]
