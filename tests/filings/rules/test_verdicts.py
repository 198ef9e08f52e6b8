"""Results: their JSON, their stored form, and golden snapshots that keep old stored forms readable."""

import json
from pathlib import Path

import pytest

from filings.rules.engine import prescreen, sections
from filings.rules.facts import parse_facts
from filings.rules.verdicts import UnknownSchemaError, Verdict, load_snapshot
from tests.filings.rules.samples import PASSING, only, result_with, varied

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def test_there_are_golden_snapshots():
    assert [path.name for path in GOLDEN] == [
        "schema-1-comprehensive-missing.json",
        "schema-1-professional-fail.json",
        "schema-1-professional-review-continuing.json",
    ]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_snapshots_stay_readable(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    result = load_snapshot(stored)
    assert result.as_snapshot() == stored
    assert path.stem.split("-")[3] == result.outcome.value
    assert {type(check.verdict) for check in result.checks} == {Verdict}


def test_a_snapshot_says_what_was_said_that_day():
    stored = json.loads(GOLDEN[1].read_text(encoding="utf-8"))
    result = load_snapshot(stored)
    check = result.check("5.2.workstations")
    assert (check.verdict, check.explanation) == (Verdict.FAIL, "44个，要求不少于50个，还差6个工位")


@pytest.mark.parametrize("schema", [None, 0, 2, "1"])
def test_an_unknown_schema_is_refused(schema):
    with pytest.raises(UnknownSchemaError):
        load_snapshot(prescreen(parse_facts(PASSING)).as_snapshot() | {"schema": schema})


def test_json_has_exactly_the_keys_of_the_contract():
    data = prescreen(parse_facts(PASSING)).as_json()
    assert list(data) == ["ruleset", "kind", "as_of", "outcome", "checks"]
    assert {tuple(check) for check in data["checks"]} == {
        ("id", "clause", "label", "required", "actual", "verdict", "why")
    }
    assert json.loads(json.dumps(data)) == data


def test_why_in_json_tells_how_much_is_lacking():
    result = result_with("5.2.workstations", {"site.workstations": 44})
    assert result.as_json() == {
        "id": "5.2.workstations",
        "clause": "第五条第（二）项",
        "label": "创业工位",
        "required": "创业工位不少于50个",
        "actual": "44个",
        "verdict": "fail",
        "why": "44个，要求不少于50个，还差6个工位",
    }


def test_labels():
    assert [verdict.label for verdict in Verdict] == ["符合", "不符合", "需人工核实", "缺少数据"]


def test_counts_name_all_four():
    result = prescreen(parse_facts(varied({"site.workstations": 1, "residents.over_3y": 2, "mentors.total": None})))
    assert result.counts() == {Verdict.PASS: 31, Verdict.FAIL: 1, Verdict.REVIEW: 1, Verdict.MISSING: 2}


def test_check_by_id():
    result = prescreen(only({}, kind="comprehensive"))
    assert result.check("5.2.area").verdict is Verdict.MISSING
    with pytest.raises(KeyError):
        result.check("6.2.area")


def test_sections_group_by_clause():
    grouped = sections(prescreen(parse_facts(varied({"site.workstations": 1}))))
    assert [(section.id, len(section.checks), section.outcome.value) for section in grouped] == [
        ("standing", 3, "pass"),
        ("5.1", 5, "pass"),
        ("5.2", 6, "fail"),
        ("5.3", 1, "pass"),
        ("5.4", 6, "pass"),
        ("5.5", 2, "pass"),
        ("5.6", 3, "pass"),
        ("5.7", 2, "pass"),
        ("5.8", 2, "pass"),
        ("6.1", 1, "pass"),
        ("6.2", 1, "pass"),
        ("6.3", 2, "pass"),
        ("6.4", 1, "pass"),
    ]
    assert (grouped[0].clause, grouped[0].title) == ("第八条、第十五条、第七条", "申报资格")
    assert (grouped[2].clause, grouped[2].anchor, grouped[2].title) == ("第五条第（二）项", "a5-2", "固定的孵化场所")
