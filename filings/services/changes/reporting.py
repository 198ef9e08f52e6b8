"""A change is reported by the operator, or opened by the district that finds one; corrected; withdrawn if nothing changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import ChangeFile, ChangeReport, Filing, User
from filings.permissions import Act
from filings.rules.periods import within_one_month
from filings.selectors.changes.judging import judge
from filings.services.changes import messages
from filings.services.changes.drafting import contents_of
from filings.services.changes.transitions import advance_change
from filings.services.history import append_line, digest_of
from filings.services.transitions import lock_filing, require
from filings.storing import CheckedUpload, check_upload, store_checked
from filings.workflow import Role
from filings.workflow_changes import CHANGE_ENDED, ChangeAction

Uploads = Sequence[UploadedFile[Any]]
Kind = ChangeReport.Kind
SITES = frozenset({Kind.AREA, Kind.LOCATION})
"""Kinds that alter the same rows: one at a time, in the order in which they happened."""


def report_change(
    filing: Filing, *, actor: User, kind: str, what: str, happened_on: date, wanted: Mapping[str, Any], files: Uploads
) -> ChangeReport:
    """Report a change of a filing in force, or open one as its district: files checked; then in one transaction the filing
    locked, role and reach, no other of these under way, contents against the rows; the rules on the changed facts;
    due day of one month and days late; change, evidence, history line, message to the other side. ValidationError by
    field where what was typed does not fit.
    """
    checked = checked_evidence(files, required=True)
    with transaction.atomic():
        locked = lock_filing(filing.pk)
        require(permissions.can_on_filing(actor, Act.REPORT_CHANGE, locked))
        require_none_open(locked, kind)
        contents = checked_contents(locked, kind, wanted, happened_on)
        given = {"filing": locked, "kind": kind, "what": what.strip()}
        change = create_change(given | reported_now(locked, actor) | contents, actor=actor)
        set_clock(change)
        set_verdicts(change)
        change.save()
        digests = keep_files(change, ChangeFile.Part.EVIDENCE, checked, actor=actor)
        action = "open_change" if change.by_district else "report_change"
        told = contents_told(change) | {"files": digests}
        append_line(change, actor=actor, action=action, to_state=change.state, reason=change.what, details=told)
        messages.tell_reported(change)
    return change


def reported_now(filing: Filing, actor: User) -> dict[str, Any]:
    """Who reports, to whom, when."""
    return {
        "operator": filing.operator,
        "district": filing.space.district,
        "opened_by": actor,
        "by_district": actor.role == Role.DISTRICT,
        "reported_on": timezone.localdate(),
    }


def create_change(fields: dict[str, Any], *, actor: User) -> ChangeReport:
    """Insert the change; the constraint lets one through."""
    due = {"due_on": fields["reported_on"]}  # set by set_clock() at once
    try:
        with transaction.atomic():
            return ChangeReport.objects.create(**fields | due)
    except IntegrityError:
        raise WorkflowRefused("同一事项的变更已有一件正在办理，请刷新后查看。") from None


def checked_contents(filing: Filing, kind: str, wanted: Mapping[str, Any], happened_on: date) -> dict[str, Any]:
    """before, after and day of a change, checked."""
    require_day(filing, kind, happened_on)
    before, after = contents_of(filing, kind, wanted, happened_on=happened_on)
    return {"before": before, "after": after, "happened_on": happened_on}


def require_day(filing: Filing, kind: str, happened_on: date) -> None:
    """Rule: it has happened, and not before what was filed last of its kind."""
    if happened_on > timezone.localdate():
        raise ValidationError({"happened_on": "变更日期不能晚于今天，请在变更发生后报告。"})
    kinds = SITES if kind in SITES else {kind}
    last = filing.changes.filter(kind__in=kinds, state="filed").order_by("-happened_on").first()
    if last is not None and happened_on < last.happened_on:
        raise ValidationError({"happened_on": f"不能早于上一次同类变更的日期（{last.happened_on}），请核对。"})


def require_none_open(filing: Filing, kind: str) -> None:
    """Guard: one change at a time of what stands in the same rows."""
    kinds = SITES if kind in SITES else {kind}
    other = filing.changes.filter(kind__in=kinds).exclude(state__in=sorted(CHANGE_ENDED)).first()
    if other is not None:
        raise WorkflowRefused(
            f"已有一件{other.get_kind_display()}变更正在办理，办结后再报告；需要补充的，请在该件中补充。",
            way_on=reverse("filings:change", args=[other.pk]),
        )


def set_clock(change: ChangeReport) -> None:
    """One month from the change (from the filing, where it came before that), and by how many days it was missed."""
    change.due_on = within_one_month(max(change.happened_on, change.filing.filed_on))
    change.days_late = max(0, (change.reported_on - change.due_on).days)


def set_verdicts(change: ChangeReport) -> None:
    """Freeze what the rules say before and after."""
    change.verdicts = judge(
        change.filing,
        change.kind,
        change.before,
        change.after,
        happened_on=change.happened_on,
        on=change.reported_on,
    )


def contents_told(change: ChangeReport) -> dict[str, Any]:
    """What the history keeps: digests, for a site's address or a name may be corrected later."""
    return {
        "kind": change.kind,
        "filing": change.filing_id,
        "happened_on": change.happened_on.isoformat(),
        "days_late": change.days_late,
        "contents": digest_of({"before": change.before, "after": change.after}),
        "verdicts": digest_of(change.verdicts),
    }


def checked_evidence(files: Uploads, *, required: bool) -> list[CheckedUpload]:
    """The uploads, each decoded and found good; at least one where it is required."""
    if required and not files:
        raise ValidationError({"files": "请上传证明材料。"})
    return [check_upload(file) for file in files]


def keep_files(change: ChangeReport, part: str, checked: Iterable[CheckedUpload], *, actor: User) -> list[str]:
    """Store files of a change; gives their digests for the history line."""
    operator = actor.operator if actor.role == Role.OPERATOR else None
    stored = [store_checked(each, actor=actor, operator=operator) for each in checked]
    ChangeFile.objects.bulk_create([ChangeFile(change=change, part=part, file=file) for file in stored])
    return [file.sha256 for file in stored]


def resubmit_change(
    change: ChangeReport,
    *,
    actor: User,
    what: str,
    happened_on: date,
    wanted: Mapping[str, Any],
    files: Uploads = (),
) -> ChangeReport:
    """The operator hands in again what was sent back: contents checked anew, the rules run again, the due day of the change
    counted from its day; the report day stays. Who hands in again answers for it: a filing may have passed to another
    operator since. More files are added, none is taken out.
    """
    checked = checked_evidence(files, required=False)
    kept: dict[str, Any] = {}

    def amend(locked: ChangeReport) -> None:
        for name, value in checked_contents(locked.filing, locked.kind, wanted, happened_on).items():
            setattr(locked, name, value)
        if locked.happened_on > locked.reported_on:
            raise ValidationError({"happened_on": f"不能晚于首次报告的日期（{locked.reported_on}），请核对。"})
        locked.operator, locked.what = locked.filing.operator, what.strip()
        set_clock(locked)
        set_verdicts(locked)
        locked.returned_items, locked.returned_due_on = [], None
        kept["files"] = keep_files(locked, ChangeFile.Part.EVIDENCE, checked, actor=actor)

    return advance_change(
        change,
        ChangeAction.RESUBMIT,
        actor=actor,
        apply=amend,
        reason=what,
        details=lambda locked: contents_told(locked) | kept,
        follow=(messages.tell_resubmitted,),
    )


def withdraw_change(change: ChangeReport, *, actor: User, statement: str, nothing_changed: bool) -> ChangeReport:
    """Take a report back: only by the side that made it, and only with the statement that nothing changed after all."""

    def check(locked: ChangeReport) -> None:
        if locked.by_district != (actor.role == Role.DISTRICT):
            side = "区县科技主管部门" if locked.by_district else "运营机构"
            raise WorkflowRefused(f"这项变更由{side}提出，只能由{side}撤回。")
        if not nothing_changed or not statement.strip():
            raise WorkflowRefused("只有实际没有发生变更的才能撤回，请确认并说明情况。")
        locked.returned_items, locked.returned_due_on = [], None

    return advance_change(
        change,
        ChangeAction.WITHDRAW,
        actor=actor,
        apply=check,
        reason=statement.strip(),
        follow=(messages.tell_withdrawn,),
    )
