"""What filing a change does, kind by kind: rows as of the day of the change, documents, who sees what afterwards."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from filings import models as m
from filings.errors import WorkflowRefused
from filings.permissions import visible_changes, visible_documents, visible_files, visible_filings
from filings.selectors.changes.days import filing_on
from filings.services.changes.filing import prepare_filing
from filings.services.changes.reporting import resubmit_change
from filings.services.history import broken_chains
from filings.services.signing import send_back_act, sign_act
from tests.factories import (
    TODAY,
    make_application,
    make_compliant_space,
    make_district,
    make_historic_filing,
    make_operator,
    make_round,
    make_site,
    make_user,
)
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import (
    HAPPENED_ON,
    ask_to_file,
    district_clerk,
    file,
    make_change,
    make_filed,
    number,
    propose,
    report,
    wanted_of,
)
from tests.factories_pool import make_entry
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 2, 9)


def test_nothing_changes_before_two_accounts_of_the_city_have_filed():
    change = make_change("forwarded")
    act = ask_to_file(change)
    assert m.Space.objects.get().name == change.before["space"]
    with pytest.raises(WorkflowRefused, match="没有签发权限"):
        sign_act(act, actor=act.prepared_by)
    with pytest.raises(WorkflowRefused, match="已经拟办"):
        ask_to_file(change)
    filing = sign_act(act, actor=city_clerk(can_sign=True))
    change.refresh_from_db()
    assert (change.state, change.filed_on, filing.space.name) == ("filed", TODAY, "云帆科创中心")
    assert m.Space.objects.get().name == "云帆科创中心"
    line = m.HistoryLine.objects.get(record=f"changereport:{change.pk}", action="file_change")
    assert line.details == {
        "number": change.notice.number,
        "prepared_by": act.prepared_by_id,
        "signed_by": city_clerk(can_sign=True).pk,
        "act": act.pk,
    }
    assert m.HistoryLine.objects.get(record=f"filing:{filing.pk}").details["change"] == change.pk
    assert broken_chains() == []


def test_a_filing_that_is_sent_back_can_be_prepared_anew():
    change = make_change("forwarded")
    send_back_act(ask_to_file(change), actor=city_clerk(can_sign=True), reason="请核对文号。")
    assert file(change).state == "filed"


def test_names_are_read_as_of_any_day_and_the_certificate_is_issued_anew():
    filing = make_filed()
    former = filing.space.name, filing.operator.name
    change = make_change("filed", filing, operator="郑州云帆科创服务有限公司")
    filing.refresh_from_db()
    then, now = filing_on(filing, BEFORE), filing_on(filing, HAPPENED_ON)
    assert (then.space, then.operator) == former
    assert (now.space, now.operator) == ("云帆科创中心", "郑州云帆科创服务有限公司")
    assert change.notice.kind == "change_notice"
    assert change.notice.context["former_name"] == former[0]
    certificate = filing.documents.get(kind="certificate")
    assert (certificate.context["space_name"], certificate.context["number"]) == ("云帆科创中心", filing.number)
    assert certificate.context["date"] == "2026年3月5日"


def test_an_area_ends_the_row_and_begins_another():
    filing = make_filed()
    old = filing.space.sites.get()
    make_change("filed", filing, "area")
    old.refresh_from_db()
    new = filing.space.sites.exclude(pk=old.pk).get()
    assert (old.valid_until, new.valid_from, new.valid_until) == (BEFORE, HAPPENED_ON, None)
    assert (new.total_area_m2, new.workstations, new.address) == (Decimal("760.00"), 55, old.address)
    assert [site.pk for site in filing_on(filing, BEFORE).sites] == [old.pk]
    assert filing_on(filing, HAPPENED_ON).total_area_m2 == Decimal("760.00")
    assert not filing.documents.filter(kind="certificate").exists()  # it shows no area


def test_a_site_that_is_given_up_ends():
    filing = make_filed()
    kept = filing.space.sites.get()
    gone = make_site(filing.space, valid_from=date(2025, 1, 1))
    make_change("filed", filing, "area", site=gone.pk, ended=True)
    assert [site.pk for site in filing_on(filing, TODAY).sites] == [kept.pk]
    assert filing_on(filing, BEFORE).workstations == kept.workstations + gone.workstations
    certificate = filing.documents.get(kind="certificate")
    assert certificate.context["address"] == kept.address  # it shows the addresses
    assert filing.documents.get(kind="change_notice").context["is_on_certificate"] is True


def test_another_operator_takes_filing_and_space_over():
    filing = make_filed()
    former = filing.operator
    operator = make_operator()
    new, old = member_of(operator), member_of(former)
    make_entry(filing.space, kind="professional")
    change = make_change("filed", filing, "operator", uscc=operator.uscc)
    filing.refresh_from_db()
    assert (filing.operator, filing.space.operator) == (operator, operator)
    assert (filing_on(filing, BEFORE).uscc, filing_on(filing, TODAY).uscc) == (former.uscc, operator.uscc)
    assert [list(visible_filings(user)) for user in (new, old)] == [[filing], []]
    assert [list(visible_changes(user)) for user in (new, old)] == [[change], [change]]
    assert set(visible_documents(new).values_list("kind", flat=True)) == {"change_notice", "certificate"}
    assert list(visible_documents(old).filter(filing=filing)) == [change.notice]
    assert new.notices.filter(title=f"准予变更备案：{change}").exists()
    assert new.notices.filter(title=f"{filing.space}已列入众创空间储备库").count() == 1
    told = change.notice.context
    assert (told["addressee"], told["reporter"]) == (operator.name, former.name)
    assert told["copies"] == [filing.space.district.bureau, former.name]


def test_a_former_operator_reads_what_it_reported_and_no_file_of_the_new_one():
    filing, operator = make_filed(), make_operator()
    former, new = member_of(filing.operator), member_of(operator)
    returned = make_change("returned", filing, "area")
    make_change("filed", filing, "operator", uscc=operator.uscc)
    theirs, given = returned.files.get().file, [make_upload("补充材料.pdf")]
    wanted = wanted_of(filing, "area")
    resubmit_change(returned, actor=new, what="补正", happened_on=HAPPENED_ON, wanted=wanted, files=given)
    added = m.StoredFile.objects.get(name="补充材料.pdf")
    assert (theirs.operator, added.operator) == (filing.operator, operator)
    assert set(visible_files(new).filter(pk__in=[theirs.pk, added.pk])) == {theirs, added}
    assert set(visible_files(former).filter(pk__in=[theirs.pk, added.pk])) == {theirs}
    assert (returned in visible_changes(new), returned in visible_changes(former)) == (True, False)


def test_a_renamed_operator_gets_all_its_certificates_anew():
    filing = make_filed()
    other = make_filed(make_compliant_space(operator=filing.operator), serial=901)
    ended = make_filed(make_compliant_space(operator=filing.operator), serial=902, state="superseded", ended_on=TODAY)
    change = make_change("filed", filing, operator="郑州云帆科创服务有限公司")
    for each in (filing, other):
        certificate = each.documents.get(kind="certificate").context
        assert (certificate["operator"], certificate["number"]) == ("郑州云帆科创服务有限公司", each.number)
    assert not ended.documents.exists()
    assert change.notice.context["other_numbers"] == [other.number]
    line = m.HistoryLine.objects.get(record=f"filing:{other.pk}", action="certificate_anew")
    assert line.details == {"change": change.pk}
    assert broken_chains() == []


def test_a_stale_change_of_name_renames_nobody():
    filing, operator = make_filed(), make_operator()
    stale = make_change("forwarded", filing, operator="郑州云帆科创服务有限公司")
    make_change("filed", filing, "operator", uscc=operator.uscc)
    with pytest.raises(WorkflowRefused) as refused:
        file(stale)
    assert refused.value.problems == (f"运营主体已变更为“{operator}”，不再是报告名称变更的机构。",)
    assert not m.Operator.objects.filter(name="郑州云帆科创服务有限公司").exists()


def test_a_name_that_is_another_by_now_is_not_replaced():
    change = make_change("forwarded")
    m.Space.objects.update(name="另一个名称")
    with pytest.raises(WorkflowRefused) as refused:
        file(change)
    assert refused.value.problems == (f"现在登记的名称是“另一个名称”，报告时是“{change.before['space']}”。",)
    assert m.Space.objects.get().name == "另一个名称"


def test_an_operator_does_not_change_while_an_application_is_under_way():
    change = make_change("forwarded", make_filed(), "operator", uscc=make_operator().uscc)
    make_application(change.filing.space, state="draft", kind="professional")
    with pytest.raises(WorkflowRefused, match="还有没有办结的备案申请"):
        file(change)
    change.refresh_from_db()
    assert change.state == "forwarded"


def test_a_space_moves_to_another_district_with_its_open_work():
    filing = make_filed()
    former, jinshui = district_clerk(filing), make_district("jinshui")
    newcomer = make_user("district", district=jinshui)
    other = report(filing, "name")
    live = make_application(filing.space, state="submitted", kind="professional", round=make_round())
    ended = filing.application
    change = make_change("filed", filing, "location", district=jinshui)
    for record in (filing.space, other, live, ended):
        record.refresh_from_db()
    assert (filing.space.district, other.district, live.district) == (jinshui, jinshui, jinshui)
    assert ended.district == former.district  # what has ended stays with the district that handled it
    assert list(m.SpaceMove.objects.values_list("district", "until")) == [(former.district_id, BEFORE)]
    assert [filing_on(filing, day).district for day in (BEFORE, HAPPENED_ON)] == [former.district.name, jinshui.name]
    assert [list(visible_filings(user)) for user in (former, newcomer)] == [[filing], [filing]]
    assert set(visible_changes(former)) == {change}
    assert set(visible_changes(newcomer)) == {change, other}
    assert newcomer.notices.filter(title=f"众创空间迁入：{change}").exists()
    assert m.HistoryLine.objects.filter(record=f"application:{live.pk}", action="move_application").exists()


def test_rows_that_are_no_longer_as_checked_refuse_the_filing_and_leave_everything():
    filing = make_filed()
    change = make_change("forwarded", filing, "area")
    filing.space.sites.update(valid_until=BEFORE)
    act = ask_to_file(change)
    with pytest.raises(WorkflowRefused, match="登记的内容在审核期间有了变化"):
        sign_act(act, actor=city_clerk(can_sign=True))
    act.refresh_from_db()
    change.refresh_from_db()
    assert (act.status, change.state, filing.space.sites.count()) == ("pending", "forwarded", 1)
    assert not filing.documents.exists()


def test_the_city_may_file_what_the_district_would_have_cancelled_with_its_reason():
    change = make_change(
        "cancellation_proposed", kind="area", total_area_m2=Decimal("480.00"), service_area_m2=Decimal("400.00")
    )
    with pytest.raises(WorkflowRefused, match="请写明理由"):
        prepare_filing(change, actor=city_clerk(), number=number())
    change = file(change, city_reason="三个月内扩租，已签订协议。")
    assert (change.state, change.city_reason) == ("filed", "三个月内扩租，已签订协议。")


def test_a_used_number_is_refused():
    taken = make_change("filed").notice.number
    with pytest.raises(WorkflowRefused, match="已经用过"):
        prepare_filing(make_change("forwarded"), actor=city_clerk(), number=taken)


def test_a_second_change_of_a_kind_comes_after_the_first():
    filing = make_filed()
    make_change("filed", filing)
    with pytest.raises(ValidationError, match="不能早于上一次同类变更的日期"):
        report(filing, "name", space="更早的名称", happened_on=BEFORE)
    make_change("filed", filing, space="再改的名称", happened_on=date(2026, 3, 1))
    filing.refresh_from_db()
    days = (BEFORE, HAPPENED_ON, date(2026, 3, 1))
    assert [filing_on(filing, day).space for day in days][1:] == ["云帆科创中心", "再改的名称"]


def test_a_filing_from_before_the_system_changes_too():
    filing = make_historic_filing(make_compliant_space())
    change = make_change("filed", filing)
    assert change.notice.filing == filing
    assert change.notice.context["filing_number"] == filing.number


def test_propose_needs_no_failing_check_but_an_opinion():
    change = make_change("site_checked")
    assert propose(change).state == "cancellation_proposed"
