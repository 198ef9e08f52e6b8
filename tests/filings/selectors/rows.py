"""Register rows as plain data, for tests that count without a database."""

from itertools import count
from typing import Any

from filings.selectors.facts import RegisterRows
from filings.selectors.facts.rows import SOURCES

_ids = count(1)
OPERATOR = {
    "id": 1,
    "name": "郑州云帆创业孵化服务有限公司",
    "uscc": "914101057286859709",
    "registered_address": "郑州市科学大道1号",
    "independent_legal_entity": True,
    "registered_in_city": True,
    "registered_at_site": True,
    "operating_since": "2022-01-04",
    "licence_id": None,
}
SPACE = {
    "id": 1,
    "name": "云帆工场",
    "kind": "comprehensive",
    "district_id": "gxq",
    "low_cost": True,
    "lead_name": "",
    "lead_type": "",
    "focus_field": "智能传感",
    "open_platform": None,
}


def register_data(
    operator: dict[str, Any] | None = None, space: dict[str, Any] | None = None, **registers
) -> RegisterRows:
    return RegisterRows(
        OPERATOR | (operator or {}), SPACE | (space or {}), {name: registers.get(name, []) for name in SOURCES}
    )


def resident(**fields) -> dict[str, Any]:
    defaults = {
        "id": next(_ids),
        "kind": "team",
        "name": "项目组",
        "company_name": "",
        "uscc": "",
        "entered_on": "2025-01-06",
        "left_on": None,
        "founded_on": None,
        "incorporated_on": None,
        "field": "智能传感",
        "headcount": 3,
    }
    return defaults | ({"founded_on": "2024-08-01"} if fields.get("kind") == "startup" else {}) | fields


def event(**fields) -> dict[str, Any]:
    defaults = {"id": next(_ids), "resident": None, "on": "2025-09-01", "title": "路演", "kind": "roadshow"}
    return defaults | {"participants": 20, "summary": "", "amount_wan": "50.00", "investor": "基金"} | fields


def dated(**fields) -> dict[str, Any]:
    return {"id": next(_ids), "valid_from": "2024-01-02", "valid_until": None} | fields


def site(**fields) -> dict[str, Any]:
    defaults = {
        "address": "长椿路11号",
        "district": "gxq",
        "total_area_m2": "500.00",
        "service_area_m2": "375.00",
        "workstations": 50,
        "concentrated": True,
        "has_meeting_room": True,
        "has_training_room": False,
        "has_roadshow_venue": False,
        "tenure": "owned",
        "lease_from": None,
        "lease_to": None,
    }
    return dated(**defaults | fields)
