"""Where an application stands and how it came there: steps, lines of its history, whose turn it is. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from filings.models import Application, Document, HistoryLine, PendingAct, User
from filings.rules.periods import working_days_between
from filings.workflow import ACTION_LABELS, CASE_ACTION_LABELS, ENDED, HOLDER, ROLE_LABELS, Action, Role, State
from filings.workflow_changes import CHANGE_ACTION_LABELS, FILING_ACTION_LABELS
from filings.workflow_revocations import REVOCATION_ACTION_LABELS
from filings.workflow_upward import UPWARD_ACTION_LABELS

STEPS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("填写提交", (State.DRAFT,)),
    ("区县审核", (State.SUBMITTED, State.RETURNED)),
    ("推荐", ()),
    ("受理", (State.RECOMMENDED,)),
    ("专家评审", (State.ACCEPTED, State.IN_REVIEW)),
    ("公示", (State.REVIEWED, State.PUBLICISED)),
    ("准予备案", ()),
)
"""The way of a successful application as people see it, each with the states in which it is under way."""

REACHED_BY: tuple[Action, ...] = (
    Action.SUBMIT,
    Action.RECOMMEND,
    Action.RECOMMEND,
    Action.ACCEPT,
    Action.FINISH_REVIEW,
    Action.PUBLICISE,
    Action.APPROVE,
)
"""The action whose day stands under each step that is done."""

NEXT: dict[State, str] = {
    State.DRAFT: "填写完成后提交申请，由区县科技主管部门审核。",
    State.SUBMITTED: "区县科技主管部门逐项核实；审核通过的，出具推荐意见报市科技局。",
    State.RETURNED: "运营机构按一次性补正告知书补正后重新提交，由区县科技主管部门核实。",
    State.RECOMMENDED: "市科技局核对推荐材料，决定是否受理。",
    State.ACCEPTED: "市科技局组织专家评审。",
    State.IN_REVIEW: "专家独立评分，全部提交后由市科技局汇总。",
    State.REVIEWED: "评审通过的，由市科技局公示；未通过的，不予备案或者重新评审。",
    State.PUBLICISED: "公示期满、没有未办结的异议的，由市科技局准予备案。",
}
"""What is expected next in each state that has not ended."""

ENDINGS: dict[State, str] = {
    State.APPROVED: "已准予备案，备案证书可以在本页下载。",
    State.DECLINED: "区县科技主管部门不予推荐。您可以在开放的批次重新申请。",
    State.REJECTED: "市科技局不予备案。理由和救济途径见不予备案通知书。",
    State.WITHDRAWN: "申请已由运营机构撤回。您可以在开放的批次重新申请。",
    State.LAPSED: "没有在期限内补正，申请不再办理。具备条件后，可以在开放的批次重新申请。",
    State.DISQUALIFIED: "已取消参评资格，自决定之日起2年内不得再次申报。理由和救济途径见取消参评资格决定书。",
}

OTHER_LABELS = {
    "create": "新建草稿",
    "copy": "复制以前申请的说明和材料",
    "issue_form": "补制备案申请书",
    "register": "登记机构",
    "ask_to_join": "申请加入",
    "join_admitted": "同意加入",
    "join_refused": "不同意加入",
    "decide_operator": "确认机构",
    "ask_again": "重新提交确认",
    "rename": "更改机构名称",
    "replace_accounts": "更换机构账号",
    "extend_correction": "延长补正期限",
    "ask_decline_review": "申请复核",
    "uphold_decline": "维持不予推荐",
    "create_round": "新建批次",
    "edit_round": "修改批次",
    "admin_add": "系统管理：新建",
    "admin_change": "系统管理：修改",
    "import_rows": "导入",
    "start_batch": "发起批量生成",
    "make_batch": "批量生成",
    "fail_batch": "未能批量生成",
    "choose_mail": "更改通知设置",
    "resend_mail": "重新发送邮件",
    "load_registers": "导入登记名册",
    "load_operator": "载入历史数据：机构",
    "load_filing": "载入历史数据：备案",
    "load_ban": "载入历史数据：禁止申报",
    "propose_fraud": "提请取消参评资格",
    "fraud_found": "认定弄虚作假，原办理结果不变",
    "lay_ban": "禁止申报",
    "lift_ban": "解除禁止申报",
    "propose_revocation": "提出撤销备案",
    "revocation_proposed": "提出撤销备案",
    "revocation_dropped": "不予撤销",
    "report_misconduct": "收到举报",
    "report_change": "报告变更",
    "open_change": "区县发现变更",
    "move_change": "变更移交新区县",
    "carry_change_over": "变更转入新的备案",
    "change_filed": "变更备案",
    "move_application": "申请移交新区县",
    "certificate_anew": "机构名称变更，换发备案证书",
    "rename_by_change": "变更机构名称",
    "ask_cancellation": "申请注销",
    "take_cancellation_back": "撤回注销申请",
    "close_cancellation": "注销申请终止",
    "cancel_filing": "注销备案",
    "enter_pool": "列入储备库",
    "save_pool_figures": "更新区县掌握的数据",
    "record_guidance": "登记辅导",
    "strike_guidance": "作废辅导记录",
    "link_pool_entry": "关联运营机构",
    "draft_from_pool": "转为备案申请",
    "close_pool_entry": "出库",
    "publish_measure": "发布区县标准",
    "end_measure": "填写区县标准的有效期",
    "withdraw_measure": "撤下区县标准",
    "add_resource": "添加共享资源",
    "amend_resource": "修改共享资源",
    "withdraw_resource": "撤下共享资源",
    "add_policy": "添加惠及政策",
    "amend_policy": "修改惠及政策",
    "withdraw_policy": "撤下惠及政策",
}
OTHER_LABELS |= {action.value: label for action, label in CASE_ACTION_LABELS.items()}
OTHER_LABELS |= {action.value: label for action, label in CHANGE_ACTION_LABELS.items()}
OTHER_LABELS |= {str(action): label for action, label in UPWARD_ACTION_LABELS.items()}
OTHER_LABELS |= {action.value: label for action, label in REVOCATION_ACTION_LABELS.items()}
"""Lines of drafts, operators, rounds, of the admin site, of loads, of what Article 8 brings about, and of filings."""
POST_LINES = {"upload_scan": "上传盖章件", "record_service": "登记送达", "correct_service": "更正送达记录"}
"""What befell a document after it was issued: shown to whoever sees the document."""

OFFICE_LINES = {
    "take_case": "接手经办",
    "verify_item": "核实一项",
    "record_site_visit": "实地核查",
    "declare_recusal": "声明回避",
}
"""Steps inside the offices that are not the operator's business."""

CITY_LINES = {
    "assign_experts": "分派评审专家",
    "excuse_expert": "解除评审专家",
    "extend_review": "延长评分期限",
    "draw_panel": "随机抽取专家",
    "discard_draw": "作废抽取结果",
    "confirm_draw": "确认抽取结果",
    "declare_no_conflict": "专家声明无利害关系",
    "declare_conflict": "专家回避",
    "submit_sheet": "专家提交评分",
    "record_objection": "收到异议",
    "dismiss_objection": "异议不成立",
    "uphold_objection": "异议成立",
}
"""Who sits on a panel and who objects is the city's alone."""
PREFIXES = {"prepare": "拟办", "sent_back": "退回经办", "withdrawn": "撤回拟办"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: `mark` is ok, now, end or "" (still to come)."""

    label: str
    mark: str
    on: date | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history as it is shown."""

    label: str
    who: str
    at: datetime
    reason: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose turn it is, since how many working days, what comes next and until when."""

    holder: str
    waiting_days: int
    expected: str
    due_on: date | None
    days_left: int | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def days_late(self) -> int:
        """Working days since the due day, 0 while it has not passed."""
        return max(0, -(self.days_left or 0))


def history_of(application: Application) -> list[HistoryLine]:
    """The lines of an application's chain in order."""
    lines = HistoryLine.objects.filter(record=f"application:{application.pk}").order_by("sequence")
    return list(lines.select_related("actor__district", "actor__operator"))


def line_label(action: str) -> str:
    """推荐, 拟办：推荐, 退回经办：推荐 …"""
    for prefix, word in PREFIXES.items():
        if action.startswith(f"{prefix}_"):
            signed = action.removeprefix(f"{prefix}_")
            return f"{word}：{FILING_ACTION_LABELS.get(signed) or ACTION_LABELS[Action(signed)]}"
    others = OTHER_LABELS | POST_LINES | OFFICE_LINES | CITY_LINES
    return ACTION_LABELS[Action(action)] if action in set(Action) else others.get(action, action)


def is_shown(action: str, viewer: User) -> bool:
    """Whether a line is the viewer's business."""
    if viewer.role == Role.CITY:
        return True
    inside = action in OFFICE_LINES or action.startswith(tuple(PREFIXES))
    return action not in CITY_LINES and not (viewer.role == Role.OPERATOR and inside)


def actor_name(line: HistoryLine, viewer: User) -> str:
    """Who acted: to the operator an office, to offices the office and its official."""
    if line.actor is None:
        return "系统"
    office = line.actor.organisation
    if line.role == Role.OPERATOR or viewer.role == Role.OPERATOR != line.role:
        return office
    return f"{office} {line.actor}"


def timeline_of(lines: Iterable[HistoryLine], documents: Iterable[Document], *, viewer: User) -> list[Entry]:
    """The history, newest first. What is not the viewer's business is left out, as is what befell documents not given."""
    known, line_list = list(documents), list(lines)
    by_line, keys = documents_by_line(known, line_list), {document.pk for document in known}
    shown = (
        line
        for line in line_list
        if is_shown(line.action, viewer) and (line.action not in POST_LINES or line.details["document"] in keys)
    )
    entries = [
        Entry(
            label=run_label(run, viewer),
            who=actor_name(run[-1], viewer),
            at=run[-1].at,
            reason=run[-1].reason if len(run) == 1 else "",
            documents=tuple(by_line.get(run[-1].sequence, ())),
        )
        for run in (list(run) for _, run in groupby(shown, key=run_key))
    ]
    return entries[::-1]


def run_key(line: HistoryLine) -> object:
    """Equal for neighbouring lines that stand as one: items that one official verified on one day."""
    if line.action != "verify_item":
        return line.pk
    return line.action, line.actor_id, timezone.localdate(line.at)


def run_label(run: list[HistoryLine], viewer: User) -> str:
    """核实33项 for a run of items, else the label of the one line; offices read where one account prepared and signed."""
    if len(run) > 1:
        return f"核实{len(run)}项"
    alone = viewer.role != Role.OPERATOR and run[0].details.get("single_signer")
    return line_label(run[0].action) + ("（单账号签发）" if alone else "")


DOCUMENTS_OF: dict[Action, tuple[Document.Kind, ...]] = {
    Action.SUBMIT: (Document.Kind.APPLICATION_FORM,),
    Action.RESUBMIT: (Document.Kind.APPLICATION_FORM,),
    Action.RECOMMEND: (Document.Kind.RECOMMENDATION_LETTER, Document.Kind.PRESCREEN_OPINION),
    Action.RETURN: (Document.Kind.CORRECTION_NOTICE,),
    Action.DECLINE: (Document.Kind.DECLINE_NOTICE,),
    Action.ACCEPT: (Document.Kind.ACCEPTANCE_NOTICE,),
    Action.FINISH_REVIEW: (Document.Kind.REVIEW_SUMMARY, Document.Kind.SCORE_SHEET),
    Action.PUBLICISE: (Document.Kind.PUBLIC_NOTICE,),
    Action.APPROVE: (Document.Kind.FILING_NOTICE, Document.Kind.CERTIFICATE),
    Action.REJECT: (Document.Kind.REJECTION_NOTICE,),
    Action.DISQUALIFY: (Document.Kind.DISQUALIFICATION_DECISION,),
}
"""The documents that each action issues."""


def documents_by_line(documents: Iterable[Document], lines: Iterable[HistoryLine]) -> dict[int, list[Document]]:
    """The documents by the line (its number) whose action issued them. An action that was taken more than once, as after a
    correction round, has each time's documents: those made nearest to the line, and of equals the later.
    """
    taken: dict[str, list[HistoryLine]] = {}
    for line in lines:
        taken.setdefault(line.action, []).append(line)
    found: dict[int, list[Document]] = {}
    for document in documents:
        issuing = [line for action in actions_issuing(document.kind) for line in taken.get(action, ())]
        if issuing:
            line = min(issuing, key=lambda line: distance_of(document, line))
            found.setdefault(line.sequence, []).append(document)
    return found


def actions_issuing(kind: str) -> list[Action]:
    """The actions that issue a kind of document."""
    return [action for action, kinds in DOCUMENTS_OF.items() if kind in kinds]


def distance_of(document: Document, line: HistoryLine) -> tuple[bool, float, int]:
    """How far a document is from a line: its number first, where the line names one, then time."""
    other = bool(document.number) and line.details.get("number", document.number) != document.number
    return other, abs((line.at - document.created_at).total_seconds()), -line.sequence


def steps_of(application: Application, lines: Iterable[HistoryLine]) -> list[Step]:
    """The way with what is done, what is under way and where it ended otherwise."""
    line_list = list(lines)
    days = {line.action: timezone.localdate(line.at) for line in line_list}
    if application.state == State.APPROVED:
        return [Step(label, "ok", days.get(by)) for (label, _), by in zip(STEPS, REACHED_BY, strict=True)]
    ended_from = (line.from_state for line in reversed(line_list) if line.to_state == application.state)
    last = next(ended_from, application.state) if application.state in ENDED else application.state
    here = next((number for number, (_, states) in enumerate(STEPS) if last in states), 0)
    done = [Step(STEPS[number][0], "ok", days.get(REACHED_BY[number])) for number in range(here)]
    return [*done, step_here(application, STEPS[here][0]), *(Step(label, "") for label, _ in STEPS[here + 1 :])]


def step_here(application: Application, label: str) -> Step:
    """The step where the application is, or where it ended."""
    if application.state in ENDED:
        return Step(label, "end", timezone.localdate(application.state_since), application.get_state_display())
    return Step(label, "now", word=application.get_state_display() if application.state == State.RETURNED else "")


def standing_line(application: Application, *, act: PendingAct | None = None, today: date | None = None) -> Standing:
    """Whose turn it is now and what is expected next; a waiting signature is said."""
    today = today or timezone.localdate()
    state = State(application.state)
    if state in ENDED:
        return Standing("", 0, ENDINGS[state], None, None)
    waiting = working_days_between(timezone.localdate(application.state_since), today)
    left = days_left(application.due_on, today)
    expected = f"“{ACTION_LABELS[Action(act.action)]}”已拟办，等待签发。" if act else NEXT[state]
    return Standing(holder_name(application), waiting, expected, application.due_on, left)


def holder_name(application: Application) -> str:
    """The office or organisation whose turn it is."""
    holder = HOLDER[State(application.state)]
    if holder == Role.DISTRICT:
        return application.district.bureau
    return application.operator.name if holder == Role.OPERATOR else ROLE_LABELS[holder]


def days_left(due_on: date | None, today: date) -> int | None:
    """Working days until a due day (0 on the day itself), negative when it has passed; None where there is none."""
    if due_on is None:
        return None
    return working_days_between(today, due_on) if due_on >= today else -max(1, working_days_between(due_on, today))
