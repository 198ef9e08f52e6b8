"""The smallest changes in words: 创业工位再增加6个即可. Which changes there are is found in what_if."""

from datetime import date
from decimal import Decimal
from typing import Any

from filings.rules.facts import FACTS_BY_KEY, Facts, FactType
from filings.rules.versions import Version
from filings.rules.what_if import Change, smallest_changes

INCORPORATED = "residents.teams_incorporated_in_year"


def ways_to_pass(facts: Facts, version: Version, check_id: str) -> str:
    """What to add for a check to pass, as a sentence; what to give up only where adding cannot do it; "" for neither."""
    changes = smallest_changes(facts, version, check_id)
    told = [each for each in changes if each.grows] or list(changes)
    return f"{'，或'.join(change_text(each) for each in told)}即可" if told else ""


def change_text(change: Change) -> str:
    """One change without what follows from it."""
    flags = [key for key, _, _ in change.moved if FACTS_BY_KEY[key].type is FactType.FLAG]
    figures = [each for each in change.moved if each[0] not in flags]
    with_flags = f"补上{'、'.join(FACTS_BY_KEY[key].label for key in flags)}" if flags else ""
    if not figures:
        return with_flags
    if figures[0][0] == INCORPORATED and len(figures) > 1:
        text = f"再有{change.size:,}家在驻团队注册为企业"
    else:
        text = moved_text(*figures[0])
        if len(figures) > 1:
            text += f"（{'、'.join(FACTS_BY_KEY[key].label for key, _, _ in figures[1:])}随之增加）"
    return f"{with_flags}，并且{text}" if flags else text


def moved_text(key: str, before: Any, after: Any) -> str:
    """创业工位再增加6个, 租赁截止日延长90天，至2031-03-04, 再等88天，2026-06-01起."""
    fact = FACTS_BY_KEY[key]
    if isinstance(after, date):
        days = (after - before).days
        return f"再等{days:,}天，{after}起" if key == "as_of" else f"{fact.label}延长{days:,}天，至{after}"
    if isinstance(after, bool):
        return f"补上{fact.label}"
    size = abs(after - before)
    amount = f"{size:,.2f}" if isinstance(size, Decimal) else f"{size:,}"
    return f"{fact.label}{'再增加' if after > before else '减少'}{amount}{fact.unit}"
