"""What holds of a correction round (退回补正), one named function each: what may be sent back, what is open meanwhile, when it
may be submitted again. Role, reach and state are permissions.can()'s.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, CorrectionItem, CorrectionRequest
from filings.rules.verdicts import Verdict
from filings.rules.versions import get_version
from filings.selectors.correction_drafts import CorrectionDraft, open_scope
from filings.selectors.correction_scope import requirement_of
from filings.selectors.correction_targets import Target
from filings.selectors.sections import is_explained
from filings.selectors.standing import ban_in_force
from filings.selectors.verification import submitted_snapshot
from filings.services.notices import application_url
from filings.services.submission_guards import ban_explanation
from zzspace.wording import date_zh

LATEST_DAYS = 60
"""So many working days a correction may be given at most."""


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """What an office names: the target, what is to be corrected and, from the second round on, why only now."""

    target: Target
    what: str
    why_later: str = ""


def require_items(application: Application, *, items: Sequence[ItemGiven]) -> None:
    """At least one item, none twice, each saying what is to be corrected."""
    if not items:
        raise WorkflowRefused("请至少列出一项需要补正的内容。")
    if len({(item.target.kind, item.target.id) for item in items}) < len(items):
        raise WorkflowRefused("同一内容只列一项，请合并补正要求。")
    if any(not item.what.strip() for item in items):
        raise WorkflowRefused("请写明每一项需要补正什么。")
    if application.correction_requests.exists() and any(not item.why_later.strip() for item in items):
        raise WorkflowRefused("补正应当一次性告知。再次退回的，请逐项写明上次没有提出的原因。")


def require_due_day(_application: Application, *, due_on: date, after: date) -> None:
    """The day lies ahead."""
    if due_on <= after:
        raise WorkflowRefused(f"补正期限应晚于{date_zh(after)}。")


def require_past_due(application: Application, *, on: date) -> None:
    """The system ends a round only after its last day."""
    if application.due_on is None or application.due_on >= on:
        raise WorkflowRefused("补正期限还没有届满。")


def require_in_time(application: Application, *, on: date) -> None:
    """The last day belongs to the time given."""
    if application.due_on is not None and application.due_on < on:
        raise WorkflowRefused(
            f"补正期限已于{date_zh(application.due_on)}届满，不能再提交。确有正当理由的，请联系退回的单位；"
            "没有延期的，这件申请按逾期未补正办结，具备条件后可以在开放的批次重新申请。",
            way_on=application_url(application),
        )


def require_not_banned_meanwhile(application: Application, *, on: date) -> None:
    """What is forbidden to apply for is not submitted again either; the ways out stay: to withdraw, or to let it lapse."""
    space = application.space
    if ban := ban_in_force(application.operator.uscc, space, on):
        raise WorkflowRefused(
            f"{ban_explanation(ban)}这件申请不能补正提交，可以撤回；不撤回的，补正期限届满后按逾期未补正办结。",
            way_on=application_url(application),
        )


def require_sent_back(
    application: Application, *, checks: Collection[str] = (), documents: Collection[str] = ()
) -> None:
    """Of a returned application only what an item names may be changed."""
    scope = open_scope(application)
    version = get_version(submitted_snapshot(application).ruleset)
    requirements = {requirement_of(version, document) for document in documents}
    if not set(checks) <= scope.checks or not requirements <= scope.documents:
        raise WorkflowRefused(
            "这部分内容没有列入补正，保持提交时的样子，不能修改。请按补正清单逐项办理。",
            way_on=application_url(application),
        )


def require_settled(draft: CorrectionDraft) -> None:
    """The operator has said of every item that it is done."""
    left = tuple(f"{each.item.label}：{each.item.what}" for each in draft.named if not each.item.is_settled)
    if left:
        raise refused(draft, f"还有{len(left)}项没有补正，完成后可以提交。", left)


def require_items_answered(draft: CorrectionDraft) -> None:
    """Where nothing was changed, the operator says why; of an item that is still open `require_settled` tells."""
    silent = tuple(
        f"{each.item.label}：没有改动，也没有补正说明"
        for each in draft.named
        if each.item.is_settled and not each.changes and not each.item.reply.strip()
    )
    if silent:
        raise refused(draft, "有的补正事项没有改动，请修改数据、更换材料或写明补正说明。", silent)


def require_open_checks_complete(draft: CorrectionDraft) -> None:
    """Of what is open no check lacks its data, and each 需人工核实 is explained."""
    problems = [
        f"{check.clause} {check.label}：{check.why}"
        for check in draft.draft.result.checks
        if check.id in draft.scope.checks and check.verdict is Verdict.MISSING
    ]
    for task in draft.draft.tasks:
        problems += [
            f"{task.clause} {task.title}：请说明情况：{check.label}"
            for check in draft.open_checks(task)
            if not is_explained(task.explanations.get(check.id, ""))
        ]
    if problems:
        raise refused(draft, f"还有{len(problems)}处没有填写完整，完成后可以提交。", tuple(problems))


def require_open_documents(draft: CorrectionDraft) -> None:
    """Every document that the facts now call for and that is open is there."""
    absent = tuple(
        f"{task.clause} {task.title}：{each.required.label}"
        for task in draft.draft.tasks
        for each in draft.open_evidence(task)
        if not each.is_there
    )
    if absent:
        raise refused(draft, f"还缺{len(absent)}份证明材料，上传后可以提交。", absent)


def refused(draft: CorrectionDraft, explanation: str, problems: tuple[str, ...]) -> WorkflowRefused:
    """A refusal that leads back to the list of items."""
    return WorkflowRefused(explanation, problems=problems, way_on=application_url(draft.application))


def correction_problems(draft: CorrectionDraft, *, on: date) -> list[str]:
    """What the guards would refuse now, for the page, before anyone presses the button."""
    problems: list[str] = []
    guards: tuple[Callable[[], None], ...] = (
        lambda: require_in_time(draft.application, on=on),
        lambda: require_not_banned_meanwhile(draft.application, on=on),
        lambda: require_settled(draft),
        lambda: require_items_answered(draft),
        lambda: require_open_checks_complete(draft),
        lambda: require_open_documents(draft),
    )
    for guard in guards:
        try:
            guard()
        except WorkflowRefused as refusal:
            problems += refusal.problems or (refusal.explanation,)
    return problems


def close_request(application: Application) -> None:
    """A round that is under way is over."""
    CorrectionRequest.objects.filter(application=application, closed_at__isnull=True).update(closed_at=timezone.now())


def open_request_of(application: Application) -> CorrectionRequest:
    """The round under way of a locked application; refused where there is none."""
    found = application.correction_requests.filter(closed_at__isnull=True).select_related("snapshot").first()
    if found is None:
        raise WorkflowRefused("这次补正已经结束，请刷新页面后查看。", way_on=application_url(application))
    found.application = application
    return found


def item_of(request: CorrectionRequest, pk: int) -> CorrectionItem:
    """An item of the round; refused where it has none such."""
    item = request.items.filter(pk=pk).first()
    if item is None:
        raise WorkflowRefused("这次补正没有这一项，请刷新页面后查看。", way_on=application_url(request.application))
    return item
