"""The auditor reads lines of this app in Chinese."""

import re

import pytest

from evaluation.workflow import ReturnAction, ReturnState
from filings.selectors.audit import ADDED_LABELS, line_words
from filings.selectors.timeline import line_label
from filings.services.history import append_line
from tests.factories import make_historic_filing, make_space, make_user
from tests.factories_statistics import make_return
from tests.source import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ReturnAction)
def test_every_action_on_a_return_has_its_word(action):
    record = make_return(state="submitted")
    line = append_line(record, actor=make_user("city"), action=action, from_state="submitted", to_state="confirmed")
    words = line_words(line)
    assert words["record"] == f"统计报表 {record.pk}"
    assert words["action"] != action.value
    assert (words["before"], words["after"]) == ("已报送", "区县已审核")


def test_states_of_other_records_keep_their_own_words():
    space = make_space()
    line = append_line(space.operator, actor=None, action="decide_operator", to_state=ReturnState.CONFIRMED)
    assert line_words(line)["after"] == "已确认"
    filing = make_historic_filing(space)
    loaded = append_line(filing, actor=None, action="load_filing", to_state="active")
    assert line_words(loaded) == {
        "record": f"备案 {filing.pk}", "role": "系统", "action": "载入历史数据：备案", "before": "", "after": "在册",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("action", "word"),
    [("load_grade", "载入历史数据：考核评价等级"), ("load_registers", "导入登记名册"), ("import_rows", "导入")],
)
def test_loads_have_their_words(action, word):
    assert line_words(append_line(make_space(), actor=None, action=action))["action"] == word


def actions_written():
    """Every action that a service of either app writes as a plain word."""
    sources = [path.read_text("utf-8") for path in files("evaluation", "filings", suffix=".py")]
    calls = [
        call
        for text in sources
        for call in re.findall(r"append_line\((.*?)\n\s*\)\n|append_line\((.*)\)", text, re.DOTALL)
    ]
    return {word for call in calls for word in re.findall(r'action="([a-z_]+)"', "".join(call))}


def test_no_word_of_a_service_is_left_in_english():
    found = actions_written()
    assert {"close_year", "mark_torch", "load_filing", "register"} <= found
    assert {word for word in found if (ADDED_LABELS.get(word) or line_label(word)) == word} == set()
