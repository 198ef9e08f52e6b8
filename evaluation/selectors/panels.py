"""A panel as the city closes it: who has submitted and, once all have, what the sheets come to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.models import ScoreForm, ScoreSheet
from evaluation.scoring.panels import Opinion, PanelScore, panel_score
from evaluation.scoring.sheets import plain
from filings.models import Application, ReviewAssignment


@dataclass(frozen=True, slots=True)
class SubmittedSheet:
    """One expert's sheet with its total; `number` stands for the name on papers."""

    number: int
    assignment: ReviewAssignment
    sheet: ScoreSheet
    total: Decimal


@dataclass(frozen=True, slots=True)
class Panel:
    """The places that count, and the result once every sheet is in."""

    application: Application
    places: tuple[ReviewAssignment, ...]
    sheets: tuple[SubmittedSheet, ...]
    form: ScoreForm | None
    score: PanelScore | None

    @property
    def waiting(self) -> tuple[ReviewAssignment, ...]:
        return tuple(place for place in self.places if place.status != ReviewAssignment.Status.SUBMITTED)

    @property
    def needs_discussion(self) -> bool:
        return self.score is not None and self.score.is_spread_exceeded


def panel_of(application: Application) -> Panel:
    """The panel with its sheets; marks are read only when all are in. Four queries."""
    on_panel = application.assignments.filter(status__in=ReviewAssignment.ON_PANEL)
    places = tuple(on_panel.select_related("expert").order_by("pk"))
    if not places or any(place.status != ReviewAssignment.Status.SUBMITTED for place in places):
        return Panel(application, places, (), None, None)
    sheets = submitted_sheets(places)
    form = sheets[0].sheet.form
    opinions = [Opinion(each.total, bool(each.sheet.recommend)) for each in sheets]
    score = panel_score(opinions, pass_mark=form.pass_mark, spread_limit=form.spread_limit)
    return Panel(application, places, sheets, form, score)


def submitted_sheets(places: tuple[ReviewAssignment, ...]) -> tuple[SubmittedSheet, ...]:
    """The sheets of the places in order, each with the total of its marks."""
    sheets = (
        ScoreSheet.objects.filter(assignment__in=places).select_related("form").prefetch_related("scores__criterion")
    )
    by_place = {sheet.assignment_id: sheet for sheet in sheets}
    return tuple(
        SubmittedSheet(number, place, by_place[place.pk], total_of(by_place[place.pk]))
        for number, place in enumerate(places, 1)
    )


def total_of(sheet: ScoreSheet) -> Decimal:
    """The sum of a sheet's marks."""
    return sum((score.marks for score in sheet.scores.all() if score.marks is not None), Decimal(0))


def rule_text(form: ScoreForm) -> str:
    """What is needed to pass, in words."""
    return (
        f"平均分不低于{plain(form.pass_mark)}分，且过半数专家推荐备案；"
        f"五位以上专家的，去掉一个最高分和一个最低分；最高与最低相差超过{plain(form.spread_limit)}分的，须会商。"
    )


def arithmetic(panel: Panel) -> str:
    """去掉62和89，（71 ＋ 74 ＋ 78）÷ 3 ＝ 74.33."""
    if panel.score is None:
        return ""
    totals = [plain(each.total) for each in panel.sheets]
    counted = " ＋ ".join(totals[index] for index in panel.score.counted)
    dropped = "和".join(totals[index] for index in panel.score.dropped)
    before = f"去掉{dropped}，" if dropped else ""
    return f"{before}（{counted}）÷ {len(panel.score.counted)} ＝ {panel.score.mean}"


def frozen_details(panel: Panel) -> dict[str, Any]:
    """What the result keeps for good: form, rule, arithmetic, every sheet. Experts by account number, never by name."""
    form, score = panel.form, panel.score
    if form is None or score is None:
        return {}
    return {
        "form": {"kind": form.kind, "version": form.version, "title": form.title},
        "pass_mark": str(form.pass_mark),
        "spread_limit": str(form.spread_limit),
        "rule": rule_text(form),
        "arithmetic": arithmetic(panel),
        "dropped": [index + 1 for index in score.dropped],
        "sheets": [frozen_sheet(each) for each in panel.sheets],
    }


def frozen_sheet(each: SubmittedSheet) -> dict[str, Any]:
    """One sheet in plain values."""
    return {
        "number": each.number,
        "assignment": each.assignment.pk,
        "expert": each.assignment.expert_id,
        "total": plain(each.total),
        "recommend": each.sheet.recommend,
        "comment": each.sheet.comment,
        "scores": [
            {
                "criterion": score.criterion.name,
                "full": plain(score.criterion.full_marks),
                "marks": "" if score.marks is None else plain(score.marks),
                "comment": score.comment,
            }
            for score in sorted(each.sheet.scores.all(), key=lambda score: score.criterion.position)
        ],
    }
