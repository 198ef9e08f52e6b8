"""The request to give a filing up (注销) while it waits: found, ended because the filing went on otherwise, its act lapsed."""

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Cancellation, Filing, PendingAct, User
from filings.services.changes import messages
from filings.services.history import append_line
from filings.services.notices import notify_lapsed_act
from filings.workflow_changes import CANCEL_FILING


def waiting_request(filing: Filing) -> Cancellation | None:
    """The request on a locked filing that nobody has granted or taken back."""
    found = filing.cancellations.filter(withdrawn_at__isnull=True, cancelled_on__isnull=True).first()
    if found is not None:
        found.filing = filing
    return found


def open_request(filing: Filing) -> Cancellation:
    """The request that waits, locked with its filing."""
    found = waiting_request(filing)
    if found is None:
        raise WorkflowRefused("没有待办理的注销申请，可能已经撤回或办结。", way_on=messages.filing_url(filing))
    return found


def end_request(request: Cancellation, *, body: str) -> None:
    """It waits no more: what asked the offices for it is settled, what was prepared falls away."""
    request.withdrawn_at = timezone.now()
    request.save(update_fields=["withdrawn_at"])
    messages.settle_cancellation_asked(request, body=body)
    lapse_prepared(request.filing)


def close_request(filing: Filing, *, actor: User | None, reason: str) -> None:
    """End the request that waits, if there is one, because the filing goes on otherwise: history line, message to the asker.
    In the caller's transaction with the filing locked.
    """
    request = waiting_request(filing)
    if request is None:
        return
    end_request(request, body=reason)
    append_line(filing, actor=actor, action="close_cancellation", reason=reason, details={"cancellation": request.pk})
    messages.tell_cancellation_closed(request, reason=reason)


def lapse_prepared(filing: Filing) -> None:
    """A cancellation that waits for its signature falls away; its preparer is told."""
    for act in filing.pending_acts.filter(change=None, action=CANCEL_FILING, status=PendingAct.Status.PENDING):
        act.status, act.decided_at = PendingAct.Status.LAPSED, timezone.now()
        act.save(update_fields=["status", "decided_at"])
        notify_lapsed_act(act)
