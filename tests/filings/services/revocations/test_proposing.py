"""A revocation is proposed on each ground: who may, what goes along, who is told, one at a time."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from filings import models as m
from filings.errors import WorkflowRefused
from filings.permissions import visible_files, visible_revocations
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation
from filings.services.revocations.proposing import (
    propose_after_change,
    propose_for_violation,
    propose_on_record,
    supplement_revocation,
)
from filings.services.signing import sign_act
from filings.workflow import Role
from filings.workflow_revocations import Ground
from tests.factories import make_district, make_round, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import ask_to_file, district_clerk, make_cancelled, make_change, make_filed, number
from tests.factories_fraud import make_case
from tests.factories_revocations import FACTS, LISTING, make_revocation, propose, propose_change, propose_listing
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


def test_a_district_proposes_for_a_filing_of_its_own_with_evidence():
    filing = make_filed()
    city = city_clerk()
    member, clerk = member_of(filing.operator), district_clerk(filing)
    revocation = propose(filing)
    assert (revocation.state, revocation.ground, revocation.facts) == ("proposed", "violation", FACTS)
    assert (revocation.operator, revocation.district) == (filing.operator, filing.space.district)
    paper = revocation.files.get()
    assert (paper.part, paper.file.name) == ("evidence", "行政处罚决定书.pdf")
    line = m.HistoryLine.objects.get(record=f"revocation:{revocation.pk}")
    assert (line.action, line.reason, line.details["files"]) == ("propose_revocation", FACTS, [paper.file.sha256])
    assert m.HistoryLine.objects.filter(record=f"filing:{filing.pk}", action="revocation_proposed").count() == 1
    assert city.notices.get().title == f"提出撤销备案：{filing.space}（{filing.number}）"
    assert (clerk.notices.count(), member.notices.count()) == (0, 0)


def test_the_operator_learns_of_it_and_of_its_evidence_with_the_notice_alone():
    revocation = propose()
    member, file = member_of(revocation.operator), revocation.files.get().file
    assert not visible_revocations(member).exists()
    assert not visible_files(member).filter(pk=file.pk).exists()
    make_revocation("notified", revocation=revocation)
    assert list(visible_revocations(member)) == [revocation]
    assert visible_files(member).get(pk=file.pk) == file


def test_who_may_not_propose():
    filing = make_filed()
    stranger = make_user(Role.DISTRICT, district=make_district("jinshui"))
    with pytest.raises(WorkflowRefused, match="不在您的辖区"):
        propose(filing, actor=stranger)
    with pytest.raises(WorkflowRefused, match="角色不能"):
        propose(filing, actor=member_of(filing.operator))
    with pytest.raises(ValidationError, match="请上传证据材料"):
        propose(filing, files=[])
    assert not m.Revocation.objects.exists()


def test_only_a_filing_in_force_is_revoked():
    with pytest.raises(WorkflowRefused, match="已注销"):
        propose(make_cancelled())


def test_one_revocation_of_a_filing_at_a_time():
    filing = make_filed()
    first = propose(filing)
    with pytest.raises(WorkflowRefused, match="已有一件撤销") as refusal:
        propose(filing, actor=city_clerk())
    assert refusal.value.way_on == f"/revocations/{first.pk}/"
    columns = {
        "filing": filing,
        "operator": filing.operator,
        "district": first.district,
        "proposed_by": first.proposed_by,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Revocation.objects.create(ground="violation", facts=FACTS, **columns)
    make_revocation("dropped", revocation=first)
    assert propose(filing).pk != first.pk


def test_a_change_takes_its_papers_along_and_waits():
    filing = make_filed()
    change = make_change("cancellation_proposed", filing)
    act = ask_to_file(change, city_reason="面积差额很小。")
    revocation = propose_after_change(change, actor=city_clerk(), facts="变更后场地面积低于500平方米。")
    assert (revocation.ground, revocation.change) == ("change", change)
    assert sorted(each.file.name for each in revocation.files.all()) == ["变更材料.pdf", "现场照片.pdf"]
    act.refresh_from_db()
    change.refresh_from_db()
    assert (act.status, change.state) == ("lapsed", "cancellation_proposed")
    with pytest.raises(WorkflowRefused, match="正在办理撤销"):
        ask_to_file(change, city_reason="面积差额很小。")


def test_a_change_that_was_not_proposed_for_it_opens_nothing():
    change = make_change("forwarded")
    with pytest.raises(WorkflowRefused, match="不能据此提出撤销"):
        propose_after_change(change, actor=city_clerk(), facts=FACTS)
    proposed = make_change("cancellation_proposed", make_filed(serial=920))
    with pytest.raises(WorkflowRefused, match="角色不能"):
        propose_after_change(proposed, actor=district_clerk(proposed.filing), facts=FACTS)


def test_fraud_found_in_an_approved_application_leads_here():
    application = make_in_state("approved", round_=make_round(notice_working_days=0))
    case = make_case("found", application)
    revocation = propose_for_violation(application.filing, actor=city_clerk(), facts=FACTS, files=[], case=case)
    assert (revocation.ground, revocation.case) == ("violation", case)
    assert [each.file for each in revocation.files.all()] == [case.files.get(part="evidence").file]


def test_fraud_in_another_application_or_not_found_yet_does_not():
    application = make_in_state("approved", round_=make_round(notice_working_days=0))
    case = make_case("heard", application)
    with pytest.raises(WorkflowRefused, match="没有认定"):
        propose_for_violation(application.filing, actor=city_clerk(), facts=FACTS, files=[], case=case)
    with pytest.raises(WorkflowRefused, match="没有认定"):
        propose_for_violation(make_filed(serial=930), actor=city_clerk(), facts=FACTS, files=[], case=case)


def test_grades_and_listings_are_kept_as_they_stood():
    revocation = propose_listing()
    assert (revocation.ground, revocation.basis) == ("blacklist", LISTING)
    assert not revocation.files.exists()
    filing = make_filed(serial=940)
    with pytest.raises(WorkflowRefused, match="角色不能"):
        propose_on_record(filing, Ground.FAILED, actor=district_clerk(filing), facts=FACTS, basis={})


def test_facts_and_evidence_are_completed_until_the_notice():
    revocation = propose_listing()
    files = [make_upload("公示截图.pdf")]
    revocation = supplement_revocation(revocation, actor=city_clerk(), facts=f"{FACTS}补充。", files=files)
    assert (revocation.facts, revocation.files.get().file.name) == (f"{FACTS}补充。", "公示截图.pdf")
    assert revocation.state == "proposed"
    make_revocation("notified", revocation=revocation)
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        supplement_revocation(revocation, actor=city_clerk(), facts=FACTS)


def test_the_filing_is_not_given_up_meanwhile():
    filing = make_filed()
    member = member_of(filing.operator)
    ask_cancellation(filing, actor=member, reason="停止运营。")
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    revocation = propose(filing)
    act.refresh_from_db()
    assert act.status == "lapsed"
    with pytest.raises(WorkflowRefused, match="不能注销") as refusal:
        prepare_cancellation(filing, actor=city_clerk(), number=number())
    assert refusal.value.way_on == f"/revocations/{revocation.pk}/"
    make_revocation("dropped", revocation=revocation)
    assert prepare_cancellation(filing, actor=city_clerk(), number=number()).status == "pending"


def test_a_change_goes_on_to_the_city_and_is_filed_only_afterwards():
    filing = make_filed()
    revocation = propose(filing)
    change = make_change("forwarded", filing)
    with pytest.raises(WorkflowRefused, match="不作变更备案"):
        ask_to_file(change)
    make_revocation("dropped", revocation=revocation)
    assert ask_to_file(change).status == "pending"


def test_a_change_prepared_before_is_not_signed_meanwhile():

    change = make_change("forwarded")
    act = ask_to_file(change)
    propose(change.filing)
    with pytest.raises(WorkflowRefused, match="不作变更备案"):
        sign_act(act, actor=city_clerk(can_sign=True))


def test_the_change_ground_needs_its_change():
    revocation = propose_change()
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Revocation.objects.filter(pk=revocation.pk).update(change=None)
