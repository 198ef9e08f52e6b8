"""What facts of the right type can contradict: a part larger than its whole, an end before its start, a day to come."""

from collections.abc import Iterator
from decimal import Decimal

from filings.rules.facts.errors import Problem
from filings.rules.facts.structure import Facts
from filings.rules.facts.table import FACTS_BY_KEY


def contradictions(facts: Facts) -> list[Problem]:
    """All of them, each under the part or the offender; a comparison with an absent operand is not made."""
    return [*_too_large_parts(facts), *_of_the_year(facts), *_of_those_present(facts), *_wrong_days(facts)]


def _too_large_parts(facts: Facts) -> Iterator[Problem]:
    total, service = facts.site.total_area_m2, facts.site.service_area_m2
    if total is not None and service is not None and service > total:
        yield _part("site.service_area_m2", service, "site.total_area_m2", total)
    whole, part = facts.staff.full_time, facts.staff.full_time_bachelor
    if whole is not None and part is not None and part > whole:
        yield _part("staff.full_time_bachelor", part, "staff.full_time", whole)
    startups, older = facts.residents.startups, facts.residents.startups_older_than_1y_at_entry
    if startups is not None and older is not None and older > startups:
        yield _part("residents.startups_older_than_1y_at_entry", older, "residents.startups", startups)


def _of_those_present(facts: Facts) -> Iterator[Problem]:
    teams, startups = facts.residents.teams, facts.residents.startups
    if teams is None or startups is None:
        return
    present = teams + startups
    over, focused = facts.residents.over_3y, facts.professional.residents_in_field
    for key, some in (("residents.over_3y", over), ("professional.residents_in_field", focused)):
        if some is not None and some > present:
            whole = f"在驻团队与在孵企业合计（{teams:,} ＋ {startups:,} ＝ {present:,}家）"
            yield Problem(key, f"{_named(key, some)}大于{whole}")


def _wrong_days(facts: Facts) -> Iterator[Problem]:
    begins, ends = facts.site.lease_from, facts.site.lease_to
    if begins is not None and ends is not None and ends < begins:
        yield Problem("site.lease_to", f"租赁截止日（{ends}）早于租赁起始日（{begins}）")
    standing = facts.standing
    for key, day in (
        ("operator.operating_since", facts.operator.operating_since),
        ("standing.fraud_found_on", standing.fraud_found_on),
        ("standing.revoked_on", standing.revoked_on),
    ):
        if day is not None and day > facts.as_of:
            yield Problem(key, f"{FACTS_BY_KEY[key].label}（{day}）晚于计算日（{facts.as_of}）")


def _of_the_year(facts: Facts) -> Iterator[Problem]:
    residents = facts.residents
    teams, in_year, incorporated = residents.teams, residents.teams_in_year, residents.teams_incorporated_in_year
    if in_year is None:
        return
    if incorporated is not None and incorporated > in_year:
        yield _part("residents.teams_incorporated_in_year", incorporated, "residents.teams_in_year", in_year)
    if teams is None:
        return
    if teams > in_year:
        yield Problem(
            "residents.teams_in_year", f"近12个月在驻过的团队（{in_year}家）少于在驻团队和创客群体（{teams}家）"
        )
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
