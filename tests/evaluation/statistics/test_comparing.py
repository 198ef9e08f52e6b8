"""Questions about figures: at, below and above what makes one ask."""

from decimal import Decimal

import pytest

from evaluation.statistics.comparing import Cause, Yardsticks, warnings_of
from tests.factories_statistics import SOUND, money_times, sound_figures


def asked(yardsticks, **changes):
    return [(warn.key, warn.message) for warn in warnings_of(sound_figures(**changes), yardsticks)]


def test_the_same_figures_raise_no_question():
    assert warnings_of(SOUND, Yardsticks(last_year=SOUND, peers=SOUND, registers={"d11": 28})) == []


@pytest.mark.parametrize(
    ("last", "now", "is_asked"),
    [(20, 30, False), (20, 31, True), (20, 10, False), (20, 9, True), (9, 9, False), (4, 9, False), (4, 10, True), (0, 10, True), (0, 9, False)],
)  # fmt: skip
def test_a_change_of_more_than_half_where_either_figure_is_ten(last, now, is_asked):
    found = asked(Yardsticks(last_year={"e1": last}), e1=now)
    assert [key for key, _ in found] == (["change:e1"] if is_asked else [])


def test_what_a_change_says():
    assert asked(Yardsticks(last_year={"e1": 10}), e1=24) == [
        ("change:e1", "E1 创新创业活动场次上年10，本年24（＋140.00%），请核对；属实的请说明原因。")
    ]


def test_a_whole_return_in_yuan_is_one_question_with_converted_figures():
    figures = money_times(1000)
    (warn,) = warnings_of(figures, Yardsticks(last_year=SOUND))
    assert (warn.key, warn.cause) == ("unit:yuan:last_year", Cause.UNIT)
    assert "约为上年的1,000倍，可能按“元”填写，本表单位是千元。" in warn.message
    assert warn.offered["b1"] == Decimal("5000.00")
    assert set(warn.offered) == {
        name for name, value in figures.items() if name[0] in "bf" and isinstance(value, Decimal)
    }


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (Decimal("349.99"), "change:b8"), (Decimal(700), "change:b8"), (Decimal(1260), "unit:digit:last_year"),
        (Decimal(2520), "unit:digit:last_year"), (Decimal("2520.01"), "change:b8"), (Decimal("12.60"), "unit:wan:last_year"),
        (Decimal("25.20"), "unit:wan:last_year"), (Decimal("25.21"), "change:b8"), (Decimal(180000), "unit:yuan:last_year"),
    ],
)  # fmt: skip
def test_where_a_unit_slip_begins_and_ends(value, key):
    assert [found for found, _ in asked(Yardsticks(last_year={"b8": Decimal(180)}), b8=value)] == [key]


def test_peers_are_asked_where_last_year_says_nothing():
    found = asked(Yardsticks(last_year={"b8": Decimal(0)}, peers={"b8": Decimal(180)}), b8=Decimal(180000))
    assert [key for key, _ in found] == ["unit:yuan:peers"]


def test_differences_from_the_registers_are_one_question_that_names_both():
    assert asked(Yardsticks(registers={"d11": 26, "d12": 26})) == [
        ("register:d11", "D11 年末在驻团队28（名册26）与登记名册不同，请核对；名册待补录的请说明。")
    ]
    ((key, message),) = asked(Yardsticks(registers={"c1": 1, "c2": 1, "c4": 1, "d11": 26}))
    assert key == "register:c1+c2+c4+d11"
    assert message.startswith(
        "C1 服务人员12（名册1）、C2 专职人员8（名册1）、C4 创业导师15（名册1）等4个数与登记名册不同"
    )
