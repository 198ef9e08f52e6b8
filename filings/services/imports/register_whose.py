"""Whose rows a load of registers takes: those of any makerspace on file, by the columns that say so, or those of one."""

from collections.abc import Callable
from typing import TypeAlias

from stdnum.cn import uscc

from filings.models import Space
from filings.services.imports.directory import Directory, printed_number
from filings.services.imports.register_tables import WHOSE
from filings.services.imports.tables import TableRow
from filings.services.imports.whose import space_of

SpaceOf: TypeAlias = Callable[[TableRow], Space | None]
"""The makerspace of a row; says at the row why it is none."""
Whose: TypeAlias = Callable[[], SpaceOf]
"""Looks up what it needs once for a whole plan."""


def filed_spaces() -> SpaceOf:
    """Any makerspace that is or was on file; registers of the others are their operators' own."""
    directory = Directory()

    def space_on_file(row: TableRow) -> Space | None:
        space = space_of(row, directory, WHOSE)
        if space is not None and not directory.was_filed(space):
            row.refuse(f"“{space}”没有备案，登记名册由运营机构自己填写。", WHOSE.name)
        return space

    return space_on_file


def rows_of(space: Space) -> SpaceOf:
    """One makerspace, known beforehand: where a row says whose it is, all that it says must agree."""
    numbers = {filing.number for filing in space.filings.all()}

    def space_if_agreed(row: TableRow) -> Space | None:
        number, code, name = (row.values[key] for key in (WHOSE.number, WHOSE.uscc, WHOSE.name))
        if number and printed_number(number) not in numbers:
            row.refuse(disagreement("备案编号", number, space), WHOSE.number)
        if code and uscc.compact(code).upper() != space.operator.uscc:
            row.refuse(disagreement("统一社会信用代码", code, space), WHOSE.uscc)
        if name and name != space.name:
            row.refuse(disagreement("众创空间名称", name, space), WHOSE.name)
        return space

    return space_if_agreed


def disagreement(title: str, found: str, space: Space) -> str:
    """Why a row is not taken: it says that it is another makerspace's."""
    return f"{title}“{found}”不是“{space}”的。这里只导入“{space}”的名册，请核对，或删去这一列。"
