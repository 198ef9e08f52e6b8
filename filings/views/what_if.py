"""What both what-if pages show, on the self-check and on a draft: before and after, what turned, the least that passes."""

from typing import Any

from filings.forms.what_if import WhatIfForm, field_values, told
from filings.rules.engine import prescreen
from filings.rules.facts import FACTS_BY_KEY, Facts
from filings.rules.verdicts import Prescreen, Verdict
from filings.rules.versions import Version
from filings.rules.what_if import least_plan
from filings.rules.what_if_texts import moved_text, ways_to_pass

FILL_LEAST, PUT_BACK = "least", "reset"


def asked_form(data: Any, was: Facts, version: Version) -> WhatIfForm:
    """The form as posted; filled with the least changes or put back where that button was pressed."""
    asked = data.get("try", "")
    form = WhatIfForm(data, was=was)
    if asked == FILL_LEAST:
        start = form.facts if form.is_valid() else was
        return WhatIfForm(field_values(least_plan(start, version).facts), was=was)
    return WhatIfForm(field_values(was), was=was) if asked == PUT_BACK else form


def what_if_context(form: WhatIfForm, version: Version) -> dict[str, Any]:
    """For what_if_result.html; without figures while what was typed has problems."""
    before = prescreen(form.was, version)
    failing = {version.check(check.id).section for check in before.with_verdict(Verdict.FAIL)}
    context: dict[str, Any] = {"form": form, "before": before, "opened": failing}
    if not form.is_bound or not form.is_valid():
        return context
    after = prescreen(form.facts, version)
    plan = least_plan(form.facts, version)
    return context | {
        "after": after,
        "turned": [
            (old, new) for old, new in zip(before.checks, after.checks, strict=True) if old.verdict is not new.verdict
        ],
        "open": told_checks(form.facts, version, after),
        "least": [least_line(key, old, new) for key, old, new in plan.moved],
        "left": [after.check(check_id) for check_id in plan.left],
    }


def told_checks(facts: Facts, version: Version, result: Prescreen) -> list[dict[str, Any]]:
    """Checks that fail, each with the smallest change that makes it pass, and those that a person settles, in order."""
    return [
        check._asdict() | {"way": ways_to_pass(facts, version, check.id) if check.verdict is Verdict.FAIL else ""}
        for check in result.checks
        if check.verdict in (Verdict.FAIL, Verdict.REVIEW)
    ]


def least_line(key: str, old: Any, new: Any) -> dict[str, str]:
    """One line of 至少要改这些."""
    return {"text": moved_text(key, old, new), "label": FACTS_BY_KEY[key].label, "to": told(key, new)}
