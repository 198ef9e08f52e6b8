"""A revocation is overturned: the filing comes back under its number, the ban is lifted, everything stays on file."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from filings import models as m
from filings.errors import WorkflowRefused
from filings.permissions import visible_files
from filings.selectors.acts import payload_lines
from filings.selectors.standing import ban_in_force, standing_of
from filings.services.seals import broken_records
from filings.services.signing import sign_act
from tests.factories import TODAY
from tests.factories_applications import member_of
from tests.factories_changes import make_filed
from tests.factories_revocations import (
    FINDING,
    again,
    ask_to_reinstate,
    ask_to_revoke,
    make_revocation,
    propose,
    reinstate,
)
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db


def test_the_filing_is_in_force_again_under_its_number_and_the_ban_is_lifted():
    revocation = make_revocation("revoked")
    number, uscc = revocation.filing.number, revocation.operator.uscc
    member = member_of(revocation.operator)
    revocation = reinstate(revocation)
    filing, ban = revocation.filing, m.Ban.objects.get()
    assert (revocation.state, filing.state, filing.ended_on, filing.number) == ("reinstated", "active", None, number)
    assert ban.lifted_on == TODAY
    assert ban_in_force(uscc, filing.space, TODAY) is None
    assert standing_of(uscc, filing.space, filing.kind, TODAY)["revoked_on"] is None
    assert revocation.decision.annulled_on == TODAY
    assert revocation.reinstatement.context["overturning_number"] == "郑政复决〔2026〕7号"
    assert revocation.files.get(part="overturning").file.name == "行政复议决定书.pdf"
    assert member.notices.filter(title__startswith="恢复备案").count() == 1
    lines = m.HistoryLine.objects.filter(record=f"filing:{filing.pk}").order_by("sequence")
    assert [line.action for line in lines] == ["revocation_proposed", "revoke_filing", "reinstate_filing"]
    assert m.HistoryLine.objects.filter(record=f"ban:{ban.pk}").latest("sequence").action == "lift_ban"
    assert broken_records() == []


def test_it_may_be_revoked_again_afterwards():
    revocation = make_revocation("reinstated")
    again = make_revocation("revoked", revocation=propose(revocation.filing))
    assert m.Ban.objects.filter(lifted_on=None).get().revocation == again


def test_it_is_refused_where_the_space_was_put_on_file_anew():
    revocation = make_revocation("revoked")
    act = ask_to_reinstate(revocation)
    newer = make_filed(revocation.filing.space, serial=950)
    with pytest.raises(WorkflowRefused, match="不能恢复") as refusal:
        sign_act(act, actor=city_clerk(can_sign=True))
    assert newer.number in refusal.value.explanation
    assert refusal.value.way_on == f"/filings/{newer.pk}/"
    act.refresh_from_db()
    assert act.status == "pending"
    assert m.Ban.objects.get().lifted_on is None


def test_it_takes_the_document_of_the_other_body_and_a_day_since_the_revocation():
    revocation = make_revocation("revoked")
    with pytest.raises(ValidationError, match="复议决定书"):
        ask_to_reinstate(revocation, files=[])
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(WorkflowRefused, match="文书日期"):
            ask_to_reinstate(revocation, overturned_on=day)
    with pytest.raises(WorkflowRefused, match="理由"):
        ask_to_reinstate(revocation, reason=" ")
    assert not m.RevocationFile.objects.filter(part="overturning").exists()


def test_the_paper_of_the_other_body_is_the_city_s_until_it_is_signed():
    revocation = make_revocation("revoked")
    member, city = member_of(revocation.operator), city_clerk()
    act = ask_to_reinstate(revocation)
    paper = revocation.files.get(part="overturning").file
    seen = [visible_files(user).filter(pk=paper.pk).exists() for user in (city, member)]
    sign_act(act, actor=city_clerk(can_sign=True))
    assert seen == [True, False]
    assert visible_files(member).filter(pk=paper.pk).exists()


def test_only_a_revoked_filing_is_reinstated():
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        ask_to_reinstate(make_revocation("checked"))


def test_the_signer_reads_what_the_decision_rests_on():
    revocation = make_revocation("checked")
    act = ask_to_revoke(revocation)
    assert dict(payload_lines(act))["撤销的理由"] == FINDING
    sign_act(act, actor=city_clerk(can_sign=True))
    shown = dict(payload_lines(ask_to_reinstate(again(revocation), overturned_by="suit")))
    assert (shown["推翻的途径"], shown["复议机关、法院"]) == ("行政诉讼", "郑州市人民政府")
