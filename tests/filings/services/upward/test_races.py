"""Two at once: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

import pytest

from filings.models import Document, Notice, Shortfall, UpwardRecommendation
from filings.services.history import broken_chains
from filings.services.screening import screen_filings
from filings.services.upward.letters import prepare_upward_letter, sign_upward_letter, withdraw_upward
from filings.services.upward.results import record_results
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_screening import make_short, make_sound
from tests.factories_upward import WHY, head, make_letter, sign
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_signers_of_a_letter():
    letter = make_letter([make_sound()])
    signers = [make_user(Role.CITY, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_upward_letter(letter, actor=signer).status for signer in signers))
    assert sorted(answers) == ["signed", "这份推荐函已签发，不用再办理。"]
    assert Document.objects.filter(kind="upward_letter").count() == 1
    assert broken_chains() == []


def test_a_letter_is_signed_and_withdrawn():
    clerk, signer = make_user(Role.CITY), make_user(Role.CITY, can_sign=True)
    letter = make_letter([make_sound()], actor=clerk)
    at_once(
        lambda: sign_upward_letter(letter, actor=signer).status, lambda: withdraw_upward(letter, actor=clerk).status
    )
    letter.refresh_from_db()
    state = letter.recommendations.get().state
    assert (letter.status, state) in (("signed", "recommended"), ("withdrawn", "dropped"))
    assert Document.objects.filter(kind="upward_letter").count() == (letter.status == "signed")


def test_two_letters_for_one_filing():
    filing = make_sound()
    clerks = [make_user(Role.CITY) for _ in range(2)]
    answers = at_once(
        *(
            lambda clerk=clerk: prepare_upward_letter([filing.pk], head(), actor=clerk, explanation=WHY).status
            for clerk in clerks
        )
    )
    assert min(answers) == "pending"
    assert "已在2026年度第一批推荐过" in max(answers)
    assert UpwardRecommendation.objects.count() == 1


def test_two_clerks_record_the_same_result():
    letter = sign(make_letter([make_sound()]))
    record = letter.recommendations.get()
    clerks = [make_user(Role.CITY) for _ in range(2)]
    answers = at_once(
        *(
            lambda clerk=clerk, result=result: (
                record_results(letter, {record.pk: result}, actor=clerk, on=TODAY, number="国科火字〔2026〕12号")[
                    0
                ].state
            )
            for clerk, result in zip(clerks, ("granted", "refused"), strict=True)
        )
    )
    assert min(answers) in ("granted", "refused")
    assert "不能再办理这一事项" in max(answers)
    record.refresh_from_db()
    assert record.state == min(answers)


def test_two_nightly_runs_open_each_warning_once():
    filings = [make_short() for _ in range(3)]
    members = [make_user("operator", operator=filing.operator) for filing in filings]
    assert at_once(*[lambda: str(screen_filings(TODAY))] * 2) == ["3", "3"]
    assert Shortfall.objects.filter(ended_on=None).count() == 3
    assert [member.notices.count() for member in members] == [1, 1, 1]
    told = Notice.objects.values_list("user", "title")
    assert len(told) == len(set(told))
