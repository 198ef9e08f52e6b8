"""Steps that must not lose what was typed, do the opposite of what was read, or show what was not sent."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Entry, MarkingAssignment
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


def test_marks_that_are_incomplete_stay_as_typed(client, entry):
    expert = make_user("expert")
    place = make_marking(entry, expert)
    Entry.objects.update(self_assessed_at=timezone.now())
    client.force_login(expert)
    answer = client.post(url("marking", place.pk), {"mark_T": "5", "comment_T": "", "submit": "1"})
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
