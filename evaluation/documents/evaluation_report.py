"""年度考核评价报告: one makerspace's result with figures, arithmetic, marks beside the median of its peers, and what reaches
the next grade. All of it text, from what was frozen with the result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from evaluation.models import Campaign, Result
from evaluation.scoring.evaluating import Ground
from evaluation.scoring.explaining import Ahead
from evaluation.scoring.schemes import KIND_LABELS
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.explained import Line, explained
from evaluation.selectors.campaigns.standing import YearGrade
from evaluation.statistics.drawing import Series, rows_chart
from evaluation.statistics.rates import NONE
from filings.documents.decisions import BUREAU
from zzspace.wording import date_zh

CHART: Final = "marks.svg"
OWN, MEDIAN = "本空间", "同类中位数"
MOST_PATHS: Final = 6
MOST_ROOM: Final = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What a report tells beside the result: the filing's number, grades of all years, latest first, the result that was
    corrected.
    """

    filing_number: str
    grades: Sequence[YearGrade]
    before: Result | None = None


def report_context(result: Result, campaign: Campaign, known: Known, *, on: date) -> dict[str, Any]:
    """All that the template shows; `result` with its entry, makerspace, operator and district."""
    told = explained(result, campaign, result.entry.kind)
    return (
        head_of(result, campaign, known, on=on)
        | {
            "conclusion": conclusion(result, campaign, told.number),
            "groups": [
                {"name": part.group.name, "full": plain(part.group.full), "marks": f"{part.marks:.2f}"}
                for part in told.parts
            ],
            "lines": [line_of(line) for line in told.lines],
            "sums": [sum_of(line) for line in told.lines],
            "median": "" if told.median is None else f"{told.median:.2f}",
            "peers": told.number,
            "chart": CHART,
            "spoken": spoken(told.lines),
        }
        | ahead_context(told.ahead)
    )


def head_of(result: Result, campaign: Campaign, known: Known, *, on: date) -> dict[str, Any]:
    """Whose report it is, and what stands beside the result."""
    space = result.entry.space
    return {
        "issuer": BUREAU,
        "year": campaign.year,
        "date": date_zh(on),
        "space_name": space.name,
        "kind": KIND_LABELS[result.entry.kind],
        "operator": space.operator.name,
        "uscc": space.operator.uscc,
        "district": space.district.name,
        "filing_number": known.filing_number or NONE,
        "scheme": f"{campaign.scheme.title}（第{campaign.scheme.version}版）",
        "grade": result.get_grade_display(),
        "total": NONE if result.total is None else f"{result.total:.2f}",
        "ground": result.get_ground_display(),
        "clause": result.clause,
        "forced_reason": result.forced_reason.rstrip("。"),
        "history": [
            {"year": each.year, "grade": each.label, "total": NONE if each.total is None else f"{each.total:.2f}"}
            for each in known.grades
        ],
        "correction": correction(result, known.before),
    }


def correction(result: Result, before: Result | None) -> dict[str, str] | None:
    """What a corrected result says of the one before."""
    if before is None:
        return None
    return {
        "version": str(result.version),
        "before_grade": before.get_grade_display(),
        "before_total": NONE if before.total is None else f"{before.total:.2f}",
        "reason": result.reason.rstrip("。"),
    }


def conclusion(result: Result, campaign: Campaign, peers: int) -> str:
    """The result in a sentence or two."""
    grade = result.get_grade_display()
    if result.ground == Ground.FORCED:
        told = f"根据《郑州市众创空间管理办法》{result.clause}，{result.forced_reason.rstrip('。')}，"
        scored = f"各项得分合计{result.total:.2f}分，供参考。" if result.total is not None else "不计算得分。"
        return f"{told}本年度考核评价为{grade}，不参与同类比较和排名；{scored}"
    rank = f"在参加比较的{peers}家{KIND_LABELS[result.entry.kind]}众创空间中列第{result.rank}名，"
    capped = "总分达到优秀分数线，因优秀比例上限按名次定为良好，" if result.ground == Ground.CAP else ""
    return f"总分{result.total:.2f}分，{rank}{capped}{campaign.year}年度考核评价等级为{grade}。"


def line_of(line: Line) -> dict[str, str]:
    """One indicator beside its peers; shares are in per cent of full marks."""
    return {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "full": plain(line.indicator.full),
        "marks": f"{line.marks:.2f}",
        "share": str(line.share),
        "median": NONE if line.median is None else str(line.median),
        "median_share": "" if line.median_share is None else str(line.median_share),
        "rank": NONE if line.rank is None else str(line.rank),
    }


def sum_of(line: Line) -> dict[str, str]:
    """How one indicator was worked out."""
    name = f"{line.indicator.code} {line.indicator.name}"
    return {"name": name, "rule": line.rule, "arithmetic": line.arithmetic}


def ahead_context(ahead: Ahead | None) -> dict[str, Any]:
    """What the next grade takes."""
    if ahead is None:
        return {"ahead": "", "paths": [], "room": []}
    return {
        "ahead": ahead.text,
        "paths": [path.text for path in ahead.paths[:MOST_PATHS]],
        "room": [f"{each.name}还可提高{plain(gain)}分" for each, gain in ahead.room[:MOST_ROOM]],
    }


def spoken(lines: Iterable[Line]) -> str:
    """The chart in words."""
    told = (f"{each.indicator.name}{each.marks:.2f}分，同类中位数{each.median or '无'}" for each in lines)
    return f"各项得分与同类中位数：{'；'.join(told)}"


def pictures(context: Mapping[str, Any]) -> dict[str, bytes]:
    """The chart, drawn from the figures of its table."""
    lines = context["lines"]
    if not lines:
        return {}
    own = tuple(Decimal(line["share"]) for line in lines)
    medians = tuple(Decimal(line["median_share"]) if line["median_share"] else None for line in lines)
    series = [Series(OWN, own)]
    if any(median is not None for median in medians):
        series.append(Series(MEDIAN, medians))
    chart = rows_chart([line["name"] for line in lines], series, unit="得分占满分的百分比", spoken=context["spoken"])
    return {context["chart"]: chart}
