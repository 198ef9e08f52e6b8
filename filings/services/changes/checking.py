"""What the district does with a change: documents, site, back to the operator, on to the city (Article 14)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import ChangeFile, ChangeReport, User
from filings.services.changes import messages
from filings.services.changes.reporting import Uploads, keep_files
from filings.services.changes.transitions import advance_change
from filings.storing import check_upload
from filings.workflow_changes import ChangeAction


def check_documents(change: ChangeReport, *, actor: User, finding: str) -> ChangeReport:
    """材料审查: the finding in words, history line; the site comes next."""

    def note(locked: ChangeReport) -> None:
        locked.documents_finding = required(finding, "请写明材料审查意见。")

    return advance_change(change, ChangeAction.CHECK_DOCUMENTS, actor=actor, apply=note, reason=finding.strip())


def check_site(
    change: ChangeReport,
    *,
    actor: User,
    visited_on: date,
    visitors: Sequence[str],
    finding: str,
    files: Uploads = (),
) -> ChangeReport:
    """实地核查 by two officials, after the change and not in the future: day, names, findings, photographs, history line."""
    checked = [check_upload(file) for file in files]
    kept: dict[str, Any] = {"on": visited_on.isoformat()}

    def note(locked: ChangeReport) -> None:
        names = [name.strip() for name in visitors if name.strip()]
        if len(set(names)) < 2:
            raise WorkflowRefused("实地核查须由两人以上进行，请填写两名核查人员的姓名。")
        if not locked.happened_on <= visited_on <= timezone.localdate():
            raise WorkflowRefused("核查日期应在变更之后、不晚于今天，请核对。")
        locked.visited_on, locked.visitors = visited_on, "、".join(names)
        locked.site_finding = required(finding, "请写明实地核查情况。")
        kept["files"] = keep_files(locked, ChangeFile.Part.SITE, checked, actor=actor)

    return advance_change(
        change, ChangeAction.CHECK_SITE, actor=actor, apply=note, reason=finding.strip(), details=lambda _: kept
    )


def return_change(change: ChangeReport, *, actor: User, items: Sequence[str], due_on: date) -> ChangeReport:
    """退回补正: what is lacking, all at once, and until when; history line, message to the operator."""
    lacking = [item.strip() for item in items if item.strip()]

    def send(locked: ChangeReport) -> None:
        if not lacking:
            raise WorkflowRefused("请一次性写明需要补正的事项。")
        if due_on <= timezone.localdate():
            raise WorkflowRefused("补正期限应晚于今天。")
        locked.returned_items, locked.returned_due_on = lacking, due_on

    return advance_change(
        change,
        ChangeAction.RETURN,
        actor=actor,
        apply=send,
        reason="；".join(lacking),
        details=lambda _: {"due_on": due_on.isoformat(), "items": len(lacking)},
        follow=(messages.tell_returned,),
    )


def forward_change(change: ChangeReport, *, actor: User, opinion: str) -> ChangeReport:
    """Report to the city that the space still meets the conditions; refused where the changed facts fail a check."""

    def note(locked: ChangeReport) -> None:
        if fails := locked.fails:
            named = "、".join(check["label"] for check in fails[:5])
            raise WorkflowRefused(
                f"变更后有{len(fails)}项条件不符合（{named}），不能报市局变更备案。可以退回补正，或者建议取消备案资格。",
                way_on=messages.change_url(locked),
            )
        locked.opinion = required(opinion, "请写明审核意见。")

    return advance_change(
        change,
        ChangeAction.FORWARD,
        actor=actor,
        apply=note,
        reason=opinion.strip(),
        follow=(messages.tell_forwarded,),
    )


def propose_cancellation(change: ChangeReport, *, actor: User, opinion: str) -> ChangeReport:
    """Propose to the city to end the qualification: the reasons, history line, messages to city and operator."""

    def note(locked: ChangeReport) -> None:
        locked.opinion = required(opinion, "请写明不再符合的条件和理由。")

    return advance_change(
        change,
        ChangeAction.PROPOSE,
        actor=actor,
        apply=note,
        reason=opinion.strip(),
        details=lambda locked: {"fails": [check["id"] for check in locked.fails]},
        follow=(messages.tell_proposed,),
    )


def required(text: str, otherwise: str) -> str:
    """A text that must not be empty."""
    if not text.strip():
        raise WorkflowRefused(otherwise)
    return text.strip()
