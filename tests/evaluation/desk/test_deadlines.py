"""What this app adds to the page of deadlines, kind by kind: who sees a day, and when it is gone."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Campaign, Entry, MarkingAssignment, ReportingFinding, ReturnExtension, ReviewRequest
from filings.models import ReviewAssignment
from tests.factories import TODAY, make_district, make_user
from tests.factories_applications import member_of
from tests.factories_city import make_in_review, score
from tests.factories_evaluation import MARKS_DUE, SELF_DUE, make_entry, make_marking, make_result
from tests.factories_statistics import CLOSES_ON, YEAR, make_filed_space, make_finding, make_return, make_window
from zzspace.desk import deadlines_of

pytestmark = pytest.mark.django_db
FAR = date(2027, 3, 1)
REVIEW_DUE = date(2026, 3, 20)


@pytest.fixture
def space():
    return make_filed_space()


@pytest.fixture
def people(space):
    """By name: who has to do with the makerspace and who has not."""
    return {
        "operator": member_of(space.operator),
        "other operator": make_user("operator"),
        "district": make_user("district", district=space.district),
        "other district": make_user("district", district=make_district("jinshui")),
        "city": make_user("city"),
        "expert": make_user("expert"),
        "other expert": make_user("expert"),
    }


def days(user, key, until=FAR):
    return [(each.due_on, each.title) for _source, each in deadlines_of(user, until=until, key=key)]


def seen_by(people, key, until=FAR):
    """Those to whom the kind shows anything."""
    return {name for name, user in people.items() if days(user, key, until)}


class TestReturns:
    def test_the_operator_s_own_and_a_count_for_its_district_and_the_city(self, space, people):
        make_window()
        assert seen_by(people, "returns") == {"operator", "district", "city"}
        assert days(people["operator"], "returns") == [(CLOSES_ON, f"{space.name}：{YEAR}年度统计报送")]
        assert days(people["district"], "returns") == [(CLOSES_ON, f"{YEAR}年度统计：1个众创空间未报送")]
        assert seen_by(people, "returns", CLOSES_ON - timedelta(days=1)) == set()

    def test_it_moves_with_an_extension_and_stays_when_it_is_missed(self, space, people):
        make_window()
        ReturnExtension.objects.create(
            space=space, year=YEAR, until=date(2026, 4, 10), reason="停电", given_by=people["city"]
        )
        assert [day for day, _ in days(people["operator"], "returns")] == [date(2026, 4, 10)]
        with time_machine.travel("2026-04-20T10:00:00+08:00"):
            assert [day for day, _ in days(people["operator"], "returns")] == [date(2026, 4, 10)]

    def test_one_that_was_sent_back_is_due_again(self, space, people):
        make_return(space, "returned")
        assert [day for day, _ in days(people["operator"], "returns")] == [date(2026, 3, 20)]

    def test_it_is_gone_once_sent_and_once_the_year_is_closed(self, space, people):
        window = make_window()
        record = make_return(space, "submitted")
        assert seen_by(people, "returns") == set()
        record.delete()
        assert seen_by(people, "returns") == {"operator", "district", "city"}
        type(window).objects.update(closed_at=timezone.now(), closed_by=people["city"])
        assert seen_by(people, "returns") == set()


class TestReplies:
    def test_those_who_may_read_the_finding_until_it_is_replied_to(self, space, people):
        finding = make_finding(space)
        assert seen_by(people, "replies") == {"operator", "district", "city"}
        assert days(people["operator"], "replies") == [(finding.reply_due_on, f"{space}：{YEAR}年度统计情况说明")]
        ReportingFinding.objects.update(status="replied", reply="已更正", replied_at=timezone.now())
        assert seen_by(people, "replies") == set()


class TestScoreSheets:
    def test_the_expert_s_own_until_it_is_submitted(self):
        place = make_in_review().assignments.select_related("expert").order_by("pk").first()
        application = place.application
        outside = {
            "operator": member_of(application.operator),
            "city": make_user("city"),
            "expert": make_user("expert"),
        }
        assert days(place.expert, "score-sheets-own") == [(place.due_on, f"{application.space}：专家评审评分")]
        assert seen_by(outside, "score-sheets-own") == set()
        score(place, 80)
        assert days(place.expert, "score-sheets-own") == []

    def test_it_is_gone_with_the_panel(self):
        place = make_in_review().assignments.select_related("expert").order_by("pk").first()
        ReviewAssignment.objects.filter(pk=place.pk).update(status="conflict")
        assert days(place.expert, "score-sheets-own") == []


class TestMarks:
    @pytest.fixture
    def place(self, space, people):
        return make_marking(make_entry(space), people["expert"])

    def test_the_expert_s_own_also_after_the_day(self, space, people, place):
        assert seen_by(people, "marks") == {"expert"}
        assert days(people["expert"], "marks") == [(MARKS_DUE, f"{space}：考核评价评分")]
        with time_machine.travel("2026-06-10T10:00:00+08:00"):
            assert seen_by(people, "marks") == {"expert"}

    @pytest.mark.parametrize("status", ["submitted", "conflict", "released"])
    def test_it_is_gone_with_the_place(self, people, place, status):
        given = {"submitted_at": timezone.now()} if status == "submitted" else {}
        given |= {"conflict": "持股"} if status == "conflict" else {}
        given |= {"released_reason": "出差", "released_by": people["city"], "released_at": timezone.now()} if (
            status == "released"
        ) else {}  # fmt: skip
        MarkingAssignment.objects.update(status=status, **given)
        assert seen_by(people, "marks") == set()


class TestOwnEvaluation:
    def test_a_self_assessment_until_it_is_submitted_or_its_day_has_passed(self, space, people):
        make_entry(space)
        assert seen_by(people, "own-evaluation") == {"operator"}
        assert days(people["operator"], "own-evaluation") == [(SELF_DUE, f"{space}：考核评价自评")]
        with time_machine.travel(SELF_DUE + timedelta(days=1)):
            assert seen_by(people, "own-evaluation") == set()
        Entry.objects.update(self_assessed_at=timezone.now())
        assert seen_by(people, "own-evaluation") == set()

    def test_nothing_is_due_of_a_draft_or_for_whoever_does_not_take_part(self, space, people):
        entry = make_entry(space, "draft")
        assert seen_by(people, "own-evaluation") == set()
        Campaign.objects.update(state="open", opened_at=timezone.now())
        Entry.objects.filter(pk=entry.pk).update(takes_part=False, left_out_reason="停业")
        assert seen_by(people, "own-evaluation") == set()

    def test_a_review_may_be_asked_for_once_until_its_day(self, space, people):
        entry = make_entry(space, "preliminary")
        assert seen_by(people, "own-evaluation") == {"operator"}
        assert days(people["operator"], "own-evaluation") == [(REVIEW_DUE, f"{space}：初评结果申请复核")]
        with time_machine.travel(REVIEW_DUE + timedelta(days=1)):
            assert seen_by(people, "own-evaluation") == set()
        request = ReviewRequest.objects.create(entry=entry, reason="漏计", requested_by=people["operator"])
        assert seen_by(people, "own-evaluation") == set()
        ReviewRequest.objects.filter(pk=request.pk).update(
            status="void", reply="已收回", replied_at=timezone.now(), replied_by=people["city"]
        )
        assert seen_by(people, "own-evaluation") == {"operator"}


class TestCampaigns:
    def texts(self, city):
        return [(each.due_on, each.text) for _source, each in deadlines_of(city, until=FAR, key="campaigns")]

    def test_the_city_s_alone_and_only_what_is_lacking(self, space, people):
        entry, city = make_entry(space), people["city"]
        assert seen_by(people, "campaigns") == {"city"}
        assert self.texts(city) == [(SELF_DUE, "自评截止，1个众创空间尚未提交")]
        make_marking(entry, people["expert"])
        assert self.texts(city) == [
            (SELF_DUE, "自评截止，1个众创空间尚未提交"),
            (MARKS_DUE, "专家评分截止，1份评分尚未提交"),
        ]
        Entry.objects.update(self_assessed_at=timezone.now())
        assert self.texts(city) == [(MARKS_DUE, "专家评分截止，1份评分尚未提交")]
        MarkingAssignment.objects.update(status="submitted", submitted_at=timezone.now())
        assert self.texts(city) == []

    def test_a_self_assessment_that_was_missed_holds_nothing_up_and_marks_do(self, space, people):
        make_marking(make_entry(space), people["expert"])
        with time_machine.travel(SELF_DUE):
            assert len(self.texts(people["city"])) == 2
        with time_machine.travel(MARKS_DUE + timedelta(days=3)):
            assert self.texts(people["city"]) == [(MARKS_DUE, "专家评分截止，1份评分尚未提交")]

    def test_whoever_does_not_take_part_lacks_nothing(self, space, people):
        make_marking(make_entry(space, takes_part=False, left_out_reason="停业"), people["expert"])
        assert self.texts(people["city"]) == []

    def test_the_day_of_reviews_stands_until_publication(self, space, people):
        make_entry(space, "preliminary")
        assert seen_by(people, "campaigns") == {"city"}
        with time_machine.travel(REVIEW_DUE + timedelta(days=3)):
            assert self.texts(people["city"]) == [(REVIEW_DUE, "申请复核截止，期满后公布结果")]
        Campaign.objects.update(state="published", published_at=timezone.now())
        assert self.texts(people["city"]) == []


@pytest.mark.parametrize("state", ["open", "preliminary"])
def test_no_result_is_read_from_the_page(settings, space, people, state):
    """Neither before results are announced nor after: days are told, no grade and no marks."""
    settings.SECOND_FACTOR_ROLES = []
    entry = make_entry(space, state)
    if state == "open":
        make_result(entry)  # as it stands when results were taken back and are being prepared
    client = Client()
    for name in ("operator", "district", "other operator", "other district"):
        client.force_login(people[name])
        text = client.get(reverse("filings:deadlines"), {"horizon": 180}).content.decode()
        shown = [word for word in ("良好", "74.5", "初评得分", "等级") if word in text]
        assert (name, shown) == (name, [])
        assert (str(space) in text) == (name == "operator")


def test_a_day_is_within_the_days_asked_for(space, people):
    make_entry(space, "preliminary")
    assert days(people["operator"], "own-evaluation", until=REVIEW_DUE) != []
    assert days(people["operator"], "own-evaluation", until=REVIEW_DUE - timedelta(days=1)) == []
    assert TODAY < REVIEW_DUE
