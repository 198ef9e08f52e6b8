"""The operator's verbs: exact states, rows, numbers and digests."""

from datetime import date

import pytest
from django.core import mail

from filings import models as m
from filings.errors import WorkflowRefused
from filings.rules.verdicts import load_snapshot
from filings.selectors.applications import draft_of
from filings.selectors.facts import RegisterRows
from filings.services.applications import (
    change_draft,
    confirm_section,
    create_draft,
    save_section,
    submit_application,
    withdraw_application,
)
from filings.services.snapshots import snapshot_digest
from filings.services.submission_guards import required_declarations
from filings.workflow import Role
from tests.factories import TODAY, make_compliant_space, make_resident, make_round, make_user, verify_address
from tests.factories_applications import make_complete_draft, make_draft, make_submitted, member_of, submit

pytestmark = pytest.mark.django_db


def lines_of(application):
    lines = m.HistoryLine.objects.filter(record=f"application:{application.pk}")
    return list(lines.values_list("action", "from_state", "to_state"))


def test_create_draft_writes_the_draft_and_its_first_line():
    space = make_compliant_space()
    application = make_draft(space)
    assert application.state == "draft"
    assert (application.operator, application.district, application.kind) == (
        space.operator,
        space.district,
        "comprehensive",
    )
    assert (application.number, application.as_of) == (None, None)
    assert lines_of(application) == [("create", "", "draft")]


def test_create_draft_refuses_another_operators_space():
    space, stranger = make_compliant_space(), make_user(Role.OPERATOR)
    with pytest.raises(WorkflowRefused, match="只能为本机构的众创空间申请备案"):
        create_draft(space, actor=stranger, round_=make_round(), kind="comprehensive")
    assert not m.Application.objects.exists()


def test_an_unconfirmed_section_gives_missing_and_a_confirmed_one_counts():
    application = make_draft()
    draft = draft_of(application, as_of=TODAY)
    assert draft.result.check("5.4.residents").verdict == "missing"
    confirm_section(application, "5.4", actor=member_of(application.operator))
    draft = draft_of(application, as_of=TODAY)
    assert draft.result.check("5.4.residents").verdict == "pass"
    assert draft.result.check("5.2.area").verdict == "missing"


def test_save_section_keeps_the_texts_of_other_checks():
    application = make_draft()
    actor = member_of(application.operator)
    save_section(application, "5.4", actor=actor, explanations={"5.4.startup_age": "入驻前没有开展经营。"})
    save_section(application, "5.4", actor=actor, explanations={"5.4.residence_time": "两家企业延长一年。"})
    assert application.sections.get().explanations == {
        "5.4.startup_age": "入驻前没有开展经营。",
        "5.4.residence_time": "两家企业延长一年。",
    }


def test_a_comprehensive_draft_has_no_section_of_article_6():
    application = make_draft()
    with pytest.raises(WorkflowRefused, match="没有这一部分"):
        confirm_section(application, "6.1", actor=member_of(application.operator))


def test_change_draft_keeps_what_was_filled_in():
    application = make_draft()
    actor = member_of(application.operator)
    confirm_section(application, "5.4", actor=actor)
    other = make_round()
    change_draft(application, actor=actor, round_=other, kind="professional")
    application.refresh_from_db()
    assert (application.round, application.kind) == (other, "professional")
    assert application.sections.get().code == "5.4"


def test_submit_freezes_day_number_snapshot_and_tells_both_sides(django_capture_on_commit_callbacks):
    application = make_complete_draft()
    official = verify_address(make_user(Role.DISTRICT, district=application.district))
    with django_capture_on_commit_callbacks(execute=True):
        submit(application)
    application.refresh_from_db()
    assert (application.state, application.number, application.as_of) == ("submitted", "2026-0001", TODAY)
    assert application.due_on == date(2026, 3, 26)  # fifteen working days
    snapshot = application.snapshots.get()
    assert (snapshot.sequence, snapshot.ruleset, snapshot.as_of) == (1, "zhengzhou-1", TODAY)
    assert snapshot.digest == snapshot_digest(snapshot)
    assert load_snapshot(snapshot.result).outcome == "pass"
    line = m.HistoryLine.objects.get(record=f"application:{application.pk}", action="submit")
    assert (line.from_state, line.to_state, line.actor) == ("draft", "submitted", member_of(application.operator))
    assert line.details == {
        "number": "2026-0001",
        "snapshot": snapshot.digest,
        "ruleset": "zhengzhou-1",
        "outcome": "pass",
    }
    assert official.notices.get().title == f"待审核：{application.space}（2026-0001）"
    assert member_of(application.operator).notices.get().title == "申请已提交，编号2026-0001"
    assert [message.to for message in mail.outbox].count([official.email]) == 1


def test_the_snapshot_holds_rows_files_and_declarations_but_no_personal_data():
    application = make_submitted()
    snapshot = application.snapshots.get()
    assert len(snapshot.rows["registers"]["residents"]) == 36
    assert "服务人员1" not in str(snapshot.rows)
    assert "13900001234" not in str(snapshot.rows)
    assert snapshot.sections["declarations"] == list(required_declarations(application.round))
    assert snapshot.sections["confirmed"] == ["5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8"]
    documents = {entry["document"] for entry in snapshot.files}
    assert {"business_licence", "floor_plan", "price_list", "title_certificate"} <= documents
    assert {entry["file"] for entry in snapshot.files} == set(snapshot.stored_files.values_list("pk", flat=True))


def test_a_later_edit_of_the_registers_never_shows_in_the_snapshot():
    application = make_submitted()
    make_resident(application.space, name="后来的项目组")
    snapshot = application.snapshots.get()
    assert len(RegisterRows.from_json(snapshot.rows).registers["residents"]) == 36
    assert snapshot.digest == snapshot_digest(snapshot)


def test_numbers_run_on_within_the_year():
    assert [make_submitted().number, make_submitted().number] == ["2026-0001", "2026-0002"]


def test_a_failing_check_only_warns():
    space = make_compliant_space()
    space.sites.update(workstations=44)
    application = make_submitted(space)
    assert application.state == "submitted"
    result = load_snapshot(application.snapshots.get().result)
    assert result.outcome == "fail"
    assert result.check("5.2.workstations").gap == "还差6个工位"


def test_a_submitted_application_is_not_submitted_again():
    application = make_submitted()
    with pytest.raises(WorkflowRefused, match="现在是“待区县审核”"):
        submit(application)
    assert application.snapshots.count() == 1


def test_a_submitted_application_is_not_edited():
    application = make_submitted()
    with pytest.raises(WorkflowRefused, match="不能再修改"):
        confirm_section(application, "5.1", actor=member_of(application.operator))


@pytest.mark.parametrize("state", ["draft", "submitted", "recommended", "accepted"])
def test_withdraw_ends_it_with_a_line(state):
    application = make_draft() if state == "draft" else make_submitted()
    m.Application.objects.filter(pk=application.pk).update(state=state)
    withdraw_application(application, actor=member_of(application.operator), reason="材料需要重新整理")
    application.refresh_from_db()
    assert (application.state, application.due_on) == ("withdrawn", None)
    assert lines_of(application)[-1] == ("withdraw", state, "withdrawn")


def test_withdraw_of_a_submitted_one_tells_the_district():
    application = make_submitted()
    official = make_user(Role.DISTRICT, district=application.district)
    withdraw_application(application, actor=member_of(application.operator))
    assert official.notices.get().title == f"申请已撤回：{application.space}（2026-0001）"


def test_after_withdrawal_the_space_may_apply_again():
    application = make_draft()
    withdraw_application(application, actor=member_of(application.operator))
    assert make_draft(application.space).state == "draft"


def test_a_stranger_neither_edits_nor_submits():
    application = make_complete_draft()
    stranger = make_user(Role.OPERATOR)
    with pytest.raises(WorkflowRefused):
        confirm_section(application, "5.1", actor=stranger)
    with pytest.raises(WorkflowRefused, match="不在您的办理范围内"):
        submit_application(application, actor=stranger, accepted=required_declarations(application.round))
