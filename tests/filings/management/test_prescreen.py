"""manage.py prescreen as a script sees it: standard output, standard error and the exit status."""

import io
import json
import sys
import unicodedata

import pytest
from django.core.management import call_command

from filings.management.commands import prescreen as command
from tests.filings.rules.samples import PASSING, varied


def run(monkeypatch, capsys, text, *options):
    """(exit status, standard output, lines of standard error) with `text` on standard input."""
    stdin = io.TextIOWrapper(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    status = 0
    try:
        call_command("prescreen", "-", *options)
    except SystemExit as exit_:
        status = exit_.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err.splitlines()


def test_one_object(monkeypatch, capsys):
    status, out, err = run(monkeypatch, capsys, json.dumps(PASSING), "--json")
    data = json.loads(out)
    assert (status, err) == (0, [])
    assert (data["ruleset"], data["kind"], data["as_of"], data["outcome"]) == (
        "zhengzhou-1",
        "professional",
        "2026-03-05",
        "pass",
    )
    assert len(data["checks"]) == 35


def test_a_fail_exits_0_too(monkeypatch, capsys):
    status, out, _ = run(monkeypatch, capsys, json.dumps(varied({"mentors.total": 0})), "--json")
    assert (status, json.loads(out)["outcome"]) == (0, "fail")


def test_an_array_gives_results_in_order(monkeypatch, capsys):
    elements = [varied({"mentors.total": 0}), PASSING]
    status, out, _ = run(monkeypatch, capsys, json.dumps(elements), "--json")
    assert (status, [result["outcome"] for result in json.loads(out)]) == (0, ["fail", "pass"])


def test_an_empty_array_gives_an_empty_array(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "[]", "--json") == (0, "[]\n", [])


def test_contradictions_go_to_standard_error(monkeypatch, capsys):
    text = json.dumps(varied({"site.tenure": "x", "staff.full_time": 1}))
    assert run(monkeypatch, capsys, text, "--json") == (
        2,
        "",
        [
            "site.tenure: 场地性质应为其中之一：owned（自有）、leased（租赁）、granted（无偿使用）",
            "staff.full_time_bachelor: 本科及以上人员（5人）大于专职孵化服务人员（1人）",
        ],
    )


def test_one_bad_element_leaves_standard_output_empty(monkeypatch, capsys):
    elements = [PASSING, {"kind": "professional"}, 3, varied({"mentors.total": -1})]
    assert run(monkeypatch, capsys, json.dumps(elements), "--json") == (
        2,
        "",
        ["[1].as_of: 请填写计算日", "[2]: 应为JSON对象", "[3].mentors.total: 创业导师不能是负数（-1）"],
    )


def test_a_key_twice(monkeypatch, capsys):
    text = '{"kind":"professional","as_of":"2026-03-05","mentors":{"total":1,"total":2}}'
    assert run(monkeypatch, capsys, text) == (2, "", ["mentors.total: 同一项数据出现了两次"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", "-: 不是可读的JSON：第1行第2列"),
        ("3", "-: 应为一个JSON对象或数组"),
        (b"\xff\xfe", "-: 不是UTF-8编码的文件"),
        ("", "-: 不是可读的JSON：第1行第1列"),
    ],
)
def test_unreadable(monkeypatch, capsys, text, line):
    assert run(monkeypatch, capsys, text, "--json") == (2, "", [line])


def test_a_file_with_a_byte_order_mark(tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(PASSING).encode())
    call_command("prescreen", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["outcome"] == "pass"


def test_an_absent_file(tmp_path, capsys):
    path = tmp_path / "absent.json"
    with pytest.raises(SystemExit) as caught:
        call_command("prescreen", str(path))
    assert caught.value.code == 2
    assert capsys.readouterr().err == f"{path}: 无法读取这个文件\n"


def test_the_table_is_aligned_and_complete(monkeypatch, capsys):
    status, out, err = run(
        monkeypatch,
        capsys,
        json.dumps(varied({"mentors.total": 0, "staff.full_time_bachelor": 2, "residents.over_3y": 1})),
    )
    lines = out.splitlines()
    assert (status, err) == (0, [])
    assert lines[0] == "郑州市众创空间管理办法（zhengzhou-1）  专业化  计算日2026-03-05"
    rows = lines[2:37]
    starts = {_cells(row[: row.index("第")]) for row in rows}
    assert starts == {12}
    assert rows[10].startswith("符合        第五条第（二）项  创业工位")
    assert lines[-2] == "结论：不符合（符合31项，不符合3项，需人工核实1项，缺少数据0项）"
    assert lines[-1] == "占比类条件还差的数量，按分母不变计算。"


def _cells(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def test_an_array_of_nobody_prints_nothing_for_people(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "[]") == (0, "", [])


def test_it_needs_no_database():
    assert command.Command.requires_system_checks == []
