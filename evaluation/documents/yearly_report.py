"""年度统计报告: what a year's returns come to, as a paper for city or district. It decides nothing and has no number and no
red head, so it is not issued and not stored: it is printed from the figures of the moment, marked 草稿 until the city has
closed the year. The same figures give the same bytes.
"""

from datetime import date
from typing import Any

from evaluation.models import StatisticsYear
from evaluation.selectors.statistics.cube import COUNTING_LABELS
from evaluation.selectors.statistics.report import GROUP_FIGURES, GroupTable, YearlyReport
from evaluation.selectors.statistics.shapes import Overview, Split, SumLine, Trend
from evaluation.statistics.checks import shown
from evaluation.statistics.columns import Value
from evaluation.statistics.drawing import Series, columns_chart, rows_chart
from evaluation.statistics.rates import NONE, change, signed
from filings.documents.decisions import BUREAU
from filings.models import District, User
from filings.workflow import Role
from zzspace.pdf import render_pdf
from zzspace.wording import date_zh

TEMPLATE = "documents/yearly_report.html"
NUMERALS = "一二三四五六七八九"
HEADINGS = {Split.DISTRICT: "区县分布", Split.KIND: "类型分布", Split.FIELD: "产业领域分布"}


def report_pdf(report: YearlyReport, *, user: User, window: StatisticsYear) -> bytes:
    """The paper as PDF for one account's reach."""
    year = report.overview.asked.year
    district = user.district if user.role == Role.DISTRICT else None
    issuer = district.bureau if district else BUREAU
    return render_pdf(
        TEMPLATE,
        report_context(report, district=district, issuer=issuer, is_draft=is_draft(window)),
        title=f"{place_of(district)}众创空间{year}年度统计报告",
        author=issuer,
        dated=report.as_of or date(year, 12, 31),
        files=pictures(report),
    )


def is_draft(window: StatisticsYear) -> bool:
    """Figures may still change: the system runs the year, and the city has not closed it."""
    return window.pk is not None and window.closed_at is None


def place_of(district: District | None) -> str:
    return district.name if district else "郑州市"


def report_context(report: YearlyReport, *, district: District | None, issuer: str, is_draft: bool) -> dict[str, Any]:
    """What the template shows, all of it text."""
    seen = report.overview
    tables = [table_context(table) for table in report.tables]
    return {
        "place": place_of(district),
        "year": seen.asked.year,
        "issuer": issuer,
        "is_draft": is_draft,
        "as_of": date_zh(report.as_of),
        "counting": COUNTING_LABELS[seen.asked.counting],
        "reporting": reporting(seen),
        "same": f"同口径指{seen.asked.year - 1}年和{seen.asked.year}年都计入的{seen.same}家。",
        "sentences": [sentence(line) for line in seen.key_sums] if seen.counted else [],
        "trends": [trend_context(number, trend) for number, trend in enumerate(report.trends)],
        "tables": [{"numeral": NUMERALS[place + 3], **table} for place, table in enumerate(tables)],
        "group_figures": [{"label": column.label, "unit": column.unit} for column in GROUP_FIGURES],
        "rows": [sum_row(line) for line in seen.sums],
    }


def reporting(seen: Overview) -> str:
    """How many are counted of how many owed."""
    told = f"{seen.asked.year}年末在备案名单中、应报送年度统计数据的众创空间{seen.owed}家，本报告计入{seen.counted}家。"
    others = [
        f"{words}{number}家"
        for words, number in (
            ("已报送待审核", seen.waiting),
            ("退回修改中", seen.sent_back),
            ("尚未报送", seen.lacking),
        )
        if number
    ]
    return f"{told}其中未计入的，{'、'.join(others)}。" if others and seen.counted < seen.owed else told


def sentence(line: SumLine) -> str:
    """One key figure in words."""
    column = line.column
    told = f"{column.label}{shown(line.total)}{column.unit}"
    if line.same_growth is None:
        return f"{told}。"
    word = "增长" if line.same_growth > 0 else "下降" if line.same_growth < 0 else "持平"
    rate = "" if line.same_growth == 0 else f"{abs(line.same_growth)}%"
    return f"{told}，同口径较上年{word}{rate}。"


def sum_row(line: SumLine) -> dict[str, str]:
    """A row of the annex."""
    return {
        "title": line.column.title,
        "unit": line.column.unit,
        "total": shown(line.total),
        "before": shown(line.before),
        "growth": signed(line.growth),
        "same": shown(line.same),
        "same_before": shown(line.same_before),
        "same_growth": signed(line.same_growth),
    }


def trend_context(number: int, trend: Trend) -> dict[str, Any]:
    """A trend with its picture and its rows."""
    values = trend.whole.values
    return {
        "name": f"trend-{number}.svg",
        "caption": f"图{number + 1}　{trend.column.label}历年合计",
        "spoken": trend.spoken,
        "label": trend.column.label,
        "unit": trend.column.unit,
        "rows": [
            {
                "year": year,
                "counts": f"{counted}／{owed}",
                "total": or_dash(value),
                "mean": or_dash(mean),
                "growth": signed(change(value, values[place - 1] if place else None)),
            }
            for place, (year, (counted, owed), value, mean) in enumerate(
                zip(trend.years, trend.counts, values, trend.means, strict=True)
            )
        ],
    }


def table_context(table: GroupTable) -> dict[str, Any]:
    """Groups with their picture and their rows."""
    drawn = table.drawn
    return {
        "name": f"by-{drawn.split}.svg",
        "heading": HEADINGS[drawn.split],
        "caption": f"{drawn.column.label}{drawn.title}",
        "spoken": drawn.spoken,
        "split_label": drawn.split_label,
        "rows": [
            {
                "label": row.label,
                "counts": f"{row.counted}／{row.owed}",
                "totals": [or_dash(total) for total in row.totals],
            }
            for row in table.rows
        ],
    }


def or_dash(value: Value | None) -> str:
    return NONE if value is None else shown(value)


def pictures(report: YearlyReport) -> dict[str, bytes]:
    """The drawings by the names that the context gives them."""
    found = {
        f"trend-{number}.svg": columns_chart(
            [f"{year}年" for year in trend.years], trend.whole.values, unit=trend.column.unit, spoken=trend.spoken
        )
        for number, trend in enumerate(report.trends)
    }
    for table in report.tables:
        drawn = table.drawn
        series = (
            Series(f"{drawn.year}年", tuple(part.total for part in drawn.parts)),
            Series(f"{drawn.year - 1}年", tuple(part.before for part in drawn.parts)),
        )
        found[f"by-{drawn.split}.svg"] = rows_chart(
            [part.label for part in drawn.parts], series, unit=drawn.column.unit, spoken=drawn.spoken
        )
    return found
