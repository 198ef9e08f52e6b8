"""Results of an evaluation as rows of a sheet, all marks with them; of one grade it is the base for incentives (第十二条).
Nothing is written here.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, OuterRef, Q, Subquery

from evaluation.models import Campaign, Result
from evaluation.scoring.schemes import Scheme
from filings.models import Filing
from filings.models.filings import filing_number
from zzspace.sheets import BookColumn, CellKind

HEAD: Final = (
    BookColumn("备案编号", width=24),
    BookColumn("众创空间名称", width=26),
    BookColumn("类型", width=10),
    BookColumn("区县", width=14),
    BookColumn("运营机构", width=30),
    BookColumn("统一社会信用代码", width=22),
    BookColumn("联系人", width=10),
    BookColumn("联系电话", width=16),
    BookColumn("等级", width=8),
    BookColumn("总分", CellKind.AMOUNT, 10),
    BookColumn("同类名次", CellKind.COUNT, 10),
    BookColumn("定级方式", width=16),
    BookColumn("依据和原因", width=30),
)


def mark_titles(scheme: Scheme) -> dict[str, str]:
    """The indicators of both kinds by code, in order; a code that means two things names both."""
    found: dict[str, str] = {}
    for indicators in scheme.kinds.values():
        for each in indicators:
            name = found.get(each.code, each.name)
            found[each.code] = name if each.name in name.split("／") else f"{name}／{each.name}"
    return {code: f"{code} {name}" for code, name in found.items()}


def columns_of(campaign: Campaign) -> tuple[BookColumn, ...]:
    """The columns of the sheet: whose result, then each indicator's marks."""
    titles = mark_titles(campaign.scheme.scheme).values()
    return (*HEAD, *(BookColumn(title, CellKind.AMOUNT, 12) for title in titles))


def exported_results(campaign: Campaign, grade: str = "") -> Iterator[Sequence[Any]]:
    """The standing results by kind and rank, of one grade where it is given. One query."""
    codes = list(mark_titles(campaign.scheme.scheme))
    last = date(campaign.year, 12, 31)
    on_file = Filing.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=last), space=OuterRef("entry__space"), filed_on__lte=last
    ).order_by("-filed_on", "-pk")
    results = Result.objects.filter(entry__campaign=campaign, superseded_at=None)
    if grade:
        results = results.filter(grade=grade)
    rows = results.select_related("entry__space__operator", "entry__space__district").annotate(
        **{f"filing_{name}": Subquery(on_file.values(name)[:1]) for name in ("old_number", "year", "serial")}
    )
    for result in rows.order_by("entry__kind", F("rank").asc(nulls_last=True), "entry__space__name", "pk").iterator():
        yield (*head_of(result), *marks_of(result, codes))


def head_of(result: Any) -> tuple[Any, ...]:
    """Whose result, and what it is."""
    entry, operator = result.entry, result.entry.space.operator
    number = (
        filing_number(result.filing_old_number, result.filing_year, result.filing_serial) if result.filing_year else ""
    )
    ground = f"{result.clause} {result.forced_reason}" if result.clause else ""
    return (
        number,
        entry.space.name,
        entry.get_kind_display(),
        entry.space.district.name,
        operator.name,
        operator.uscc,
        operator.contact_name,
        operator.contact_phone,
        result.get_grade_display(),
        result.total,
        result.rank,
        result.get_ground_display(),
        ground,
    )


def marks_of(result: Result, codes: Sequence[str]) -> list[Decimal | None]:
    """The marks by the columns' codes; blank where the kind has no such indicator."""
    return [Decimal(result.marks[code]["marks"]) if code in result.marks else None for code in codes]
