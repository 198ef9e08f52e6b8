"""Documents of a published evaluation are issued: the 通报, a report a makerspace, a notice to whoever is 不合格."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.documents.circular import changed_since, circular_context
from evaluation.documents.evaluation_report import Known, report_context
from evaluation.documents.failure_notice import failure_notice_context
from evaluation.documents.issuing import about_result, write_documents
from evaluation.documents.tasks import enqueue_rendering
from evaluation.models import Campaign, CampaignDocument, Result, ReviewRequest
from evaluation.scoring.grades import Grade
from evaluation.selectors.campaigns.documents import (
    circular_numbered,
    filing_numbers,
    latest_circular,
    standing_results,
)
from evaluation.selectors.campaigns.standing import YearGrade, grades_of
from evaluation.services.campaigns.messages import tell_operators
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.documents.decisions import BUREAU, check_number_is_free
from filings.errors import WorkflowRefused
from filings.models import User
from filings.selectors.settings import city_settings
from filings.services.history import append_line
from zzspace.wording import as_day, date_zh

Kind = CampaignDocument.Kind


def issue_documents(
    campaign: Campaign, *, number: str, on: date, addressee: str, copies: Sequence[str], actor: User
) -> CampaignDocument:
    """Issue the 通报 and, for each result that has none yet, its report and the notice where it is 不合格; gives the 通报.

    Asked again after grades were corrected, a further 通报 corrects the one before; where no grade is another, it is refused.
    Writes all rows, a line in the campaign's history, and tells the operators; after commit a worker renders the 通报.
    """
    with acting_in(campaign, CampaignAction.ISSUE, actor=actor) as locked:
        refuse_day(locked, on)
        check_number_is_free(number)
        results = list(standing_results(locked))
        circular = issue_circular(
            locked, results, number=number, on=on, addressee=addressee, copies=copies, actor=actor
        )
        done = set(locked.documents.filter(result__isnull=False).values_list("result_id", flat=True))
        lacking = [result for result in results if result.pk not in done]
        written = issue_about(locked, lacking, on=on, circular=number, actor=actor)
        append_line(
            locked,
            actor=actor,
            action=CampaignAction.ISSUE,
            details={"number": number, "circular": circular.pk, "documents": len(written)},
        )
        tell_operators(
            locked,
            f"documents-{circular.pk}",
            title=f"{locked}结果通报已印发",
            body=f"{number}。请查看本年度的通报和考核评价报告；不合格的，另有告知书。",
        )
        transaction.on_commit(lambda: enqueue_rendering(circular.pk), robust=True)
    return circular


def refuse_day(campaign: Campaign, on: date) -> None:
    """Guard: a document is not dated before the results were published, nor ahead."""
    published = as_day(campaign.published_at) if campaign.published_at else on
    if not published <= on <= timezone.localdate():
        raise WorkflowRefused(f"成文日期应在结果公布之日（{date_zh(published)}）以后，不能晚于今天。")


def issue_circular(
    campaign: Campaign,
    results: Sequence[Result],
    *,
    number: str,
    on: date,
    addressee: str,
    copies: Sequence[str],
    actor: User,
) -> CampaignDocument:
    """The row of the 通报, in the caller's transaction."""
    before = latest_circular(campaign)
    if before and not changed_since(results, before.context):
        raise WorkflowRefused(f"{before.number}通报以后没有等级更正，不用再次通报。")
    context = circular_context(
        results,
        campaign,
        number=number,
        on=on,
        addressee=addressee,
        copies=copies,
        before=before.context if before else None,
    )
    try:
        with transaction.atomic():
            return CampaignDocument.objects.create(
                campaign=campaign,
                kind=Kind.CIRCULAR,
                number=number,
                issuer=BUREAU,
                issued_on=on,
                context=context,
                created_by=actor,
            )
    except IntegrityError:
        raise WorkflowRefused(circular_numbered(BUREAU, number)) from None


def issue_about(
    campaign: Campaign, results: Sequence[Result], *, on: date, circular: str, actor: User
) -> list[CampaignDocument]:
    """Report and notice of each of these results, in the caller's transaction; a constant number of queries."""
    spaces = [result.entry.space_id for result in results]
    numbers, grades, city = filing_numbers(spaces), grades_of(spaces), city_settings()
    before = {each.entry_id: each for each in superseded(results)}
    requests = {each.entry_id: each for each in answered_requests(results)}
    documents = []
    for result in results:
        known = Known(
            numbers.get(result.entry.space_id, ""),
            upto(campaign.year, grades.get(result.entry.space_id, [])),
            before.get(result.entry_id) if result.stage == Result.Stage.CORRECTED else None,
        )
        context = report_context(result, campaign, known, on=on)
        documents.append(about_result(Kind.REPORT, result, context, campaign=campaign, on=on, actor=actor))
        if result.grade == Grade.FAIL:
            context = failure_notice_context(
                result,
                campaign,
                on=on,
                city=city,
                grades=known.grades,
                request=requests.get(result.entry_id),
                circular=circular,
            )
            documents.append(about_result(Kind.FAILURE_NOTICE, result, context, campaign=campaign, on=on, actor=actor))
    return write_documents(documents)


def upto(year: int, grades: list[YearGrade]) -> list[YearGrade]:
    """Grades of a year and of those before it."""
    return [each for each in grades if each.year <= year]


def superseded(results: Sequence[Result]) -> list[Result]:
    """The versions before those that stand, the last of each entry at the end. One query."""
    entries = [result.entry_id for result in results if result.stage == Result.Stage.CORRECTED]
    return list(Result.objects.filter(entry__in=entries, superseded_at__isnull=False).order_by("version"))


def answered_requests(results: Sequence[Result]) -> list[ReviewRequest]:
    """The answered requests for review of whoever is 不合格. One query."""
    entries = [result.entry_id for result in results if result.grade == Grade.FAIL]
    answered = (ReviewRequest.Status.UPHELD, ReviewRequest.Status.DENIED)
    return list(ReviewRequest.objects.filter(entry__in=entries, status__in=answered))


def issue_after_correction(campaign: Campaign, result: Result, *, actor: User) -> list[CampaignDocument]:
    """New documents of a corrected result beside the old, in the caller's transaction; none while the evaluation's
    documents have not been issued. The 通报 is the city's to issue again.
    """
    circular = latest_circular(campaign)
    if circular is None:
        return []
    corrected = standing_results(campaign).get(pk=result.pk)
    return issue_about(campaign, [corrected], on=timezone.localdate(), circular=circular.number, actor=actor)
