"""Made-up annual returns that hold together: they pass every check of statistics.checks and change from year to year as
such figures do. The demo and `manage.py populate` draw from here.
"""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from evaluation.statistics.columns import BY_FIELD, FIELDS, Kind, Value

GROWTH = (94, 119)
"""A figure of one year in per cent of the year before, from and to."""


def plausible_figures(
    random: Random, *, residents: int, previous: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """All 47 figures of a makerspace with about so many residents, or as it went on from `previous`."""
    figures: dict[str, int] = {}
    figures |= premises(random, residents, previous)
    figures |= served(random, residents, previous)
    figures |= people(random, residents, previous)
    figures |= money(random, residents, previous)
    figures |= events(random, previous)
    figures |= financing(random, figures, previous)
    figures |= property_rights(random, figures, previous)
    return {name: typed(name, figures[name]) for name in FIELDS}


def typed(name: str, value: int) -> Value:
    """A whole number as the column holds it."""
    return value if BY_FIELD[name].kind is Kind.COUNT else Decimal(value)


def share(random: Random, whole: int, low: int, high: int) -> int:
    """Between `low` and `high` per cent of a whole, rounded down."""
    return whole * random.randrange(low, high + 1) // 100


def going_on(random: Random, name: str, start: int, previous: Mapping[str, Value] | None) -> int:
    """A figure at its start, or grown from the year before."""
    if previous is None or not previous[name]:
        return start
    return int(previous[name]) * random.randrange(*GROWTH) // 100


def kept_within(value: int, whole: int) -> int:
    """No part is above its whole."""
    return min(value, whole)


def premises(random: Random, residents: int, previous: Mapping[str, Value] | None) -> dict[str, int]:
    """A: premises stay, their use grows."""
    area = int(previous["a1"]) if previous else 300 + residents * random.randrange(12, 22)
    seats = int(previous["a4"]) if previous else max(30, residents * random.randrange(9, 16) // 10)
    used = kept_within(going_on(random, "a5", share(random, seats, 60, 95), previous), seats)
    return {
        "a1": area,
        "a2": int(previous["a2"]) if previous else share(random, area, 45, 60),
        "a3": int(previous["a3"]) if previous else share(random, area, 18, 30),
        "a4": seats,
        "a5": used,
    }


def served(random: Random, residents: int, previous: Mapping[str, Value] | None) -> dict[str, int]:
    """D: about two thirds of the residents are teams."""
    teams = max(1, going_on(random, "d1", max(1, share(random, residents, 58, 74)), previous))
    startups = max(1, going_on(random, "d8", max(1, residents - teams), previous))
    jobs = max(startups, going_on(random, "d9", startups * random.randrange(5, 11), previous))
    parts = {"d3": (18, 38), "d4": (8, 20), "d5": (1, 6), "d6": (30, 48), "d7": (14, 30), "d11": (62, 84)}
    companies = {"d12": (64, 86), "d13": (8, 22), "d14": (18, 42), "d15": (3, 12), "d16": (0, 2)}
    figures = {"d1": teams, "d2": max(teams, going_on(random, "d2", teams * random.randrange(3, 7), previous))}
    for names, whole in ((parts, teams), (companies, startups)):
        for name, span in names.items():
            figures[name] = kept_within(going_on(random, name, share(random, whole, *span), previous), whole)
    graduates = kept_within(going_on(random, "d10", share(random, jobs, 10, 24), previous), jobs)
    return figures | {"d8": startups, "d9": jobs, "d10": graduates}


def people(random: Random, residents: int, previous: Mapping[str, Value] | None) -> dict[str, int]:
    """C: staff hardly changes."""
    if previous and random.randrange(3):
        return {name: int(previous[name]) for name in ("c1", "c2", "c3", "c4", "c5")}
    staff = 4 + residents // 14 + random.randrange(3)
    full_time = max(3, share(random, staff, 70, 95))
    mentors = max(3, residents // 12 + random.randrange(4))
    return {
        "c1": staff,
        "c2": kept_within(full_time, staff),
        "c3": share(random, full_time, 70, 100),
        "c4": mentors,
        "c5": share(random, mentors, 10, 34),
    }


def money(random: Random, residents: int, previous: Mapping[str, Value] | None) -> dict[str, int]:
    """B: in 千元; a few thousands a year."""
    parts = {
        "b2": residents * random.randrange(14, 34),
        "b3": residents * random.randrange(10, 26),
        "b4": residents * random.randrange(0, 4),
        "b5": random.choice((0, 200, 300, 500, 800)),
        "b6": random.randrange(20, 160),
    }
    figures = {name: going_on(random, name, start, previous) for name, start in parts.items()}
    total = sum(figures.values())
    cost = going_on(random, "b7", share(random, total, 70, 98), previous)
    return figures | {"b1": total, "b7": cost, "b8": going_on(random, "b8", share(random, total, 3, 7), previous)}


def events(random: Random, previous: Mapping[str, Value] | None) -> dict[str, int]:
    """E: some two dozen a year."""
    trainings = max(1, going_on(random, "e2", random.randrange(6, 16), previous))
    return {
        "e1": going_on(random, "e1", random.randrange(12, 32), previous),
        "e2": trainings,
        "e3": max(trainings, going_on(random, "e3", trainings * random.randrange(22, 48), previous)),
        "e4": going_on(random, "e4", random.randrange(4), previous),
        "e5": going_on(random, "e5", random.randrange(3, 8), previous),
    }


def financing(random: Random, figures: Mapping[str, int], previous: Mapping[str, Value] | None) -> dict[str, int]:
    """F: money where somebody received it, none where nobody did."""
    teams = kept_within(going_on(random, "f1", random.randrange(4), previous), figures["d1"])
    startups = kept_within(going_on(random, "f2", random.randrange(1, 6), previous), figures["d8"])
    recipients = teams + startups
    total = (
        max(recipients, going_on(random, "f3", recipients * random.randrange(400, 2400), previous)) if recipients else 0
    )
    return {
        "f1": teams,
        "f2": startups,
        "f3": total,
        "f4": kept_within(going_on(random, "f4", share(random, total, 5, 24), previous), total),
        "f5": going_on(random, "f5", random.choice((1000, 2000, 3000, 5000)), previous),
    }


def property_rights(random: Random, figures: Mapping[str, int], previous: Mapping[str, Value] | None) -> dict[str, int]:
    """G: valid ones pile up, new ones are among them."""
    valid = going_on(random, "g1", figures["d8"] * random.randrange(2, 6), previous)
    return {
        "g1": valid,
        "g2": kept_within(going_on(random, "g2", share(random, valid, 8, 22), previous), valid),
        "g3": kept_within(going_on(random, "g3", share(random, valid, 20, 45), previous), valid),
    }
