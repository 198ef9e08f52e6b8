"""Annual returns from sheets: whose row, what is refused, what it changes, what is asked, what is written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.models import AnnualReturn
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.services.imports.load import load_file
from evaluation.statistics.exporting import HEADER, sheet_row
from filings.errors import WorkflowRefused
from filings.models import HistoryLine
from filings.services.history import broken_chains
from tests.factories import make_district, make_historic_filing, make_space, make_user
from tests.factories_loads import returns_book as book
from tests.factories_loads import returns_row as row_of
from tests.factories_statistics import (
    YEAR,
    make_filed_space,
    make_return,
    make_window,
    moment,
    money_times,
    sound_figures,
)
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db


def load(content, actor, **options):
    given = {"name": "年报.xlsx", "year": YEAR, "reason": "", "commit": True, "skip_refused": False} | options
    return load_file(content, actor=actor, **given)


def faults(found):
    return [(row.number, fault.column, fault.field, fault.message) for row in found.plan.rows for fault in row.faults]


@pytest.fixture
def city():
    make_window()
    return make_user("city")


def test_new_changed_unchanged(city):
    new, changed, same = make_filed_space(), make_filed_space(), make_filed_space()
    make_return(changed, state="submitted", e1=20)
    make_return(same, state="confirmed")
    content = book(row_of(new), row_of(changed), row_of(same))
    first = load(content, city)
    assert first.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 0}
    assert [list(row.changes)[:2] for row in first.plan.rows] == [
        [("A1", "", "2,000"), ("A2", "", "1,200")],
        [("E1", "20", "24")],
        [],
    ]
    assert first.written == 2
    found = {each.space: (each.state, each.source, each.e1) for each in AnnualReturn.objects.all()}
    assert found == {
        new: ("confirmed", "city", 24),
        changed: ("confirmed", "city", 24),
        same: ("confirmed", "form", 24),
    }
    again = load(content, city)
    assert (again.counts["unchanged"], again.written) == (3, 0)
    lines = HistoryLine.objects.filter(action="import_rows")
    assert [line.details["written"] for line in lines] == [2]
    assert broken_chains() == []


@pytest.mark.parametrize(
    ("role", "state", "source"),
    [("operator", "submitted", "operator"), ("district", "confirmed", "district"), ("admin", "submitted", "admin")],
)
def test_who_imports_decides_the_state(role, state, source):
    make_window()
    space = make_filed_space()
    fields = {"operator": {"operator": space.operator}, "district": {"district": space.district}}.get(role, {})
    load(book(row_of(space)), make_user(role, **fields))
    record = space.returns.get()
    assert (record.state, record.source, record.first_submitted_at is not None) == (state, source, True)


def test_whose_row_by_code_and_name_or_by_number(city):
    one, two = make_filed_space(), make_filed_space()
    rows = [
        ["", one.operator.uscc.lower(), one.name, f"{YEAR}年度", *row_of(one)[4:]],
        [two.filings.get().number.replace("〔", "[").replace("〕", "]"), "", "", YEAR, *row_of(two)[4:]],
    ]
    assert load(book(*rows), city).written == 2


def test_rows_that_are_nobodys(city):
    mine, other = make_filed_space(), make_filed_space()
    unfiled = make_space()
    never = sheet_row("", unfiled.operator.uscc, unfiled.name, YEAR, sound_figures())
    crossed = [mine.filings.get().number, other.operator.uscc, other.name, YEAR, *row_of(mine)[4:]]
    found = load(book(["郑众创备〔2020〕9号", *row_of(mine)[1:]], never, crossed, row_of(mine, year=2024)), city)
    number = mine.filings.get().number
    assert faults(found) == [
        (2, "A", "备案编号", "没有找到备案编号为“郑众创备〔2020〕9号”的众创空间，请核对。"),
        (3, "C", "众创空间名称", f"没有找到“{unfiled.name}”，请核对代码和名称。"),
        (4, "A", "备案编号", f"备案编号“{number}”与统一社会信用代码、众创空间名称不是同一家，请核对。"),
        (5, "D", "年度", "表中年度是“2024”，本次导入的是2025年度。"),
    ]
    assert (found.written, AnnualReturn.objects.count()) == (None, 0)


def test_rows_out_of_reach():
    make_window()
    space = make_filed_space(district=make_district("jinshui"))
    (near,) = faults(load(book(row_of(space)), make_user("district", district=make_district("gxq"))))
    (foreign,) = faults(load(book(row_of(space)), make_user("operator", operator=make_filed_space().operator)))
    assert near[3] == "不在本辖区（金水区），请由金水区或市科技局导入。"
    assert foreign[3] == "不是本机构的众创空间，不能由您导入。"
    assert AnnualReturn.objects.count() == 0


def test_a_makerspace_that_owes_none_and_a_row_twice(city):
    space, late = make_filed_space(), make_space()
    make_historic_filing(late, filed_on=date(2026, 1, 2))
    found = faults(load(book(row_of(space), row_of(space), row_of(late)), city))
    assert [message for *_, message in found] == [
        f"“{space.name}”在第2行已有一行，请只保留一行。",
        "2025年末不在备案名单中，不用报送2025年度统计。",
    ]


def test_a_locked_return_is_refused_unless_it_is_the_same(city):
    space = make_return(state="locked").space
    assert load(book(row_of(space)), city).counts["unchanged"] == 1
    (fault,) = faults(load(book(row_of(space, e1=25)), city))
    assert fault[3] == "这家的报表已锁定，不能再用导入修改。需要修改的，请由市科技局重新开放或退回。"


def test_every_bad_cell_is_named_with_what_is_expected(city):
    space = make_filed_space()
    row = row_of(space)
    at = HEADER.index("C2 专职人员（人）")
    row[at] = "六人"
    row[HEADER.index("D11 年末在驻团队（个）")] = None
    row[HEADER.index("D7 当年注册为企业的团队（个）")] = 48
    found = load(book(row), city)
    assert faults(found) == [
        (2, "S", "C2", "C2 专职人员：填的是“六人”，应为0或正整数；没有的填0。"),
        (2, "AG", "D11", "D11 年末在驻团队没有填写，没有的填0。"),
        (2, "AC", "D7", "D7 当年注册为企业的团队48，大于D1 当年服务创业团队40，请核对。"),
    ]
    assert found.summary()["errors"][0] == {
        "sheet": "年报",
        "row": 2,
        "column": "S",
        "field": "C2",
        "value": "六人",
        "message": "C2 专职人员：填的是“六人”，应为0或正整数；没有的填0。",
    }


def test_nothing_is_written_while_a_row_is_refused_unless_it_is_left_out(city):
    good, bad = make_filed_space(), make_filed_space()
    content = book(row_of(good), row_of(bad, e1=-1))
    assert load(content, city).written is None
    assert AnnualReturn.objects.count() == 0
    assert load(content, city, skip_refused=True).written == 1
    assert set(AnnualReturn.objects.values_list("space", flat=True)) == {good.pk}


def test_a_question_without_a_reason_is_refused_and_with_one_is_kept(city):
    space = make_filed_space()
    make_return(space, state="locked", year=2024, e1=5)
    content = book(row_of(space))
    (fault,) = faults(load(content, city))
    assert fault[3] == "E1 创新创业活动场次上年5，本年24（＋380.00%），请核对；属实的请说明原因。没有说明原因，未导入。"
    assert load(content, city, reason="新建路演厅").written == 1
    assert space.returns.get(year=YEAR).reasons == {"change:e1": "新建路演厅"}
    with pytest.raises(WorkflowRefused, match="说明至少4个字"):
        load(content, city, reason="无")


def test_converted_figures_are_on_offer_only_where_they_hold_together(city):
    space = make_filed_space()
    make_return(space, state="locked", year=2024)
    (row,) = load(book(row_of(space, **money_times(1000))), city, commit=False).plan.rows
    (question,) = row.questions
    assert question.offers[0] == ("B1 总收入", "5,000", "5,000,000", "5,000")
    slipped = {
        "b1": Decimal(5000010),
        "b2": Decimal(2000005),
        "b3": Decimal(1500005),
    }  # each rounds up: the sum does not hold
    uneven = money_times(1000) | slipped
    (row,) = load(book(row_of(space, **uneven)), city, commit=False).plan.rows
    assert (row.questions[0].offers, "换算后各项合不上" in row.questions[0].message) == ((), True)


def test_files_that_are_none_of_returns(city):
    for content, said in (
        (book(["甲", "乙"], header=["姓名", "电话"]), "没有找到统计报表"),
        (book(row_of(make_filed_space()), header=[*HEADER[:-1], "别的"]), "缺少G3"),
    ):
        with pytest.raises(WorkflowRefused) as refused:
            load(content, city)
        assert said in "".join(refused.value.problems)
    with pytest.raises(WorkflowRefused) as refused:
        load(book(row_of(make_filed_space(), year=2023)), city, year=2023)
    assert refused.value.problems == ("2023年度还没有设置报送时间，不能导入。",)


def test_the_error_workbook_holds_exactly_the_refused_rows_and_can_be_sent_again(city):

    good, bad = make_filed_space(), make_filed_space()
    row = row_of(bad)
    row[4] = "很多"
    found = load(book(row_of(good), row), city)
    errors = found.error_workbook()
    (sheet,) = read_workbook(errors).sheets
    assert [cells[2] for cells in sheet.rows] == ["众创空间名称", bad.name]
    assert (sheet.rows[0][-1], "A1 总面积：填的是“很多”" in sheet.rows[1][-1]) == ("错误说明", True)
    again = load(errors, city, commit=False)
    assert (len(again.plan.rows), again.counts["refused"]) == (1, 1)


def test_queries_do_not_grow_with_rows(city):

    def cost(number):
        content = book(*(row_of(make_filed_space()) for _ in range(number)))
        with CaptureQueriesContext(connection) as queries:
            load(content, city)
        return len(queries)

    assert cost(1) == cost(5)


def test_a_load_goes_on_from_what_stood(city):
    space = make_filed_space()
    sent = make_return(
        space,
        state="returned",
        e1=20,
        revision=4,
        items={"e1": "请核对"},
        due_on=date(2026, 3, 4),
        at=moment(date(2026, 2, 1)),
    )
    load(book(row_of(space)), city, reason="已逐项核对")
    now = AnnualReturn.objects.get(pk=sent.pk)
    assert (now.revision, now.items, now.due_on, now.missed_on) == (5, {}, None, date(2026, 3, 4))
    assert (now.first_submitted_at, now.created_at) == (sent.first_submitted_at, sent.created_at)
    assert (now.state, now.source, now.e1, now.confirmed_at) == ("confirmed", "city", 24, now.submitted_at)


def test_a_load_stores_every_column_as_a_form_would(city):
    space = make_filed_space()
    figures = {"a1": Decimal("2000.05"), "b7": Decimal("0.01"), "b8": Decimal("9999999999.00")}
    load(book(row_of(space, **figures)), city)
    stored = space.returns.get()
    assert stored.figures == sound_figures(**figures)
    assert stored.created_at == stored.updated_at == stored.submitted_at == stored.first_submitted_at
    assert (stored.items, stored.reasons, stored.groups_done, stored.revision) == ({}, {}, [], 1)
    assert AnnualReturn.objects.filter(b7=Decimal("0.01"), items={}, reasons={}, b8__gt=1).count() == 1


def test_thousands_are_compared_with_the_same_yardsticks(city, monkeypatch):
    spaces = [make_filed_space(), make_filed_space()]
    make_return(spaces[0], state="locked", year=YEAR - 1)
    few = dict(yardsticks_for(spaces, YEAR))
    monkeypatch.setattr("evaluation.selectors.returns.yardsticks.MOST_NAMED", 1)
    assert dict(yardsticks_for(spaces, YEAR)) == few
    assert few[spaces[0].pk].last_year["b1"] == Decimal(5000)
