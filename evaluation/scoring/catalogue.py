"""The catalogue of figures that an indicator may read: each column of the return, sums, ratios and growth made of them. A
scheme names entries of it and holds no formula of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from evaluation.statistics.columns import BY_CODE, COLUMNS, Value

Figures: TypeAlias = Mapping[str, Value]
"""A return's figures by field name; what a figure does not read may be lacking."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The sum of `parts` (codes of columns), over the sum of `base`, times `times`; `growth` is that of the sum of parts
    against the year before, in per cent.
    """

    code: str
    label: str
    unit: str
    parts: tuple[str, ...]
    base: tuple[str, ...] = ()
    times: int = 1
    growth: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (*self.parts, *self.base)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure read from returns: what stood above and below the line; `value` None where nothing can be divided by."""

    top: Fraction
    bottom: Fraction | None
    value: Fraction | None


RESIDENTS: Final = ("D11", "D12")
SERVED: Final = ("D1", "D8")


def _share(code: str, label: str, parts: tuple[str, ...], base: tuple[str, ...]) -> Figure:
    return Figure(code, label, "%", parts, base, 100)


def _growth(code: str, label: str, *parts: str) -> Figure:
    return Figure(code, label, "%", parts, growth=True)


DERIVED: Final[tuple[Figure, ...]] = (
    _share("workstation_use", "工位使用率", ("A5",), ("A4",)),
    _share("public_area_share", "公共服务面积占比", ("A3",), ("A1",)),
    _share("bachelor_share", "专职人员本科及以上占比", ("C3",), ("C2",)),
    Figure("staff_per_10", "每10家在驻团队和企业专职人员", "人", ("C2",), RESIDENTS, 10),
    Figure("mentors_per_15", "每15家在驻团队和企业创业导师", "人", ("C4",), RESIDENTS, 15),
    Figure("events", "活动和培训场次", "场", ("E1", "E2")),
    Figure("residents", "年末在驻团队和企业", "家", RESIDENTS),
    _share("incorporated_share", "创业团队注册为企业比例", ("D7",), ("D1",)),
    _share("funded_share", "获得融资的团队和企业占比", ("F1", "F2"), SERVED),
    Figure("funded", "获得融资的团队和企业", "家", ("F1", "F2")),
    _share("own_investment_share", "本空间投资占比", ("F4",), ("F3",)),
    Figure("jobs_per_startup", "每家初创企业吸纳就业", "人", ("D9",), ("D8",)),
    _share("graduate_share", "应届高校毕业生占就业比例", ("D10",), ("D9",)),
    Figure("rights_per_10", "每10家在驻团队和企业有效知识产权", "件", ("G1",), RESIDENTS, 10),
    _share("patent_share", "发明专利占比", ("G2",), ("G1",)),
    _share("tech_sme_share", "科技型中小企业占比", ("D14",), ("D8",)),
    _share("service_income_share", "服务收入占比", ("B2",), ("B1",)),
    _share("income_to_cost", "收入与运营成本之比", ("B1",), ("B7",)),
    _share("subsidy_share", "财政补贴占比", ("B5",), ("B1",)),
    _growth("residents_growth", "在驻团队和企业增长率", *RESIDENTS),
    _growth("income_growth", "总收入增长率", "B1"),
    _growth("jobs_growth", "吸纳就业增长率", "D9"),
    _growth("investment_growth", "获得投资增长率", "F3"),
)
CATALOGUE: Final[dict[str, Figure]] = {
    figure.code: figure
    for figure in (*DERIVED, *(Figure(each.code, each.label, each.unit, (each.code,)) for each in COLUMNS))
}
"""All figures by code: what is derived first, then the columns as they are."""


def field_of(code: str) -> str:
    """The field name of a column in a return."""
    return BY_CODE[code].field


def total_of(codes: tuple[str, ...], figures: Figures) -> Fraction:
    """The exact sum of columns."""
    if len(codes) == 1:
        return Fraction(figures[field_of(codes[0])])
    return sum((Fraction(figures[field_of(code)]) for code in codes), Fraction(0))


def read(figure: Figure, figures: Figures, before: Figures | None) -> Reading:
    """A figure of a return; growth reads the return of the year before as well and is lacking without it."""
    top = total_of(figure.parts, figures)
    if figure.growth:
        bottom = None if before is None else total_of(figure.parts, before)
        return Reading(top, bottom, (top - bottom) * 100 / bottom if bottom else None)
    if not figure.base:
        return Reading(top, None, top)
    bottom = total_of(figure.base, figures)
    return Reading(top, bottom, top * figure.times / bottom if bottom else None)


def columns_read(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The field names that these figures read, in the order of the table."""
    wanted = {column for code in codes for column in CATALOGUE[code].codes}
    return tuple(column.field for column in COLUMNS if column.code in wanted)


def titles_of(codes: tuple[str, ...]) -> str:
    """A5 年末已使用工位数; D11 年末在驻团队＋D12 年末在驻企业."""
    return "＋".join(BY_CODE[code].title for code in codes)


def formula_of(figure: Figure) -> str:
    """How a figure is worked out, in words: （D11 年末在驻团队＋D12 年末在驻企业）较上年的增长率."""
    top = titles_of(figure.parts)
    if figure.growth:
        return f"（{top}）较上年的增长率"
    if not figure.base:
        return top
    bracketed = f"（{top}）" if len(figure.parts) > 1 else top
    base = titles_of(figure.base)
    below = f"（{base}）" if len(figure.base) > 1 else base
    times = f" × {figure.times}" if figure.times != 1 else ""
    return f"{bracketed} ÷ {below}{times}"


def shown(value: Fraction | Decimal | int) -> str:
    """A figure for reading: at most two places, half up, no noughts that say nothing, thousands apart."""
    exact = Fraction(value)
    whole, rest = divmod(abs(exact.numerator) * 100, exact.denominator)
    cents = whole + (rest * 2 >= exact.denominator)
    text = f"{cents // 100:,}"
    if cents % 100:
        text = f"{text}.{cents % 100:02d}".rstrip("0")
    return f"－{text}" if exact < 0 and cents else text
