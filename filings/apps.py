"""The filings app: who exists, what is applied for, decided, changed and revoked."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"
    verbose_name = "备案管理"

    def ready(self) -> None:
        from filings import desk  # the app registry must be complete before models are imported

        desk.contribute()
