"""Steps that must not lose what was typed, do the opposite of what was read, or show what was not sent."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Entry, MarkingAssignment
from filings.models import HistoryLine
from tests.factories import make_user
from tests.factories_evaluation import make_entry, make_marking, make_proof, make_result
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def entry():
    return make_entry(make_filed_space())


@pytest.fixture
def office(client):
    client.force_login(make_user("city"))
    return client


def url(name, *arguments):
    return reverse(f"evaluation:{name}", args=arguments)


def test_the_city_reads_a_self_assessment_once_it_is_submitted(office, entry):
    proof = make_proof(entry)
    assert office.get(url("proof", proof.pk)).getvalue().startswith(b"%PDF-")
    Entry.objects.update(self_assessed_at=None)
    assert office.get(url("proof", proof.pk)).status_code == 404
    assert office.get(url("entry", entry.pk)).context["statements"] == []


def test_a_page_that_was_open_meanwhile_does_not_turn_the_step_round(office, entry):
    address = url("entry-taking-part", entry.pk)
    assert 'name="takes_part" value="no"' in office.get(address).content.decode()
    too_long = office.post(address, {"takes_part": "no", "reason": "长" * 201})
    assert too_long.context["form"].errors["reason"] == ["理由最多200字，请删减。"]
    assert office.post(address, {"takes_part": "no", "reason": "停业"}).status_code == 302
    late = office.post(address, {"takes_part": "no", "reason": "停业"})
    assert (late.status_code, "现在已经是“不参加本年度评价”" in late.content.decode()) == (409, True)
    entry.refresh_from_db()
    assert not entry.takes_part


@pytest.fixture
def place(client, entry):
    """An expert's place on a makerspace that has assessed itself; its client is signed in."""
    expert = make_user("expert")
    Entry.objects.update(self_assessed_at=timezone.now())
    client.force_login(expert)
    return make_marking(entry, expert)


def autosave(client, place, **typed):
    return client.post(url("marking-save", place.pk), typed, headers={"hx-request": "true"})


def test_marks_are_kept_while_they_are_typed(client, place):
    answer = autosave(client, place, mark_T="９．５", comment_T="")
    assert (answer.status_code, place.marks.get().marks) == (200, Decimal("9.5"))
    told = answer.content.decode()
    assert "还差：“公共平台”低于12分，请填写评语。" in told
    assert 'id="marks-lacking" hx-swap-oob="true"' in told
    place.refresh_from_db()
    assert place.saved_at is not None
    page = client.get(url("marking", place.pk)).content.decode()
    assert 'value="9.5"' in page
    assert "已保存" in page
    assert not HistoryLine.objects.filter(action="mark_indicators").exists()


def test_what_cannot_be_read_keeps_the_rest_and_what_stood_there(client, place):
    autosave(client, place, mark_T="9.5", comment_T="一般")
    answer = autosave(client, place, mark_T="99", comment_T="记录完整")
    assert answer.status_code == 422
    assert "hint-mark_T" in answer.content.decode()
    assert (place.marks.get().marks, place.marks.get().comment) == (Decimal("9.5"), "记录完整")
    refused = client.post(url("marking", place.pk), {"mark_T": "9.3", "comment_T": "全年记录完整"})
    assert (refused.status_code, place.marks.get().comment) == (200, "全年记录完整")
    assert 'value="9.3"' in refused.content.decode()
    assert MarkingAssignment.objects.get().status == "assigned"


def test_a_draft_is_kept_without_scripts_and_closed_with_its_submission(client, place):
    answer = client.post(url("marking-save", place.pk), {"mark_T": "18", "comment_T": ""})
    assert answer.url == url("marking", place.pk)
    client.post(url("marking", place.pk), {"mark_T": "18", "comment_T": ""})
    assert MarkingAssignment.objects.get().status == "submitted"
    assert autosave(client, place, mark_T="19", comment_T="").status_code == 409
    assert place.marks.get().marks == 18


def test_marks_that_are_incomplete_stay_as_typed(client, place):
    answer = client.post(url("marking", place.pk), {"mark_T": "5", "comment_T": ""})
    assert (answer.status_code, "低于12分，请填写评语" in answer.content.decode()) == (200, True)
    assert place.marks.get().marks == 5
    assert MarkingAssignment.objects.get().status == "assigned"
    aside = client.post(url("marking-conflict", place.pk), {"reason": "长" * 201})
    assert aside.context["form"].errors["reason"] == ["回避原因最多200字，请删减。"]


def test_the_public_counts_are_those_of_results_that_stand(client):
    entry = make_entry(make_filed_space(), "published")
    entry.results.update(superseded_at=timezone.now())
    make_result(entry, grade="excellent", version=2, stage="corrected", reason="更正")
    page = client.get(url("results")).content.decode()
    assert "优秀（1）" in page
    assert "良好（0）" in page
