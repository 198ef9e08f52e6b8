"""The four grades of 第十二条, best first, and the findings that force one. Bands and caps are a scheme's matter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Grade(StrEnum):
    """评价结果分为优秀、良好、合格、不合格四个等级."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a grade, not a password
    FAIL = "fail"


GRADE_LABELS: Final[dict[Grade, str]] = {
    Grade.EXCELLENT: "优秀",
    Grade.GOOD: "良好",
    Grade.PASS: "合格",
    Grade.FAIL: "不合格",
}
GRADES: Final = tuple(Grade)
"""Best first."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A grade that no marks change, with the clause and the reason that stand beside it."""

    clause: str
    reason: str
    grade: Grade = Grade.FAIL


def next_grade(grade: Grade) -> Grade | None:
    """The grade above; None above 优秀."""
    place = GRADES.index(grade)
    return GRADES[place - 1] if place else None
