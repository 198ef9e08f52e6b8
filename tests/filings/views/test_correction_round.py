"""Pages of a correction round and of the review of a decline, without scripts."""

import pytest
from django.urls import reverse

from filings.models import Application, Site
from filings.workflow import Role
from tests.factories import make_compliant_space, make_user
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_correction import (
    make_declined,
    make_returned,
    make_reviewed_decline,
    resubmit,
    send_back,
    settle_all,
)
from tests.factories_district import clerk_of, make_recommended

pytestmark = pytest.mark.django_db


def url(name, application, *more):
    return reverse(f"filings:{name}", args=[application.pk, *more])


def opened(client, user, name, application, *more):
    client.force_login(user)
    return client.get(url(name, application, *more))


def formset(*rows):
    management = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": 0}
    fields = {f"items-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return management | fields


ROW = {"target": "document:floor_plan", "what": "未标注公共服务场地面积，请上传带面积标注的平面图。"}
LETTER = {"number": "郑高科函〔2026〕31号", "due_on": "2026-03-19"}


def test_the_district_marks_while_verifying_and_sends_back_all_at_once(client):
    application = make_submitted()
    client.force_login(clerk_of(application))
    verify = f"{url('application-verify', application)}?item=5.2.workstations"
    site = application.space.sites.get()
    seen = {"keep": [f"sites:{site.pk}"], "value_site__workstations": site.workstations}
    lacking = client.post(verify, {"verdict": "to_correct"} | seen)
    assert lacking.context["form"].errors == {"finding": ["请写明需要运营机构补正什么。"]}
    client.post(verify, {"verdict": "to_correct", "finding": "工位与照片不符。"} | seen)
    page = client.get(url("application-verify", application))
    assert "退回补正（1项）" in page.content.decode()
    form = client.get(url("application-return", application)).context["items_set"]
    assert form.forms[0].initial == {"target": "check:5.2.workstations", "what": "工位与照片不符。"}
    assert len(form.forms) > 1
    sent = client.post(
        url("application-return", application),
        LETTER | formset({"target": "check:5.2.workstations", "what": "工位与照片不符。"}, ROW),
    )
    assert sent.status_code == 302
    request = Application.objects.get(pk=application.pk).correction_requests.get()
    assert [item.target for item in request.items.all()] == ["5.2.workstations", "floor_plan"]


@pytest.mark.parametrize(
    ("letter", "rows", "said"),
    [
        (LETTER, [{}], "请选择补正的部分"),
        (LETTER, [{"target": "document:floor_plan"}], "请写明需要补正什么"),
        (LETTER, [ROW, ROW], "同一内容只列一项"),
        (LETTER | {"due_on": "2026-03-05"}, [ROW], "补正期限应晚于"),
        (LETTER | {"due_on": "2027-03-05"}, [ROW], "补正期限最长60个工作日"),
        (LETTER | {"number": "31"}, [ROW], "机关代字"),
    ],
)
def test_a_return_form_says_what_is_wrong_and_keeps_what_was_typed(client, letter, rows, said):
    application = make_submitted()
    client.force_login(clerk_of(application))
    page = client.post(url("application-return", application), letter | formset(*rows))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert Application.objects.get(pk=application.pk).state == "submitted"


def test_further_rows_keep_what_was_typed_and_a_marked_row_may_be_emptied(client):
    application = make_submitted()
    client.force_login(clerk_of(application))
    page = client.post(
        url("application-return", application), LETTER | formset(ROW, ROW | {"what": "另"}, {}) | {"more": "1"}
    )
    rows = page.context["items_set"].forms
    assert [form.initial.get("what") for form in rows] == [ROW["what"], "另", None, None, None]
    assert page.context["form"].initial["number"] == LETTER["number"]
    assert Application.objects.get(pk=application.pk).state == "submitted"
    posted = LETTER | formset(ROW, {"target": "", "what": ""}) | {"items-INITIAL_FORMS": 2}
    assert client.post(url("application-return", application), posted).status_code == 302
    assert application.correction_requests.get().items.count() == 1


def test_a_second_return_asks_why_only_now(client):
    application = resubmit(settle_all(make_returned()))
    client.force_login(clerk_of(application))
    page = client.post(url("application-return", application), LETTER | formset(ROW))
    assert "请写明上次没有提出的原因。" in page.content.decode()


def test_the_task_list_shows_what_is_to_be_corrected_until_when(client, django_assert_max_num_queries):
    application = make_returned()
    client.force_login(member_of(application.operator))
    with django_assert_max_num_queries(30):
        page = client.get(url("application", application))
    text = page.content.decode()
    assert page.templates[0].name == "filings/operator/application_returned.html"
    assert "请在3月19日（星期四）前补正2项，还有10个工作日" in text
    assert text.count("需补正") == 1
    assert "补正0 / 2" in text
    states = [(row["title"], row["state"]) for _, rows in page.context["articles"] for row in rows]
    assert [title for title, state in states if state == "returned"] == ["固定的孵化场所"]


def test_a_named_section_opens_what_was_named_with_old_beside_new(client, django_assert_max_num_queries):
    application = make_returned()
    operator = member_of(application.operator)
    Site.objects.filter(space=application.space).update(workstations=70)
    client.force_login(operator)
    upload = {"requirement": "floor_plan", "document": "floor_plan", "files": [make_upload("新平面图.pdf")]}
    assert client.post(url("application-upload", application, "5.2"), upload).status_code == 302
    old = application.attachments.get(file__name="floor_plan.pdf")
    assert client.post(url("application-attachment-remove", application, old.pk)).status_code == 302
    with django_assert_max_num_queries(30):
        page = client.get(url("application-section", application, "5.2"))
    text = page.content.decode()
    assert "新平面图.pdf" in text
    assert "上次提交的场地平面图" in text
    assert [change.after for change in page.context["asked"][0]["changes"].figures] == ["70个"]
    assert client.get(reverse("filings:file", args=[old.file_id])).getvalue().startswith(b"%PDF")
    closed = [each["evidence"].required.code for each in page.context["evidence"] if not each["is_open"]]
    assert closed == ["title_certificate"]
    bad = {"requirement": "floor_plan", "document": "floor_plan", "files": [make_upload("坏.txt")]}
    assert "坏.txt" in client.post(url("application-upload", application, "5.2"), bad).content.decode()


def test_a_section_that_was_not_named_is_shown_and_locked(client):
    application = make_returned()
    page = opened(client, member_of(application.operator), "application-section", application, "5.6")
    assert "这一部分没有列入补正，只供查看" in page.content.decode()
    upload = {"requirement": "diplomas", "document": "diplomas", "files": [make_upload()]}
    assert client.post(url("application-upload", application, "5.6"), upload).status_code in (404, 409)
    assert client.post(url("application-section-confirm", application, "5.6")).status_code == 409
    assert client.get(url("application-space", application)).status_code == 409


def test_settling_and_submitting_again(client, django_assert_max_num_queries):
    application = make_returned()
    operator = member_of(application.operator)
    client.force_login(operator)
    with django_assert_max_num_queries(30):
        assert "还有2处没有完成" in client.get(url("application-resubmit", application)).content.decode()
    items = list(application.correction_requests.get().items.all())
    for reply in ("", "已更换。"):
        for item in items:
            client.post(url("application-item-settle", application, item.pk), {"reply": reply})
        silent = client.get(url("application-resubmit", application)).content.decode().count("没有改动，也没有补正说明")
        assert silent == (0 if reply else 2)
    assert "补正2 / 2" in client.get(url("application", application)).content.decode()
    page = client.get(url("application-resubmit", application))
    ticked = dict.fromkeys(page.context["form"].fields, "on")
    assert client.post(url("application-resubmit", application), ticked).status_code == 302
    assert Application.objects.get(pk=application.pk).state == "submitted"
    again = client.post(url("application-resubmit", application), ticked)
    assert (again.status_code, "待区县审核" in again.content.decode()) == (409, True)


def test_the_workspace_marks_what_changed(client, django_assert_max_num_queries):
    application = make_returned()
    Site.objects.filter(space=application.space).update(workstations=70)
    resubmit(settle_all(application))
    client.force_login(clerk_of(application))
    with django_assert_max_num_queries(30):
        page = client.get(f"{url('application-verify', application)}?item=5.2.workstations")
    text = page.content.decode()
    assert "与上次提交不同" in text
    assert "要求补正" in text
    assert [change.after for change in page.context["item_changes"].figures] == ["70个"]
    other = client.get(f"{url('application-verify', application)}?item=5.6.staff")
    assert not other.context["item_changes"]
    queue = client.get(reverse("filings:queue"), {"view": "again"}).content.decode()
    assert str(application.space) in queue


def test_offices_see_the_round_and_who_sent_it_back_may_extend(client):
    application = make_returned()
    clerk = clerk_of(application)
    assert "延长补正期限" in opened(client, clerk, "application", application).content.decode()
    city = opened(client, make_user(Role.CITY), "application", application)
    assert "延长补正期限" not in city.content.decode()
    assert client.get(url("application-extend-correction", application)).status_code == 409
    client.force_login(clerk)
    page = client.post(url("application-extend-correction", application), {"due_on": "2026-03-18", "reason": "排期"})
    assert "补正期限应晚于2026年3月19日" in page.content.decode()
    data = {"due_on": "2026-03-26", "reason": "测绘机构排期。"}
    assert client.post(url("application-extend-correction", application), data).status_code == 302


def test_the_city_returns_through_its_page(client):
    application = make_recommended()
    client.force_login(make_user(Role.CITY))
    assert client.get(url("application-return", application)).status_code == 200
    assert client.post(url("application-return", application), LETTER | formset(ROW)).status_code == 302
    assert Application.objects.get(pk=application.pk).state == "returned"


def test_a_review_is_asked_for_and_answered(client):
    application = make_declined()
    page = opened(client, member_of(application.operator), "application", application)
    assert "可以在3月20日（星期五）前申请复核一次" in page.content.decode()
    assert client.post(url("application-ask-review", application), {"reason": ""}).context["form"].errors
    assert client.post(url("application-ask-review", application), {"reason": "有测绘报告。"}).status_code == 302
    assert client.get(url("application-ask-review", application)).status_code == 409
    city = make_user(Role.CITY)
    page = opened(client, city, "application", application)
    assert [button["label"] for button in page.context["buttons"]] == ["责令重审", "维持不予推荐"]
    assert str(application.space) in client.get(reverse("filings:desk")).content.decode()
    assert "有测绘报告。" in client.get(url("application-overturn", application)).content.decode()
    assert client.post(url("application-overturn", application), {"reason": "报告有效。"}).status_code == 302
    assert Application.objects.get(pk=application.pk).state == "submitted"


def test_a_decline_is_upheld(client):
    application = make_reviewed_decline(make_compliant_space())
    client.force_login(make_user(Role.CITY))
    assert client.post(url("application-uphold-decline", application), {"reason": "面积不足。"}).status_code == 302
    page = opened(client, member_of(application.operator), "application", application)
    assert "面积不足。" in page.content.decode()
    client.force_login(make_user(Role.CITY))
    assert client.get(url("application-uphold-decline", application)).status_code == 409


def test_the_desks_show_the_round(client):
    application = make_returned()
    client.force_login(member_of(application.operator))
    assert "去补正" in client.get(reverse("filings:desk")).content.decode()
    resubmit(settle_all(application))
    client.force_login(clerk_of(application))
    assert "已补正，等待" in client.get(reverse("filings:desk")).content.decode()
    send_back(application, "check:5.2.area", why_later="由补正引起。")
    assert "退回补正中" in client.get(reverse("filings:queue")).content.decode()
