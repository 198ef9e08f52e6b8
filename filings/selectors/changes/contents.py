"""What stands in `before` and `after` of a change: made from rows, read as lines, laid over the rows of registers.

name      {"space": …} and / or {"operator": …}, the new names (the old ones in `before`)
operator  {"operator": id, "name": …, "uscc": …}
area      before {"site": {"id": …, columns}}, after {"site": {figures}} or {"ended": true}
location  before {"sites": [{"id": …, columns}]}, after {"site": {columns}}
other     {"text": …}
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from filings.models import ChangeReport, Operator, Site
from filings.selectors.facts.rows import OPERATOR_COLUMNS, RegisterRows, Row, plain_value
from zzspace.wording import two_places

Kind = ChangeReport.Kind
Values = dict[str, Any]

FIGURES: Final = ("total_area_m2", "service_area_m2", "workstations")
FIGURE_LABELS: Final = {
    "total_area_m2": "总面积（㎡）",
    "service_area_m2": "服务面积（㎡）",
    "workstations": "创业工位（个）",
}
FLAGS: Final = ("concentrated", "has_meeting_room", "has_training_room", "has_roadshow_venue")
LEASE: Final = ("lease_from", "lease_to")
SITE_COLUMNS: Final = ("address", "district", *FIGURES, *FLAGS, "tenure", *LEASE)
NEW_ROW: Final = 0
"""The id of a site that is not in the register yet."""


def site_values(site: Site) -> Values:
    """A site as it stands, with its id."""
    named = {name: plain_value(getattr(site, name)) for name in SITE_COLUMNS if name != "district"}
    return {"id": site.pk, "district": site.district_id} | named


def new_site_values(data: Mapping[str, Any]) -> Values:
    """A site as typed, in plain values; `district` is the record."""
    values = {name: plain_value(data[name]) for name in SITE_COLUMNS if name != "district"}
    return values | {"district": data["district"].pk, "district_name": data["district"].name}


def site_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a Site row from stored values."""
    columns = {name: values[name] for name in SITE_COLUMNS if name in values and name != "district"}
    for name in LEASE:
        if isinstance(columns.get(name), str):
            columns[name] = date.fromisoformat(columns[name])
    for name in ("total_area_m2", "service_area_m2"):
        if name in columns:
            columns[name] = Decimal(columns[name])
    return columns | ({"district_id": values["district"]} if "district" in values else {})


def sites_touched(before: Mapping[str, Any]) -> list[int]:
    """The ids of the sites that a change ends or alters."""
    return [site["id"] for site in (*before.get("sites", ()), *([before["site"]] if "site" in before else ()))]


def ends_site(kind: str, after: Mapping[str, Any]) -> bool:
    """Whether an area goes without another in its place."""
    return kind == Kind.AREA and bool(after.get("ended"))


def rows_as_changed(
    rows: RegisterRows,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    happened_on: date,
    operator: Operator | None = None,
) -> RegisterRows:
    """The rows as they are once the change is written; `operator` is the new one of a change of operator."""
    if kind == Kind.NAME:
        named = rows.space | ({"name": after["space"]} if "space" in after else {})
        owner = rows.operator | ({"name": after["operator"]} if "operator" in after else {})
        return RegisterRows(owner, named, rows.registers)
    if kind == Kind.OPERATOR and operator is not None:
        owner = {column: plain_value(getattr(operator, column)) for column in OPERATOR_COLUMNS}
        return RegisterRows(owner, rows.space, rows.registers)
    if kind in (Kind.AREA, Kind.LOCATION):
        sites = sites_as_changed(rows.registers["sites"], kind, before, after, happened_on)
        return RegisterRows(rows.operator, rows.space, rows.registers | {"sites": sites})
    return rows


def sites_as_changed(
    sites: list[Row], kind: str, before: Mapping[str, Any], after: Mapping[str, Any], happened_on: date
) -> list[Row]:
    """The sites without those that end, and with the new one."""
    gone = set(sites_touched(before))
    kept = [site for site in sites if site["id"] not in gone]
    if ends_site(kind, after):
        return kept
    base = dict(before["site"]) if kind == Kind.AREA else {}
    dated = {"id": NEW_ROW, "valid_from": happened_on.isoformat(), "valid_until": None}
    return [*kept, base | dict(after["site"]) | dated]


def change_lines(change: ChangeReport) -> list[tuple[str, str, str]]:
    """(what, before, after) of a change, as pages and letters show it."""
    before, after = change.before, change.after
    if change.kind == Kind.NAME:
        named = (("space", "众创空间名称"), ("operator", "运营机构名称"))
        return [(label, before.get(key, ""), after[key]) for key, label in named if key in after]
    if change.kind == Kind.OPERATOR:
        return [("运营机构", operator_words(before), operator_words(after))]
    if change.kind == Kind.AREA:
        return area_lines(before["site"], after)
    if change.kind == Kind.LOCATION:
        old = "；".join(site_words(site) for site in before["sites"]) or "新增一处场地"
        return [("场地", old, site_words(after["site"]))]
    return [("备案条件", before.get("text", ""), after.get("text", ""))]


def public_change_lines(change: ChangeReport) -> list[tuple[str, str, str]]:
    """The same as everybody reads it: what was typed freely may name persons and is left out."""
    return [] if change.kind == Kind.OTHER else change_lines(change)


def operator_words(values: Mapping[str, Any]) -> str:
    """Name and code."""
    return f"{values['name']}（{values['uscc']}）" if values else ""


def area_lines(site: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The figures of a site that differ, or that it is used no more."""
    if after.get("ended"):
        return [(f"场地，{site['address']}", figures_words(site), "不再使用")]
    return [
        (f"{FIGURE_LABELS[name]}，{site['address']}", shown(name, site[name]), shown(name, after["site"][name]))
        for name in FIGURES
        if site[name] != after["site"][name]
    ]


def shown(name: str, value: Any) -> str:
    """A figure: areas with two places, counts as they are."""
    return str(value) if name == "workstations" else two_places(value)


def figures_words(site: Mapping[str, Any]) -> str:
    """总面积800.00㎡，服务面积640.00㎡，工位60个."""
    total, service = two_places(site["total_area_m2"]), two_places(site["service_area_m2"])
    return f"总面积{total}㎡，服务面积{service}㎡，工位{site['workstations']}个"


def site_words(site: Mapping[str, Any]) -> str:
    """Address and figures."""
    return f"{site['address']}（{figures_words(site)}）"
