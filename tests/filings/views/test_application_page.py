"""The page of one application for operator, district and city, and the rows behind its figures."""

from datetime import date

import pytest

from filings import models as m
from filings.selectors.timeline import days_left, standing_line, steps_of
from filings.services.applications import withdraw_application
from filings.workflow import Role
from tests.factories import TODAY, make_district, make_resident, make_user
from tests.factories_applications import make_draft, make_submitted, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_submitted()


def people(application):
    return {
        "operator": member_of(application.operator),
        "district": make_user(Role.DISTRICT, district=application.district),
        "city": make_user(Role.CITY),
    }


def open_as(client, user, application, path=""):
    client.force_login(user)
    return client.get(f"/applications/{application.pk}/{path}")


def test_each_within_reach_opens_it_with_its_own_actions(client, application, django_assert_max_num_queries):
    shown = {}
    for role, user in people(application).items():
        client.force_login(user)
        with django_assert_max_num_queries(30):
            context = client.get(f"/applications/{application.pk}/").context
        shown[role] = [button["url"].split("/")[-2] for button in [*context["buttons"], *context["adverse"]]]
    assert shown == {"operator": ["withdraw"], "district": ["return", "recommend", "decline"], "city": []}


def test_others_do_not(client, application):
    assert open_as(client, make_user(Role.OPERATOR), application).status_code == 404
    elsewhere = make_user(Role.DISTRICT, district=make_district("jinshui"))
    assert open_as(client, elsewhere, application).status_code == 404
    for role in (Role.EXPERT, Role.ADMIN, Role.AUDITOR):
        assert open_as(client, make_user(role), application).status_code == 403


def test_it_shows_what_was_frozen(client, application):
    make_resident(application.space, name="后来的项目组")
    response = open_as(client, make_user(Role.CITY), application)
    section = next(each for each in response.context["frozen"].sections if each.code == "5.4")
    assert section.figures[0].value == "24家"
    assert section.figures[0].rows == 24
    rows = open_as(client, make_user(Role.CITY), application, "rows/residents.teams/")
    assert len(rows.context["behind"].lines) == 24
    assert "后来的项目组" not in rows.content.decode()


def test_rows_never_show_names_of_persons(client, application):
    text = open_as(client, make_user(Role.CITY), application, "rows/staff.full_time/").content.decode()
    assert "服务人员1" not in text


def test_rows_of_an_unknown_figure_are_404(client, application):
    assert open_as(client, make_user(Role.CITY), application, "rows/no.such/").status_code == 404


def test_the_operator_sees_offices_and_the_offices_see_names(client, application):
    official = make_user(Role.DISTRICT, "clerk", district=application.district, full_name="李静")
    m.PendingAct.objects.create(application=application, action="recommend", prepared_by=official)
    operator = open_as(client, member_of(application.operator), application)
    assert operator.context["act"] is None
    office = open_as(client, official, application)
    assert office.context["act"]["label"] == "推荐"
    assert office.context["act"]["why_not"] == "您的账号没有签发权限。"
    assert "李静" in office.content.decode()


def test_signed_actions_wait_while_an_act_is_pending(client, application):
    official = make_user(Role.DISTRICT, district=application.district)
    m.PendingAct.objects.create(application=application, action="recommend", prepared_by=official)
    context = open_as(client, official, application).context
    assert [button["url"].split("/")[-2] for button in context["buttons"] + context["adverse"]] == ["return"]


def test_a_withdrawn_draft_has_a_page_without_a_snapshot(client):
    draft = make_draft()
    user = member_of(draft.operator)
    withdraw_application(draft, actor=user)
    response = open_as(client, user, draft)
    assert response.status_code == 200
    assert "没有提交过" in response.content.decode()


def marks(application):
    lines = list(m.HistoryLine.objects.filter(record=f"application:{application.pk}").order_by("sequence"))
    return [(step.label, step.mark) for step in steps_of(application, lines)]


def test_the_way_shows_what_is_done_and_what_is_under_way(application):
    assert marks(application)[:3] == [("填写提交", "ok"), ("区县审核", "now"), ("推荐", "")]
    application.state = "accepted"
    assert [mark for _, mark in marks(application)] == ["ok", "ok", "ok", "ok", "now", "", ""]
    application.state = "approved"
    assert {mark for _, mark in marks(application)} == {"ok"}


def test_the_way_shows_where_it_ended(application):
    withdraw_application(application, actor=member_of(application.operator))
    application.refresh_from_db()
    assert marks(application)[:3] == [("填写提交", "ok"), ("区县审核", "end"), ("推荐", "")]


def test_whose_turn_it_is_and_since_how_many_working_days(application):
    standing = standing_line(application, today=date(2026, 3, 13))
    assert (standing.holder, standing.waiting_days, standing.due_on, standing.days_left) == (
        "郑州高新技术产业开发区科学技术局",
        6,
        date(2026, 3, 26),
        9,
    )
    late = standing_line(application, today=date(2026, 3, 30))
    assert (late.is_late, late.days_late) == (True, 2)


@pytest.mark.parametrize(
    ("due", "left"), [(None, None), (TODAY, 0), (date(2026, 3, 6), 1), (date(2026, 3, 4), -1), (date(2026, 3, 2), -3)]
)
def test_days_left(due, left):
    assert days_left(due, TODAY) == left
