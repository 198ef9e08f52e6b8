"""Rows of the year's template and export, read a chunk at a time in a constant number of queries."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from evaluation.models import AnnualReturn
from evaluation.permissions import sees_drafts
from evaluation.statistics.columns import COLUMNS, FIELDS, Kind
from evaluation.workflow import ReturnState
from filings.models import Filing, HistoryLine, Space, User

CHUNK: Final = 2_000
"""Rows that are held in memory at a time."""
ID_FIELDS: Final = ("number", "uscc", "name")


def filing_number(year: int, space: str) -> Coalesce:
    """The number of the filing with which a makerspace reports for a year, as Filing.number prints it.

    `space` names the way to the space. The latest filing of the year's last day counts, else the latest of all.
    """
    in_time = ExpressionWrapper(Q(filed_on__lte=date(year, 12, 31)), output_field=BooleanField())
    printed = Case(
        When(~Q(old_number=""), then=F("old_number")),
        default=Concat(
            Value("郑众创备〔"), Cast("year", CharField()), Value("〕"), Cast("serial", CharField()), Value("号")
        ),
        output_field=CharField(),
    )
    filings = Filing.objects.filter(space=OuterRef(space)).annotate(in_time=in_time, printed=printed)
    return Coalesce(Subquery(filings.order_by("-in_time", "-filed_on", "-pk").values("printed")[:1]), Value(""))


def template_rows(spaces: QuerySet[Space], year: int) -> Iterator[list[Any]]:
    """(number, uscc, name, year) of the makerspaces, by district and name. One query."""
    known = spaces.annotate(number=filing_number(year, "pk"), uscc=F("operator__uscc"))
    rows = known.order_by("district__position", "name", "pk").values_list(*ID_FIELDS)
    return ([*row, year] for row in rows.iterator(CHUNK))


def returns_sent(year: int) -> QuerySet[AnnualReturn]:
    """The year's returns that were ever submitted: what the city exports."""
    return AnnualReturn.objects.filter(year=year, first_submitted_at__isnull=False)


def exported_rows(returns: QuerySet[AnnualReturn], user: User | None, year: int) -> Iterator[list[Any]]:
    """The year's rows in the order of exporting.HEADER, by district and name. Two queries, however many rows.

    Whoever does not see drafts gets the figures of a return that was sent back as they were sent; `user` None is the
    command, which sees what the offices see.
    """
    mine = returns.filter(year=year)
    as_sent = {} if user and sees_drafts(user) else figures_as_sent(mine)
    known = mine.annotate(
        number=filing_number(year, "space"), uscc=F("space__operator__uscc"), name=F("space__name")
    ).order_by("space__district__position", "space__name", "pk")
    rows = known.values_list("pk", *ID_FIELDS, "year", *FIELDS).iterator(CHUNK)
    width = len(ID_FIELDS) + 2
    return ([*row[1:width], *as_sent[row[0]]] if row[0] in as_sent else list(row[1:]) for row in rows)


def figures_as_sent(returns: QuerySet[AnnualReturn]) -> dict[int, list[Any]]:
    """The figures with which returns that were sent back stand in the history, by their ids; blank where it has none."""
    name = Concat(Value("annualreturn:"), Cast(OuterRef("pk"), CharField()))
    lines = HistoryLine.objects.filter(record=name, details__has_key="figures").order_by("-sequence")
    back = returns.filter(state=ReturnState.RETURNED).annotate(sent=Subquery(lines.values("details")[:1]))
    return {pk: typed(sent["figures"] if sent else {}) for pk, sent in back.values_list("pk", "sent")}


def typed(sent: dict[str, str | None]) -> list[Any]:
    """Figures back from the text of the history, in the order of the table."""
    texts = ((column, sent.get(column.field)) for column in COLUMNS)
    return [
        None if text is None else int(text) if column.kind is Kind.COUNT else type(column.largest)(text)
        for column, text in texts
    ]
