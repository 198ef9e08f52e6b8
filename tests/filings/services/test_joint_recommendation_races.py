"""Two at once on one joint recommendation: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

import pytest

from filings.models import Document, HistoryLine, Recommendation
from filings.services.applications import withdraw_application
from filings.services.history import broken_chains
from filings.services.joint_recommendations import (
    prepare_joint_recommendation,
    sign_joint_recommendation,
    withdraw_joint,
)
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import TODAY, make_round, make_user
from tests.factories_applications import member_of
from tests.factories_district import clerk_of, make_verified, prepare
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NUMBER = "郑高科函〔2026〕30号"


@pytest.fixture
def pair(db):
    round_ = make_round()
    return [make_verified(round_=round_) for _ in range(2)]


def join(cases):
    opinions = dict.fromkeys((case.pk for case in cases), "同意推荐")
    options = {"text": "同意推荐。", "number": NUMBER, "issued_on": TODAY}
    return prepare_joint_recommendation(cases[0].round, opinions, actor=clerk_of(cases[0]), **options)[0]


def signed_by(joint, signer):
    return [outcome.is_done for outcome in sign_joint_recommendation(joint, actor=signer)]


def letters():
    return Document.objects.filter(kind="recommendation_letter").count()


def test_two_signers(pair):
    joint = join(pair)
    signers = [make_user(Role.DISTRICT, district=pair[0].district, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: signed_by(joint, signer) for signer in signers))
    assert [True, True] in answers
    assert "这一批量推荐已经签发，没有待签发的申请。" in answers
    assert (letters(), Recommendation.objects.count()) == (1, 2)
    assert HistoryLine.objects.filter(action="recommend").count() == 2
    assert broken_chains() == []


def test_a_signature_and_its_being_taken_back(pair):
    joint = join(pair)
    signer, clerk = clerk_of(pair[0], can_sign=True), clerk_of(pair[0])
    signed, _ = at_once(lambda: signed_by(joint, signer), lambda: withdraw_joint(joint, actor=clerk))
    statuses = set(joint.acts.values_list("status", flat=True))
    assert (letters(), statuses) == ((1, {"signed"}) if signed == [True, True] else (0, {"withdrawn"}))
    assert broken_chains() == []


def test_a_signature_and_an_operator_that_withdraws(pair):
    joint = join(pair)
    signer, operator = clerk_of(pair[0], can_sign=True), member_of(pair[1].operator)
    at_once(
        lambda: signed_by(joint, signer),
        lambda: withdraw_application(pair[1], actor=operator, reason="场地调整。").state,
    )
    for case in pair:
        case.refresh_from_db()
    assert (pair[0].state, pair[1].state) == ("recommended", "withdrawn")
    named = {row["name"] for row in Document.objects.get(kind="recommendation_letter").context["rows"]}
    kept = set(Recommendation.objects.values_list("application__space__name", flat=True))
    assert named == kept  # the letter names what was recommended before it was withdrawn, or not at all
    assert broken_chains() == []


def test_the_number_is_taken_by_another_letter_at_the_same_time(pair):
    joint = join(pair)
    other = make_verified(round_=pair[0].round)
    act = prepare(other, NUMBER)
    signer = clerk_of(other, can_sign=True)
    answers = at_once(lambda: signed_by(joint, signer), lambda: sign_act(act, actor=signer).state)
    assert letters() == 1
    assert sum("已经用过" in str(answer) for answer in answers) == 1
    assert broken_chains() == []
