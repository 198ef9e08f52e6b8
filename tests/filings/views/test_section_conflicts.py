"""Two people, or two tabs, in the same section: the later save is told of the earlier one; nothing is overwritten silently."""

import pytest

from filings import models as m
from filings.errors import ChangedMeanwhile
from filings.services.applications import confirm_section, save_section
from filings.workflow import Role
from tests.factories import make_user
from tests.factories_applications import make_draft, member_of

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}
MINE = "产权单位是本机构的股东，无偿使用协议期限为十年，附协议和产权证明。"
THEIRS = "场地由集团公司无偿提供，使用协议签到2035年底，协议附在材料里。"


@pytest.fixture
def draft(client):
    application = make_draft()
    application.space.sites.update(tenure="granted")
    client.force_login(member_of(application.operator))
    return application


@pytest.fixture
def colleague(draft):
    return make_user(Role.OPERATOR, operator=draft.operator, full_name="王会计")


def url(draft):
    return f"/applications/{draft.pk}/sections/5.2/"


def section(draft):
    return m.ApplicationSection.objects.get(application=draft, code="5.2")


def test_the_page_carries_the_saving_that_it_shows(client, draft):
    assert 'name="revision" value="0"' in client.get(url(draft)).content.decode()
    client.post(url(draft), {"explanation-0": MINE, "revision": "0", "save": "1"})
    page = client.get(url(draft)).content.decode()
    assert 'name="revision" value="1"' in page
    assert "10:00已自动保存" in page


def test_a_later_save_is_told_and_overwrites_nothing(client, draft, colleague):
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": THEIRS}, revision=0)
    response = client.post(url(draft), {"explanation-0": MINE, "revision": "0"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "王会计" in page
    assert THEIRS in page
    assert MINE in page
    assert section(draft).explanations == {"5.2.lease": THEIRS}
    assert section(draft).saved_by == colleague


def test_saving_again_after_having_read_both_is_a_decision(client, draft, colleague):
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": THEIRS}, revision=0)
    page = client.post(url(draft), {"explanation-0": MINE, "revision": "0"}).content.decode()
    assert 'name="revision" value="1"' in page
    assert client.post(url(draft), {"explanation-0": MINE, "revision": "1"}).status_code == 302
    assert (section(draft).explanations, section(draft).revision) == ({"5.2.lease": MINE}, 2)


def test_an_autosave_that_comes_late_is_refused_with_the_reason(client, draft, colleague):
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": THEIRS}, revision=0)
    response = client.post(url(draft), {"explanation-0": MINE, "revision": "0"}, headers=HTMX)
    assert response.status_code == 409
    assert "王会计3月5日10:00保存过这一部分的说明" in response.content.decode()
    assert section(draft).explanations == {"5.2.lease": THEIRS}


def test_the_same_text_is_no_conflict_and_no_new_saving(client, draft, colleague):
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": THEIRS}, revision=0)
    response = client.post(url(draft), {"explanation-0": THEIRS, "revision": "0"}, headers=HTMX)
    assert (response.status_code, response["HX-Trigger"]) == (204, '{"section-saved": {"revision": 1}}')
    assert (section(draft).revision, section(draft).saved_by) == (1, colleague)


def test_autosave_goes_on_from_the_saving_it_was_told(client, draft):
    for number, text in enumerate((MINE[:25], MINE)):
        data = {"explanation-0": text, "revision": str(number)}
        assert client.post(url(draft), data, headers=HTMX).status_code == 204
    assert (section(draft).explanations, section(draft).revision) == ({"5.2.lease": MINE}, 2)


def test_confirming_the_data_is_no_new_saving(draft, colleague):
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": THEIRS}, revision=0)
    confirm_section(draft, "5.2", actor=colleague)
    assert section(draft).revision == 1
    with pytest.raises(ChangedMeanwhile):
        save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": MINE}, revision=0)


@pytest.mark.parametrize("stated", ["", "x", "-1", "٣", "9" * 30])
def test_a_revision_that_says_nothing_is_taken_as_unknown(client, draft, stated):
    response = client.post(url(draft), {"explanation-0": MINE, "revision": stated}, headers=HTMX)
    assert response.status_code == 204


@pytest.mark.parametrize("path", ["sections/5.2/", "sections/5.2/confirm/", "sections/5.2/upload/"])
def test_an_expired_login_leads_back_to_the_section(client, draft, path):
    user = member_of(draft.operator)
    client.logout()
    response = client.post(f"/applications/{draft.pk}/{path}", {"explanation-0": MINE})
    assert response["Location"] == f"/accounts/login/?next=/applications/{draft.pk}/{path}"
    client.force_login(user)
    response = client.get(f"/applications/{draft.pk}/{path}", follow=True)
    assert response.status_code == 200
    assert response.templates[0].name == "filings/operator/section.html"
