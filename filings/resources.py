"""Loads of sheets for the admin site (django-import-export): files are read within the bounds of zzspace.sheets, rows are
planned and written by the services that every other load uses. Nothing is checked here.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource, modelresource_factory
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from filings.errors import WorkflowRefused
from filings.forms.register_rows import check_row
from filings.models import User
from filings.selectors.registers import Register
from filings.services.imports.outcomes import Outcome, Planned
from filings.services.imports.register_tables import LOADED
from filings.services.imports.registers import RegistersPlan, load_registers, plan_registers
from zzspace.sheets import Workbook, read_workbook

IMPORT_TYPES: Final = {
    Outcome.NEW: RowResult.IMPORT_TYPE_NEW,
    Outcome.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Outcome.REFUSED: RowResult.IMPORT_TYPE_INVALID,
}


class SheetDataset(Dataset):
    """A workbook under the library's name for a table; the cells stay as they were read."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__()
        self.workbook = workbook

    def __bool__(self) -> bool:
        return True  # a file without rows is told by the plan


class SheetFormat(Format):
    """.xlsx, .xls, .ods and CSV, known by what they hold."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "Excel工作簿或CSV"

    def create_dataset(self, in_stream: bytes) -> SheetDataset:
        return SheetDataset(read_workbook(in_stream))

    def can_import(self) -> bool:
        return True


class PlannedResource(ModelResource):
    """A load that services plan and write: `plan` writes nothing, `load` all or nothing; both give what has `rows`,
    `problems` and `ignored`. Refused rows keep the whole file from being confirmed here.
    """

    def plan(self, workbook: Workbook, actor: User) -> Any:
        raise NotImplementedError

    def load(self, workbook: Workbook, actor: User) -> Any:
        raise NotImplementedError

    def import_data(self, dataset: SheetDataset, *args: Any, dry_run: bool = False, **kwargs: Any) -> Result:
        """What becomes of each row of a file, written unless it is a trial; a refused load is the result's error."""
        result, actor = Result(), kwargs["user"]
        try:
            plan = self.plan(dataset.workbook, actor)
            problems = list(plan.problems)
            if not (dry_run or problems or any(each.outcome is Outcome.REFUSED for each in plan.rows)):
                plan = self.load(dataset.workbook, actor)
        except WorkflowRefused as refusal:
            result.append_base_error(Error(refusal.explanation))
            problems, plan = list(refusal.problems), None
        for problem in problems:
            result.append_base_error(Error(problem))
        if plan is not None:
            describe(result, plan.rows)
            result.ignored = plan.ignored
        return result


def describe(result: Result, rows: Iterable[Planned]) -> None:
    """Rows as the library's results: changes as sentences, problems by the title of their column."""
    for each in rows:
        found = RowResult()
        found.import_type = IMPORT_TYPES[each.outcome]
        found.diff = [f"{each.row.sheet.name} 第{each.row.number}行", *lines_of(each)]
        found.add_instance_info(each.record)
        result.append_row_result(found)
        result.increment_row_result_total(found)
        if each.outcome is Outcome.REFUSED:
            problems: dict[str, list[str]] = {}
            for problem in each.row.problems:
                problems.setdefault(problem.field or NON_FIELD_ERRORS, []).append(problem.message)
            result.append_invalid_row(found.diff[0], {}, ValidationError(problems))


def lines_of(planned: Planned) -> list[str]:
    """What a row changes, and what its sender should know: 「工作单位：甲公司 → 乙公司」."""
    changed = [f"{each.title}：{f'{each.old} → ' if each.old else ''}{each.new or '空白'}" for each in planned.changes]
    return ["；".join([*changed, *planned.notes])]


class RegisterResource(PlannedResource):
    """Rows of one register, with the checks of its page."""

    register: ClassVar[Register]

    def plan(self, workbook: Workbook, actor: User) -> RegistersPlan:
        return plan_registers(workbook, check=check_row, keys=(self.register.key,))

    def load(self, workbook: Workbook, actor: User) -> RegistersPlan:
        return load_registers(workbook, actor=actor, check=check_row, keys=(self.register.key,))


def resource_for(register: Register) -> type[RegisterResource]:
    """The resource of a register."""
    base = type(f"{register.model.__name__}Load", (RegisterResource,), {"register": register})
    resource: type[RegisterResource] = modelresource_factory(
        register.model, resource_class=base, meta_options={"fields": register.fields}
    )
    return resource


REGISTER_RESOURCES: Final = {key: resource_for(register) for key, register in LOADED.items()}
"""The resource of each register that is loaded, by its key."""
