"""Which rows stand behind each figure as of a day. Pure functions of RegisterRows; what the figures then say is in building.

Days are ISO text, which sorts as the days do.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from filings.models import Fund, Resident, SpaceDocument, StaffMember
from filings.rules.periods import add_years, has_lease_left, has_lease_term, last_twelve_months
from filings.selectors.facts.rows import RegisterRows, Row

Counted = Callable[[RegisterRows, date], list[Row]]
DEGREES: Final = frozenset(degree.value for degree in StaffMember.BACHELOR_AND_ABOVE)
AGE_AT_ENTRY_YEARS: Final = 1
RESIDENCE_YEARS: Final = 3


def in_force(rows: RegisterRows, register: str, as_of: date) -> list[Row]:
    """The rows of a dated register in force on a day, both end days included."""
    day = as_of.isoformat()
    return [
        row
        for row in rows.registers[register]
        if row["valid_from"] <= day and (row["valid_until"] is None or row["valid_until"] >= day)
    ]


def in_year(rows: RegisterRows, register: str, as_of: date) -> list[Row]:
    """The events of a register in the last twelve months."""
    first, last = (day.isoformat() for day in last_twelve_months(as_of))
    return [row for row in rows.registers[register] if first <= row["on"] <= last]


def is_present(row: Row, first: str, last: str) -> bool:
    """Whether a resident was in residence at any time from `first` to `last`."""
    return row["entered_on"] <= last and (row["left_on"] is None or row["left_on"] >= first)


def is_startup(row: Row, day: str) -> bool:
    """Whether a resident is a startup on a day: it entered as one, or the team has become one by then."""
    if row["kind"] == Resident.Kind.STARTUP:
        return True
    return row["incorporated_on"] is not None and row["incorporated_on"] <= day


def present(rows: RegisterRows, as_of: date) -> list[Row]:
    """Residents in residence on a day."""
    day = as_of.isoformat()
    return [row for row in rows.registers["residents"] if is_present(row, day, day)]


def teams(rows: RegisterRows, as_of: date) -> list[Row]:
    return [row for row in present(rows, as_of) if not is_startup(row, as_of.isoformat())]


def startups(rows: RegisterRows, as_of: date) -> list[Row]:
    return [row for row in present(rows, as_of) if is_startup(row, as_of.isoformat())]


def served_in_year(rows: RegisterRows, as_of: date) -> list[Row]:
    first, last = (day.isoformat() for day in last_twelve_months(as_of))
    return [row for row in rows.registers["residents"] if is_present(row, first, last)]


def teams_in_year(rows: RegisterRows, as_of: date) -> list[Row]:
    """In residence as a team in the last twelve months; the day of incorporation is its last day as one."""
    first = last_twelve_months(as_of)[0].isoformat()
    return [
        row
        for row in served_in_year(rows, as_of)
        if row["kind"] != Resident.Kind.STARTUP and (row["incorporated_on"] is None or row["incorporated_on"] >= first)
    ]


def teams_incorporated(rows: RegisterRows, as_of: date) -> list[Row]:
    return [row for row in teams_in_year(rows, as_of) if is_startup(row, as_of.isoformat())]


def older_at_entry(rows: RegisterRows, as_of: date) -> list[Row]:
    """Startups in residence that were founded more than a year before they moved in."""
    return [
        row for row in startups(rows, as_of) if _is_longer(row["founded_on"], row["entered_on"], AGE_AT_ENTRY_YEARS)
    ]


def over_three_years(rows: RegisterRows, as_of: date) -> list[Row]:
    day = as_of.isoformat()
    return [row for row in present(rows, as_of) if _is_longer(row["entered_on"], day, RESIDENCE_YEARS)]


def _is_longer(begun: str | None, until: str, years: int) -> bool:
    return begun is not None and until > add_years(date.fromisoformat(begun), years).isoformat()


def residents_in_field(rows: RegisterRows, as_of: date) -> list[Row]:
    """Residents whose field is the one the space focuses on."""
    field = rows.space["focus_field"].strip()
    return [row for row in present(rows, as_of) if field and row["field"].strip() == field]


def financing(rows: RegisterRows, as_of: date) -> list[Row]:
    """Financing of the last twelve months that came while its team or startup was in residence."""
    residents = {row["id"]: row for row in rows.registers["residents"]}
    return [
        row
        for row in in_year(rows, "financing", as_of)
        if row["resident"] in residents and is_present(residents[row["resident"]], row["on"], row["on"])
    ]


def funds(kind: str) -> Counted:
    return lambda rows, as_of: [row for row in in_force(rows, "funds", as_of) if row["kind"] == kind]


def documents(kind: str) -> Counted:
    return lambda rows, as_of: [row for row in in_force(rows, "documents", as_of) if row["kind"] == kind]


def dated(register: str) -> Counted:
    return lambda rows, as_of: in_force(rows, register, as_of)


def events(register: str) -> Counted:
    return lambda rows, as_of: in_year(rows, register, as_of)


def full_time_staff(rows: RegisterRows, as_of: date) -> list[Row]:
    return [row for row in in_force(rows, "staff", as_of) if row["full_time"]]


def with_degree(rows: RegisterRows, as_of: date) -> list[Row]:
    return [row for row in full_time_staff(rows, as_of) if row["degree"] in DEGREES]


def shortest_lease(rows: RegisterRows, as_of: date) -> list[Row]:
    """The leased site whose lease counts for all: the one that fares worst on `as_of`, of these the first to end."""
    leased = [row for row in in_force(rows, "sites", as_of) if row["tenure"] == "leased"]
    return [min(leased, key=lambda row: (_lease_rank(row, as_of), row["lease_to"] or "", row["id"]))] if leased else []


def _lease_rank(row: Row, as_of: date) -> int:
    """0 expired or short of its term, 1 days lacking, 2 not begun or too little left, 3 long enough."""
    begun, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("lease_from", "lease_to"))
    if until and (until < as_of or (begun and not has_lease_term(begun, until))):
        return 0
    if begun is None or until is None:
        return 1
    return 3 if begun <= as_of and has_lease_left(as_of, until) else 2


KIND = SpaceDocument.Kind
COUNTED: Final[dict[str, Counted]] = {
    "operator.direction_documented": documents(KIND.DIRECTION),
    "site.total_area_m2": dated("sites"),
    "site.service_area_m2": dated("sites"),
    "site.concentrated": dated("sites"),
    "site.workstations": dated("sites"),
    "site.has_meeting_room": dated("sites"),
    "site.has_training_room": dated("sites"),
    "site.has_roadshow_venue": dated("sites"),
    "site.tenure": dated("sites"),
    "site.lease_from": shortest_lease,
    "site.lease_to": shortest_lease,
    "charging.low_cost_or_free": documents(KIND.PRICE_LIST),
    "residents.teams": teams,
    "residents.startups": startups,
    "residents.teams_in_year": teams_in_year,
    "residents.teams_incorporated_in_year": teams_incorporated,
    "residents.incubation_cases_in_year": events("cases"),
    "residents.startups_older_than_1y_at_entry": older_at_entry,
    "residents.over_3y": over_three_years,
    "residents.served_in_year": served_in_year,
    "finance.own_seed_fund_wan": funds(Fund.Kind.OWN),
    "finance.partner_fund_wan": funds(Fund.Kind.PARTNER),
    "finance.partner_institutions": dated("institutions"),
    "finance.funded_in_year": financing,
    "staff.full_time": full_time_staff,
    "staff.full_time_bachelor": with_degree,
    "staff.service_process_documented": documents(KIND.SERVICE_PROCESS),
    "mentors.total": dated("mentors"),
    "mechanisms.project_selection": documents(KIND.PROJECT_SELECTION),
    "mechanisms.graduation_exit": documents(KIND.GRADUATION_EXIT),
    "mechanisms.financial_management": documents(KIND.FINANCIAL_MANAGEMENT),
    "mechanisms.mentor_work": documents(KIND.MENTOR_WORK),
    "mechanisms.activities_in_year": events("activities"),
    "professional.residents_in_field": residents_in_field,
    "professional.interaction_mechanism": documents(KIND.INTERACTION),
    "professional.equipment_items": dated("equipment"),
}


def counted_rows(rows: RegisterRows, fact_key: str, *, as_of: date) -> list[Row]:
    """The rows behind a figure; [] for a fact that the organisation's or the space's page states."""
    count = COUNTED.get(fact_key)
    return count(rows, as_of) if count else []


def distinct(rows: Iterable[Row], column: str) -> int:
    """How many different values a column has."""
    return len({row[column] for row in rows})
