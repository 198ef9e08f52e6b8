"""Verdicts and the results that carry them, with their JSON and stored forms. How a verdict is reached is not here."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

SCHEMA: Final = 1
RATIO_GAP_NOTE: Final = "占比类条件还差的数量，按分母不变计算。"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    REVIEW = "review"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: Final = {
    Verdict.PASS: "符合",
    Verdict.FAIL: "不符合",
    Verdict.REVIEW: "需人工核实",
    Verdict.MISSING: "缺少数据",
}
_BY_VALUE: Final = {verdict.value: verdict for verdict in Verdict}
_PASS_FAIL_MISSING: Final = (Verdict.PASS, Verdict.FAIL, Verdict.MISSING)  # looked up once: an Enum is slow to ask


class CheckResult(NamedTuple):
    """One check's answer. `why` holds the arithmetic; `gap` (还差…, or empty) stands apart so that a page can set it off."""

    id: str
    clause: str
    label: str
    required: str
    actual: str
    verdict: Verdict
    why: str
    gap: str = ""

    @property
    def explanation(self) -> str:
        """`why` and `gap` in one sentence."""
        return f"{self.why}，{self.gap}" if self.gap else self.why

    def as_json(self) -> dict[str, str]:
        return {
            "id": self.id,
            "clause": self.clause,
            "label": self.label,
            "required": self.required,
            "actual": self.actual,
            "verdict": self.verdict.value,
            "why": self.explanation,
        }


class Prescreen(NamedTuple):
    """All results of one set of facts, in the order of the version's table."""

    ruleset: str
    kind: str
    as_of: date
    purpose: str
    outcome: Verdict
    checks: tuple[CheckResult, ...]

    def check(self, check_id: str) -> CheckResult:
        """The result of one check; KeyError if the version, kind and purpose have no such check."""
        for result in self.checks:
            if result.id == check_id:
                return result
        raise KeyError(check_id)

    def with_verdict(self, verdict: Verdict) -> tuple[CheckResult, ...]:
        return tuple(result for result in self.checks if result.verdict is verdict)

    def counts(self) -> dict[Verdict, int]:
        """How many checks have each verdict, all four named."""
        counts = dict.fromkeys(Verdict, 0)
        for result in self.checks:
            counts[result.verdict] += 1
        return counts

    def as_json(self) -> dict[str, Any]:
        """The object that `manage.py prescreen --json` prints."""
        return {
            "ruleset": self.ruleset,
            "kind": self.kind,
            "as_of": self.as_of.isoformat(),
            "outcome": self.outcome.value,
            "checks": [result.as_json() for result in self.checks],
        }

    def as_snapshot(self) -> dict[str, Any]:
        """The stored form: plain JSON with a schema number, read back for ever by `load_snapshot`."""
        return {
            "schema": SCHEMA,
            "ruleset": self.ruleset,
            "kind": self.kind,
            "as_of": self.as_of.isoformat(),
            "purpose": self.purpose,
            "outcome": self.outcome.value,
            "checks": [{**result._asdict(), "verdict": result.verdict.value} for result in self.checks],
        }


class UnknownSchemaError(ValueError):
    """A snapshot of a schema that this program does not know."""


def outcome_of(results: tuple[CheckResult, ...] | list[CheckResult]) -> Verdict:
    """`fail` before `missing` before `review` before `pass`."""
    passed, failed, missing = _PASS_FAIL_MISSING
    outcome = passed
    for result in results:
        verdict = result.verdict
        if verdict is not passed:
            if verdict is failed:
                return verdict
            if outcome is not missing:
                outcome = verdict
    return outcome


def load_snapshot(data: Mapping[str, Any]) -> Prescreen:
    """The stored truth of its day, not judged anew; UnknownSchemaError where the schema number is not known."""
    if data.get("schema") != SCHEMA:
        raise UnknownSchemaError(f"无法读取的预审记录版本：{data.get('schema')}")
    checks = tuple(CheckResult(**{**stored, "verdict": _BY_VALUE[stored["verdict"]]}) for stored in data["checks"])
    return Prescreen(
        ruleset=data["ruleset"],
        kind=data["kind"],
        as_of=date.fromisoformat(data["as_of"]),
        purpose=data["purpose"],
        outcome=Verdict(data["outcome"]),
        checks=checks,
    )
