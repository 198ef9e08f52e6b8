"""What must hold before an application is begun or submitted; each guard refuses with a sentence and the way on.

Role, reach and state are permissions.can()'s; here stands what depends on other records, days and completeness.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application, Ban, Operator, Round, Space
from filings.rules.periods import next_day
from filings.rules.verdicts import Verdict
from filings.selectors.applications import Draft, is_open_for, live_application
from filings.selectors.standing import ban_in_force, filings_in_force
from zzspace.wording import date_zh, moment_zh

TRUTHFULNESS = (
    "本机构承诺所填数据和所附材料真实、准确、完整。知悉存在虚报、瞒报等弄虚作假行为的，"
    "一经查实，取消参评资格，且2年内不得再次申报（第八条）。"
)
"""The statement of Article 8 that every submission carries."""


def required_declarations(round_: Round) -> tuple[str, ...]:
    """What must be accepted before submitting: truthfulness, then the round's own declarations."""
    return (TRUTHFULNESS, *round_.declarations)


def require_confirmed_operator(application: Application) -> None:
    """The organisation must be confirmed by its district."""
    if application.operator.status == Operator.Status.CONFIRMED:
        return
    district = application.operator.district.bureau
    raise WorkflowRefused(f"本机构还没有通过确认，暂不能提交申请。请等{district}确认后再提交。")


def require_open_round(round_: Round, kind: str, *, at: datetime) -> None:
    """The round must take this kind now; the closing instant belongs to the period."""
    if is_open_for(round_, kind, at):
        return
    label = Space.Kind(kind).label
    if kind not in round_.kinds:
        reason = f"“{round_}”不受理{label}众创空间的申请"
    elif at < round_.opens_at:
        reason = f"“{round_}”自{moment_zh(round_.opens_at)}起受理"
    else:
        reason = f"“{round_}”已于{moment_zh(round_.closes_at)}截止"
    raise WorkflowRefused(f"{reason}，请改选开放的批次；没有开放的批次时，草稿会一直保留。")


def require_no_ban(space: Space, *, on: date) -> None:
    """No ban may be in force against the operator, or against the space after a revocation."""
    if ban := ban_in_force(space.operator.uscc, space, on):
        raise WorkflowRefused(ban_explanation(ban), way_on=reverse("filings:desk"))


def ban_explanation(ban: Ban) -> str:
    """Why and until when nobody may apply under a ban."""
    until, first = date_zh(ban.until), date_zh(next_day(ban.until))
    return f"依据{ban.get_ground_display()}，{until}前（含当日）不得申报。自{first}起可以申报。"


def require_no_covering_filing(space: Space, kind: str, *, on: date) -> None:
    """No filing in force may cover this kind (a professional filing covers the comprehensive one)."""
    filing = filings_in_force(space, kind, on).first()
    if filing is None:
        return
    if filing.kind == Space.Kind.PROFESSIONAL and kind == Space.Kind.COMPREHENSIVE:
        raise WorkflowRefused(f"{space}已备案为专业化众创空间（{filing}），专业化备案已包含综合性，不用再申请。")
    raise WorkflowRefused(f"{space}已有同一类型的备案在册（{filing}），不用再申请。")


def require_no_other_live_application(space: Space, *, but: Application | None = None) -> None:
    """A space has at most one application under way."""
    if live := live_application(space, other_than=but):
        name = f"（编号{live.number}）" if live.number else "（草稿）"
        raise WorkflowRefused(
            f"{space}已有一件在办的申请{name}，现在是“{live.get_state_display()}”。同一众创空间同时只能办理一件；"
            "请继续办理这一件，或撤回后重新申请。",
            way_on=reverse("filings:application", args=[live.pk]),
        )


def require_declarations(round_: Round, accepted: Collection[str]) -> None:
    """Truthfulness and every declaration of the round must be accepted."""
    absent = tuple(text for text in required_declarations(round_) if text not in accepted)
    if absent:
        raise WorkflowRefused("请阅读并勾选全部声明后提交。", problems=absent)


def require_complete_sections(draft: Draft) -> None:
    """Every section must be confirmed, and explained where a check asks for it."""
    problems = tuple(
        f"{task.clause} {task.title}：{'；'.join(without_documents(task.lacks))}"
        for task in draft.tasks
        if without_documents(task.lacks)
    )
    if problems:
        raise refused_with_way_on(draft, f"还有{len(problems)}个部分没有完成，完成后可以提交。", problems)


def without_documents(lacks: tuple[str, ...]) -> list[str]:
    """What a section lacks beside documents, which have a guard of their own."""
    return [each for each in lacks if not each.startswith("还缺材料")]


def require_no_missing_check(draft: Draft) -> None:
    """No check may be 缺少数据; 不符合 only warns."""
    missing = draft.result.with_verdict(Verdict.MISSING)
    if missing:
        problems = tuple(f"{check.clause} {check.label}：{check.why}" for check in missing)
        raise refused_with_way_on(draft, f"还有{len(missing)}项条件缺少数据，补齐后可以提交。", problems)


def require_attachments(draft: Draft) -> None:
    """Every document that the facts call for must be there."""
    absent = [(task, each) for task in draft.tasks for each in task.evidence if not each.is_there]
    if absent:
        problems = tuple(f"{task.clause} {task.title}：{each.required.label}" for task, each in absent)
        raise refused_with_way_on(draft, f"还缺{len(absent)}份证明材料，上传后可以提交。", problems)


def refused_with_way_on(draft: Draft, explanation: str, problems: tuple[str, ...]) -> WorkflowRefused:
    """A refusal that leads back to the task list."""
    way_on = reverse("filings:application", args=[draft.application.pk])
    return WorkflowRefused(explanation, problems=problems, way_on=way_on)


class Problem(NamedTuple):
    """Something that stands against submitting, with the page where it is put right ("" where there is none)."""

    text: str
    url: str = ""


def submission_problems(draft: Draft, *, at: datetime) -> list[Problem]:
    """What the guards would refuse now, for the page, before anyone presses the button.

    Left out: the declarations, and other applications of the space, of which there can be none beside a live draft.
    """
    application = draft.application
    space, on = application.space, draft.as_of
    checked: tuple[Callable[[], None], ...] = (
        lambda: require_confirmed_operator(application),
        lambda: require_open_round(application.round, application.kind, at=at),
        lambda: require_no_ban(space, on=on),
        *(
            [lambda: require_no_covering_filing(space, application.kind, on=on)]
            if draft.full.standing.active_filing
            else []
        ),
    )
    refusals = [refusal for guard in checked if (refusal := refusal_of(guard))]
    problems = [Problem(refusal.explanation, refusal.way_on) for refusal in refusals]
    return problems + [
        Problem(
            f"{task.clause}　{task.title}：{'；'.join(task.lacks)}",
            reverse("filings:application-section", args=[application.pk, task.code]),
        )
        for task in draft.open_tasks
    ]


def refusal_of(guard: Callable[[], None]) -> WorkflowRefused | None:
    """What a guard says, or None where it lets through."""
    try:
        guard()
    except WorkflowRefused as refusal:
        return refusal
    return None
