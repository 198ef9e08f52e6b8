"""Sending back, extending, lapsing; and what stays locked meanwhile."""

from datetime import date, timedelta

import pytest

from filings.errors import WorkflowRefused
from filings.models import Application, CorrectionRequest, Document, HistoryLine, Notice, Snapshot
from filings.permissions import visible_documents
from filings.services.applications import confirm_section, save_section, withdraw_application
from filings.services.attachments import attach_file, move_attachment, remove_attachment
from filings.services.correction_guards import ItemGiven
from filings.services.correction_requests import extend_correction, lapse_application, return_application
from filings.services.daily import run_daily
from filings.services.resubmission import settle_item
from filings.services.verification import save_verification
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_draft, make_submitted, make_upload, member_of
from tests.factories_correction import DUE, make_returned, named, resubmit, send_back, settle_all
from tests.factories_district import clerk_of, make_recommended, prepare, verify_all
from tests.factories_story import accept

pytestmark = pytest.mark.django_db


def lines_of(application, action):
    return list(HistoryLine.objects.filter(record=f"application:{application.pk}", action=action))


def test_return_writes_round_state_line_notice_and_document():
    application = make_submitted()
    returned = send_back(application, "check:5.2.workstations", "document:floor_plan", "section:5.6", "item:verify.5.1")
    request = returned.correction_requests.get()
    assert (returned.state, returned.due_on, request.due_on, request.sequence) == ("returned", DUE, DUE, 1)
    assert [(item.kind, item.target, item.section, item.label) for item in request.items.all()] == [
        ("check", "5.2.workstations", "5.2", "创业工位"),
        ("document", "floor_plan", "5.2", "场地平面图"),
        ("section", "5.6", "5.6", request.items.get(position=3).label),
        ("item", "verify.5.1", "5.1", "发展方向与可持续发展"),
    ]
    (line,) = lines_of(application, "return")
    assert (line.from_state, line.to_state, line.role) == ("submitted", "returned", "district")
    assert line.details["items"] == ["check:5.2.workstations", "document:floor_plan", "section:5.6", "item:verify.5.1"]
    assert line.details["due_on"] == DUE.isoformat()
    assert request.document.kind == Document.Kind.CORRECTION_NOTICE
    assert request.document.issuer == application.district.bureau
    assert [item["label"] for item in request.document.context["items"]][:2] == ["创业工位", "场地平面图"]
    assert request.document.context["due_on"] == "2026年3月19日"
    operator = member_of(application.operator)
    assert operator.notices.filter(key=f"returned:{request.pk}").exists()
    assert request.document in visible_documents(operator)


def test_the_city_returns_from_recommended_and_accepted_and_tells_the_district():
    city = make_user(Role.CITY)
    for application in (make_recommended(), accept(make_recommended())):
        returned = send_back(application, "check:5.2.area", actor=city)
        request = returned.correction_requests.get()
        assert (returned.state, request.role, request.document.issuer) == ("returned", "city", "郑州市科学技术局")
        assert Notice.objects.filter(user=clerk_of(application), key=f"returned-district:{request.pk}").exists()


def test_the_city_does_not_return_what_the_district_has_nor_the_district_what_the_city_has():
    with pytest.raises(WorkflowRefused):
        send_back(make_submitted(), "check:5.2.area", actor=make_user(Role.CITY))
    application = make_recommended()
    with pytest.raises(WorkflowRefused):
        send_back(application, "check:5.2.area")
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize(
    ("items", "due_on", "number"),
    [
        ([], DUE, "郑补函〔2026〕1号"),
        (["check:5.2.area", "check:5.2.area"], DUE, "郑补函〔2026〕1号"),
        (["check:5.2.area"], TODAY, "郑补函〔2026〕1号"),
        (["check:5.2.area"], DUE, ""),
    ],
    ids=["nothing", "twice", "today", "no number"],
)
def test_a_return_that_is_not_complete_changes_nothing(items, due_on, number):
    application = make_submitted()
    with pytest.raises(WorkflowRefused):
        return_application(
            application, actor=clerk_of(application), items=named(application, *items), due_on=due_on, number=number
        )
    assert Application.objects.get(pk=application.pk).state == "submitted"
    assert not CorrectionRequest.objects.exists()


def test_each_item_says_what_is_to_be_corrected():
    application = make_submitted()
    item = named(application, "check:5.2.area")[0]
    with pytest.raises(WorkflowRefused, match="写明每一项"):
        return_application(
            application,
            actor=clerk_of(application),
            items=[ItemGiven(item.target, "  ")],
            due_on=DUE,
            number="郑补函〔2026〕1号",
        )


def test_a_second_return_says_of_each_item_why_only_now():
    application = resubmit(settle_all(make_returned()))
    with pytest.raises(WorkflowRefused, match="上次没有提出的原因"):
        send_back(application, "check:5.4.residents")
    again = send_back(application, "check:5.4.residents", why_later="由补正的平面图引起。")
    request = again.correction_requests.latest("sequence")
    assert (request.sequence, request.items.get().why_later) == (2, "由补正的平面图引起。")
    assert request.document.context["items"][0]["why_later"] == "由补正的平面图引起"


def test_a_prepared_recommendation_falls_away():
    application = verify_all(make_submitted())
    act = prepare(application)
    send_back(application, "check:5.2.area")
    act.refresh_from_db()
    assert act.status == "lapsed"


def test_only_named_documents_explanations_and_items_are_open():
    application = make_returned(None, "document:floor_plan")
    operator = member_of(application.operator)
    plan = application.attachments.get(document="floor_plan")
    other = application.attachments.get(document="site_photos")
    attach_file(application, actor=operator, document="floor_plan", upload=make_upload("新平面图.pdf"))
    remove_attachment(plan, actor=operator)
    assert Snapshot.objects.get(application=application).stored_files.filter(pk=plan.file_id).exists()
    for refused in (
        lambda: attach_file(application, actor=operator, document="site_photos", upload=make_upload()),
        lambda: remove_attachment(other, actor=operator),
        lambda: move_attachment(other, actor=operator, document="floor_plan"),
        lambda: save_section(application, "5.2", actor=operator, explanations={"5.2.lease": "改写" * 20}),
        lambda: confirm_section(application, "5.2", actor=operator),
    ):
        with pytest.raises(WorkflowRefused):
            refused()
    assert application.attachments.filter(document="site_photos").count() == 1


def test_the_district_verifies_nothing_while_it_is_returned():
    application = make_returned()
    with pytest.raises(WorkflowRefused, match="不能再改动"):
        save_verification(application, "5.2.area", actor=clerk_of(application), verdict="confirmed")


def test_another_operator_settles_nothing():
    application = make_returned()
    item = application.correction_requests.get().items.first()
    with pytest.raises(WorkflowRefused):
        settle_item(application, item.pk, actor=make_user(Role.OPERATOR), reply="好")
    item.refresh_from_db()
    assert not item.is_settled


def test_the_office_that_sent_it_back_gives_more_time():
    application = make_returned()
    later = DUE + timedelta(days=7)
    with pytest.raises(WorkflowRefused):
        extend_correction(application, actor=make_user(Role.CITY), due_on=later, reason="疫情")
    with pytest.raises(WorkflowRefused, match="晚于"):
        extend_correction(application, actor=clerk_of(application), due_on=DUE, reason="不变")
    with pytest.raises(WorkflowRefused, match="理由"):
        extend_correction(application, actor=clerk_of(application), due_on=later, reason=" ")
    extend_correction(application, actor=clerk_of(application), due_on=later, reason="测绘机构排期。")
    application.refresh_from_db()
    assert (application.due_on, application.correction_requests.get().due_on) == (later, later)
    (line,) = lines_of(application, "extend_correction")
    assert line.reason == "补正期限延至2026年3月26日：测绘机构排期。"
    assert member_of(application.operator).notices.filter(key__startswith="extended:").count() == 1


def test_withdrawing_ends_the_round():
    application = make_returned()
    withdrawn = withdraw_application(application, actor=member_of(application.operator))
    assert (withdrawn.state, withdrawn.due_on) == ("withdrawn", None)
    assert application.correction_requests.get().closed_at is not None


def test_reminders_come_before_the_day_and_on_it_once_each_and_then_it_lapses_once():
    application = make_returned()
    operator = member_of(application.operator)
    for day in (date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 16), DUE, DUE):
        run_daily(day)
    keys = list(operator.notices.filter(key__startswith="correct-").order_by("pk").values_list("key", flat=True))
    assert keys == [f"correct-soon:{application.pk}:{DUE}", f"correct-today:{application.pk}:{DUE}"]
    assert Application.objects.get(pk=application.pk).state == "returned"
    run_daily(DUE + timedelta(days=1))
    run_daily(DUE + timedelta(days=1))
    lapsed = Application.objects.get(pk=application.pk)
    assert (lapsed.state, lapsed.due_on) == ("lapsed", None)
    (line,) = lines_of(application, "lapse")
    assert (line.actor, line.role, line.from_state) == (None, "system", "returned")
    assert operator.notices.filter(key=f"lapsed:{application.pk}").count() == 1
    assert application.correction_requests.get().closed_at is not None


def test_nothing_lapses_before_its_last_day_is_over():
    application = make_returned()
    with pytest.raises(WorkflowRefused, match="还没有届满"):
        lapse_application(application, on=DUE)
    extend_correction(application, actor=clerk_of(application), due_on=DUE + timedelta(days=7), reason="延期。")
    run_daily(DUE + timedelta(days=1))
    assert Application.objects.get(pk=application.pk).state == "returned"


def test_a_returned_application_still_holds_its_space():
    application = make_returned()
    with pytest.raises(WorkflowRefused, match="退回补正"):
        make_draft(application.space, round_=application.round)
