"""年度考核评价结果通报 of the city with its lists by grade, and the one that corrects grades of an earlier one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from evaluation.models import Campaign, Result
from evaluation.scoring.evaluating import Ground
from evaluation.scoring.grades import GRADE_LABELS, GRADES
from evaluation.scoring.schemes import KIND_LABELS
from filings.documents.decisions import letter_context
from zzspace.wording import date_zh

ADDRESSEE: Final = "各开发区、区县（市）科技主管部门"
NUMERALS: Final = "一二三四"


def circular_context(
    results: Sequence[Result],
    campaign: Campaign,
    *,
    number: str,
    on: date,
    addressee: str,
    copies: Sequence[str],
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """All that the template shows. `results` with makerspace, operator and district; `before` is the context of the circular
    that this one corrects.
    """
    return letter_context(number=number, on=on, addressee=addressee, copies=copies) | {
        "year": campaign.year,
        "published_on": date_zh(campaign.published_at),
        "number_of": len(results),
        "lists": [
            {"numeral": NUMERALS[place], "label": GRADE_LABELS[grade], "rows": rows_of(results, grade.value)}
            for place, grade in enumerate(GRADES)
        ],
        "forced": sum(result.ground == Ground.FORCED for result in results),
        "capped": any(result.ground == Ground.CAP for result in results),
        "grades": {str(result.entry_id): result.grade for result in results},
        "corrected": corrected_rows(results, before) if before else [],
        "corrects": before["number"] if before else "",
    }


def rows_of(results: Sequence[Result], grade: str) -> list[dict[str, str]]:
    """The makerspaces of a grade by district and name; neither marks nor ranks."""
    chosen = [result for result in results if result.grade == grade]
    return [row_of(result) for result in sorted(chosen, key=place_of)]


def place_of(result: Result) -> tuple[int, str, int]:
    space = result.entry.space
    return (space.district.position, space.name, space.pk)


def row_of(result: Result) -> dict[str, str]:
    """One line of a list."""
    space = result.entry.space
    return {
        "name": space.name,
        "kind": KIND_LABELS[result.entry.kind],
        "operator": space.operator.name,
        "district": space.district.name,
        "clause": result.clause,
    }


def changed_since(results: Sequence[Result], before: Mapping[str, Any]) -> list[Result]:
    """Whose grade is another than a circular said."""
    return [result for result in results if before["grades"].get(str(result.entry_id)) != result.grade]


def corrected_rows(results: Sequence[Result], before: Mapping[str, Any]) -> list[dict[str, str]]:
    """Old and new grade of each of them."""
    labels = {grade.value: label for grade, label in GRADE_LABELS.items()}
    return [
        row_of(result)
        | {"before": labels.get(before["grades"].get(str(result.entry_id)), "—"), "after": labels[result.grade]}
        for result in sorted(changed_since(results, before), key=place_of)
    ]
