"""What a year's returns come to, put together for an account: the sums of cube.py folded into the shapes of shapes.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluation.permissions import charted_spaces
from evaluation.selectors.statistics.cube import (
    Cell,
    Place,
    cells,
    owed,
    reported_both,
    states_of,
    years_with_returns,
)
from evaluation.selectors.statistics.shapes import (
    Asked,
    Distribution,
    Overview,
    Part,
    Split,
    SumLine,
    Trend,
    TrendLine,
    added,
)
from evaluation.statistics.columns import COLUMNS, FIELDS, Column, Value
from evaluation.statistics.rates import percent
from filings.models import District, Space, User
from filings.workflow import Role

MOST_YEARS: Final = 10
UNNAMED: Final = "未填写领域"
WITHOUT_FIELD: Final = "综合性（不分领域）"


@dataclass(frozen=True, slots=True)
class Sums:
    """What tables are folded from: cells, makerspaces that owe by year and place, names of districts in their order."""

    cells: Sequence[Cell]
    due: Mapping[int, Mapping[Place, int]]
    names: Mapping[str, str]

    def label_of(self, place: Place, split: Split) -> str:
        """The group that a place belongs to."""
        if split is Split.DISTRICT:
            return self.names[place.district]
        if split is Split.KIND:
            return str(Space.Kind(place.kind).label)
        if split is Split.FIELD:
            return (place.field or UNNAMED) if place.kind == Space.Kind.PROFESSIONAL else WITHOUT_FIELD
        return ""

    def ordered(self, labels: Iterable[str], split: Split, totals: Mapping[str, Value | None]) -> list[str]:
        """Groups in the order of a table: districts and kinds in their own, fields by their sums."""
        if split is Split.FIELD:
            return sorted(labels, key=lambda label: (-(totals.get(label) or 0), label))
        order = list(self.names.values()) if split is Split.DISTRICT else [str(kind.label) for kind in Space.Kind]
        return [label for label in order if label in set(labels)]

    def returns(self, year: int) -> int:
        """How many returns of a year are counted."""
        return sum(cell.returns for cell in self.cells if cell.year == year)

    def owed(self, year: int) -> int:
        """How many makerspaces owe one."""
        return sum(self.due[year].values())

    def total(self, year: int, name: str) -> Value:
        """A figure's sum over a year."""
        return added([cell.sums[name] for cell in self.cells if cell.year == year]) or 0

    def by_label(self, year: int, name: str, split: Split) -> dict[str, tuple[int, Value]]:
        """Counted returns and their sum by group."""
        taken: dict[str, tuple[int, Value]] = {}
        for cell in self.cells:
            if cell.year == year:
                label = self.label_of(cell.place, split)
                number, total = taken.get(label, (0, 0))
                taken[label] = (number + cell.returns, total + cell.sums[name])
        return taken

    def owed_by_label(self, year: int, split: Split) -> dict[str, int]:
        """Makerspaces that owe a return by group."""
        owing: dict[str, int] = {}
        for place, number in self.due[year].items():
            label = self.label_of(place, split)
            owing[label] = owing.get(label, 0) + number
        return owing


def splits_for(user: User) -> tuple[Split, ...]:
    """The splits that say something: a district has one district."""
    return tuple(split for split in Split if not (split is Split.DISTRICT and user.role == Role.DISTRICT))


@dataclass(frozen=True, slots=True)
class Folded:
    """A year and the year before: all that are counted, and those counted in both."""

    recent: Sums
    same: Sums


def folded(user: User, asked: Asked, years: Iterable[int]) -> Folded:
    """The sums of the 47 figures; how many owe is known for `years` as well."""
    spaces, two = charted_spaces(user), [asked.year, asked.year - 1]
    due, names = owed(spaces, sorted({*years, *two})), district_names()
    both = reported_both(spaces, asked.year, asked.counting)
    same = cells(both, two, FIELDS, asked.counting, placed_in=asked.year)
    return Folded(Sums(cells(spaces, two, FIELDS, asked.counting), due, names), Sums(same, due, names))


def long_sums(user: User, asked: Asked, years: Sequence[int], names: Iterable[str], of: Sums) -> Sums:
    """The sums of some figures over many years, beside those of two."""
    return Sums(cells(charted_spaces(user), years, names, asked.counting), of.due, of.names)


def overview(user: User, asked: Asked) -> Overview:
    """Everything the desk shows, in the same number of queries however many returns there are."""
    years = years_shown(asked.year)
    return overview_of(user, asked, folded(user, asked, years), years)


def overview_of(user: User, asked: Asked, two: Folded, years: Sequence[int]) -> Overview:
    """The same from the sums of the two years, where somebody has them already."""
    year, recent, same = asked.year, two.recent, two.same
    long = long_sums(user, asked, years, [asked.column.field], recent)
    splits = splits_for(user)
    return Overview(
        asked=asked,
        owed=recent.owed(year),
        counted=recent.returns(year),
        counted_before=recent.returns(year - 1),
        same=same.returns(year),
        states=states_of(charted_spaces(user), year),
        sums=tuple(sum_line(column, year, recent, same) for column in COLUMNS),
        trend=trend_of(long, asked.column, years, asked.split if asked.split in splits else Split.WHOLE),
        distributions=tuple(
            distribution_of(recent, same, asked.column, year, split) for split in splits if split is not Split.WHOLE
        ),
    )


def years_shown(year: int) -> list[int]:
    """The years of a trend that ends with `year`: those with returns, ten at the most."""
    return sorted({*(each for each in years_with_returns() if each < year), year})[-MOST_YEARS:]


def district_names() -> dict[str, str]:
    """Names by slug, in the order of districts."""
    return dict(District.objects.order_by("position", "slug").values_list("slug", "name"))


def sum_line(column: Column, year: int, recent: Sums, same: Sums) -> SumLine:
    """One of the 47: of all that are counted, then of those counted in both years."""
    name = column.field
    return SumLine(column, *(sums.total(each, name) for sums in (recent, same) for each in (year, year - 1)))


def trend_of(sums: Sums, column: Column, years: Sequence[int], split: Split) -> Trend:
    """A figure over the years, taken apart by `split`."""
    by_year = [sums.by_label(year, column.field, split) for year in years]
    lasts = {label: value for label, (_, value) in by_year[-1].items()}
    labels = [] if split is Split.WHOLE else sums.ordered({label for each in by_year for label in each}, split, lasts)
    counted = tuple(sums.returns(year) for year in years)
    whole = (sums.total(year, column.field) if number else None for year, number in zip(years, counted, strict=True))
    return Trend(
        column=column,
        split=split,
        years=tuple(years),
        owed=tuple(sums.owed(year) for year in years),
        counted=counted,
        whole=TrendLine("合计", tuple(whole)),
        lines=tuple(
            TrendLine(label, tuple(each[label][1] if label in each else None for each in by_year)) for label in labels
        ),
    )


def distribution_of(sums: Sums, same: Sums, column: Column, year: int, split: Split) -> Distribution:
    """A figure of a year by groups; a group that owes returns is there even where none is counted."""
    owing, name = sums.owed_by_label(year, split), column.field
    now, before = (sums.by_label(each, name, split) for each in (year, year - 1))
    both = [same.by_label(each, name, split) for each in (year, year - 1)]
    whole = sums.total(year, name)
    lasts = {label: total for label, (_, total) in now.items()}
    parts = [
        Part(
            label=label,
            owed=owing.get(label, 0),
            counted=now[label][0] if label in now else 0,
            total=lasts.get(label),
            before=before[label][1] if label in before else None,
            share=percent(lasts[label], whole) if label in lasts else None,
            same=(both[0][label][1], both[1][label][1]) if label in both[0] else None,
        )
        for label in sums.ordered({*owing, *now, *before}, split, lasts)
    ]
    return Distribution(column, split, year, tuple(parts))
