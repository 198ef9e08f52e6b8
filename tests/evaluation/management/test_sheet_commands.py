"""statistics_template and export_statistics: what they write, what they say, and that nothing half is left behind."""

import pytest
from django.core.management import CommandError, call_command

from evaluation.statistics import exporting
from evaluation.statistics.columns import FIELDS
from evaluation.statistics.importing import read_returns, returns_layout
from filings.models import District
from tests.factories import make_district, make_operator
from tests.factories_statistics import SOUND, YEAR, make_filed_space, make_return, make_window
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db

COMMANDS = ("statistics_template", "export_statistics")


@pytest.fixture
def spaces():
    make_window()
    made = [
        make_filed_space(operator=make_operator(district=make_district(slug)), name=name)
        for slug, name in (("gxq", "甲"), ("jinshui", "乙"))
    ]
    make_return(made[0], state="confirmed")
    make_return(made[1], state="open")
    return made


def rows_of(path):
    (sheet, *_) = read_workbook(path.read_bytes()).sheets
    return list(read_returns(sheet, returns_layout(sheet)))


def run(command, path, **options):
    call_command(command, year=options.pop("year", YEAR), output=str(path), **options)


@pytest.mark.parametrize(("district", "names"), [(None, ["乙", "甲"]), ("gxq", ["甲"])])
def test_a_template_for_all_or_for_a_district(spaces, tmp_path, capsys, district, names):
    path = tmp_path / "模板.xlsx"
    run("statistics_template", path, district=district)
    rows = rows_of(path)
    assert sorted(row.ids["name"] for row in rows) == names
    assert all(row.figures == dict.fromkeys(FIELDS) for row in rows)
    assert capsys.readouterr().out == f"已写入{path}：2025年度模板，{len(names)}家众创空间。\n"


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "CSV"])
def test_an_export_holds_what_was_submitted(spaces, tmp_path, capsys, suffix):
    path = tmp_path / f"年报.{suffix}"
    run("export_statistics", path)
    assert [(row.ids["name"], row.figures) for row in rows_of(path)] == [("甲", SOUND)]
    assert capsys.readouterr().out == f"已写入{path}：2025年度，1份报表。\n"
    run("export_statistics", path, district="jinshui")
    assert rows_of(path) == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("a.xlsx", {"year": 2019}, "没有2019年度的统计（已设置的年度：2025）。"),
        ("a.xlsx", {"district": "mars"}, "没有代号为“mars”的区县（可用的代号：{known}）。"),
        ("no/a.xlsx", {}, "无法写入文件{path}：No such file or directory。"),
    ],
)
@pytest.mark.usefixtures("spaces")
def test_what_is_wrong_is_said_in_one_line(tmp_path, command, name, options, sentence):
    known = "、".join(District.objects.values_list("slug", flat=True))
    with pytest.raises(CommandError) as refused:
        run(command, tmp_path / name, **options)
    assert str(refused.value) == sentence.format(path=tmp_path / name, known=known)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("command", "kinds"), [("statistics_template", ".xlsx"), ("export_statistics", ".xlsx或.csv")])
@pytest.mark.parametrize("name", ["a.xls", "a", "a.pdf"])
def test_other_suffixes_are_refused(spaces, tmp_path, command, kinds, name):
    with pytest.raises(CommandError, match=f"^文件名应以{kinds}结尾：{name}$"):
        run(command, tmp_path / name)


def test_a_folder_of_that_name_is_left_alone(spaces, tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(CommandError, match="无法写入文件"):
        run("export_statistics", tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_breaks_off_leaves_the_older_file_as_it_was(spaces, tmp_path, monkeypatch):
    def broken(stream, rows):
        stream.write(b"half")
        raise RuntimeError

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"older")
    path.chmod(0o640)
    monkeypatch.setitem(exporting.WRITERS, "xlsx", broken)
    with pytest.raises(RuntimeError):
        run("export_statistics", path)
    assert ([each.name for each in tmp_path.iterdir()], path.read_bytes()) == (["a.xlsx"], b"older")
    monkeypatch.undo()
    run("export_statistics", path)
    assert (len(rows_of(path)), path.stat().st_mode & 0o777) == (1, 0o640)
