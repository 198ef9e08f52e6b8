"""Pages of draws, panels, boards and meetings cost the same number of queries with one row and with three."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.services.panels import finish_panel
from filings.models import Application, Round, User
from filings.rules.draws import Quota
from filings.services.draws import confirm_draw, draw_panel
from filings.services.meetings import Intention, stage_decisions
from filings.services.review_again import review_again
from tests.factories import make_round
from tests.factories_city import (
    DUE,
    make_accepted,
    make_clerk,
    make_expert,
    make_publicised,
    make_recommended,
    make_reviewed,
    score,
)
from tests.page_visits import ask

pytestmark = pytest.mark.django_db
MOST_ON_A_LIST = 15
MOST_ON_A_PAGE = 30


@pytest.fixture
def clerk(client: Client, settings) -> User:
    settings.SECOND_FACTOR_ROLES = []
    clerk = make_clerk()
    client.force_login(clerk)
    return clerk


def cost(client: Client, url: str) -> int:
    answer, queries = ask(client, url)
    assert answer.status_code == 200
    return len(queries)


def seat_more(round_: Round, clerk: User) -> None:
    """One more case for each kind of line that the meeting has, with its note."""
    cases = {
        make_reviewed(clerk=clerk, round=round_).pk: Intention("publicise", "同意"),
        make_reviewed((50, 52, 54), clerk=clerk, round=round_).pk: Intention("reject"),
        make_publicised(clerk=clerk, round=round_).pk: Intention("approve"),
    }
    stage_decisions(round_, cases, actor=clerk)


@pytest.mark.parametrize("name", ["round-meeting", "round-meeting-confirm", "round-board"])
def test_pages_of_a_round(client, clerk, name):
    round_ = make_round(notice_working_days=0)
    page = reverse(f"filings:{name}", args=[round_.pk])
    seat_more(round_, clerk)
    one = cost(client, page)
    for _ in range(2):
        seat_more(round_, clerk)
    assert cost(client, page) == one <= MOST_ON_A_LIST


def test_lists_with_what_panels_and_meetings_added(client, clerk):
    """Rounds tell of their meetings, reviews of panels held again; the desk has a meeting's item."""
    pages = [reverse("filings:round-list"), reverse("filings:reviews")]
    seat_more(make_round(notice_working_days=0), clerk)
    one = [cost(client, page) for page in pages]
    for _ in range(2):
        seat_more(make_round(notice_working_days=0), clerk)
    assert [cost(client, page) for page in pages] == one
    assert max(one) <= MOST_ON_A_LIST


def test_pages_of_a_draw(client, clerk):
    application = make_accepted(clerk)
    for _ in range(3):
        make_expert()
    record = draw_panel(application, actor=clerk, quotas=[Quota("", 1)], most_open=9)
    page, ask_for = (
        reverse("filings:draw", args=[record.pk]),
        reverse("filings:application-draw", args=[application.pk]),
    )
    one = cost(client, page), cost(client, ask_for)
    for _ in range(8):
        make_expert(expertise="新材料、生物")
    again = draw_panel(application, actor=clerk, quotas=[Quota("", 3)], most_open=9, reason="人数不够。")
    three = cost(client, reverse("filings:draw", args=[again.pk])), cost(client, ask_for)
    assert three == one
    assert max(one) <= MOST_ON_A_LIST


def hold_again(application: Application, clerk: User) -> Application:
    """A review held again with a panel drawn by lot, and scored."""
    again = review_again(application, actor=clerk, ground="fault", panel="same", reason="评分有误。", due_on=DUE)
    for place in again.assignments.filter(status="assigned"):
        score(place, 80)
    return again


def test_panel_page_with_past_reviews_and_draws(client, clerk):
    application = hold_again(make_reviewed(clerk=clerk), clerk)
    page = reverse("filings:application-panel", args=[application.pk])
    one = cost(client, page)
    for _ in range(2):
        application = hold_again(finish_panel(application, actor=clerk), clerk)
    assert cost(client, page) == one <= MOST_ON_A_PAGE


def test_panel_page_with_many_draws(client, clerk):
    application = make_accepted(clerk)
    for _ in range(9):
        make_expert()
    page = reverse("filings:application-panel", args=[application.pk])

    def seat() -> None:
        record = draw_panel(application, actor=clerk, quotas=[Quota("", 1)], most_open=9)
        confirm_draw(record, actor=clerk, due_on=DUE)

    seat()
    one = cost(client, page)
    seat()
    seat()
    assert cost(client, page) == one <= MOST_ON_A_PAGE


def test_the_page_that_accepts_many(client, clerk):
    page = f"{reverse('filings:queue-accept')}?view=open&state=recommended"

    def listed() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(page, {"all": "1"})
        return len(queries), answer.content.decode().count('name="ids"')

    make_recommended()
    queries, rows = listed()
    make_recommended()
    make_recommended()
    assert (rows, listed()) == (1, (queries, 3))
    assert queries <= MOST_ON_A_LIST
