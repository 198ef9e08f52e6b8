"""manage.py rescreen: whose verdicts turn under another version, as data and for reading; versions that cannot be used."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from filings.management.commands import rescreen as command
from filings.models import HistoryLine, IncubationCase
from filings.rules.versions import CURRENT, VERSIONS
from tests.factories import make_compliant_space, make_filing, make_resident, make_space
from tests.filings.rules.strict_version import SEATS, SERVED, strict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_versions(monkeypatch):
    monkeypatch.setattr(command, "VERSIONS", {**VERSIONS, "zhengzhou-2": strict(seats=80)})


def run(*arguments):
    out = StringIO()
    call_command("rescreen", "--ruleset", *arguments, stdout=out)
    return out.getvalue()


def turned(*arguments):
    return json.loads(run(*arguments, "--json"))


def make_large(**fields):
    """A makerspace that passes the strict version as well."""
    space = make_compliant_space()
    space.sites.update(workstations=80)
    for _ in range(4):
        make_resident(space)
    return make_filing(space, **fields)


def test_verdicts_that_turn_are_listed_with_old_and_new():
    make_large()
    small = make_filing(make_compliant_space())
    data = turned("zhengzhou-2")
    assert (data["ruleset"], data["against"], data["on"], data["spaces"]) == (
        "zhengzhou-2",
        "zhengzhou-1",
        "2026-03-05",
        2,
    )
    assert data["outcomes"] == [
        {"old": "pass", "new": "fail", "spaces": 1},
        {"old": "pass", "new": "pass", "spaces": 1},
    ]
    (found,) = data["turned"]
    assert (found["filing"], found["outcome"]) == (small.number, {"old": "pass", "new": "fail"})
    assert [(check["id"], check["old"], check["new"]) for check in found["checks"]] == [
        (SEATS, "pass", "fail"),
        (SERVED, None, "fail"),
    ]
    assert "还差" in found["checks"][0]["why"]


def test_a_check_that_the_new_version_has_not_turns_where_it_failed():
    filing = make_large()
    IncubationCase.objects.all().delete()
    (found,) = turned("zhengzhou-2")["turned"]
    assert (found["name"], found["outcome"]) == (filing.space.name, {"old": "fail", "new": "pass"})
    assert [(check["id"], check["old"], check["new"]) for check in found["checks"]] == [("5.4.cases", "fail", None)]


def test_a_version_against_itself_turns_nothing():
    make_filing(make_space())
    data = turned("zhengzhou-1", "--against", "zhengzhou-1")
    assert (data["spaces"], data["turned"]) == (1, [])


def test_only_what_is_on_file_that_day_is_judged_and_nothing_is_written():
    make_large(state="cancelled", filed_on="2026-01-05", ended_on="2026-02-01")
    lines = HistoryLine.objects.count()
    assert turned("zhengzhou-2")["spaces"] == 0
    assert turned("zhengzhou-2", "--on", "2026-01-31")["spaces"] == 1
    assert HistoryLine.objects.count() == lines


def test_for_reading():
    filing = make_filing(make_compliant_space())
    text = run("zhengzhou-2")
    assert "郑州市众创空间管理办法（zhengzhou-1）→ 郑州市众创空间管理办法（zhengzhou-2）" in text
    assert "在册1家，结论或检查项发生变化的1家。" in text
    assert f"{filing.space.name}（{filing.number}，郑州高新技术产业开发区，综合性）：符合 → 不符合" in text
    assert "第五条第（二）项  创业工位  符合 → 不符合" in text
    assert "— → 不符合" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("zhengzhou-9",), "没有规则版本zhengzhou-9，现有："), (("henan-2020",), "省级条件的数值尚未录入")],
)
def test_versions_that_cannot_be_used_are_refused(arguments, said):
    with pytest.raises(CommandError, match=said) as refused:
        run(*arguments)
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match=said):
        run(CURRENT.id, "--against", *arguments)


def test_nobody_passes_a_version_without_checks():
    assert VERSIONS["henan-2020"].is_empty
    assert not any(version.is_empty for name, version in VERSIONS.items() if name != "henan-2020")
