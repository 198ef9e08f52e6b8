"""Checks of days and periods: bans, time in operation, leases."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from filings.rules import periods
from filings.rules.checks.base import FAIL, NOT_GIVEN, PASS, REVIEW, Check, Evaluate, Row, Say, missing_of
from filings.rules.checks.wording import years_and_months
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult


def ban(row: Row, key: str, years: int, *, event: str, none: str) -> Check:
    """Passes without an event, or once the ban of `years` is over; the ban's last day is the same day years on."""
    required = f"{event}之日起满{years}年后方可申报"
    say = row.say(required)
    read = attrgetter(key)
    clear = say(none, PASS, none)

    def evaluate(facts: Facts) -> CheckResult:
        day: date | None = read(facts)
        if day is None:
            return clear
        as_of, first = facts.as_of, periods.first_possible_day(day, years)
        until = f"{day}{event}，禁止申报至{periods.ban_end(day, years)}（含当日），{first}起可以申报"
        if as_of >= first:
            return say(f"{day}{event}", PASS, f"{until}；计算日{as_of}已过禁止期")
        gap = f"还差{(first - as_of).days}天"
        return say(f"{day}{event}", FAIL, f"{until}；计算日{as_of}仍在禁止期内", gap)

    return row.check(required, (key,), evaluate)


def operating(row: Row, months: int, *, lenient_when_continuing: bool) -> Check:
    """Passes from the day on which `months` are full; where lenient, a filed space that is younger is for a person."""
    key = "operator.operating_since"
    full = years_and_months(months)
    required = f"实际运营满{full}"
    say = row.say(required)
    absent = missing_of(say, {key: None})

    def evaluate(facts: Facts) -> CheckResult:
        since = facts.operator.operating_since
        if since is None:
            return absent
        as_of, reached = facts.as_of, periods.add_months(since, months)
        actual = f"{since.isoformat()}起运营"
        why = f"{actual}，{reached.isoformat()}满{full}"
        if as_of >= reached:
            return say(actual, PASS, why)
        why = f"{why}，计算日{as_of.isoformat()}未满"
        if lenient_when_continuing and facts.purpose == "continuing":
            return say(actual, REVIEW, f"{why}；变更运营主体的，空间原有运营时间能否计入由区县核实")
        return say(actual, FAIL, why, f"还差{(reached - as_of).days}天")

    return row.check(required, (key,), evaluate)


def lease(row: Row, years: int) -> Check:
    """Owned passes, granted is for a person, leased by its days; in the continuing purpose what is left plays no part."""
    required = f"属租赁场地的，有效租期{years}年（含）以上"
    say = row.say(required)
    owned = say("自有", PASS, "场地为自有，不看租期")
    granted = say("无偿使用", REVIEW, "场地为无偿使用，办法只规定了租赁的年限，场地是否固定由区县核实")
    absent = missing_of(say, {"site.tenure": None})
    leased = _leased(say, years)

    def evaluate(facts: Facts) -> CheckResult:
        tenure = facts.site.tenure
        if tenure == "leased":
            return leased(facts)
        return absent if tenure is None else owned if tenure == "owned" else granted

    return row.check(required, ("site.tenure", "site.lease_from", "site.lease_to"), evaluate)


def _leased(say: Say, years: int) -> Evaluate:
    running = _running_lease(say, years)

    def evaluate(facts: Facts) -> CheckResult:
        begins, ends, as_of = facts.site.lease_from, facts.site.lease_to, facts.as_of
        if ends is not None and ends < as_of:
            why = f"租期已于{ends}届满，计算日{as_of}不在租期内，要求有效租期{years}年以上"
            return say(f"租期至{ends}", FAIL, why)
        if begins is None or ends is None:
            actual = f"租期至{ends}" if ends else f"租期自{begins}起" if begins else NOT_GIVEN
            return missing_of(say, {"site.lease_from": begins, "site.lease_to": ends}, actual)
        actual = f"租期{begins.isoformat()}至{ends.isoformat()}"
        needed = periods.lease_term_end(begins, years)
        if ends < needed:
            why = f"{actual}，不满{years}年；满{years}年应至{needed.isoformat()}"
            return say(actual, FAIL, why, f"还差{(needed - ends).days}天")
        return running(facts, begins, ends, actual)

    return evaluate


def _running_lease(say: Say, years: int) -> Callable[[Facts, date, date, str], CheckResult]:
    """Of a lease long enough and not expired: whether it has begun, and how much of it is left."""

    def evaluate(facts: Facts, begins: date, ends: date, actual: str) -> CheckResult:
        as_of = facts.as_of
        if begins > as_of:
            return say(actual, REVIEW, f"{actual}，满{years}年；计算日{as_of}租期尚未开始，由区县核实")
        if facts.purpose == "continuing":
            return say(actual, PASS, f"{actual}，满{years}年，计算日{as_of}在租期内")
        months = years_and_months(periods.whole_months(as_of, ends))
        left = f"{actual}，满{years}年；自{as_of.isoformat()}起剩余{months}"
        if periods.has_lease_left(as_of, ends, years):
            return say(actual, PASS, f"{left}，不少于{years}年")
        return say(actual, REVIEW, f"{left}，不足{years}年；「有效租期」指合同租期还是剩余租期，由区县核实")

    return evaluate
