"""The operator states and proves what experts mark; once submitted it stays as it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from evaluation.models import Entry, SelfAssessment, SelfAssessmentFile
from evaluation.scoring.schemes import Indicator
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line
from filings.storing import check_upload, discard_file, store_checked
from zzspace.wording import date_zh

MOST_FILES: Final = 10
"""Files that prove one indicator."""
LEAST_WORDS: Final = 20
"""Characters of a statement that is submitted."""


def stated_indicators(entry: Entry) -> tuple[Indicator, ...]:
    """What experts mark, in the order of the scheme."""
    return entry.campaign.scheme.scheme.expert_indicators(entry.kind)


@contextmanager
def editing(entry: Entry, *, actor: User) -> Iterator[Entry]:
    """The entry, locked, while its self-assessment may still be changed."""
    with acting_in(entry.campaign, CampaignAction.SELF_ASSESS, actor=actor, entry=entry) as campaign:
        locked = Entry.objects.select_for_update(of=("self",)).select_related("space", "campaign").get(pk=entry.pk)
        if not locked.takes_part:
            raise WorkflowRefused(f"本年度不参加评价：{locked.left_out_reason}。")
        if locked.self_assessed_at:
            raise WorkflowRefused("自评已经提交，不能再修改。需要补充的，请与市科技局联系。")
        if timezone.localdate() > campaign.self_due_on:
            raise WorkflowRefused(f"自评截止日{date_zh(campaign.self_due_on)}已过，不能再修改或提交。")
        yield locked


def save_statements(entry: Entry, *, statements: Mapping[str, str], actor: User) -> None:
    """Keep what was written, by indicator; a draft leaves no line of history."""
    with editing(entry, actor=actor) as locked:
        for indicator in stated_indicators(locked):
            if indicator.code in statements:
                SelfAssessment.objects.update_or_create(
                    entry=locked,
                    indicator=indicator.code,
                    defaults={"statement": statements[indicator.code].strip()},
                )


def attach_proof(entry: Entry, *, indicator: str, upload: UploadedFile[Any], actor: User) -> SelfAssessmentFile:
    """Check a file, then store it and bind it to the statement for an indicator. ValidationError for what is not taken."""
    checked = check_upload(upload)
    with editing(entry, actor=actor) as locked:
        if indicator not in {each.code for each in stated_indicators(locked)}:
            raise WorkflowRefused("这项指标不用提交自评材料。")
        assessment, _new = SelfAssessment.objects.get_or_create(entry=locked, indicator=indicator)
        if assessment.files.count() >= MOST_FILES:
            raise WorkflowRefused(f"每项指标最多{MOST_FILES}个文件，请合并后上传。")
        stored = store_checked(checked, actor=actor, operator=locked.space.operator)
        return SelfAssessmentFile.objects.create(assessment=assessment, file=stored)


def remove_proof(proof: SelfAssessmentFile, *, actor: User) -> None:
    """Take a file off; its bytes go with it."""
    with editing(proof.assessment.entry, actor=actor):
        file = proof.file
        proof.delete()
        discard_file(file)


def lacking_statements(entry: Entry) -> tuple[str, ...]:
    """What still stands between a self-assessment and its submission."""
    stated = dict(entry.assessments.values_list("indicator", "statement"))
    return tuple(
        f"“{each.name}”的自评说明至少{LEAST_WORDS}字，还差{LEAST_WORDS - len(stated.get(each.code, ''))}字。"
        for each in stated_indicators(entry)
        if len(stated.get(each.code, "")) < LEAST_WORDS
    )


def submit_self_assessment(entry: Entry, *, actor: User) -> Entry:
    """Submit the self-assessment for good; refused while a statement is lacking. Appends a line to the entry's history."""
    with editing(entry, actor=actor) as locked:
        if lacking := lacking_statements(locked):
            raise WorkflowRefused("自评还不完整。", problems=lacking)
        locked.self_assessed_at = timezone.now()
        locked.save(update_fields=["self_assessed_at"])
        files = SelfAssessmentFile.objects.filter(assessment__entry=locked).order_by("pk")
        digests = list(files.values_list("file__sha256", flat=True))
        append_line(locked, actor=actor, action=CampaignAction.SELF_ASSESS, details={"files": digests})
    return locked
