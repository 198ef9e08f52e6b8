"""A fraud case up to the finding: proposed, notified, served, heard; or dropped. The finding is in services.fraud.finding."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.disqualification import issue_prior_notice
from filings.errors import WorkflowRefused
from filings.models import Application, CaseFile, FraudCase, Operator, User
from filings.permissions import Act
from filings.services.fraud import messages
from filings.services.fraud.guards import require_no_finding_yet, require_no_open_case
from filings.services.fraud.transitions import advance_case
from filings.services.hearings import (
    LEAST_DAYS,
    correct_service,
    require_days,
    require_period_over,
    serve_notice,
    take_defence,
)
from filings.services.history import append_line
from filings.services.transitions import lock_application, require_not_recused
from filings.storing import CheckedUpload, check_upload, store_checked
from filings.workflow import CaseAction

PROPOSE: Final = "propose_fraud"
"""The action of the first history line of a case."""

Uploads = Sequence[UploadedFile[Any]]


def propose_disqualification(
    application: Application, *, actor: User, manner: str, clause: str, facts: str, files: Uploads
) -> FraudCase:
    """Propose to disqualify a submitted application, live or ended: files checked; then in one transaction the
    application locked, role, reach and recusal, no open case and no finding yet; case, evidence, history line, message
    to the city. Districts propose for their own applications, the city for all.
    """
    checked = [check_upload(file) for file in files]
    with transaction.atomic():
        locked = lock_application(application.pk)
        if not permissions.role_may(actor, Act.PROPOSE_DISQUALIFICATION):
            raise WorkflowRefused("您的角色不能办理这一事项。")
        if not permissions.is_within_reach(actor, locked):
            raise WorkflowRefused("这件申请不在您的办理范围内。")
        require_not_recused(actor, locked)
        require_no_open_case(locked)
        require_no_finding_yet(locked)
        case = create_case(locked, actor=actor, manner=manner, clause=clause, facts=facts.strip())
        digests = keep_files(case, CaseFile.Part.EVIDENCE, checked, actor=actor, operator=None)
        details = {"application": locked.pk, "manner": manner, "clause": clause, "files": digests}
        append_line(case, actor=actor, action=PROPOSE, to_state=case.state, reason=case.facts, details=details)
        messages.tell_proposed(case)
    return case


def create_case(application: Application, *, actor: User, **fields: str) -> FraudCase:
    """Insert the case; the constraint lets one through."""
    try:
        with transaction.atomic():
            return FraudCase.objects.create(application=application, proposed_by=actor, **fields)
    except IntegrityError:
        raise WorkflowRefused("这件申请已有一件弄虚作假核查正在办理，请刷新后查看。") from None


def keep_files(
    case: FraudCase, part: CaseFile.Part, checked: Iterable[CheckedUpload], *, actor: User, operator: Operator | None
) -> list[str]:
    """Store files of a case; gives their digests for the history line."""
    stored = [store_checked(each, actor=actor, operator=operator) for each in checked]
    CaseFile.objects.bulk_create([CaseFile(case=case, part=part, file=file) for file in stored])
    return [file.sha256 for file in stored]


def notify_operator(case: FraudCase, *, actor: User, number: str, defence_days: int = LEAST_DAYS) -> FraudCase:
    """Issue the 取消参评资格事先告知书: document, history line, messages to operator and district. From now on the
    operator sees the case and its evidence.
    """
    require_days(defence_days)

    def issue(locked: FraudCase) -> None:
        check_number_is_free(number)
        locked.defence_days = defence_days
        locked.notice = issue_prior_notice(locked, actor=actor, number=number, on=timezone.localdate())

    return advance_case(
        case,
        CaseAction.NOTIFY,
        actor=actor,
        apply=issue,
        details={"number": number, "defence_days": defence_days},
        follow=(messages.tell_notified,),
    )


def record_service(case: FraudCase, *, actor: User, on: date, how: str, note: str = "") -> FraudCase:
    """Record day and manner of service of the prior notice; the day by which the operator may state and defend is
    computed once, from the day of service.
    """

    def serve(locked: FraudCase) -> None:
        serve_notice(locked, on=on, how=how, note=note)

    return advance_case(
        case,
        CaseAction.SERVE,
        actor=actor,
        apply=serve,
        reason=note,
        details={"on": on.isoformat(), "how": how},
        follow=(messages.tell_served,),
    )


def correct_notice_service(
    case: FraudCase, *, actor: User, on: date, how: str, reason: str, note: str = ""
) -> FraudCase:
    """Correct day or manner of service while the time for a defence runs: the last day computed anew, history line with the
    day before and the reason, message to the operator; what named the former day is settled and falls due again.
    """
    told: dict[str, Any] = {"on": on.isoformat(), "how": how}

    def correct(locked: FraudCase) -> None:
        told["before"] = str(locked.served_on)
        correct_service(locked, on=on, how=how, note=note, reason=reason)

    return advance_case(
        case,
        CaseAction.CORRECT_SERVICE,
        actor=actor,
        apply=correct,
        reason=reason.strip(),
        details=told,
        follow=(messages.tell_service_corrected,),
    )


def submit_defence(case: FraudCase, *, actor: User, statement: str, files: Uploads = ()) -> FraudCase:
    """The operator's statement and defence with files, once. What comes late is taken as long as the city has not
    recorded that none was made.
    """
    checked = [check_upload(file) for file in files]
    kept: dict[str, Any] = {}

    def take(locked: FraudCase) -> None:
        take_defence(locked, actor=actor, statement=statement)
        operator = locked.application.operator
        kept["files"] = keep_files(locked, CaseFile.Part.DEFENCE, checked, actor=actor, operator=operator)

    return advance_case(
        case, CaseAction.DEFEND, actor=actor, apply=take, reason=statement, details=kept, follow=(messages.tell_heard,)
    )


def close_hearing(case: FraudCase, *, actor: User) -> FraudCase:
    """Record that no statement came in; refused before the day has passed."""
    return advance_case(
        case, CaseAction.CLOSE_HEARING, actor=actor, apply=require_period_over, follow=(messages.tell_heard,)
    )


def drop_case(case: FraudCase, *, actor: User, reason: str) -> FraudCase:
    """End a case without a finding, with the reason: a finding that waits for its signature lapses; proposer, district
    and, where it had been notified, the operator are told.
    """
    if not reason.strip():
        raise WorkflowRefused("请写明不予认定的理由。")

    def end(locked: FraudCase) -> None:
        locked.drop_reason = reason.strip()
        messages.lapse_acts(locked)

    return advance_case(
        case, CaseAction.DROP, actor=actor, apply=end, reason=reason.strip(), follow=(messages.tell_dropped,)
    )
