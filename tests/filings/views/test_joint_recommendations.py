"""批量推荐 through the browser's eyes: from the queue's ticks over the preview to the signature and the workbook."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from filings.models import Document, JointRecommendation, Operator, PendingAct
from filings.services.joint_recommendations import sign_joint_recommendation
from tests.factories import TODAY, make_compliant_space, make_round
from tests.factories_applications import make_submitted
from tests.factories_district import clerk_of, make_verified, prepare
from tests.filings.services.test_joint_recommendations import NUMBER, TEXT, join, signer_of

pytestmark = pytest.mark.django_db
NEW = reverse("filings:joint-recommendation-new")
LIST = reverse("filings:joint-recommendations")


@pytest.fixture
def round_(db):
    return make_round(title="2026年第一批")


@pytest.fixture
def cases(round_):
    names = ("启明星众创空间", "河洛青年创业坊")
    return [make_verified(make_compliant_space(name=name), round_=round_) for name in names]


@pytest.fixture
def desk(client, cases):
    client.force_login(clerk_of(cases[0]))
    return client


def filled(cases, **changed):
    given = {"round": cases[0].round_id, "ids": [each.pk for each in cases], "text": TEXT, "number": NUMBER}
    opinions = {f"opinion-{each.pk}": "同意推荐" for each in cases}
    return given | {"issued_on": TODAY.isoformat()} | opinions | changed


def test_the_queues_ticks_are_brought_along_and_what_is_not_ready_says_why(desk, cases, round_):
    unready = make_submitted(make_compliant_space(name="聚力工场"), round_=round_)
    waiting = make_verified(make_compliant_space(name="云栈数字众创空间"), round_=round_)
    prepare(waiting)
    other = make_verified(make_compliant_space(name="木棉创客汇"), round_=make_round(title="2026年第二批"))
    page = desk.post(NEW, {"ids": [each.pk for each in (cases[0], unready, waiting, other)], "act": "recommend"})
    assert [(str(each.application.space), ticked) for each, ticked, _ in page.context["lines"]] == [
        ("启明星众创空间", True),
        ("河洛青年创业坊", False),
    ]
    said = {str(application.space): lacking[0] for application, lacking in page.context["left_out"]}
    assert said["云栈数字众创空间"] == "有待签发的事项"
    assert said["木棉创客汇"] == "属于2026年第二批，请分开办理"
    assert said["聚力工场"].startswith("核实33项")


def test_all_matches_of_the_queue(desk, cases):
    page = desk.post(f"{NEW}?view=open", {"all": "1"})
    assert [ticked for _, ticked, _ in page.context["lines"]] == [True, True]


def test_the_preview_shows_the_letter_and_its_table_and_leads_back(desk, cases):
    page = desk.post(NEW, filled(cases, preview="1"))
    html = page.content.decode()
    assert page.templates[0].name == "filings/district/joint_preview.html"
    assert [row["name"] for row in page.context["letter"]["rows"]] == ["启明星众创空间", "河洛青年创业坊"]
    for word in (NUMBER, TEXT, "信用代码", "800.00", cases[1].operator.uscc):
        assert word in html
    assert not PendingAct.objects.exists()
    back = desk.post(NEW, filled(cases, edit="1", text="另一段意见。"))
    assert "另一段意见。" in back.content.decode()


def test_prepared_it_stands_on_its_page_and_the_signer_signs(desk, client, cases):
    answer = desk.post(NEW, filled(cases, prepare="1"))
    joint = JointRecommendation.objects.get()
    assert answer["Location"] == reverse("filings:joint-recommendation", args=[joint.pk])
    assert (
        "拟办人不能签发" in desk.get(answer["Location"]).content.decode()
        or "没有签发权限" in desk.get(answer["Location"]).content.decode()
    )
    client.force_login(signer_of(cases[0]))
    acts = client.get(reverse("filings:acts"))
    assert [each.number for each in acts.context["joint"]] == [NUMBER]
    assert acts.context["rows"] == []
    desk_page = client.get(reverse("filings:desk")).content.decode()
    assert f"批量推荐：{NUMBER}" in desk_page
    signed = client.post(answer["Location"])
    assert "全部办理" in signed.content.decode()
    page = client.get(answer["Location"]).content.decode()
    letter = Document.objects.get(kind="recommendation_letter")
    assert reverse("filings:document-table", args=[letter.pk]) in page


def test_the_outcome_says_which_failed_and_why(desk, cases, round_):
    unready = make_submitted(make_compliant_space(name="聚力工场"), round_=round_)
    page = desk.post(NEW, filled([*cases, unready], prepare="1"))
    assert [(each.title, each.is_done) for each in page.context["outcomes"]][2] == (str(unready.space), False)
    assert "核实33项" in page.content.decode()
    assert PendingAct.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ids": []}, "ids"),
        ({"text": ""}, "text"),
        ({"number": "3号"}, "number"),
        ({"issued_on": "2026-03-04"}, "issued_on"),
        ({"issued_on": "2026-03-06"}, "issued_on"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk, cases, changed, field):
    page = desk.post(NEW, filled(cases, preview="1") | changed)
    assert list(page.context["form"].errors) == [field]
    assert not JointRecommendation.objects.exists()
    if field != "text":
        assert TEXT in page.content.decode()


def test_an_opinion_is_missed_by_name(desk, cases):
    page = desk.post(NEW, filled(cases, preview="1", **{f"opinion-{cases[1].pk}": " "}))
    assert page.context["form"].errors == {f"opinion-{cases[1].pk}": ["请填写对河洛青年创业坊的推荐意见。"]}


def test_the_workbook_has_the_columns_of_the_paper_and_runs_nothing(desk, cases):
    Operator.objects.filter(pk=cases[0].operator_id).update(contact_name="=1+1")
    joint, _ = join(cases)
    sign_joint_recommendation(joint, actor=signer_of(cases[0]))
    letter = Document.objects.get(kind="recommendation_letter")
    answer = desk.get(reverse("filings:document-table", args=[letter.pk]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.values)
    assert rows[0] == (
        *(
            "序号",
            "名称",
            "类型",
            "运营机构",
            "信用代码",
            "地址",
            "面积（㎡）",
            "工位（个）",
            "团队（家）",
            "企业（家）",
        ),
        *("联系人", "电话", "推荐意见"),
    )
    assert [row[0] for row in rows[1:]] == [1, 2]
    assert rows[1][1:3] == ("启明星众创空间", "综合性")
    assert rows[1][4] == cases[0].operator.uscc
    assert float(rows[1][6]) == 800.0
    assert rows[1][10] != "=1+1"
    assert sheet.cell(2, 11).data_type == "s"


def test_a_document_without_a_table_has_no_workbook(desk, cases):
    other = cases[0].documents.get(kind="application_form")
    assert desk.get(reverse("filings:document-table", args=[other.pk])).status_code == 404


def test_the_letter_stands_on_the_page_of_each_application(desk, cases):
    joint, _ = join(cases)
    sign_joint_recommendation(joint, actor=signer_of(cases[0]))
    letter = Document.objects.get(kind="recommendation_letter")
    for each in cases:
        page = desk.get(reverse("filings:application", args=[each.pk]))
        assert letter in page.context["documents"]
    page = desk.get(reverse("filings:document", args=[letter.pk]))
    assert page.context["subjects"] == cases


def test_sending_back_and_taking_back(desk, client, cases):
    joint, _ = join(cases)
    assert desk.post(reverse("filings:joint-recommendation-withdraw", args=[joint.pk])).status_code == 302
    again, _ = join(cases)
    client.force_login(signer_of(cases[0]))
    client.post(reverse("filings:joint-recommendation-send-back", args=[again.pk]), {"reason": "文号有误。"})
    assert set(again.acts.values_list("status", flat=True)) == {"sent_back"}
    refused = client.post(reverse("filings:joint-recommendation", args=[again.pk]))
    assert refused.status_code == 409


def test_pages_ask_as_much_for_three_as_for_one(desk, cases, round_):
    def queries(path):
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(path).status_code == 200
        return len(asked)

    before = queries(NEW), queries(LIST)
    make_verified(make_compliant_space(), round_=round_)
    make_verified(make_compliant_space(), round_=make_round(title="2026年第三批"))
    assert (queries(NEW), queries(LIST)) == before
    assert before[0] <= 30  # a form over many records
    assert before[1] <= 15
