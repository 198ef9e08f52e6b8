"""advance_case() alone writes the state of a fraud case. The application is always locked before its case."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from filings import permissions
from filings.models import FraudCase, User
from filings.services.history import write_step
from filings.services.transitions import lock_application, require
from filings.workflow import CaseAction, case_transition_of

Effect = Callable[[FraudCase], None]


def lock_case(case: FraudCase) -> FraudCase:
    """Application and case, locked in this order until the transaction ends."""
    application = lock_application(case.application_id)
    locked = (
        FraudCase.objects.select_for_update(of=("self",))
        .select_related("notice", "decision", "proposed_by")
        .get(pk=case.pk)
    )
    locked.application = application
    return locked


def advance_case(
    case: FraudCase,
    action: CaseAction,
    *,
    actor: User,
    apply: Effect,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    follow: tuple[Effect, ...] = (),
) -> FraudCase:
    """Take one step on one case, all or nothing.

    In one transaction: lock application and case; check role, reach and state on the locked rows (WorkflowRefused
    otherwise); `apply` sets fields and may issue documents; write the state; append the history line; run `follow`.
    """
    row = case_transition_of(action)
    with transaction.atomic():
        locked = lock_case(case)
        require(permissions.can_on_case(actor, action, locked))
        apply(locked)
        write_step(locked, row.target, actor=actor, action=action, reason=reason, details=dict(details or {}))
        for effect in follow:
            effect(locked)
    return locked
