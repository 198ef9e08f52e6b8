"""Recommendation upward on pages: candidates by level, letters and their signing, results, what others and everybody see."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from filings.models import Screening, UpwardLetter
from filings.services.screening import screen_filings
from filings.services.upward.results import record_results
from tests.factories import TODAY, make_district, make_financing, make_site, make_user
from tests.factories_applications import make_upload
from tests.factories_screening import make_sound
from tests.factories_statistics import make_filed_space
from tests.factories_story import city_clerk
from tests.factories_upward import WHY, make_granted, make_letter, sign

pytestmark = pytest.mark.django_db
LIST = reverse("filings:upward")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def city(client):
    user = city_clerk()
    client.force_login(user)
    return user


def mark_torch(filing):
    """The district has marked the Torch return of last year."""
    clerk = make_user("district", district=filing.space.district)
    filing.space.torch_marks.create(year=2025, reported=True, marked_by=clerk)


def make_ready(**fields):
    """A filing that meets the national conditions."""
    filing = make_sound(**fields)
    for resident in filing.space.residents.all()[:8]:
        make_financing(filing.space, resident)
    mark_torch(filing)
    return filing


def text_of(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client, **query):
    return [filing.pk for filing in client.get(LIST, query).context["page_obj"]]


def test_candidates_come_by_how_much_they_lack_and_how_far(client, city):
    ready, little = make_ready(), make_sound()
    fewer, nearer = make_sound(), make_sound()
    mark_torch(fewer)
    bare = make_filed_space().filings.get()
    make_site(bare.space)
    screen_filings(TODAY)
    runs = Screening.objects.filter(level="nation")
    assert dict(runs.values_list("filing", "gap")) | {bare.pk: 0} == {
        ready.pk: 0,
        little.pk: 120,
        fewer.pk: 20,
        nearer.pk: 120,
        bare.pk: 0,
    }
    runs.filter(filing=nearer).update(gap=110)
    assert listed(client) == [ready.pk, fewer.pk, nearer.pk, little.pk, bare.pk]
    assert listed(client, standing="met") == [ready.pk]
    assert listed(client, standing="little") == [fewer.pk, nearer.pk, little.pk]
    assert listed(client, standing="more") == [bare.pk]
    assert listed(client, q=little.space.name) == [little.pk]
    assert listed(client, kind="professional") == []
    assert listed(client, district=make_district("zdxq").pk) == []
    text = text_of(client, LIST)
    for shown in ("达到条件", "注册为企业或获得融资", "火炬统计", "还没有填写"):
        assert shown in text


def test_what_is_yet_to_be_verified_and_what_cannot_be_read_stand_apart(client, city):
    ready, unsure, unread = make_ready(), make_ready(), make_sound()
    screen_filings(TODAY)
    runs = Screening.objects.filter(level="nation")
    runs.filter(filing=unsure).update(outcome="review")
    runs.filter(filing=unread).update(outcome="unreadable", problem="登记数据无法计算，请核对名册。", lacking=1)
    assert listed(client) == [ready.pk, unsure.pk, unread.pk]
    assert [figure["value"] for figure in client.get(LIST).context["figures"]] == [1, 1, 0, 0, 1]
    assert listed(client, standing="met") == [ready.pk]
    assert listed(client, standing="review") == [unsure.pk]
    assert listed(client, standing="unread") == [unread.pk]
    text = text_of(client, reverse("filings:upward-letter-new"), level="nation", ids=[unsure.pk])
    assert "需人工核实" in text
    assert "达到条件" not in text


def test_the_signer_sees_what_the_rules_said_of_each(client, city):
    letter = make_letter([make_ready(), make_sound()])
    text = text_of(client, reverse("filings:upward-letter", args=[letter.pk]))
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("符合") == 1
    assert table.count("还差2项") == 1


def test_the_province_shows_no_verdicts_until_its_figures_are_entered(client, city):
    filing = make_ready()
    screen_filings(TODAY)
    text = text_of(client, LIST, level="province")
    assert "省级条件的数值尚未录入" in text
    assert "henan_2020.py" in text
    assert filing.space.name in text
    assert "达到条件" not in text
    assert "还差的条件" not in text


def test_before_the_first_run_nothing_is_said_of_the_conditions(client, city):
    make_sound()
    assert "未计算" in text_of(client, LIST)


def test_the_workbook_of_the_candidates(client, city):
    ready, little = make_ready(), make_sound()
    screen_filings(TODAY)
    make_letter([little])
    answer = client.get(reverse("filings:upward-export"), {"level": "nation"})
    _, first, second = load_workbook(BytesIO(answer.getvalue())).active.iter_rows(values_only=True)
    assert (first[0], first[6], first[7], first[8]) == (ready.number, "符合", 0, None)
    assert (second[0], second[7], second[9]) == (little.number, 2, "国家级2026年度第一批待签发")
    assert "火炬统计：还没有填写" in second[8]


def posted(filings, **fields):
    keys = [str(filing.pk) for filing in filings]
    given = {"level": "nation", "listed": keys, "ids": keys, "year": "2026", "batch": "第一批"}
    given |= {"addressee": "河南省科学技术厅", "number": "郑科推〔2026〕77号", "issued_on": "2026-03-05"}
    return given | {"text": "同意推荐。", "explanation": WHY} | fields


def test_a_letter_is_prepared_from_the_ticks_and_signed_by_another(client, city):
    filings = [make_sound(), make_sound()]
    screen_filings(TODAY)
    new = reverse("filings:upward-letter-new")
    text = text_of(client, new, level="nation", ids=[filing.pk for filing in filings])
    assert all(filing.space.name in text for filing in filings)
    answer = client.post(new, posted(filings, text=""))
    assert answer.status_code == 200
    assert "请填写推荐意见" in answer.content.decode()
    assert "郑科推〔2026〕77号" in answer.content.decode()
    answer = client.post(new, posted(filings))
    letter = UpwardLetter.objects.get()
    page = reverse("filings:upward-letter", args=[letter.pk])
    assert answer.url == page
    assert "没有签发权限" in text_of(client, page)
    assert client.post(page).status_code == 409
    client.force_login(city_clerk(can_sign=True))
    assert "签发推荐函" in text_of(client, page)
    assert f"推荐{letter.title}" in text_of(client, reverse("filings:desk"))
    assert client.post(page).url == page
    letter.refresh_from_db()
    assert letter.status == "signed"
    assert client.post(page).status_code == 409
    answer = client.get(reverse("filings:upward-table", args=[letter.pk]))
    rows = list(load_workbook(BytesIO(answer.getvalue())).active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == [filing.space.name for filing in filings]
    assert rows[1][7:9] == (800, 60)


def test_who_lacks_something_needs_an_explanation(client, city):
    answer = client.post(reverse("filings:upward-letter-new"), posted([make_sound()], explanation=""))
    assert answer.status_code == 409
    assert "请填写推荐说明" in answer.content.decode()
    assert not UpwardLetter.objects.exists()


def test_without_ticks_the_page_leads_back(client, city):
    assert "还没有选择众创空间" in text_of(client, reverse("filings:upward-letter-new"), level="nation")


def test_sending_back_and_withdrawing(client, city):
    letter = make_letter([make_sound()], actor=city)
    client.force_login(city_clerk(can_sign=True))
    url = reverse("filings:upward-letter-send-back", args=[letter.pk])
    assert "请填写退回原因" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "请核对批次。"})
    assert "请核对批次。" in text_of(client, reverse("filings:upward-letter", args=[letter.pk]))
    client.force_login(city)
    second = make_letter([make_sound()], actor=city)
    client.post(reverse("filings:upward-letter-withdraw", args=[second.pk]))
    second.refresh_from_db()
    assert second.status == "withdrawn"
    text = text_of(client, reverse("filings:upward-letters"))
    assert "已退回经办" in text
    assert "经办已撤回" in text


def test_results_are_recorded_and_everybody_reads_what_was_granted(client, city):
    first, second = make_sound(), make_sound()
    letter = sign(make_letter([first, second]))
    one, two = letter.recommendations.order_by("filing_id")
    url = reverse("filings:upward-results", args=[letter.pk])
    given = {f"result-{one.pk}": "granted", f"result-{two.pk}": "refused", "on": "2026-03-05"}
    answer = client.post(url, given)
    assert "请填写获批文件的文号" in answer.content.decode()
    answer = client.post(url, given | {"number": "国科火字〔2026〕12号", "upload": make_upload("通知.pdf")})
    assert answer.status_code == 302
    assert client.get(url).status_code == 409
    text = text_of(client, reverse("filings:upward-letter", args=[letter.pk]))
    assert "国科火字〔2026〕12号" in text
    file = client.get(reverse("filings:upward-result-file", args=[one.pk]))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.getvalue().startswith(b"%PDF")
    client.logout()
    register = text_of(client, reverse("filings:register"))
    assert register.count("国家级（2026年获批）") == 1
    granted, refused = (text_of(client, reverse("filings:verify-code", args=[each.code])) for each in (first, second))
    assert "经市科技局推荐，国家级获批（国科火字〔2026〕12号）" in granted
    assert "推荐" not in refused.partition("备案记录")[2].partition("</ol>")[0]


def test_a_result_that_a_colleague_recorded_meanwhile_is_not_dropped_in_silence(client, city):
    letter = sign(make_letter([make_sound(), make_sound()]))
    one, two = letter.recommendations.order_by("filing_id")
    record_results(letter, {one.pk: "refused"}, actor=city_clerk(), on=TODAY)
    url = reverse("filings:upward-results", args=[letter.pk])
    text = text_of(client, url)
    assert f"result-{two.pk}" in text
    assert f"result-{one.pk}" not in text
    given = {"number": "国科火字〔2026〕12号", "on": "2026-03-05"}
    answer = client.post(url, given | {f"result-{one.pk}": "granted", f"result-{two.pk}": "granted"})
    assert answer.status_code == 409
    assert "未获批" in answer.content.decode()
    assert set(letter.recommendations.values_list("state", flat=True)) == {"refused", "recommended"}


def test_a_result_is_corrected_with_a_reason(client, city):
    record = make_granted(make_sound())
    url = reverse("filings:upward-reopen", args=[record.pk])
    assert "请填写更正原因" in client.post(url, {"reason": ""}).content.decode()
    assert client.post(url, {"reason": "登记有误。"}).status_code == 302
    assert client.get(url).status_code == 409
    record.refresh_from_db()
    assert record.state == "recommended"


def test_operator_and_district_see_their_own_once_it_is_sent(client):
    filing, other = make_sound(), make_sound()
    page = reverse("filings:filing", args=[filing.pk])
    letter = make_letter([filing])
    users = [make_user("operator", operator=filing.operator), make_user("district", district=filing.space.district)]
    for user in users:
        client.force_login(user)
        assert "推荐省级、国家级" not in text_of(client, page)
    sign(letter)
    foreign = make_granted(other)
    for user in users:
        client.force_login(user)
        assert "国家级2026年度第一批" in text_of(client, page)
        assert "/upward/letters/" not in text_of(client, page)
    client.force_login(users[0])
    assert client.get(reverse("filings:upward-result-file", args=[foreign.pk])).status_code == 404
    assert client.get(LIST).status_code == 403


def test_a_letter_without_notice_has_no_file_and_one_not_signed_no_table(client, city):
    record = make_granted(make_sound())
    record.result_file = None
    record.save()
    assert client.get(reverse("filings:upward-result-file", args=[record.pk])).status_code == 404
    letter = make_letter([make_sound()])
    assert client.get(reverse("filings:upward-table", args=[letter.pk])).status_code == 404
