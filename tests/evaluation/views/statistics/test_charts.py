"""The statistics desk: what each role sees, that charts and tables hold the same, what an address may ask, the export."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.statistics.summing import COLUMNS_OF_SUMS
from tests.factories import make_district, make_operator, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def returns():
    """A checked return in each of two districts with one of last year, a submitted one in the first."""
    made = {}
    for slug, total in (("gxq", "5000.50"), ("jinshui", "7000")):
        district = make_district(slug)
        space = make_filed_space(operator=make_operator(district=district), district=district)
        changes = {"b1": Decimal(total), "b2": Decimal(total) - 3000}
        made[slug] = make_return(space, state="confirmed", **changes)
        make_return(space, state="locked", year=YEAR - 1)
    make_return(make_filed_space(operator=made["gxq"].space.operator, district=made["gxq"].space.district), "submitted")
    return made


def page(client, user, year=YEAR, **query):
    client.force_login(user)
    return client.get(reverse("evaluation:statistics-overview", args=[year]), query)


def charts_of(answer):
    """The data of each chart on a page by its id."""
    found = re.findall(r'<script id="(chart-\w+)" type="application/json">(.*?)</script>', answer.content.decode())
    return {name: json.loads(text) for name, text in found}


def text_of(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def test_the_city_sees_sums_and_how_many_are_counted(client, returns):
    answer = page(client, make_user("city"))
    assert answer.status_code == 200
    text = re.sub(r"\s+", "", text_of(answer))
    assert "计入2家，应报送3家；已报送待审核1家。同口径只比较2024年和2025年都计入的2家。" in text
    assert "总收入12,000.50千元同口径较上年＋20.0%" in text


def test_each_chart_has_its_data_and_its_words_beside_a_table(client, returns):
    answer = page(client, make_user("city"), figure="b1")
    charts = charts_of(answer)
    assert list(charts) == ["chart-trend", "chart-district", "chart-kind", "chart-field"]
    assert charts["chart-trend"] == {
        "type": "bar",
        "unit": "千元",
        "categories": ["2024年", "2025年"],
        "series": [{"name": "合计", "values": ["10000.00", "12000.50"]}],
    }
    assert charts["chart-district"]["series"] == [
        {"name": "2025年", "values": ["7000.00", "5000.50"]},
        {"name": "2024年", "values": ["5000.00", "5000.00"]},
    ]
    html = answer.content.decode()
    for name in charts:
        assert re.search(rf'data-chart="{name}" role="img" aria-label="[^"]+"', html)
    for cell in ("7,000", "5,000.50", "12,000.50", "10,000"):
        assert f">{cell}</" in html


def test_a_chart_shows_the_figure_the_group_and_the_returns_asked_for(client, returns):
    charts = charts_of(page(client, make_user("city"), figure="d9", split="district", counting="reported"))
    assert charts["chart-trend"] == {
        "type": "line",
        "unit": "人",
        "categories": ["2024年", "2025年"],
        "series": [
            {"name": "金水区", "values": ["260", "260"]},
            {"name": "郑州高新技术产业开发区", "values": ["260", "520"]},
        ],
    }


@pytest.mark.parametrize("query", [{"figure": "z9"}, {"split": "operator"}, {"counting": "all"}, {"figure": "b1\x00"}])
def test_what_no_choice_knows_shows_the_default(client, returns, query):
    user = make_user("city")
    assert charts_of(page(client, user, **query)) == charts_of(page(client, user))


def test_a_district_sees_its_own_and_no_split_by_district(client, returns):
    answer = page(client, make_user("district", district=returns["gxq"].space.district), split="district")
    assert list(charts_of(answer)) == ["chart-trend", "chart-kind", "chart-field"]
    html = answer.content.decode()
    assert 'value="district"' not in html
    assert "7,000" not in html
    assert "金水区" not in html


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_others_that_read_the_whole(client, returns, role):
    assert "chart-district" in charts_of(page(client, make_user(role)))


def test_a_year_from_before_the_system_has_its_page_and_no_other_tab(client):
    make_return(state="locked", year=YEAR - 1)
    make_window().__class__.objects.filter(year=YEAR - 1).delete()
    answer = page(client, make_user("city"), year=YEAR - 1)
    assert answer.status_code == 200
    assert (answer.context["head"]["tabs"], answer.context["seen"].counted) == ([], 1)
    assert [each["label"] for each in answer.context["head"]["years"]] == ["2025年度", "2024年度"]


@pytest.mark.parametrize("name", ["statistics-overview", "statistics-overview-export"])
@pytest.mark.parametrize("year", [2023, 0, 10**30])
def test_a_year_of_nothing_is_no_address(client, returns, name, year):
    client.force_login(make_user("city"))
    assert client.get(reverse(f"evaluation:{name}", args=[year])).status_code == 404


def test_without_a_year_the_latest_is_shown(client, returns):
    client.force_login(make_user("auditor"))
    answer = client.get(reverse("evaluation:statistics-latest"))
    assert answer.context["seen"].asked.year == YEAR


def test_before_any_year_the_page_says_what_comes(client):
    client.force_login(make_user("auditor"))
    answer = client.get(reverse("evaluation:statistics-latest"))
    assert (answer.status_code, "还没有统计数据" in answer.content.decode()) == (200, True)


def test_the_page_loads_charts_from_here_alone(client, returns):
    html = page(client, make_user("city")).content.decode()
    assert re.findall(r'<script src="([^"]*echarts[^"]*)" defer></script>', html) == [
        "/static/npm/echarts.common.min.js"
    ]
    assert re.findall(r"<[^>]+ style=|<script>|\son\w+=", html) == []


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_export_holds_what_is_seen(client, returns, suffix):
    answer = page(client, make_user("city"), figure="d9", split="kind", counting="reported")
    exported = client.get(answer.context["exports"][suffix])
    assert exported.status_code == 200
    (sheet, *_) = read_workbook(exported.getvalue()).sheets
    assert sheet.rows[0] == [column.header for column in COLUMNS_OF_SUMS]
    rows = {(row[0], row[1], str(row[2]).removesuffix(".0"), row[3]): row for row in sheet.rows[1:]}
    found = rows["按区县", "郑州高新技术产业开发区", "2025", "D9 初创企业吸纳就业"]
    assert [float(value) for value in found[5:9]] == [2.0, 2.0, 520.0, 260.0]
    assert ("历年趋势", "综合性", "2024", "D9 初创企业吸纳就业") in rows
    assert len(sheet.rows) == 1 + 47 + 4 + 2 + 1 + 1


def test_another_format_is_no_address(client, returns):
    client.force_login(make_user("city"))
    url = reverse("evaluation:statistics-overview-export", args=[YEAR])
    assert client.get(url, {"format": "xls"}).status_code == 404


def test_the_page_asks_the_same_however_many_returns(client, returns):
    page(client, make_user("city"))
    address = reverse("evaluation:statistics-overview", args=[YEAR])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"split": "district"}).status_code == 200
        counts.append(len(queries))
        for _ in range(3):
            make_return(make_filed_space(), state="confirmed")
    assert counts[0] == counts[1]
    assert counts[0] <= 20
