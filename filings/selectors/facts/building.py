"""From the rows of registers to Facts: sums, counts, yes and no as of a day. A section not yet confirmed gives no facts."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from filings.models import Site, Space
from filings.rules.facts import FACTS_BY_KEY, Facts, FactType, parse_facts
from filings.selectors.facts.counting import COUNTED, counted_rows, distinct
from filings.selectors.facts.rows import RegisterRows, Row, register_rows
from filings.selectors.facts.sections import SECTION_OF
from filings.selectors.standing import standing_of

Figure = Callable[[list[Row]], Any]
Statement = Callable[[RegisterRows, date], Any]
LEAST_SECURE_FIRST: Final = (Site.Tenure.GRANTED, Site.Tenure.LEASED, Site.Tenure.OWNED)


def total(column: str) -> Figure:
    """The exact sum of a column of figures."""
    return lambda rows: sum((Decimal(row[column]) for row in rows), Decimal("0.00"))


def count_of(column: str) -> Figure:
    """The sum of a column of counts."""
    return lambda rows: sum(row[column] for row in rows)


def any_has(column: str) -> Figure:
    return lambda rows: any(row[column] for row in rows)


def value_of(column: str) -> Figure:
    """The value of the only row there may be."""
    return lambda rows: rows[0][column] if rows else None


def is_concentrated(sites: list[Row]) -> bool:
    """Declared of every site, and all at one address: sites apart are not concentrated."""
    return bool(sites) and all(site["concentrated"] for site in sites) and distinct(sites, "address") == 1


def least_secure_tenure(sites: list[Row]) -> str | None:
    tenures = {site["tenure"] for site in sites}
    return next((tenure.value for tenure in LEAST_SECURE_FIRST if tenure in tenures), None)


FIGURES: Final[dict[str, Figure]] = {
    "site.total_area_m2": total("total_area_m2"),
    "site.service_area_m2": total("service_area_m2"),
    "site.concentrated": is_concentrated,
    "site.workstations": count_of("workstations"),
    "site.has_meeting_room": any_has("has_meeting_room"),
    "site.has_training_room": any_has("has_training_room"),
    "site.has_roadshow_venue": any_has("has_roadshow_venue"),
    "site.tenure": least_secure_tenure,
    "site.lease_from": value_of("lease_from"),
    "site.lease_to": value_of("lease_to"),
    "finance.own_seed_fund_wan": total("amount_wan"),
    "finance.partner_fund_wan": total("amount_wan"),
    "finance.partner_institutions": lambda rows: distinct(rows, "name"),
    "finance.funded_in_year": lambda rows: distinct(rows, "resident"),
    "professional.equipment_items": count_of("items"),
}
"""How rows become a figure; where a key is absent their number counts, or that there are any."""


def declared(column: str) -> Statement:
    """A yes or no of the organisation's page; not stated is no."""
    return lambda rows, _: bool(rows.operator[column])


def operating_since(rows: RegisterRows, as_of: date) -> str | None:
    """The day itself; before that day there is nothing to judge."""
    day: str | None = rows.operator["operating_since"]
    return day if day and day <= as_of.isoformat() else None


def low_cost(rows: RegisterRows, as_of: date) -> bool:
    """Declared on the space's page, and the price list is there."""
    return bool(rows.space["low_cost"]) and bool(counted_rows(rows, "charging.low_cost_or_free", as_of=as_of))


STATEMENTS: Final[dict[str, Statement]] = {
    "operator.independent_legal_entity": declared("independent_legal_entity"),
    "operator.registered_in_city": declared("registered_in_city"),
    "operator.registered_at_site": declared("registered_at_site"),
    "operator.operating_since": operating_since,
    "charging.low_cost_or_free": low_cost,
    "professional.lead_type": lambda rows, _: rows.space["lead_type"] or None,
    "professional.field": lambda rows, _: rows.space["focus_field"].strip(),
    "professional.open_platform": lambda rows, _: bool(rows.space["open_platform"]),
}
"""What the organisation's and the space's pages state."""


def fact_value(rows: RegisterRows, key: str, as_of: date) -> Any:
    """One fact as of a day."""
    if key in STATEMENTS:
        return STATEMENTS[key](rows, as_of)
    behind = COUNTED[key](rows, as_of)
    if key in FIGURES:
        return FIGURES[key](behind)
    return bool(behind) if FACTS_BY_KEY[key].type is FactType.FLAG else len(behind)


def build_facts(
    rows: RegisterRows,
    *,
    kind: str,
    as_of: date,
    purpose: str = "application",
    confirmed: Collection[str] | None = None,
    standing: Mapping[str, Any] | None = None,
    contributed: Mapping[str, Any] | None = None,
) -> Facts:
    """The facts of one kind as of a day: a pure function, never contradictory whatever the registers hold.

    `confirmed` are codes of sections; a section not among them gives no facts, None confirms all. Once confirmed, what
    is not there is 0 or no. Facts of a section that the kind has not are left out. `standing` is standing_of()'s,
    `contributed` are facts that other apps read, by key.
    """
    data: dict[str, Any] = {"kind": kind, "as_of": as_of, "purpose": purpose, "standing": dict(standing or {})}
    for key, section in SECTION_OF.items():
        if kind in section.kinds and (confirmed is None or section.code in confirmed):
            group, _, name = key.partition(".")
            data.setdefault(group, {})[name] = fact_value(rows, key, as_of)
    for key, value in (contributed or {}).items():
        group, _, name = key.partition(".")
        data.setdefault(group, {})[name] = value
    return parse_facts(data)


def facts_of(
    space: Space,
    *,
    kind: str,
    as_of: date,
    purpose: str = "application",
    confirmed: Collection[str] | None = None,
) -> Facts:
    """The facts of a space from its registers as of a day: a constant number of queries."""
    rows = register_rows(space, as_of=as_of)
    standing = standing_of(space.operator.uscc, space, kind, as_of)
    return build_facts(rows, kind=kind, as_of=as_of, purpose=purpose, confirmed=confirmed, standing=standing)
