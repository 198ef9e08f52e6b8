"""Public notices with their last instant, and objections."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, Notice, Objection
from filings.selectors.public_notices import is_over, notice_end
from filings.services.publication import dismiss_objection, publicise, record_objection, uphold_objection
from filings.workflow import Role
from tests.factories import make_round, make_user
from tests.factories_city import (
    letter_number,
    make_approved,
    make_clerk,
    make_publicised,
    make_reviewed,
    objection_fields,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("starts", "days", "ends"),
    [
        ("2026-03-05T10:00", 5, "2026-03-12T23:59:59.999999"),  # Thursday; 6, 9, 10, 11, 12 March
        ("2026-03-05T10:00", 1, "2026-03-06T23:59:59.999999"),
        ("2026-03-06T23:30", 1, "2026-03-09T23:59:59.999999"),  # Friday night: Monday
        ("2026-03-07T09:00", 1, "2026-03-09T23:59:59.999999"),  # Saturday
        (
            "2026-02-13T09:00",
            5,
            "2026-02-27T23:59:59.999999",
        ),  # Saturday 14 is worked, 15 to 23 are the Spring Festival
        ("2026-04-30T17:00", 1, "2026-05-06T23:59:59.999999"),  # 1 to 5 May off
        ("2026-03-05T10:00", 0, "2026-03-05T10:00"),  # over at once
    ],
)
def test_notice_ends_with_its_last_working_day(starts, days, ends):
    assert notice_end(instant(starts), days) == instant(ends)


def test_days_are_those_of_shanghai():
    late = datetime(2026, 3, 5, 16, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight on Friday the 6th
    assert notice_end(late, 1) == instant("2026-03-09T23:59:59.999999")


@pytest.mark.django_db
def test_the_last_instant_belongs_to_the_notice():
    notice = make_publicised(5).public_notices.get()
    assert notice.ends_at == instant("2026-03-12T23:59:59.999999")
    assert not is_over(notice, notice.ends_at)
    assert is_over(notice, notice.ends_at + timedelta(microseconds=1))


@pytest.mark.django_db
class TestPublicise:
    def test_writes_notice_and_announcement(self):
        application = make_reviewed(round=make_round(notice_working_days=5))
        member = make_user(Role.OPERATOR, operator=application.operator)
        publicised = publicise(application, actor=make_clerk(), number="郑科〔2026〕401号")
        notice = publicised.public_notices.get()
        assert (publicised.state, notice.working_days) == ("publicised", 5)
        context = Document.objects.get(kind="public_notice").context
        assert (context["number"], context["starts_on"], context["ends_on"], context["working_days"]) == (
            "郑科〔2026〕401号",
            "2026年3月6日",
            "2026年3月12日",
            5,
        )
        assert context["rows"][0]["name"] == application.space.name
        assert "至2026年3月12日止" in Notice.objects.get(user=member).body

    def test_no_days_are_over_at_once(self):
        assert is_over(make_publicised(0).public_notices.get())

    def test_longer_is_possible_shorter_is_not(self):
        application = make_reviewed(round=make_round(notice_working_days=5))
        with pytest.raises(WorkflowRefused, match="公示期不少于5个工作日"):
            publicise(application, actor=make_clerk(), number=letter_number(), working_days=4)
        publicised = publicise(application, actor=make_clerk(), number=letter_number(), working_days=7)
        assert publicised.public_notices.get().ends_at == instant("2026-03-16T23:59:59.999999")

    @pytest.mark.parametrize(("totals", "against"), [((59, 60, 60), 0), ((90, 90, 90, 90), 2)])
    def test_only_a_pass_goes_before_the_public(self, totals, against):
        application = make_reviewed(totals, against)
        with pytest.raises(WorkflowRefused, match="专家评审没有通过，不能公示"):
            publicise(application, actor=make_clerk(), number=letter_number())


@pytest.mark.django_db
class TestObjections:
    def test_anyone_objects_while_the_notice_runs(self):
        clerk = make_clerk()
        application = make_publicised(5, clerk=clerk)
        objection = record_objection(application.public_notices.get(), **objection_fields())
        assert (objection.status, objection.name) == ("open", "周正")
        line = HistoryLine.objects.order_by("-pk").first()
        assert (line.action, line.role, line.details) == ("record_objection", "system", {"objection": objection.pk})
        assert Notice.objects.filter(user=clerk, key=f"objection:{objection.pk}").exists()

    def test_until_its_last_instant(self):
        notice = make_publicised(1).public_notices.get()
        with time_machine.travel(instant("2026-03-06T23:59:58"), tick=False):
            record_objection(notice, **objection_fields())
        with (
            time_machine.travel(instant("2026-03-07T00:00:00"), tick=False),
            pytest.raises(WorkflowRefused, match="公示已于2026年3月6日结束"),
        ):
            record_objection(notice, **objection_fields())

    def test_a_clerk_may_enter_what_came_on_paper_after_the_end(self):
        notice = make_publicised(0).public_notices.get()
        assert record_objection(notice, actor=make_clerk(), **objection_fields()).status == "open"

    def test_nothing_comes_in_once_decided(self):
        notice = make_approved().application.public_notices.get()
        with pytest.raises(WorkflowRefused, match="已经办结"):
            record_objection(notice, actor=make_clerk(), **objection_fields())

    @pytest.mark.parametrize(
        ("verb", "status", "action"),
        [
            (dismiss_objection, "dismissed", "dismiss_objection"),
            (uphold_objection, "upheld", "uphold_objection"),
        ],
    )
    def test_resolved_once_with_result(self, verb, status, action):
        clerk = make_clerk()
        objection = record_objection(make_publicised(5).public_notices.get(), **objection_fields())
        resolved = verb(objection, actor=clerk, resolution="现场核实。")
        assert (resolved.status, resolved.resolution, resolved.resolved_by) == (status, "现场核实。", clerk)
        assert resolved.resolved_at <= timezone.now()
        assert HistoryLine.objects.order_by("-pk").first().action == action
        with pytest.raises(WorkflowRefused, match="这件异议已办结"):
            verb(objection, actor=clerk, resolution="再次。")

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISTRICT, Role.EXPERT, Role.ADMIN])
    def test_only_the_city_resolves(self, role):
        objection = record_objection(make_publicised(5).public_notices.get(), **objection_fields())
        with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
            dismiss_objection(objection, actor=make_user(role), resolution="无据。")
        assert Objection.objects.get().status == "open"
