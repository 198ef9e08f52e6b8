"""Checks of a single figure or of yes/no facts. They read by position, which takes a third of the time of a name."""

from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from filings.rules.checks.base import FAIL, PASS, REVIEW, SEEN, Check, Row, missing
from filings.rules.checks.wording import amount
from filings.rules.facts import FACTS_BY_KEY
from filings.rules.facts.structure import POSITIONS_IN_FACTS
from filings.rules.verdicts import CheckResult


def flag(row: Row, key: str, *, required: str, yes: str, no: str) -> Check:
    """Passes when the fact is true, fails when it is false."""
    say = row.say(required)
    passed, failed, absent = say(yes, PASS, yes), say(no, FAIL, f"{no}，要求{required}"), missing(say, (key,))
    group, place = POSITIONS_IN_FACTS[key]

    def evaluate(facts: Any) -> CheckResult:
        value = facts[group][place]
        return passed if value else absent if value is None else failed

    return row.check(required, (key,), evaluate)


def no_filing(row: Row, key: str, *, required: str, yes: str, no: str) -> Check:
    """Passes unless the fact is true; absent counts as false."""
    say = row.say(required)
    failed, passed = say(yes, FAIL, f"{yes}，要求{required}"), say(no, PASS, no)
    group, place = POSITIONS_IN_FACTS[key]

    def evaluate(facts: Any) -> CheckResult:
        return failed if facts[group][place] else passed

    return row.check(required, (key,), evaluate)


def all_of(row: Row, keys: tuple[str, ...], *, required: str) -> Check:
    """Passes when all facts are true; one that is false fails whatever the absent ones may be."""
    say = row.say(required)
    read = attrgetter(*keys)
    labels = [FACTS_BY_KEY[key].label for key in keys]

    @lru_cache(maxsize=SEEN)
    def judge(values: tuple[bool | None, ...]) -> CheckResult:
        had = "、".join(label for label, value in zip(labels, values, strict=True) if value)
        lacking = "、".join(label for label, value in zip(labels, values, strict=True) if value is False)
        if lacking:
            return say(f"有{had}" if had else "均没有", FAIL, f"没有{lacking}，要求{required}", f"还差{lacking}")
        absent = [key for key, value in zip(keys, values, strict=True) if value is None]
        if absent:
            return missing(say, absent)
        return say(f"有{had}", PASS, f"{had}均有")

    def evaluate(facts: Any) -> CheckResult:
        had_or_not: tuple[bool | None, ...] = read(facts)
        return judge(had_or_not)

    return row.check(required, keys, evaluate)


def area_at_least(row: Row, key: str, minimum: int) -> Check:
    """Passes from `minimum` ㎡ upward."""
    wanted = f"不低于{minimum:,}㎡"
    required = f"{FACTS_BY_KEY[key].label}{wanted}"
    say = row.say(required)
    absent = missing(say, (key,))
    group, place = POSITIONS_IN_FACTS[key]

    def evaluate(facts: Any) -> CheckResult:
        value: Decimal | None = facts[group][place]
        if value is None:
            return absent
        actual = f"{amount(value)}㎡"
        if value >= minimum:
            return say(actual, PASS, f"{actual}，要求{wanted}")
        return say(actual, FAIL, f"{actual}，要求{wanted}", f"还差{amount(minimum - value)}㎡")

    return row.check(required, (key,), evaluate)


def at_least(row: Row, key: str, minimum: int, *, gap_unit: str = "") -> Check:
    """Passes from a count of `minimum` upward."""
    fact = FACTS_BY_KEY[key]
    wanted = f"不少于{minimum:,}{fact.unit}"
    say = row.say(f"{fact.label}{wanted}")
    absent = missing(say, (key,))
    group, place = POSITIONS_IN_FACTS[key]
    unit, lacking_unit = fact.unit, gap_unit or fact.unit

    @lru_cache(maxsize=SEEN)
    def evaluate_value(value: int) -> CheckResult:
        actual = f"{value:,}{unit}"
        if value >= minimum:
            return say(actual, PASS, f"{actual}，要求{wanted}")
        return say(actual, FAIL, f"{actual}，要求{wanted}", f"还差{minimum - value:,}{lacking_unit}")

    def evaluate(facts: Any) -> CheckResult:
        value = facts[group][place]
        return absent if value is None else evaluate_value(value)

    return row.check(f"{fact.label}{wanted}", (key,), evaluate)


def usually_none(row: Row, key: str, *, required: str, found: str) -> Check:
    """Passes at nought; any other count is for a person, since the text says 「一般」."""
    say = row.say(required)
    absent = missing(say, (key,))
    group, place = POSITIONS_IN_FACTS[key]
    unit = FACTS_BY_KEY[key].unit
    none = say(f"0{unit}", PASS, f"{found}0{unit}")

    @lru_cache(maxsize=SEEN)
    def of_some(count: int) -> CheckResult:
        why = f"{found}{count:,}{unit}；{required}，由区县核实具体情况"
        return say(f"{count:,}{unit}", REVIEW, why)

    def evaluate(facts: Any) -> CheckResult:
        value = facts[group][place]
        return absent if value is None else of_some(value) if value else none

    return row.check(required, (key,), evaluate)
