"""A load from upload to its end: read in the background, shown, confirmed, written in one transaction or not at all. Who
carries it meanwhile is the matter of services.leases.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import ImportJob, ImportRow, User
from filings.services.history import append_line
from filings.services.imports.outcomes import Outcome
from filings.services.imports.plans import KINDS, LEAST_REASON, MOST_REASON, Answer, Choice, Plan, PlanRow
from filings.services.leases import Overtaken, own, release, take_up, watch
from filings.storing import store_bytes
from zzspace.sheets import UnreadableFile, Workbook, read_workbook

State = ImportJob.State
ROWS_AT_ONCE: Final = 1_000
GONE_ON: Final = "处理中断过，系统已从头继续；中断前没有写入任何数据。"
CHANGED_MEANWHILE: Final = "预览之后有数据变动，没有写入任何数据。请按新的预览核对后再确认。"
NO_LONGER: Final = (
    "您的账号现在不能办理这次导入：上传之后，账号的角色、所属机构或众创空间的运营机构有变动。没有写入任何数据。"
)
SHEET_TYPE: Final = "application/octet-stream"

Enqueue = Callable[[int], object]


def start_import(
    kind: str, content: bytes, *, name: str, params: Mapping[str, Any], actor: User, enqueue: Enqueue
) -> ImportJob:
    """Take in a file: store its bytes and the job's row, and have it read in the background after commit."""
    if kind not in KINDS or not KINDS[kind].may(actor, params):
        raise WorkflowRefused("您的角色不能导入这类数据。")
    with transaction.atomic():
        file = store_bytes(content, name=name, content_type=SHEET_TYPE, pages=1, actor=actor, operator=None)
        job = ImportJob.objects.create(kind=kind, params=dict(params), actor=actor, file=file)
        transaction.on_commit(lambda: enqueue(job.pk))
    return job


def run_import(pk: int) -> None:
    """Carry a job as far as it goes without its sender: read it, or write what was confirmed. Safe to call again."""
    job = take_up(ImportJob, pk)
    if job is None:
        return
    step = read_job if job.state == State.READING else write_job
    try:
        step(job)
    except Overtaken:
        return
    except DatabaseError:
        release(job)
        raise


def plan_of(job: ImportJob, workbook: Workbook) -> Plan:
    """What a job's file would do now."""
    return KINDS[job.kind].plan(workbook, job.params, actor=job.actor, progress=watch(job))


def workbook_of(job: ImportJob) -> Workbook:
    """The file as it was sent; UnreadableFile where it is none."""
    return read_workbook(stored_bytes(job), name=job.file.name)


def stored_bytes(job: ImportJob) -> bytes:
    """The file as it was sent."""
    with job.file.content.open("rb") as stored:
        return bytes(stored.read())


def require_allowed(job: ImportJob, actor: User) -> None:
    """Guard: the sender may still make this load, since accounts and makerspaces change hands after an upload."""
    if not KINDS[job.kind].may(actor, job.params):
        raise WorkflowRefused(NO_LONGER)


def read_job(job: ImportJob) -> None:
    """Read, check, and keep the preview."""
    try:
        require_allowed(job, job.actor)
        plan = plan_of(job, workbook_of(job))
    except (UnreadableFile, WorkflowRefused) as problem:
        plan = Plan(problems=[str(problem)])
    with own(job) as mine:
        if plan.problems:
            mine.state, mine.finished_at = State.REFUSED, timezone.now()
        else:
            mine.state = State.READY
        keep_preview(mine, plan)
        mine.message = gone_on(mine)


def gone_on(job: ImportJob) -> str:
    """Tells the sender of a step that took more than one try."""
    return GONE_ON if job.tries > 1 else ""


def keep_preview(job: ImportJob, plan: Plan) -> None:
    """Replace the preview of a job by a plan."""
    job.counts, job.problems, job.ignored = plan.counts, plan.problems, plan.ignored
    job.headers, job.plan_digest = plan.headers, plan.digest
    answers = dict(job.rows.exclude(answers={}).values_list("position", "answers"))
    job.rows.all().delete()
    rows = (preview_row(job, position, row, answers.get(position, {})) for position, row in enumerate(plan.rows))
    ImportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def preview_row(job: ImportJob, position: int, row: PlanRow, answers: dict[str, Any]) -> ImportRow:
    """A row as it is shown; answers stay where the question is the same."""
    asked = {question.key for question in row.questions}
    return ImportRow(
        job=job,
        position=position,
        sheet=row.sheet[:120],
        number=row.number,
        outcome=row.outcome.value,
        title=row.title[:160],
        note=row.note[:160],
        changes=[list(change) for change in row.changes],
        problems=[
            {name: getattr(fault, name) for name in ("column", "position", "field", "value", "message")}
            for fault in row.faults
        ],
        questions=[
            {
                "key": question.key,
                "label": question.label,
                "field": question.field,
                "message": question.message,
                "offers": [list(offer) for offer in question.offers],
            }
            for question in row.questions
        ],
        answers={key: answer for key, answer in answers.items() if key in asked},
    )


def answer_questions(job: ImportJob, given: Mapping[tuple[int, str], Answer], *, actor: User) -> int:
    """Keep the sender's answers by position and key; gives how many questions are still open. The file stays as it is."""
    with transaction.atomic():
        mine = lock_ready(job, actor)
        wanted = {position for position, _ in given}
        rows = list(mine.rows.select_for_update().filter(position__in=wanted))
        for row in rows:
            asked = {question["key"]: question for question in row.questions}
            for key, question in asked.items():
                answer = given.get((row.position, key))
                if answer is not None and is_answer(answer, question):
                    row.answers[key] = {"choice": answer.choice.value, "reason": answer.reason.strip()[:MOST_REASON]}
        ImportRow.objects.bulk_update(rows, ["answers"], batch_size=ROWS_AT_ONCE)
        return open_questions(mine)


def give_reason_for_all(job: ImportJob, reason: str, *, actor: User) -> int:
    """Keep the figures of every question still open with one reason; where a conversion is on offer the sender decides
    one by one. Gives how many questions are still open.
    """
    asking = job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).exclude(questions=[])
    given = {
        (row.position, question["key"]): Answer(Choice.KEEP, reason)
        for row in asking
        for question in row.questions
        if not question["offers"] and question["key"] not in row.answers
    }
    return answer_questions(job, given, actor=actor)


def is_answer(answer: Answer, question: Mapping[str, Any]) -> bool:
    """Whether an answer settles its question: keeping wants a reason, converting an offer."""
    if answer.choice is Choice.KEEP:
        return len(answer.reason.strip()) >= LEAST_REASON
    return answer.choice is Choice.SKIP or bool(question["offers"])


def open_questions(job: ImportJob) -> int:
    """How many questions of rows that would be written have no answer."""
    asking = job.rows.exclude(questions=[]).filter(outcome__in=(Outcome.NEW, Outcome.CHANGED))
    return sum(
        question["key"] not in answers
        for questions, answers in asking.values_list("questions", "answers")
        if not any(answer["choice"] == Choice.SKIP for answer in answers.values())
        for question in questions
    )


def lock_ready(job: ImportJob, actor: User) -> ImportJob:
    """The job's row, locked, if it waits for its sender."""
    mine = ImportJob.objects.select_for_update().get(pk=job.pk)
    if mine.actor_id != actor.pk:
        raise WorkflowRefused("这次导入由其他账号上传，请由上传人办理。")
    require_allowed(mine, actor)
    if mine.state != State.READY:
        raise WorkflowRefused(f"这次导入现在是“{mine.get_state_display()}”，不能再办理这一事项。")
    return mine


def confirm_import(job: ImportJob, *, digest: str, actor: User, enqueue: Enqueue) -> ImportJob:
    """Have what was shown written in the background: every row that is new or changed, or none.

    Refused while questions are open, where nothing is to be written, and where the preview is another by now.
    """
    with transaction.atomic():
        mine = lock_ready(job, actor)
        if mine.plan_digest != digest:
            raise WorkflowRefused("预览已经更新，请重新核对后再确认。")
        if lacking := open_questions(mine):
            raise WorkflowRefused(f"还有{lacking}条需要确认，请先说明原因、换算或不写入该行。")
        if not mine.counts.get(Outcome.NEW, 0) + mine.counts.get(Outcome.CHANGED, 0):
            raise WorkflowRefused("没有需要写入的行：数据与系统中的一致，或各行都不能导入。")
        mine.state, mine.confirmed_at, mine.lease_until, mine.message = State.WRITING, timezone.now(), None, ""
        mine.tries = 0
        mine.save()
        transaction.on_commit(partial(enqueue, mine.pk))
    return mine


def write_job(job: ImportJob) -> None:
    """Write what was confirmed, or show why not: see write_all. A refusal leaves everything as it was."""
    try:
        write_all(job, workbook_of(job))
    except WorkflowRefused as refusal:
        with own(job) as mine:
            mine.state, mine.confirmed_at = State.READY, None
            mine.message = "".join((refusal.explanation, *refusal.problems))[:1000]


def write_all(job: ImportJob, workbook: Workbook) -> None:
    """Plan again under the locks; where the plan is still the one shown, write all and append the history line, in one
    transaction. Otherwise nothing is written and the new preview is shown.
    """
    kind, answers = KINDS[job.kind], answers_of(job)
    require_allowed(job, job.actor)
    with own(job) as mine:
        kind.lock(job.params, actor=job.actor)
        plan = plan_of(job, workbook)
        if plan.digest != mine.plan_digest:
            mine.state, mine.message, mine.confirmed_at = State.READY, CHANGED_MEANWHILE, None
            keep_preview(mine, plan)
            return
        details = kind.write(plan, job.params, actor=job.actor, answers=answers, progress=watch(job))
        mine.state, mine.finished_at, mine.message = State.DONE, timezone.now(), gone_on(mine)
        append_line(
            mine,
            actor=job.actor,
            action="import_rows",
            details={"kind": mine.kind, "params": mine.params, "file": mine.file.sha256, **details},
        )


def answers_of(job: ImportJob) -> dict[tuple[int, str], Answer]:
    """The sender's answers."""
    given = job.rows.exclude(answers={}).values_list("position", "answers")
    return {
        (position, key): Answer(Choice(answer["choice"]), answer["reason"])
        for position, answers in given
        for key, answer in answers.items()
    }


def abandon_import(job: ImportJob, *, actor: User) -> ImportJob:
    """End a job that waits for its sender; nothing was or will be written."""
    with transaction.atomic():
        mine = lock_ready(job, actor)
        mine.state, mine.finished_at = State.ABANDONED, timezone.now()
        mine.save()
    return mine
