"""Rounds: opening, and what stands once someone applied."""

from datetime import timedelta

import pytest

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Round
from filings.services.rounds import create_round, edit_round
from filings.workflow import Role
from tests.factories import make_application, make_round, make_space, make_user
from tests.factories_city import make_clerk

pytestmark = pytest.mark.django_db


def test_create_writes_row_and_history():
    model, clerk = make_round(), make_clerk()
    fields = {"title": "2026年第一批", "kinds": ["professional"], "legal_basis": "《办法》"}
    record = create_round(actor=clerk, opens_at=model.opens_at, closes_at=model.closes_at, **fields)
    assert (record.created_by, record.kinds, record.notice_working_days) == (clerk, ["professional"], 5)
    assert HistoryLine.objects.get().action == "create_round"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISTRICT, Role.EXPERT, Role.ADMIN, Role.AUDITOR])
def test_only_the_city_runs_rounds(role):
    with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
        edit_round(make_round(), actor=make_user(role), title="改名")


def test_unused_round_changes_freely():
    record = make_round()
    make_application(make_space(), round=record)  # a draft is no submission
    edit_round(record, actor=make_clerk(), kinds=["professional"], notice_working_days=0)
    record.refresh_from_db()
    assert (record.kinds, record.notice_working_days) == (["professional"], 0)
    assert HistoryLine.objects.get().details == {"fields": ["kinds", "notice_working_days"]}


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("title", "改名", "名称"),
        ("kinds", ["professional"], "受理类型"),
        ("legal_basis", "另一依据", "依据"),
        ("declarations", [], "须作出的声明"),
        ("site_visit_required", True, "推荐前须实地核查"),
        ("notice_working_days", 7, "公示工作日"),
    ],
)
def test_terms_stand_once_someone_submitted(field, value, label):
    record = make_round()
    make_application(make_space(), "submitted", round=record)
    with pytest.raises(WorkflowRefused, match=f"本批次已有申请提交，{label}不能再修改。"):
        edit_round(record, actor=make_clerk(), **{field: value})
    assert Round.objects.get(pk=record.pk).title == record.title


def test_end_of_a_used_round_only_moves_later():
    record = make_round()
    make_application(make_space(), "submitted", round=record)
    clerk = make_clerk()
    with pytest.raises(WorkflowRefused, match="截止时间只能延后"):
        edit_round(record, actor=clerk, closes_at=record.closes_at - timedelta(minutes=1))
    later = record.closes_at + timedelta(days=7)
    assert edit_round(record, actor=clerk, closes_at=later, guidance="延期。").closes_at == later


def test_unchanged_fields_leave_no_line():
    record = make_round()
    edit_round(record, actor=make_clerk(), title=record.title, kinds=record.kinds)
    assert not HistoryLine.objects.exists()
