"""Experts are assigned to makerspaces of an evaluation, mark them or declare a conflict."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from evaluation.models import Campaign, Entry, ExpertMark, MarkingAssignment
from evaluation.scoring.sheets import comment_floor, mark_problem, plain
from evaluation.selectors.campaigns.markers import conflicts_in, entries_to_mark
from evaluation.services.campaigns.messages import OWN_MARKINGS, tell_expert
from evaluation.services.campaigns.self_assessments import stated_indicators
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.models import Notice, User
from filings.services.history import append_line
from filings.services.notices import notify
from filings.workflow import Role
from zzspace.wording import date_zh

Status = MarkingAssignment.Status
FLOOR_PERCENT: Final = 60
"""Below so many per cent of full marks a comment is required."""


@dataclass(frozen=True, slots=True)
class Given:
    """An expert's marks for one indicator as typed in; `unread` names what could not be read and stays as it was."""

    marks: Decimal | None
    comment: str = ""
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many places were given, and how many were not because something speaks against the expert there."""

    new: int
    related: int


def assign_markers(
    campaign: Campaign, *, entries: Collection[int], experts: Collection[User], actor: User, namesakes: bool = False
) -> Assigned:
    """Assign each expert to each of the makerspaces (by key of entry) that take part; who is assigned already stays so, and
    who was taken off stays off.

    A conflict of interest leaves an expert out; one that rests on an equal name alone does not where `namesakes` were
    looked into. One line in the campaign's history; each expert is told.
    """
    if not experts or not entries:
        raise WorkflowRefused("请选择众创空间和评审专家。")
    if any(expert.role != Role.EXPERT or not expert.is_active for expert in experts):
        raise WorkflowRefused("只能选择在用的评审专家账号。")
    with acting_in(campaign, CampaignAction.ASSIGN, actor=actor) as locked:
        wanted = list(entries_to_mark(locked).filter(pk__in=entries))
        return assign_locked(locked, wanted, experts, actor=actor, namesakes=namesakes)


def assign_locked(
    campaign: Campaign, entries: Sequence[Entry], experts: Collection[User], *, actor: User, namesakes: bool = False
) -> Assigned:
    """The places with their line and messages, in the caller's transaction, which holds the campaign."""
    conflicts = conflicts_in(entries, experts)
    pairs = [(entry, expert) for entry in entries for expert in experts]
    free = [
        (entry, expert)
        for entry, expert in pairs
        if not any(each.is_certain or not namesakes for each in conflicts[entry.pk].get(expert.pk, ()))
    ]
    taken = set(MarkingAssignment.objects.filter(entry__in=entries).values_list("entry_id", "expert_id"))
    fresh = [
        MarkingAssignment(entry=entry, expert=expert, assigned_by=actor)
        for entry, expert in free
        if (entry.pk, expert.pk) not in taken
    ]
    MarkingAssignment.objects.bulk_create(fresh)
    people = {each.expert_id: each.expert for each in fresh}
    details: dict[str, Any] = {"entries": sorted({each.entry_id for each in fresh}), "experts": sorted(people)}
    details |= {"namesakes": True} if namesakes else {}
    line = append_line(campaign, actor=actor, action=CampaignAction.ASSIGN, details=details)
    for pk, expert in people.items():
        number = sum(each.expert_id == pk for each in fresh)
        tell_expert(campaign, expert, number=number, key=str(line.sequence))
    return Assigned(len(fresh), len(pairs) - len(free))


def release_marker(campaign: Campaign, *, expert: User, reason: str, actor: User, entry: Entry | None = None) -> int:
    """Take an expert off one makerspace, or off all of the campaign, with the reason; gives how many places ended.

    Marks stay on file, submitted ones too, and count no more; the expert is told and not assigned there again. A line in
    each makerspace's history.
    """
    if not reason.strip():
        raise WorkflowRefused("请填写撤换原因。")
    with acting_in(campaign, CampaignAction.ASSIGN, actor=actor) as locked:
        places = MarkingAssignment.objects.select_for_update(of=("self",)).select_related("entry__space")
        places = places.filter(entry__campaign=locked, expert=expert, status__in=(Status.ASSIGNED, Status.SUBMITTED))
        ended = list(places.filter(entry=entry) if entry else places)
        if not ended:
            raise WorkflowRefused(f"{expert}现在没有可以撤换的评分任务，可能已由他人办理，请查看办理记录。")
        for place in ended:
            end_place(place, reason=reason.strip(), actor=actor)
        where = str(ended[0].entry.space) if entry else f"{len(ended)}家众创空间"
        notify(
            [expert],
            title=f"{locked}：{where}不再由您评分",
            body=f"原因：{reason.strip()}",
            url=OWN_MARKINGS,
            key=f"markings-released:{ended[0].pk}",
            kind=Notice.Kind.HANDLING,
        )
    return len(ended)


def end_place(place: MarkingAssignment, *, reason: str, actor: User) -> None:
    """One place ended, with its line; in the caller's transaction."""
    had = place.status
    place.status, place.released_reason = Status.RELEASED, reason
    place.released_by, place.released_at = actor, timezone.now()
    place.save(update_fields=["status", "released_reason", "released_by", "released_at"])
    details = {"assignment": place.pk, "expert": place.expert_id, "had": had}
    append_line(place.entry, actor=actor, action="release_marker", reason=reason, details=details)


@contextmanager
def marking(assignment: MarkingAssignment, *, actor: User) -> Iterator[MarkingAssignment]:
    """The assignment, locked, while its expert may still mark."""
    with acting_in(assignment.entry.campaign, CampaignAction.MARK, actor=actor):
        rows = MarkingAssignment.objects.select_for_update(of=("self",))
        locked = rows.select_related("entry__campaign__scheme", "entry__space").get(pk=assignment.pk)
        if locked.expert_id != actor.pk:
            raise WorkflowRefused("这项评分任务不是分配给您的。")
        if locked.status != Status.ASSIGNED:
            raise WorkflowRefused(f"这项评分任务现在是“{locked.get_status_display()}”，不能再修改。")
        yield locked


def declare_marking_conflict(assignment: MarkingAssignment, *, reason: str, actor: User) -> MarkingAssignment:
    """The expert steps aside for this makerspace; marks so far are gone. Appends a line to the entry's history."""
    if not reason.strip():
        raise WorkflowRefused("请填写回避原因。")
    with marking(assignment, actor=actor) as locked:
        locked.marks.all().delete()
        locked.status, locked.conflict = Status.CONFLICT, reason.strip()
        locked.save(update_fields=["status", "conflict"])
        append_line(locked.entry, actor=actor, action="declare_conflict", details={"assignment": locked.pk})
    return locked


def save_marks(assignment: MarkingAssignment, *, given: Mapping[str, Given], actor: User) -> None:
    """Keep marks and comments of a draft, and when; nothing has a default, and what is out of bounds is refused."""
    with marking(assignment, actor=actor) as locked:
        write_marks(locked, given)


def write_marks(assignment: MarkingAssignment, given: Mapping[str, Given]) -> None:
    """The rows of marks, in the caller's transaction."""
    for indicator in stated_indicators(assignment.entry):
        one = given.get(indicator.code)
        if one is None:
            continue
        if one.marks is not None and (problem := mark_problem(one.marks, indicator.full)):
            raise WorkflowRefused(f"“{indicator.name}”：{problem}")
        typed = {"marks": one.marks, "comment": one.comment.strip()}
        kept = {name: value for name, value in typed.items() if name not in one.unread}
        ExpertMark.objects.update_or_create(assignment=assignment, indicator=indicator.code, defaults=kept)
    assignment.saved_at = timezone.now()
    assignment.save(update_fields=["saved_at"])


def submit_marks(assignment: MarkingAssignment, *, given: Mapping[str, Given], actor: User) -> MarkingAssignment:
    """Save, and submit for good: refused with problems, what was given being kept as a draft, while a mark, or a comment on a low one, is lacking, and before the operator has
    submitted its self-assessment or its time is over. Appends a line with the marks to the entry's history.
    """
    with marking(assignment, actor=actor) as locked:
        entry = locked.entry
        write_marks(locked, given)
        lacking = lacking_marks(locked)
        is_early = not entry.self_assessed_at and timezone.localdate() <= entry.campaign.self_due_on
        if not lacking and not is_early:
            close_marks(locked, actor=actor)
    if is_early:  # raised once the draft is committed
        early = f"运营机构还可以在{date_zh(entry.campaign.self_due_on)}前提交自评，之后再提交评分。"
        raise WorkflowRefused(early, problems=(early,))
    if lacking:
        raise WorkflowRefused("评分还不完整。", problems=lacking)
    return locked


def close_marks(assignment: MarkingAssignment, *, actor: User) -> None:
    """Submitted for good with a line that holds the marks, in the caller's transaction."""
    assignment.status, assignment.submitted_at = Status.SUBMITTED, timezone.now()
    assignment.save(update_fields=["status", "submitted_at"])
    marks = {each.indicator: str(each.marks) for each in assignment.marks.order_by("pk")}
    details = {"assignment": assignment.pk, "marks": marks}
    append_line(assignment.entry, actor=actor, action=CampaignAction.MARK, details=details)


def lacking_marks(assignment: MarkingAssignment) -> tuple[str, ...]:
    """What still stands between marks and their submission."""
    found = {each.indicator: each for each in assignment.marks.all()}
    problems = []
    for indicator in stated_indicators(assignment.entry):
        mark = found.get(indicator.code)
        floor = comment_floor(indicator.full, FLOOR_PERCENT)
        if mark is None or mark.marks is None:
            problems.append(f"“{indicator.name}”还没有评分。")
        elif mark.marks < floor and not mark.comment:
            problems.append(f"“{indicator.name}”低于{plain(floor)}分，请填写评语。")
    return tuple(problems)
