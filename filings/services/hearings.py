"""The hearing that every adverse procedure has in common: prior notice, service, statement and defence, the end of its time.

Each works on the locked record of its procedure, whose own module writes the state.
"""

from datetime import date
from typing import Final

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import User
from filings.models.hearings import Hearing
from filings.rules.periods import add_working_days
from zzspace.wording import date_zh

LEAST_DAYS: Final = 5
"""Working days for statement and defence, at least (spec: default 5 from service)."""


def require_days(defence_days: int) -> None:
    """Guard: the time for statement and defence is not cut short."""
    if defence_days < LEAST_DAYS:
        raise WorkflowRefused(f"陈述申辩期限不少于{LEAST_DAYS}个工作日。")


def serve_notice(hearing: Hearing, *, on: date, how: str, note: str) -> None:
    """Day and manner of service; the last day for a defence is computed once, from the day of service."""
    issued = hearing.notice.issued_on if hearing.notice else on
    if not issued <= on <= timezone.localdate():
        raise WorkflowRefused(f"送达日期应在成文之日（{date_zh(issued)}）至今天之间。")
    hearing.served_on, hearing.served_how, hearing.served_note = on, how, note.strip()
    hearing.defence_due_on = add_working_days(on, hearing.defence_days)


def take_defence(hearing: Hearing, *, actor: User, statement: str) -> None:
    """The statement with who made it and when. What comes late is taken as long as no missing defence is recorded."""
    hearing.defence = statement.strip()
    hearing.defended_by, hearing.defended_at = actor, timezone.now()


def is_period_over(hearing: Hearing, on: date) -> bool:
    """Whether the last day for a defence has passed."""
    return hearing.defence_due_on is not None and on > hearing.defence_due_on


def require_period_over(hearing: Hearing) -> None:
    """Guard: the last day for a defence has passed."""
    if hearing.defence_due_on and not is_period_over(hearing, timezone.localdate()):
        raise WorkflowRefused(f"运营机构可以在{date_zh(hearing.defence_due_on)}前（含当日）陈述申辩，期满后才能记录。")


def require_heard(hearing: Hearing) -> None:
    """Guard: the operator has spoken, or its time is over."""
    if not hearing.defence:
        require_period_over(hearing)


def require_answered(hearing: Hearing, on_defence: str) -> None:
    """Guard: what was said in defence is answered."""
    if hearing.defence and not on_defence.strip():
        raise WorkflowRefused("运营机构已陈述申辩，请写明复核情况和是否采纳。")
