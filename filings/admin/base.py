"""How models are opened in the admin site: to the roles of one act, with a history of what is done."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from filings.permissions import Act, role_may
from filings.services.history import append_line


class ActAdmin(admin.ModelAdmin):
    """Opens a model to the roles of one act; nothing is deleted here, and what is done stands in the history."""

    act = Act.MANAGE_ACCOUNTS
    told: ClassVar[tuple[str, ...]] = ()
    """Fields whose present values the history keeps: rights and reach, never persons."""

    def is_open_to(self, request: HttpRequest) -> bool:
        """Whether the account's role ever does the act."""
        return role_may(request.user, self.act)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry = super().log_addition(request, obj, message)
        self.keep(obj, "admin_add", entry)
        return entry

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        if message:
            self.keep(obj, "admin_change", entry)
        return entry

    def keep(self, obj: Model, action: str, entry: LogEntry) -> None:
        """A line for the auditor: which fields were changed on which record, and the rights as they are now."""
        with transaction.atomic():
            type(obj)._default_manager.select_for_update().get(pk=obj.pk)
            details = {name: str(getattr(obj, name)) for name in self.told}
            append_line(obj, actor=entry.user, action=action, reason=entry.get_change_message(), details=details)
