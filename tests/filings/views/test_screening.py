"""Early warning on pages: the list with its filters, its workbook, the filing's page, the desks; who sees which."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from filings.models import IncubationCase, Screening, Shortfall
from filings.services.screening import screen_filings
from tests.factories import TODAY, make_compliant_space, make_district, make_operator, make_user
from tests.factories_screening import SEATS, make_short, make_sound, make_warned, set_seats

pytestmark = pytest.mark.django_db
LIST = reverse("filings:warnings")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def in_district(slug):
    district = make_district(slug)
    return make_compliant_space(operator=make_operator(district=district), district=district)


def signed_in(client, user):
    client.force_login(user)
    return client


def page_of(client, url=LIST, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return response


def listed(client, **query):
    return {screening.filing for screening in page_of(client, **query).context["page_obj"]}


def test_the_city_sees_all_and_a_district_its_own(client):
    ours, theirs, sound = make_warned(in_district("gxq")), make_warned(in_district("jinshui")), make_sound()
    screen_filings(TODAY)
    signed_in(client, make_user("city"))
    assert listed(client) == {ours, theirs}
    assert listed(client, view="all") == {ours, theirs, sound}
    assert listed(client, district="jinshui") == {theirs}
    signed_in(client, make_user("district", district=make_district("gxq")))
    assert listed(client) == {ours}
    assert listed(client, district="jinshui") == {ours}


def test_filters_by_condition_words_and_duration(client):
    old, young = make_short(), make_short(seats=60)
    screen_filings(TODAY)
    Shortfall.objects.update(since=TODAY - timedelta(days=40))
    IncubationCase.objects.filter(space=young.space).delete()
    screen_filings(TODAY)
    signed_in(client, make_user("city"))
    assert listed(client) == {old, young}
    assert listed(client, check=SEATS) == {old}
    assert listed(client, check="5.4.cases") == {young}
    assert listed(client, since="new") == {young}
    assert listed(client, since="30") == {old}
    assert listed(client, since="90") == set()
    assert listed(client, q=old.space.name) == {old}
    assert listed(client, check="x", since="7") == {old, young}
    text = page_of(client).content.decode()
    assert "还差6个工位" in text
    assert str(TODAY - timedelta(days=40)) in text


def test_what_cannot_be_told_has_a_view_of_its_own(client):
    unclear = make_sound()
    unclear.operator.operating_since = None
    unclear.operator.save()
    screen_filings(TODAY)
    signed_in(client, make_user("city"))
    assert listed(client) == set()
    assert listed(client, view="unclear") == {unclear}
    assert "缺少数据" in page_of(client, view="unclear").content.decode()
    Screening.objects.filter(level="city").update(outcome="unreadable", problem="登记数据无法计算，请核对名册。")
    assert "登记数据无法计算" in page_of(client, view="unclear").content.decode()


def test_the_workbook_has_a_row_for_each_condition(client):
    filing = make_short()
    IncubationCase.objects.all().delete()
    screen_filings(TODAY)
    Shortfall.objects.update(since=TODAY - timedelta(days=3))
    signed_in(client, make_user("city"))
    answer = client.get(reverse("filings:warnings-export"))
    head, *rows = load_workbook(BytesIO(answer.getvalue())).active.iter_rows(values_only=True)
    assert head[:3] == ("备案编号", "众创空间", "类型")
    assert [(row[0], row[5], row[6], row[8], row[9], row[10]) for row in rows] == [
        (filing.number, "第五条第（二）项", "创业工位", "2026-03-02", 3, "2026-03-05"),
        (filing.number, "第五条第（四）项", "典型孵化案例", "2026-03-02", 3, "2026-03-05"),
    ]
    only = client.get(reverse("filings:warnings-export"), {"check": SEATS})
    assert len(list(load_workbook(BytesIO(only.getvalue())).active.iter_rows())) == 2


def test_the_filings_page_tells_its_operator_kindly_and_what_recovered(client):
    filing = make_warned()
    set_seats(filing.space, 60)
    IncubationCase.objects.all().delete()
    screen_filings(TODAY + timedelta(days=1))
    signed_in(client, make_user("operator", operator=filing.operator))
    text = page_of(client, reverse("filings:filing", args=[filing.pk])).content.decode()
    assert "1项条件目前没有达到" in text
    assert "这是提醒，不是处理决定，备案仍然有效" in text
    assert "自2026年3月6日起没有达到" in text
    assert "已恢复的（1项）" in text
    assert "2026-03-05至2026-03-06" in text


def test_before_the_first_run_and_after_the_end_the_page_says_nothing(client):
    filing = make_short()
    signed_in(client, make_user("city"))
    url = reverse("filings:filing", args=[filing.pk])
    assert "在册条件" not in page_of(client, url).content.decode()
    screen_filings(TODAY)
    assert "在册条件" in page_of(client, url).content.decode()
    type(filing).objects.update(state="cancelled", ended_on=TODAY)
    assert "在册条件" not in page_of(client, url).content.decode()
    assert listed(client, view="all") == set()


@pytest.mark.parametrize("role", ["city", "district", "operator"])
def test_desks_show_what_turned(client, role):
    filing, other = make_warned(in_district("gxq")), make_warned(in_district("jinshui"))
    fields = {"district": {"district": filing.space.district}, "operator": {"operator": filing.operator}}
    signed_in(client, make_user(role, **fields.get(role, {})))
    text = page_of(client, reverse("filings:desk")).content.decode()
    assert filing.space.name in text
    assert "1项没有达到" in text
    assert (other.space.name in text) == (role == "city")


def test_an_empty_list_says_so(client):
    signed_in(client, make_user("city"))
    assert "没有预警" in page_of(client).content.decode()
    make_warned()
    assert "没有符合条件的备案" in page_of(client, q="查无此名").content.decode()
    Shortfall.objects.update(ended_on=TODAY)
    assert "没有预警" in page_of(client).content.decode()
