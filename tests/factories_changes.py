"""Makers of filings that change: reports of each kind, brought to a state by the services that the pages call."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from filings import models as m
from filings.models import ChangeReport
from filings.rules.periods import add_working_days
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation
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
from filings.workflow import Role
from filings.workflow_changes import ChangeState
from tests.factories import make_compliant_space, make_filing, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_story import city_clerk

FILED_ON = date(2025, 9, 1)
HAPPENED_ON = date(2026, 2, 10)
WHAT = "因业务发展需要作出变更，有关材料附后。"

_numbers = count(1)


def number() -> str:
    """A 发文字号 that no other letter of the bureau has."""
    return f"郑科变〔2026〕{next(_numbers)}号"


def make_filed(space: m.Space | None = None, **fields: Any) -> m.Filing:
    """A filing in force of a compliant space since last September."""
    return make_filing(space or make_compliant_space(), **{"filed_on": FILED_ON} | fields)


def district_clerk(filing: m.Filing) -> m.User:
    """An account of the filing's district."""
    district = m.Space.objects.get(pk=filing.space_id).district
    found = m.User.objects.filter(role=Role.DISTRICT, district=district).first()
    return found or make_user(Role.DISTRICT, district=district)


def site_typed(district: m.District, **fields: Any) -> dict[str, Any]:
    """A new site as a form gives it: 900 m², 720 of them service area, 70 seats."""
    return {
        "address": "郑州市冬青街26号",
        "district": district,
        "total_area_m2": Decimal("900.00"),
        "service_area_m2": Decimal("720.00"),
        "workstations": 70,
        "concentrated": True,
        "has_meeting_room": True,
        "has_training_room": True,
        "has_roadshow_venue": True,
        "tenure": "owned",
        "lease_from": None,
        "lease_to": None,
    } | fields


def wanted_of(filing: m.Filing, kind: str, **fields: Any) -> dict[str, Any]:
    """What an operator would type for a change of a kind."""
    sites = list(filing.space.sites.filter(valid_until__isnull=True))
    figures = {"total_area_m2": Decimal("760.00"), "service_area_m2": Decimal("610.00"), "workstations": 55}
    typed: dict[str, dict[str, Any]] = {
        "name": {"space": "云帆科创中心"},
        "operator": {"uscc": ""},
        "area": {"site": sites[0].pk if sites else 0, "ended": False, **figures},
        "location": {"replaces": [site.pk for site in sites], **site_typed(filing.space.district)},
        "other": {"text_before": "聚焦智能传感", "text_after": "聚焦工业软件"},
    }
    return typed[kind] | fields


def report(filing: m.Filing | None = None, kind: str = "name", **fields: Any) -> ChangeReport:
    """A change as its operator reports it; what is no field of the service is typed into the change itself."""
    filing = filing or make_filed()
    given = {
        "actor": fields.pop("actor", None) or member_of(filing.operator),
        "what": fields.pop("what", WHAT),
        "happened_on": fields.pop("happened_on", HAPPENED_ON),
        "files": fields.pop("files", None) or [make_upload("变更材料.pdf")],
    }
    return report_change(filing, kind=kind, wanted=wanted_of(filing, kind, **fields), **given)


def check(change: ChangeReport) -> ChangeReport:
    return check_documents(change, actor=district_clerk(change.filing), finding="材料齐全，内容一致。")


def visit(change: ChangeReport) -> ChangeReport:
    return check_site(
        change,
        actor=district_clerk(change.filing),
        visited_on=timezone.localdate(),
        visitors=["李明", "王芳"],
        finding="现场与报告一致。",
        files=[make_upload("现场照片.pdf")],
    )


def send_back(change: ChangeReport, *items: str) -> ChangeReport:
    return return_change(
        change,
        actor=district_clerk(change.filing),
        items=items or ("请补充产权证明。",),
        due_on=add_working_days(timezone.localdate(), 10),
    )


def forward(change: ChangeReport) -> ChangeReport:
    return forward_change(change, actor=district_clerk(change.filing), opinion="仍符合众创空间要求，同意报送。")


def propose(change: ChangeReport) -> ChangeReport:
    opinion = "变更后场地面积低于500平方米，不再符合第五条第（二）项。"
    return propose_cancellation(change, actor=district_clerk(change.filing), opinion=opinion)


def ask_to_file(change: ChangeReport, city_reason: str = "") -> m.PendingAct:
    """A filing that waits for its signature."""
    return prepare_filing(change, actor=city_clerk(), number=number(), city_reason=city_reason)


def file(change: ChangeReport, city_reason: str = "") -> ChangeReport:
    sign_act(ask_to_file(change, city_reason), actor=city_clerk(can_sign=True))
    return ChangeReport.objects.select_related("filing__space", "filing__operator").get(pk=change.pk)


STEPS = (
    (ChangeState.DOCUMENTS_CHECKED, check),
    (ChangeState.SITE_CHECKED, visit),
    (ChangeState.FORWARDED, forward),
    (ChangeState.FILED, file),
)


def make_change(
    state: str = "reported", filing: m.Filing | None = None, kind: str = "name", **fields: Any
) -> ChangeReport:
    """A change brought to a state, step by step."""
    change = report(filing, kind, **fields)
    if state == ChangeState.RETURNED:
        return send_back(change)
    if state == ChangeState.CANCELLATION_PROPOSED:
        return propose(visit(check(change)))
    for _reached, step in STEPS:
        if change.state == state:
            break
        change = step(change)
    assert change.state == state
    return change


def make_cancelled(filing: m.Filing | None = None) -> m.Filing:
    """A filing given up by its operator."""
    filing = filing or make_filed()
    ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    return sign_act(act, actor=city_clerk(can_sign=True))
