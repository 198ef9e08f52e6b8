"""E-mails that have not gone out, for the administrator: to be looked at and sent again, never written here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from filings.admin.base import ActAdmin
from filings.models import OutgoingMail
from filings.services.outbox import resend_mails


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ActAdmin):
    """What waits, what is being sent, what was given up; the text and the address are the account's own."""

    list_display = ("title", "account", "state", "attempts", "error", "next_at", "created_at")
    list_filter = ("state",)
    list_display_links = None
    list_select_related = ("notice__user",)
    search_fields = ("notice__title", "notice__user__username")
    ordering = ("-state", "next_at")
    list_per_page = 50
    actions = ("resend",)

    @admin.display(description="消息", ordering="notice__title")
    def title(self, mail: OutgoingMail) -> str:
        return mail.notice.title

    @admin.display(description="账号", ordering="notice__user__username")
    def account(self, mail: OutgoingMail) -> str:
        return mail.notice.user.username

    @admin.action(description="重新发送所选邮件")
    def resend(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        number = resend_mails(mails, actor=request.user)  # type: ignore[arg-type]  # signed in, or the page is not reached
        told = f"{number}封邮件已重新排队发送。" if number else "所选邮件正在发送或已不需要发送。"
        self.message_user(request, told, messages.SUCCESS if number else messages.WARNING)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(state__in=(OutgoingMail.State.SENT, OutgoingMail.State.DROPPED))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
