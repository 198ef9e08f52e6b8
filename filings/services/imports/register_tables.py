"""The sheets of registers that are loaded, from the one table of registers: whose row it is, then the columns of its form."""

from dataclasses import replace
from typing import Any, Final

from django.db.models import Field

from filings.selectors.registers import REGISTERS, Register
from filings.services.imports.tables import Reads, Table, TableColumn
from filings.services.imports.whose import WhoseKeys

IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "residents": ("name", "entered_on"),
    "staff": ("name", "valid_from"),
    "mentors": ("name", "valid_from"),
    "activities": ("title", "on"),
    "financing": ("resident", "on", "investor"),
}
"""The registers that are loaded, and by which columns a row is known again within its makerspace."""
WHOSE: Final = WhoseKeys("filing_number", "operator_uscc", "space_name")
WHOSE_COLUMNS: Final = (
    TableColumn(WHOSE.number, "备案编号", required=False, longest=40, note="证书上的备案编号"),
    TableColumn(
        *(WHOSE.uscc, "运营机构统一社会信用代码"),
        required=False,
        longest=40,
        note="没有填备案编号时，与众创空间名称一起填写",
    ),
    TableColumn(WHOSE.name, "众创空间名称", required=False, longest=60),
)
READS: Final = {
    "BooleanField": Reads.YES_NO,
    "DateField": Reads.DAY,
    "DecimalField": Reads.AMOUNT,
    "PositiveIntegerField": Reads.COUNT,
}


def register_table(register: Register) -> Table:
    """The sheet of a register: whose row it is, then the columns of its form."""
    columns = (column_of(register.model._meta.get_field(name)) for name in register.fields)
    return Table(register.key, register.title, (*WHOSE_COLUMNS, *columns))


def column_of(model_field: Any) -> TableColumn:
    """A column from the model's field; another record is named by its name."""
    assert isinstance(model_field, Field)  # noqa: S101 - registers list plain columns
    kind = model_field.get_internal_type()
    reads = Reads.CHOICE if model_field.choices else READS.get(kind, Reads.TEXT)
    return TableColumn(
        key=model_field.name,
        title=str(model_field.verbose_name),
        reads=reads,
        required=not model_field.blank or kind == "BooleanField",
        choices=tuple((value, str(word)) for value, word in model_field.flatchoices),
        longest=model_field.max_length or 0 if reads is Reads.TEXT else 0,
        note=str(model_field.help_text),
    )


LOADED: Final = {key: REGISTERS[key] for key in IDENTITY}
TABLES: Final = tuple(register_table(register) for register in LOADED.values())
OWN_TABLES: Final = tuple(replace(table, columns=table.columns[len(WHOSE_COLUMNS) :]) for table in TABLES)
"""The sheets for one makerspace: whose rows they are need not be said. They are read by TABLES, where it may be."""
