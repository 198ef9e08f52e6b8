"""A second version of the city's rules for tests: more workstations, no check of cases, one more of served residents."""

from dataclasses import replace

from filings.rules.checks import Row, Threshold
from filings.rules.checks.figures import at_least
from filings.rules.versions import CURRENT

SEATS, SERVED = "5.2.workstations", "5.4.served"
CLAUSE = CURRENT.check(SEATS).clause


def strict(seats: int = 80, served: int = 40):
    """zhengzhou-2, under which a makerspace needs so many workstations and so many served in a year."""
    checks = [
        at_least(Row(SEATS, CLAUSE, "创业工位"), "site.workstations", seats) if check.id == SEATS else check
        for check in CURRENT.checks
        if check.id != "5.4.cases"
    ]
    checks.append(at_least(Row(SERVED, CLAUSE, "每年服务的团队和企业"), "residents.served_in_year", served))
    thresholds = {key: value for key, value in CURRENT.thresholds.items() if key != "cases"}
    thresholds["workstations"] = Threshold("workstations", seats, "个", CLAUSE, "创业工位")
    thresholds["served"] = Threshold("served", served, "家", CLAUSE, "每年服务的团队和企业")
    return replace(CURRENT, id="zhengzhou-2", checks=tuple(checks), thresholds=thresholds)
