"""Article 8 on the desks: cases whose step is one's own, filings that have to be revoked, bans, reports for the auditor."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from filings.models import FraudCase, User
from filings.selectors.fraud import waiting_cases
from filings.selectors.reports import report_list
from filings.workflow import CaseState, Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

OPERATOR = frozenset({Role.OPERATOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
AUDITOR = frozenset({Role.AUDITOR.value})
SHOWN = 8
RECENT = timedelta(days=30)
"""How long a report stays on the auditor's desk."""
BUTTONS: dict[CaseState, str] = {
    CaseState.PROPOSED: "核对",
    CaseState.NOTIFIED: "登记送达",
    CaseState.SERVED: "陈述申辩",
    CaseState.HEARD: "作出决定",
}


def own_step(user: User) -> Iterable[DeskItem]:
    """Cases whose next step is the account's role's; of a defence that never came the city takes note."""
    for case in waiting_cases(user)[:SHOWN]:
        state = CaseState(case.state)
        if state == CaseState.FOUND:
            yield to_revoke(case)
            continue
        asked = state == CaseState.SERVED
        silent = asked and user.role == Role.CITY
        yield DeskItem(
            title=f"{case.application.space}：{'没有陈述申辩' if silent else '弄虚作假核查'}",
            url=reverse("filings:fraud-case", args=[case.pk]),
            text=f"{case.application.operator}，申请编号{case.application.number}",
            tag="陈述申辩期满" if silent else case.get_state_display(),
            tone="review",
            due_on=case.defence_due_on if asked else None,
            due_text="陈述申辩截止" if asked else f"{date_zh(case.state_since)}起",
            button="记录" if silent else BUTTONS[state],
            hot=True,
        )


def to_revoke(case: FraudCase) -> DeskItem:
    """A filing in force whose application was found false: Article 15 has to follow."""
    filing = case.application.filing
    return DeskItem(
        title=f"{case.application.space}：须启动撤销程序",
        url=reverse("filings:fraud-revocation", args=[case.pk]),
        text=f"{filing.number}，{date_zh(case.found_on)}认定申请中弄虚作假（第八条、第十五条）",
        tag="须启动撤销",
        tone="fail",
        button="提出撤销备案",
        hot=True,
    )


def latest_reports(user: User) -> Iterable[DeskItem]:
    """What came in lately; nothing of it on the desk but whom it is about."""
    since = timezone.localdate() - RECENT
    for report in report_list(user, since=since)[:SHOWN]:
        yield DeskItem(
            title=f"举报：{report.about}",
            url=reverse("filings:report", args=[report.pk]),
            text=f"{date_zh(report.created_at)}收到，材料{report.attached}份",
            tag="匿名" if report.is_anonymous else "有联系方式",
            button="查看",
        )


def contribute() -> None:
    """Add navigation entries and desk sections."""
    registry.add_nav(
        NavItem(
            "filings:fraud-cases", "gavel", "弄虚作假核查", CITY, position=44
        ),  # no count: pages keep to 30 queries
        NavItem("filings:bans", "ban", "禁止申报", CITY, caption="在册管理", position=66),
        NavItem("filings:fraud-cases", "gavel", "弄虚作假核查", DISTRICT, caption="辖区", position=66),
        NavItem("filings:bans", "ban", "禁止申报", DISTRICT, caption="辖区", position=68),
        NavItem("filings:reports", "flag", "举报", AUDITOR, position=24),
    )
    registry.add_sections(
        DeskSection("fraud-defence", "请陈述申辩", OPERATOR, own_step, position=4),
        DeskSection("fraud-cases", "弄虚作假核查", CITY, own_step, position=6, more="/fraud-cases/"),
        DeskSection("reports", "举报", AUDITOR, latest_reports, position=10, more="/audit/reports/"),
    )
