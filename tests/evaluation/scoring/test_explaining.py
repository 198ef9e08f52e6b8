"""What reaches the next grade is told in whole people and things; shares and money keep their places."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.scoring.catalogue import CATALOGUE
from evaluation.scoring.evaluating import Entrant, Mark
from evaluation.scoring.explaining import counts, path_for
from evaluation.scoring.scales import Linear
from evaluation.scoring.schemes import Indicator


@pytest.mark.parametrize(
    ("code", "whole"), [("D9", True), ("residents", True), ("F3", False), ("workstation_use", False)]
)
def test_which_figures_are_counts(code, whole):
    assert counts(CATALOGUE[code]) is whole


def test_a_number_of_people_is_rounded_up():
    jobs = Indicator("X4", "b", "吸纳就业", Decimal(6), Linear(Decimal(0), Decimal(300)), "D9")
    entrant = Entrant(1, "comprehensive", {"d9": 260})
    path = path_for(jobs, Mark("X4", Decimal("5.20"), Fraction(260)), entrant, Decimal("0.47"))
    # 5.67 ÷ 6 × 300 = 283.5
    assert (path.wanted, path.amount, path.text) == ("284", 284, "吸纳就业由260人提高到284人以上。")
