"""Reporting a change: the month, the verdicts, what stands in its way, correction and withdrawal."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from filings import models as m
from filings.errors import WorkflowRefused
from filings.models import ChangeReport
from filings.services.changes.reporting import report_change, resubmit_change, withdraw_change
from tests.factories import TODAY, make_district, make_operator, make_site, make_space, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import (
    HAPPENED_ON,
    WHAT,
    check,
    district_clerk,
    make_cancelled,
    make_change,
    make_filed,
    report,
    send_back,
    wanted_of,
)
from tests.factories_fraud import make_ban

pytestmark = pytest.mark.django_db


def test_a_report_keeps_what_when_and_evidence_and_tells_the_district():
    filing = make_filed()
    clerk = district_clerk(filing)
    change = report(filing)
    change.refresh_from_db()
    assert (change.state, change.reported_on, change.by_district) == ("reported", TODAY, False)
    assert (change.before, change.after) == ({"space": filing.space.name}, {"space": "云帆科创中心"})
    assert [each.file.name for each in change.files.all()] == ["变更材料.pdf"]
    assert clerk.notices.filter(title=f"收到变更报告：{change}").count() == 1
    line = m.HistoryLine.objects.get(record=f"changereport:{change.pk}")
    assert (line.action, line.to_state, line.reason) == ("report_change", "reported", WHAT)
    assert line.details["files"] == [change.files.get().file.sha256]


@pytest.mark.parametrize(
    ("happened_on", "due_on", "days_late"),
    [
        (date(2026, 2, 10), date(2026, 3, 10), 0),
        (date(2026, 2, 5), date(2026, 3, 5), 0),  # due today
        (date(2026, 2, 4), date(2026, 3, 4), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 5),  # the month's last day, a working Saturday
        (date(2026, 1, 18), date(2026, 2, 24), 9),  # 18 February is in the Spring Festival
    ],
)
def test_the_month_ends_on_the_corresponding_day_moved_off_days_off(happened_on, due_on, days_late):
    change = report(happened_on=happened_on)
    assert (change.due_on, change.days_late) == (due_on, days_late)


def test_the_month_of_what_changed_before_the_filing_begins_with_the_filing():
    change = report(make_filed(filed_on=date(2026, 2, 20)), happened_on=date(2025, 12, 1))
    assert (change.due_on, change.days_late) == (date(2026, 3, 20), 0)


def test_old_and_new_verdicts_are_frozen_with_the_version_of_the_report_day():
    change = report(kind="area", total_area_m2=Decimal("450.00"), service_area_m2=Decimal("400.00"))
    assert (change.verdicts["before"]["outcome"], change.verdicts["after"]["outcome"]) == ("pass", "fail")
    assert change.verdicts["after"]["purpose"] == "continuing"
    assert change.verdicts["as_of"] == TODAY.isoformat()
    assert [check["id"] for check in change.fails] == ["5.2.area"]


def test_what_has_not_happened_or_lacks_evidence_is_refused_at_its_field():
    filing = make_filed()
    with pytest.raises(ValidationError) as refused:
        report(filing, happened_on=date(2026, 3, 6))
    assert list(refused.value.message_dict) == ["happened_on"]
    with pytest.raises(ValidationError) as refused:
        report_change(
            filing,
            actor=member_of(filing.operator),
            kind="name",
            what=WHAT,
            happened_on=HAPPENED_ON,
            wanted={"space": "新名"},
            files=[],
        )
    assert list(refused.value.message_dict) == ["files"]
    assert not ChangeReport.objects.exists()


def test_one_open_change_of_a_kind_and_one_of_the_sites():
    filing = make_filed()
    report(filing, "area")
    with pytest.raises(WorkflowRefused, match="已有一件面积范围变更正在办理"):
        report(filing, "location")
    report(filing, "name")
    with pytest.raises(WorkflowRefused, match="已有一件名称变更正在办理"):
        report(filing, "name")
    first = ChangeReport.objects.get(kind="name")
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("name", {"space": ""}, "space"),
        ("operator", {"uscc": "91410100MA00000000"}, "uscc"),
        ("area", {"site": 0}, "site"),
        ("area", {"ended": True}, "ended"),
        ("location", {"replaces": [0]}, "replaces"),
    ],
)
def test_contents_that_do_not_fit_are_refused_at_their_field(kind, typed, field):
    with pytest.raises(ValidationError) as refused:
        report(kind=kind, **typed)
    assert list(refused.value.message_dict) == [field]


def test_figures_as_they_are_are_no_change():
    filing = make_filed()
    site = filing.space.sites.get()
    same = {name: getattr(site, name) for name in ("total_area_m2", "service_area_m2", "workstations")}
    with pytest.raises(ValidationError, match="与现在登记的相同"):
        report(filing, "area", **same)


def test_a_site_must_have_been_in_use_before_the_change():
    filing = make_filed()
    site = filing.space.sites.get()
    with pytest.raises(ValidationError, match="变更日期应晚于这一天"):
        report(filing, "area", happened_on=site.valid_from)


def test_who_moves_to_another_district_leaves_no_site_behind():
    filing = make_filed()
    kept = make_site(filing.space)
    replaced = filing.space.sites.exclude(pk=kept.pk).get()
    with pytest.raises(ValidationError, match="同一个区县"):
        report(filing, "location", replaces=[replaced.pk], district=make_district("jinshui"))


def test_a_new_operator_is_confirmed_and_free():
    filing = make_filed()
    unconfirmed = make_operator(status="pending")
    with pytest.raises(ValidationError, match="还没有通过区县确认"):
        report(filing, "operator", uscc=unconfirmed.uscc)
    with pytest.raises(ValidationError, match="这是现在的运营机构"):
        report(filing, "operator", uscc=filing.operator.uscc)
    banned = make_operator()
    make_ban(banned)
    with pytest.raises(ValidationError, match="在禁止申报期内"):
        report(filing, "operator", uscc=banned.uscc)
    namesake = make_operator()
    make_space(namesake, name=filing.space.name)
    with pytest.raises(ValidationError, match="已有同名的众创空间"):
        report(filing, "operator", uscc=namesake.uscc)


def test_the_district_opens_what_it_finds_and_the_operator_learns_of_it():
    filing = make_filed()
    member = member_of(filing.operator)
    change = report(filing, actor=district_clerk(filing), happened_on=date(2025, 12, 1))
    assert (change.by_district, change.due_on, change.days_late) == (True, date(2026, 1, 4), 60)
    assert member.notices.filter(title=f"区县登记变更：{change}").count() == 1


def test_others_do_not_report():
    filing = make_filed()
    for stranger in (make_user("operator"), make_user("district", district=make_district("jinshui"))):
        with pytest.raises(WorkflowRefused):
            report(filing, actor=stranger)
    with pytest.raises(WorkflowRefused, match="已注销"):
        report(make_cancelled())


def test_a_correction_is_judged_anew_and_keeps_its_report_day():
    change = send_back(report(kind="area"), "请补充测绘报告。", "请核对工位数。")
    member = member_of(change.operator)
    assert (change.state, change.returned_items) == ("returned", ["请补充测绘报告。", "请核对工位数。"])
    assert member.notices.filter(title=f"变更退回补正：{change}").count() == 1
    again = resubmit_change(
        change,
        actor=member,
        what="补充测绘报告。",
        happened_on=date(2026, 2, 4),
        wanted=wanted_of(change.filing, "area", total_area_m2=Decimal("480.00"), service_area_m2=Decimal("400.00")),
        files=[make_upload("测绘报告.pdf")],
    )
    assert (again.state, again.days_late, again.returned_items, again.returned_due_on) == ("reported", 1, [], None)
    assert [check["id"] for check in again.fails] == ["5.2.area"]
    assert [each.file.name for each in again.files.all()] == ["变更材料.pdf", "测绘报告.pdf"]
    assert member.notices.get(title=f"变更退回补正：{change}").url == ""


def test_only_who_reported_withdraws_and_only_if_nothing_changed():
    change = check(report())
    member = member_of(change.operator)
    with pytest.raises(WorkflowRefused, match="只有实际没有发生变更的才能撤回"):
        withdraw_change(change, actor=member, statement="不想报了", nothing_changed=False)
    with pytest.raises(WorkflowRefused, match="由运营机构提出，只能由运营机构撤回"):
        withdraw_change(change, actor=district_clerk(change.filing), statement="误报", nothing_changed=True)
    change = withdraw_change(change, actor=member, statement="更名没有获准，名称没有变化。", nothing_changed=True)
    assert change.state == "withdrawn"
    with pytest.raises(WorkflowRefused, match="已撤回"):
        check(change)


def test_a_withdrawn_change_can_be_reported_anew():
    change = make_change("returned")
    withdraw_change(change, actor=member_of(change.operator), statement="没有变化。", nothing_changed=True)
    assert report(change.filing).state == "reported"
