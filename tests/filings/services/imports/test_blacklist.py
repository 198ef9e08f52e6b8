"""A list of blacklisted operators: which rows propose a revocation, which do nothing and say why, which are refused and where."""

import pytest

from filings import models as m
from filings.services.imports.blacklist import LISTED, BlacklistKind
from filings.services.imports.jobs import CHANGED_MEANWHILE, confirm_import, run_import, start_import
from filings.services.imports.plans import no_progress
from tests.factories import make_compliant_space, make_operator, make_uscc, make_user
from tests.factories_changes import make_cancelled, make_filed
from tests.factories_imports import book_of, sheet_of
from tests.factories_revocations import drop, propose
from tests.factories_story import city_clerk
from zzspace.sheets import Workbook

pytestmark = pytest.mark.django_db


def listed(filing=None, **fields):
    """A row about the operator of a filing."""
    return {
        "uscc": filing.operator.uscc if filing else make_uscc(),
        "name": filing.operator.name if filing else "郑州某某科技有限公司",
        "listed_on": "2026-01-15",
        "authority": "郑州市中级人民法院",
        "document": "（2026）豫01执12号",
        "reason": "有履行能力而拒不履行生效法律文书确定的义务",
    } | fields


def plan(*rows):
    workbook = Workbook((sheet_of(LISTED, *rows),))
    return BlacklistKind().plan(workbook, {}, actor=city_clerk(), progress=no_progress)


def outcomes(found):
    return [row.outcome.value for row in found.rows]


def upload(*rows, actor=None):
    """A list that was taken in and read."""
    content = book_of(sheet_of(LISTED, *rows))
    actor = actor or city_clerk()
    job = start_import("blacklist", content, name="名单.xlsx", params={}, actor=actor, enqueue=lambda _pk: None)
    return step(job)


def step(job):
    run_import(job.pk)
    job.refresh_from_db()
    return job


def confirm(job):
    confirm_import(job, digest=job.plan_digest, actor=job.actor, enqueue=lambda _pk: None)
    return step(job)


def test_every_filing_in_force_of_a_listed_operator_is_proposed_and_nothing_else():
    filing = make_filed()
    second = make_filed(make_compliant_space(operator=filing.operator), serial=971)
    make_cancelled(make_filed(make_compliant_space(operator=filing.operator), serial=972))
    job = upload(listed(filing), listed())
    assert job.counts == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0}
    assert not m.Revocation.objects.exists()
    job = confirm(job)
    assert job.state == "done"
    found = m.Revocation.objects.order_by("filing_id")
    assert [each.filing for each in found] == [filing, second]
    first = found[0]
    assert (first.ground, first.state, first.basis["document"]) == ("blacklist", "proposed", "（2026）豫01执12号")
    assert first.facts == (
        "你单位于2026年1月15日被郑州市中级人民法院列入严重失信主体名单（（2026）豫01执12号），"
        "失信事由：有履行能力而拒不履行生效法律文书确定的义务。"
    )
    line = m.HistoryLine.objects.get(record=f"importjob:{job.pk}", action="import_rows")
    assert line.details["revocations"] == [each.pk for each in found]


def test_a_row_says_what_it_proposes_or_why_it_does_nothing():
    filing = make_filed()
    found = plan(listed(filing), listed())
    assert outcomes(found) == ["new", "unchanged"]
    assert f"提出撤销：{filing.space}（{filing.number}）" in found.rows[0].note
    assert "没有在册的备案，不作处理" in found.rows[1].note


def test_the_same_list_twice_proposes_once_also_after_it_was_dropped():
    filing = make_filed()
    confirm(upload(listed(filing)))
    again = plan(listed(filing))
    assert outcomes(again) == ["unchanged"]
    assert "正在办理撤销（待事先告知）" in again.rows[0].note
    drop(m.Revocation.objects.get(), reason="已移出名单。")
    again = plan(listed(filing))
    assert outcomes(again) == ["unchanged"]
    assert "已据同一认定办结（不予撤销）" in again.rows[0].note
    assert outcomes(plan(listed(filing, document="（2026）豫01执99号"))) == ["new"]


def test_a_filing_that_is_being_revoked_on_another_ground_is_left():
    filing = make_filed()
    propose(filing)
    assert outcomes(plan(listed(filing))) == ["unchanged"]


BAD = {
    "uscc": ({"uscc": "91410100MA3X"}, "A", "统一社会信用代码“91410100MA3X”不对"),
    "uscc missing": ({"uscc": ""}, "A", "缺少统一社会信用代码"),
    "name": ({"name": "郑州另一家有限公司"}, "B", "与表中的“郑州另一家有限公司”不符"),
    "day": ({"listed_on": "去年"}, "C", "应为日期"),
    "day to come": ({"listed_on": "2027-01-01"}, "C", "晚于今天"),
    "authority": ({"authority": ""}, "D", "缺少认定机关"),
    "document": ({"document": "文" * 81}, "E", "最多80个字"),
    "reason": ({"reason": ""}, "F", "缺少失信事由"),
}


@pytest.mark.parametrize(("fields", "column", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_at_its_row_and_column(fields, column, message):
    filing = make_filed()
    found = plan(listed(), listed(filing, **fields))
    (fault,) = found.rows[1].faults
    assert (found.rows[1].outcome, found.rows[1].number, fault.column) == ("refused", 3, column)
    assert message in fault.message


def test_an_operator_in_two_rows_is_refused_at_the_second():
    filing = make_filed()
    found = plan(listed(filing), listed(filing, document="另一文号"))
    assert outcomes(found) == ["new", "refused"]
    assert "与第2行是同一家机构" in found.rows[1].faults[0].message


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_written():
    filing = make_filed()
    job = upload(listed(filing))
    propose(filing)
    job = confirm(job)
    assert (job.state, job.message) == ("ready", CHANGED_MEANWHILE)
    assert m.Revocation.objects.count() == 1
    assert job.counts["unchanged"] == 1


def test_only_the_city_takes_a_list_in():
    kind = BlacklistKind()
    assert kind.may(city_clerk(), {})
    others = (make_user("admin"), make_user("district"), make_user("operator", operator=make_operator()))
    assert not any(kind.may(user, {}) for user in others)
