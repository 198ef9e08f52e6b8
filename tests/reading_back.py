"""What is read from a generated file against what was sent, cell by cell; asserts, and is no test of its own."""

from random import Random

from evaluation.statistics.columns import BY_FIELD, FIELDS
from evaluation.statistics.importing import layout_problems, read_returns, returns_layout
from tests.generated_files import WRITERS, damaged
from tests.generated_sheets import Row, Sent, make_sheet
from zzspace.sheets import Layout, Sheet, UnreadableFile, column_letter, read_workbook


def check_generated(seed: int) -> None:
    """The sheet of a seed in the format of a seed reads as it was sent."""
    dice = Random(seed)
    sent = make_sheet(seed)
    suffix = dice.choice(list(WRITERS))
    book = read_workbook(WRITERS[suffix](sent, dice), name=f"年报.{suffix}")
    sheet, *others = book.sheets
    assert [returns_layout(other) for other in others] == [None] * len(others)
    assert book.skipped == (("底稿",) if sent.hidden and suffix != "csv" else ())
    layout = returns_layout(sheet)
    assert layout is not None
    assert layout_problems(sheet, layout) == []
    assert layout.row == len(sent.titles)
    check_rows(sheet, layout, sent)


def check_rows(sheet: Sheet, layout: Layout, sent: Sent) -> None:
    """Blank rows are left out; every other stands where it was, with a problem at each wrong cell and nowhere else."""
    places = {name: column_letter(index) for index, (name, _) in enumerate(sent.header) if name}
    expected = [(sent.first_row + number, row) for number, row in enumerate(sent.rows) if not row.is_blank]
    found = list(read_returns(sheet, layout))
    assert [row.index for row in found] == [index for index, _ in expected]
    for read, (_, row) in zip(found, expected, strict=True):
        assert read.ids == {name: value.strip() for name, value in row.ids.items()}
        assert read.figures == {name: row.figures[name] for name in FIELDS}
        assert [(each.sheet, each.row, each.column, each.field) for each in read.problems] == located(
            sheet, read.index, row, places
        )
        assert all(each.message.startswith(BY_FIELD[each.field.lower()].title) for each in read.problems)
        assert all(0 < len(each.value) <= 41 for each in read.problems)


def located(sheet: Sheet, index: int, row: Row, places: dict[str, str]) -> list[tuple[str, int, str, str]]:
    """Where the problems of a row are to be found."""
    return [(sheet.name, index + 1, places[name], BY_FIELD[name].code) for name in FIELDS if name in row.wrong]


def check_damaged(seed: int) -> None:
    """A damaged file is read or refused with a sentence; nothing else happens."""
    dice = Random(seed)
    suffix = dice.choice(list(WRITERS))
    content = damaged(WRITERS[suffix](make_sheet(seed), dice), dice)
    try:
        book = read_workbook(content)
    except UnreadableFile:
        return
    for sheet in book.sheets:
        layout = returns_layout(sheet)
        if layout and not layout_problems(sheet, layout):
            list(read_returns(sheet, layout))
