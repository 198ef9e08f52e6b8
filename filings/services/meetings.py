"""The decision meeting: noting what is intended, then carrying it out case by case through the services of each act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from filings.errors import WorkflowRefused
from filings.models import Application, Round, StagedDecision, User
from filings.permissions import Act, can, role_may
from filings.selectors.meetings import MeetingLine, meeting_of
from filings.services.decisions import Reason, prepare_approval, prepare_rejection, rests_on
from filings.services.notices import application_url
from filings.services.one_by_one import Outcome, Task, carry_out_each
from filings.services.publication import publicise
from filings.services.transitions import lock_application, require
from filings.workflow import Action

Choice = StagedDecision.Choice
WORDS = {Choice.PUBLICISE: "公示", Choice.APPROVE: "拟办准予备案", Choice.REJECT: "拟办不予备案"}
"""What carrying out does: approving and rejecting are prepared, another account signs."""


@dataclass(frozen=True, slots=True)
class Intention:
    """What a clerk noted for one case on the meeting's table; "" takes a note back."""

    choice: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One line as the clerk confirmed it: the decision that was on the page, and the 发文字号."""

    choice: str
    number: str


def stage_decisions(record: Round, intentions: Mapping[int, Intention], *, actor: User) -> int:
    """Note what is intended, by application; what is not open for a case is left as it was. Nothing is decided by it,
    so no line of history. Gives how many notes changed.
    """
    if not role_may(actor, Act.RUN_REVIEWS):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    changed = [
        (line, intention)
        for line in meeting_of(record, actor).lines
        if (intention := intentions.get(line.application.pk)) is not None and is_news(line, intention)
    ]
    taken_back = [line.application.pk for line, intention in changed if not intention.choice]
    noted = [note_of(line, intention, actor=actor) for line, intention in changed if intention.choice]
    with transaction.atomic():
        StagedDecision.objects.filter(application__in=taken_back).delete()
        StagedDecision.objects.bulk_create(
            noted,
            update_conflicts=True,
            unique_fields=["application"],
            update_fields=["choice", "note", "reasons", "by", "at"],
        )
    return len(changed)


def is_news(line: MeetingLine, intention: Intention) -> bool:
    """Whether the note differs from what stands and is open for the case."""
    before = (line.choice, line.staged.note if line.staged else "")
    is_open = any(option.value == intention.choice and option.is_open for option in line.options)
    return (intention.choice, intention.note) != before and (is_open or not intention.choice)


def note_of(line: MeetingLine, intention: Intention, *, actor: User) -> StagedDecision:
    """The note as it will stand; the reasons of a rejection stay while it stays one."""
    staged = line.staged
    reasons = staged.reasons if staged and intention.choice == Choice.REJECT else []
    return StagedDecision(
        application=line.application, choice=intention.choice, note=intention.note, reasons=reasons, by=actor
    )


def stage_rejection(application: Application, *, actor: User, reasons: Sequence[Reason]) -> StagedDecision:
    """Note 不予备案 with its reasons for the meeting; refused where rejecting is not possible."""
    with transaction.atomic():
        locked = lock_application(application.pk)
        require(can(actor, Action.REJECT, locked))
        rests_on(reasons)(locked)
        staged, _ = StagedDecision.objects.update_or_create(
            application=locked,
            defaults={"choice": Choice.REJECT, "reasons": [dict(reason) for reason in reasons], "by": actor},
        )
    return staged


def carry_out_meeting(record: Round, confirmed: Mapping[int, Confirmed], *, actor: User) -> list[Outcome]:
    """Carry out what was confirmed, in the order of the table: publicise, prepare approvals and rejections, each in its
    own transaction with all that it does by itself; a note that is carried out goes. Refusals are in the outcomes.
    """
    lines = {line.application.pk: line for line in meeting_of(record, actor).lines}
    order = [pk for pk in lines if pk in confirmed]
    gone = [pk for pk in confirmed if pk not in lines]
    known = {each.pk: each for each in Application.objects.filter(pk__in=gone, round=record).select_related("space")}
    tasks = [task_of(lines[pk].application, lines[pk], confirmed[pk], actor=actor) for pk in order]
    tasks += [task_of(known[pk], None, confirmed[pk], actor=actor) for pk in gone if pk in known]
    return carry_out_each(tasks)


def task_of(application: Application, line: MeetingLine | None, confirmed: Confirmed, *, actor: User) -> Task:
    """One line of the table as a task."""

    def carry_out() -> None:
        with transaction.atomic():
            lock_application(application.pk)
            staged = unchanged(application, line, confirmed)
            decide(application, staged, confirmed.number, actor=actor)
            staged.delete()

    label = WORDS.get(Choice(confirmed.choice), "") if confirmed.choice in Choice.values else ""
    return Task(str(application.space), label, application_url(application), carry_out)


def unchanged(application: Application, line: MeetingLine | None, confirmed: Confirmed) -> StagedDecision:
    """The note, locked; refused where it or the case is no longer as the clerk saw it."""
    staged = StagedDecision.objects.select_for_update().filter(application=application).first()
    if line is not None and line.obstacle:
        raise WorkflowRefused(f"这件申请{line.obstacle}，请先办理。")
    if staged is None or staged.choice != confirmed.choice or line is None:
        raise WorkflowRefused("拟定的决定或者申请状态已经由他人改动，请回到评审会议核对。")
    return staged


def decide(application: Application, staged: StagedDecision, number: str, *, actor: User) -> None:
    """The act itself, by the service that the single pages call."""
    if staged.choice == Choice.PUBLICISE:
        publicise(application, actor=actor, number=number)
    elif staged.choice == Choice.APPROVE:
        prepare_approval(application, actor=actor, number=number)
    else:
        prepare_rejection(application, actor=actor, number=number, reasons=staged.reasons)
