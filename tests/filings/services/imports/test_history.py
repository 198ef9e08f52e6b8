"""Filings and bans from before the system: what a load adds, what it leaves alone, what it refuses and why."""

from datetime import date

import pytest

from filings import models as m
from filings.services.history import broken_chains
from filings.services.imports.directory import Directory
from filings.services.imports.history import BANS, FILINGS, plan_bans, plan_filings, write_history
from filings.services.imports.outcomes import Outcome
from filings.services.numbers import next_number
from tests.factories import (
    TODAY,
    make_district,
    make_filing,
    make_historic_filing,
    make_operator,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_imports import ban_row, filing_row, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _districts():
    make_district("jinshui")
    make_district("gxq")


def plan(*rows, directory=None):
    return plan_filings(rows_of(FILINGS, *rows), directory or Directory(), today=TODAY)


def bans(*rows, directory=None):
    return plan_bans(rows_of(BANS, *rows), directory or Directory())


def told(planned):
    return [(problem.field, problem.message) for problem in planned.row.problems]


def test_a_filing_comes_with_its_operator_and_makerspace():
    city, code = make_user("city"), make_uscc()
    assert write_history(plan(filing_row(uscc=code)), actor=city) == 1
    filing = m.Filing.objects.select_related("operator", "space").get()
    assert (filing.number, filing.year, filing.serial, filing.state) == ("郑科众创〔2023〕第7号", 2023, None, "active")
    assert (filing.filed_on, filing.ended_on, filing.is_historic, len(filing.code)) == (
        date(2023, 6, 1),
        None,
        True,
        12,
    )
    operator, space = filing.operator, filing.space
    assert (operator.uscc, operator.name, operator.status) == (code, "郑州启明孵化器有限公司", "confirmed")
    assert (operator.contact_phone, operator.legal_representative, operator.decided_by) == ("13812345678", "", city)
    assert (space.name, space.kind, space.district_id, space.operator) == (
        "启明众创空间",
        "comprehensive",
        "jinshui",
        operator,
    )
    lines = m.HistoryLine.objects.order_by("pk").values_list("record", "action", "to_state")
    assert list(lines) == [
        (f"operator:{operator.pk}", "load_operator", "confirmed"),
        (f"filing:{filing.pk}", "load_filing", "active"),
    ]
    assert broken_chains() == []


def test_the_same_sheet_once_more_changes_nothing():
    row = filing_row()
    write_history(plan(row), actor=make_user("city"))
    [again] = plan(row)
    assert (again.outcome, again.record, told(again)) == (Outcome.UNCHANGED, None, [])
    assert write_history([again], actor=make_user("city")) == 0
    assert (m.Filing.objects.count(), m.Operator.objects.count(), m.Space.objects.count()) == (1, 1, 1)


def test_what_stands_is_not_changed_by_a_load():
    row = filing_row()
    write_history(plan(row), actor=make_user("city"))
    [other] = plan(row | {"kind": "专业化", "filed_on": "2023-07-01"})
    assert other.outcome is Outcome.REFUSED
    assert told(other) == [
        ("类型", "郑科众创〔2023〕第7号已有记录，类型是“综合性”，表中是“专业化”。已有的备案不能用导入修改。"),
        (
            "备案日期",
            "郑科众创〔2023〕第7号已有记录，备案日期是“2023-06-01”，表中是“2023-07-01”。已有的备案不能用导入修改。",
        ),
    ]


def test_one_operator_with_several_makerspaces_is_added_once():
    code = make_uscc()
    planned = plan(filing_row(uscc=code), filing_row(uscc=code, number="郑科众创〔2023〕第8号", space="启明二期"))
    assert write_history(planned, actor=make_user("admin")) == 2
    [operator] = m.Operator.objects.all()
    assert sorted(operator.spaces.values_list("name", flat=True)) == ["启明二期", "启明众创空间"]


def test_a_superseded_filing_and_the_one_in_force():
    code = make_uscc()
    old = filing_row(uscc=code, state="已升级", ended_on="2024-05-01")
    new = filing_row(uscc=code, number="郑科众创〔2024〕第2号", kind="专业化", filed_on="2024-05-01")
    write_history(plan(old, new), actor=make_user("city"))
    [space] = m.Space.objects.all()
    assert space.kind == "professional"
    states = m.Filing.objects.order_by("filed_on").values_list("kind", "state", "ended_on")
    assert list(states) == [
        ("comprehensive", "superseded", date(2024, 5, 1)),
        ("professional", "active", None),
    ]


def test_a_filing_given_up_before_the_system_is_loaded_with_its_last_day():
    assert told(plan(filing_row(state="已注销"))[0]) == [("终止日期", "状态是“已注销”，请填写终止日期。")]
    write_history(plan(filing_row(state="已注销", ended_on="2024-05-01")), actor=make_user("city"))
    filing = m.Filing.objects.get()
    assert (filing.state, filing.ended_on) == ("cancelled", date(2024, 5, 1))


def test_a_known_operator_keeps_its_name():
    operator = make_operator(name="郑州新名称有限公司", district=make_district("jinshui"))
    [planned] = plan(filing_row(uscc=operator.uscc))
    assert planned.notes == ["运营机构在系统中登记的名称是“郑州新名称有限公司”，以系统登记为准。"]
    write_history([planned], actor=make_user("city"))
    operator.refresh_from_db()
    assert (operator.name, operator.filings.count()) == ("郑州新名称有限公司", 1)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"number": ""}, "备案编号", "缺少备案编号，应为文字，最多40个字。"),
        ({"uscc": "91410100MA00000010"}, "统一社会信用代码", "统一社会信用代码“91410100MA00000010”不对，请按营业执照逐位核对。"),
        ({"filed_on": "2026-03-06"}, "备案日期", "备案日期2026-03-06应在2010-01-01至今天（2026-03-05）之间，请核对。"),
        ({"filed_on": "2009-12-31"}, "备案日期", "备案日期2009-12-31应在2010-01-01至今天（2026-03-05）之间，请核对。"),
        ({"ended_on": "2024-01-01"}, "终止日期", "在册的备案不填终止日期（填的是2024-01-01）。"),
        ({"state": "已升级"}, "终止日期", "状态是“已升级”，请填写终止日期。"),
        (
            {"state": "已升级", "ended_on": "2023-05-31"},
            "终止日期",
            "终止日期2023-05-31应在备案日期（2023-06-01）至今天（2026-03-05）之间，请核对。",
        ),
        ({"state": "有效"}, "状态", "状态：填的是“有效”，应为在册、已升级、已注销、已撤销之一。"),
        ({"district": "洛阳市"}, "所在区县", "没有“洛阳市”这个区县，请按系统中的名称填写，如金水区。"),
        ({"number": "郑众创备〔2022〕3号"}, "备案编号", "备案编号的年份是2022，备案日期是2023-06-01，请核对。"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be(fields, field, message):
    [planned] = plan(filing_row(**fields))
    assert (planned.outcome, told(planned)) == (Outcome.REFUSED, [(field, message)])


@pytest.mark.parametrize("filed", ["2010-01-01", "2026-03-05"])
def test_the_first_and_the_last_day_of_filing_are_taken(filed):
    assert plan(filing_row(filed_on=filed))[0].outcome is Outcome.NEW


def test_one_filing_in_force_in_the_register_and_in_the_sheet():
    code = make_uscc()
    first, second = plan(filing_row(uscc=code), filing_row(uscc=code, number="另一号"))
    assert (first.outcome, told(second)) == (
        Outcome.NEW,
        [("状态", "“启明众创空间”已有在册的备案，同一时间只能有一个。")],
    )
    stands = make_historic_filing(make_space(name="启明众创空间", district=make_district("jinshui")))
    [row] = plan(filing_row(uscc=stands.operator.uscc))
    assert told(row) == [("状态", "“启明众创空间”已有在册的备案，同一时间只能有一个。")]


def test_the_same_number_for_two_makerspaces_is_refused():
    first, second = plan(filing_row(), filing_row(space="另一家"))
    assert first.outcome is Outcome.NEW
    assert [field for field, _ in told(second)] == ["众创空间名称", "统一社会信用代码"]


def test_two_names_for_one_code_are_refused():
    code = make_uscc()
    _, second = plan(
        filing_row(uscc=code), filing_row(uscc=code, number="另一号", space="二期", operator="郑州别的公司")
    )
    assert told(second) == [("运营机构", "同一代码在上面的行中名称是“郑州启明孵化器有限公司”，请核对。")]


def test_a_makerspace_known_in_another_district_is_refused():
    space = make_space(name="启明众创空间", district=make_district("gxq"))
    [row] = plan(filing_row(uscc=space.operator.uscc))
    assert told(row) == [("所在区县", "“启明众创空间”登记的区县是郑州高新技术产业开发区，表中是金水区，请核对。")]


def test_a_district_is_known_without_the_city_before_it():
    [planned] = plan(filing_row(district="高新技术产业开发区"))
    assert planned.record.space.district_id == "gxq"


def test_numbers_of_the_systems_own_form_raise_the_counter():
    planned = plan(
        filing_row(number="郑众创备[2023]005号", filed_on="2023-06-01"),
        filing_row(number="郑众创备〔2023〕2号", filed_on="2023-02-01", space="另一家"),
    )
    write_history(planned, actor=make_user("city"))
    assert sorted(map(str, m.Filing.objects.all())) == ["郑众创备〔2023〕2号", "郑众创备〔2023〕5号"]
    assert next_number("filing", 2023) == 6


def test_a_number_ahead_of_those_that_the_system_has_given_is_refused():
    make_filing(make_space(), year=2026, serial=3)
    ahead, behind = plan(
        filing_row(number="郑众创备〔2026〕4号", filed_on="2026-02-01"),
        filing_row(number="郑众创备〔2026〕2号", filed_on="2026-02-01"),
    )
    assert told(ahead) == [("备案编号", "2026年的编号已由系统编到3号，4号还没有给出，请核对。")]
    assert behind.outcome is Outcome.NEW


def test_refused_rows_are_never_written():
    planned = plan(filing_row(), filing_row(number="第二号", state="已升级"))
    assert write_history(planned, actor=make_user("city")) == 1
    assert m.Filing.objects.count() == 1


def test_a_ban_of_a_makerspace_of_the_same_file():
    code, directory = make_uscc(), Directory()
    filings = plan(filing_row(uscc=code, state="已升级", ended_on="2025-01-10"), directory=directory)
    banned = bans(ban_row(uscc=code, space="启明众创空间", ground="第十五条"), directory=directory)
    city = make_user("city")
    assert write_history([*filings, *banned], actor=city) == 2
    ban = m.Ban.objects.get()
    assert (ban.uscc, ban.space.name, ban.ground, ban.created_by) == (code, "启明众创空间", "revocation", city)
    assert (ban.since, ban.until, ban.source) == (date(2025, 1, 10), date(2027, 1, 9), "郑科〔2025〕3号")
    assert m.HistoryLine.objects.filter(record=f"ban:{ban.pk}", action="load_ban").count() == 1


def test_a_ban_of_an_operator_that_nobody_knows_yet_is_taken():
    write_history(bans(ban_row()), actor=make_user("admin"))
    assert m.Ban.objects.get().space is None


def test_a_ban_once_more_and_a_ban_that_differs():
    row = ban_row()
    write_history(bans(row), actor=make_user("city"))
    same, other = bans(row, row | {"until": "2028-01-09"})
    assert same.outcome is Outcome.UNCHANGED
    assert told(other) == [("", "这条禁止申报已有记录（至2027-01-09，郑科〔2025〕3号）。已有的记录不能用导入修改。")]


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"until": "2025-01-09"}, "截止日", "截止日2025-01-09不能早于起始日2025-01-10，请核对。"),
        ({"space": "没有的空间"}, "众创空间名称", "没有找到这家机构的众创空间“没有的空间”，请核对名称和代码。"),
        ({"ground": "其他"}, "事由", "事由：填的是“其他”，应为第八条：弄虚作假、第十五条：撤销备案资格之一。"),
        ({"source": ""}, "依据文书", "缺少依据文书，应为文字，最多120个字。"),
    ],
)
def test_a_ban_that_cannot_be(fields, field, message):
    [planned] = bans(ban_row(**fields))
    assert (planned.outcome, told(planned)) == (Outcome.REFUSED, [(field, message)])


def test_a_ban_of_one_day_is_taken():
    assert bans(ban_row(until="2025-01-10"))[0].outcome is Outcome.NEW


def test_any_number_of_rows_is_planned_with_the_same_queries(django_assert_num_queries):
    with django_assert_num_queries(6):
        plan(filing_row())
    many = [filing_row(number=f"第{n}号", space=f"空间{n}") for n in range(30)]
    with django_assert_num_queries(6):
        assert {each.outcome for each in plan(*many)} == {Outcome.NEW}
