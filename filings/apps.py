"""The filings app: who exists, what is applied for, decided, changed and revoked."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.db.models.signals import post_migrate


class FilingsConfig(AppConfig):
    """The app itself."""

    default = True
    name = "filings"
    verbose_name = "备案管理"

    def ready(self) -> None:
        from filings import desk  # the app registry must be complete before models are imported
        from filings.forms.register_rows import check_row  # as above
        from filings.services.batches.documents import DocumentsBatch
        from filings.services.batches.kinds import register_batch
        from filings.services.batches.packets import PacketBatch, RoundPacketsBatch
        from filings.services.imports.blacklist import BlacklistKind
        from filings.services.imports.kinds import RegistersKind
        from filings.services.imports.own_registers import OwnRegistersKind
        from filings.services.imports.plans import register_kind
        from filings.services.packets import contents, rounds

        desk.contribute()
        contents.contribute()
        rounds.contribute()
        for batch in (DocumentsBatch(), PacketBatch(), RoundPacketsBatch()):
            register_batch(batch)
        register_kind(RegistersKind(check_row))
        register_kind(OwnRegistersKind(check_row))
        register_kind(BlacklistKind())
        post_migrate.connect(install_data, sender=self)


def install_data(*, using: str, apps: Any = installed_apps, **kwargs: object) -> None:
    """After migrating (and after a flush): the districts that every installation starts with.

    Not a migration, since an administrator may edit a district and it must then stay as it is.
    """
    from filings.services.districts import install_districts  # as in ready()

    if using == "default" and "filings_district" in connections[using].introspection.table_names():
        install_districts(apps, using)


class ZzAdminConfig(admin_apps.AdminConfig):
    """Replaces django.contrib.admin in INSTALLED_APPS: the site with our own question of access."""

    default = False
    default_site = "filings.adminsite.ZzAdminSite"
