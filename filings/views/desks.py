"""Desk, inbox and acts that wait for a signature: the pages that every signed-in account works from."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from filings.forms.applications import SendBackForm
from filings.models import Notice, PendingAct
from filings.permissions import Act, can_sign, visible_notices, visible_pending_acts
from filings.selectors.acts import SUBJECTS, act_label, acts_to_sign, consequences_of, payload_lines, waiting_acts
from filings.selectors.applications import waiting_applications
from filings.selectors.desks import (
    applying_now,
    certificates_of,
    followed_application,
    incubation_figures,
    next_days,
    own_filings,
)
from filings.selectors.inbox import latest_notices
from filings.selectors.joint_recommendations import joint_recommendations
from filings.selectors.timeline import days_left, history_of, standing_line, steps_of
from filings.services.inbox import mark_all_read, mark_read
from filings.services.notices import subject_url
from filings.services.signing import send_back_act, sign_act, withdraw_act
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView, ScopedView
from filings.workflow import Role
from zzspace.desk import DeskItem, desk_figures, desk_sections
from zzspace.wording import days_zh

SOON = 5
"""Working days from which a due box is tinted."""


SHOWN_IN_PANELS = ("operator-under-way", "operator-filings")
"""Sections that an operator's desk shows as panels of their own: progress and filings."""


class DeskView(RoleView, TemplateView):
    """GET /desk/: what waits for me, then what I follow, then a few figures."""

    act = Act.SEE_DESK

    def get_template_names(self) -> list[str]:
        return ["filings/desk/operator.html" if self.request.user.role == Role.OPERATOR else "filings/desk/desk.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        sections = [(section, due_boxes(items)) for section, items in desk_sections(user)]
        panels = operator_panels(user) if user.role == Role.OPERATOR else {}
        return super().get_context_data(
            sections=sections,
            elsewhere=SHOWN_IN_PANELS,
            waiting=sum(len(items) for section, items in sections if section.key not in SHOWN_IN_PANELS),
            notices=latest_notices(user),
            figure_groups=desk_figures(user),
            today=timezone.localdate(),
            **panels,
            **kwargs,
        )


def due_boxes(items: list[DeskItem]) -> list[dict[str, Any]]:
    """Each item for components/due.html, with the working days left."""
    today = timezone.localdate()
    return [due_box(item, days_left(item.due_on, today)) for item in items]


def due_box(item: DeskItem, days: int | None) -> dict[str, Any]:
    """The due day in words beside what the item says of it."""
    meta = f"{days_zh(item.due_on)}　{item.due_text}" if item.due_on else item.due_text
    return {"item": item, "days": days, "soon": days is not None and days <= SOON, "meta": meta}


def operator_panels(user: Any) -> dict[str, Any]:
    """Progress, figures, filings, standing and next days of an operator's desk."""
    live = list(waiting_applications(user))
    application = followed_application(live)
    filings = list(own_filings(user)[:3])
    certificates = certificates_of(filings)
    now = timezone.now()
    today = timezone.localdate(now)
    return {
        "followed": application,
        "steps": steps_of(application, history_of(application)) if application else [],
        "standing": standing_line(application) if application else None,
        "figures": incubation_figures(user, today=today),
        "filings": [(filing, certificates.get(filing.pk)) for filing in filings],
        "applying": applying_now(user, today=today),
        "next_days": next_days(live, now=now),
    }


class InboxView(PagedListView):
    """GET /inbox/: one's own messages; ?unread=1 for the unread ones alone."""

    act = Act.SEE_INBOX
    template_name = "filings/desk/inbox.html"

    def get_queryset(self) -> QuerySet[Notice]:
        notices = visible_notices(self.request.user)
        return notices.filter(read_at__isnull=True) if self.request.GET.get("unread") else notices


class NoticeOpenView(ScopedView):
    """GET /inbox/1/: marks a message as read and leads to what it is about."""

    act = Act.SEE_INBOX
    scope = visible_notices

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        notice = mark_read(self.record)
        return redirect(notice.url if is_own_address(notice.url) else reverse("filings:inbox"))


def is_own_address(url: str) -> bool:
    """A path of this site; never another's."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class InboxReadView(RoleView, View):
    """POST /inbox/read/: marks all messages as read."""

    act = Act.SEE_INBOX
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        number = mark_all_read(actor=request.user)
        messages.success(request, f"{number}条消息已标为已读。" if number else "没有未读消息。")
        return redirect("filings:inbox")


class ActListView(PagedListView):
    """GET /acts/: acts of one's office that wait for a signature."""

    act = Act.SIGN_ACTS
    template_name = "filings/desk/acts.html"

    def get_queryset(self) -> QuerySet[PendingAct]:
        return waiting_acts(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = set(acts_to_sign(self.request.user).values_list("pk", flat=True))
        context = super().get_context_data(**kwargs)
        rows = [(act, act_label(act), act.pk in mine) for act in context["object_list"]]
        sign = {"value": "sign-many", "label": "签发", "icon": "writing-sign"}
        joint = joint_recommendations(self.request.user).filter(waiting__gt=0)
        return context | {"rows": rows, "to_sign": len(mine), "bulk_acts": [sign], "joint": joint}


class ActPage(RecordPage):
    """GET /acts/1/: what was prepared and what signing will bring about; POST signs."""

    act = Act.SIGN_ACTS
    scope = visible_pending_acts
    select_related = (*SUBJECTS, "prepared_by")
    template_name = "filings/desk/act.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        sign_act(self.record, actor=request.user)
        messages.success(request, f"“{act_label(self.record)}”已签发。")
        return redirect(subject_url(self.record))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        act = self.record
        decision = can_sign(self.request.user, act)
        return super().get_context_data(
            label=act_label(act),
            subject_url=subject_url(act),
            payload=payload_lines(act),
            consequences=consequences_of(act),
            is_waiting=act.status == PendingAct.Status.PENDING,
            may_sign=bool(decision),
            why_not=decision.reason,
            may_withdraw=act.prepared_by_id == self.request.user.pk,
            **kwargs,
        )


class ActSendBackView(RecordFormView):
    """An act goes back to its preparer, with a reason."""

    act = Act.SIGN_ACTS
    scope = visible_pending_acts
    select_related = (*SUBJECTS, "prepared_by")
    template_name = "components/confirm.html"
    form_class = SendBackForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        send_back_act(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "已退回经办，经办会收到退回原因。")
        return redirect("filings:acts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(
            title=f"退回经办：{act_label(self.record)}",
            lead=f"退回后由{self.record.prepared_by}修改，改好后重新拟办。",
            consequences=["办理状态不变。", "退回原因写入办理记录，经办会收到通知。"],
            button="退回经办",
            cancel_url=reverse("filings:act", args=[self.record.pk]),
            **kwargs,
        )
        return shown | {"record": self.record.subject}


class ActWithdrawView(RecordPage):
    """The preparer takes an act back before it is signed."""

    act = Act.SIGN_ACTS
    scope = visible_pending_acts
    select_related = (*SUBJECTS, "prepared_by")
    template_name = "components/confirm.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        withdraw_act(self.record, actor=request.user)
        messages.success(request, "拟办的事项已撤回。")
        return redirect(subject_url(self.record))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(
            title=f"撤回拟办：{act_label(self.record)}",
            lead="撤回后可以重新拟办。",
            consequences=["办理状态不变。", "撤回写入办理记录。"],
            button="撤回拟办",
            cancel_url=reverse("filings:act", args=[self.record.pk]),
            **kwargs,
        )
        return shown | {"record": self.record.subject}
