"""The pages of a year's evaluation: what each role reads, sends and is refused; the whole way to the public page."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluation.models import Campaign, EvaluationScheme, MarkingAssignment, Result, TypicalPractice
from evaluation.scoring.scheme_checks import scheme_problems
from evaluation.services.campaigns.messages import OWN_MARKINGS, OWN_RESULTS
from tests.factories import make_district, make_user
from tests.factories_applications import make_upload
from tests.factories_evaluation import (
    STATEMENT,
    close_statistics,
    entry_of,
    make_bare_campaign,
    make_entry,
    make_marking,
    make_open_campaign,
    make_proof,
    make_reported_space,
    make_scheme,
    mark_entry,
    operator_of,
)
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, *arguments):
    return reverse(f"evaluation:{name}", args=arguments)


def posted(client, address, **data):
    """The answer after its redirect, as text."""
    answer = client.post(address, data, follow=True)
    return answer, answer.content.decode()


def test_messages_lead_to_pages_that_exist():
    assert (url("grades"), url("markings")) == (OWN_RESULTS, OWN_MARKINGS)
    assert url("entry", 7) == f"{OWN_RESULTS}7/"


# Schemes -----------------------------------------------------------------------------------------------------------


def indicator_fields(**changes):
    fields = {
        "code": "W", "name": "工位使用", "group": "a", "full": "20", "sort": "linear", "figure": "workstation_use",
        "floor": "40", "target": "90", "steps": "", "absent": "0", "guidance": "", "revision": "0",
    }  # fmt: skip
    return fields | changes


def test_an_indicator_is_checked_live_and_saved_as_typed():
    client, scheme = signed_in(make_user("city")), make_scheme()
    address = url("indicator", scheme.pk, "comprehensive", "W")
    live = client.post(address, indicator_fields(full="19"), headers={"HX-Request": "true"}).content.decode()
    assert "综合性“综合服务能力”各指标满分之和应为40分，现为39分，还差1分。" in live
    scheme.refresh_from_db()
    assert (scheme.revision, scheme_problems(scheme.scheme)) == (0, ())
    _answer, page = posted(client, address, **indicator_fields(sort="steps", steps="40 10\n80 20"))
    assert "40%得10分；80%得20分" in page
    scheme.refresh_from_db()
    assert scheme.revision == 1
    refused = client.post(address, indicator_fields(floor=""))
    assert refused.context["form"].errors["floor"] == ["按比例计分的，请填写起点值。"]
    stale = client.post(address, indicator_fields(revision="0"))
    assert (stale.status_code, "方案有过变动" in stale.content.decode()) == (409, True)


def test_an_indicator_is_added_and_removed():
    client, scheme = signed_in(make_user("city")), make_scheme()
    posted(client, url("indicator", scheme.pk, "professional", "new"), **indicator_fields(code="N", full="5"))
    scheme.refresh_from_db()
    assert [each.code for each in scheme.scheme.kinds["professional"]][-1] == "N"
    posted(client, url("indicator-remove", scheme.pk, "professional", "N"), revision="1")
    scheme.refresh_from_db()
    assert scheme_problems(scheme.scheme) == ()
    assert client.get(url("indicator", scheme.pk, "professional", "N")).status_code == 404


def test_groups_and_bands_are_changed_and_a_copy_is_made():
    client, scheme = signed_in(make_user("city")), make_scheme()
    head = {
        "title": "改名", "note": "", "excellent": "90", "good": "80", "passing": "60", "cap_percent": "20", "ties": "in",
        "group_a": "45", "group_b": "35", "group_c": "20", "group_d": "5", "revision": "0",
    }  # fmt: skip
    _answer, page = posted(client, url("scheme-head", scheme.pk), **head)
    assert "不超过参评总数的20%" in page
    assert "综合性“孵化绩效”各指标满分之和应为35分，现为40分，多出5分。" in page
    _answer, page = posted(client, url("scheme-copy", scheme.pk), code="next", title="下一年")
    assert "已建立“下一年（next 第1版）”" in page
    assert EvaluationScheme.objects.get(code="next").copied_from == scheme


def test_the_example_cannot_be_edited_and_a_test_run_stores_nothing():
    client, space = signed_in(make_user("city")), make_reported_space()
    close_statistics()
    example = EvaluationScheme.objects.get(code="example")
    page = client.get(url("scheme", example.pk)).content.decode()
    assert "示例方案" in page
    assert "增加指标" not in page
    tried = client.get(url("scheme-try", example.pk), {"year": 2025}).content.decode()
    assert space.name in tried
    assert "77.71" in tried
    assert not Result.objects.exists()


# A campaign --------------------------------------------------------------------------------------------------------


def test_a_campaign_from_setting_up_to_the_public_page():
    city, space = make_user("city"), make_reported_space(a5=108)
    close_statistics()
    office, operator = signed_in(city), signed_in(make_user("operator", operator=space.operator))
    expert = make_user("expert")
    days = {"filed_until": "2025-06-30", "self_due_on": "2026-05-15", "marks_due_on": "2026-05-31"}
    posted(office, url("campaigns"), year="2025", scheme=make_scheme().pk, **days)
    campaign = Campaign.objects.get()
    posted(office, url("campaign-open", campaign.pk))
    entry = entry_of(campaign, space)

    assert "请提交自评" in operator.get(reverse("filings:inbox")).content.decode()
    posted(operator, url("proof-add", entry.pk), indicator="T", upload=make_upload())
    _answer, confirm = posted(operator, url("self-assessment", entry.pk), T=STATEMENT, submit="1")
    assert "提交后不能再修改" in confirm
    posted(operator, url("self-assessment-submit", entry.pk))

    posted(office, url("campaign-markers", campaign.pk), kind="", experts=[expert.pk])
    marker = signed_in(expert)
    place = MarkingAssignment.objects.get()
    page = marker.get(url("marking", place.pk)).content.decode()
    assert STATEMENT in page
    assert "证明材料1" in page
    assert "scan.pdf" not in page
    posted(marker, url("marking", place.pk), mark_T="18.5", comment_T="", submit="1")

    preview = office.get(url("campaign-announce", campaign.pk)).content.decode()
    assert "发布初评结果" in preview
    posted(office, url("campaign-announce", campaign.pk), review_due_on="2026-03-20")
    _answer, own = posted(operator, url("request-review", entry.pk), reason="工位数有误")
    # 108/120 = 90 %: 20; 18.50; 9/40 = 22.5 %: 22.50; 10; 12
    assert "83.00" in own
    assert "A5 年末已使用工位数 108 ÷ A4 提供工位数 120 × 100 ＝ 90%；达到目标值90%，得满分20.00分" in own
    assert "距优秀（85分）还差2分。" in own
    assert '<svg class="radar"' in own
    posted(office, url("entry-reply", entry.pk), upheld="no", reply="核对无误", mark_T="")
    posted(office, url("entry-practice", entry.pk), title="共享平台", text="开放做法")
    public = Client()
    assert "还没有公布" in public.get(url("results")).content.decode()
    assert "共享平台" not in public.get(url("practices")).content.decode()
    with time_machine.travel("2026-03-23T10:00:00+08:00"):
        office.force_login(city)
        posted(office, url("campaign-publish", campaign.pk))
    assert space.name in public.get(url("results")).content.decode()
    assert "开放做法" in public.get(url("practices")).content.decode()


def test_what_is_lacking_is_refused_with_the_way_back():
    city, space = make_user("city"), make_reported_space()
    campaign = make_open_campaign(actor=city)
    office = signed_in(city)
    answer, page = posted(office, url("campaign-announce", campaign.pk), review_due_on="2026-03-20")
    assert (answer.status_code, "统计还没有关闭" in page) == (409, True)
    answer, page = posted(office, url("campaign-open", campaign.pk))
    assert (answer.status_code, "现在是“评价中”" in page) == (409, True)
    close_statistics()
    preview = office.get(url("campaign-announce", campaign.pk)).content.decode()
    assert f"1家还缺专家评分：</b>{space.name}" in preview


def test_results_stay_hidden_until_they_are_announced():
    entry = make_entry(make_filed_space(), "preliminary")
    operator = signed_in(operator_of(entry))
    assert "74.50" in operator.get(url("entry", entry.pk)).content.decode()
    assert '<td class="num">74.50</td>' in operator.get(url("grades")).content.decode()
    Campaign.objects.update(state="open", preliminary_at=None, review_due_on=None)
    page = operator.get(url("entry", entry.pk)).content.decode()
    assert "74.50" not in page
    assert "初评结果发布后" in page
    assert "74.50" not in operator.get(url("grades")).content.decode()


def test_a_correction_and_its_versions():
    city, space = make_user("city"), make_reported_space()
    close_statistics()
    campaign = make_open_campaign(actor=city)
    entry = entry_of(campaign, space)
    mark_entry(entry, "16", city=city)
    office = signed_in(city)
    posted(office, url("campaign-announce", campaign.pk), review_due_on="2026-03-20")
    empty = {"clause": "", "forced_reason": "", "version": "1"}
    wrong = office.post(url("entry-correct", entry.pk), {"mark_T": "21", "reason": "改", **empty})
    assert wrong.context["form"].errors["mark_T"]
    _answer, page = posted(office, url("entry-correct", entry.pk), mark_T="20", reason="补计设备", **empty)
    assert "第2版（有效）" in page
    assert "补计设备" in page
    assert Result.objects.get(superseded_at=None).total == Decimal("78.50")
    late = office.post(url("entry-correct", entry.pk), {"mark_T": "19", "reason": "再改", **empty})
    assert (late.status_code, "结果已由他人更正为第2版" in late.content.decode()) == (409, True)


def test_a_district_reads_its_own_and_takes_no_step():
    entry = make_entry(make_filed_space(), "published")
    district = signed_in(make_user("district", district=entry.space.district))
    page = district.get(url("entry", entry.pk)).content.decode()
    assert "74.50" in page
    assert "更正结果" not in page
    assert district.get(url("entry-correct", entry.pk)).status_code == 403
    other = signed_in(make_user("district", district=make_district("jinshui")))
    assert entry.space.district_id != "jinshui"
    assert other.get(url("entry", entry.pk)).status_code == 404


def test_an_experts_copy_of_a_file_has_a_name_that_says_nothing():
    entry = make_entry(make_filed_space())
    expert = make_user("expert")
    make_marking(entry, expert)
    proof = make_proof(entry)
    answer = signed_in(expert).get(url("proof", proof.pk))
    assert f"%E8%AF%81%E6%98%8E%E6%9D%90%E6%96%99{proof.pk}.pdf" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert signed_in(make_user("expert")).get(url("proof", proof.pk)).status_code == 404


def test_a_file_that_is_not_taken_is_told():
    entry = make_entry(make_filed_space())
    client = signed_in(operator_of(entry))
    upload = SimpleUploadedFile("表.exe", b"MZ\x00\x00")
    _answer, page = posted(client, url("proof-add", entry.pk), indicator="T", upload=upload)
    assert "只能上传PDF、JPG或PNG文件" in page


def test_the_desks_show_what_waits():
    entry = make_entry(make_filed_space())
    expert = make_user("expert")
    make_marking(entry, expert)
    assert "去自评" in signed_in(operator_of(entry)).get(reverse("filings:desk")).content.decode()
    assert "考核评价评分" in signed_in(expert).get(reverse("filings:desk")).content.decode()


def test_a_withdrawn_practice_and_another_grade_are_not_shown():
    entry = make_entry(make_filed_space(), "published")
    TypicalPractice.objects.create(entry=entry, title="做法甲", text="全文", marked_by=make_user("city"))
    public = Client()
    assert "做法甲" in public.get(url("practices")).content.decode()
    TypicalPractice.objects.update(is_public=False)
    assert "做法甲" not in public.get(url("practices")).content.decode()
    page = public.get(url("results"), {"grade": "fail"}).content.decode()
    assert entry.space.name not in page
    assert "没有这个等级的众创空间" in page


def test_a_draft_campaign_is_changed_and_participants_follow():
    city = make_user("city")
    make_filed_space()
    campaign = make_bare_campaign("draft", actor=city)
    form = {
        "scheme": campaign.scheme_id, "filed_until": "2024-06-30", "self_due_on": "2026-05-15", "marks_due_on": "2026-05-10",
    }  # fmt: skip
    office = signed_in(city)
    wrong = office.post(url("campaign-change", campaign.pk), form)
    assert wrong.context["form"].errors["marks_due_on"] == ["专家评分截止日不能早于自评截止日。"]
    posted(office, url("campaign-change", campaign.pk), **form | {"marks_due_on": "2026-05-20"})
    campaign.refresh_from_db()
    assert campaign.marks_due_on == date(2026, 5, 20)
