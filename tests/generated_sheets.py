"""Sheets of returns as people send them, made from a seed: types, blanks, merged cells, encodings, formulas, errors, huge
numbers, emoji, right-to-left marks, strings of attackers. Each comes with what is to be read from it.

tests/generated_files.py writes them as files; no test stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from evaluation.demo.figures import plausible_figures
from evaluation.statistics.columns import BY_FIELD, COLUMNS, ID_COLUMNS, Column, Kind, Value

WRONG = object()
"""Read as no value, with a problem at its place."""


@dataclass(frozen=True)
class Stored:
    """A cell as a file holds it: `kind` number, text, date, bool, error, formula (with its number as `value`), lost
    (a formula that was never worked out) or blank; `text` is how a CSV has it.
    """

    kind: str
    value: Any
    text: str


BLANK = Stored("blank", None, "")


def number(value: Value) -> Stored:
    return Stored("number", value, f"{value:f}" if isinstance(value, Decimal) else str(value))


def text(value: str) -> Stored:
    return Stored("text", value, value)


@dataclass
class Row:
    """A row as sent, by field, and as it is to be read."""

    cells: dict[str, Stored]
    ids: dict[str, str]
    figures: dict[str, Value | None]
    wrong: set[str] = field(default_factory=set)

    @property
    def is_blank(self) -> bool:
        return all(
            cell.kind == "blank" or (cell.kind == "text" and not cell.value.strip()) for cell in self.cells.values()
        )


@dataclass
class Sent:
    """A sheet: titles, a header of (field or "", text), rows, and sheets beside it that are hidden or hold something else."""

    titles: list[list[str]]
    header: list[tuple[str, str]]
    rows: list[Row]
    extras: list[list[str]]
    merged: list[str]
    hidden: bool
    other: bool

    @property
    def first_row(self) -> int:
        """The index of the first row below the header."""
        return len(self.titles) + 1


ATTACKS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "-1+cmd",
    "<script>alert(1)</script>",
    "'; DROP TABLE returns; --",
    "{{ 7*7 }}",
    "&lt;&#0;",
    "_x0041_",
    "%s%n",
    "../../etc/passwd",
)
ODD = (
    "🚀",
    "六人",
    "—",
    "无",
    "N/A",
    "1e5",
    "1,23",
    "1.2.3",
    "(12)",
    "12人",
    "约100",
    "\u202e21",
    "½",
    "10²",
    "①",
    "٣",
    "Ⅻ",
    "NaN",
    "inf",
    "0x10",
)
HUGE = ("9" * 16, "9" * 400, "9" * 5000, "1" + "0" * 15)
MARKS = ("\u200f", "\u202d", "\ufeff", "\u200b")
NAMES = (
    "云帆创新工场",
    "=木棉",
    "'麦田",
    "مساحة",
    "\u200f云\u202e帆",
    "工场🚀",
    "A\u0301ccent",
    "+86",
    "_x0041_",
    "中 原",
    'a"b,c;d',
)


def wrong_cell(dice: Random, column: Column) -> Stored:
    """Something that is no figure."""
    far = dice.choice(HUGE)
    choices = [
        text(dice.choice(ATTACKS)),
        text(dice.choice(ODD)),
        text(far),
        Stored("number", Decimal(dice.choice(("1e300", "1e15", "-1e18"))), f"{Decimal('1e18'):f}"),
        Stored("date", date(2025, 3, dice.randrange(1, 29)), "2025-03-01"),
        Stored("bool", True, "TRUE"),
        Stored("error", dice.choice(("#DIV/0!", "#N/A", "#REF!", "#VALUE!")), "#DIV/0!"),
        Stored("lost", "B2+B3", "=B2+B3"),
        number(Decimal("0.125")),
        text("３．１４１５"),
        Stored("text", "\x00\x07=1\uffff", "=1"),
    ]
    return dice.choice(choices)


def figure_cell(dice: Random, column: Column, value: Value) -> Stored:
    """A figure in one of the forms that are forgiven."""
    plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
    grouped = f"{value:,}"
    wide = plain.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})
    forms = [
        text(plain),
        text(f"  {plain}\u3000"),
        text(grouped),
        text(wide),
        text(f"{dice.choice(MARKS)}{plain}"),
        Stored("formula", value, plain),
        text(f"{plain}.00" if column.kind is Kind.COUNT else plain),
    ]
    return number(value) if dice.random() < 0.6 else dice.choice(forms)


def make_row(dice: Random, ids: Sequence[str], year: int, trouble: float) -> Row:
    """A row of one makerspace; each figure is a blank or wrong by the chance of `trouble`."""
    figures: dict[str, Value | None] = dict(plausible_figures(dice, residents=dice.randrange(5, 90)))
    named = dict(zip((column.field for column in ID_COLUMNS), (*ids, str(year)), strict=True))
    cells = {name: text(value) for name, value in named.items()}
    cells["year"] = dice.choice((number(year), text(str(year))))
    row = Row(cells, named, figures)
    for column in COLUMNS:
        name, luck = column.field, dice.random()
        if luck < trouble / 3:
            row.cells[name] = dice.choice((BLANK, text(""), text("  "), text("\u3000")))
            figures[name] = None
        elif luck < trouble:
            row.cells[name] = wrong_cell(dice, column)
            figures[name] = None
            row.wrong.add(name)
        else:
            row.cells[name] = figure_cell(dice, column, figures[name])
    return row


def blank_row(dice: Random) -> Row:
    cells = {column.field: dice.choice((BLANK, text(" "))) for column in (*ID_COLUMNS, *COLUMNS)}
    return Row(cells, {}, {})


def made_up_ids(dice: Random) -> tuple[str, str, str]:
    return (
        f"郑众创备〔2025〕{dice.randrange(1, 999)}号",
        f"91410100MA{dice.randrange(10**7):07d}X",
        dice.choice(NAMES),
    )


def header_text(dice: Random, column: Any) -> str:
    """A heading in one of the writings by which it is recognised."""
    if column.field not in BY_FIELD:
        return dice.choice((column.header, f"{column.header}*", " ".join(column.header)))
    wide = column.code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "ABCDEFG0123456789"})
    return dice.choice(
        (column.header, column.title, column.label, column.code, f"{wide}\n{column.label}（{column.unit}）")
    )


def make_sheet(seed: int, *, known: Sequence[Sequence[str]] = (), year: int = 2025, trouble: float = 0.04) -> Sent:
    """The sheet of a seed: a handful of rows, of the `known` makerspaces (number, uscc, name) where there are some.

    The figures hold together as far as they are read; `trouble` is the chance of a blank or a wrong cell.
    """
    dice = Random(seed)
    columns = [*ID_COLUMNS, *COLUMNS]
    if dice.random() < 0.5:
        dice.shuffle(columns)
    header = [(column.field, header_text(dice, column)) for column in columns]
    extras = [["备注", dice.choice(ATTACKS), "🚀", ""]] if dice.random() < 0.4 else []
    for extra in extras:
        header.insert(dice.randrange(len(header) + 1), ("", extra[0]))
    titles = dice.choice(
        ([], [], [["年度统计报表"]], [["年度统计报表"], []], [["=1+1"], [], ["单位：千元", "", "填报人"]])
    )
    senders = dice.sample(list(known), min(len(known), dice.randrange(1, 8))) if known else []
    rows = [
        make_row(dice, ids, year, trouble) for ids in senders or (made_up_ids(dice) for _ in range(dice.randrange(8)))
    ]
    for _ in range(dice.randrange(3)):
        rows.insert(dice.randrange(len(rows) + 1), blank_row(dice))
    merged = ["A1:D1"] if titles else []
    return Sent(titles, header, rows, extras, merged, dice.random() < 0.3, dice.random() < 0.3)
