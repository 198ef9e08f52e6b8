"""Two at once: one wins, the other gets a clear answer, nothing is half done."""

import threading

import pytest
from django.db import connection

from filings import models as m
from filings.errors import WorkflowRefused
from filings.selectors.registers import REGISTERS
from filings.services import registers, snapshots
from filings.services.applications import create_draft, withdraw_application
from tests.factories import make_compliant_space, make_round
from tests.factories_applications import make_complete_draft, member_of, submit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*tasks):
    """Run the tasks in threads that start together; gives what each returned or raised."""
    barrier = threading.Barrier(len(tasks))
    outcomes = [None] * len(tasks)

    def run(number, task):
        try:
            barrier.wait(timeout=10)
            outcomes[number] = task()
        except Exception as error:  # noqa: BLE001 - the outcome is what is under test
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def refusals(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, WorkflowRefused)]


def test_two_submissions_of_one_draft_give_one_number_and_one_snapshot():
    application = make_complete_draft()
    outcomes = at_once(lambda: submit(application), lambda: submit(application))
    assert [refusal.explanation[:17] for refusal in refusals(outcomes)] == ["这件申请现在是“待区县审核”，不能"]
    application.refresh_from_db()
    assert (application.state, application.number) == ("submitted", "2026-0001")
    assert application.snapshots.count() == 1
    assert m.HistoryLine.objects.filter(action="submit").count() == 1
    assert m.Counter.objects.get(series="application").last == 1


def test_submissions_of_two_drafts_give_two_numbers_without_a_gap():
    drafts = [make_complete_draft(), make_complete_draft()]
    outcomes = at_once(*(lambda draft=draft: submit(draft) for draft in drafts))
    assert refusals(outcomes) == []
    assert sorted(m.Application.objects.values_list("number", flat=True)) == ["2026-0001", "2026-0002"]


def test_two_drafts_of_one_space_leave_one():
    space, round_ = make_compliant_space(), make_round()
    actor = member_of(space.operator)

    def begin():
        return create_draft(space, actor=actor, round_=round_, kind="comprehensive")

    outcomes = at_once(begin, begin)
    assert [refusal.explanation for refusal in refusals(outcomes)] == [
        f"{space}已有一件在办的申请（草稿），现在是“草稿”。同一众创空间同时只能办理一件；请继续办理这一件，或撤回后重新申请。"
    ]
    assert m.Application.objects.count() == 1
    assert m.HistoryLine.objects.count() == 1


def test_submitting_and_withdrawing_at_once_leave_one_clear_state():
    application = make_complete_draft()
    actor = member_of(application.operator)
    outcomes = at_once(lambda: submit(application), lambda: withdraw_application(application, actor=actor))
    application.refresh_from_db()
    assert application.state in {"submitted", "withdrawn"}
    lines = list(m.HistoryLine.objects.order_by("sequence").values_list("action", flat=True))
    assert lines in (["create", "submit", "withdraw"], ["create", "withdraw"])
    assert len(refusals(outcomes)) == (0 if "submit" in lines else 1)


def test_a_row_is_not_deleted_while_it_is_being_frozen(monkeypatch):
    """Whoever asks whether a row was counted waits for a submission that is counting it."""
    application = make_complete_draft()
    activity = m.Activity.objects.filter(space=application.space).first()
    counting, asked = threading.Event(), threading.Event()
    frozen = snapshots.freeze_snapshot

    def slowly(*args, **options):
        snapshot = frozen(*args, **options)
        counting.set()
        asked.wait(timeout=2)
        return snapshot

    def take_out():
        counting.wait(timeout=10)
        try:
            return registers.delete_row(activity, REGISTERS["activities"], actor=member_of(application.operator))
        finally:
            asked.set()

    monkeypatch.setattr("filings.services.applications.freeze_snapshot", slowly)
    submitted, refused = at_once(lambda: submit(application), take_out)
    assert submitted.state == "submitted"
    assert isinstance(refused, WorkflowRefused)
    assert m.Activity.objects.filter(pk=activity.pk).exists()
