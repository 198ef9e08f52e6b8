"""The operator's draft through the client: list, new draft, task list, sections, evidence, pre-screen."""

from datetime import date

import pytest

from filings import models as m
from filings.services.applications import confirm_section
from filings.workflow import Role
from tests.factories import (
    make_application,
    make_compliant_space,
    make_district,
    make_operator,
    make_round,
    make_space,
    make_user,
)
from tests.factories_applications import (
    complete_draft,
    make_complete_draft,
    make_draft,
    make_submitted,
    make_upload,
    member_of,
    submit,
)

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"hx-request": "true"}}


@pytest.fixture
def draft(client):
    application = make_draft()
    client.force_login(member_of(application.operator))
    return application


def page(client, url, **extra):
    response = client.get(url, **extra)
    return response, response.content.decode()


def test_the_list_shows_the_own_applications_alone(client):
    mine, other = make_draft(), make_draft()
    client.force_login(member_of(mine.operator))
    response, text = page(client, "/applications/")
    assert [application.pk for application in response.context["object_list"]] == [mine.pk]
    assert other.space.name not in text


def test_the_list_has_as_many_queries_at_three_rows_as_at_one(client, django_assert_max_num_queries):
    operator = make_operator()
    client.force_login(make_user(Role.OPERATOR, operator=operator))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_application(make_space(operator), state="submitted")
        with django_assert_max_num_queries(15) as captured:
            client.get("/applications/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_list_can_be_searched(client):
    operator = make_operator()
    client.force_login(make_user(Role.OPERATOR, operator=operator))
    for name in ("云帆工场", "启明星空间"):
        make_application(make_space(operator, name=name), state="submitted")
    response = client.get("/applications/?q=启明")
    assert [application.space.name for application in response.context["object_list"]] == ["启明星空间"]


def test_offices_do_not_have_the_operators_list(client):
    client.force_login(make_user(Role.DISTRICT))
    assert client.get("/applications/").status_code == 403


def test_a_draft_is_begun_with_space_kind_and_round(client):
    space, round_ = make_compliant_space(), make_round()
    client.force_login(make_user(Role.OPERATOR, operator=space.operator))
    response = client.post("/applications/new/", {"space": space.pk, "kind": "comprehensive", "round_": round_.pk})
    application = m.Application.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/applications/{application.pk}/")
    assert (application.space, application.round, application.kind) == (space, round_, "comprehensive")


def test_a_round_of_another_kind_is_said_at_the_field(client):
    space, round_ = make_compliant_space(), make_round(title="专业化专项", kinds=["professional"])
    client.force_login(make_user(Role.OPERATOR, operator=space.operator))
    response = client.post("/applications/new/", {"space": space.pk, "kind": "comprehensive", "round_": round_.pk})
    assert response.status_code == 200
    assert response.context["form"].errors == {"round_": ["“专业化专项”不受理综合性众创空间的申请，请改选批次或类型。"]}


def test_another_operators_space_is_no_choice(client):
    space, round_ = make_compliant_space(), make_round()
    client.force_login(make_user(Role.OPERATOR, operator=make_compliant_space().operator))
    response = client.post("/applications/new/", {"space": space.pk, "kind": "comprehensive", "round_": round_.pk})
    assert response.context["form"].errors == {"space": ["请选择本机构的众创空间。"]}


def test_a_ban_is_shown_before_a_draft_is_begun_and_refused_after(client):
    space, round_ = make_compliant_space(), make_round()
    client.force_login(make_user(Role.OPERATOR, operator=space.operator))
    m.Ban.objects.create(
        uscc=space.operator.uscc,
        ground="revocation",
        since=date(2024, 5, 10),
        until=date(2026, 5, 10),
        source="撤销决定书",
    )
    _, text = page(client, "/applications/new/")
    assert "2026年5月10日前（含当日）不得申报，自2026年5月11日起可以申报" in text
    response = client.post("/applications/new/", {"space": space.pk, "kind": "comprehensive", "round_": round_.pk})
    assert response.status_code == 409
    assert "自2026年5月11日起可以申报" in response.content.decode()


def test_a_live_application_is_explained_with_a_link(client, draft):
    _, text = page(client, "/applications/new/")
    assert f"{draft.space}已有一件在办的申请" in text
    assert f'href="/applications/{draft.pk}/"' in text


def test_without_an_open_round_the_page_says_when(client):
    space = make_compliant_space()
    client.force_login(make_user(Role.OPERATOR, operator=space.operator))
    _, text = page(client, "/applications/new/")
    assert "现在没有开放的申报批次" in text


def test_new_draft_queries_do_not_grow_with_spaces(client, django_assert_max_num_queries):
    operator = make_operator()
    client.force_login(make_user(Role.OPERATOR, operator=operator))
    make_round()
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_space(operator)
        with django_assert_max_num_queries(30) as captured:
            client.get("/applications/new/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_task_list_shows_every_section_with_its_state(client, draft, django_assert_max_num_queries):
    confirm_section(draft, "5.1", actor=member_of(draft.operator))
    with django_assert_max_num_queries(30):
        response, text = page(client, f"/applications/{draft.pk}/")
    states = {task.code: task.state.value for task in response.context["draft"].tasks}
    assert states == {"5.1": "under_way"} | {f"5.{number}": "untouched" for number in range(2, 9)}
    assert "已完成1 / 9" in text
    assert "还有8个部分没有完成，完成后可以提交" in text


def test_the_prescreen_counts_what_is_confirmed(client, draft):
    response = client.get(f"/applications/{draft.pk}/")
    assert {verdict.value: number for verdict, number in response.context["counts"].items()} == {
        "pass": 3,
        "fail": 0,
        "review": 0,
        "missing": 27,
    }
    complete_draft(draft)
    response = client.get(f"/applications/{draft.pk}/prescreen/", **HTMX)
    assert response.context["result"].outcome == "pass"


def test_a_failing_check_shows_its_gap_and_the_register_that_changes_it(client, draft):
    draft.space.sites.update(workstations=44)
    confirm_section(draft, "5.2", actor=member_of(draft.operator))
    _, text = page(client, f"/applications/{draft.pk}/")
    assert "还差6个工位" in text
    assert f'href="/spaces/{draft.space_id}/registers/sites/"' in text


def test_a_section_is_confirmed(client, draft):
    response = client.post(f"/applications/{draft.pk}/sections/5.4/confirm/")
    assert response["Location"] == f"/applications/{draft.pk}/sections/5.4/"
    section = draft.sections.get()
    assert (section.code, section.confirmed_by) == ("5.4", member_of(draft.operator))


def test_a_section_that_the_kind_has_not_is_404(client, draft):
    assert client.get(f"/applications/{draft.pk}/sections/6.1/").status_code == 404
    assert client.get(f"/applications/{draft.pk}/sections/9.9/").status_code == 404


def test_a_short_explanation_is_kept_and_said_at_the_field(client, draft):
    draft.space.sites.update(tenure="granted")
    url = f"/applications/{draft.pk}/sections/5.2/"
    response = client.post(url, {"explanation-0": "无偿使用十年"})
    assert response.status_code == 200
    assert response.context["form"].errors == {"explanation-0": ["请填写说明，20至300字"]}
    assert "无偿使用十年" in response.content.decode()
    assert draft.sections.get().explanations == {"5.2.lease": "无偿使用十年"}
    assert client.post(url, {"explanation-0": "无偿使用十年"}, **HTMX).status_code == 422


def test_autosave_answers_with_the_event_that_refreshes_the_prescreen(client, draft):
    draft.space.sites.update(tenure="granted")
    text = "产权单位是本机构的股东，无偿使用协议期限为十年，附协议和产权证明。"
    response = client.post(f"/applications/{draft.pk}/sections/5.2/", {"explanation-0": text}, **HTMX)
    assert (response.status_code, response["HX-Trigger"]) == (204, '{"section-saved": {"revision": 1}}')
    assert draft.sections.get().explanations == {"5.2.lease": text}


def test_saving_leads_to_the_next_section(client, draft):
    draft.space.sites.update(tenure="granted")
    text = "产权单位是本机构的股东，无偿使用协议期限为十年，附协议和产权证明。"
    url = f"/applications/{draft.pk}/sections/5.2/"
    assert client.post(url, {"explanation-0": text})["Location"] == f"/applications/{draft.pk}/sections/5.3/"
    assert client.post(url, {"explanation-0": text, "save": "1"})["Location"] == url


def test_the_rows_behind_a_figure(client, draft):
    url = f"/applications/{draft.pk}/draft-rows/residents.startups/"
    response, text = page(client, url, **HTMX)
    assert len(response.context["behind"].lines) == 12
    assert "<html" not in text
    _, text = page(client, url)
    assert "<html" in text
    assert client.get(f"/applications/{draft.pk}/draft-rows/no.such/").status_code == 404


def upload(client, application, *files, requirement="floor_plan", document="floor_plan", code="5.2"):
    data = {"requirement": requirement, "document": document, "files": list(files)}
    return client.post(f"/applications/{application.pk}/sections/{code}/upload/", data)


def test_files_are_bound_to_their_document(client, draft):
    response = upload(client, draft, make_upload("一层.pdf"), make_upload("二层.pdf"))
    assert response["Location"] == f"/applications/{draft.pk}/sections/5.2/#ev-floor_plan"
    assert sorted(draft.attachments.values_list("document", "file__name")) == [
        ("floor_plan", "一层.pdf"),
        ("floor_plan", "二层.pdf"),
    ]


def test_of_several_kinds_the_chosen_one_is_kept(client, draft):
    upload(client, draft, make_upload(), requirement="fund_evidence", document="cooperation_agreement", code="5.5")
    assert draft.attachments.get().document == "cooperation_agreement"


def test_a_bad_file_is_named_and_the_good_ones_stay(client, draft):
    response = upload(client, draft, make_upload("平面图.pdf"), make_upload("平面图.exe"))
    text = response.content.decode()
    assert response.status_code == 200
    assert "平面图.exe：文件名的后缀与内容不一致，请把后缀改为.pdf后上传。" in text
    assert draft.attachments.get().file.name == "平面图.pdf"


def test_no_file_chosen(client, draft):
    response = upload(client, draft)
    assert response.context["refused"].errors["files"] == ["请选择要上传的文件。"]


def test_a_document_that_is_not_asked_for_is_404(client, draft):
    assert upload(client, draft, make_upload(), requirement="lease_contract").status_code == 404


def test_an_attachment_is_pointed_to_a_page_and_moved(client, draft):
    upload(client, draft, make_upload())
    attachment = draft.attachments.get()
    url = f"/applications/{draft.pk}/attachments/{attachment.pk}/"
    assert client.get(f"{url}?page=3").context["page"] == 3
    assert client.post(url, {"document": "title_certificate", "page": 3}).status_code == 302
    attachment.refresh_from_db()
    assert (attachment.document, attachment.page) == ("title_certificate", 3)
    response = client.post(url, {"document": "title_certificate", "page": 4})
    assert response.context["form"].errors == {"page": ["请填写1至3。"]}


def test_single_checks_are_given_pages_where_the_file_is_shown(client, draft):
    upload(client, draft, make_upload())
    attachment = draft.attachments.get()
    url = f"/applications/{draft.pk}/attachments/{attachment.pk}/"
    form = client.get(url).context["form"]
    checks = [check for check, _ in form.proves]
    assert len(checks) > 1
    whole = {"document": "floor_plan", "page": 1, "anchor-0": "", "anchor-1": "3"}
    client.post(url, whole)
    attachment.refresh_from_db()
    assert attachment.anchors == {checks[1]: 3}
    client.post(url, {"document": "floor_plan", "page": 2})
    attachment.refresh_from_db()
    assert (attachment.page, attachment.anchors) == (2, {checks[1]: 3})
    assert client.post(url, whole | {"anchor-1": "4"}).context["form"].errors == {"anchor-1": ["请填写1至3。"]}
    _, text = page(client, f"/applications/{draft.pk}/sections/5.2/")
    assert f"{form.proves[1][1]}看第3页" in text


def test_an_attachment_is_removed(client, draft):
    upload(client, draft, make_upload())
    attachment = draft.attachments.get()
    response = client.post(f"/applications/{draft.pk}/attachments/{attachment.pk}/remove/")
    assert response.status_code == 302
    assert not draft.attachments.exists()


def test_documents_of_registers_count_as_attached(client, draft):
    response = client.get(f"/applications/{draft.pk}/sections/5.3/")
    evidence = response.context["evidence"][0]["evidence"]
    assert (evidence.required.code, evidence.is_there, evidence.is_uploaded_here) == ("price_list", True, False)


def test_kind_and_round_are_changed(client, draft):
    round_ = make_round()
    url = f"/applications/{draft.pk}/space/"
    assert client.get(url).status_code == 200
    client.post(url, {"kind": "professional", "round_": round_.pk})
    draft.refresh_from_db()
    assert (draft.kind, draft.round) == ("professional", round_)


def test_submit_page_shows_what_is_lacking_and_refuses(client, draft):
    url = f"/applications/{draft.pk}/submit/"
    _, text = page(client, url)
    assert "还有9处没有完成" in text or "还有8处没有完成" in text
    declarations = {"declaration-0": "on", "declaration-1": "on"}
    assert client.post(url, declarations).status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_submit_page_shows_all_that_will_be_submitted(client):
    application = make_complete_draft()
    attachment = application.attachments.first()
    application.attachments.filter(pk=attachment.pk).update(page=2)
    client.force_login(member_of(application.operator))
    response, text = page(client, f"/applications/{application.pk}/submit/")
    assert [check.id for check in response.context["standing"]] == [
        "standing.fraud_ban",
        "standing.revocation_ban",
        "standing.active_filing",
    ]
    assert f'href="/applications/{application.pk}/attachments/{attachment.pk}/">指到第2页' in text
    for task in response.context["draft"].tasks:
        assert f'href="/applications/{application.pk}/sections/{task.code}/"' in text
        for check in task.checks:
            assert check.label in text
        for evidence in task.evidence:
            assert evidence.required.label in text
    for text_of in response.context["form"].declarations:
        assert text_of in text


def test_submitting(client, django_assert_max_num_queries):
    application = make_complete_draft()
    client.force_login(member_of(application.operator))
    url = f"/applications/{application.pk}/submit/"
    with django_assert_max_num_queries(30):
        assert client.get(url).status_code == 200
    response = client.post(url, {"declaration-0": "on"})
    assert response.status_code == 200
    assert response.context["form"].errors == {"declaration-1": ["请阅读并勾选这一项声明。"]}
    response = client.post(url, {"declaration-0": "on", "declaration-1": "on"})
    assert response["Location"] == f"/applications/{application.pk}/"
    application.refresh_from_db()
    assert (application.state, application.number) == ("submitted", "2026-0001")
    assert client.post(url, {"declaration-0": "on", "declaration-1": "on"}).status_code == 409


def test_withdrawing_asks_first(client):
    application = submit(make_complete_draft())
    client.force_login(member_of(application.operator))
    url = f"/applications/{application.pk}/withdraw/"
    _, text = page(client, url)
    assert "撤回后，这件申请不再办理，不能恢复。" in text
    client.post(url, {"reason": "材料需要重新整理"})
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert m.HistoryLine.objects.get(action="withdraw").reason == "材料需要重新整理"


def test_a_submitted_application_is_no_draft_any_more(client):
    application = make_submitted()
    client.force_login(member_of(application.operator))
    for path in ("sections/5.1/", "space/", "prescreen/", "draft-rows/residents.teams/"):
        assert client.get(f"/applications/{application.pk}/{path}").status_code == 409
    assert client.post(f"/applications/{application.pk}/sections/5.1/confirm/").status_code == 409


@pytest.mark.parametrize(
    "path", ["", "space/", "sections/5.1/", "prescreen/", "submit/", "withdraw/", "draft-rows/residents.teams/"]
)
def test_a_strangers_draft_is_404(client, draft, path):
    client.force_login(make_user(Role.OPERATOR))
    assert client.get(f"/applications/{draft.pk}/{path}").status_code == 404
    client.force_login(make_user(Role.DISTRICT, district=make_district("jinshui")))
    assert client.get(f"/applications/{draft.pk}/{path}").status_code == (404 if path == "" else 403)
