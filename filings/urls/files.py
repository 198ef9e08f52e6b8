"""Files and documents behind the access check."""

from django.urls import path

from filings.views import files

urlpatterns = [
    path("files/<int:pk>/", files.FileView.as_view(), name="file"),
    path("files/<int:pk>/pages/<int:number>/", files.FilePageView.as_view(), name="file-page"),
    path("documents/<int:pk>/", files.DocumentView.as_view(), name="document"),
]
