"""A file of annual returns in one go, without a preview page: for the command line and the admin site."""

from dataclasses import dataclass
from typing import Any

from evaluation.models import StatisticsYear
from evaluation.services.imports.returns import ReturnsKind, plan_returns, write_returns
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line
from filings.services.imports.errors import marked_faults
from filings.services.imports.outcomes import OUTCOME_LABELS, Outcome
from filings.services.imports.plans import LEAST_REASON, Answer, Choice, Fault, Plan, PlanRow, no_progress
from zzspace.sheets import Workbook, error_workbook, read_workbook


@dataclass(slots=True)
class Load:
    """What a file would do, or did: `written` is None for a preview."""

    plan: Plan
    workbook: Workbook
    written: int | None = None

    @property
    def counts(self) -> dict[str, int]:
        return self.plan.counts

    def summary(self) -> dict[str, Any]:
        """For scripts: counts, errors and warnings with their places."""
        counts = self.counts
        return {
            "rows": len(self.plan.rows),
            **{outcome: counts[outcome] for outcome in ("new", "changed", "unchanged", "refused")},
            "errors": [error_of(row, fault) for row in self.plan.rows for fault in row.faults],
            "warnings": [
                {
                    "sheet": row.sheet,
                    "row": row.number,
                    "column": "",
                    "field": question.field,
                    "value": "",
                    "message": question.message,
                }
                for row in self.plan.rows
                for question in row.questions
            ],
        }

    def text(self) -> str:
        """For people: the counts, then a line for each error."""
        counts = "，".join(f"{OUTCOME_LABELS[Outcome(key)]}{number}行" for key, number in self.counts.items())
        lines = [f"共{len(self.plan.rows)}行：{counts}。"]
        lines += [
            f"{row.sheet}!{fault.column}{row.number}　{fault.message}" for row in self.plan.rows for fault in row.faults
        ]
        lines += [
            f"{row.sheet}!{row.number}　{question.message}" for row in self.plan.rows for question in row.questions
        ]
        lines.append("没有写入任何数据。" if self.written is None else f"已写入{self.written}行。")
        return "\n".join(lines)

    def error_workbook(self) -> bytes:
        """The refused rows as they were sent."""
        sheets = {sheet.name: sheet for sheet in self.workbook.sheets}
        refused: dict[str, list[PlanRow]] = {}
        for row in self.plan.rows:
            if row.outcome is Outcome.REFUSED:
                refused.setdefault(row.sheet, []).append(row)
        return error_workbook(
            (
                name,
                sheets[name].rows[self.plan.headers[name]],
                marked_faults(sheets[name], [(row.number, row.faults) for row in rows]),
            )
            for name, rows in refused.items()
        )


def error_of(row: PlanRow, fault: Fault) -> dict[str, Any]:
    """An error with its place."""
    return {
        "sheet": row.sheet,
        "row": row.number,
        "column": fault.column,
        "field": fault.field,
        "value": fault.value,
        "message": fault.message,
    }


def load_file(
    content: bytes, *, name: str, year: int, actor: User, reason: str, commit: bool, skip_refused: bool
) -> Load:
    """Check a file, and write it with `commit`, in the caller's transaction.

    Without a reason every row that raises a question is refused. With refused rows nothing is written, unless
    `skip_refused`. Raises UnreadableFile and, for a file that is none of returns, WorkflowRefused.
    """
    if reason and len(reason.strip()) < LEAST_REASON:
        raise WorkflowRefused(f"说明至少{LEAST_REASON}个字。")
    workbook = read_workbook(content, name=name)
    if commit:
        ReturnsKind().lock({"year": year}, actor=actor)
    plan = plan_returns(workbook, year, actor=actor, progress=no_progress)
    if plan.problems:
        raise WorkflowRefused("文件不能导入。", problems=tuple(plan.problems))
    if not reason:
        refuse_questions(plan)
    load = Load(plan, workbook)
    counts = plan.counts
    if commit and (skip_refused or not counts[Outcome.REFUSED]):
        load.written = write_load(plan, year, actor=actor, reason=reason)
    return load


def refuse_questions(plan: Plan) -> None:
    """Rows with a question and no reason for it."""
    for row in plan.rows:
        if row.questions:
            row.outcome = Outcome.REFUSED
            row.faults = [
                Fault("", -1, each.field, "", f"{each.message}没有说明原因，未导入。") for each in row.questions
            ]


def write_load(plan: Plan, year: int, *, actor: User, reason: str) -> int:
    """Write what is new or changed, with one line of history; gives how many rows."""
    if not any(row.writes for row in plan.rows):
        return 0
    answers = {
        (position, question.key): Answer(Choice.KEEP, reason.strip())
        for position, row in enumerate(plan.rows)
        for question in row.questions
    }
    details = write_returns(plan, year, actor=actor, answers=answers, progress=no_progress)
    window = StatisticsYear.objects.select_for_update().get(year=year)
    append_line(window, actor=actor, action="import_rows", details={"kind": "returns", **details})
    return int(details["written"])
