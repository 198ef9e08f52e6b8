"""The offices' queue: who sees what, filters, sorting, waits, a fixed number of queries."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Application
from filings.selectors.queue import queue_of, waiting_longer
from filings.workflow import Role
from tests.factories import SHANGHAI, TODAY, make_compliant_space, make_district, make_user
from tests.factories_applications import make_submitted
from tests.factories_district import clerk_of, make_recommended, make_verified, prepare

pytestmark = pytest.mark.django_db
QUEUE = reverse("filings:queue")


def since(application, day):
    """In its state since ten o'clock of a day."""
    moment = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=SHANGHAI)
    Application.objects.filter(pk=application.pk).update(state_since=moment)


def named(response):
    return [line.application.space.name for line in response.context["lines"]]


def failing(**fields):
    space = make_compliant_space(**fields)
    space.sites.update(workstations=44)
    return make_submitted(space)


def test_a_row_says_what_keeps_the_case_from_passing(client):
    application = failing(name="梧桐里创客空间")
    client.force_login(clerk_of(application))
    page = client.get(QUEUE)
    (line,) = page.context["lines"]
    assert (line.word, line.why, line.marked, line.total) == ("1项不符合", "创业工位还差6个工位", 0, 33)
    assert (line.waited, line.wait_tone) == (0, "")
    assert "梧桐里创客空间" in page.content.decode()
    assert reverse("filings:application-verify", args=[application.pk]) in page.content.decode()


@pytest.mark.parametrize(
    ("day", "waited", "tone"),
    [("2026-03-04", 1, ""), ("2026-02-14", 9, ""), ("2026-02-13", 10, "review"), ("2026-02-12", 11, "fail")],
)
def test_the_wait_is_counted_in_working_days(client, day, waited, tone):
    """15 to 23 February 2026 are off (春节), 14 and 28 February are worked."""
    application = make_submitted()
    since(application, day)
    client.force_login(clerk_of(application))
    (line,) = client.get(QUEUE).context["lines"]
    assert (line.waited, line.wait_tone) == (waited, tone)


def test_waiting_longer_is_more_than_so_many_working_days():
    application = make_submitted()
    user = clerk_of(application)
    since(application, "2026-02-13")
    assert not queue_of(user).filter(waiting_longer(10, TODAY)).exists()
    since(application, "2026-02-12")
    assert queue_of(user).filter(waiting_longer(10, TODAY)).exists()


def test_tabs_facets_and_filters(client):
    plain, bad = make_submitted(make_compliant_space("professional", name="芯屿众创空间")), failing(name="聚力工场")
    user = clerk_of(plain)
    Application.objects.filter(pk=bad.pk).update(handler=user)
    client.force_login(user)
    page = client.get(QUEUE)
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("待审核", 2),
        ("我经办的", 1),
        ("未分派", 1),
        ("等待超过10个工作日", 0),
        ("已补正待核实", 0),
        ("退回补正中", 0),
        ("已办理", 0),
    ]
    assert page.context["overview"].verdict_rows == [("pass", 1), ("review", 0), ("fail", 1)]
    assert named(client.get(QUEUE, {"verdict": "fail"})) == ["聚力工场"]
    assert named(client.get(QUEUE, {"kind": "professional"})) == ["芯屿众创空间"]
    assert named(client.get(QUEUE, {"handler": "none"})) == ["芯屿众创空间"]
    assert named(client.get(QUEUE, {"handler": user.pk})) == ["聚力工场"]
    assert named(client.get(QUEUE, {"view": "mine"})) == ["聚力工场"]
    assert named(client.get(QUEUE, {"q": plain.number})) == ["芯屿众创空间"]
    assert named(client.get(QUEUE, {"round": bad.round_id})) == ["聚力工场"]
    assert named(client.get(QUEUE, {"waiting": "5"})) == []
    assert named(client.get(QUEUE, {"sort": "-verdict"})) == ["芯屿众创空间", "聚力工场"]
    assert named(client.get(QUEUE, {"sort": "verdict"})) == ["聚力工场", "芯屿众创空间"]


def test_the_longest_wait_stands_first(client):
    first, second = make_submitted(make_compliant_space(name="甲")), make_submitted(make_compliant_space(name="乙"))
    since(second, "2026-03-02")
    client.force_login(clerk_of(first))
    assert named(client.get(QUEUE)) == ["乙", "甲"]
    assert named(client.get(QUEUE, {"sort": "waiting"})) == ["甲", "乙"]


def test_the_same_number_of_queries_for_one_row_and_three(client):
    application = make_verified()
    client.force_login(clerk_of(application))
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for _ in range(2):
        make_submitted()
    with CaptureQueriesContext(connection) as three:
        client.get(QUEUE)
    assert len(client.get(QUEUE).context["lines"]) == 3
    assert len(one) == len(three) <= 20


def test_a_district_sees_its_own_and_the_city_all(client):
    own = make_submitted()
    other = make_recommended(make_compliant_space(district=make_district("jinshui"), name="金水众创空间"))
    client.force_login(clerk_of(own))
    assert named(client.get(QUEUE)) == [own.space.name]
    client.force_login(make_user(Role.CITY))
    page = client.get(QUEUE)
    assert named(page) == ["金水众创空间"]
    assert page.context["overview"].stage_rows == [
        ("accept", "待受理", 1),
        ("panel", "待组织评审", 0),
        ("decide", "待公示决定", 0),
    ]
    assert named(client.get(QUEUE, {"view": "district"})) == [own.space.name]
    assert "金水区" in page.content.decode()
    assert other.state == "recommended"


def test_a_recommended_case_moves_to_done_and_one_prepared_says_so(client):
    application = make_verified(make_compliant_space(name="河洛青年创业坊"))
    prepare(application)
    client.force_login(clerk_of(application))
    assert "待签发" in client.get(QUEUE).content.decode()
    done = make_recommended(make_compliant_space(name="蜂巢创新空间"))
    assert named(client.get(QUEUE, {"view": "done"})) == [done.space.name]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EXPERT, Role.ADMIN, Role.AUDITOR])
def test_other_roles_never_see_the_queue(client, role):
    client.force_login(make_user(role))
    assert client.get(QUEUE).status_code == 403


def test_taking_a_case(client):
    application = make_submitted()
    url = reverse("filings:application-take", args=[application.pk])
    client.force_login(clerk_of(application))
    assert client.get(url).status_code == 405
    answer = client.post(url)
    assert answer.url == reverse("filings:application-verify", args=[application.pk])
    application.refresh_from_db()
    assert application.handler == clerk_of(application)
    client.force_login(make_user(Role.DISTRICT))
    assert client.post(url).status_code == 409
    client.force_login(make_user(Role.DISTRICT, district=make_district("jinshui")))
    assert client.post(url).status_code == 404
    client.force_login(make_user(Role.OPERATOR, operator=application.operator))
    assert client.post(url).status_code == 403


def test_the_pager_keeps_the_filters(client):
    application = make_submitted()
    client.force_login(clerk_of(application))
    page = client.get(QUEUE, {"view": "open", "per_page": "50", "sort": "space", "kind": "comprehensive"})
    assert page.context["page_obj"].paginator.per_page == 50
    assert 'name="view" value="open"' in page.content.decode()
    assert 'name="sort" value="space"' in page.content.decode()
