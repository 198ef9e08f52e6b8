"""Where the pages of an application lead: registers, sections, rows, actions. No page of its own."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filings.models import Application, DeclineReview, FraudCase, PendingAct, User
from filings.permissions import Act, role_may
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult, Verdict
from filings.rules.versions import Version
from filings.rules.what_if_texts import ways_to_pass
from filings.selectors.facts import FACT_SOURCES
from filings.workflow import (
    ACTION_LABELS,
    CASE_ACTION_LABELS,
    DECIDED,
    FRAUD_CASE,
    Action,
    CaseAction,
    Role,
    actions_open_to,
    is_signed,
)

ACTION_ICONS: dict[Action, str] = {
    Action.SUBMIT: "send",
    Action.WITHDRAW: "arrow-back",
    Action.RECOMMEND: "send",
    Action.DECLINE: "x",
    Action.ACCEPT: "check",
    Action.START_REVIEW: "users",
    Action.FINISH_REVIEW: "sum",
    Action.PUBLICISE: "speakerphone",
    Action.REVIEW_AGAIN: "refresh",
    Action.APPROVE: "certificate",
    Action.REJECT: "x",
    Action.RETURN: "arrow-back-up",
    Action.RESUBMIT: "send",
    Action.OVERTURN: "rotate",
    Action.DISQUALIFY: "ban",
}
ADVERSE = frozenset({Action.WITHDRAW, Action.DECLINE, Action.REJECT, Action.DISQUALIFY})
ELSEWHERE = frozenset({Action.DISQUALIFY, Action.OVERTURN})
"""What a case or a request for review leads to, not the application alone."""
CASE_PATHS: dict[CaseAction, tuple[str, str]] = {
    CaseAction.NOTIFY: ("fraud-notify", "send"),
    CaseAction.SERVE: ("fraud-serve", "mail"),
    CaseAction.DEFEND: ("fraud-defend", "message-2"),
    CaseAction.CLOSE_HEARING: ("fraud-no-defence", "clock"),
    CaseAction.FIND: ("fraud-find", "ban"),
    CaseAction.CORRECT_SERVICE: ("fraud-correct-service", "mail"),
    CaseAction.DROP: ("fraud-drop", "x"),
}
"""Address and icon of each step of a fraud case."""


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
        if action not in ELSEWHERE and not (act and is_signed(action, user.role))
    ]


def review_buttons(
    user: User, application: Application, reviews: Iterable[DeclineReview], cases: Iterable[FraudCase]
) -> list[dict[str, Any]]:
    """The two answers to an operator's request for review of a decline, while it waits; to uphold alone where fraud was found."""
    if Action.OVERTURN not in actions_open_to(user.role, application.state) or not any(
        each.is_open for each in reviews
    ):
        return []
    uphold = reverse("filings:application-uphold-decline", args=[application.pk])
    overturn = {"url": action_url(application, Action.OVERTURN), "label": "责令重审", "icon": "rotate", "danger": False}
    may_overturn = not any(case.found_on for case in cases)
    return [
        *((overturn,) if may_overturn else ()),
        {"url": uphold, "label": "维持不予推荐", "icon": "x", "danger": False},
    ]


def office_buttons(user: User, application: Application, cases: Iterable[FraudCase]) -> list[dict[str, Any]]:
    """What an office may do beside the table: propose a disqualification while there is no case open and none found,
    also on what has ended; step aside.
    """
    if not role_may(user, Act.PROPOSE_DISQUALIFICATION):
        return []
    pk, taken = application.pk, any(case.is_open or case.found_on for case in cases)
    propose = {"url": action_url(application, Action.DISQUALIFY), "label": "提请取消参评资格", "icon": "ban"}
    recuse = {"url": reverse("filings:application-recuse", args=[pk]), "label": "声明回避", "icon": "user-off"}
    return [button | {"danger": True} for button in (*(() if taken else (propose,)), recuse)]


def case_buttons(user: User, case: FraudCase, act: PendingAct | None) -> list[dict[str, Any]]:
    """The steps that are open to an account on a case; the finding waits while one is to be signed, and the record of a
    missing defence until the time for it is over.
    """
    due = case.defence_due_on
    is_running = due is not None and timezone.localdate() <= due
    return [
        {
            "url": reverse(f"filings:{CASE_PATHS[row.action][0]}", args=[case.pk]),
            "label": CASE_ACTION_LABELS[row.action],
            "icon": CASE_PATHS[row.action][1],
            "danger": row.action in (CaseAction.CORRECT_SERVICE, CaseAction.DROP),
        }
        for row in FRAUD_CASE
        if row.role == user.role
        and case.state in row.sources
        and not (act and row.signed)
        and not (is_running and row.action == CaseAction.CLOSE_HEARING)
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
    check: CheckResult,
    application: Application,
    version: Version,
    facts: Facts,
    open_checks: Collection[str] | None = None,
) -> dict[str, Any]:
    """A check of a draft for components/chk.html, with what makes it pass and the link to what changes it; where `open_checks`
    are given, with links of these alone.
    """
    row = version.check(check.id)
    way = ways_to_pass(facts, version, check.id) if check.verdict is Verdict.FAIL else ""
    item: dict[str, Any] = check._asdict() | {"calc": check.why, "section": row.section, "way": way}
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
    facts: Facts,
    open_checks: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    return [check_item(check, application, version, facts, open_checks) for check in checks]
