"""A draw is its seed and its pool: repeated it gives the same panel, whatever the order; excluded ones never sit."""

import hashlib

import pytest

from filings.rules.draws import Lot, PoolTooSmallError, Quota, draw, lot_of

POOL = [Lot(number, ("智能传感",) if number % 2 else ("新材料", "创业投资")) for number in range(1, 21)]
ANY_FIVE = [Quota("", 5)]


def test_the_same_seed_and_pool_give_the_same_panel_in_any_order():
    drawn = draw(POOL, ANY_FIVE, seed="a1")
    assert draw(POOL[::-1], ANY_FIVE, seed="a1") == drawn
    assert len(set(drawn)) == 5
    assert draw(POOL, ANY_FIVE, seed="a2") != drawn


def test_a_lot_can_be_checked_with_any_tool():
    assert lot_of("a1", 7) == hashlib.sha256(b"a1:7").hexdigest()
    by_hand = sorted(range(1, 21), key=lambda number: hashlib.sha256(f"a1:{number}".encode()).hexdigest())
    assert list(draw(POOL, ANY_FIVE, seed="a1")) == by_hand[:5]


def test_excluded_experts_are_never_drawn_and_move_nobody_else():
    first = draw(POOL, ANY_FIVE, seed="a1")
    without = [Lot(lot.expert, lot.fields, ("同名",)) if lot.expert == first[0] else lot for lot in POOL]
    again = draw(without, ANY_FIVE, seed="a1")
    assert again[:4] == first[1:]
    assert first[0] not in again


def test_fields_are_served_before_open_places():
    pool = [Lot(1, ("新材料",)), Lot(2, ("智能传感",)), Lot(3, ("智能传感",))]
    for seed in map(str, range(30)):
        drawn = draw(pool, [Quota("", 2), Quota("新材料", 1)], seed=seed)
        assert (drawn[0], sorted(drawn)) == (1, [1, 2, 3])


@pytest.mark.parametrize(
    ("quotas", "lacking"),
    [([Quota("", 21)], 1), ([Quota("新材料", 11)], 1), ([Quota("生物检测", 2)], 2), ([Quota("新材料", 10), Quota("", 11)], 1)],
)  # fmt: skip
def test_too_small_a_pool_says_for_which_field_and_how_many(quotas, lacking):
    with pytest.raises(PoolTooSmallError) as told:
        draw(POOL, quotas, seed="a1")
    assert told.value.lacking == lacking


def test_every_expert_has_the_same_chance():
    """Of 4,000 draws of 5 out of 20 each expert sits in about a quarter."""
    seats = dict.fromkeys(range(1, 21), 0)
    for seed in range(4000):
        for expert in draw(POOL, ANY_FIVE, seed=str(seed)):
            seats[expert] += 1
    assert all(900 < number < 1100 for number in seats.values()), seats
