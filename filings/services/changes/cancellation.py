"""An operator gives its filing up (注销): it asks, the city prepares and signs, the filing ends on that day."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import permissions
from filings.documents.changes import issue_cancellation_notice
from filings.documents.decisions import check_number_is_free
from filings.errors import WorkflowRefused
from filings.models import Cancellation, Filing, PendingAct, User
from filings.permissions import Act
from filings.services.changes import messages
from filings.services.changes.requests import end_request, open_request
from filings.services.changes.transitions import advance_change
from filings.services.filings import end_filing
from filings.services.history import append_line
from filings.services.revocations.guards import require_no_revocation_before_cancelling
from filings.services.signing import ask_to_sign, carries_out, create_filing_act
from filings.services.transitions import lock_filing, require, signature_details
from filings.workflow import FilingState
from filings.workflow_changes import CANCEL_FILING, CHANGE_ENDED, ChangeAction, ChangeState


def ask_cancellation(filing: Filing, *, actor: User, reason: str) -> Cancellation:
    """Ask to give a filing in force up: role and reach, nothing in its way; row, history line, messages to city and district."""
    if not reason.strip():
        raise WorkflowRefused("请写明注销原因。")
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        require(permissions.can_on_filing(actor, Act.ASK_CANCELLATION, locked))
        require_cancellable(locked, actor=actor)
        cancellation = create_cancellation(locked, actor=actor, reason=reason.strip())
        append_line(locked, actor=actor, action="ask_cancellation", reason=cancellation.reason)
        messages.tell_cancellation_asked(cancellation)
    return cancellation


def create_cancellation(filing: Filing, *, actor: User, reason: str) -> Cancellation:
    """Insert the request; the constraint lets one through."""
    try:
        with transaction.atomic():
            return Cancellation.objects.create(filing=filing, asked_by=actor, reason=reason)
    except IntegrityError:
        raise WorkflowRefused("已经申请注销，正在等待市科技局办理。", way_on=messages.filing_url(filing)) from None


def require_cancellable(filing: Filing, *, actor: User) -> None:
    """Guard: who is about to lose the qualification does not give it up instead, as far as the actor may know of it."""
    require_no_revocation_before_cancelling(filing, actor=actor)
    proposed = filing.changes.filter(state=ChangeState.CANCELLATION_PROPOSED).first()
    if proposed is not None:
        raise WorkflowRefused(
            "区县已建议取消备案资格，市科技局决定以前不能注销。", way_on=messages.change_url(proposed)
        )


def require_asked_by_holder(request: Cancellation) -> None:
    """Guard: only the operator that holds the filing gives it up; what a former one asked is void."""
    if request.asked_by.operator_id != request.filing.operator_id:
        raise WorkflowRefused(
            "注销申请不是现在的运营机构提出的，不能据此注销。现在的运营机构撤回后可以重新申请。",
            way_on=messages.filing_url(request.filing),
        )


def take_cancellation_back(filing: Filing, *, actor: User) -> Cancellation:
    """The operator takes its request back while nobody has signed: row, history line, messages to
    the offices settled; what was prepared falls away.
    """
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        require(permissions.can_on_filing(actor, Act.ASK_CANCELLATION, locked))
        request = open_request(locked)
        end_request(request, body="运营机构已撤回注销申请。")
        append_line(locked, actor=actor, action="take_cancellation_back")
    return request


def prepare_cancellation(filing: Filing, *, actor: User, number: str) -> PendingAct:
    """Prepare 注销 with the 发文字号 of the notice: a request waits, nothing in its way; pending act, history line, message
    to the signers.
    """
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        require(permissions.can_on_filing(actor, Act.CANCEL_FILING, locked))
        require_cancellable(locked, actor=actor)
        require_asked_by_holder(open_request(locked))
        check_number_is_free(number)
        act = create_filing_act(locked, CANCEL_FILING, actor=actor, payload={"number": number})
        append_line(locked, actor=actor, action=f"prepare_{CANCEL_FILING}", details={"act": act.pk})
        ask_to_sign(act)
    return act


@carries_out(CANCEL_FILING)
def cancel_filing(act: PendingAct, signer: User) -> Filing:
    """Carry out a signed cancellation, all in one transaction: the filing ends today, changes under way end with it,
    注销备案通知, history line, messages.
    """
    filing = act.filing
    if filing is None:
        raise WorkflowRefused("没有找到要注销的备案。")
    require_cancellable(filing, actor=signer)
    request, on = open_request(filing), timezone.localdate()
    require_asked_by_holder(request)
    number = act.payload["number"]
    check_number_is_free(number)
    for change in filing.changes.exclude(state__in=sorted(CHANGE_ENDED)).order_by("pk"):
        advance_change(change, ChangeAction.CLOSE, actor=None, details=lambda _: {"act": act.pk}, filing=filing)
    end_filing(filing, FilingState.CANCELLED, on=on)
    request.notice = issue_cancellation_notice(request, actor=act.prepared_by, number=number, on=on)
    request.cancelled_on = on
    request.save(update_fields=["notice", "cancelled_on"])
    append_line(
        filing,
        actor=signer,
        action=CANCEL_FILING,
        from_state=FilingState.ACTIVE,
        to_state=FilingState.CANCELLED,
        reason=request.reason,
        details={"number": number} | signature_details(act),
    )
    messages.tell_cancelled(request)
    return filing
