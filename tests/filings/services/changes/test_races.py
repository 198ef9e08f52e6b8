"""Two at once on one filing: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

import pytest
from django.db import transaction

from filings.models import ChangeReport, Document, Filing
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation
from filings.services.changes.reporting import report_change
from filings.services.history import broken_chains
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import make_compliant_space, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import (
    HAPPENED_ON,
    WHAT,
    ask_to_file,
    district_clerk,
    make_change,
    make_filed,
    number,
)
from tests.factories_story import city_clerk
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_operator_and_district_report_the_same_change():
    filing = make_filed()
    people = [member_of(filing.operator), district_clerk(filing)]
    common = {"kind": "name", "what": WHAT, "happened_on": HAPPENED_ON, "wanted": {"space": "云帆科创中心"}}
    answers = at_once(
        *(
            lambda actor=actor: report_change(filing, actor=actor, files=[make_upload()], **common).state
            for actor in people
        )
    )
    assert min(answers) == "reported"
    assert "已有一件名称变更正在办理" in max(answers)
    assert ChangeReport.objects.count() == 1


def test_two_signers_of_a_change():
    act = ask_to_file(make_change("forwarded"))
    signers = [make_user(Role.CITY, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_act(act, actor=signer).state for signer in signers))
    assert sorted(answers) == sorted(["active", "这一事项已签发，不用再办理。"])
    assert Document.objects.filter(kind="change_notice").count() == 1
    assert broken_chains() == []


def test_a_change_and_the_end_of_its_filing_are_signed_at_once():
    filing = make_filed()
    change = make_change("forwarded", filing)
    ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    acts = [ask_to_file(change), prepare_cancellation(filing, actor=city_clerk(), number=number())]
    signer = city_clerk(can_sign=True)
    at_once(*(lambda act=act: sign_act(act, actor=signer).state for act in acts))
    change.refresh_from_db()
    assert Filing.objects.get().state == "cancelled"
    assert change.state in ("filed", "closed")  # filed first, or ended with its filing; never both
    assert Document.objects.filter(kind="change_notice").count() == (change.state == "filed")
    assert broken_chains() == []


def test_a_rename_is_refused_while_another_filing_of_the_operator_is_in_hand():
    filing = make_filed()
    other = make_filed(make_compliant_space(operator=filing.operator), serial=901)
    act = ask_to_file(make_change("forwarded", filing, operator="郑州云帆科创服务有限公司"))
    signer = city_clerk(can_sign=True)
    with transaction.atomic():
        Filing.objects.select_for_update().get(pk=other.pk)
        assert at_once(lambda: sign_act(act, actor=signer).state) == ["该机构的另一件备案正在办理，请稍候再签发。"]
    assert at_once(lambda: sign_act(act, actor=signer).state) == ["active"]
    assert Document.objects.filter(kind="certificate", filing__isnull=False).count() == 2
