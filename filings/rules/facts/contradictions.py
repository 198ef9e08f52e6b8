"""What facts of the right type can contradict: a part larger than its whole, an end before its start, a day to come."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from filings.rules.facts.errors import Problem
from filings.rules.facts.structure import Facts
from filings.rules.facts.table import FACTS_BY_KEY


def contradictions(facts: Facts) -> list[Problem]:
    """All of them, each under the part or the offender; a comparison with an absent operand is not made."""
    found: list[Problem] = []
    site, residents, staff = facts.site, facts.residents, facts.staff
    total, service = site.total_area_m2, site.service_area_m2
    if total is not None and service is not None and service > total:
        found.append(_part("site.service_area_m2", service, "site.total_area_m2", total))
    begins, ends = site.lease_from, site.lease_to
    if begins is not None and ends is not None and ends < begins:
        reason = f"租赁截止日（{ends}）早于租赁起始日（{begins}）"
        found.append(Problem("site.lease_to", reason))
    whole, part = staff.full_time, staff.full_time_bachelor
    if whole is not None and part is not None and part > whole:
        found.append(_part("staff.full_time_bachelor", part, "staff.full_time", whole))
    older, startups = residents.startups_older_than_1y_at_entry, residents.startups
    if older is not None and startups is not None and older > startups:
        found.append(
            _part("residents.startups_older_than_1y_at_entry", older, "residents.startups", startups)
        )
    if residents.teams_in_year is not None:
        found += _of_the_year(residents.teams, residents.teams_in_year, residents.teams_incorporated_in_year)
    if residents.teams is not None and startups is not None:
        present = residents.teams + startups
        for key, some in (
            ("residents.over_3y", residents.over_3y),
            ("professional.residents_in_field", facts.professional.residents_in_field),
        ):
            if some is not None and some > present:
                reason = f"{_named(key, some)}多于在驻团队与在孵企业合计（{residents.teams} ＋ {startups} ＝ {present}家）"
                found.append(Problem(key, reason))
    as_of = facts.as_of
    since, fraud, revoked = facts.operator.operating_since, facts.standing.fraud_found_on, facts.standing.revoked_on
    if since is not None and since > as_of:
        found.append(_to_come("operator.operating_since", since, as_of))
    if fraud is not None and fraud > as_of:
        found.append(_to_come("standing.fraud_found_on", fraud, as_of))
    if revoked is not None and revoked > as_of:
        found.append(_to_come("standing.revoked_on", revoked, as_of))
    return found


def _of_the_year(teams: int | None, in_year: int, incorporated: int | None) -> Iterator[Problem]:
    if incorporated is not None and incorporated > in_year:
        yield _part("residents.teams_incorporated_in_year", incorporated, "residents.teams_in_year", in_year)
    if teams is None:
        return
    if teams > in_year:
        yield Problem("residents.teams_in_year", f"近12个月在驻过的团队（{in_year}家）少于在驻团队和创客群体（{teams}家）")
    elif incorporated is not None and teams + incorporated > in_year:
        reason = (
            f"近12个月在驻过的团队（{in_year}家）少于在驻团队和创客群体与近12个月注册为企业的团队合计"
            f"（{teams} ＋ {incorporated} ＝ {teams + incorporated}家）"
        )
        yield Problem("residents.teams_in_year", reason)


def _named(key: str, value: int | Decimal) -> str:
    fact = FACTS_BY_KEY[key]
    return f"{fact.label}（{value:,}{fact.unit}）"


def _part(key: str, part: int | Decimal, whole_key: str, whole: int | Decimal) -> Problem:
    return Problem(key, f"{_named(key, part)}大于{_named(whole_key, whole)}")


def _to_come(key: str, day: date, as_of: date) -> Problem:
    return Problem(key, f"{FACTS_BY_KEY[key].label}（{day}）晚于计算日（{as_of}）")
