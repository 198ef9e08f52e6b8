"""The filings app: who exists, what is applied for, decided, changed and revoked."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class FilingsConfig(AppConfig):
    """The app itself."""

    default = True
    name = "filings"
    verbose_name = "备案管理"

    def ready(self) -> None:
        from filings import desk  # the app registry must be complete before models are imported

        desk.contribute()


class ZzAdminConfig(admin_apps.AdminConfig):
    """Replaces django.contrib.admin in INSTALLED_APPS: the site with our own question of access."""

    default = False
    default_site = "filings.adminsite.ZzAdminSite"
