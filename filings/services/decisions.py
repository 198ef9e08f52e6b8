"""Approving and rejecting: prepared by one account of the city, signed by another."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from filings.documents.decisions import check_number_is_free, issue_filing_documents, issue_rejection_notice
from filings.errors import WorkflowRefused
from filings.models import Application, Filing, Notice, Objection, PendingAct, User
from filings.selectors.public_notices import is_over, last_day, objections_to
from filings.selectors.standing import filings_in_force
from filings.services.filings import file_space
from filings.services.fraud.guards import require_no_case_before_approval
from filings.services.notices import application_url, district_staff, members_of, notify
from filings.services.pool.closing import close_filed_entries, lock_covered
from filings.services.publication import opened_notice
from filings.services.revocations.guards import (
    require_no_revocation_ban_before_approval,
    require_no_revocation_before_approval,
)
from filings.services.signing import carries_out, prepare_act
from filings.services.transitions import Guard, advance, lock_registers
from filings.services.write_back import write_back_corrections
from filings.workflow import Action, State
from zzspace.wording import date_zh

FORMAL_CLAUSES = ("第七条第（一）项", "第七条第（二）项", "第八条", "第十五条")
"""Clauses on which an application that was never reviewed may be rejected: procedure and bans, not its conditions."""

Reason = Mapping[str, str]


# Approve ---------------------------------------------------------------------------------------------------------


def prepare_approval(application: Application, *, actor: User, number: str) -> PendingAct:
    """Prepare 准予备案 with the 发文字号 of the notice; the guards are checked now and again at signing."""
    return prepare_act(
        application,
        Action.APPROVE,
        actor=actor,
        payload={"number": number},
        guards=(*APPROVAL_GUARDS, lambda _: check_number_is_free(number)),
    )


@carries_out(Action.APPROVE)
def approve_application(act: PendingAct, signer: User) -> Application:
    """Carry out a signed approval, all in one transaction: corrected facts written back to the registers, a
    comprehensive filing ended where a professional one takes its place, the filing with its number, history line,
    备案通知 and 备案证书, its entry in the reserve pool closed, messages to operator and district.
    """
    number = act.payload["number"]
    kept: dict[str, Any] = {"number": number}
    filings: list[Filing] = []

    def write_back(locked: Application) -> None:
        kept["registers"] = write_back_corrections(locked)

    def lock_pool(locked: Application) -> None:
        lock_covered(locked.space_id, locked.kind)  # before file(), which locks the year's counter last of all

    def file(locked: Application) -> None:
        locked.due_on = None
        filings.append(file_space(locked, on=timezone.localdate()))
        kept["filing"] = filings[0].number

    def issue(locked: Application) -> None:
        issue_filing_documents(filings[0], locked, actor=act.prepared_by, number=number)
        close_filed_entries(filings[0], actor=signer)
        tell_of_filing(filings[0], locked)

    return advance(
        act.on_application,
        Action.APPROVE,
        actor=signer,
        guards=(*APPROVAL_GUARDS, lambda _: check_number_is_free(number)),
        prepare=(write_back, lock_pool, file),
        follow=(issue,),
        details=lambda _: kept,
        signed_act=act,
    )


def is_notice_over(application: Application) -> None:
    """Guard: the public notice has run its days."""
    notice = opened_notice(application)
    if not is_over(notice):
        raise WorkflowRefused(f"公示期至{date_zh(last_day(notice))}止，期满后才能准予备案。")


def has_no_open_objection(application: Application) -> None:
    """Guard: every objection to the present notice is dealt with, none upheld."""
    status = list(objections_to(opened_notice(application)).values_list("status", flat=True))
    if waiting := status.count(Objection.Status.OPEN):
        raise WorkflowRefused(f"还有{waiting}件异议没有办结，请先核实办理。")
    if Objection.Status.UPHELD in status:
        raise WorkflowRefused("公示期间的异议已认定成立，不能准予备案，只能重新评审或者不予备案。")


def has_no_covering_filing(application: Application) -> None:
    """Guard: the space has no filing in force that covers this kind."""
    covering = filings_in_force(application.space, application.kind, timezone.localdate()).first()
    if covering is not None:
        raise WorkflowRefused(f"该众创空间已有备案在册（{covering.number}），不能再准予同类备案。")


APPROVAL_GUARDS: tuple[Guard, ...] = (
    lock_registers,
    is_notice_over,
    has_no_open_objection,
    has_no_covering_filing,
    require_no_case_before_approval,
    require_no_revocation_before_approval,
    require_no_revocation_ban_before_approval,
)
"""On organisation and space that stand still: another filing of theirs may be about to be revoked."""


def tell_of_filing(filing: Filing, application: Application) -> None:
    """Operator and district learn of the filing."""
    notify(
        [*members_of(application), *district_staff(application)],
        title=f"准予备案：{application.space}",
        body=f"已备案为{filing.title}，备案编号{filing.number}。备案通知和备案证书可以在系统中下载。",
        url=f"/filings/{filing.pk}/",
        key=f"filed:{filing.pk}",
        kind=Notice.Kind.RESULT,
    )


# Reject ----------------------------------------------------------------------------------------------------------


def prepare_rejection(application: Application, *, actor: User, number: str, reasons: Sequence[Reason]) -> PendingAct:
    """Prepare 不予备案 with the 发文字号 and reasons ({clause, text}) citing clauses."""
    return prepare_act(
        application,
        Action.REJECT,
        actor=actor,
        payload={"number": number, "reasons": [dict(reason) for reason in reasons]},
        guards=(rests_on(reasons), lambda _: check_number_is_free(number)),
    )


@carries_out(Action.REJECT)
def reject_application(act: PendingAct, signer: User) -> Application:
    """Carry out a signed rejection: 不予备案通知书 with the bodies of appeal, history line, messages."""
    number, reasons = act.payload["number"], act.payload["reasons"]

    def issue(locked: Application) -> None:
        locked.due_on = None
        issue_rejection_notice(locked, actor=act.prepared_by, number=number, reasons=reasons, on=timezone.localdate())

    return advance(
        act.on_application,
        Action.REJECT,
        actor=signer,
        reason=reasons_line(reasons),
        guards=(rests_on(reasons), lambda _: check_number_is_free(number)),
        prepare=(issue,),
        follow=(tell_of_rejection,),
        details=lambda _: {"number": number, "clauses": [reason["clause"] for reason in reasons]},
        signed_act=act,
    )


def rests_on(reasons: Sequence[Reason]) -> Guard:
    """Guard: there are reasons, each with its clause; before a review formal ones only."""

    def guard(application: Application) -> None:
        if not reasons or any(not reason["clause"] or not reason["text"].strip() for reason in reasons):
            raise WorkflowRefused("不予备案须写明理由，并逐条注明依据的条款。")
        if application.state != State.ACCEPTED:
            return
        if any(reason["clause"] not in FORMAL_CLAUSES for reason in reasons):
            clauses = "、".join(FORMAL_CLAUSES)
            raise WorkflowRefused(f"还没有经过专家评审，只能以程序或申报资格为由（{clauses}）不予备案。")

    return guard


def reasons_line(reasons: Sequence[Reason]) -> str:
    """The reasons in one text for the history."""
    return "；".join(f"{reason['clause']}：{reason['text']}" for reason in reasons)


def tell_of_rejection(application: Application) -> None:
    """Operator and district learn of the rejection and where its reasons stand."""
    notify(
        [*members_of(application), *district_staff(application)],
        title=f"不予备案：{application.space}",
        body="市科技局决定不予备案，理由和救济途径见不予备案通知书。具备条件后可以重新申请。",
        url=application_url(application),
        key=f"rejected:{application.pk}",
        kind=Notice.Kind.RESULT,
    )
