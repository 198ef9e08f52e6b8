"""The hearing that every adverse procedure has in common: prior notice, service, statement and defence, the end of its time.

Each works on the locked record of its procedure, whose own module writes the state.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, User
from filings.models.hearings import Hearing
from filings.rules.periods import add_working_days
from filings.workflow import CaseAction
from filings.workflow_revocations import RevocationAction
from zzspace.wording import date_zh

LEAST_DAYS: Final = 5
"""Working days for statement and defence, at least (spec: default 5 from service)."""
BY_SERVICE: Final = ("served", "soon", "late")
"""Messages that name the last day for a defence, which a corrected service moves."""
CORRECTIONS: Final = (CaseAction.CORRECT_SERVICE.value, RevocationAction.CORRECT_SERVICE.value)


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


def correct_service(hearing: Hearing, *, on: date, how: str, note: str, reason: str) -> None:
    """Another day or manner of service than was recorded, with why; the last day for a defence is computed anew from it."""
    if not reason.strip():
        raise WorkflowRefused("请写明更正原因。")
    serve_notice(hearing, on=on, how=how, note=note)


def corrections_of(hearing: Hearing) -> int:
    """How often its service was corrected; each time what depends on the day is told anew."""
    record = f"{hearing._meta.model_name}:{hearing.pk}"
    return HistoryLine.objects.filter(record=record, action__in=CORRECTIONS).count()


def message_key(hearing: Hearing, sort: str, kind: str) -> str:
    """The key of a message in a hearing: once each, those that depend on the day of service once for each day recorded."""
    times = corrections_of(hearing) if kind in BY_SERVICE else 0
    return f"{sort}-{kind}:{hearing.pk}" + (f":{times}" if times else "")


def message_keys(hearing: Hearing, sort: str, kinds: Iterable[str]) -> list[str]:
    """The keys under which such messages may have gone out until now."""
    times = range(1, corrections_of(hearing) + 1)
    again = [f"{sort}-{kind}:{hearing.pk}:{each}" for kind in kinds if kind in BY_SERVICE for each in times]
    return [f"{sort}-{kind}:{hearing.pk}" for kind in kinds] + again


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
