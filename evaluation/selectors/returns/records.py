"""One return for its pages: figures by section with last year's and the registers' beside them, what contradicts, what
is asked, what was sent back, its history. Nothing is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import sees_drafts
from evaluation.selectors.returns.windows import last_day_for, statistics_year
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.statistics.checks import Problem, errors_of
from evaluation.statistics.columns import BY_FIELD, COLUMNS, GROUPS, Column, Group, Kind, Value, columns_of
from evaluation.statistics.comparing import CAUSE_LABELS, Cause, Warn, warnings_of
from evaluation.workflow import EDITABLE, RETURN_ACTION_LABELS, RETURN_STATE_LABELS, ReturnAction, ReturnState
from filings.models import HistoryLine, User
from filings.selectors.timeline import actor_name
from filings.services.imports.plans import LEAST_REASON

LINE_LABELS = {action.value: label for action, label in RETURN_ACTION_LABELS.items()} | {
    "start_return": "开始填报",
    "convert_return": "采用换算后的数",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with what it is compared with. `differs` where the registers count otherwise; `unexplained` where a
    question has no reason yet; `returned` is the note it was sent back with, `before` the figure then.
    """

    column: Column
    value: Value | None
    last_year: Value | None
    counted: Value | None
    problems: tuple[str, ...]
    warnings: tuple[Warn, ...]
    unexplained: bool
    differs: bool
    returned: str
    before: Value | None

    @property
    def says_id(self) -> str:
        """The id of the element that says what is wrong with it."""
        return f"{self.column.field}_says"

    @property
    def asks_id(self) -> str:
        """The id of the element that asks for reasons."""
        return f"{self.column.field}_asks"

    @property
    def asks(self) -> list[tuple[str, dict[str, Value]]]:
        """What is asked here and offered; the same again needs no new fields, in which somebody may be typing."""
        return [(warn.key, dict(warn.offered)) for warn in self.warnings]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the return; `state` as in components/task.html."""

    group: Group
    lines: tuple[Line, ...]
    state: str

    @property
    def lacking(self) -> int:
        """How many figures are blank."""
        return sum(line.value is None for line in self.lines)

    @property
    def contradicting(self) -> list[Line]:
        """Figures that contradict others."""
        return [line for line in self.lines if line.value is not None and line.problems]

    @property
    def meta(self) -> str:
        """「5个指标，还差2个，1个需要处理」"""
        wrong = len(self.contradicting)
        asked = sum(line.unexplained for line in self.lines)
        parts = [f"{len(self.lines)}个指标"]
        parts += [f"还差{self.lacking}个"] if self.lacking else []
        parts += [f"{wrong}个需要处理"] if wrong else []
        parts += [f"{asked}个需要说明"] if asked else []
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole return for its pages."""

    record: AnnualReturn
    window: StatisticsYear | None
    last_day: date | None
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Warn, ...]
    figures_as_sent: bool

    @property
    def filled(self) -> int:
        """How many figures are filled in."""
        return sum(line.value is not None for section in self.sections for line in section.lines)

    def section(self, letter: str) -> Section | None:
        return next((section for section in self.sections if section.group.letter == letter), None)

    @property
    def contradictions(self) -> list[tuple[Column, str]]:
        """Each contradiction once, with the figure where it is mended; blanks are none."""
        blank = {line.column.field for section in self.sections for line in section.lines if line.value is None}
        found = ((problem.fields[0], problem.message) for problem in self.problems)
        return [(BY_FIELD[name], message) for name, message in found if name not in blank]

    def warnings_in(self, letter: str) -> list[Warn]:
        """The questions that concern a section."""
        return [warn for warn in self.warnings if stands_at(warn.fields, letter)]

    @property
    def questions(self) -> list[tuple[Warn, str, str, list[tuple[Column, Value, Value]]]]:
        """Each question with its cause in words, the reason given so far, and (column, figure, converted) on offer."""
        record = self.record
        return [
            (
                warn,
                CAUSE_LABELS[warn.cause],
                record.reasons.get(warn.key, ""),
                [(BY_FIELD[name], getattr(record, name), value) for name, value in warn.offered.items()],
            )
            for warn in self.warnings
        ]


def sheet_of(record: AnnualReturn, viewer: User) -> Sheet:
    """The return as a viewer sees it: to the offices, while the operator corrects, as it was sent."""
    as_sent = record.state in EDITABLE and not sees_drafts(viewer)
    figures = figures_as_sent(record) if as_sent else record.figures
    yardsticks = yardsticks_for([record.space], record.year)[record.space_id]
    problems, warnings = errors_of(figures), warnings_of(figures, yardsticks)
    before = figures_as_sent(record) if record.state == ReturnState.RETURNED else {}
    window = statistics_year(record.year)

    def line_of(column: Column) -> Line:
        """One figure with everything said of it; what concerns several stands at the first of them in each section."""
        name, letter = column.field, column.group
        asked = tuple(warn for warn in warnings if stands_at(warn.fields, letter) == name)
        return Line(
            column=column,
            value=figures.get(name),
            last_year=yardsticks.last_year.get(name),
            counted=yardsticks.registers.get(name),
            problems=tuple(problem.message for problem in problems if stands_at(problem.fields, letter) == name),
            warnings=asked,
            unexplained=any(len(record.reasons.get(warn.key, "")) < LEAST_REASON for warn in asked),
            differs=any(warn.cause is Cause.REGISTER and name in warn.fields for warn in warnings),
            returned=record.items.get(name, ""),
            before=before.get(name),
        )

    return Sheet(
        record=record,
        window=window,
        last_day=last_day_for(record.space, window) if window else None,
        sections=tuple(section_of(group, [line_of(column) for column in columns_of(group.letter)]) for group in GROUPS),
        problems=tuple(problems),
        warnings=tuple(warnings),
        figures_as_sent=as_sent,
    )


def stands_at(fields: Sequence[str], letter: str) -> str:
    """The first of some figures in a section, "" where none of them is in it."""
    return next((name for name in fields if BY_FIELD[name].group == letter), "")


def section_of(group: Group, lines: Sequence[Line]) -> Section:
    """A section with the state that follows from its figures."""
    if any(line.returned for line in lines):
        state = "returned"
    elif all(line.value is None for line in lines):
        state = "empty"
    elif any(line.problems for line in lines):
        state = "working"
    else:
        state = "done"
    return Section(group, tuple(lines), state)


def figures_as_sent(record: AnnualReturn) -> dict[str, Value | None]:
    """The figures of the latest submission, from the history."""
    lines = history_lines(record).filter(details__has_key="figures")
    sent = lines.order_by("-sequence").values_list("details", flat=True).first()
    stored = sent["figures"] if sent else {}
    return {column.field: figure_from(column, stored.get(column.field)) for column in COLUMNS}


def history_lines(record: AnnualReturn) -> QuerySet[HistoryLine]:
    """The lines of a return's chain."""
    return HistoryLine.objects.filter(record=f"annualreturn:{record.pk}")


def figure_from(column: Column, text: str | None) -> Value | None:
    """A figure back from the text of the history."""
    if text is None:
        return None
    return int(text) if column.kind is Kind.COUNT else type(column.largest)(text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history for components/history.html."""

    at: datetime
    title: str
    who: str
    text: str


def history_of_return(record: AnnualReturn, viewer: User) -> list[Entry]:
    """What happened to a return, newest first."""
    lines = history_lines(record).select_related("actor__district", "actor__operator")
    return [
        Entry(line.at, LINE_LABELS.get(line.action, line.action), actor_name(line, viewer), line.reason)
        for line in lines.order_by("-sequence")
    ]


NEXT: dict[ReturnState, str] = {
    ReturnState.OPEN: "填写完成后核对并报送，由区县科技主管部门审核。",
    ReturnState.SUBMITTED: "区县科技主管部门核对数据，审核通过或退回修改。",
    ReturnState.RETURNED: "按退回事项修改后重新报送。",
    ReturnState.CONFIRMED: "年度关闭时由市科技局锁定，作为统计和绩效评价的依据。",
    ReturnState.LOCKED: "数据已锁定；确有错误的，由市科技局说明理由后重新开放。",
}
STATE_WORDS = {state.value: label for state, label in RETURN_STATE_LABELS.items()}
ACTION_WORDS = {action.value: label for action, label in RETURN_ACTION_LABELS.items()}
DECISIONS = (ReturnAction.CONFIRM, ReturnAction.SEND_BACK, ReturnAction.LOCK, ReturnAction.REOPEN)
"""What offices do on a return's page, in the order of the buttons."""
