"""Two at once on one revocation: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

from threading import Event

import pytest
from django.db import connection

from filings import models as m
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation
from filings.services.decisions import prepare_approval
from filings.services.history import broken_chains
from filings.services.revocations.revoking import lay_ban
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import make_space, make_user, pdf_bytes
from tests.factories_applications import member_of
from tests.factories_changes import ask_to_file, district_clerk, make_change, make_filed, number
from tests.factories_city import make_publicised
from tests.factories_revocations import ask_to_reinstate, ask_to_revoke, defend, drop, make_revocation, propose
from tests.factories_story import city_clerk
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_district_and_city_propose_for_the_same_filing():
    filing = make_filed()
    people = [district_clerk(filing), city_clerk()]
    answers = at_once(*(lambda actor=actor: propose(filing, actor=actor).state for actor in people))
    assert max(answers) == "这件备案已有一件撤销正在办理，请在该件中补充事实和证据。"
    assert min(answers) == "proposed"
    assert m.Revocation.objects.count() == 1


def test_two_signers_of_a_revocation():
    act = ask_to_revoke(make_revocation("checked"))
    signers = [make_user(Role.CITY, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_act(act, actor=signer).state for signer in signers))
    assert sorted(answers) == sorted(["revoked", "这一事项已签发，不用再办理。"])
    assert (m.Ban.objects.count(), m.Document.objects.filter(kind="revocation_decision").count()) == (1, 1)
    assert broken_chains() == []


def test_two_signers_of_a_reinstatement():
    act = ask_to_reinstate(make_revocation("revoked"))
    signers = [make_user(Role.CITY, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_act(act, actor=signer).state for signer in signers))
    assert sorted(answers) == sorted(["active", "这一事项已签发，不用再办理。"])
    assert m.Ban.objects.get().lifted_on is not None
    assert broken_chains() == []


def test_a_decision_is_signed_while_another_drops_the_revocation():
    revocation = make_revocation("checked")
    act = ask_to_revoke(revocation)
    signer = city_clerk(can_sign=True)
    at_once(lambda: sign_act(act, actor=signer).state, lambda: drop(revocation).state)
    revocation.refresh_from_db()
    filing = m.Filing.objects.get()
    assert (revocation.state, filing.state, m.Ban.objects.count()) in {
        ("revoked", "revoked", 1),
        ("dropped", "active", 0),
    }
    assert broken_chains() == []


def test_two_members_hand_in_a_defence():
    revocation = make_revocation("served")
    member_of(revocation.operator)
    answers = at_once(lambda: defend(revocation).state, lambda: defend(revocation).state)
    assert min(answers) == "heard"
    assert "不能再办理这一事项" in max(answers)
    assert m.RevocationFile.objects.filter(part="defence").count() == 1


def test_a_revocation_is_proposed_while_a_cancellation_is_signed():
    filing = make_filed()
    ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    signer, clerk = city_clerk(can_sign=True), district_clerk(filing)
    at_once(lambda: sign_act(act, actor=signer).state, lambda: propose(filing, actor=clerk).state)
    filing.refresh_from_db()
    assert (filing.state, m.Revocation.objects.count()) in {("cancelled", 0), ("active", 1)}
    assert broken_chains() == []


def test_a_revocation_is_proposed_while_a_change_is_filed():
    filing = make_filed()
    act = ask_to_file(make_change("forwarded", filing))
    signer, clerk = city_clerk(can_sign=True), district_clerk(filing)
    signed, proposed = at_once(lambda: sign_act(act, actor=signer).state, lambda: propose(filing, actor=clerk).state)
    act.refresh_from_db()
    change = m.ChangeReport.objects.get()
    held = "这件备案正在办理撤销（第十五条），办结以前不作变更备案；变更照常报告、审查和核查。"
    assert (proposed, m.Revocation.objects.get().state) == ("proposed", "proposed")
    assert (signed, act.status, change.state) in {
        ("active", "signed", "filed"),  # before the proposal
        (held, "pending", "forwarded"),  # refused by it, and waiting
    }
    assert broken_chains() == []


def somebody_waits():
    """Whether another session waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_a_filing_is_revoked_while_another_application_of_its_operator_is_approved(monkeypatch):
    """Whoever comes second reads the ban that the first has laid: never both."""
    monkeypatch.setattr("filings.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))
    application = make_publicised()
    filing = make_filed(make_space(application.operator))
    revoking = ask_to_revoke(make_revocation("checked", filing))
    approving = prepare_approval(application, actor=city_clerk(), number=number())
    signers = [city_clerk(can_sign=True) for _ in range(2)]
    laid, answered = Event(), Event()

    def lay_and_wait(*args, **kwargs):
        """Until the other waits for a lock, or was faster than the commit."""
        ban = lay_ban(*args, **kwargs)
        laid.set()
        while not answered.wait(timeout=0.05) and not somebody_waits():
            pass
        assert not answered.is_set()
        return ban

    def approve():
        assert laid.wait(timeout=30)
        try:
            return sign_act(approving, actor=signers[1]).state
        finally:
            answered.set()

    monkeypatch.setattr("filings.services.revocations.revoking.lay_ban", lay_and_wait)
    revoked, approved = at_once(lambda: sign_act(revoking, actor=signers[0]).state, approve)
    assert revoked == "revoked"
    assert "不能准予备案" in approved
    application.refresh_from_db()
    assert application.state == "publicised"
    assert broken_chains() == []
