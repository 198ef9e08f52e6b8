"""Rows of template and export: whose, in which order, with which number and figures, in how many queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.models import AnnualReturn
from evaluation.selectors.returns.exported import exported_rows, figures_as_sent, returns_sent, template_rows
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.services.returns.transitions import advance_return
from evaluation.statistics.columns import FIELDS
from evaluation.workflow import ReturnAction
from tests.factories import make_district, make_historic_filing, make_operator, make_space, make_user
from tests.factories_statistics import SOUND, YEAR, make_filed_space, make_return

pytestmark = pytest.mark.django_db


def all_rows(user=None, year=YEAR):
    return list(exported_rows(AnnualReturn.objects.all(), user, year))


def test_a_row_has_the_columns_of_the_header():
    space = make_filed_space()
    make_return(space, state="submitted")
    number = space.filings.get().number
    assert all_rows() == [[number, space.operator.uscc, space.name, YEAR, *SOUND.values()]]
    assert all_rows(year=YEAR - 1) == []


def test_rows_stand_by_district_and_name():
    for slug, name in (("gxq", "甲"), ("jinshui", "乙"), ("jinshui", "丙")):
        operator = make_operator(district=make_district(slug))
        make_return(make_filed_space(operator=operator, name=name), state="submitted")
    assert [row[2] for row in all_rows()] == ["丙", "乙", "甲"]
    assert [row[2] for row in template_rows(owing_spaces(YEAR), YEAR)] == ["丙", "乙", "甲"]


def test_the_number_is_that_of_the_filing_with_which_the_year_is_reported():
    space = make_space()
    make_historic_filing(space, old_number="旧1号", filed_on=date(2020, 1, 1), state="ended", ended_on=date(2023, 1, 1))
    make_historic_filing(space, old_number="旧2号", filed_on=date(2023, 1, 1), state="ended", ended_on=date(2026, 2, 1))
    make_historic_filing(space, old_number="", year=2026, serial=7, filed_on=date(2026, 2, 1), application=None)
    assert [row[0] for row in template_rows(owing_spaces(2025), 2025)] == ["旧2号"]
    assert [row[0] for row in template_rows(owing_spaces(2026), 2026)] == ["郑众创备〔2026〕7号"]


def test_a_template_names_makerspaces_with_their_year():
    space = make_filed_space()
    assert list(template_rows(owing_spaces(YEAR), YEAR)) == [
        [space.filings.get().number, space.operator.uscc, space.name, YEAR]
    ]


@pytest.fixture
def sent_back():
    """A return that was sent back and then changed by its operator."""
    record = make_return(state="submitted")
    office = make_user("district", district=record.space.district)

    def due(locked):
        locked.due_on, locked.items = date(2026, 3, 20), {"b7": "请核对。"}

    record = advance_return(record, ReturnAction.SEND_BACK, actor=office, prepare=[due])
    AnnualReturn.objects.filter(pk=record.pk).update(b7=1, c1=None)
    return record


def test_offices_get_a_return_that_was_sent_back_as_it_was_sent(sent_back):
    (row,) = all_rows(make_user("city"))
    assert row[4:] == list(SOUND.values())
    assert all_rows() == [row]
    assert figures_as_sent(AnnualReturn.objects.all()) == {sent_back.pk: list(SOUND.values())}


def test_its_operator_gets_it_as_it_is_now(sent_back):
    user = make_user("operator", operator=sent_back.space.operator)
    (row,) = all_rows(user)
    figures = dict(zip(FIELDS, row[4:], strict=True))
    assert (figures["b7"], figures["c1"], figures["b8"]) == (1, None, SOUND["b8"])


def test_drafts_that_were_never_sent_are_no_part_of_the_city_s_export():
    make_return(state="open")
    sent = make_return(state="confirmed")
    assert list(returns_sent(YEAR)) == [sent]


def test_an_export_asks_as_often_for_three_rows_as_for_one(sent_back):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            all_rows()
            list(template_rows(owing_spaces(YEAR), YEAR))
        return len(asked)

    before = queries()
    for state in ("submitted", "returned"):
        make_return(state=state)
    assert (before, queries()) == (3, 3)
