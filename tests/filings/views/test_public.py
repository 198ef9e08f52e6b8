"""Public pages: open without login, the policy's anchors, the register's search and open data, the self-check."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import CitySettings
from filings.rules.versions import CURRENT, VERSIONS
from filings.selectors import policy
from filings.selectors.policy import chapters
from tests.factories import make_district, make_filing, make_operator, make_round, make_space
from tests.factories_city import make_publicised
from tests.filings.rules.strict_version import strict

pytestmark = pytest.mark.django_db

PAGES = ("home", "guide", "policy", "self-check", "rounds", "notices", "register", "help", "accessibility", "privacy")


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_login_and_sets_no_session(client, name):
    response = client.get(reverse(f"filings:{name}"))
    assert response.status_code == 200
    assert "sessionid" not in response.cookies


def test_health_names_its_parts(client):
    assert client.get("/healthz").json() == {"database": True, "storage": True}


def test_policy_has_all_articles_and_an_anchor_for_each_item_that_is_cited(client):
    articles = [article for chapter in chapters() for article in chapter.articles]
    assert [article.anchor for article in articles] == [f"a{n}" for n in range(1, 18)]
    page = text_of(client.get(reverse("filings:policy")))
    for anchor in ("a5-1", "a5-8", "a6-1", "a6-4", "a7-3", "a8", "a15-1", "a15-2", "a15-3", "a15-4", "a17"):
        assert f'id="{anchor}"' in page
    assert "考核评价结果连续两年为不合格的。" in page
    for reading in CURRENT.readings:
        assert reading.title in page


def test_policy_shows_each_readings_article_once_under_it():
    by_article = {article.anchor: article.readings for chapter in chapters() for article in chapter.articles}
    assert sum(map(len, by_article.values())) == len(CURRENT.readings)


def test_policy_shows_every_rule_version_with_its_days_and_figures(client):
    page = text_of(client.get(reverse("filings:policy")))
    for version in VERSIONS.values():
        assert f">{version.id}<" in page
    assert "市科技局录入前未知" in page
    assert "省级条件的数值尚未录入" in page
    assert "市级规则目前只有一个版本" in page
    CitySettings.objects.create(effective_from=date(2021, 6, 1))
    page = text_of(client.get(reverse("filings:policy")))
    assert "2021-06-01" in page
    assert "2026-06-01" in page


def test_policy_tells_what_a_later_version_changed(client, monkeypatch):
    later = strict(seats=80, served=40)
    monkeypatch.setattr(policy, "VERSIONS", {CURRENT.id: CURRENT, later.id: later} | dict(list(VERSIONS.items())[1:]))
    _, second, *others = policy.versions_shown(later)
    assert [(change.meaning, change.word) for change in second.changes] == [
        ("创业工位", "提高"),
        ("每年服务的团队和企业", "新增"),
        ("每年典型孵化案例", "取消"),
    ]
    assert [(each.before, each.changes) for each in others] == [(None, ()), (None, ())]
    page = text_of(client.get(reverse("filings:policy")))
    assert "zhengzhou-1 → zhengzhou-2" in page
    assert "市级规则目前只有一个版本" not in page


def test_the_citys_figures_are_not_shown_as_the_provinces():
    compared = policy.figures_compared(policy.versions_shown(CURRENT))
    province = list(VERSIONS).index("henan-2020")
    assert {row.figures[province] for row in compared} == {None}
    assert any(row.figures[0] and row.figures[-1] for row in compared)


def test_round_page_tells_its_terms(client):
    record = make_round(title="2026年第一批", declarations=["没有逾期未结题的市级项目"])
    page = text_of(client.get(reverse("filings:round", args=[record.pk])))
    assert "2026年第一批" in page
    assert "没有逾期未结题的市级项目" in page
    assert client.get(reverse("filings:round", args=[record.pk + 1])).status_code == 404


def filed(name, district="gxq", **fields):
    operator = make_operator(district=make_district(district))
    return make_filing(make_space(operator, name=name, district=make_district(district)), **fields)


def names_found(client, **query):
    rows = json.loads(client.get(reverse("filings:register-json"), query).content)
    return {row["众创空间"] for row in rows}


def test_register_search_by_name_number_district_kind_state(client):
    cloud = filed("云帆创新工场")
    filed("蜂巢众创空间", "jinshui")
    number = f"〔{cloud.year}〕{cloud.serial}"
    assert names_found(client) == {"云帆创新工场", "蜂巢众创空间"}
    assert names_found(client, q="云帆") == {"云帆创新工场"}
    assert names_found(client, q=f"郑众创备{number}号") == {"云帆创新工场"}
    assert names_found(client, q=cloud.operator.uscc) == {"云帆创新工场"}
    assert names_found(client, district="jinshui") == {"蜂巢众创空间"}
    assert names_found(client, state="superseded") == set()
    assert names_found(client, kind="nothing", state="strange") == {"云帆创新工场", "蜂巢众创空间"}


def test_register_csv_holds_public_columns_and_no_running_cell(client):
    filed("=HYPERLINK(1)")
    content = client.get(reverse("filings:register-csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["备案编号", "众创空间", "类型", "运营机构", "统一社会信用代码", "所在区县", "备案日期", "状态"]
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert "13812345678" not in content


def test_register_asks_the_same_number_of_queries_at_one_and_three_rows(client):
    url = reverse("filings:register")
    filed("甲")
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    filed("乙")
    filed("丙")
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three) <= 15


def check_data(**changes):
    data = {
        "site__total_area_m2": "480",
        "site__workstations": "50",
        "residents__teams": "18",
        "residents__startups": "9",
    }
    return data | changes


def test_self_check_explains_and_stores_nothing(client):
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.post(reverse("filings:self-check"), check_data()))
    assert "团队18 ＋ 在孵企业9 ＝ 27家" in page
    assert "还差3家" in page
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_self_check_of_professional_reads_all_its_checks(client):
    page = text_of(client.post(f"{reverse('filings:self-check')}?kind=professional", check_data()))
    assert f"共{len(CURRENT.checks_for('professional'))}项" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"site__total_area_m2": "很大"}, "请填写数字"),
        ({"site__total_area_m2": "1.234"}, "最多保留两位小数"),
        ({"site__workstations": "5.5"}, "请填写整数"),
        ({"site__workstations": "-1"}, "不能小于0"),
        ({"operator__operating_since": "昨天"}, "请填写日期"),
        ({"site__tenure": "borrowed"}, "请从列表中选择"),
        ({"site__service_area_m2": "481"}, "服务面积"),
    ],
)
def test_self_check_problems_stand_at_the_field_with_what_was_typed(client, changes, message):
    page = text_of(client.post(reverse("filings:self-check"), check_data(**changes)))
    assert message in page
    assert str(next(iter(changes.values()))) in page or "borrowed" in changes.values()


def test_self_check_answers_htmx_with_the_result_and_422_for_problems(client):
    headers = {"HX-Request": "true"}
    url = reverse("filings:self-check")
    good = client.post(url, check_data(), headers=headers)
    bad = client.post(url, check_data(site__workstations="x"), headers=headers)
    assert (good.status_code, bad.status_code) == (200, 422)
    assert "<html" not in good.content.decode()
    assert 'id="tag-54"' in good.content.decode()


def test_a_notice_is_over_when_the_application_was_decided_meanwhile(client):
    application = make_publicised(days=5)
    notice = application.public_notices.get()
    pages = (reverse("filings:notices"), reverse("filings:notice", args=[notice.pk]))
    assert [("公示中" in client.get(page).content.decode()) for page in pages] == [True, True]
    type(application).objects.filter(pk=application.pk).update(state="rejected")
    for page in pages:
        shown = client.get(page).content.decode()
        assert ("公示中" in shown, "提出异议</a>" in shown) == (False, False)
    refused = client.get(reverse("filings:notice-object", args=[notice.pk]))
    assert (refused.status_code, "这件申请已经办结" in refused.content.decode()) == (409, True)
