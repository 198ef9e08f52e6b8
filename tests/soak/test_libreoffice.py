"""The template filled in and saved by LibreOffice in every format reads the same. `make soak` installs LibreOffice where it
may; the test says so in one line where there is none.
"""

import shutil
import subprocess
from io import BytesIO
from random import Random

import openpyxl
import pytest

from evaluation.statistics.columns import COLUMNS, ID_COLUMNS
from evaluation.statistics.exporting import write_template
from evaluation.statistics.importing import layout_problems, outdated_template, read_returns, returns_layout
from tests.factories_statistics import SOUND
from tests.generated_files import damaged
from zzspace.sheets import UnreadableFile, column_letter, read_workbook

FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}
USCC = "91410100MA0000001X"
NAMES = ("云帆创新工场", "=木棉", "'麦田", "+86创客", "工场🚀", "\u200fمساحة", "_x0041_", "a&b<c>")
LETTERS = {column.field: column_letter(len(ID_COLUMNS) + index) for index, column in enumerate(COLUMNS)}
BROKEN = len(NAMES) + 1
"""The row of the sheet that holds what cannot be read."""


@pytest.fixture(scope="module")
def office():
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is lacking: apt-get install -y libreoffice-calc-nogui")
    return program


@pytest.fixture(scope="module")
def filled():
    """The template with figures in it: typed, as text, as a sum; an error and a word in its last row."""
    stream = BytesIO()
    write_template(stream, [(f"郑众创备〔2025〕{number}号", USCC, name, 2025) for number, name in enumerate(NAMES)])
    book = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    sheet = book["年报"]
    for number in range(2, len(NAMES) + 2):
        for field, letter in LETTERS.items():
            sheet[f"{letter}{number}"] = SOUND[field]
        sheet[f"{LETTERS['b1']}{number}"] = f"=SUM({LETTERS['b2']}{number}:{LETTERS['b6']}{number})"
        sheet[f"{LETTERS['c1']}{number}"] = "１２"
        sheet[f"{LETTERS['e3']}{number}"] = "1,234"
    sheet[f"{LETTERS['d9']}{BROKEN}"] = "六人"
    sheet[f"{LETTERS['g1']}{BROKEN}"] = "=1/0"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def saved(office, content, folder, suffix):
    """A workbook as LibreOffice saves it in another format."""
    source = folder / "模板.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", FILTERS[suffix], "--outdir", folder / "saved", source]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (folder / "saved" / f"模板.{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", FILTERS)
def test_a_template_saved_by_libreoffice_reads_the_same(office, filled, tmp_path, suffix):
    book = read_workbook(saved(office, filled, tmp_path, suffix))
    layouts = [returns_layout(sheet) for sheet in book.sheets]
    assert [layout is not None for layout in layouts] == ([True] if suffix == "csv" else [True, False])
    assert (len(book.skipped), outdated_template(book.skipped)) == (0 if suffix == "csv" else 1, False)
    assert layout_problems(book.sheets[0], layouts[0]) == []
    rows = list(read_returns(book.sheets[0], layouts[0]))
    assert [tuple(row.ids.values()) for row in rows] == [
        (f"郑众创备〔2025〕{number}号", USCC, name, "2025") for number, name in enumerate(NAMES)
    ]
    figures = SOUND | {"e3": 1234}
    assert [row.figures for row in rows[:-1]] == [figures] * (len(NAMES) - 1)
    assert rows[-1].figures == figures | {"d9": None, "g1": None}
    found = [(each.place.split("!")[1], each.field, each.value) for each in rows[-1].problems]
    expected = [(f"{LETTERS['d9']}{BROKEN}", "D9", "六人"), (f"{LETTERS['g1']}{BROKEN}", "G1", "#DIV/0!")]
    assert found == expected


def test_a_damaged_xls_is_read_or_refused(office, filled, tmp_path, soak_scale):
    content, refused = saved(office, filled, tmp_path, "xls"), 0
    for seed in range(50 * soak_scale):
        try:
            read_workbook(damaged(content, Random(seed)))
        except UnreadableFile:
            refused += 1
    assert 0 < refused < 50 * soak_scale
