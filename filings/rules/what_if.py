"""What would have to change: the smallest change of a fact that makes a check pass, found by asking the checks themselves.

No threshold and no formula stands here a second time: a candidate is judged by the very check that failed, so that a
suggestion can never differ from the verdict that follows it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from filings.rules.checks import Check
from filings.rules.engine import prescreen
from filings.rules.facts import FACTS_BY_KEY, Facts, FactType
from filings.rules.facts.contradictions import contradictions
from filings.rules.verdicts import Verdict
from filings.rules.versions import Version

UNITS: Final[dict[FactType, Any]] = {
    FactType.COUNT: 1,
    FactType.AREA: Decimal("0.01"),
    FactType.MONEY: Decimal("0.01"),
    FactType.DAY: timedelta(days=1),
}
"""The least step of a fact of each type."""
MOST_STEPS: Final = {FactType.COUNT: 100_000, FactType.AREA: 10**9, FactType.MONEY: 10**10, FactType.DAY: 36_600}
"""How far is looked, in steps: beyond lies no makerspace."""
GIVEN_DAYS: Final = frozenset(
    {"operator.operating_since", "standing.fraud_found_on", "standing.revoked_on", "site.lease_from"}
)
"""Days of what has happened; nobody moves them."""

Step = Mapping[str, int]
"""Which facts a step moves, by how many of their units each."""
JOINT_STEPS: Final[tuple[Step, ...]] = (
    {"residents.teams": 1, "residents.teams_in_year": 1},
    {"residents.teams_incorporated_in_year": 1, "residents.startups": 1, "residents.teams": -1},
    {"staff.full_time_bachelor": 1, "staff.full_time": 1},
    {"site.service_area_m2": 1, "site.total_area_m2": 1},
)
"""What moves together in life: tried where the first fact alone would contradict the others."""
MOST_ROUNDS: Final = 60


class Change(NamedTuple):
    """One way to make a check pass: the facts that it moves with their values before and after, in steps of `size`."""

    check: str
    moved: tuple[tuple[str, Any, Any], ...]
    size: int

    @property
    def key(self) -> str:
        """The fact that is meant; further ones move along."""
        return self.moved[0][0]

    @property
    def grows(self) -> bool:
        """Whether something is added (or awaited) rather than given up."""
        return bool(self.moved[0][2] > self.moved[0][1])

    def apply(self, facts: Facts) -> Facts:
        return moved_facts(facts, {key: after for key, _, after in self.moved})


class Plan(NamedTuple):
    """Changes that together leave as few checks failing as changes can: (fact, before, after), what then holds, what is left."""

    moved: tuple[tuple[str, Any, Any], ...]
    facts: Facts
    left: tuple[str, ...]


def smallest_changes(facts: Facts, version: Version, check_id: str) -> tuple[Change, ...]:
    """Every way to make one check pass by moving one of its facts as little as can be, the others as they are.

    What adds comes before what gives up. Empty where the check passes, lacks data or turns on no figure. Where only yes
    and no are lacking, the one change sets them all; where they are lacking beside a figure, they are set with it.
    """
    check = version.check(check_id)
    verdict = check.evaluate(facts).verdict
    if verdict in (Verdict.PASS, Verdict.MISSING):
        return ()
    flags = [key for key in check.reads if facts.value(key) is False and not key.startswith("standing.")]
    said = dict.fromkeys(flags, True)
    base = moved_facts(facts, said)
    set_flags = tuple((key, False, True) for key in flags)
    if flags and passes(check, base):
        return (Change(check_id, set_flags, len(flags)),)
    found = [
        Change(check_id, moved + set_flags, size)
        for steps in steps_of(check, base, waits=verdict is Verdict.FAIL)
        if (size := least_size(check, base, steps))
        for moved in [after_steps(base, steps, size)]
    ]
    return tuple(sorted(found, key=lambda change: not change.grows))


def least_plan(facts: Facts, version: Version) -> Plan:
    """Going through the failing checks in order, the first addition of each, until none is left that adding would cure.

    A change for one check may burden another (more residents need more mentors), so that the checks are run anew after
    each; waiting for a day is no change to be filled in and stays out.
    """
    now = facts
    for _ in range(MOST_ROUNDS):
        step = next(additions(now, version), None)
        if step is None:
            break
        now = step.apply(now)
    moved = tuple((key, facts.value(key), now.value(key)) for key in FACTS_BY_KEY if facts.value(key) != now.value(key))
    return Plan(moved, now, tuple(check.id for check in prescreen(now, version).with_verdict(Verdict.FAIL)))


def additions(facts: Facts, version: Version) -> Iterator[Change]:
    """For each failing check, in order, its least addition: startups rather than teams, since these count twice."""
    for check in prescreen(facts, version).with_verdict(Verdict.FAIL):
        adding = [each for each in smallest_changes(facts, version, check.id) if each.grows and each.key != "as_of"]
        if adding:
            yield min(adding, key=lambda change: (change.size, change.key != "residents.startups", len(change.moved)))


def first_day_passing(facts: Facts, version: Version, check_id: str) -> date | None:
    """The first day on which a failing check passes by waiting alone; None where waiting does not help."""
    waiting = [change for change in smallest_changes(facts, version, check_id) if change.key == "as_of"]
    return waiting[0].moved[0][2] if waiting else None


def steps_of(check: Check, facts: Facts, *, waits: bool) -> Iterator[Step]:
    """What can be moved for a check: each of its facts up and down, jointly where that is barred, the day onward."""
    for key in check.reads:
        value = facts.value(key)
        if value is None or key in GIVEN_DAYS or FACTS_BY_KEY[key].type not in UNITS:
            continue
        joint = next((step for step in JOINT_STEPS if next(iter(step)) == key), None)
        alone = {key: 1}
        yield joint if joint and not least_size(check, facts, alone) and is_given(facts, joint) else alone
        if FACTS_BY_KEY[key].type is not FactType.DAY:
            yield {key: -1}
    if waits:
        yield {"as_of": 1}


def is_given(facts: Facts, keys: Iterable[str]) -> bool:
    return all(facts.value(key) is not None for key in keys)


def least_size(check: Check, facts: Facts, step: Step) -> int:
    """How often a step is taken until the check passes, 0 where it never does without a contradiction."""
    limit = min(MOST_STEPS[FACTS_BY_KEY[key].type] for key in step)
    furthest = last_true(limit, lambda size: is_possible(facts, step, size))
    if not furthest or not passes(check, taken(facts, step, furthest)):
        return 0
    return last_true(furthest, lambda size: not passes(check, taken(facts, step, size))) + 1


def last_true(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `limit` for which something holds that, once it has ceased, holds no more; 0 at least."""
    low, high = 0, limit + 1
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low


def is_possible(facts: Facts, step: Step, size: int) -> bool:
    """Whether the facts after so many steps are facts at all: nothing negative, nothing contradictory."""
    try:
        moved = taken(facts, step, size)
    except OverflowError:  # past the calendar
        return False
    counted = (moved.value(key) for key in step if FACTS_BY_KEY[key].type is not FactType.DAY)
    return all(value >= 0 for value in counted) and not contradictions(moved)


def passes(check: Check, facts: Facts) -> bool:
    return check.evaluate(facts).verdict is Verdict.PASS


def taken(facts: Facts, step: Step, size: int) -> Facts:
    """The facts after so many steps."""
    return moved_facts(facts, {key: after for key, _, after in after_steps(facts, step, size)})


def after_steps(facts: Facts, step: Step, size: int) -> tuple[tuple[str, Any, Any], ...]:
    """(fact, before, after) for each fact that a step moves."""
    return tuple(
        (key, before, before + UNITS[FACTS_BY_KEY[key].type] * (sign * size))
        for key, sign in step.items()
        for before in [facts.value(key)]
    )


def moved_facts(facts: Facts, values: Mapping[str, Any]) -> Facts:
    """The facts with other values of the right type. Not parsed anew: the search asks a hundred times for each answer."""
    groups: dict[str, dict[str, Any]] = {}
    headings: dict[str, Any] = {}
    for key, value in values.items():
        group, _, name = key.rpartition(".")
        (groups.setdefault(group, {}) if group else headings)[name] = value
    changed = {group: getattr(facts, group)._replace(**fields) for group, fields in groups.items()}
    return facts._replace(**headings, **changed)
