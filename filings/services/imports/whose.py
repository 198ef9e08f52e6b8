"""Whose row it is: the makerspace by the number of a filing, or by the operator's code and the makerspace's name."""

from dataclasses import dataclass

from stdnum.cn import uscc

from filings.models import Space
from filings.services.imports.directory import Directory, printed_number
from filings.services.imports.tables import TableRow


@dataclass(frozen=True, slots=True)
class WhoseKeys:
    """The keys of the columns that say whose row it is."""

    number: str = "number"
    uscc: str = "uscc"
    name: str = "name"


def check_code(row: TableRow, key: str = "uscc") -> None:
    """The code of an operator, in canonical form, with its check digit (GB 32100-2015)."""
    code = row.values.get(key)
    if code is None:
        return
    row.values[key] = uscc.compact(code).upper()
    if not uscc.is_valid(row.values[key]):
        row.refuse(f"统一社会信用代码“{code}”不对，请按营业执照逐位核对。", key)


def space_of(row: TableRow, directory: Directory, keys: WhoseKeys = WhoseKeys()) -> Space | None:
    """The makerspace of a row; where number and name are both given they must agree. Says at the row what is wrong."""
    number, name = row.values[keys.number], row.values[keys.name]
    check_code(row, keys.uscc)
    code = row.values[keys.uscc]
    if not number and not (code and name):
        row.refuse("请填写备案编号，或统一社会信用代码和众创空间名称。", keys.number)
        return None
    by_name = directory.space(code, name) if code and name else None
    found = directory.space_by_number(printed_number(number)) if number else by_name
    if found is None:
        key, sought = (keys.number, number) if number else (keys.name, name)
        row.refuse(f"没有找到“{sought}”，请核对；备案在同一个文件中的，请先改正备案工作表。", key)
    elif number and code and name and found is not by_name:
        row.refuse(f"备案编号“{number}”是“{found}”的，与表中的代码和名称不符，请核对。", keys.number)
    return found
