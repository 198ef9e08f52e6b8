"""Pages of annual returns: who sees what, what is typed is kept, live checks, decisions, windows."""

import re
from datetime import date

import pytest
from django.urls import reverse

from evaluation.models import HistoricGrade, StatisticsYear
from tests.factories import make_district, make_operator, make_user
from tests.factories_statistics import make_filed_space, make_return, make_window, money_times, typed_figures

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def record():
    return make_return()


@pytest.fixture
def member(client, record):
    user = make_user("operator", operator=record.space.operator)
    client.force_login(user)
    return user


def page(name, record):
    return reverse(f"evaluation:{name}", args=[record.pk])


def group(record, letter="b"):
    return reverse("evaluation:return-group", args=[record.pk, letter])


def typed(record, letter="B", **changes):
    return {"revision": record.revision} | typed_figures(letter) | changes


def test_an_operator_sees_what_it_owes_and_begins(client):
    make_window()
    space, other = make_filed_space(name="云帆创新工场"), make_filed_space(name="别家的空间")
    client.force_login(make_user("operator", operator=space.operator))
    text = client.get(reverse("evaluation:returns")).content.decode()
    assert ("云帆创新工场" in text, other.name in text) == (True, False)
    assert "3月31日（星期二）前报送" in text
    assert "未报送统计数据，当年绩效评价为不合格" in text
    answer = client.post(reverse("evaluation:return-start", args=[space.pk, 2025]))
    assert answer.url == page("return", space.returns.get())
    assert client.post(reverse("evaluation:return-start", args=[other.pk, 2025])).status_code == 404


def test_offices_see_their_own_and_filter(client):
    near, far = make_filed_space(name="近处空间"), make_filed_space(name="远处空间", district=make_district("jinshui"))
    sent = make_return(near, state="submitted")
    make_return(far)

    def listed(user, query=""):
        client.force_login(user)
        found = client.get(f"{reverse('evaluation:returns')}?year=2025{query}")
        return [space.name for space in found.context["page_obj"]]

    assert listed(make_user("district", district=near.district)) == ["近处空间"]
    city = make_user("city")
    assert sorted(listed(city)) == ["近处空间", "远处空间"]
    assert listed(city, "&standing=waiting") == ["远处空间"]
    assert listed(city, "&state=submitted") == ["近处空间"]
    assert listed(city, "&district=jinshui") == ["远处空间"]
    assert listed(city, f"&q={near.operator.name}") == ["近处空间"]
    text = client.get(reverse("evaluation:returns")).content.decode()
    assert page("return", sent) in text
    assert page("return", far.returns.get()) not in text


def test_without_a_year_the_page_says_what_comes_next(client):
    for role, said in (
        ("city", "设置统计年度"),
        ("admin", "市科技局设置报送时间后"),
        ("operator", "还没有开始报送的年度"),
    ):
        client.force_login(make_user(role, **({"operator": make_operator()} if role == "operator" else {})))
        assert said in client.get(reverse("evaluation:returns")).content.decode()


def test_a_section_is_saved_and_leads_on(client, record, member):
    answer = client.post(group(record), typed(record, b8="１８１.5"))
    record.refresh_from_db()
    assert (answer.url, str(record.b8), record.groups_done) == (group(record, "c"), "181.50", ["B"])
    answer = client.post(group(record, "g"), typed(record, "G"))
    assert answer.url == page("return", record)


def test_what_cannot_be_read_stays_in_the_form_and_the_rest_is_kept(client, record, member):
    answer = client.post(group(record), typed(record, b2="两千", b7="99"))
    text = answer.content.decode()
    record.refresh_from_db()
    assert (answer.status_code, str(record.b2), str(record.b7)) == (200, "2000.00", "99.00")
    assert 'value="两千"' in text
    assert "B2 服务收入：填的是“两千”，应为数字，单位千元，最多两位小数；没有的填0。" in text


def test_autosaving_answers_with_the_checks(client, record, member):
    good = client.post(group(record), typed(record, b2="1999"), **HTMX)
    text = good.content.decode()
    assert (good.status_code, 'value="1"' in text) == (200, True)
    assert "与B2至B6之和4,999不等（差1）" in text
    record.refresh_from_db()
    bad = client.post(group(record), typed(record, b2="-5"), **HTMX)
    assert (bad.status_code, "B2 服务收入不能小于0，请核对。" in bad.content.decode()) == (422, True)


def test_a_page_that_was_overtaken_is_explained(client, record, member):
    client.post(group(record), typed(record))
    answer = client.post(group(record), typed(record, b1="1"))
    assert (answer.status_code, "被同一机构的其他账号保存过" in answer.content.decode()) == (409, True)


def test_an_unknown_section_is_404_and_a_sent_return_409(client, record, member):
    assert client.get(group(record, "z")).status_code == 404
    sent = make_return(record.space, state="submitted", year=2024)
    answer = client.get(group(sent))
    assert (answer.status_code, page("return", sent) in answer.content.decode()) == (409, True)


def test_sending_wants_reasons_and_keeps_what_was_typed(client, record, member):
    make_return(record.space, state="locked", year=2024, e1=5, e2=2)
    url = page("return-submit", record)
    assert "E1 创新创业活动场次上年5，本年24（＋380.00%）" in client.get(url).content.decode()
    refused = client.post(url, {"revision": 0, "reason_0": "新建路演厅", "reason_1": "", "declared": "on"})
    text = refused.content.decode()
    record.refresh_from_db()
    assert (refused.status_code, record.state) == (200, "open")
    assert "新建路演厅" in text
    assert "请说明原因：E2 创业教育培训场次上年2，本年12（＋500.00%）" in text
    client.post(url, {"revision": 0, "reason_0": "新建路演厅", "reason_1": "与高校合作", "declared": "on"})
    record.refresh_from_db()
    assert (record.state, record.reasons["change:e1"]) == ("submitted", "新建路演厅")


def test_converted_figures_are_offered_and_taken(client):
    record = make_return(**money_times(1000))
    make_return(record.space, state="locked", year=2024)
    client.force_login(make_user("operator", operator=record.space.operator))
    text = client.get(page("return-submit", record)).content.decode()
    assert "B1 总收入：5,000,000 → 5,000千元" in text
    key = "unit:yuan:last_year"
    answer = client.post(page("return-convert", record), {"revision": 0, "key": key, "reason_0": "先不换算"})
    record.refresh_from_db()
    assert (answer.url, str(record.b1)) == (page("return-submit", record), "5000.00")
    assert record.reasons == {key: "先不换算"}


def test_a_district_checks_or_sends_back(client):
    record = make_return(state="submitted")
    client.force_login(make_user("district", district=record.space.district))
    text = client.get(page("return", record)).content.decode()
    assert (page("return-confirm", record) in text, page("return-lock", record) in text) == (True, False)
    form = {"revision": 0, "fields_to_correct": ["b1", "d7"], "reason": "与名册不符", "due_on": "2026-03-04"}
    refused = client.post(page("return-send-back", record), form)
    assert "修改期限不能早于今天" in refused.content.decode()
    assert 'value="d7" checked' in refused.content.decode()
    client.post(page("return-send-back", record), form | {"due_on": "2026-03-20"})
    record.refresh_from_db()
    assert (record.state, record.items, record.due_on) == (
        "returned",
        {"b1": "与名册不符", "d7": "与名册不符"},
        date(2026, 3, 20),
    )
    assert client.post(page("return-confirm", record), {"revision": 1}).status_code == 409


def test_offices_read_what_was_sent_while_the_operator_corrects(client):
    record = make_return(state="submitted")
    clerk = make_user("district", district=record.space.district)
    member = make_user("operator", operator=record.space.operator)
    client.force_login(clerk)
    form = {"revision": 0, "fields_to_correct": ["e1"], "reason": "请核对", "due_on": "2026-03-20"}
    client.post(page("return-send-back", record), form)
    client.force_login(member)
    client.post(group(record, "e"), {"revision": 1} | typed_figures("E", e1="777"))
    own = client.get(group(record, "e")).content.decode()
    assert ("退回：请核对" in own, "（原填24）" in own, 'value="777"' in own) == (True, True, True)
    client.force_login(clerk)
    theirs = client.get(page("return", record)).content.decode()
    assert ("777" in theirs, "以下是退回时的数据" in theirs) == (False, True)


def test_confirm_lock_and_reopen(client):
    record = make_return(state="submitted")
    client.force_login(make_user("city"))
    for name, form, state in (
        ("return-confirm", {"revision": 0}, "confirmed"),
        ("return-lock", {"revision": 1}, "locked"),
        ("return-reopen", {"revision": 2, "reason": ""}, "locked"),
        ("return-reopen", {"revision": 2, "reason": "数据有误"}, "confirmed"),
    ):
        assert client.get(page(name, record)).status_code == 200
        client.post(page(name, record), form)
        record.refresh_from_db()
        assert record.state == state, name


def test_the_city_sets_changes_and_closes_a_year(client):
    client.force_login(make_user("city"))
    years = reverse("evaluation:statistics-years")
    refused = client.post(years, {"year": "2025", "opens_on": "2026-02-01", "closes_on": "2026-01-01"})
    assert "报送截止日不能早于开始日" in refused.content.decode()
    client.post(years, {"year": "2025", "opens_on": "2026-01-01", "closes_on": "2026-03-31"})
    again = client.post(years, {"year": "2025", "opens_on": "2026-01-01", "closes_on": "2026-03-31"})
    assert "这个年度已经设置过" in again.content.decode()
    client.post(
        reverse("evaluation:statistics-year", args=[2025]), {"opens_on": "2026-01-01", "closes_on": "2026-02-28"}
    )
    make_return(state="confirmed")
    assert client.get(reverse("evaluation:statistics-year-close", args=[2025])).status_code == 200
    client.post(reverse("evaluation:statistics-year-close", args=[2025]))
    window = StatisticsYear.objects.get()
    assert (window.closes_on, window.closed_at is not None) == (date(2026, 2, 28), True)
    assert client.get(reverse("evaluation:statistics-year", args=[2019])).status_code == 404


def test_desks_show_what_is_due(client, record, member):
    assert "第十三条" in client.get(reverse("filings:desk")).content.decode()
    sent = make_return(state="submitted")
    client.force_login(make_user("district", district=sent.space.district))
    text = client.get(reverse("filings:desk")).content.decode()
    assert ("待审核的统计报表" in text, page("return", sent) in text) == (True, True)


def failed(space, year):
    HistoricGrade.objects.create(space=space, year=year, grade="fail", loaded_by=make_user("city"))


def test_an_operator_whose_makerspace_failed_last_year_is_told_what_a_second_time_means(client, record, member):
    make_window()
    for name, year in (("连败工坊", 2024), ("前年工坊", 2023)):
        failed(make_filed_space(operator=record.space.operator, district=record.space.district, name=name), year)
    failed(make_filed_space(name="别家的空间"), 2024)
    text = client.get(reverse("evaluation:returns")).content.decode()
    assert "连败工坊2024年度为不合格：" in text
    assert "2025年度再不合格，就是连续两年，可以撤销备案" in text
    assert "第十五条第（二）项" in text
    assert ("前年工坊2024" in text, "别家的空间" in text) == (False, False)
    assert "再不合格" not in client.get(page("return", record)).content.decode()
    failed(record.space, 2024)
    assert f"{record.space.name}2024年度为不合格：" in client.get(page("return", record)).content.decode()


def test_nobody_else_is_told_of_a_second_failure(client, record):
    make_window()
    failed(record.space, 2024)
    client.force_login(make_user("city"))
    assert "再不合格" not in client.get(reverse("evaluation:returns")).content.decode()


def test_a_question_is_answered_where_it_is_asked(client, record, member):
    make_return(record.space, state="locked", year=2024, e1=5, e2=2)
    text = client.get(group(record, "e")).content.decode()
    assert text.count('name="reason-change:') == 2
    client.post(group(record, "e"), typed(record, "E", **{"reason-change:e1": "新建路演厅", "reason-change:e2": ""}))
    record.refresh_from_db()
    assert record.reasons == {"change:e1": "新建路演厅"}
    assert "新建路演厅" in client.get(group(record, "e")).content.decode()
    assert "新建路演厅" in client.get(page("return-submit", record)).content.decode()
    refused = client.post(
        group(record, "e"), typed(record, "E", **{"reason-change:e1": "短", "reason-change:e2": "活动增多"})
    )
    record.refresh_from_db()
    assert refused.status_code == 200
    assert "请说明具体原因，至少4个字。" in refused.content.decode()
    assert record.reasons == {"change:e1": "新建路演厅", "change:e2": "活动增多"}
    client.post(group(record, "e"), typed(record, "E", **{"reason-change:e1": ""}))
    record.refresh_from_db()
    assert record.reasons == {"change:e2": "活动增多"}


def test_fields_in_which_somebody_types_are_not_swapped_while_the_questions_stay(client, record, member):
    make_return(record.space, state="locked", year=2024, e1=5)
    new = client.post(group(record, "e"), typed(record, "E", e2="900"), **HTMX).content.decode()
    assert ('id="e1_says"' in new, 'id="e1_asks"' in new, 'id="e2_asks"' in new) == (True, False, True)
    record.refresh_from_db()
    same = client.post(group(record, "e"), typed(record, "E", e1="25", e2="900"), **HTMX).content.decode()
    assert ("本年25" in same, "_asks" in same) == (True, False)
    record.refresh_from_db()
    gone = client.post(group(record, "e"), typed(record, "E", e1="5", e2="900"), **HTMX).content.decode()
    assert '<div id="e1_asks" class="asks" hx-swap-oob="true"></div>' in gone


def test_converted_figures_are_taken_at_the_field(client, record, member):
    make_return(record.space, state="locked", year=2024)
    focused = typed(record, b7=4_100_000, convert="unit:yuan:last_year")
    text = client.post(group(record), focused, **HTMX).content.decode()
    assert 'name="convert" value="unit:yuan:last_year"' in text
    record.refresh_from_db()
    assert str(record.b7) == "4100000.00"
    answer = client.post(group(record), typed(record, b7=4_100_000, b8="181", convert="unit:yuan:last_year"))
    record.refresh_from_db()
    assert (answer.url, str(record.b7), str(record.b8)) == (group(record), "4100.00", "181.00")
    refused = client.post(group(record), typed(record, convert="unit:yuan:last_year"))
    assert refused.status_code == 409


def test_no_key_converts_by_itself(client, record, member):
    make_return(record.space, state="locked", year=2024)
    client.post(group(record), typed(record, b7=4_100_000))
    for url, name in ((group(record), "convert"), (page("return-submit", record), "key")):
        buttons = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", client.get(url).content.decode().split("<main")[1])
        assert any(f'name="{name}"' in button for button in buttons)
        assert f'name="{name}"' not in buttons[0]


def test_what_contradicts_another_section_is_said_in_both_and_listed_once(client, record, member):
    answer = client.post(group(record, "f"), typed(record, "F", f1="999"), **HTMX).content.decode()
    assert "大于D1" in answer.split('id="f1_says"')[1].split('id="f2_says"')[0]
    assert "大于D1" in client.get(group(record, "d")).content.decode()
    assert client.get(page("return-submit", record)).content.decode().count("大于D1") == 1
