"""Rounds and cases as lists: the same number of queries at one row and at three; the desk says what waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Round
from filings.services.publication import record_objection
from tests.factories import make_application, make_round, make_space
from tests.factories_city import (
    make_accepted,
    make_clerk,
    make_in_review,
    make_publicised,
    make_recommended,
    make_reviewed,
    make_scored,
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


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_cases_cost_the_same_at_one_row_and_three(city):
    address = reverse("filings:reviews")
    make_publicised(5)
    city.get(address)
    one = queries(city, address)
    record_objection(make_publicised(5).public_notices.get(), **objection_fields())
    make_reviewed((50, 52, 54), 3)
    assert queries(city, address) == one
    assert one <= 15


def test_cases_by_stage(city):
    accepted, scored, publicised = make_accepted(), make_scored(), make_publicised()
    pages = {
        stage: city.get(reverse("filings:reviews") + f"?stage={stage}") for stage in ("panel", "scoring", "notice")
    }
    shown = {stage: [case.application for case in page.context["cases"]] for stage, page in pages.items()}
    assert shown == {"panel": [accepted], "scoring": [scored], "notice": [publicised]}
    steps = [page.context["cases"][0].step for page in pages.values()]
    assert steps == ["组织评审", "评审汇总", "准予备案"]


def test_desk_says_what_waits(city):
    make_recommended()
    make_accepted()
    make_in_review()
    make_scored()
    make_publicised()
    text = city.get(reverse("filings:desk")).content.decode()
    for title in ("待受理", "待组织评审", "评审到期或评分已齐", "公示期满待决定"):
        assert title in text


class TestRounds:
    def data(self, **fields):
        return {
            "title": "2026年第三批",
            "kinds": ["comprehensive"],
            "opens_at": "2026-03-05T08:30",
            "closes_at": "2026-05-08T17:30",
            "legal_basis": "《郑州市众创空间管理办法》",
            "declarations": "没有逾期未完成的市级项目\n\n 没有严重失信行为 ",
            "notice_working_days": "5",
            "recommend_days": "15",
            "decide_days": "40",
        } | fields

    def test_create(self, city):
        assert city.post(reverse("filings:round-create"), self.data()).url == reverse("filings:round-list")
        record = Round.objects.get()
        assert record.declarations == ["没有逾期未完成的市级项目", "没有严重失信行为"]
        assert record.closes_at.isoformat() == "2026-05-08T09:30:00+00:00"

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("closes_at", "2026-03-05T08:30", "截止时间应晚于开始时间。"),
            ("kinds", [], "请至少选择一种受理类型。"),
            ("title", "", "请填写批次名称。"),
            ("opens_at", "明天", "请按“年-月-日 时:分”填写。"),
        ],
    )
    def test_errors_keep_what_was_typed(self, city, field, value, message):
        answer = city.post(reverse("filings:round-create"), self.data(**{field: value}))
        text = answer.content.decode()
        assert (answer.status_code, message in text, "没有严重失信行为" in text) == (200, True, True)
        assert not Round.objects.exists()

    def test_titles_are_unique(self, city):
        make_round(title="2026年第三批")
        assert "已有同名的批次" in city.post(reverse("filings:round-create"), self.data()).content.decode()

    def test_a_used_round_shows_what_is_locked_and_ignores_it(self, city):
        record = make_round(title="2026年第一批", notice_working_days=5)
        make_application(make_space(), "submitted", round=record)
        page = reverse("filings:round-edit", args=[record.pk])
        assert city.get(page).content.decode().count("已有申请按此提交，不能再修改。") == 7
        city.post(page, self.data(notice_working_days="0", closes_at="2026-07-30T17:30", guidance="延期"))
        record.refresh_from_db()
        assert (record.title, record.notice_working_days, record.guidance) == ("2026年第一批", 5, "延期")
        assert record.closes_at.isoformat() == "2026-07-30T09:30:00+00:00"
        earlier = city.post(page, self.data(closes_at="2026-04-30T17:30"))
        assert "截止时间只能延后" in earlier.content.decode()

    def test_list_costs_the_same_at_one_row_and_three(self, city):
        make_round()
        address = reverse("filings:round-list")
        city.get(address)
        one = queries(city, address)
        for _ in range(2):
            make_application(make_space(), "submitted", round=make_round())
        assert queries(city, address) == one
