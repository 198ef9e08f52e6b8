"""The facts of many makerspaces on file as of a day in a constant number of queries. What a figure is stands in counting and
building: here rows come from streams that run side by side, makerspace by makerspace, so that memory stays bounded.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import structlog
from django.db.models import DateField, DecimalField, F, QuerySet

from filings.models import Filing, Space
from filings.models.filings import filing_number
from filings.rules.facts import Facts, FactsError
from filings.selectors.facts.building import build_facts
from filings.selectors.facts.contributed import contributed_facts
from filings.selectors.facts.rows import (
    OPERATOR_COLUMNS,
    SOURCES,
    SPACE_COLUMNS,
    RegisterRows,
    Row,
    plain_value,
    within,
)
from filings.selectors.standing import standings_of

log = structlog.get_logger(__name__)

COUNTED_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "sites": SOURCES["sites"].columns,
    "residents": ("kind", "entered_on", "left_on", "founded_on", "incorporated_on", "field"),
    "cases": ("on",),
    "financing": ("resident", "on"),
    "activities": ("on",),
    "staff": ("full_time", "degree", "valid_from", "valid_until"),
    "mentors": ("valid_from", "valid_until"),
    "funds": ("kind", "amount_wan", "valid_from", "valid_until"),
    "institutions": ("name", "valid_from", "valid_until"),
    "equipment": ("items", "valid_from", "valid_until"),
    "documents": ("kind", "valid_from", "valid_until"),
}
"""Of each register the columns that a figure reads; the names of residents and whatever else explains are left where they are."""

FETCHED: Final = 5_000
"""Rows that are taken from the database at a time."""
UNREADABLE: Final = "登记数据无法计算，请核对名册。"


class OnFile(NamedTuple):
    """A filing in force with what lists show of it."""

    pk: int
    number: str
    kind: str
    space_id: int
    name: str
    operator: str
    district_id: str
    district: str

    @property
    def kind_label(self) -> str:
        return str(Space.Kind(self.kind).label)


class FactsOnFile(NamedTuple):
    """A filing and its facts; where they contradict each other there are none, and `problem` says why."""

    filing: OnFile
    facts: Facts | None
    problem: str = ""


def facts_on_file(filings: QuerySet[Filing], *, as_of: date) -> Iterator[FactsOnFile]:
    """The facts of filings for the purpose of staying on file, in the order of their makerspaces: some fifteen queries, however many.

    What is wrong with the data of one makerspace is told in its place and stops no other.
    """
    spaces = filings.order_by().values("space_id")
    streams = {name: _stream(name, spaces, as_of) for name in SOURCES}
    contributed = contributed_facts(spaces, as_of)
    standing = standings_of(filings, as_of)
    for filing, operator, space in _on_file(filings):
        registers = {name: stream.of(filing.space_id) for name, stream in streams.items()}
        rows = RegisterRows(operator, space, registers)
        more = contributed.get(filing.space_id)
        yield _judgeable(filing, rows, as_of, standing(operator["uscc"], filing.space_id, filing.kind), more)


def _judgeable(filing: OnFile, rows: RegisterRows, as_of: date, standing: Row, more: Row | None) -> FactsOnFile:
    try:
        facts = build_facts(
            rows, kind=filing.kind, as_of=as_of, purpose="continuing", standing=standing, contributed=more
        )
    except FactsError as error:
        return FactsOnFile(filing, None, "；".join(reason for _, reason in error.problems))
    except Exception:  # whatever is wrong with the rows of one makerspace, the others are judged
        log.exception("facts_unreadable", filing=filing.pk)
        return FactsOnFile(filing, None, UNREADABLE)
    return FactsOnFile(filing, facts)


class Stream:
    """The rows of one register in the order of their makerspaces; asked for one after the other."""

    def __init__(self, groups: Iterator[tuple[int, list[Row]]]) -> None:
        self.groups = groups
        self.space, self.rows = next(groups, (0, []))

    def of(self, space: int) -> list[Row]:
        """The rows of a makerspace; [] where it has none. Those of makerspaces before it are passed over."""
        while self.space and self.space < space:
            self.space, self.rows = next(self.groups, (0, []))
        return self.rows if self.space == space else []


def _stream(register: str, spaces: QuerySet[Filing, Any], as_of: date) -> Stream:
    source, columns = SOURCES[register], ("id", *COUNTED_COLUMNS[register])
    found: QuerySet[Any] = source.model._default_manager.filter(within(source.span, as_of), space__in=spaces)
    rows = found.order_by("space_id").values_list("space_id", *columns).iterator(FETCHED)
    fields = (source.model._meta.get_field(name) for name in columns)
    converted = tuple(field.name for field in fields if isinstance(field, DateField | DecimalField))
    groups = groupby(rows, key=itemgetter(0))
    return Stream((space, [_row(columns, converted, values) for values in group]) for space, group in groups)


def _row(columns: tuple[str, ...], converted: Iterable[str], values: tuple[Any, ...]) -> Row:
    row = dict(zip(columns, values[1:], strict=True))
    for name in converted:
        if row[name] is not None:
            row[name] = plain_value(row[name])
    return row


def _on_file(filings: QuerySet[Filing]) -> Iterator[tuple[OnFile, Row, Row]]:
    """Each filing with the plain columns of its makerspace's operator and of the makerspace. One query."""
    heads = ("pk", "old_number", "year", "serial", "kind", "space_id", "district_name", "operator_name")
    named = filings.annotate(district_name=F("space__district__name"), operator_name=F("operator__name"))
    taken = [*heads, *_of("space__operator", OPERATOR_COLUMNS), *_of("space", SPACE_COLUMNS)]
    ordered = named.order_by("space_id", "pk").values_list(*taken)
    first, last = len(heads), len(heads) + len(OPERATOR_COLUMNS)
    for values in ordered.iterator(FETCHED):
        pk, old_number, year, serial, kind, space_id, district, holder = values[:first]
        operator = _plain(OPERATOR_COLUMNS, values[first:last])
        space = _plain(SPACE_COLUMNS, values[last:])
        number = filing_number(old_number, year, serial)
        yield OnFile(pk, number, kind, space_id, space["name"], holder, space["district_id"], district), operator, space


def _of(relation: str, columns: tuple[str, ...]) -> Iterator[str]:
    return (f"{relation}__{column}" for column in columns)


def _plain(columns: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return {column: plain_value(value) for column, value in zip(columns, values, strict=True)}
