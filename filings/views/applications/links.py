"""Where the pages of an application lead: registers, sections, rows, actions. No page of its own."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse

from filings.models import Application, DeclineReview, PendingAct, User
from filings.rules.verdicts import CheckResult, Verdict
from filings.rules.versions import Version
from filings.selectors.facts import FACT_SOURCES
from filings.workflow import ACTION_LABELS, DECIDED, Action, Role, actions_open_to, is_signed

ACTION_ICONS: dict[Action, str] = {
    Action.SUBMIT: "send",
    Action.WITHDRAW: "arrow-back",
    Action.RECOMMEND: "send",
    Action.DECLINE: "x",
    Action.ACCEPT: "check",
    Action.START_REVIEW: "users",
    Action.FINISH_REVIEW: "sum",
    Action.PUBLICISE: "speakerphone",
    Action.APPROVE: "certificate",
    Action.REJECT: "x",
    Action.RETURN: "arrow-back-up",
    Action.RESUBMIT: "send",
    Action.OVERTURN: "rotate",
}
ADVERSE = frozenset({Action.WITHDRAW, Action.DECLINE, Action.REJECT})


def register_url(space_id: int, register: str) -> str:
    """Where the rows or statements of a register are changed by their operator."""
    if register == "organisation":
        return reverse("filings:organisation")
    if register == "space":
        return reverse("filings:space-edit", args=[space_id])
    return reverse("filings:space-register", args=[space_id, register])


def section_url(application: Application, code: str) -> str:
    return reverse("filings:application-section", args=[application.pk, code])


def action_url(application: Application, action: Action) -> str:
    """/applications/1/start-review/: built from the pattern, for some of these pages are another app's."""
    return f"{reverse('filings:application', args=[application.pk])}{action.value.replace('_', '-')}/"


def action_buttons(user: User, application: Application, act: PendingAct | None) -> list[dict[str, Any]]:
    """The actions that the table opens to the role in this state; signed ones wait while an act is pending."""
    return [
        {
            "url": action_url(application, action),
            "label": ACTION_LABELS[action],
            "icon": ACTION_ICONS[action],
            "danger": action in ADVERSE,
        }
        for action in actions_open_to(user.role, application.state)
        if not (act and is_signed(action, user.role)) and action is not Action.OVERTURN
    ]


def review_buttons(user: User, application: Application, reviews: Iterable[DeclineReview]) -> list[dict[str, Any]]:
    """The two answers to an operator's request for review of a decline, while it waits."""
    if Action.OVERTURN not in actions_open_to(user.role, application.state) or not any(
        each.is_open for each in reviews
    ):
        return []
    uphold = reverse("filings:application-uphold-decline", args=[application.pk])
    return [
        {"url": action_url(application, Action.OVERTURN), "label": "责令重审", "icon": "rotate", "danger": False},
        {"url": uphold, "label": "维持不予推荐", "icon": "x", "danger": False},
    ]


def tool_links(user: User, application: Application) -> list[dict[str, str]]:
    """The offices' workspaces for one application, and its packet once it is decided."""
    pk = application.pk
    packet = {"url": reverse("filings:application-packet", args=[pk]), "label": "案卷", "icon": "file-zip"}
    return office_links(user, pk) + ([packet] if application.state in DECIDED and user.role != Role.OPERATOR else [])


def office_links(user: User, pk: int) -> list[dict[str, str]]:
    """What each office works on an application with."""
    if user.role == Role.DISTRICT:
        return [{"url": reverse("filings:application-verify", args=[pk]), "label": "逐项核实", "icon": "list-check"}]
    if user.role == Role.CITY:
        return [
            {"url": reverse("filings:application-panel", args=[pk]), "label": "评审组织", "icon": "users-group"},
            {
                "url": reverse("filings:application-objections", args=[pk]),
                "label": "异议办理",
                "icon": "message-report",
            },
        ]
    return []


def check_item(
    check: CheckResult, application: Application, version: Version, open_checks: Collection[str] | None = None
) -> dict[str, Any]:
    """A check of a draft for components/chk.html, with the link to what changes it; where `open_checks` are given, of these
    alone.
    """
    row = version.check(check.id)
    item: dict[str, Any] = check._asdict() | {"calc": check.why, "section": row.section}
    if row.section == "standing" or (open_checks is not None and check.id not in open_checks):
        return item
    if check.verdict is Verdict.FAIL:
        register, label = FACT_SOURCES[row.reads[-1]]
        return item | {"url": register_url(application.space_id, register), "link": f"去更新：{label}"}
    link = "说明情况" if check.verdict is Verdict.REVIEW else "去填写"
    anchor = "#explanations" if check.verdict is Verdict.REVIEW else ""
    return item | {"url": section_url(application, row.section) + anchor, "link": link}


def check_items(
    checks: Iterable[CheckResult],
    application: Application,
    version: Version,
    open_checks: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    return [check_item(check, application, version, open_checks) for check in checks]
