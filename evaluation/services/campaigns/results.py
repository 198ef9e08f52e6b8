"""Results of a year's evaluation: announced, taken back, published, corrected. Each version stays; a later one says why."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluation.models import Campaign, Entry, Result, ReviewRequest
from evaluation.scoring.correcting import corrected
from evaluation.scoring.evaluating import Entrant, Outcome, Peers
from evaluation.scoring.grades import GRADE_LABELS, Grade
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.inputs import names_of, read_inputs, takers_of
from evaluation.selectors.campaigns.scored import Scored, inputs_data, scored_campaign, summary_of
from evaluation.selectors.campaigns.standing import others_of
from evaluation.selectors.returns.windows import statistics_year
from evaluation.services.campaigns.documents import issue_after_correction
from evaluation.services.campaigns.messages import OWN_RESULTS, tell_operators
from evaluation.services.campaigns.transitions import acting_in, advance_campaign
from evaluation.workflow import CampaignAction, CampaignState
from filings.errors import WorkflowRefused
from filings.models import Filing, User
from filings.rules.periods import add_working_days
from filings.services.history import append_line
from filings.services.transitions import lock_filing
from filings.workflow import FilingState
from zzspace.wording import date_zh, days_zh

Stage = Result.Stage
Void = ReviewRequest.Status.VOID
REVIEW_DAYS: Final = 5
"""Working days that makerspaces have to ask for a review, at least."""
NAMED: Final = 5
"""Makerspaces that a refusal names."""


def announce_results(campaign: Campaign, *, review_due_on: date, actor: User) -> Campaign:
    """Score everybody, write the preliminary results and tell each operator its own.

    Refused before the statistics of the year are closed, while a return is not locked or an expert's marks are lacking, and
    with fewer than five working days to ask for a review.
    """
    found: list[Scored] = []

    def score(locked: Campaign) -> None:
        scored = complete_scores(locked)
        write_results(locked, scored, stage=Stage.PRELIMINARY, actor=actor)
        locked.summary, locked.review_due_on = summary_of(scored), review_due_on
        found.append(scored)

    def tell(locked: Campaign) -> None:
        tell_operators(
            locked,
            f"announced-{locked.preliminary_at:%Y%m%d%H%M%S}",
            title=f"{locked}初评结果",
            body=f"请查看得分和等级；有异议的，可以在{days_zh(review_due_on)}前申请复核。",
        )

    earliest = add_working_days(timezone.localdate(), REVIEW_DAYS)
    if review_due_on < earliest:
        raise WorkflowRefused(f"申请复核的期限不少于{REVIEW_DAYS}个工作日，最早{date_zh(earliest)}。")
    return advance_campaign(
        campaign,
        CampaignAction.ANNOUNCE,
        actor=actor,
        guards=(refuse_open_statistics,),
        prepare=(score,),
        follow=(tell,),
        details=lambda: {"digest": found[0].digest, "review_due_on": str(review_due_on)},
    )


def refuse_open_statistics(campaign: Campaign) -> None:
    """Guard: the year of statistics is closed, so that figures no longer change; one from before the system has no window."""
    window = statistics_year(campaign.year)
    if window and window.closed_at is None:
        raise WorkflowRefused(f"{campaign.year}年度统计还没有关闭。请先审核、锁定报表并关闭年度。")


def complete_scores(campaign: Campaign) -> Scored:
    """The scores of everybody; refused with names while something is lacking."""
    scored = scored_campaign(campaign)
    if scored.waiting:
        raise WorkflowRefused(f"有{len(scored.waiting)}家的统计报表没有锁定：{some_names(scored.waiting)}。")
    if scored.unmarked:
        raise WorkflowRefused(f"有{len(scored.unmarked)}家还缺专家评分：{some_names(scored.unmarked)}。")
    return scored


def some_names(spaces: tuple[int, ...]) -> str:
    """The first of them by name."""
    names = "、".join(names_of(spaces[:NAMED]).values())
    return f"{names}等" if len(spaces) > NAMED else names


def write_results(campaign: Campaign, scored: Scored, *, stage: Stage, actor: User, reason: str = "") -> int:
    """Write a version for each makerspace whose outcome is not the one that stands, in the caller's transaction; what stood
    is superseded. Gives how many were written.
    """
    entries = dict(campaign.entries.filter(takes_part=True).values_list("space_id", "pk"))
    standing = {each.entry_id: each for each in Result.objects.filter(entry__campaign=campaign, superseded_at=None)}
    rows = Result.objects.filter(entry__campaign=campaign).order_by().values("entry").annotate(n=Max("version"))
    versions = {row["entry"]: row["n"] for row in rows}
    fresh = []
    for key, outcome in scored.evaluation.outcomes.items():
        values = result_values(outcome, scored.entrants[key], scored.evaluation.peers[outcome.kind])
        entry = entries[key]
        if not is_same(standing.get(entry), values):
            version = versions.get(entry, 0) + 1
            fresh.append(Result(entry_id=entry, version=version, stage=stage, reason=reason, made_by=actor, **values))
    changed = {each.entry_id for each in fresh} & set(standing)
    gone = set(standing) - {entries[key] for key in scored.evaluation.outcomes}
    Result.objects.filter(pk__in=[standing[entry].pk for entry in changed | gone]).update(superseded_at=timezone.now())
    Result.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def result_values(outcome: Outcome, entrant: Entrant, peers: Peers) -> dict[str, Any]:
    """The columns of a result from an outcome."""
    return {
        "total": outcome.total,
        "grade": outcome.grade.value,
        "ground": outcome.ground.value,
        "rank": outcome.rank,
        "clause": outcome.forced.clause if outcome.forced else "",
        "forced_reason": outcome.forced.reason if outcome.forced else "",
        "marks": {
            mark.code: {
                "marks": str(mark.marks),
                "rank": peers.rank_of(mark.code, mark.marks) if outcome.is_peer else None,
            }
            for mark in outcome.marks
        },
        "inputs": inputs_data(entrant),
    }


def is_same(result: Result | None, values: Mapping[str, Any]) -> bool:
    """Whether what stands says the same."""
    return result is not None and all(getattr(result, name) == value for name, value in values.items())


def take_back_results(campaign: Campaign, *, reason: str, actor: User) -> Campaign:
    """Take preliminary results back, so that marks or participants can be set right; with the reason, which operators read.

    Requests for review go with the results that they speak of: all are void, and may be made anew once results are announced.
    """
    if not reason.strip():
        raise WorkflowRefused("请填写收回初评结果的理由。")

    def supersede(locked: Campaign) -> None:
        now = timezone.now()
        Result.objects.filter(entry__campaign=locked, superseded_at=None).update(superseded_at=now)
        requests = ReviewRequest.objects.filter(entry__campaign=locked)
        waiting = requests.filter(status=ReviewRequest.Status.OPEN)
        waiting.update(reply=f"初评结果已收回：{reason.strip()}", replied_by=actor, replied_at=now, status=Void)
        requests.update(status=Void)

    def tell(locked: Campaign) -> None:
        tell_operators(
            locked,
            f"taken-back-{timezone.now():%Y%m%d%H%M%S}",
            title=f"{locked}初评结果已收回",
            body=f"理由：{reason.strip()}。请等待重新公布初评结果。",
        )

    return advance_campaign(
        campaign, CampaignAction.TAKE_BACK, actor=actor, reason=reason.strip(), prepare=(supersede,), follow=(tell,)
    )


def publish_results(campaign: Campaign, *, actor: User) -> Campaign:
    """Publish: score everybody once more, write a version where something changed since, freeze all, tell each operator.

    Refused until the time to ask for a review is over and every request is answered.
    """
    counts: dict[str, Any] = {}

    def score(locked: Campaign) -> None:
        scored = complete_scores(locked)
        changed = write_results(
            locked, scored, stage=Stage.PUBLISHED, actor=actor, reason="公布前按复核后的数据重新计算"
        )
        locked.summary = summary_of(scored)
        counts.update(changed=changed, digest=scored.digest, grades=locked.summary["grades"])

    def tell(locked: Campaign) -> None:
        tell_operators(locked, "published", title=f"{locked}结果已公布", body="请查看本年度的等级和各项得分。")

    return advance_campaign(
        campaign,
        CampaignAction.PUBLISH,
        actor=actor,
        guards=(refuse_early, refuse_unanswered),
        prepare=(score,),
        follow=(tell,),
        details=lambda: counts,
    )


def refuse_early(campaign: Campaign) -> None:
    """Guard: the time to ask for a review is over."""
    if campaign.review_due_on and timezone.localdate() <= campaign.review_due_on:
        raise WorkflowRefused(f"众创空间还可以在{date_zh(campaign.review_due_on)}前申请复核，期满后才能公布。")


def refuse_unanswered(campaign: Campaign) -> None:
    """Guard: every request for review is answered."""
    waiting = ReviewRequest.objects.filter(entry__campaign=campaign, status=ReviewRequest.Status.OPEN).count()
    if waiting:
        raise WorkflowRefused(f"还有{waiting}件复核申请没有答复，请先答复。")


def correct_result(
    entry: Entry,
    *,
    reason: str,
    actor: User,
    marks: Mapping[str, Decimal] | None = None,
    clause: str = "",
    forced_reason: str = "",
    seen: int | None = None,
) -> Result:
    """Write a new version of one result, with the reason, beside the one before; nobody else's moves.

    `seen` is the version that the page showed: where another stands by now, nothing is written. `marks` take the place of
    experts' marks; clause and reason force 不合格, both empty let go of that. Figures are those
    of the locked return now. The filing in force stands still meanwhile. Where the evaluation's documents are issued, the new result gets its own. Appends a line to the
    entry's history; the operator is told.
    """
    if not reason.strip():
        raise WorkflowRefused("请填写更正的理由。")
    with standing_still(entry.space_id), acting_in(entry.campaign, CampaignAction.CORRECT, actor=actor) as campaign:
        refuse_other_version(entry, seen)
        result = write_correction(
            campaign, entry, marks=marks or {}, clause=clause, forced_reason=forced_reason, reason=reason, actor=actor
        )
        tell_operators(
            campaign,
            f"corrected-{result.version}",
            title=f"{entry.space}{campaign}结果已更正",
            body=f"等级：{GRADE_LABELS[Grade(result.grade)]}。理由：{result.reason}",
            entry=entry,
        )
    return result


@contextmanager
def standing_still(space: int) -> Iterator[None]:
    """One transaction in which the filing in force is locked, before the campaign: whoever signs a revocation on grades that
    are being corrected waits, and then reads the corrected ones.
    """
    with transaction.atomic():
        filing = Filing.objects.filter(space=space, state=FilingState.ACTIVE).only("pk").first()
        if filing is not None:
            lock_filing(filing.pk)
        yield


def refuse_other_version(entry: Entry, seen: int | None) -> None:
    """Guard, under the campaign's lock: the version that was read is the one that stands."""
    stands = Result.objects.filter(entry=entry, superseded_at=None).values_list("version", flat=True).first()
    if seen is not None and stands != seen:
        raise WorkflowRefused(
            f"您打开这一页以后，结果已由他人更正为第{stands}版，本次没有更正。请核对现在的结果后再办理。",
            way_on=f"{OWN_RESULTS}{entry.pk}/",
        )


def write_correction(
    campaign: Campaign,
    entry: Entry,
    *,
    marks: Mapping[str, Decimal],
    clause: str,
    forced_reason: str,
    reason: str,
    actor: User,
    why: str = "",
) -> Result:
    """The next version of a result with its documents, where the evaluation's are issued, and its line of history; in the
    caller's transaction, which holds the campaign. `why` is what stands beside each of the marks, the reason by default.
    """
    locked = Entry.objects.select_for_update(of=("self",)).select_related("space").get(pk=entry.pk)
    if not locked.takes_part:
        raise WorkflowRefused("本年度不参加评价，没有可以更正的结果。")
    adjust(locked, campaign, marks, clause.strip(), forced_reason.strip(), why=why or reason.strip())
    before = Result.objects.select_for_update().get(entry=locked, superseded_at=None)
    values = corrected_values(campaign, locked)
    if is_same(before, values):
        raise WorkflowRefused("更正后的结果与原结果相同，没有需要更正的内容。")
    result = supersede_result(before, values, campaign, reason=reason.strip(), actor=actor)
    issued = issue_after_correction(campaign, result, actor=actor)
    append_line(
        locked,
        actor=actor,
        action=CampaignAction.CORRECT,
        from_state=before.grade,
        to_state=result.grade,
        reason=result.reason,
        details={
            "version": result.version,
            "total": None if result.total is None else str(result.total),
            "documents": [document.pk for document in issued],
        },
    )
    return result


def adjust(
    entry: Entry, campaign: Campaign, marks: Mapping[str, Decimal], clause: str, reason: str, *, why: str
) -> None:
    """Set marks, each with why, and forced grade of an entry, in the caller's transaction."""
    if bool(clause) != bool(reason):
        raise WorkflowRefused("直接定为不合格的，请同时填写依据和原因。")
    indicators = {each.code: each for each in campaign.scheme.scheme.expert_indicators(entry.kind)}
    for code, given in marks.items():
        if code not in indicators or not 0 <= given <= indicators[code].full:
            most = plain(indicators[code].full) if code in indicators else "0"
            raise WorkflowRefused(f"{code}：请填写0至{most}之间的分数。")
    entry.adjusted = entry.adjusted | {code: {"marks": str(given), "reason": why} for code, given in marks.items()}
    entry.forced_clause, entry.forced_reason = clause, reason
    entry.save(update_fields=["adjusted", "forced_clause", "forced_reason"])


def corrected_values(campaign: Campaign, entry: Entry) -> dict[str, Any]:
    """The columns of the result that an entry comes to now, all others staying as they are."""
    scheme = campaign.scheme.scheme
    takers = takers_of(campaign, only=entry)
    inputs = read_inputs(campaign.year, scheme, takers, campaign=campaign, only=entry.space_id)
    if inputs.waiting or not inputs.entrants:
        raise WorkflowRefused("这家众创空间的统计报表没有锁定，请先锁定报表。")
    outcome, peers = corrected(scheme, inputs.entrants[0], others_of(campaign, entry))
    return result_values(outcome, inputs.entrants[0], peers)


def supersede_result(
    before: Result, values: Mapping[str, Any], campaign: Campaign, *, reason: str, actor: User
) -> Result:
    """The next version beside the one before."""
    stage = Stage.CORRECTED if campaign.state == CampaignState.PUBLISHED else Stage.REVIEWED
    before.superseded_at = timezone.now()
    before.save(update_fields=["superseded_at"])
    return Result.objects.create(
        entry_id=before.entry_id, version=before.version + 1, stage=stage, reason=reason, made_by=actor, **values
    )
