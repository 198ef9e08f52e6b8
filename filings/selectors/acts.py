"""Acts that wait for a signature: whose desk they are on, and what one says. Preparing and signing are services."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from filings.models import PendingAct, Revocation, User
from filings.permissions import Act, role_may, visible_pending_acts
from filings.selectors.joint_recommendations import joint_to_sign
from filings.selectors.queue import LONGEST_KEY
from filings.workflow import ACTION_LABELS, Action, Role
from filings.workflow_changes import CANCEL_FILING, FILING_ACTION_LABELS, ChangeAction
from filings.workflow_revocations import RevocationAction

WAITING = PendingAct.Status.PENDING
SUBJECTS = ("application__space", "application__operator", "filing__space", "filing__operator", "change", "revocation")
"""What acts are on, with the names that every page shows."""
PAYLOAD_LABELS: dict[str, str] = {
    "opinion": "推荐意见",
    "reason": "理由",
    "reasons": "理由",
    "grounds": "理由",
    "clauses": "依据条款",
    "number": "发文字号",
    "document_number": "发文字号",
    "notice_number": "备案通知发文字号",
    "issued_on": "成文日期",
    "finding": "认定意见",
    "on_defence": "对陈述申辩的意见",
    "city_reason": "准予变更备案的理由",
    "body": "复议机关、法院",
    "case_number": "文书案号",
    "overturned_on": "文书日期",
}
"""What the parts of a prepared act are called; a part without a name here is not for reading."""
LABELS_OF: dict[str, dict[str, str]] = {
    RevocationAction.REVOKE: {"finding": "撤销的理由"},
    RevocationAction.REINSTATE: {"overturned_by": "推翻的途径", "reason": "恢复的理由"},
}
"""Parts that an act calls by names of its own."""
CHOICES: dict[str, dict[str, str]] = {"overturned_by": dict(Revocation.Overturning.choices)}
"""Parts that are kept as keys, with what these say."""


def waiting_acts(user: User) -> QuerySet[PendingAct]:
    """Acts of the user's office that wait, oldest first; those of a joint recommendation stand there together."""
    waiting = visible_pending_acts(user).filter(status=WAITING, joint=None)
    return waiting.select_related(*SUBJECTS, "prepared_by").order_by("prepared_at")


def acts_to_sign(user: User) -> QuerySet[PendingAct]:
    """Those that this account may sign: flagged to sign, not its preparer."""
    return waiting_acts(user).exclude(prepared_by=user) if user.can_sign else waiting_acts(user).none()


def acts_chosen(user: User, ticked: Iterable[str], *, everything: bool) -> QuerySet[PendingAct]:
    """Of the acts that this account may sign those ticked by key, or all."""
    keys = [int(key) for key in ticked if key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY]
    return acts_to_sign(user) if everything else acts_to_sign(user).filter(pk__in=keys)


def count_to_sign(user: User) -> int:
    """For the navigation."""
    if not user.can_sign or not role_may(user, Act.SIGN_ACTS):
        return 0
    return acts_to_sign(user).count() + (joint_to_sign(user).count() if user.role == Role.DISTRICT else 0)


def act_label(act: PendingAct) -> str:
    """推荐, 准予备案 …"""
    return FILING_ACTION_LABELS.get(act.action) or ACTION_LABELS[Action(act.action)]


def payload_lines(act: PendingAct) -> list[tuple[str, str]]:
    """What was filled in, as (name, text) pairs."""
    labels = PAYLOAD_LABELS | LABELS_OF.get(act.action, {})
    return [
        (labels[key], CHOICES[key][value] if key in CHOICES else as_text(value))
        for key, value in act.payload.items()
        if key in labels and value
    ]


def as_text(value: Any) -> str:
    """Lists joined, a reason with its clause before it (a database may keep its parts in another order), other values as
    they are.
    """
    if isinstance(value, dict):
        return f"{value['clause']}：{value['text']}"
    return "；".join(map(as_text, value)) if isinstance(value, list | tuple) else str(value)


CONSEQUENCES: dict[str, tuple[str, ...]] = {
    Action.RECOMMEND: ("申请报市科技局，等待受理。", "生成推荐函和预审意见表。"),
    Action.DECLINE: ("申请结束，状态为“区县不予推荐”。", "生成不予推荐通知书，运营机构收到通知。"),
    Action.APPROVE: ("取得备案编号，列入公开的备案名册。", "生成备案通知和备案证书，运营机构收到通知。"),
    Action.REJECT: ("申请结束，状态为“不予备案”。", "生成不予备案通知书，运营机构收到通知。"),
    Action.DISQUALIFY: (
        "没有办结的申请转为“取消参评资格”；已经办结的，原办理结果不变。",
        "运营机构自签发之日起2年内不得再次申报。",
        "生成取消参评资格决定书，写明行政复议机关和管辖法院，运营机构和区县收到通知。",
    ),
    ChangeAction.FILE: (
        "备案名册和公开查验页自变更之日起按变更后的内容记载，变更前的内容仍可查。",
        "生成变更备案通知；名称、运营主体、场地位置变更的，换发备案证书。",
        "运营机构和区县收到通知。",
    ),
    CANCEL_FILING: (
        "备案状态改为“已注销”，公开查验页即时显示，备案编号不再使用。",
        "没有办结的变更随之终止。",
        "生成注销备案通知，运营机构和区县收到通知。",
    ),
    RevocationAction.REVOKE: (
        "备案状态改为“已撤销”，公开查验页和备案名册即时显示，证书不再有效。",
        "运营机构和该众创空间自签发之日起2年内不得再次申请备案；没有办结的变更随之终止，在办的申请不能准予备案。",
        "生成撤销决定书，写明行政复议机关和管辖法院，运营机构和区县收到通知。",
    ),
    RevocationAction.REINSTATE: (
        "备案以原编号恢复在册，公开查验页即时显示；原撤销决定书失去效力，仍存档。",
        "因撤销产生的禁止申报自签发之日起解除。",
        "生成恢复备案决定书，运营机构和区县收到通知。",
    ),
}
"""What signing each act brings about, in sentences."""


def consequences_of(act: PendingAct) -> tuple[str, ...]:
    """What will happen when the act is signed."""
    return (*CONSEQUENCES.get(act.action, ()), "签发后不能撤销，写入办理记录。")
