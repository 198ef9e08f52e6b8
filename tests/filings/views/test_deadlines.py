"""The page of deadlines through the client: what is due, for whom, in which order, and what is left out."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from filings import models as m
from filings.workflow import Role
from tests.factories import SHANGHAI, TODAY, make_district, make_operator, make_round, make_space, make_user
from tests.factories_applications import make_draft, make_submitted, member_of
from tests.factories_changes import district_clerk, make_change, make_filed
from tests.factories_correction import make_returned
from tests.factories_district import make_recommended
from tests.factories_revocations import make_revocation
from tests.factories_statistics import make_filed_space, make_window
from tests.factories_story import accept, city_clerk, declare_free, make_experts, put_in_review
from zzspace.desk import deadline_sources, registry

pytestmark = pytest.mark.django_db

PAGE = "/desk/deadlines/"


def lines_of(client, user, query="") -> list[tuple[str, date, str]]:
    """Heading, day and title of every line of the page."""
    client.force_login(user)
    answer = client.get(PAGE + query)
    return [
        (heading, line["deadline"].due_on, line["deadline"].title)
        for heading, lines in answer.context["groups"]
        for line in lines
    ]


def test_lines_stand_by_date_under_overdue_today_soon_and_later(client):
    district = make_district("gxq")
    clerk = make_user(Role.DISTRICT, district=district)
    days = [TODAY + timedelta(days=n) for n in (30, 0, -3, 5)]
    cases = [make_submitted() for _ in days]
    for case, day in zip(cases, days, strict=True):
        m.Application.objects.filter(pk=case.pk).update(due_on=day)
    found = [(heading, day) for heading, day, title in lines_of(client, clerk, "?kind=handling")]
    assert found == [
        ("已过期限", date(2026, 3, 2)),
        ("今天", date(2026, 3, 5)),
        ("5个工作日内", date(2026, 3, 10)),
        ("以后", date(2026, 4, 4)),
    ]


def test_a_correction_is_due_for_its_operator_and_watched_by_its_district_alone(client):
    application = make_returned()
    title = f"{application.space}：备案申请补正"
    own = lines_of(client, member_of(application.operator))
    assert [line[1:] for line in own if "补正" in line[2]] == [(application.due_on, title)]
    assert title in [line[2] for line in lines_of(client, make_user(Role.DISTRICT, district=application.district))]
    assert lines_of(client, make_user(Role.DISTRICT, district=make_district("jinshui"))) == []
    assert lines_of(client, make_user(Role.OPERATOR)) == []


def test_a_draft_is_due_when_its_round_closes_and_not_after(client):
    operator = make_operator()
    closes = datetime(2026, 3, 20, 17, 30, tzinfo=SHANGHAI)
    draft = make_draft(make_space(operator=operator), round_=make_round(closes_at=closes))
    late = make_draft(make_space(operator=operator), round_=make_round())
    m.Round.objects.filter(pk=late.round_id).update(closes_at=timezone.now() - timedelta(hours=1))
    found = lines_of(client, member_of(operator))
    assert [line[1:] for line in found] == [(date(2026, 3, 20), f"{draft.space}：申请还没有提交")]


def test_what_lies_beyond_the_horizon_is_left_out_until_asked_for(client):
    filing = make_filed()
    site = filing.space.sites.get()
    m.Site.objects.filter(pk=site.pk).update(
        tenure=m.Site.Tenure.LEASED, lease_from=date(2021, 8, 2), lease_to=date(2026, 8, 1)
    )
    user = member_of(filing.operator)
    title = f"{filing.space}：租约到期"
    assert title not in [line[2] for line in lines_of(client, user)]
    assert ("以后", date(2026, 8, 1), title) in lines_of(client, user, "?horizon=180")
    assert title in [line[2] for line in lines_of(client, make_user(Role.DISTRICT), "?horizon=180&kind=leases")]


def test_a_lease_that_ended_unrenewed_stays_overdue(client):
    filing = make_filed()
    filing.space.sites.update(tenure=m.Site.Tenure.LEASED, lease_from=date(2021, 3, 2), lease_to=date(2026, 3, 1))
    assert ("已过期限", date(2026, 3, 1), f"{filing.space}：租约到期") in lines_of(client, member_of(filing.operator))


def test_a_change_is_corrected_by_the_operator_that_has_the_filing(client):
    change = make_change("returned")
    former, filing = member_of(change.operator), change.filing
    title = f"{filing.space}：变更补正"
    assert title in [line[2] for line in lines_of(client, former)]
    m.Filing.objects.filter(pk=filing.pk).update(operator=make_operator())
    assert title not in [line[2] for line in lines_of(client, former)]


def test_values_that_are_not_offered_fall_back(client):
    user = city_clerk()
    client.force_login(user)
    answer = client.get(f"{PAGE}?kind=nonsense&horizon=-1")
    assert answer.status_code == 200
    assert answer.context["until"] == TODAY + timedelta(days=60)


def test_a_ban_is_told_to_the_banned_operator_and_the_offices(client):
    banned = make_user(Role.OPERATOR)
    m.Ban.objects.create(
        uscc=banned.operator.uscc,
        ground=m.Ban.Ground.FRAUD,
        since=date(2024, 3, 20),
        until=date(2026, 3, 20),
        source="决定书",
    )
    assert [line[1:] for line in lines_of(client, banned)] == [(date(2026, 3, 20), "禁止申报期届满")]
    assert [line[1:] for line in lines_of(client, city_clerk(), "?kind=bans")] == [
        (date(2026, 3, 20), f"{banned.operator.uscc}：禁止申报期届满")
    ]
    assert lines_of(client, make_user(Role.OPERATOR)) == []


def test_score_sheets_are_due_for_their_expert_and_the_city(client):
    experts = make_experts(3)
    case = declare_free(put_in_review(accept(make_recommended()), experts))
    due = case.assignments.first().due_on
    assert [line[1:] for line in lines_of(client, experts[0])] == [(due, f"{case.space}：专家评审评分")]
    assert [line[1] for line in lines_of(client, city_clerk(), "?kind=score-sheets")] == [due] * 3
    assert lines_of(client, make_experts(1)[0]) == []


def test_a_return_is_one_line_for_its_operator_and_a_count_for_the_offices(client):
    window = make_window(2025)
    spaces = [make_filed_space() for _ in range(2)]
    own = lines_of(client, member_of(spaces[0].operator), "?kind=returns")
    assert [line[1:] for line in own] == [(window.closes_on, f"{spaces[0].name}：2025年度统计报送")]
    offices = lines_of(client, city_clerk(), "?kind=returns")
    assert [line[1:] for line in offices] == [(window.closes_on, "2025年度统计：2个众创空间未报送")]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISTRICT, Role.CITY, Role.EXPERT])
def test_every_reader_has_kinds_and_the_page_says_when_nothing_is_due(client, role, django_assert_max_num_queries):
    user = make_user(role)
    assert deadline_sources(user)
    client.force_login(user)
    with django_assert_max_num_queries(30):
        answer = client.get(PAGE)
    assert "没有到期的事项" in answer.content.decode()


def test_keys_are_unique():
    keys = [source.key for source in registry.deadlines]
    assert len(keys) == len(set(keys))


def test_the_time_for_a_defence_against_a_revocation_is_told_once_it_was_served(client):
    filing = make_filed()
    member, city = member_of(filing.operator), city_clerk()
    revocation = make_revocation("notified", filing)
    assert lines_of(client, member, "?kind=defences") == []
    revocation = make_revocation("served", revocation=revocation)
    told = (revocation.defence_due_on, f"{filing.space}：陈述申辩")
    for user in (member, district_clerk(filing), city):
        assert [line[1:] for line in lines_of(client, user, "?kind=defences")] == [told]
    assert lines_of(client, make_user(Role.OPERATOR)) == []
