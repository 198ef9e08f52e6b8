"""The task list of a returned application: what is to be corrected, what stays as it was, the way to the last page."""

from itertools import groupby
from typing import Any

from django.utils import timezone

from filings.selectors.correction_drafts import CorrectionDraft, Named
from filings.selectors.sections import SectionTask
from filings.selectors.timeline import days_left
from filings.views.applications.draft import TITLES, prescreen_context
from filings.views.applications.links import section_url


def returned_context(correction: CorrectionDraft) -> dict[str, Any]:
    """What application_returned.html shows beside documents and history."""
    tasks = correction.draft.tasks
    opened = [task for task in tasks if any(not each.item.is_settled for each in correction.named_in(task.code))]
    following = opened[0] if opened else None
    rows = [task_row(correction, task, on=task is following) for task in tasks]
    return {
        "correction": correction,
        "following": {"url": section_url(correction.application, following.code), **named_clause(following)}
        if following
        else None,
        "articles": [(TITLES[article], list(group)) for article, group in groupby(rows, lambda row: row["article"])],
        "days_left": days_left(correction.request.due_on, timezone.localdate()),
        **prescreen_context(correction.draft, correction.scope.checks),
    }


def named_clause(task: SectionTask) -> dict[str, str]:
    """第五条 and （二） without their frame."""
    return {"article": task.article, "number": task.number}


def task_row(correction: CorrectionDraft, task: SectionTask, *, on: bool) -> dict[str, Any]:
    """One section for components/task.html."""
    named = correction.named_in(task.code)
    waiting = [each for each in named if not each.item.is_settled]
    state = "returned" if waiting else "done"
    action = "修改" if not waiting and correction.is_open(task) else ""
    return {
        "article": task.article,
        "number": task.number,
        "title": task.title,
        "url": section_url(correction.application, task.code),
        "meta": item_words(waiting or named) or task.summary,
        "state": state,
        "on": on,
        "action": action,
    }


def item_words(named: list[Named] | tuple[Named, ...]) -> str:
    """补正：场地平面图、租赁合同."""
    return f"补正：{'、'.join(each.item.label for each in named)}" if named else ""
