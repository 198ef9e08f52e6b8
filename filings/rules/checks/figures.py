"""Checks of a single figure or of yes/no facts. They read by position, which takes a third of the time of a name."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from filings.rules.checks.base import FAIL, PASS, REVIEW, SEEN, Check, Row, missing
from filings.rules.checks.wording import amount
from filings.rules.facts import FACTS_BY_KEY, Fact, Facts, FactType
from filings.rules.facts.structure import POSITIONS_IN_FACTS
from filings.rules.verdicts import CheckResult, Verdict


def flag(row: Row, key: str, *, required: str, yes: str, no: str, otherwise: Verdict = FAIL) -> Check:
    """Passes when the fact is true, fails (or is for a person) when it is false."""
    say = row.say(required)
    passed, failed, absent = say(yes, PASS, yes), say(no, otherwise, f"{no}，要求{required}"), missing(say, (key,))
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


def any_of(row: Row, minimums: Mapping[str, int], *, required: str) -> Check:
    """Passes when one figure reaches its minimum (a flag: 1), whatever the others; fails when all are below."""
    say = row.say(required)
    read = [(key, FACTS_BY_KEY[key], minimum) for key, minimum in minimums.items()]

    def evaluate(facts: Facts) -> CheckResult:
        given = {key: facts.value(key) for key in minimums}
        for key, fact, minimum in read:
            if given[key] is not None and given[key] >= minimum:
                found = _found(fact, given[key])
                return say(found, PASS, f"{found}，要求{required}")
        if None in given.values():
            return missing(say, [key for key, value in given.items() if value is None])
        found = "、".join(_found(fact, given[key]) for key, fact, _ in read)
        gaps = "或".join(_lacking(fact, minimum, given[key]) for key, fact, minimum in read)
        return say(found, FAIL, f"{found}，要求{required}", f"还差{gaps}")

    return row.check(required, tuple(minimums), evaluate)


def _found(fact: Fact, value: Any) -> str:
    if fact.type is FactType.FLAG:
        return f"有{fact.label}" if value else f"没有{fact.label}"
    return f"{fact.label}{value:,}{fact.unit}"


def _lacking(fact: Fact, minimum: int, value: Any) -> str:
    return fact.label if fact.type is FactType.FLAG else f"{fact.label}{minimum - value:,}{fact.unit}"


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
