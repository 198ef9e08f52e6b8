"""When one score sheet is right and complete: steps, floors, comments. Sentences are what the expert reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

STEP = Decimal("0.5")
COMMENT_LEAST = 50
COMMENT_MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One criterion as filled in; `floor` is the mark below which a comment is needed."""

    position: int
    full_marks: Decimal
    floor: Decimal
    marks: Decimal | None
    comment: str = ""

    @property
    def needs_comment(self) -> bool:
        return self.marks is not None and self.marks < self.floor


def comment_floor(full_marks: Decimal, percent: int) -> Decimal:
    """The marks below which a comment is required, e.g. 9 of 15 at 60 per cent."""
    return full_marks * percent / 100


def mark_problem(marks: Decimal, full_marks: Decimal) -> str:
    """What is wrong with a mark, or ""."""
    if not 0 <= marks <= full_marks:
        return f"请填写0至{plain(full_marks)}之间的分数。"
    if marks % STEP:
        return "按0.5分计，请填写整分或半分。"
    return ""


def comment_problem(comment: str) -> str:
    """What is wrong with the overall comment, or ""; characters are counted without blanks at the ends."""
    length = len(comment.strip())
    if length < COMMENT_LEAST:
        return f"总评至少{COMMENT_LEAST}字，还差{COMMENT_LEAST - length}字"
    return f"总评最多{COMMENT_MOST}字，已多{length - COMMENT_MOST}字" if length > COMMENT_MOST else ""


def lacking(entries: Sequence[Entry], *, recommend: bool | None, comment: str) -> tuple[str, ...]:
    """What still stands between a sheet and its submission, in the order of the page."""
    unmarked = [f"第{entry.position}项评分" for entry in entries if entry.marks is None]
    uncommented = [
        f"第{entry.position}项评语（低于{plain(entry.floor)}分）"
        for entry in entries
        if entry.needs_comment and not entry.comment.strip()
    ]
    opinion = [] if recommend is not None else ["总体意见"]
    overall = ["总评"] if not comment.strip() else [problem] if (problem := comment_problem(comment)) else []
    return (*unmarked, *uncommented, *opinion, *overall)


def total_of(entries: Sequence[Entry]) -> Decimal:
    """The marks given so far."""
    return sum((entry.marks for entry in entries if entry.marks is not None), Decimal(0))


def full_of(entries: Sequence[Entry], *, marked_only: bool = False) -> Decimal:
    """The full marks of the form, or of the criteria marked so far."""
    return sum((entry.full_marks for entry in entries if entry.marks is not None or not marked_only), Decimal(0))


def plain(figure: Decimal) -> str:
    """15, 8.5: without noughts that say nothing."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
