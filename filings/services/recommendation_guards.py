"""What must hold before a district recommends or declines, one named function each; services.recommendation runs them."""

from collections.abc import Callable

from filings.errors import WorkflowRefused
from filings.models import Application
from filings.selectors.documents import number_in_use
from filings.selectors.verification import Sheet, SheetItem, verification_sheet

NAMED = 3
"""So many items are named in a sentence; the rest are counted."""


def require_all_marked(sheet: Sheet) -> None:
    """Every check but standing.* and every verification item is marked 属实 or 更正."""
    if sheet.unmarked:
        raise WorkflowRefused(f"核实{len(sheet.unmarked)}项（{named(sheet.unmarked)}）")


def require_nothing_to_correct(sheet: Sheet) -> None:
    """What was marked 补正 has gone back to the operator, or was verified after all."""
    if sheet.to_correct:
        raise WorkflowRefused(f"运营机构补正{len(sheet.to_correct)}项（{named(sheet.to_correct)}），请先退回补正")


def require_no_failing_check(sheet: Sheet) -> None:
    """After corrections no check fails, and none lacks its data."""
    if sheet.failing:
        raise WorkflowRefused(f"更正后仍有{len(sheet.failing)}项不符合（{named(sheet.failing)}），不能推荐")


def require_findings_on_reviews(sheet: Sheet) -> None:
    """Each verdict 需人工核实 has a reasoned finding."""
    if sheet.without_finding:
        raise WorkflowRefused(
            f"对需人工核实的{len(sheet.without_finding)}项填写核实意见（{named(sheet.without_finding)}）"
        )


def require_site_visit(sheet: Sheet) -> None:
    """A visit is on record where the round asks for one."""
    if sheet.application.round.site_visit_required and not sheet.application.site_visits.exists():
        raise WorkflowRefused("记录实地核查（本批次要求推荐前实地核查）")


SHEET_GUARDS: tuple[Callable[[Sheet], None], ...] = (
    require_all_marked,
    require_nothing_to_correct,
    require_no_failing_check,
    require_findings_on_reviews,
    require_site_visit,
)


def remaining_requirements(sheet: Sheet) -> tuple[str, ...]:
    """What still stands between an application and its recommendation, one phrase each (推荐前还需：…)."""
    phrases = []
    for guard in SHEET_GUARDS:
        try:
            guard(sheet)
        except WorkflowRefused as refused:
            phrases.append(refused.explanation)
    return tuple(phrases)


def require_recommendable(application: Application) -> None:
    """All guards of the sheet at once, so that nobody is sent round for one thing after another."""
    lacking = remaining_requirements(verification_sheet(application))
    if lacking:
        explanation = f"推荐前还需：{lacking[0]}。" if len(lacking) == 1 else "推荐前还需完成下列事项。"
        raise WorkflowRefused(explanation, problems=lacking if len(lacking) > 1 else ())


def require_opinion(_application: Application, *, opinion: str) -> None:
    """The opinion is given in writing."""
    if not opinion.strip():
        raise WorkflowRefused("请填写推荐意见。")


def require_grounds(_application: Application, *, grounds: list[dict[str, str]]) -> None:
    """The reasons cite clauses."""
    if not grounds or not all(ground["clause"] and ground["text"].strip() for ground in grounds):
        raise WorkflowRefused("请写明不予推荐的理由，并引用所依据的条款。")


def require_number(application: Application, *, number: str) -> None:
    """The letter has a number that this issuer has not used."""
    if not number.strip():
        raise WorkflowRefused("请填写发文字号。")
    issuer = application.district.bureau
    if taken := number_in_use(issuer, number.strip()):
        raise WorkflowRefused(taken)


def named(items: tuple[SheetItem, ...]) -> str:
    """The first few by name, the rest by number: 场地面积、创业工位、租赁期限等."""
    words = "、".join(item.title for item in items[:NAMED])
    return words if len(items) <= NAMED else f"{words}等"
