"""Five makerspaces worked out by hand, every figure in between written out: marks, totals, medians, ranks, grades, the cap,
the sentences of the explanation and what reaches the next grade.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.scoring.evaluating import Ground, evaluate
from evaluation.scoring.explaining import ahead_of, arithmetic
from evaluation.scoring.grades import Grade
from tests.evaluation.scoring.schemes import INDICATORS, entrant, small_scheme, unreported

ENTRANTS = {
    each.key: each
    for each in (
        entrant(1, 45, 60, 6, 30, "6000", 33, 30, experts=("16", "15.5")),
        entrant(2, 54, 60, 10, 40, "12000", 36, 30, listed=1, experts=("18", "19", "17.5")),
        entrant(3, 40, 70, 3, 28, "1000", 20, experts=("12",)),
        entrant(4, 51, 60, 7, 30, "9999.99", 33, 30, listed=2, experts=("20", "20")),
        unreported(5),
    )
}
CAPPED = small_scheme(cap_percent=Decimal(25))  # a quarter of four peers: one seat


@pytest.fixture(scope="module")
def result():
    return evaluate(CAPPED, ENTRANTS.values())


@pytest.mark.parametrize(
    ("key", "values", "marks", "total"),
    [
        # 45/60 = 75 %, (75 − 40)/50 × 20 = 14; (16 + 15.5)/2; 6/30 = 20 % of 25 × 25; 6,000 → 10; (33 − 30)/30 = 10 %,
        # (10 + 10)/30 × 20 = 13.333…; none listed
        (
            1,
            (Fraction(75), None, Fraction(20), Fraction(6000), Fraction(10), Fraction(0)),
            ("14.00", "15.75", "20.00", "10.00", "13.33", "0.00"),
            "73.08",
        ),
        # 54/60 = 90 %: full; 54.5/3 = 18.1666…; 10/40 = 25 %: full; 12,000 → 15; 20 %: full; one → 3
        (
            2,
            (Fraction(90), None, Fraction(25), Fraction(12000), Fraction(20), Fraction(1)),
            ("20.00", "18.17", "25.00", "15.00", "20.00", "3.00"),
            "101.17",
        ),
        # 40/70 = 57.142857… %, 17.142857…/50 × 20 = 6.857…; 12; 3/28 = 10.714… %; 1,000 → 5; no year before → 12
        (
            3,
            (Fraction(4000, 70), None, Fraction(300, 28), Fraction(1000), None, Fraction(0)),
            ("6.86", "12.00", "10.71", "5.00", "12.00", "0.00"),
            "46.57",
        ),
        # 51/60 = 85 %, 45/50 × 20 = 18; 20; 7/30 = 23.333… %; 9,999.99 is not 10,000 → 10; 13.333…; two → 5
        (
            4,
            (Fraction(85), None, Fraction(700, 30), Fraction(999999, 100), Fraction(10), Fraction(2)),
            ("18.00", "20.00", "23.33", "10.00", "13.33", "5.00"),
            "89.66",
        ),
    ],
)
def test_marks_and_totals(result, key, values, marks, total):
    outcome = result.outcomes[key]
    assert tuple(mark.value for mark in outcome.marks) == values
    assert tuple(str(mark.marks) for mark in outcome.marks) == marks
    assert str(outcome.total) == total


def test_grades_ranks_and_cap(result):
    told = {key: (outcome.grade, outcome.ground, outcome.rank) for key, outcome in result.outcomes.items()}
    assert told == {
        1: (Grade.PASS, Ground.SCORE, 3),  # 73.08 < 75
        2: (Grade.EXCELLENT, Ground.SCORE, 1),
        3: (Grade.FAIL, Ground.SCORE, 4),  # 46.57 < 60
        4: (Grade.GOOD, Ground.CAP, 2),  # 89.66 would be 优秀, and the one seat is taken
        5: (Grade.FAIL, Ground.FORCED, None),
    }
    assert result.seats == 1
    assert result.distribution() == {Grade.EXCELLENT: 1, Grade.GOOD: 1, Grade.PASS: 1, Grade.FAIL: 2}
    forced = result.outcomes[5]
    assert (forced.marks, forced.total, forced.forced.clause) == ((), None, "第十三条")


def test_medians_and_ranks_of_indicators(result):
    peers = result.peers["comprehensive"]
    assert peers.totals == (Decimal("46.57"), Decimal("73.08"), Decimal("89.66"), Decimal("101.17"))
    assert (peers.number, peers.median) == (4, Decimal("81.37"))  # (73.08 + 89.66)/2
    assert peers.medians == {
        "W": Decimal("16.00"),  # 6.86, 14, 18, 20
        "T": Decimal("16.96"),  # 12, 15.75, 18.17, 20
        "I": Decimal("21.67"),  # 10.71, 20, 23.33, 25: 21.665, half up
        "V": Decimal("10.00"),  # 5, 10, 10, 15
        "G": Decimal("13.33"),  # 12, 13.33, 13.33, 20
        "L": Decimal("1.50"),  # 0, 0, 3, 5
    }
    assert [
        peers.rank_of("W", mark) for mark in (Decimal("14.00"), Decimal("20.00"), Decimal("6.86"), Decimal("18.00"))
    ] == [3, 1, 4, 2]
    assert [peers.rank_of("G", mark) for mark in (Decimal("13.33"), Decimal("20.00"), Decimal("12.00"))] == [
        2,
        1,
        4,
    ]  # equal: both 2
    assert result.peers["professional"].number == 0


def test_arithmetic_as_sentences(result):
    told = [
        arithmetic(indicator, mark, ENTRANTS[1])
        for indicator, mark in zip(INDICATORS, result.outcomes[1].marks, strict=True)
    ]
    assert told == [
        "A5 年末已使用工位数 45 ÷ A4 提供工位数 60 × 100 ＝ 75%；（75 － 40）÷（90 － 40）× 20 ＝ 14.00分",
        "专家评分（16＋15.5）÷ 2 ＝ 15.75分",
        "D7 当年注册为企业的团队 6 ÷ D1 当年服务创业团队 30 × 100 ＝ 20%；（20 － 0）÷（25 － 0）× 25 ＝ 20.00分",
        "F3 获得投资总额 6,000；达到5,000千元档，得10.00分",
        "（33 － 上年30）÷ 上年30 × 100 ＝ 10%；（10 －（－10））÷（20 －（－10））× 20 ＝ 13.33分",
        "D16 上市（挂牌）企业 0；未达到最低一档，得0.00分",
    ]
    growth = arithmetic(INDICATORS[4], result.outcomes[3].marks[4], ENTRANTS[3])
    assert growth == (
        "（D11 年末在驻团队 20＋D12 年末在驻企业 0），没有上一年的统计数据，不能计算增长率，按方案计12.00分"
    )


def test_what_reaches_the_next_grade(result):
    ahead = ahead_of(CAPPED, ENTRANTS[1], result.outcomes[1])
    assert (ahead.grade, ahead.lacking, ahead.text) == (Grade.GOOD, Decimal("1.92"), "距良好（75分）还差1.92分。")
    assert [path.text for path in ahead.paths] == [
        # 15.92/20 × 50 + 40 = 79.8; 79.8 % of 60 = 47.88
        "工位使用由75%提高到79.8%以上（其他数据不变时，A5 年末已使用工位数提高到48个）。",
        # 21.92/25 × 25 = 21.92; 21.92 % of 30 = 6.576
        "注册为企业由20%提高到21.92%以上（其他数据不变时，D7 当年注册为企业的团队提高到7个）。",
        "获得投资由6,000千元提高到10,000千元以上。",
        # 15.25/20 × 30 − 10 = 12.875; 30 × 1.12875 = 33.8625
        "在驻增长由10%提高到12.88%以上（其他数据不变时，D11 年末在驻团队＋D12 年末在驻企业提高到34个）。",
        "上市企业由0个提高到1个以上。",
    ]
    assert [(each.code, gain) for each, gain in ahead.room[:2]] == [("G", Decimal("6.67")), ("W", Decimal("6.00"))]


def test_next_grade_under_the_cap_and_at_the_top(result):
    over = ahead_of(CAPPED, ENTRANTS[4], result.outcomes[4])
    assert over.text == "总分89.66分已达到优秀分数线85分，因优秀比例上限按名次定为良好。"
    assert over.paths == ()
    assert ahead_of(CAPPED, ENTRANTS[2], result.outcomes[2]) is None
    assert ahead_of(CAPPED, ENTRANTS[5], result.outcomes[5]) is None
