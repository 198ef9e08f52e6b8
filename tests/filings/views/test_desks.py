"""Desk, inbox and prepared acts through the client."""

import pytest

from filings import models as m
from filings.services import signing
from filings.services.transitions import advance
from filings.workflow import Action, Role
from tests.factories import make_application, make_compliant_space, make_district, make_operator, make_space, make_user
from tests.factories_applications import make_submitted, member_of

pytestmark = pytest.mark.django_db


def notice(user, key="k", **fields):
    return m.Notice.objects.create(user=user, title="申请已收到", key=key, **{"url": "/applications/"} | fields)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk(client, role, django_assert_max_num_queries):
    client.force_login(make_user(role))
    with django_assert_max_num_queries(30):
        response = client.get("/desk/")
    assert response.status_code == 200
    assert "工作台" in response.content.decode()


def test_not_signed_in_leads_to_the_login(client):
    assert client.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


def test_the_operators_desk_shows_progress_figures_and_standing(client, django_assert_max_num_queries):
    application = make_submitted()
    client.force_login(member_of(application.operator))
    with django_assert_max_num_queries(28):
        response = client.get("/desk/")
    assert response.context["followed"] == application
    figures = [(figure.label, figure.value) for figure in response.context["figures"]]
    assert figures == [("在驻团队", 24), ("在孵企业", 12), ("近12个月活动", 12), ("近12个月获融资", 3)]
    text = response.content.decode()
    assert "本机构没有禁止申报的记录" in text
    assert "现在由郑州高新技术产业开发区科学技术局办理" in text


def test_the_operators_desk_says_from_when_applying_is_possible(client):
    user = make_user(Role.OPERATOR)
    m.Ban.objects.create(
        uscc=user.operator.uscc, ground="fraud", since="2025-01-01", until="2027-01-01", source="决定书"
    )
    client.force_login(user)
    assert "2027年1月2日起可以申报" in client.get("/desk/").content.decode()


def test_the_desk_has_as_many_queries_at_three_applications_as_at_one(client, django_assert_max_num_queries):
    operator = make_operator()
    client.force_login(make_user(Role.OPERATOR, operator=operator))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_application(make_space(operator), state="submitted")
        with django_assert_max_num_queries(30) as captured:
            client.get("/desk/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_opening_a_message_marks_it_read_and_leads_on(client):
    user = make_user(Role.OPERATOR)
    message = notice(user)
    client.force_login(user)
    response = client.get(f"/inbox/{message.pk}/")
    message.refresh_from_db()
    assert response["Location"] == "/applications/"
    assert message.read_at is not None


def test_a_message_never_leads_off_the_site(client):
    user = make_user(Role.OPERATOR)
    client.force_login(user)
    assert client.get(f"/inbox/{notice(user, url='https://example.com/').pk}/")["Location"] == "/inbox/"
    assert client.get(f"/inbox/{notice(user, 'k2', url='//example.com/').pk}/")["Location"] == "/inbox/"


def test_anothers_message_is_404(client):
    message = notice(make_user(Role.CITY))
    client.force_login(make_user(Role.CITY))
    assert client.get(f"/inbox/{message.pk}/").status_code == 404


def test_all_are_marked_read(client):
    user, other = make_user(Role.DISTRICT), make_user(Role.DISTRICT)
    for key in ("a", "b"):
        notice(user, key)
    notice(other, "a")
    client.force_login(user)
    assert client.get("/inbox/read/").status_code == 405
    client.post("/inbox/read/")
    assert m.Notice.objects.filter(read_at__isnull=True).values_list("user", flat=True).get() == other.pk


def test_the_inbox_is_paged_and_filtered(client, django_assert_max_num_queries):
    user = make_user(Role.OPERATOR)
    for number in range(30):
        notice(user, f"k{number}")
    m.Notice.objects.filter(key="k0").update(read_at="2026-03-05T00:00:00Z")
    client.force_login(user)
    with django_assert_max_num_queries(15):
        response = client.get("/inbox/")
    assert len(response.context["object_list"]) == 25
    assert client.get("/inbox/?unread=1").context["page_obj"].paginator.count == 29


@pytest.fixture
def case(monkeypatch):
    """An act that waits, its preparer and a signer; carrying it out is the bare transition."""

    def carry_out(act, actor):
        return advance(act.application, Action.DECLINE, actor=actor, reason=act.payload["reason"], signed_act=act)

    monkeypatch.setitem(signing.CARRIED_OUT_BY, Action.DECLINE, carry_out)
    application = make_submitted()
    clerk, signer = (make_user(Role.DISTRICT, can_sign=True) for _ in range(2))
    act = signing.prepare_act(application, Action.DECLINE, actor=clerk, payload={"reason": "面积不足。"})
    return act, clerk, signer


def test_the_list_offers_signing_to_the_signer_alone(client, case):
    act, clerk, signer = case
    for user, may_sign in ((clerk, False), (signer, True)):
        client.force_login(user)
        assert client.get("/acts/").context["rows"] == [(act, "不予推荐", may_sign)]
    client.force_login(make_user(Role.DISTRICT, district=make_district("jinshui"), can_sign=True))
    assert client.get("/acts/").context["rows"] == []


def test_the_signers_desk_shows_it(client, case):
    act, clerk, signer = case
    client.force_login(signer)
    assert f'href="/acts/{act.pk}/"' in client.get("/desk/").content.decode()
    client.force_login(clerk)
    assert f'href="/acts/{act.pk}/"' not in client.get("/desk/").content.decode()


def test_the_page_says_what_will_happen_and_signs(client, case):
    act, _, signer = case
    client.force_login(signer)
    response = client.get(f"/acts/{act.pk}/")
    assert response.context["payload"] == [("理由", "面积不足。")]
    assert "生成不予推荐通知书" in response.content.decode()
    response = client.post(f"/acts/{act.pk}/")
    assert response["Location"] == f"/applications/{act.application_id}/"
    act.application.refresh_from_db()
    assert act.application.state == "declined"
    assert client.post(f"/acts/{act.pk}/").status_code == 409


def test_the_preparer_gets_409(client, case):
    act, clerk, _ = case
    client.force_login(clerk)
    response = client.post(f"/acts/{act.pk}/")
    assert response.status_code == 409
    assert "拟办人不能签发自己拟办的事项" in response.content.decode()


def test_sending_back_needs_a_reason(client, case):
    act, _, signer = case
    client.force_login(signer)
    url = f"/acts/{act.pk}/send-back/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).context["form"].errors == {"reason": ["请填写退回原因。"]}
    assert client.post(url, {"reason": "请补充依据。"})["Location"] == "/acts/"
    act.refresh_from_db()
    assert (act.status, act.reason) == ("sent_back", "请补充依据。")


def test_the_preparer_withdraws(client, case):
    act, clerk, signer = case
    url = f"/acts/{act.pk}/withdraw/"
    client.force_login(signer)
    assert client.post(url).status_code == 409
    client.force_login(clerk)
    assert client.get(url).status_code == 200
    client.post(url)
    act.refresh_from_db()
    assert act.status == "withdrawn"


@pytest.mark.parametrize("path", ["", "send-back/", "withdraw/"])
def test_acts_of_another_office_are_404_and_other_roles_403(client, case, path):
    act, _, _ = case
    url = f"/acts/{act.pk}/{path}"
    client.force_login(make_user(Role.DISTRICT, district=make_district("jinshui"), can_sign=True))
    assert client.get(url).status_code == 404
    client.force_login(make_user(Role.CITY, can_sign=True))
    assert client.get(url).status_code == 404
    client.force_login(make_user(Role.OPERATOR))
    assert client.get(url).status_code == 403


def test_a_desk_is_never_empty_without_a_word(client):
    client.force_login(make_user(Role.OPERATOR, operator=make_compliant_space().operator))
    assert "没有等您办理的事" in client.get("/desk/").content.decode()
