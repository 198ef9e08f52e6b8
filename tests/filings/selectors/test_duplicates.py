"""What two makerspaces claim both: what identifies a row, the day, whose makerspaces count, what a reader may learn."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings import models as m
from filings.permissions import visible_spaces
from filings.selectors.duplicates import duplicates_of
from filings.selectors.verification import verification_sheet
from filings.selectors.workspace import doubtful_items
from filings.workflow import Role
from tests.factories import (
    TODAY,
    make_activity,
    make_compliant_space,
    make_district,
    make_mentor,
    make_resident,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_applications import make_draft, make_submitted
from tests.factories_correction import make_declined
from tests.factories_district import clerk_of
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db
CODE = make_uscc()
STARTUP = {"kind": "startup", "name": "郑州蓝穹软件有限公司", "uscc": CODE, "founded_on": date(2024, 8, 1)}
TEAM = {"name": "云麓微振动监测项目组", "contact_phone": "13700000001"}
MENTOR = {"name": "周启明", "phone": "13700000002", "employer": "郑州某律师事务所"}
ROADSHOW = {"on": date(2026, 1, 15), "title": "新春路演展示日"}
MAKERS = {"residents": make_resident, "mentors": make_mentor, "activities": make_activity}


def plain_space(**fields):
    """A compliant makerspace of whose own rows none can be anybody else's."""
    space = make_compliant_space(**fields)
    space.mentors.update(employer="", phone="")
    return space


@pytest.fixture
def space():
    return plain_space(name="启明星众创空间")


@pytest.fixture
def other():
    """On file in the same district, with nothing in its registers."""
    return make_filed_space(name="河洛青年创业坊", district=make_district("gxq"))


def hints(space, reader=None):
    """Register, shared, where of each hint, on a submission made now."""
    application = space.applications.first() or make_submitted(space)
    found = duplicates_of(application, application.snapshots.get(), reader or clerk_of(application))
    return [(each.register, each.shared, each.where) for each in found]


@pytest.mark.parametrize(
    ("register", "row", "shared"),
    [
        ("residents", STARTUP, "统一社会信用代码相同"),
        ("residents", TEAM, "团队联系电话相同"),
        ("mentors", MENTOR, "导师姓名和电话相同"),
        ("mentors", MENTOR | {"phone": ""}, "导师姓名和工作单位相同"),
        ("activities", ROADSHOW, "同日举办的同名活动"),
    ],
)
def test_what_identifies_a_row(space, other, register, row, shared):
    MAKERS[register](space, **row)
    MAKERS[register](other, **row)
    assert hints(space) == [(register, shared, "郑州高新技术产业开发区河洛青年创业坊")]


@pytest.mark.parametrize(
    ("register", "here", "there"),
    [
        ("residents", STARTUP, STARTUP | {"uscc": make_uscc()}),
        ("residents", TEAM, TEAM | {"contact_phone": "13700000009"}),
        ("residents", TEAM | {"contact_phone": ""}, TEAM | {"contact_phone": ""}),
        ("residents", TEAM, STARTUP | {"contact_phone": TEAM["contact_phone"]}),
        ("mentors", MENTOR, MENTOR | {"phone": "", "employer": "郑州某投资公司"}),
        ("mentors", MENTOR | {"phone": "", "employer": ""}, MENTOR | {"phone": "", "employer": ""}),
        ("mentors", MENTOR, MENTOR | {"name": "周启航"}),
        ("activities", ROADSHOW, ROADSHOW | {"on": date(2026, 1, 16)}),
        ("activities", ROADSHOW, ROADSHOW | {"title": "新春培训"}),
    ],
)
def test_what_does_not(space, other, register, here, there):
    MAKERS[register](space, **here)
    MAKERS[register](other, **there)
    assert hints(space) == []


@pytest.mark.parametrize("register", ["residents", "mentors", "activities"])
def test_the_same_in_the_same_space_is_no_duplicate(space, register):
    row = {"residents": STARTUP, "mentors": MENTOR, "activities": ROADSHOW}[register]
    for _ in range(2):
        MAKERS[register](space, **row)
    assert hints(space) == []


def test_a_phone_that_several_teams_have_in_common_identifies_none(space, other):
    for name in ("甲组", "乙组"):
        make_resident(space, **TEAM | {"name": name})
    make_resident(other, **TEAM)
    assert hints(space) == []


@pytest.mark.parametrize(("left", "counts"), [(TODAY - timedelta(days=1), False), (TODAY, True), (None, True)])
def test_who_has_left_by_the_day_does_not_count_there_nor_here(space, other, left, counts):
    make_resident(space, **STARTUP)
    make_resident(other, **STARTUP, left_on=left)
    assert bool(hints(space)) is counts


def test_who_has_left_here_does_not_count_either(space, other):
    make_resident(space, **STARTUP, left_on=TODAY - timedelta(days=1))
    make_resident(other, **STARTUP)
    assert hints(space) == []


def test_who_came_there_after_the_day_does_not_count(space, other):
    make_resident(space, **STARTUP)
    make_resident(other, **STARTUP, entered_on=TODAY + timedelta(days=1))
    assert hints(space) == []


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, False),
        ({"valid_until": TODAY}, True),
        ({"valid_from": TODAY}, True),
    ],
)
def test_a_mentor_counts_on_the_days_of_the_row(space, other, days, counts):
    make_mentor(space, **MENTOR)
    make_mentor(other, **MENTOR | days)
    assert bool(hints(space)) is counts


@pytest.mark.parametrize(("struck", "counts"), [(TODAY, False), (TODAY + timedelta(days=1), True)])
def test_an_activity_struck_out_there_counts_no_more(space, other, struck, counts):
    make_activity(space, **ROADSHOW)
    make_activity(other, **ROADSHOW, struck_on=struck, struck_reason="现场核实不属实。")
    assert bool(hints(space)) is counts


def test_a_mentor_renamed_since_is_not_compared(space, other):
    mentor = make_mentor(space, **MENTOR)
    make_mentor(other, **MENTOR | {"name": "周启航"})
    application = make_submitted(space)
    m.Mentor.objects.filter(pk=mentor.pk).update(name="周启航")
    assert duplicates_of(application, application.snapshots.get(), clerk_of(application)) == []


# Whose makerspaces count -----------------------------------------------------


def test_a_draft_and_a_makerspace_that_never_applied_do_not_count(space):
    make_resident(space, **STARTUP)
    bare, drafting = make_space(), plain_space()
    for each in (bare, drafting):
        make_resident(each, **STARTUP)
    make_draft(drafting)
    assert hints(space) == []


def test_an_application_under_way_counts_and_an_ended_one_does_not(space):
    make_resident(space, **STARTUP)
    applying, declined = plain_space(name="聚力工场"), plain_space()
    for each in (applying, declined):
        make_resident(each, **STARTUP)
    make_submitted(applying)
    make_declined(declined)
    assert hints(space) == [("residents", "统一社会信用代码相同", "郑州高新技术产业开发区聚力工场")]


def test_a_filing_that_ended_does_not_count(space, other):
    make_resident(space, **STARTUP)
    make_resident(other, **STARTUP)
    m.Filing.objects.filter(space=other).update(state="superseded", ended_on=TODAY)
    assert hints(space) == []


# What a reader may learn -------------------------------------------------------


def test_out_of_reach_only_the_district_is_told(space):
    make_resident(space, **STARTUP)
    away = make_filed_space(name="金水创客汇", district=make_district("jinshui"))
    make_resident(away, **STARTUP)
    application = make_submitted(space)
    assert not visible_spaces(clerk_of(application)).filter(pk=away.pk).exists()
    (district,) = hints(space)
    (city,) = hints(space, make_user(Role.CITY))
    assert (district[2], city[2]) == (f"{away.district}的另一家众创空间", f"{away.district}金水创客汇")


# The workspace ------------------------------------------------------------------


def test_it_shows_at_the_checks_concerned_in_the_rail_and_on_the_citys_page(client, space, other):
    make_mentor(space, **MENTOR)
    make_mentor(other, **MENTOR)
    application = make_submitted(space)
    client.force_login(clerk_of(application))
    path = f"/applications/{application.pk}/verify/?item="
    page = client.get(f"{path}5.7.mentors")
    hint = "与郑州高新技术产业开发区河洛青年创业坊重复（导师姓名和电话相同）"
    (table,) = [table for table in page.context["tables"] if table.register == "mentors"]
    assert (table.doubtful, table.lines[0].cells[0], table.lines[0].duplicates) == (1, "周启明", (hint,))
    assert table.counted == len(table.lines)  # a hint takes nothing out
    html = page.content.decode()
    assert html.count(hint) == 2
    assert "1行疑似重复" in html
    assert MENTOR["phone"] not in html
    sheet = verification_sheet(application)
    flagged = doubtful_items(sheet, {each.ref for each in page.context["duplicates"]})
    assert set(flagged) == {item.id for item in sheet.items if "mentors.total" in item.reads}
    client.force_login(make_user(Role.CITY))
    assert hint in client.get(f"/applications/{application.pk}/").content.decode()
    client.force_login(make_user(Role.OPERATOR, operator=space.operator))
    assert "疑似重复" not in client.get(f"/applications/{application.pk}/").content.decode()


def test_it_asks_as_much_for_many_as_for_one(space, other):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            duplicates_of(application, snapshot, reader)
        return len(asked)

    for register, row in (("residents", STARTUP), ("mentors", MENTOR), ("activities", ROADSHOW)):
        MAKERS[register](space, **row)
        MAKERS[register](other, **row)
    application = make_submitted(space)
    snapshot, reader = application.snapshots.get(), clerk_of(application)
    one = queries()
    for number in range(3):
        away = make_filed_space(district=make_district("jinshui"))
        for register, row in (("residents", STARTUP), ("mentors", MENTOR), ("activities", ROADSHOW)):
            MAKERS[register](away, **row)
        make_mentor(other, **MENTOR | {"phone": f"1370000010{number}"})
    assert queries() == one <= 8
