"""Makers of entries of the reserve pool, districts' own measures, shared resources and policies, by their services."""

from datetime import date
from itertools import count
from typing import Any

from filings import models as m
from filings.models.measures import DistrictMeasure
from filings.rules.facts import Facts, parse_facts
from filings.services.measures import MeasureText, publish_measure
from filings.services.pool.closing import withdraw_entry
from filings.services.pool.entering import Unregistered, enter_space, enter_unregistered
from filings.services.pool.guidance import record_guidance
from filings.services.sharing import add_offer
from filings.workflow import Role
from tests.factories import TODAY, make_district, make_space, make_user
from tests.factories_applications import make_upload

_serial = count(1)
KNOWN = {"site": {"total_area_m2": "620.00", "workstations": 40}, "mentors": {"total": 2}}


def clerk_in(district: m.District) -> m.User:
    """An account of a district, made if there is none."""
    account = m.User.objects.filter(role=Role.DISTRICT, district=district, can_sign=False).order_by("pk").first()
    return account or make_user(Role.DISTRICT, district=district)


def make_entry(space: m.Space | None = None, *, kind: str = "", actor: m.User | None = None) -> m.PoolEntry:
    """A space of a registered operator in its district's pool; without registers unless the test gives a space."""
    space = space or make_space()
    return enter_space(space, actor=actor or clerk_in(space.district), kind=kind or space.kind)


def facts_known(kind: str = "comprehensive", **groups: Any) -> Facts:
    """What a district knows, as the form gives it."""
    return parse_facts({"kind": kind, "as_of": TODAY} | KNOWN | groups)


def make_unregistered(
    *, district: m.District | None = None, kind: str = "comprehensive", facts: Facts | None = None, **whose: str
) -> m.PoolEntry:
    """A makerspace whose operator is not registered."""
    number = next(_serial)
    named = {
        "name": f"田野第{number}创客空间",
        "operator_name": f"郑州田野第{number}创业服务有限公司",
        "contact_name": "郭芳",
        "contact_phone": "13712345678",
    }
    actor = clerk_in(district or make_district())
    return enter_unregistered(Unregistered(**named | whose), actor=actor, kind=kind, facts=facts or facts_known(kind))


def guide(entry: m.PoolEntry, **fields: Any) -> m.GuidanceRecord:
    """A mentoring by an association, with a file."""
    given = {
        "kind": "mentoring",
        "on": TODAY,
        "by": "association",
        "organisation": "郑州市众创空间协会",
        "content": "梳理融资服务，建议与两家银行签订协议。",
        "files": [make_upload("辅导纪要.pdf")],
    }
    return record_guidance(entry, actor=clerk_in(entry.keeper), **given | fields)


def leave(entry: m.PoolEntry, reason: str = "停止运营。") -> m.PoolEntry:
    """Out of the pool again."""
    return withdraw_entry(entry, actor=clerk_in(entry.keeper), reason=reason)


def make_measure(district: m.District | None = None, figures: Any = None, **text: Any) -> DistrictMeasure:
    """Measures of a district in force since the first of the year, with an area of its own."""
    given = {"title": "高新区众创空间管理办法", "effective_from": date(2026, 1, 1)} | text
    if "title" not in text and (number := DistrictMeasure.objects.count()):
        given["title"] += f"（{number + 1}）"
    figures = {"total_area": (800, "楼宇内连续使用"), "workstations": (80, "")} if figures is None else figures
    actor = clerk_in(district or make_district())
    return publish_measure(MeasureText(**given), actor=actor, file=make_upload("区县标准.pdf"), figures=figures)


def make_resource(actor: m.User | None = None, **fields: Any) -> m.SharedResource:
    """A platform of the whole city, kept by the city."""
    given = {
        "name": f"第{next(_serial)}公共检测平台",
        "kind": "testing",
        "provider": "郑州某检测院",
        "field": "智能传感",
        "offers": "传感器标定、环境试验。",
        "contact": "业务部 0371-12345678",
        "how_to_use": "凭备案证书预约。",
    }
    return add_offer(m.SharedResource(**given | fields), actor=actor or make_user(Role.CITY))


def make_policy(actor: m.User | None = None, **fields: Any) -> m.SupportPolicy:
    """A policy of the whole city, kept by the city, in force since the first of the year."""
    given = {
        "title": f"第{next(_serial)}号科技创新券实施办法",
        "issuer": "郑州市科学技术局",
        "who": "备案在册的众创空间及其在孵企业",
        "what": "购买科技服务按30%给予补贴。",
        "how": "在市科技服务平台申领。",
        "valid_from": date(2026, 1, 1),
    }
    return add_offer(m.SupportPolicy(**given | fields), actor=actor or make_user(Role.CITY))
