"""A year's evaluation is set up, its participants settled, opened: the city alone."""

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.models import Campaign, Entry, EvaluationScheme, HistoricGrade
from evaluation.selectors.campaigns.taking_part import candidates
from evaluation.services.campaigns.messages import tell_operators
from evaluation.services.campaigns.schemes import freeze_scheme, require_city
from evaluation.services.campaigns.transitions import acting_in, advance_campaign
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.models import Notice, User
from filings.services.history import append_line
from filings.services.numbers import lock_counter
from zzspace.wording import days_zh

GRADES_OF: Final = "grades"
"""The counter that whoever gives a year its grades locks first: an evaluation or a load, never both."""


def create_campaign(
    year: int, *, scheme: EvaluationScheme, filed_until: date, self_due_on: date, marks_due_on: date, actor: User
) -> Campaign:
    """Set up the evaluation of a year with whoever takes part in it; one a year, of a year that is over.

    Writes the row, an entry for each makerspace on file on the year's last day, and the first history line.
    """
    require_city(actor)
    if year >= timezone.localdate().year:
        raise WorkflowRefused(f"{year}年还没有结束，不能设立该年度的考核评价。")
    try:
        with transaction.atomic():
            lock_counter(GRADES_OF, year)
            if HistoricGrade.objects.filter(year=year).exists():
                raise WorkflowRefused(f"{year}年度的考核评价结果已作为历史数据载入，不能再次评价。")
            campaign = Campaign.objects.create(
                year=year,
                scheme=scheme,
                filed_until=filed_until,
                self_due_on=self_due_on,
                marks_due_on=marks_due_on,
                created_by=actor,
            )
            taking_part = list_participants(campaign)
            append_line(
                campaign,
                actor=actor,
                action="create_campaign",
                to_state=campaign.state,
                details={"scheme": scheme.pk, "taking_part": taking_part},
            )
    except IntegrityError:
        raise WorkflowRefused(f"{year}年度考核评价已经设立。") from None
    return campaign


def list_participants(campaign: Campaign) -> int:
    """Write the entries anew by the register and the day until which one must have been filed, in the caller's
    transaction; gives how many take part.
    """
    campaign.entries.all().delete()
    entries = [
        Entry(
            campaign=campaign,
            space_id=each.space,
            kind=each.kind,
            takes_part=not each.left_out,
            left_out_reason=each.left_out,
        )
        for each in candidates(campaign.year, campaign.filed_until)
    ]
    Entry.objects.bulk_create(entries, batch_size=1000)
    return sum(entry.takes_part for entry in entries)


def change_campaign(
    campaign: Campaign,
    *,
    scheme: EvaluationScheme,
    filed_until: date,
    self_due_on: date,
    marks_due_on: date,
    actor: User,
) -> Campaign:
    """Change what a draft campaign was set up with; participants are listed anew."""
    with acting_in(campaign, CampaignAction.SET_UP, actor=actor) as locked:
        locked.scheme, locked.filed_until = scheme, filed_until
        locked.self_due_on, locked.marks_due_on = self_due_on, marks_due_on
        locked.save()
        taking_part = list_participants(locked)
        details = {"scheme": scheme.pk, "taking_part": taking_part, "filed_until": str(filed_until)}
        append_line(locked, actor=actor, action=CampaignAction.SET_UP, details=details)
    return locked


def set_taking_part(entry: Entry, *, takes_part: bool, reason: str, actor: User) -> Entry:
    """Take a makerspace into the evaluation or leave it out, with the reason; until results are announced."""
    action = CampaignAction.SET_UP if entry.campaign.state == "draft" else CampaignAction.ASSIGN
    if not reason.strip():
        raise WorkflowRefused("请填写调整参评范围的理由。")
    with acting_in(entry.campaign, action, actor=actor):
        locked = Entry.objects.select_for_update().get(pk=entry.pk)
        if locked.takes_part == takes_part:
            now = "参加" if takes_part else "不参加"
            raise WorkflowRefused(f"{locked.space}现在已经是“{now}本年度评价”，可能已由他人调整，请查看办理记录。")
        locked.takes_part = takes_part
        locked.left_out_reason = "" if takes_part else reason.strip()
        locked.save(update_fields=["takes_part", "left_out_reason"])
        append_line(locked, actor=actor, action="take_part" if takes_part else "leave_out", reason=reason.strip())
    return locked


def force_grade(entry: Entry, *, clause: str, reason: str, actor: User) -> Entry:
    """Give a makerspace 不合格 whatever its marks, with clause and reason, or let go of that with both empty.

    While the evaluation is open; later a result is corrected.
    """
    if bool(clause.strip()) != bool(reason.strip()):
        raise WorkflowRefused("请同时填写依据和原因。")
    with acting_in(entry.campaign, CampaignAction.ASSIGN, actor=actor):
        locked = Entry.objects.select_for_update().get(pk=entry.pk)
        locked.forced_clause, locked.forced_reason = clause.strip(), reason.strip()
        locked.save(update_fields=["forced_clause", "forced_reason"])
        append_line(
            locked, actor=actor, action="force_grade", reason=reason.strip(), details={"clause": clause.strip()}
        )
    return locked


def open_campaign(campaign: Campaign, *, actor: User) -> Campaign:
    """Open a campaign: its scheme is frozen, operators are told to assess themselves.

    Refused while the scheme has problems, nobody takes part, or a day is over.
    """

    def freeze(locked: Campaign) -> None:
        locked.scheme = freeze_scheme(locked.scheme, actor=actor)

    def tell(locked: Campaign) -> None:
        tell_operators(
            locked,
            "opened",
            title=f"{locked}已启动，请提交自评",
            body=f"请在{days_zh(locked.self_due_on)}前对专家评分的指标提交自评说明和证明材料。",
            notice=Notice.Kind.HANDLING,
        )

    return advance_campaign(
        campaign, CampaignAction.OPEN, actor=actor, guards=(refuse_unready,), prepare=(freeze,), follow=(tell,)
    )


def refuse_unready(campaign: Campaign) -> None:
    """Guard: someone takes part, and there is time left."""
    if not campaign.entries.filter(takes_part=True).exists():
        raise WorkflowRefused("没有参加评价的众创空间，请先确定参评范围。")
    if campaign.self_due_on < timezone.localdate() or campaign.marks_due_on < campaign.self_due_on:
        raise WorkflowRefused("自评截止日不能早于今天，专家评分截止日不能早于自评截止日。请先修改日期。")
