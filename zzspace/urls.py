"""The address book: fixed paths of the product; each app adds its own below."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("filings.urls")),
    path("", include("evaluation.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler403 = "filings.views.errors.permission_denied"
handler404 = "filings.views.errors.page_not_found"
handler500 = "filings.views.errors.server_error"
