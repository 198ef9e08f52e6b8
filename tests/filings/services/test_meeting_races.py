"""Two clerks at once on one draw or one meeting: one carries out, the other is told why not. Only PostgreSQL has two writers."""

import pytest

from filings.models import Document, HistoryLine, PanelDraw, ReviewAssignment, StagedDecision, User
from filings.rules.draws import Quota
from filings.services.draws import confirm_draw, draw_panel
from filings.services.history import broken_chains
from filings.services.meetings import Confirmed, Intention, carry_out_meeting, stage_decisions
from filings.services.panels import assign_experts
from tests.factories import make_round
from tests.factories_city import DUE, letter_number, make_accepted, make_clerk, make_expert, make_reviewed
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def drawn(number: int = 3) -> PanelDraw:
    """A proposed draw of so many out of five."""
    application = make_accepted()
    for _ in range(5):
        make_expert()
    return draw_panel(application, actor=make_clerk(), quotas=[Quota("", number)], most_open=5)


def test_a_draw_is_confirmed_once():
    record, clerks = drawn(), [make_clerk(), make_clerk()]
    answers = at_once(*(lambda clerk=clerk: len(confirm_draw(record, actor=clerk, due_on=DUE)) for clerk in clerks))
    assert sorted(map(str, answers)) == ["3", "这次抽取已确认，不用再办理。"]
    places = ReviewAssignment.objects.filter(application=record.application)
    assert sorted(places.values_list("expert", flat=True)) == sorted(record.drawn)
    assert HistoryLine.objects.filter(action="confirm_draw").count() == 1
    assert broken_chains() == []


def test_a_draw_is_confirmed_or_made_anew():
    """Confirmed first, the second draw leaves out who is on the panel by now; drawn anew first, there is nothing to confirm."""
    record, clerks = drawn(2), [make_clerk(), make_clerk()]
    confirmed, anew = at_once(
        lambda: len(confirm_draw(record, actor=clerks[0], due_on=DUE)),
        lambda: (
            draw_panel(
                record.application, actor=clerks[1], quotas=[Quota("", 2)], most_open=5, reason="领域不合。"
            ).drawn
        ),
    )
    record.refresh_from_db()
    seated = set(record.application.assignments.values_list("expert", flat=True))
    if confirmed == len(record.drawn):
        assert (record.status, seated) == ("confirmed", set(record.drawn))
        assert not seated & set(anew)
    else:
        assert (confirmed, record.status) == ("这次抽取已作废，不用再办理。", "discarded")
        assert seated == set()
    assert PanelDraw.objects.filter(status="proposed").count() == 1
    assert broken_chains() == []


def test_a_draw_against_an_assignment_by_hand():
    record, clerks = drawn(), [make_clerk(), make_clerk()]
    expert = User.objects.get(pk=record.drawn[0])
    answers = at_once(
        lambda: len(confirm_draw(record, actor=clerks[0], due_on=DUE)),
        lambda: len(assign_experts(record.application, actor=clerks[1], experts=[expert], due_on=DUE)),
    )
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert refused == [f"{expert}已在本件申请的专家名单中（含已回避、已解除的），不能再次分派。"]
    record.refresh_from_db()
    by_hand = isinstance(answers[0], str)
    assert record.status == ("proposed" if by_hand else "confirmed")
    assert record.application.assignments.count() == (1 if by_hand else 3)


def test_a_meeting_is_carried_out_once():
    round_, clerks = make_round(), [make_clerk(), make_clerk()]
    cases = [make_reviewed(clerk=clerks[0], round=round_) for _ in range(2)]
    stage_decisions(round_, {case.pk: Intention("publicise") for case in cases}, actor=clerks[0])
    numbers = [{case.pk: Confirmed("publicise", letter_number()) for case in cases} for _ in clerks]
    tables = at_once(
        *(
            lambda clerk=clerk, confirmed=confirmed: carry_out_meeting(round_, confirmed, actor=clerk)
            for clerk, confirmed in zip(clerks, numbers, strict=True)
        )
    )
    for case in cases:
        refusals = sorted(each.refusal for table in tables for each in table if each.title == str(case.space))
        assert refusals == ["", "拟定的决定或者申请状态已经由他人改动，请回到评审会议核对。"]
        case.refresh_from_db()
        assert (case.state, case.public_notices.count()) == ("publicised", 1)
        assert HistoryLine.objects.filter(record=f"application:{case.pk}", action="publicise").count() == 1
    assert Document.objects.filter(kind="public_notice").count() == len(cases)
    assert not StagedDecision.objects.exists()
    assert broken_chains() == []
