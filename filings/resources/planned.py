"""Loads that services plan and write, as resources of django-import-export: files are read within the bounds of
zzspace.sheets. Nothing is checked here.
"""

from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.imports.outcomes import Outcome
from filings.services.imports.plans import Plan, PlanRow
from zzspace.sheets import read_workbook

IMPORT_TYPES: Final = {
    Outcome.NEW: RowResult.IMPORT_TYPE_NEW,
    Outcome.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Outcome.REFUSED: RowResult.IMPORT_TYPE_INVALID,
}


class SheetDataset(Dataset):
    """A workbook under the library's name for a table; the cells stay as they were read."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content
        self.workbook = read_workbook(content)

    def __bool__(self) -> bool:
        return True  # a file without rows is told by the plan


class SheetFormat(Format):
    """.xlsx, .xls, .ods and CSV, known by what they hold."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "Excel工作簿或CSV"

    def create_dataset(self, in_stream: bytes) -> SheetDataset:
        return SheetDataset(in_stream)

    def can_import(self) -> bool:
        return True


class PlannedResource(ModelResource):
    """A load that services plan and write: `plan` writes nothing, `load` writes all or nothing; both give the plan. Refused
    rows keep the whole file from being confirmed here.
    """

    def plan(self, dataset: SheetDataset, actor: User) -> Plan:
        raise NotImplementedError

    def load(self, dataset: SheetDataset, actor: User) -> Plan:
        raise NotImplementedError

    def import_data(self, dataset: SheetDataset, *args: Any, dry_run: bool = False, **kwargs: Any) -> Result:
        """What becomes of each row of a file, written unless it is a trial; a refused load is the result's error."""
        result = Result()
        try:
            plan = self.plan(dataset, kwargs["user"])
            if not (dry_run or plan.problems or plan.counts[Outcome.REFUSED]):
                plan = self.load(dataset, kwargs["user"])
        except WorkflowRefused as refusal:
            plan = Plan(problems=[refusal.explanation, *refusal.problems])
        for problem in plan.problems:
            result.append_base_error(Error(problem))
        result.ignored = plan.ignored
        for row in plan.rows:
            describe(result, row)
        return result


def describe(result: Result, row: PlanRow) -> None:
    """A row as the library's result: what it changes as a sentence, problems by the title of their column."""
    found = RowResult()
    found.import_type = IMPORT_TYPES[row.outcome]
    told = [f"{title}：{f'{old} → ' if old else ''}{new or '空白'}" for title, old, new in row.changes]
    found.diff = [f"{row.sheet} 第{row.number}行", "　".join(filter(None, (row.title, row.note))), "；".join(told)]
    result.append_row_result(found)
    result.increment_row_result_total(found)
    if row.outcome is Outcome.REFUSED:
        problems: dict[str, list[str]] = {}
        for fault in row.faults:
            problems.setdefault(fault.field or NON_FIELD_ERRORS, []).append(fault.message)
        result.append_invalid_row(found.diff[0], {}, ValidationError(problems))
