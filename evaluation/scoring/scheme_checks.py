"""Whether a scheme may be used: sums, scales, bands, the catalogue. Sentences are what the city reads while it edits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from evaluation.scoring.catalogue import CATALOGUE
from evaluation.scoring.scales import Expert, Linear, Steps
from evaluation.scoring.schemes import KIND_LABELS, KINDS, Indicator, Scheme
from evaluation.scoring.sheets import plain

HUNDRED: Final = Decimal(100)
BONUS_MOST: Final = Decimal(10)
PLACES: Final = 2
"""Places after the point that marks may have."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where: `kind` and `code` of the indicator, both "" for the scheme as a whole."""

    text: str
    kind: str = ""
    code: str = ""


def scheme_problems(scheme: Scheme) -> tuple[Problem, ...]:
    """All that stands between a scheme and its use, in the order of the page; () when it may be used."""
    return (*whole_problems(scheme), *(each for kind in KINDS for each in kind_problems(scheme, kind)))


def whole_problems(scheme: Scheme) -> Iterator[Problem]:
    """Groups, bands and cap."""
    base = sum((group.full for group in scheme.groups if not group.bonus), Decimal(0))
    if base != HUNDRED:
        yield Problem(f"各组满分之和应为100分，现为{plain(base)}分，{gap(HUNDRED - base)}。")
    bonus = sum((group.full for group in scheme.groups if group.bonus), Decimal(0))
    if bonus > BONUS_MOST:
        yield Problem(f"加分最多10分，现为{plain(bonus)}分。")
    if any(group.full <= 0 for group in scheme.groups):
        yield Problem("各组满分应大于0。")
    for code, number in Counter(group.code for group in scheme.groups).items():
        if number > 1:
            yield Problem(f"分组代码{code}重复。")
    if not HUNDRED >= scheme.excellent >= scheme.good >= scheme.passing > 0:
        yield Problem("等级分数线应由高到低：100 ≥ 优秀 ≥ 良好 ≥ 合格 > 0。")
    if scheme.cap_percent is not None and not 0 < scheme.cap_percent <= HUNDRED:
        yield Problem("优秀比例上限应大于0、不超过100%。")


def gap(lacking: Decimal) -> str:
    """还差5分 / 多出5分."""
    return f"还差{plain(lacking)}分" if lacking > 0 else f"多出{plain(-lacking)}分"


def kind_problems(scheme: Scheme, kind: str) -> Iterator[Problem]:
    """The indicators of a kind: sums by group, then each."""
    indicators = scheme.indicators(kind)
    groups = {group.code for group in scheme.groups}
    for group in scheme.groups:
        total = sum((each.full for each in indicators if each.group == group.code), Decimal(0))
        if total != group.full:
            yield Problem(
                f"{KIND_LABELS[kind]}“{group.name}”各指标满分之和应为{plain(group.full)}分，"
                f"现为{plain(total)}分，{gap(group.full - total)}。",
                kind,
            )
    for code, number in Counter(each.code for each in indicators).items():
        if number > 1:
            yield Problem(f"指标代码{code}重复，请改成不同的代码。", kind, code)
    for each in indicators:
        if each.group not in groups:
            yield Problem(f"“{each.name}”所属的分组不存在。", kind, each.code)
        for text in indicator_problems(each):
            yield Problem(f"{KIND_LABELS[kind]}“{each.name}”：{text}", kind, each.code)


def indicator_problems(each: Indicator) -> Iterator[str]:
    """One indicator by itself."""
    if each.full <= 0:
        yield "满分应大于0。"
    if not has_places(each.full):
        yield "满分最多两位小数。"
    if not each.name.strip():
        yield "请填写名称。"
    if isinstance(each.scale, Expert):
        if each.figure:
            yield "专家评分的指标不读取统计数据，请清除所选数据。"
    elif each.figure not in CATALOGUE:
        yield "请从数据目录中选择所读取的数据。"
    if not 0 <= each.absent <= each.full or not has_places(each.absent):
        yield f"无法计算时的得分应在0至{plain(each.full)}之间，最多两位小数。"
    if isinstance(each.scale, Linear) and each.scale.floor == each.scale.target:
        yield "起点值和目标值不能相同。"
    if isinstance(each.scale, Steps):
        yield from steps_problems(each.scale, each.full)


def steps_problems(scale: Steps, full: Decimal) -> Iterator[str]:
    """Bands ascend in figure and marks, and end at full marks."""
    if not scale.steps:
        yield "请至少设一档。"
        return
    starts = [step.start for step in scale.steps]
    marks = [step.marks for step in scale.steps]
    if any(after <= before for before, after in pairwise(starts)):
        yield "各档的起点应由低到高，不能相同。"
    if any(after < before for before, after in pairwise(marks)):
        yield "各档的得分应由低到高。"
    if any(each < 0 or not has_places(each) for each in marks):
        yield "各档的得分不能小于0，最多两位小数。"
    if marks[-1] != full:
        yield f"最高一档的得分应等于满分{plain(full)}分，现为{plain(marks[-1])}分。"


def has_places(marks: Decimal) -> bool:
    """Whether marks have no more places than they may."""
    return marks == marks.quantize(Decimal(1).scaleb(-PLACES))
