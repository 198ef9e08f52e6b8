"""Why a makerspace has the marks that it has, and what reaches the next grade: arithmetic as sentences, from the same
readings that were scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from evaluation.scoring.catalogue import CATALOGUE, Figure, Reading, read, shown, titles_of, total_of
from evaluation.scoring.evaluating import Entrant, Ground, Mark, Outcome
from evaluation.scoring.grades import GRADE_LABELS, Grade, next_grade
from evaluation.scoring.panels import half_up
from evaluation.scoring.scales import Expert, Linear, Steps, figure_for, step_reached
from evaluation.scoring.schemes import Indicator, Scheme
from evaluation.scoring.sheets import plain
from evaluation.statistics.columns import BY_CODE, Kind

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Path:
    """A change in one indicator that alone reaches the next grade: the figure wanted, and the whole `amount` above the line
    (the sum of the figure's parts) that gives it while all else stays.
    """

    indicator: Indicator
    now: str
    wanted: str
    text: str
    amount: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next grade takes. `lacking` is in marks; `room` what each indicator could still add, most first."""

    grade: Grade
    lacking: Decimal
    text: str
    paths: tuple[Path, ...]
    room: tuple[tuple[Indicator, Decimal], ...]


def marks_text(marks: Decimal) -> str:
    """5.60分."""
    return f"{marks.quantize(CENT)}分"


def sum_text(codes: tuple[str, ...], entrant: Entrant) -> str:
    """A5 年末已使用工位数 45; of several columns in brackets."""
    figures = entrant.figures or {}
    parts = "＋".join(f"{BY_CODE[code].title} {shown(total_of((code,), figures))}" for code in codes)
    return f"（{parts}）" if len(codes) > 1 else parts


def reading_text(figure: Figure, reading: Reading, entrant: Entrant) -> str:
    """How the figure was worked out: A5 年末已使用工位数 45 ÷ A4 提供工位数 60 × 100 ＝ 75%."""
    top = sum_text(figure.parts, entrant)
    if figure.growth:
        if reading.bottom is None:
            return f"{top}，没有上一年的统计数据，不能计算增长率"
        if reading.value is None:
            return f"{top}，上一年为0，不能计算增长率"
        before = shown(reading.bottom)
        return f"（{shown(reading.top)} － 上年{before}）÷ 上年{before} × 100 ＝ {shown(reading.value)}%"
    if not figure.base:
        return top if len(figure.parts) == 1 else f"{top} ＝ {shown(reading.top)}"
    below = sum_text(figure.base, entrant)
    if reading.value is None:
        return f"{top} ÷ {below}，除数为0，不能计算"
    times = f" × {figure.times}" if figure.times != 1 else ""
    return f"{top} ÷ {below}{times} ＝ {shown(reading.value)}{figure.unit}"


def scale_text(indicator: Indicator, value: Fraction, marks: Decimal, unit: str) -> str:
    """How the figure became marks."""
    full = plain(indicator.full)
    if isinstance(indicator.scale, Linear):
        start, target = shown(indicator.scale.floor), shown(indicator.scale.target)
        part = (value - Fraction(indicator.scale.floor)) / (
            Fraction(indicator.scale.target) - Fraction(indicator.scale.floor)
        )
        if part >= 1:
            return f"达到目标值{target}{unit}，得满分{marks_text(marks)}"
        if part <= 0:
            return f"未超过起点值{start}{unit}，得{marks_text(marks)}"
        less = f"－ {start}" if indicator.scale.floor >= 0 else f"－（{start}）"
        return f"（{shown(value)} {less}）÷（{target} {less}）× {full} ＝ {marks_text(marks)}"
    step = step_reached(indicator.scale, value) if isinstance(indicator.scale, Steps) else None
    if step is None:
        return f"未达到最低一档，得{marks_text(marks)}"
    return f"达到{shown(step.start)}{unit}档，得{marks_text(marks)}"


def experts_text(indicator: Indicator, mark: Mark, entrant: Entrant) -> str:
    """What the experts gave, and apart from it what the city set in its place, with the reason."""
    given = entrant.experts.get(indicator.code, ())
    adjusted = entrant.adjusted.get(indicator.code)
    if not given:
        told = "专家尚未评分"
    elif len(given) == 1:
        told = f"专家评分{plain(given[0])}"
    else:
        mean = mark.marks if adjusted is None else half_up(Fraction(sum(given)) / len(given))
        told = f"专家评分（{'＋'.join(plain(each) for each in given)}）÷ {len(given)} ＝ {marks_text(mean)}"
    if adjusted is not None:
        return f"{told}；市局调整为{marks_text(mark.marks)}，理由：{adjusted.reason.rstrip('。')}"
    return f"{told}，得{marks_text(mark.marks)}" if len(given) == 1 else told


def arithmetic(indicator: Indicator, mark: Mark, entrant: Entrant) -> str:
    """One indicator's arithmetic as a sentence."""
    if isinstance(indicator.scale, Expert):
        return experts_text(indicator, mark, entrant)
    figure = CATALOGUE[indicator.figure]
    reading = read(figure, entrant.figures or {}, entrant.before)
    text = reading_text(figure, reading, entrant)
    if reading.value is None:
        return f"{text}，按方案计{marks_text(mark.marks)}"
    return f"{text}；{scale_text(indicator, reading.value, mark.marks, figure.unit)}"


def rule_text(indicator: Indicator) -> str:
    """What an indicator asks for, whoever is scored."""
    if isinstance(indicator.scale, Expert):
        return f"专家评分：{indicator.scale.guidance}" if indicator.scale.guidance else "专家评分"
    unit = CATALOGUE[indicator.figure].unit
    if isinstance(indicator.scale, Linear):
        start, target = shown(indicator.scale.floor), shown(indicator.scale.target)
        return f"{start}{unit}得0分，{target}{unit}得满分，其间按比例计分"
    return "；".join(f"{shown(step.start)}{unit}得{plain(step.marks)}分" for step in indicator.scale.steps)


def ahead_of(scheme: Scheme, entrant: Entrant, outcome: Outcome) -> Ahead | None:
    """What the next grade takes; None at the highest grade and where a grade is forced."""
    above = next_grade(outcome.grade)
    if above is None or outcome.ground is Ground.FORCED or outcome.total is None:
        return None
    label, least = GRADE_LABELS[above], dict(scheme.bands)[above]
    pairs = list(zip(scheme.indicators(outcome.kind), outcome.marks, strict=True))
    room = sorted(((each, each.full - mark.marks) for each, mark in pairs), key=lambda pair: (-pair[1], pair[0].code))
    left = tuple((each, gain) for each, gain in room if gain > 0)
    if outcome.ground is Ground.CAP:
        text = f"总分{outcome.total}分已达到{label}分数线{plain(least)}分，因{label}比例上限按名次定为良好。"
        return Ahead(above, Decimal(0), text, (), left)
    lacking = least - outcome.total
    text = f"距{label}（{plain(least)}分）还差{plain(lacking)}分。"
    paths = (path_for(each, mark, entrant, lacking) for each, mark in pairs)
    return Ahead(above, lacking, text, tuple(path for path in paths if path), left)


def path_for(indicator: Indicator, mark: Mark, entrant: Entrant, lacking: Decimal) -> Path | None:
    """How one indicator alone would add what is lacking; None where it cannot, or where experts decide."""
    if isinstance(indicator.scale, Expert) or mark.value is None:
        return None
    wanted = figure_for(indicator.scale, indicator.full, mark.marks + lacking)
    if wanted is None:
        return None
    figure = CATALOGUE[indicator.figure]
    reading = read(figure, entrant.figures or {}, entrant.before)
    rises = wanted >= mark.value
    verb, least = ("提高到", "以上") if rises else ("降到", "以下")
    amount = needed(figure, reading, wanted, rises=rises)
    if counts(figure):
        wanted = Fraction(amount)
    change = f"由{shown(mark.value)}{figure.unit}{verb}{shown(wanted)}{figure.unit}{least}"
    unit = BY_CODE[figure.parts[0]].unit
    text = f"{indicator.name}{change}"
    if figure.base or figure.growth:
        text = f"{text}（其他数据不变时，{titles_of(figure.parts)}{verb}{shown(amount)}{unit}）"
    return Path(indicator, shown(mark.value), shown(wanted), f"{text}。", amount)


def counts(figure: Figure) -> bool:
    """Whether a figure is a number of people or things, of which there are no parts."""
    plain_sum = not figure.base and not figure.growth
    return plain_sum and all(BY_CODE[code].kind is Kind.COUNT for code in figure.parts)


def needed(figure: Figure, reading: Reading, wanted: Fraction, *, rises: bool) -> int:
    """The least (or, where less is better, the most) whole sum above the line that gives the figure wanted."""
    if figure.growth and reading.bottom:
        exact = reading.bottom * (100 + wanted) / 100
    elif figure.base and reading.bottom:
        exact = wanted * reading.bottom / figure.times
    else:
        exact = wanted
    return ceil(exact) if rises else floor(exact)


def spread_of(outcomes: Sequence[Outcome], lowest: int = 0, width: int = 5) -> tuple[tuple[int, int], ...]:
    """How many totals lie in each band of `width` marks from `lowest` on to 100 and above: beginning and number."""
    counts = dict.fromkeys(range(lowest, 101, width), 0)
    for outcome in outcomes:
        if outcome.is_peer and outcome.total is not None:
            counts[min(int(outcome.total) // width * width, 100)] += 1
    return tuple(counts.items())
