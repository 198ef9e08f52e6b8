"""Writes what a district corrected back to the registers when the space is put on file.

Rows taken out get an end, events are struck; values go to the column that holds them. The snapshot keeps what was claimed.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from filings.models import Application, Correction, Fund, Resident, Site, SpaceDocument
from filings.selectors.corrections import gather
from filings.selectors.facts.rows import SOURCES, Row
from filings.services.transitions import lock_registers

FrozenRegisters = dict[str, list[Row]]

ONE_DAY = timedelta(days=1)
NO_REASON = "区县核实时更正。"
OPERATOR_COLUMNS = ("independent_legal_entity", "registered_in_city", "registered_at_site", "operating_since")
SPACE_COLUMNS = {
    "charging.low_cost_or_free": "low_cost",
    "professional.lead_type": "lead_type",
    "professional.field": "focus_field",
    "professional.open_platform": "open_platform",
}
SITE_FLAGS = ("concentrated", "has_meeting_room", "has_training_room", "has_roadshow_venue")
SITE_COLUMNS = ("tenure", "lease_from", "lease_to")
SITE_SUMS = ("total_area_m2", "service_area_m2", "workstations")
FUND_KINDS = {"finance.own_seed_fund_wan": Fund.Kind.OWN, "finance.partner_fund_wan": Fund.Kind.PARTNER}
DOCUMENT_KINDS = {
    "operator.direction_documented": SpaceDocument.Kind.DIRECTION,
    "staff.service_process_documented": SpaceDocument.Kind.SERVICE_PROCESS,
    "mechanisms.project_selection": SpaceDocument.Kind.PROJECT_SELECTION,
    "mechanisms.graduation_exit": SpaceDocument.Kind.GRADUATION_EXIT,
    "mechanisms.financial_management": SpaceDocument.Kind.FINANCIAL_MANAGEMENT,
    "mechanisms.mentor_work": SpaceDocument.Kind.MENTOR_WORK,
    "professional.interaction_mechanism": SpaceDocument.Kind.INTERACTION,
}


def write_back_corrections(application: Application) -> dict[str, Any]:
    """Write an application's corrections to the registers, in the caller's transaction, organisation and space locked.

    Returns what the history keeps: rows ended or struck, facts written, and facts left where no single row holds the
    value (several sites or funds) or the row as it is by now does not take it, for the operator to settle.
    """
    stored = Correction.objects.filter(verification__application=application)
    stored = stored.select_related("verification").order_by("pk")
    corrections = gather(stored)
    if corrections:
        lock_registers(application)
    reasons = {(one.register, one.row): one.verification.finding for one in stored if one.row is not None}
    frozen = application.snapshots.latest("sequence").rows["registers"] if corrections.rows else {}
    for register, pk in sorted(corrections.rows):
        take_out(application, frozen, register, pk, reason=reasons[register, pk])
    left = [fact for fact, value in sorted(corrections.values.items()) if not is_written(application, fact, value)]
    written = sorted(corrections.values.keys() - set(left))
    return {"rows": [list(row) for row in sorted(corrections.rows)], "facts": written, "left": left}


def take_out(application: Application, frozen: FrozenRegisters, register: str, pk: int, *, reason: str) -> None:
    """End a row on the day before the one as of which it was found not to count; an event is struck as of that day."""
    source = SOURCES[register]
    rows: QuerySet[Any] = source.model._default_manager.filter(pk=pk, space=application.space_id)
    row = rows.first()
    if row is None:
        return
    last = judged_on(application) - ONE_DAY
    if source.span == "event":
        strike(rows, judged_on(application), reason)
    elif isinstance(row, Resident):
        end_residence(row, last, frozen, reason)
    else:
        end_row(row, last)


def judged_on(application: Application) -> date:
    """The day as of which the application was judged; a submitted one always has it."""
    return application.as_of or timezone.localdate()


def strike(events: QuerySet[Any], on: date, reason: str) -> None:
    """Events count no more from a day on, that day included, for a reason; what was struck before stays as it was."""
    events.filter(struck_on__isnull=True).update(struck_on=on, struck_reason=reason.strip() or NO_REASON)


def end_residence(resident: Resident, last: date, frozen: FrozenRegisters, reason: str) -> None:
    """A resident leaves; never before the days that the row itself names. Of its cases and financing those are struck
    that were submitted with it and found not to count; what came before or since stands.
    """
    for events, register in ((resident.cases, "cases"), (resident.financing, "financing")):
        submitted = [row["id"] for row in frozen.get(register, ()) if row["resident"] == resident.pk]
        strike(events.filter(pk__in=submitted), last + ONE_DAY, f"{resident}不予计入：{reason}")
    resident.left_on = min(
        resident.left_on or date.max, max(last, resident.entered_on, resident.incorporated_on or date.min)
    )
    resident.save(update_fields=["left_on"])


def end_row(row: Any, last: date) -> None:
    """A row with effective days ends, on its first day at the earliest."""
    row.valid_until = min(row.valid_until or date.max, max(last, row.valid_from))
    row.save(update_fields=["valid_until"])


def is_written(application: Application, fact: str, value: Any) -> bool:
    """Write one value, or leave it to the operator: where no single row holds it, or where the row has been amended so
    that the value contradicts it (a lease that now begins after the corrected end).
    """
    try:
        with transaction.atomic():
            return write_value(application, fact, value)
    except IntegrityError:
        return False


def write_value(application: Application, fact: str, value: Any) -> bool:
    """Write one value to the column that holds it; False where no single row does."""
    group, _, name = fact.partition(".")
    if group == "operator" and name in OPERATOR_COLUMNS:
        return set_columns(application.operator, {name: as_day(value) if name == "operating_since" else value})
    if fact in SPACE_COLUMNS:
        return set_columns(application.space, {SPACE_COLUMNS[fact]: value})
    if fact in DOCUMENT_KINDS:
        return end_documents(application, DOCUMENT_KINDS[fact], value)
    if fact in FUND_KINDS:
        funds = in_force(Fund.objects.filter(space=application.space_id, kind=FUND_KINDS[fact]), judged_on(application))
        return write_sum(funds, "amount_wan", Decimal(str(value)))
    if group == "site":
        return write_site(application, name, value)
    return False


def write_site(application: Application, name: str, value: Any) -> bool:
    """A site's value: sums and days to the one site there is, a venue that is not there to all sites."""
    sites = in_force(Site.objects.filter(space=application.space_id), judged_on(application))
    if name in SITE_FLAGS and not value:
        return all(set_columns(site, {name: False}) for site in sites)
    if len(sites) != 1:
        return False
    if name in SITE_SUMS:
        figure = int(value) if name == "workstations" else Decimal(str(value))
        return write_area(sites[0], name, figure)
    if name in SITE_COLUMNS:
        return set_columns(sites[0], {name: value if name == "tenure" else as_day(value)})
    return set_columns(sites[0], {name: value})


def write_area(site: Site, name: str, figure: Decimal | int) -> bool:
    """One figure of a site; a total below the service area takes the service area with it."""
    columns: dict[str, Any] = {name: figure}
    if name == "total_area_m2" and site.service_area_m2 > figure:
        columns["service_area_m2"] = figure
    if name == "service_area_m2" and figure > site.total_area_m2:
        columns["total_area_m2"] = figure
    return set_columns(site, columns)


def write_sum(rows: list[Any], column: str, figure: Decimal) -> bool:
    """The sum of a column where one row holds it; 0 ends that row."""
    if len(rows) != 1:
        return False
    if figure > 0:
        return set_columns(rows[0], {column: figure})
    end_row(rows[0], rows[0].valid_from)
    return True


def end_documents(application: Application, kind: str, value: Any) -> bool:
    """A written mechanism that was found not to exist ends; one that was found cannot be made up here."""
    if value:
        return False
    documents = SpaceDocument.objects.filter(space=application.space_id, kind=kind)
    for document in in_force(documents, judged_on(application)):
        end_row(document, judged_on(application) - ONE_DAY)
    return True


def in_force(rows: QuerySet[Any], on: date) -> list[Any]:
    """Rows with effective days that count on a day."""
    return list(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on).order_by("pk"))


def set_columns(record: Model, columns: dict[str, Any]) -> bool:
    """Write columns of a row."""
    for name, value in columns.items():
        setattr(record, name, value)
    record.save(update_fields=list(columns))
    return True


def as_day(value: Any) -> date | None:
    """A stored day; none where the fact was taken out."""
    return date.fromisoformat(value) if isinstance(value, str) else value
