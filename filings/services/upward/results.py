"""What province or nation decided on recommended filings: recorded with number, day and document; corrected with a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import UpwardLetter, UpwardRecommendation, User
from filings.permissions import Act
from filings.selectors.upward import members_of_letter
from filings.services.upward.letters import letter_url, lock_filings, tell_operator
from filings.services.upward.transitions import advance_upward
from filings.storing import check_upload, store_checked
from filings.workflow_upward import UpwardAction, UpwardState


def record_results(
    letter: UpwardLetter,
    results: Mapping[int, str],
    *,
    actor: User,
    on: date,
    number: str = "",
    note: str = "",
    upload: UploadedFile[Any] | None = None,
) -> list[UpwardRecommendation]:
    """Record the results that one notice tells: `results` are granted or refused by recommendation.

    In one transaction: role, a day between the letter's and today, a number where something is granted; lock the filings;
    keep the notice once; write each result with a line in its filing's history; tell the operators.
    """
    require_result(actor, letter, results, on=on, number=number)
    with transaction.atomic():
        lock_filings([*letter.recommendations.values_list("filing", flat=True)])
        records = [each for each in members_of_letter(letter) if each.pk in results]
        if len(records) < len(results):
            raise WorkflowRefused("所选众创空间不在这份推荐函中，请刷新后重新办理。", way_on=letter_url(letter))
        file = store_checked(check_upload(upload), actor=actor, operator=None) if upload else None
        for record in records:
            granted = results[record.pk] == UpwardState.GRANTED
            advance_upward(
                record,
                UpwardAction.GRANT if granted else UpwardAction.REFUSE,
                actor=actor,
                details={"number": number, "on": on.isoformat(), "file": file.sha256 if file else ""},
                result_number=number,
                result_on=on,
                result_note=note.strip(),
                result_file=file,
            )
            told = f"结果文号：{number}。" if number else ""
            tell_operator(record, f"{record.title}推荐{record.get_state_display()}", told + note.strip())
    return records


def require_result(actor: User, letter: UpwardLetter, results: Mapping[int, str], *, on: date, number: str) -> None:
    """Guard: the role, at least one result, its number and its day."""
    if not permissions.role_may(actor, Act.RECOMMEND_UPWARD):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if not results or not set(results.values()) <= {UpwardState.GRANTED, UpwardState.REFUSED}:
        raise WorkflowRefused("请至少选择一家的结果：获批或未获批。", way_on=letter_url(letter))
    if UpwardState.GRANTED in results.values() and not number:
        raise WorkflowRefused("请填写获批文件的文号。", way_on=letter_url(letter))
    if not letter.issued_on <= on <= timezone.localdate():
        raise WorkflowRefused(
            f"结果日期应在推荐函成文之日（{letter.issued_on}）至今天之间。", way_on=letter_url(letter)
        )


def reopen_result(record: UpwardRecommendation, *, actor: User, reason: str) -> UpwardRecommendation:
    """Take a wrong result back, so that it can be recorded anew: role and reason; the result stays in the line of the
    filing's history with its number and day; the operator is told.
    """
    if not permissions.role_may(actor, Act.RECOMMEND_UPWARD):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if not reason.strip():
        raise WorkflowRefused("请填写更正原因。")
    with transaction.atomic():
        lock_filings([record.filing_id])
        locked = UpwardRecommendation.objects.select_related("filing__space", "filing__operator", "letter").get(
            pk=record.pk
        )
        before = {"number": locked.result_number, "on": str(locked.result_on or "")}
        told = f"{locked.title}推荐结果正在更正"
        advance_upward(
            locked,
            UpwardAction.REOPEN,
            actor=actor,
            reason=reason.strip(),
            details=before,
            result_number="",
            result_on=None,
            result_note="",
            result_file=None,
        )
        tell_operator(locked, told, f"更正原因：{reason.strip()}")
    return locked
