"""How fast the rules are: parsing, contradictions, checks and written-out explanations, against a plain function.

Run by `make bench`. Exits 1 where the rules reach less than 0.3 of the plain function's pace, or differ from it.
"""

import random
import statistics
import sys
import time
from datetime import date, timedelta

from filings.rules.engine import prescreen
from filings.rules.facts import parse_facts
from filings.rules.versions import CURRENT
from tests.benchmarks.plain_rules import plain_verdicts

BAR = 0.3
POPULATION = 2_000
ROUNDS = 5
TURN = 100
SEED = 20260305


def random_facts(rng):
    """One space's facts, free of contradictions, most of them near the figures of the regulation."""
    as_of = date(2026, 3, 5) + timedelta(days=rng.randrange(60))
    total = rng.randrange(40_000, 200_000)
    teams, startups, incorporated = rng.randrange(5, 60), rng.randrange(2, 30), rng.randrange(12)
    full_time = rng.randrange(1, 12)
    lease_from = as_of - timedelta(days=rng.randrange(1_500))
    return {
        "kind": rng.choice(("comprehensive", "professional")),
        "as_of": as_of.isoformat(),
        "operator": {
            "independent_legal_entity": True,
            "registered_in_city": rng.random() < 0.95,
            "registered_at_site": rng.random() < 0.9,
            "operating_since": (as_of - timedelta(days=rng.randrange(200, 3_000))).isoformat(),
            "direction_documented": rng.choice((True, True, True, False)),
        },
        "site": {
            "total_area_m2": f"{total / 100:.2f}",
            "service_area_m2": f"{total * rng.randrange(60, 100) // 100 / 100:.2f}",
            "concentrated": rng.random() < 0.9,
            "workstations": rng.randrange(30, 120),
            "has_meeting_room": True,
            "has_training_room": rng.random() < 0.9,
            "has_roadshow_venue": rng.random() < 0.8,
            "tenure": rng.choice(("owned", "leased", "leased", "granted")),
            "lease_from": lease_from.isoformat(),
            "lease_to": (lease_from + timedelta(days=rng.randrange(1_500, 3_800))).isoformat(),
        },
        "charging": {"low_cost_or_free": True},
        "residents": {
            "teams": teams,
            "startups": startups,
            "teams_in_year": teams + incorporated + rng.randrange(10),
            "teams_incorporated_in_year": incorporated,
            "incubation_cases_in_year": rng.randrange(1, 8),
            "startups_older_than_1y_at_entry": rng.randrange(2),
            "over_3y": rng.randrange(3),
            "served_in_year": teams + startups + 5,
        },
        "finance": {
            "own_seed_fund_wan": f"{rng.randrange(0, 20_000) / 100:.2f}",
            "partner_fund_wan": f"{rng.randrange(0, 20_000) / 100:.2f}",
            "partner_institutions": rng.randrange(4),
            "funded_in_year": rng.randrange(5),
        },
        "staff": {
            "full_time": full_time,
            "full_time_bachelor": rng.randrange(full_time + 1),
            "service_process_documented": rng.random() < 0.9,
        },
        "mentors": {"total": rng.randrange(1, 9)},
        "mechanisms": {
            "project_selection": True,
            "graduation_exit": rng.random() < 0.9,
            "financial_management": True,
            "mentor_work": rng.random() < 0.9,
            "activities_in_year": rng.randrange(5, 40),
        },
        "professional": {
            "lead_type": rng.choice(("leading_enterprise", "research_institute", "university", "other")),
            "field": rng.choice(("智能传感器", "生物医药", "新材料")),
            "residents_in_field": rng.randrange(teams + startups + 1),
            "interaction_mechanism": rng.random() < 0.9,
            "open_platform": rng.random() < 0.9,
            "equipment_items": rng.randrange(20),
        },
        "standing": {"fraud_found_on": None, "revoked_on": None, "active_filing": rng.random() < 0.1},
    }


def explained(data):
    """The whole of it: the engine writes every explanation out as it goes, none is left for later."""
    return prescreen(parse_facts(data), CURRENT)


def _paces(population):
    """Facts a second of the rules and of the plain function, in turns of a few facts, in this process's own time.

    Turns and process time keep what else the machine does out of the ratio.
    """
    spent = {explained: 0.0, plain_verdicts: 0.0}
    for first in range(0, len(population), TURN):
        for function in spent:
            start = time.process_time()
            for data in population[first : first + TURN]:
                function(data)
            spent[function] += time.process_time() - start
    return tuple(len(population) / seconds for seconds in spent.values())


def _differences(population):
    for data in population:
        ours = [(check.id, check.verdict.value) for check in explained(data).checks]
        if ours != plain_verdicts(data):
            yield data


def measure():
    """(facts a second with explanations, facts a second of the plain function) for each round, on fresh facts.

    No round sees facts of an earlier one, so that what the rules remember of small counts helps no more than in use.
    """
    rng = random.Random(SEED)
    warm_up, *populations = ([random_facts(rng) for _ in range(POPULATION)] for _ in range(ROUNDS + 1))
    if any(_differences(warm_up)):
        raise SystemExit("the rules and the plain function differ")
    return [_paces(population) for population in populations]


def main():
    rounds = measure()
    rules, plain = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(with_why / without for with_why, without in rounds)
    rows = (
        ("rules: parsing, contradictions, checks, explanations", f"{rules:,.0f} facts/s"),
        ("plain function: same answers, no explanation", f"{plain:,.0f} facts/s"),
        (f"ratio, median of {ROUNDS} rounds (at least {BAR})", f"{ratio:.3f}"),
    )
    sys.stdout.write("".join(f"{label:<54}{value:>18}\n" for label, value in rows))
    return 0 if ratio >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
