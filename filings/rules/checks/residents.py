"""Checks that count residents, and the shares and ratios among them and the staff."""

from functools import lru_cache

from filings.rules.checks.base import FAIL, NOT_GIVEN, PASS, REVIEW, SEEN, Check, Row, missing_of
from filings.rules.checks.wording import PERCENT, least_part, percent
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult

TEAMS, STARTUPS = "residents.teams", "residents.startups"


def residents(row: Row, minimum: int) -> Check:
    """Teams and startups together; either alone may be enough though the other was not given."""
    wanted = f"不低于{minimum:,}家"
    required = f"入驻团队和在孵企业{wanted}"
    say = row.say(required)

    @lru_cache(maxsize=SEEN)
    def judge(teams: int | None, startups: int | None) -> CheckResult:
        if teams is None or startups is None:
            known = (teams or 0) + (startups or 0)
            if known < minimum:
                return missing_of(say, {TEAMS: teams, STARTUPS: startups})
            one = f"团队{teams:,}家" if startups is None else f"在孵企业{startups:,}家"
            return say(one, PASS, f"仅{one}已达要求，要求{wanted}")
        present = teams + startups
        why = f"团队{teams:,} ＋ 在孵企业{startups:,} ＝ {present:,}家，要求{wanted}"
        if present >= minimum:
            return say(f"{present:,}家", PASS, why)
        return say(f"{present:,}家", FAIL, why, f"还差{minimum - present:,}家")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.residents.teams, facts.residents.startups)

    return row.check(required, (TEAMS, STARTUPS), evaluate)


def startup_share(row: Row, minimum: int) -> Check:
    """Startups among all residents; without any resident it is for a person."""
    wanted = f"不低于{minimum}%"
    required = f"在孵企业占比{wanted}"
    say = row.say(required)

    @lru_cache(maxsize=SEEN)
    def judge(teams: int | None, startups: int | None) -> CheckResult:
        if teams is None or startups is None:
            return missing_of(say, {TEAMS: teams, STARTUPS: startups})
        present = teams + startups
        if not present:
            return say("0 ÷ 0", REVIEW, f"没有在驻团队和企业，无法计算占比，要求{wanted}，由区县核实")
        share = percent(startups, present, minimum)
        why = f"{startups:,} ÷ {present:,} ＝ {share}，要求{wanted}"
        if startups * PERCENT >= minimum * present:
            return say(share, PASS, why)
        return say(share, FAIL, why, f"还差{least_part(present, minimum) - startups:,}家")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.residents.teams, facts.residents.startups)

    return row.check(required, (TEAMS, STARTUPS), evaluate)


def incorporation_share(row: Row, minimum: int) -> Check:
    """Teams of the year that incorporated in it; without any team it is for a person."""
    whole_key, part_key = "residents.teams_in_year", "residents.teams_incorporated_in_year"
    wanted = f"不低于{minimum}%"
    required = f"入驻团队和创客群体每年注册为在孵企业的比例{wanted}"
    say = row.say(required)
    empty = say("0家团队", REVIEW, f"近12个月没有在驻过的团队，无法计算比例，要求{wanted}，由区县核实")

    @lru_cache(maxsize=SEEN)
    def judge(whole: int | None, part: int | None) -> CheckResult:
        if whole == 0:
            return empty
        if whole is None or part is None:
            return missing_of(say, {whole_key: whole, part_key: part})
        share = percent(part, whole, minimum)
        why = f"{part:,} ÷ {whole:,} ＝ {share}，要求{wanted}"
        if part * PERCENT >= minimum * whole:
            return say(share, PASS, why)
        return say(share, FAIL, why, f"还差{least_part(whole, minimum) - part:,}家")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.residents.teams_in_year, facts.residents.teams_incorporated_in_year)

    return row.check(required, (whole_key, part_key), evaluate)


def bachelor_share(row: Row, minimum: int) -> Check:
    """Graduates among the full-time staff; without staff it fails."""
    whole_key, part_key = "staff.full_time", "staff.full_time_bachelor"
    wanted = f"不低于{minimum}%"
    required = f"服务团队成员本科以上学历占比{wanted}"
    say = row.say(required)
    nobody = say("0人", FAIL, f"没有专职孵化服务人员，占比要求{wanted}")

    @lru_cache(maxsize=SEEN)
    def judge(whole: int | None, part: int | None) -> CheckResult:
        if whole == 0:
            return nobody
        if whole is None or part is None:
            return missing_of(say, {whole_key: whole, part_key: part})
        share = percent(part, whole, minimum)
        why = f"{part:,} ÷ {whole:,} ＝ {share}，要求{wanted}"
        if part * PERCENT >= minimum * whole:
            return say(share, PASS, why)
        return say(share, FAIL, why, f"还差{least_part(whole, minimum) - part:,}人")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.staff.full_time, facts.staff.full_time_bachelor)

    return row.check(required, (whole_key, part_key), evaluate)


def mentors_per_residents(row: Row, group: int) -> Check:
    """One mentor for every `group` residents; one kind of resident alone may already be too many."""
    key = "mentors.total"
    required = f"每{group}家入驻团队和在孵企业至少1名创业导师"
    say = row.say(required)

    @lru_cache(maxsize=SEEN)
    def judge(mentors: int | None, teams: int | None, startups: int | None) -> CheckResult:
        known = (teams or 0) + (startups or 0)
        partial = teams is None or startups is None
        if not known and not partial:
            return say("没有在驻团队和企业", PASS, f"没有在驻团队和企业，按每{group}家1名不需要创业导师")
        if mentors is None or (partial and mentors * group >= known):
            return missing_of(say, {key: mentors, TEAMS: teams, STARTUPS: startups})
        needed = -(-known // group)
        least = "至少" if partial else ""
        why = (
            f"{mentors:,} × {group} ＝ {mentors * group:,}，在驻{least}{known:,}家，"
            f"{known:,} ÷ {group} 向上取整，{least}需要{needed:,}人"
        )
        if mentors * group >= known:
            return say(f"{mentors:,}人", PASS, why)
        return say(f"{mentors:,}人", FAIL, why, f"还差{needed - mentors:,}人")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.mentors.total, facts.residents.teams, facts.residents.startups)

    return row.check(required, (key, TEAMS, STARTUPS), evaluate)


def focus(row: Row, minimum: int) -> Check:
    """A named field that holds `minimum` percent of the residents; what has already failed needs no more facts."""
    field_key, part_key = "professional.field", "professional.residents_in_field"
    wanted = f"不低于{minimum}%"
    required = f"聚焦某一细分产业领域，该领域入驻数占比{wanted}"
    say = row.say(required)
    unnamed = say("未写明领域", FAIL, f"没有写明细分产业领域，要求{required}")
    empty = say("0 ÷ 0", REVIEW, f"没有在驻团队和企业，无法计算占比，要求{wanted}，由区县核实")

    @lru_cache(maxsize=SEEN)
    def judge(field: str | None, part: int | None, teams: int | None, startups: int | None) -> CheckResult:
        if field is not None and not field.strip():
            return unnamed
        partial = teams is None or startups is None
        known = (teams or 0) + (startups or 0)
        failed = part is not None and part * PERCENT < minimum * known
        if part is not None and failed:
            share = percent(part, known, minimum)
            least = "至少" if partial else ""
            why = f"{part:,} ÷ {known:,} ＝ {share}，要求{wanted}"
            if partial:
                why = f"在驻{least}{known:,}家，{part:,} ÷ {known:,} ＝ {share}，占比不会更高，要求{wanted}"
            return say(
                share, FAIL, why, f"还差{least}{least_part(known, minimum) - part:,}家".replace("还差至少", "至少还差")
            )
        if field is not None and not partial and not known:
            return empty
        if field is None or part is None or partial:
            given = {field_key: field, part_key: part, TEAMS: teams, STARTUPS: startups}
            return missing_of(say, given, NOT_GIVEN)
        share = percent(part, known, minimum)
        return say(f"{field.strip()}，{share}", PASS, f"{part:,} ÷ {known:,} ＝ {share}，要求{wanted}")

    def evaluate(facts: Facts) -> CheckResult:
        professional, present = facts.professional, facts.residents
        return judge(professional.field, professional.residents_in_field, present.teams, present.startups)

    return row.check(required, (field_key, part_key, TEAMS, STARTUPS), evaluate)
