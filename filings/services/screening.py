"""The rules run on all filings in force, every night: outcome by level, since when a check of the city's is not met, a word to the
operator when one turns. It decides nothing and writes no line of history.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import structlog
from django.db import transaction
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse

from filings.models import Filing, Level, Screening, Shortfall, User
from filings.rules.engine import prescreen
from filings.rules.facts import Facts
from filings.rules.gaps import gap_of
from filings.rules.verdicts import Verdict
from filings.rules.versions import HENAN_2020, NATIONAL_2017, Version
from filings.selectors.facts import FactsOnFile, OnFile, facts_on_file
from filings.selectors.settings import version_on
from filings.services.notices import notify
from filings.workflow import FilingState, Role

log = structlog.get_logger(__name__)

CHUNK: Final = 500
"""Filings that are judged and written together: all of them or none."""
LACKING: Final = frozenset({Verdict.FAIL, Verdict.MISSING})
WRITTEN: Final = ("ruleset", "screened_on", "outcome", "lacking", "gap", "checks", "problem")
LONGEST_PROBLEM: Final = 500
LISTED: Final = 8
BLANK: Final = "登记名册还没有填写，暂时不能核对。"
FAILED: Final = "登记数据无法计算，请核对名册；名册无误的，请联系系统管理员。"

Versions = dict[Level, Version]


@dataclass(slots=True)
class Night:
    """What one chunk comes to, before it is written."""

    judged: list[Screening] = field(default_factory=list)
    opened: dict[OnFile, list[Shortfall]] = field(default_factory=lambda: defaultdict(list))
    changed: list[Shortfall] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def take(self, other: "Night") -> None:
        """Add what one filing comes to."""
        self.opened.update(other.opened)
        self.changed += other.changed
        self.ended += other.ended


def screen_filings(on: date) -> int:
    """Judge every filing in force as of a day by the versions of all levels; gives how many. Chunk by chunk, each in one
    transaction: the outcome, what turned, messages to operators. Again on the same day it adds nothing; a run for an
    earlier day than the last one leaves what that one found. Warnings of filings that have ended are closed.

    What fails is logged and leaves the others their turn: of one filing it is told as unreadable, a chunk stays as it was.
    """
    versions, number, last = versions_on(on), 0, 0
    active = Filing.objects.filter(state=FilingState.ACTIVE, filed_on__lte=on).order_by("pk")
    while keys := list(active.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        try:
            screen_chunk(keys, versions, on=on)
        except Exception:  # whatever is wrong with one chunk, the night's work goes on
            log.exception("filings_not_screened", first=keys[0], last=keys[-1])
        else:
            number += len(keys)
        last = keys[-1]
    close_ended(on)
    log.info("filings_screened", filings=number)
    return number


def versions_on(on: date) -> Versions:
    """The version of each level; a level whose figures are not known is left out."""
    found = {Level.CITY: version_on(on)[0], Level.PROVINCE: HENAN_2020, Level.NATION: NATIONAL_2017}
    return {level: version for level, version in found.items() if not version.is_empty}


def screen_chunk(keys: list[int], versions: Versions, *, on: date) -> None:
    """Judge some filings and write what comes of it, in one transaction, with their rows locked against another run."""
    with transaction.atomic():
        rows = lock_screenings(keys, versions)
        waiting = open_shortfalls(keys)
        night = Night()
        for found in facts_on_file(Filing.objects.filter(pk__in=keys), as_of=on):
            for level, version in versions.items():
                row = rows[found.filing.pk, level]
                if row.screened_on is not None and row.screened_on > on:
                    continue
                night.take(screen_filing(row, found, version, waiting.get(found.filing.pk, {}), on=on))
                night.judged.append(row)
        write(night, on=on)
        tell_operators(night)


def screen_filing(
    row: Screening, found: FactsOnFile, version: Version, waiting: dict[str, Shortfall], *, on: date
) -> Night:
    """Judge one filing by one version into its row and see what turns; where that fails, the row says so and nothing turns."""
    turned = Night()
    try:
        judge(row, found, version, on=on)
        if row.level == Level.CITY and not row.problem:
            turn(turned, row, found.filing, waiting, on=on)
    except Exception:  # whatever is wrong with one filing, the others are judged
        log.exception("filing_not_screened", filing=found.filing.pk, level=row.level)
        row.outcome, row.problem = Screening.Outcome.UNREADABLE, FAILED
        return Night()
    return turned


def lock_screenings(keys: list[int], versions: Versions) -> dict[tuple[int, str], Screening]:
    """The rows of filings by level, made where they are not there yet, locked in their order."""
    fresh = [Screening(filing_id=key, level=level) for key in keys for level in versions]
    Screening.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = (
        Screening.objects.select_for_update().filter(filing__in=keys, level__in=versions).order_by("filing_id", "level")
    )
    return {(row.filing_id, row.level): row for row in rows}


def open_shortfalls(keys: list[int]) -> dict[int, dict[str, Shortfall]]:
    """What is not met so far, by filing and check."""
    found: dict[int, dict[str, Shortfall]] = defaultdict(dict)
    for each in Shortfall.objects.filter(filing__in=keys, ended_on=None):
        found[each.filing_id][each.check_id] = each
    return found


def judge(row: Screening, found: FactsOnFile, version: Version, *, on: date) -> None:
    """Put the outcome of one filing by one version into its row. What cannot be read is said, and leaves the checks as they were."""
    row.ruleset, row.screened_on, row.problem = version.id, on, ""
    if found.facts is None or is_blank(found.facts):
        row.outcome, row.problem = Screening.Outcome.UNREADABLE, (found.problem or BLANK)[:LONGEST_PROBLEM]
        return
    result = prescreen(found.facts, version)
    open_ = [check for check in result.checks if check.verdict is not Verdict.PASS]
    lacking = [check.id for check in open_ if check.verdict in LACKING]
    if row.level != Level.CITY:  # the city's are listed by since when, not by how far
        row.gap = sum(gap_of(found.facts, version, check) for check in lacking)
    row.outcome, row.lacking = result.outcome.value, len(lacking)
    row.checks = [check._asdict() | {"verdict": check.verdict.value} for check in open_]


def is_blank(facts: Facts) -> bool:
    """Whether nothing was ever entered, as for filings from before the system: that says nothing of the makerspace."""
    counted = (
        *(facts.site.total_area_m2, facts.residents.served_in_year, facts.staff.full_time, facts.mentors.total),
        *(facts.mechanisms.activities_in_year, facts.finance.own_seed_fund_wan, facts.finance.partner_institutions),
    )
    return not any(counted)


def turn(night: Night, row: Screening, filing: OnFile, waiting: dict[str, Shortfall], *, on: date) -> None:
    """Open what is not met any more, keep what still is not, close what is met again."""
    failing = [check for check in row.results if check.verdict is Verdict.FAIL]
    for check in failing:
        known = waiting.pop(check.id, None)
        said = {"clause": check.clause, "label": check.label, "why": check.explanation}
        if known is None:
            night.opened[filing].append(Shortfall(filing_id=filing.pk, check_id=check.id, since=on, **said))
        elif any(getattr(known, name) != value for name, value in said.items()):
            known.clause, known.label, known.why = said.values()
            night.changed.append(known)
    night.ended += [each.pk for each in waiting.values()]


def write(night: Night, *, on: date) -> None:
    """In four statements, however many filings."""
    Screening.objects.bulk_create(night.judged, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)
    Shortfall.objects.bulk_create([each for opened in night.opened.values() for each in opened])
    Shortfall.objects.bulk_update(night.changed, ["clause", "label", "why"])
    end(Shortfall.objects.filter(pk__in=night.ended), on=on)


def end(shortfalls: QuerySet[Shortfall], *, on: date) -> None:
    """Close warnings on a day, on no day before they began."""
    shortfalls.update(ended_on=Greatest(F("since"), Value(on, DateField())))


def close_ended(on: date) -> None:
    """A filing that is not in force any more has no warnings."""
    end(Shortfall.objects.filter(ended_on=None).exclude(filing__state=FilingState.ACTIVE), on=on)


def tell_operators(night: Night) -> None:
    """One message to the accounts of an operator for what has turned on one filing: once, when it turns."""
    holders = dict(Filing.objects.filter(pk__in=[each.pk for each in night.opened]).values_list("pk", "operator"))
    people: dict[int | None, list[User]] = defaultdict(list)
    for user in User.objects.filter(role=Role.OPERATOR, operator__in=holders.values(), is_active=True):
        people[user.operator_id].append(user)
    for filing, opened in night.opened.items():
        if people[holders[filing.pk]]:
            notify(
                people[holders[filing.pk]],
                title=f"提醒：{filing.name}有{len(opened)}项备案条件目前没有达到",
                body=message(opened),
                url=reverse("filings:filing", args=[filing.pk]),
                key=f"shortfall:{opened[0].pk}",
            )


def message(opened: Iterable[Shortfall]) -> str:
    """What has turned, what to do, and that nothing has been decided."""
    told = [f"{each.label}（{each.clause}）：{each.why}。" for each in opened]
    more = f"等{len(told)}项。" if len(told) > LISTED else ""
    return (
        "系统每晚按登记名册核对在册条件，以下条件目前没有达到：\n"
        + "\n".join(told[:LISTED])
        + more
        + "\n请先核对名册是否已经更新；条件确有变化的，可以向所在区县科技主管部门咨询。这是提醒，不是处理决定，备案仍然有效。"
    )
