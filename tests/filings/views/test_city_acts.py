"""The city's pages for acts: each asks, carries out or explains; forms come back with everything typed."""

import pytest
from django.urls import reverse

from filings.models import Application, Objection, PendingAct, PublicNotice
from filings.services.publication import record_objection
from tests.factories import make_round
from tests.factories_city import (
    letter_number,
    make_accepted,
    make_clerk,
    make_expert,
    make_in_review,
    make_panel,
    make_publicised,
    make_recommended,
    make_reviewed,
    make_signer,
    objection_fields,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def city(client):
    client.force_login(make_clerk())
    return client


def address(name, record):
    return reverse(f"filings:{name}", args=[record.pk])


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def test_accept(city):
    application = make_recommended()
    page = address("application-accept", application)
    assert "受理通知书" in city.get(page).content.decode()
    refused = city.post(page, {"number": "郑科2026第5号"})
    assert (refused.status_code, "郑科2026第5号" in refused.content.decode()) == (200, True)
    assert city.post(page, {"number": "郑科[2026] 5号"}).url == address("application", application)
    assert state_of(application) == "accepted"
    assert application.documents.get(kind="acceptance_notice").number == "郑科〔2026〕5号"
    again = city.get(page)
    assert (again.status_code, "现在是“已受理”" in again.content.decode()) == (409, True)


def test_panel_assigns_and_says_what_is_lacking(city):
    application = make_accepted()
    experts = [make_expert() for _ in range(2)]
    page = address("application-panel", application)
    assert "还差3位" in city.get(page).content.decode()
    answer = city.post(page, {"experts": [expert.pk for expert in experts], "due_on": "2026-03-20"})
    assert answer.url == page
    assert "还差1位" in city.get(page).content.decode()


def test_panel_keeps_what_was_chosen(city):
    application = make_accepted()
    expert = make_expert()
    text = city.post(address("application-panel", application), {"experts": [expert.pk]}).content.decode()
    assert "请选择日期" in text
    assert f'value="{expert.pk}" id="e{expert.pk}" aria-label="{expert}" checked' in text


def test_excluded_experts_cannot_be_chosen(city):
    application = make_accepted()
    own = make_expert(employer=application.operator.name)
    page = address("application-panel", application)
    text = city.get(page).content.decode()
    assert "工作单位是运营机构" in text
    assert f'id="e{own.pk}" aria-label="{own}" disabled' in text
    refused = city.post(page, {"experts": [own.pk], "due_on": "2026-03-20"})
    assert "不能分派到本件申请" in refused.content.decode()


def test_candidates_are_found_by_field(city):
    application = make_accepted()
    make_expert(full_name="甲教授", expertise="新材料")
    make_expert(full_name="乙教授", expertise="生物医药")
    text = city.get(address("application-panel", application) + "?q=新材料").content.decode()
    assert ("甲教授" in text, "乙教授" in text) == (True, False)


def test_starting_shows_what_is_lacking_and_begins(city):
    application = make_accepted()
    page = address("application-start-review", application)
    assert "评审专家还差3位" in city.get(page).content.decode()
    assert city.post(page).status_code == 409
    make_panel(application)
    assert city.post(page).url == address("application", application)
    assert state_of(application) == "in_review"


def test_excusing_with_a_replacement(city):
    application = make_in_review(3)
    place = application.assignments.order_by("pk").first()
    other = make_expert()
    page = address("assignment-excuse", place)
    assert "请填写解除原因" in city.post(page, {}).content.decode()
    data = {"reason": "出差", "replacement": other.pk}
    assert "请选择改派专家的评分截止日" in city.post(page, data).content.decode()
    assert city.post(page, data | {"due_on": "2026-03-25"}).url == address("application-panel", application)
    assert application.assignments.get(expert=other).status == "assigned"


def test_publicising_with_the_rounds_days(city):
    application = make_reviewed(round=make_round(notice_working_days=5))
    page = address("application-publicise", application)
    assert "2026年3月12日" in city.get(page).content.decode()
    short = city.post(page, {"number": letter_number(), "working_days": "3"})
    assert "公示期不少于5个工作日" in short.content.decode()
    city.post(page, {"number": letter_number(), "working_days": "6"})
    assert PublicNotice.objects.get(application=application).working_days == 6


def test_a_failed_review_shows_why_it_stays_inside(city):
    application = make_reviewed((50, 52, 54), 3)
    page = address("application-publicise", application)
    assert "专家评审没有通过，不能公示" in city.get(page).content.decode()
    days = application.round.notice_working_days
    assert city.post(page, {"number": letter_number(), "working_days": days}).status_code == 409


def test_approval_is_prepared_then_signed_by_another(city, client):
    application = make_publicised()
    page = address("application-approve", application)
    city.post(page, {"number": letter_number()})
    act = PendingAct.objects.get(application=application)
    assert (act.action, act.status, state_of(application)) == ("approve", "pending", "publicised")
    assert city.post(page, {"number": letter_number()}).status_code == 409
    client.force_login(make_signer())
    client.post(reverse("filings:act", args=[act.pk]))
    assert state_of(application) == "approved"


def test_approval_says_what_blocks_it(city):
    application = make_publicised(5)
    record_objection(application.public_notices.get(), **objection_fields())
    text = city.get(address("application-approve", application)).content.decode()
    assert "公示期至2026年3月12日止，还没有期满" in text
    assert "1件异议没有办结" in text


class TestReject:
    def data(self, *reasons, **fields):
        management = {"reasons-TOTAL_FORMS": "4", "reasons-INITIAL_FORMS": "0"}
        rows = {
            f"reasons-{index}-{name}": value
            for index, reason in enumerate(reasons)
            for name, value in zip(("clause", "text"), reason, strict=True)
        }
        return {"number": letter_number()} | management | rows | fields

    def test_prepared_with_its_reasons(self, city):
        application = make_reviewed((50, 52, 54), 3)
        page = address("application-reject", application)
        data = self.data(("第七条第（三）项", "评审未通过。"), ("第五条第（二）项", "工位闲置。"))
        assert city.post(page, data).url == address("application", application)
        act = PendingAct.objects.get(application=application)
        assert act.payload["reasons"] == [
            {"clause": "第七条第（三）项", "text": "评审未通过。"},
            {"clause": "第五条第（二）项", "text": "工位闲置。"},
        ]

    def test_half_a_reason_is_asked_for_and_typed_text_stays(self, city):
        page = address("application-reject", make_reviewed())
        text = city.post(page, self.data(("", "没有选条款。"))).content.decode()
        assert ("请选择依据的条款" in text, "没有选条款。" in text) == (True, True)
        further = self.data(("第八条", "虚报。"), ("第五条第（二）项", ""))
        assert "请写明理由" in city.post(page, further).content.decode()
        assert not PendingAct.objects.exists()

    def test_before_a_review_only_formal_clauses_are_offered(self, city):
        text = city.get(address("application-reject", make_accepted())).content.decode()
        assert ("第七条第（二）项" in text, "第五条第（二）项" in text) == (True, False)


class TestObjections:
    def test_a_clerk_enters_and_dismisses(self, city):
        application = make_publicised(5)
        page = address("application-objections", application)
        assert city.post(page, objection_fields()).url == page
        objection = Objection.objects.get()
        assert "周正" in city.get(page).content.decode()
        dismiss = address("objection-dismiss", objection)
        assert "请写明核实情况和理由" in city.post(dismiss, {}).content.decode()
        city.post(dismiss, {"resolution": "现场核实，场地对外服务。"})
        objection.refresh_from_db()
        assert objection.status == "dismissed"
        assert city.get(dismiss).status_code == 409

    def test_upheld(self, city):
        application = make_publicised(5)
        objection = record_objection(application.public_notices.get(), **objection_fields())
        city.post(address("objection-uphold", objection), {"resolution": "情况属实。"})
        objection.refresh_from_db()
        assert objection.status == "upheld"
        assert "异议已认定成立" in city.get(address("application-approve", application)).content.decode()
