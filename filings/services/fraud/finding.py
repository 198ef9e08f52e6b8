"""The finding of fraud (认定): prepared by one account of the city, signed by another; what follows from it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.disqualification import issue_decision
from filings.errors import WorkflowRefused
from filings.models import Application, Ban, FraudCase, PendingAct, User
from filings.rules.periods import ban_end
from filings.services.correction_guards import close_request
from filings.services.fraud import messages
from filings.services.fraud.transitions import advance_case, lock_case
from filings.services.hearings import require_answered
from filings.services.history import append_line
from filings.services.panels import panel_of, settle_reviews
from filings.services.signing import ask_to_sign, carries_out, create_act
from filings.services.transitions import advance, require, signature_details
from filings.workflow import ENDED, Action, CaseAction, State

FOUND_LINE = "fraud_found"
"""The line in the chain of an application that had ended before: its state stays."""


def prepare_finding(case: FraudCase, *, actor: User, number: str, finding: str, on_defence: str) -> PendingAct:
    """Prepare the finding with the 发文字号 of the 决定书: checks on the locked case, pending act, history line, message
    to the signers. What was said in defence must be answered.
    """
    with transaction.atomic():
        locked = lock_case(case)
        require(permissions.can_on_case(actor, CaseAction.FIND, locked))
        require_grounds(locked, finding, on_defence)
        check_number_is_free(number)
        payload = {"number": number, "finding": finding.strip(), "on_defence": on_defence.strip()}
        act = create_act(locked.application, Action.DISQUALIFY, actor=actor, payload=payload, case=locked)
        append_line(locked, actor=actor, action=f"prepare_{Action.DISQUALIFY}", details={"act": act.pk})
        ask_to_sign(act)
    return act


def require_grounds(case: FraudCase, finding: str, on_defence: str) -> None:
    """Guard: the finding is written, and answers the defence where there is one."""
    if not finding.strip():
        raise WorkflowRefused("请填写认定意见。")
    require_answered(case, on_defence)


@carries_out(Action.DISQUALIFY)
def find_fraud(act: PendingAct, signer: User) -> Application:
    """Carry out a signed finding, all in one transaction with application and case locked: 决定书 with the bodies of
    appeal, case found, ban of two years from today on the operator's code, history lines, messages. A live application
    becomes 取消参评资格, a correction round under way is over; one that has ended stays as it is.
    """
    if act.case is None:
        raise WorkflowRefused("取消参评资格须经事先告知和陈述申辩。")
    case, on = act.case, timezone.localdate()
    details = {"case": case.pk, "number": act.payload["number"]}

    def conclude(application: Application) -> None:
        application.due_on = None
        close_request(application)
        conclude_case(case, act, signer=signer, on=on)

    if act.on_application.state in ENDED:
        conclude_case(case, act, signer=signer, on=on)
        append_line(
            act.on_application,
            actor=signer,
            action=FOUND_LINE,
            reason=act.payload["finding"],
            details=details | signature_details(act),
        )
        return act.on_application
    reviewed = act.on_application.state == State.IN_REVIEW
    application = advance(
        act.on_application,
        Action.DISQUALIFY,
        actor=signer,
        reason=act.payload["finding"],
        prepare=(conclude,),
        details=lambda _: details,
        signed_act=act,
    )
    if reviewed:
        settle_reviews(panel_of(application))
        messages.tell_experts(case)
    return application


def conclude_case(case: FraudCase, act: PendingAct, *, signer: User, on: date) -> None:
    """Document, ban and the last state of a case."""
    number, said = act.payload["number"], act.payload

    def find(locked: FraudCase) -> None:
        require_grounds(locked, said["finding"], said["on_defence"])
        check_number_is_free(number)
        locked.finding, locked.on_defence, locked.found_on = said["finding"], said["on_defence"], on
        locked.decision = issue_decision(locked, actor=act.prepared_by, number=number, on=on)

    def ban(locked: FraudCase) -> None:
        lay_ban(locked, actor=signer, number=number, on=on)

    details: dict[str, Any] = {"number": number} | signature_details(act)
    advance_case(
        case,
        CaseAction.FIND,
        actor=signer,
        apply=find,
        reason=said["finding"],
        details=details,
        follow=(ban, messages.tell_found),
    )


def lay_ban(case: FraudCase, *, actor: User, number: str, on: date) -> Ban:
    """Two years from the day of the finding, that day two years on included, on the operator's code; history line."""
    ban = Ban.objects.create(
        uscc=case.application.operator.uscc,
        ground=Ban.Ground.FRAUD,
        since=on,
        until=ban_end(on),
        source=f"取消参评资格决定书（{number}）",
        case=case,
        created_by=actor,
    )
    append_line(ban, actor=actor, action="lay_ban", details={"case": case.pk, "until": ban.until.isoformat()})
    return ban
