"""Article 14 in the demo: changes of filings in several states, a filing that its operator gives up; through the services."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant, working_day
from evaluation.demo.evidence import upload
from evaluation.demo.people import account, clerk_of, member_of
from filings.models import ChangeReport, Filing
from filings.rules.periods import add_working_days
from filings.services.changes.cancellation import ask_cancellation
from filings.services.changes.checking import (
    check_documents,
    check_site,
    forward_change,
    propose_cancellation,
    return_change,
)
from filings.services.changes.filing import prepare_filing
from filings.services.changes.reporting import report_change
from filings.services.signing import sign_act
from filings.workflow import FilingState

Kind = ChangeReport.Kind


def report(
    filing: Filing, kind: str, what: str, wanted: dict[str, Any], *, ago: int, by_district: bool = False
) -> ChangeReport:
    """Reported two working days after it happened, or found by the district."""
    actor = clerk_of(filing.space.district_id) if by_district else member_of(filing.operator)
    with at(instant(max(ago - 2, 1), 9, 25)):
        return report_change(
            filing,
            actor=actor,
            kind=kind,
            what=what,
            happened_on=working_day(ago),
            wanted=wanted,
            files=[upload("case_materials.pdf", "变更证明材料")],
        )


def rename(filing: Filing, *, ago: int) -> ChangeReport:
    """A new name of the space."""
    wanted = {"space": f"{filing.space.name}（二期）"}
    return report(filing, Kind.NAME, "因品牌升级，众创空间更名，机构决议和变更登记材料附后。", wanted, ago=ago)


def resize(
    filing: Filing, *, ago: int, total: str, service: str, seats: int, by_district: bool = False
) -> ChangeReport:
    """Other figures of the first site."""
    site = filing.space.sites.filter(valid_until__isnull=True).order_by("pk").first()
    if site is None:
        raise LookupError(f"{filing.space} has no site")
    figures = {"total_area_m2": Decimal(total), "service_area_m2": Decimal(service), "workstations": seats}
    what = "租赁面积调整，已重新签订租赁合同，平面图附后。"
    wanted = {"site": site.pk, "ended": False} | figures
    return report(filing, Kind.AREA, what, wanted, ago=ago, by_district=by_district)


def refocus(filing: Filing, *, ago: int) -> ChangeReport:
    """Another condition, in words."""
    wanted = {"text_before": "面向全行业的综合服务", "text_after": "增设硬件试制服务，服务内容扩展"}
    return report(filing, Kind.OTHER, "新增硬件试制服务区，服务内容发生变化。", wanted, ago=ago)


def check(change: ChangeReport) -> ChangeReport:
    """Documents read, the site seen."""
    actor = clerk_of(change.district_id)
    change = check_documents(change, actor=actor, finding="变更材料齐全，与报告内容一致。")
    return check_site(
        change,
        actor=actor,
        visited_on=timezone.localdate(),
        visitors=["赵敏", "孙浩"],
        finding="现场标识、场地与报告内容一致。",
        files=[upload("visit_photo.jpg", "现场照片")],
    )


def only_documents(filing: Filing) -> None:
    """The site is still to be seen."""
    change = refocus(filing, ago=9)
    check_documents(change, actor=clerk_of(change.district_id), finding="变更材料齐全，与报告内容一致。")


def send_back(filing: Filing) -> None:
    change = rename(filing, ago=8)
    with at(instant(2, 10, 20)):
        return_change(
            change,
            actor=clerk_of(change.district_id),
            items=["请补充市场监管部门出具的变更登记通知书。", "情况说明请写明更名的决议日期。"],
            due_on=add_working_days(timezone.localdate(), 10),
        )


def forward(filing: Filing) -> None:
    with at(instant(2, 14, 30)):
        change = check(rename(filing, ago=12))
        forward_change(change, actor=clerk_of(change.district_id), opinion="变更后仍符合众创空间要求，同意报送。")


def propose(filing: Filing) -> None:
    with at(instant(1, 15, 10)):
        change = check(resize(filing, ago=40, total="430.00", service="360.00", seats=40, by_district=True))
        opinion = "退租后场地面积和工位数低于第五条第（二）项要求，建议取消备案资格。"
        propose_cancellation(change, actor=clerk_of(change.district_id), opinion=opinion)


def file(filing: Filing) -> None:
    with at(instant(4, 14, 30)):
        change = check(rename(filing, ago=15))
        forward_change(change, actor=clerk_of(change.district_id), opinion="变更后仍符合众创空间要求，同意报送。")
    with at(instant(3, 9, 40)):
        number = f"郑科变〔{timezone.localdate().year}〕1号"
        act = prepare_filing(change, actor=account("city1"), number=number)
    with at(instant(3, 16, 5)):
        sign_act(act, actor=account("city_sign"))


def give_up(filing: Filing) -> None:
    with at(instant(1, 11, 15)):
        ask_cancellation(filing, actor=member_of(filing.operator), reason="租赁到期不再续租，众创空间停止运营。")


PLAYS: Final[tuple[Callable[[Filing], object], ...]] = (
    send_back,
    lambda filing: resize(filing, ago=6, total="780.00", service="620.00", seats=58),
    file,
    forward,
    propose,
)
"""On filings whose registers are filled."""
PLAYS_ON_ANY: Final[tuple[Callable[[Filing], object], ...]] = (only_documents, give_up)
"""On filings from before the system, whose registers are still empty."""


def play_changes() -> None:
    """One change after another on filings in force whose operators have accounts; all or nothing, and done once."""
    if ChangeReport.objects.exists():
        return
    in_force = Filing.objects.filter(state=FilingState.ACTIVE, operator__accounts__isnull=False).distinct()
    filings = in_force.select_related("space__district", "operator").order_by("pk")
    with transaction.atomic():
        for play, filing in zip(PLAYS, filings.filter(space__sites__isnull=False), strict=False):
            play(filing)
        for play, filing in zip(PLAYS_ON_ANY, filings.filter(space__sites__isnull=True), strict=False):
            play(filing)
