"""A revocation is proposed on one of the four grounds of Article 15, with what proves it. The operator learns of it later."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import ChangeReport, Filing, FraudCase, Operator, Revocation, RevocationFile, StoredFile, User
from filings.permissions import Act
from filings.services.changes.requests import lapse_prepared
from filings.services.changes.transitions import lapse_acts as lapse_change_acts
from filings.services.changes.transitions import lock_change
from filings.services.history import append_line, digest_of
from filings.services.revocations import messages
from filings.services.revocations.guards import require_none_open
from filings.services.revocations.transitions import advance_revocation
from filings.services.transitions import lock_filing, require
from filings.storing import CheckedUpload, check_upload, store_checked
from filings.workflow import CaseState, Role
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import PROPOSE, PROPOSED_ON, Ground, RevocationAction

Uploads = Sequence[UploadedFile[Any]]


def propose_for_violation(
    filing: Filing, *, actor: User, facts: str, files: Uploads, case: FraudCase | None = None
) -> Revocation:
    """Propose on 第（三）项: a district for a filing of its own, the city for any. Evidence is required; where fraud was found in
    the application (`case`), the evidence of that case goes along and more may be added.
    """
    checked = [check_upload(file) for file in files]
    if not checked and case is None:
        raise ValidationError({"files": "请上传证据材料。"})
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        papers = evidence_of_case(locked, case) if case else []
        revocation = create_revocation(locked, Ground.VIOLATION, actor=actor, facts=facts, case=case)
        return record_proposal(revocation, actor=actor, checked=checked, papers=papers)


def propose_after_change(change: ChangeReport, *, actor: User, facts: str, files: Uploads = ()) -> Revocation:
    """The city opens on 第（一）项 what the district proposed: the change's papers go along, a filing of the change that waited
    for its signature falls away. The change stays where it is until the revocation is decided.
    """
    checked = [check_upload(file) for file in files]
    with transaction.atomic():
        filing = lock_filing(change.filing_id)
        locked = lock_change(change, filing)
        if actor.role != Role.CITY:
            raise WorkflowRefused("您的角色不能办理这一事项。")
        if locked.state != ChangeState.CANCELLATION_PROPOSED:
            raise WorkflowRefused(f"这项变更现在是“{locked.get_state_display()}”，不能据此提出撤销。")
        revocation = create_revocation(filing, Ground.CHANGE, actor=actor, facts=facts, change=locked)
        lapse_change_acts(locked, None)
        append_line(locked, actor=actor, action=PROPOSED_ON, details={"revocation": revocation.pk})
        papers = [each.file for each in locked.files.select_related("file")]
        return record_proposal(revocation, actor=actor, checked=checked, papers=papers)


def propose_on_record(
    filing: Filing, ground: Ground, *, actor: User, facts: str, basis: Mapping[str, Any]
) -> Revocation:
    """The city opens on what stands on record elsewhere: two years' grades, 第（二）项, or a listing, 第（四）项; `basis` says
    which, as plain values. Evidence may be added until the operator is notified.
    """
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        if actor.role != Role.CITY:
            raise WorkflowRefused("您的角色不能办理这一事项。")
        revocation = create_revocation(locked, ground, actor=actor, facts=facts, basis=dict(basis))
        return record_proposal(revocation, actor=actor, checked=[], papers=[])


def create_revocation(filing: Filing, ground: Ground, *, actor: User, facts: str, **fields: Any) -> Revocation:
    """Check role, reach and state of a locked filing and insert the revocation; the constraint lets one through."""
    require(permissions.can_on_filing(actor, Act.PROPOSE_REVOCATION, filing))
    require_none_open(filing)
    if not facts.strip():
        raise WorkflowRefused("请写明查明的事实。")
    given = {"filing": filing, "operator": filing.operator, "district": filing.space.district}
    try:
        with transaction.atomic():
            return Revocation.objects.create(ground=ground, facts=facts.strip(), proposed_by=actor, **given, **fields)
    except IntegrityError:
        raise WorkflowRefused("这件备案已有一件撤销正在办理，请刷新后查看。") from None


def record_proposal(
    revocation: Revocation, *, actor: User, checked: Sequence[CheckedUpload], papers: Iterable[StoredFile]
) -> Revocation:
    """Evidence, history lines of revocation and filing, messages; a cancellation (注销) that waits for its signature falls
    away, for the filing is not given up meanwhile.
    """
    part = RevocationFile.Part.EVIDENCE
    digests = name_files(revocation, part, papers) + keep_files(revocation, part, checked, actor=actor, operator=None)
    details = {
        "filing": revocation.filing_id,
        "ground": revocation.ground,
        "change": revocation.change_id,
        "case": revocation.case_id,
        "basis": digest_of(revocation.basis),
        "files": digests,
    }
    append_line(
        revocation, actor=actor, action=PROPOSE, to_state=revocation.state, reason=revocation.facts, details=details
    )
    append_line(revocation.filing, actor=actor, action=PROPOSED_ON, details={"revocation": revocation.pk})
    lapse_prepared(revocation.filing)
    messages.tell_proposed(revocation)
    return revocation


def evidence_of_case(filing: Filing, case: FraudCase) -> list[StoredFile]:
    """The evidence of fraud that was found in the application of this filing."""
    found = FraudCase.objects.filter(pk=case.pk, state=CaseState.FOUND).first()
    if found is None or filing.application_id is None or found.application_id != filing.application_id:
        raise WorkflowRefused("弄虚作假没有认定，或者认定的不是这件备案的申请，不能据此提出撤销。")
    return [each.file for each in found.files.filter(part="evidence").select_related("file")]


def name_files(revocation: Revocation, part: str, papers: Iterable[StoredFile]) -> list[str]:
    """Name files that are stored already; gives their digests for the history line."""
    papers = list(papers)
    RevocationFile.objects.bulk_create([RevocationFile(revocation=revocation, part=part, file=file) for file in papers])
    return [file.sha256 for file in papers]


def keep_files(
    revocation: Revocation, part: str, checked: Iterable[CheckedUpload], *, actor: User, operator: Operator | None
) -> list[str]:
    """Store files of a revocation; gives their digests for the history line."""
    stored = [store_checked(each, actor=actor, operator=operator) for each in checked]
    return name_files(revocation, part, stored)


def supplement_revocation(revocation: Revocation, *, actor: User, facts: str, files: Uploads = ()) -> Revocation:
    """Complete facts and evidence before the operator is notified; what was uploaded stays."""
    checked = [check_upload(file) for file in files]
    kept: dict[str, Any] = {}

    def write(locked: Revocation) -> None:
        if not facts.strip():
            raise WorkflowRefused("请写明查明的事实。")
        locked.facts = facts.strip()
        part = RevocationFile.Part.EVIDENCE
        kept["files"] = keep_files(locked, part, checked, actor=actor, operator=None)

    return advance_revocation(
        revocation, RevocationAction.SUPPLEMENT, actor=actor, apply=write, reason=facts.strip(), details=kept
    )
