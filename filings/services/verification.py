"""The district's work on a submitted application: who handles it, what was found item by item, visits to the site.

None of these moves the application; recommending and declining are in services.recommendation.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import (
    Application,
    Correction,
    PendingAct,
    SiteVisit,
    SiteVisitPhoto,
    StoredFile,
    User,
    Verification,
)
from filings.rules.facts import FACTS_BY_KEY, parse_facts
from filings.rules.verdicts import Verdict
from filings.selectors.corrections import Corrections, judge, may_be_typed
from filings.selectors.site_visits import counted, differing_premises
from filings.selectors.verification import Sheet, submitted_snapshot, verification_sheet
from filings.services.history import append_line
from filings.services.transitions import lock_application, require_not_recused
from filings.storing import check_upload, store_checked
from filings.workflow import HOLDER, Role, State

TAKE, VERIFY, VISIT = "take_case", "verify_item", "record_site_visit"
"""Actions of history lines that leave the state as it is."""


def take_case(application: Application, *, actor: User, seen_handler: int | None) -> Application:
    """Become the handler (经办) of a case whose turn is the actor's office: handler set, history line.

    `seen_handler` is who the actor saw handling it; refused when someone else has taken it meanwhile.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        require_turn_of_office(locked, actor)
        if locked.handler_id != seen_handler and locked.handler is not None:
            raise WorkflowRefused(f"这件申请刚刚由{locked.handler}接手经办。")
        before = locked.handler_id
        if before != actor.pk:
            locked.handler = actor
            locked.save(update_fields=["handler", "updated_at"])
            append_line(locked, actor=actor, action=TAKE, details={"before": before, "handler": actor.pk})
    return locked


def save_verification(
    application: Application,
    item: str,
    *,
    actor: User,
    verdict: str,
    finding: str = "",
    corrections: Corrections = Corrections(),  # noqa: B008 - frozen
    evidence: UploadedFile[Any] | None = None,
) -> Verification:
    """Save what was found on one item, in place of what was saved before.

    Check the evidence; then, in one transaction with the application locked: check that it is the actor's to verify and that no act waits for a
    signature; check verdict, reasons and corrections; store the evidence; write the finding and its corrections;
    append a history line. Evidence saved before stays when no other is given. FactsError where the corrected facts
    contradict themselves.
    """
    checked = check_upload(evidence) if evidence else None
    with transaction.atomic():
        locked = lock_for_verification(application, actor)
        sheet = verification_sheet(locked)
        require_item(sheet, item)
        if verdict != Verification.Verdict.CORRECTED:
            corrections = Corrections()
        require_correctable(sheet, item, corrections)
        kept = kept_evidence(sheet, item, verdict)
        require_reasons(sheet, item, verdict, finding, corrections, has_evidence=bool(checked or kept))
        stored = store_checked(checked, actor=actor, operator=None) if checked else kept
        mark, _ = Verification.objects.update_or_create(
            application=locked,
            item=item,
            superseded_at=None,
            defaults={"verdict": verdict, "finding": finding.strip(), "evidence": stored, "by": actor},
        )
        replace_corrections(mark, corrections)
        append_line(
            locked, actor=actor, action=VERIFY, reason=mark.finding, details=line_details(item, mark, corrections)
        )
    return mark


def kept_evidence(sheet: Sheet, item: str, verdict: str) -> StoredFile | None:
    """The evidence of an earlier saving; that of a correction goes when the correction does."""
    before = sheet.item(item).verification
    return before.evidence if before and before.verdict == verdict else None


def replace_corrections(mark: Verification, corrections: Corrections) -> None:
    """The corrections of an item as given now, nothing else."""
    mark.corrections.all().delete()
    rows = [Correction(verification=mark, register=register, row=row) for register, row in sorted(corrections.rows)]
    values = [Correction(verification=mark, fact=fact, value=value) for fact, value in corrections.values.items()]
    Correction.objects.bulk_create([*rows, *values])


def line_details(item: str, mark: Verification, corrections: Corrections) -> dict[str, object]:
    """What the chain keeps of a finding: ids, figures and the evidence's digest."""
    return {
        "item": item,
        "verdict": mark.verdict,
        "rows": [list(row) for row in sorted(corrections.rows)],
        "values": dict(corrections.values),
        "evidence": mark.evidence.sha256 if mark.evidence else "",
    }


def record_site_visit(
    application: Application,
    *,
    actor: User,
    on: date,
    officers: Iterable[str],
    findings: str,
    consistent: bool,
    at_time: time | None = None,
    found: Mapping[str, Any] | None = None,
    photos: Iterable[UploadedFile[Any]] = (),
) -> SiteVisit:
    """Record a visit by two officials: visit with what was counted beside what was claimed, photographs, history line.

    `found` are figures by fact (plain JSON); they are hints for the checks and change no fact. Refused with fewer than two
    names, and where premises differ from the claim but the visit is said to be consistent.
    """
    names = [name.strip() for name in officers if name.strip()]
    if len(set(names)) < 2:
        raise WorkflowRefused("实地核查须由两名以上工作人员进行，请填写两人的姓名。")
    checked = [check_upload(photo) for photo in photos]
    with transaction.atomic():
        locked = lock_for_verification(application, actor)
        counts = counted(found or {}, parse_facts(submitted_snapshot(locked).facts))
        require_consistent(counts, consistent=consistent)
        visit = SiteVisit.objects.create(
            application=locked,
            on=on,
            at_time=at_time,
            counts=counts,
            officers="、".join(names),
            findings=findings.strip(),
            consistent=consistent,
            by=actor,
        )
        files = [store_checked(photo, actor=actor, operator=None) for photo in checked]
        SiteVisitPhoto.objects.bulk_create([SiteVisitPhoto(visit=visit, file=file) for file in files])
        details = {"visit": visit.pk, "on": on.isoformat(), "photos": [file.sha256 for file in files]}
        details |= {"counts": {count["fact"]: count["value"] for count in counts}} if counts else {}
        append_line(locked, actor=actor, action=VISIT, details=details)
    return visit


def require_consistent(counts: Iterable[Mapping[str, Any]], *, consistent: bool) -> None:
    """What was counted on the premises agrees with what is said of the whole."""
    if consistent and (differing := differing_premises(counts)):
        raise WorkflowRefused(f"现场清点与申报不一致（{'、'.join(differing)}），请选择“有不一致之处”。")


def lock_for_verification(application: Application, actor: User) -> Application:
    """The row, locked, that the actor's district may verify now; refused otherwise."""
    locked = lock_application(application.pk)
    if not permissions.role_may(actor, permissions.Act.VERIFY_APPLICATION):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if not permissions.is_within_reach(actor, locked):
        raise WorkflowRefused("这件申请不在您的办理范围内。")
    require_not_recused(actor, locked)
    if locked.state != State.SUBMITTED:
        raise WorkflowRefused(f"这件申请现在是“{locked.get_state_display()}”，核实结论不能再改动。")
    require_no_waiting_act(locked)
    return locked


def require_no_waiting_act(application: Application) -> None:
    """What a signer is asked to sign does not change under the hand."""
    if PendingAct.objects.filter(application=application, case=None, status=PendingAct.Status.PENDING).exists():
        raise WorkflowRefused(
            "这件申请有一项待签发的事项，核实结论不能改动。需要改动的，请先由拟办人撤回或由签发人退回。"
        )


def require_turn_of_office(application: Application, actor: User) -> None:
    """Only the office whose turn it is has a handler."""
    if not permissions.is_within_reach(actor, application):
        raise WorkflowRefused("这件申请不在您的办理范围内。")
    require_not_recused(actor, application)
    if actor.role == Role.OPERATOR or HOLDER.get(State(application.state)) != actor.role:
        raise WorkflowRefused(f"这件申请现在是“{application.get_state_display()}”，不由您所在的部门办理。")


def require_item(sheet: Sheet, item: str) -> None:
    """The item is one of the kind's."""
    if item not in {one.id for one in sheet.items}:
        raise WorkflowRefused("这件申请没有这个核实项，请从核实项目中选择。")


def require_correctable(sheet: Sheet, item: str, corrections: Corrections) -> None:
    """Rows stand in the frozen registers, values are of facts that may be typed, and none is corrected elsewhere."""
    registers = sheet.snapshot.rows["registers"]
    known = {(register, row["id"]) for register, rows in registers.items() for row in rows}
    if not corrections.rows <= known:
        raise WorkflowRefused("有的名册行不在这次提交的数据中，请刷新页面后重新勾选。")
    if any(fact not in FACTS_BY_KEY or not may_be_typed(fact) for fact in corrections.values):
        raise WorkflowRefused("数量由名册行算出，请取消勾选不应计入的行，不用手填。")
    elsewhere = sheet.elsewhere(item)
    if corrections.rows & elsewhere.rows or corrections.values.keys() & elsewhere.values.keys():
        raise WorkflowRefused("有的数据已在其他核实项中更正，请刷新页面后查看。")


def require_reasons(
    sheet: Sheet, item: str, verdict: str, finding: str, corrections: Corrections, *, has_evidence: bool
) -> None:
    """A correction needs data, reason and evidence; 补正 says what; a verdict that leaves latitude needs a finding."""
    judged = judge(sheet.snapshot, sheet.elsewhere(item) | corrections)
    claimed = sheet.item(item).result
    if verdict == Verification.Verdict.CORRECTED:
        if claimed and not corrections:
            raise WorkflowRefused("更正须取消勾选名册行，或填写更正后的数据。")
        if not finding.strip():
            raise WorkflowRefused("请填写更正理由。")
        if not has_evidence:
            raise WorkflowRefused("请上传更正的依据。")
    if verdict == Verification.Verdict.TO_CORRECT:
        if not finding.strip():
            raise WorkflowRefused("请写明需要运营机构补正什么。")
        return
    if claimed and not finding.strip() and judged.result.check(item).verdict is Verdict.REVIEW:
        raise WorkflowRefused("这一项需人工核实，请填写核实意见，说明认定的理由。")
