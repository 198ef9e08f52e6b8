"""The rules on a filing before and after a change: purpose continuing, version of the report day. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filings.models import ChangeReport, Filing, Operator
from filings.rules.engine import prescreen
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult, Prescreen, Verdict, load_snapshot
from filings.selectors.changes.contents import rows_as_changed
from filings.selectors.facts import RegisterRows, build_facts, register_rows
from filings.selectors.settings import version_on
from filings.selectors.standing import standing_of


@dataclass(frozen=True, slots=True)
class Turned:
    """A check whose verdict or figure is another after the change, or that the filing does not pass."""

    before: CheckResult | None
    after: CheckResult

    @property
    def was(self) -> str:
        """What it said before, where that was another verdict or figure."""
        if self.before is None or self.before == self.after:
            return "" if self.before is None else "变更前即为如此"
        return f"变更前：{self.before.actual}，{self.before.verdict.label}"


def judge(
    filing: Filing, kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, happened_on: date, on: date
) -> dict[str, Any]:
    """Facts and verdicts as they stand and as changed, as of the report day, in their stored form."""
    version, _ = version_on(on)
    rows = register_rows(filing.space, as_of=on)
    operator = Operator.objects.get(pk=after["operator"]) if kind == ChangeReport.Kind.OPERATOR else None
    changed = rows_as_changed(rows, kind, before, after, happened_on=happened_on, operator=operator)
    facts = facts_continuing(filing, rows, on), facts_continuing(filing, changed, on)
    old, new = (prescreen(each, version) for each in facts)
    return {
        "as_of": on.isoformat(),
        "facts_before": facts[0].as_json(),
        "facts_after": facts[1].as_json(),
        "before": old.as_snapshot(),
        "after": new.as_snapshot(),
    }


def facts_continuing(filing: Filing, rows: RegisterRows, on: date) -> Facts:
    """The facts of a filing from rows, for the purpose of staying on file."""
    standing = standing_of(rows.operator["uscc"], filing.space, filing.kind, on)
    return build_facts(rows, kind=filing.kind, as_of=on, purpose="continuing", standing=standing)


def judged(change: ChangeReport) -> tuple[Prescreen, Prescreen]:
    """The frozen results before and after."""
    return load_snapshot(change.verdicts["before"]), load_snapshot(change.verdicts["after"])


def checks_turned(change: ChangeReport) -> list[Turned]:
    """Checks that differ from before or fail, in the table's order."""
    old, new = judged(change)
    known = {check.id: check for check in old.checks}
    return [
        Turned(known.get(check.id), check)
        for check in new.checks
        if check != known.get(check.id) or check.verdict is Verdict.FAIL
    ]
