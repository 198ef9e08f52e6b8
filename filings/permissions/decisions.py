"""Whether an account may act on one record: its role, its reach, its own recusal and the record's state."""

from filings import models as m
from filings.permissions.acts import YES, Act, Decision, role_may
from filings.workflow import Action, CaseAction, FilingState, Role, State, case_transition_of, transition_of
from filings.workflow_changes import ChangeAction, change_transition_of
from filings.workflow_revocations import RevocationAction, revocation_transition_of


def can(user: m.User | None, action: Action, application: m.Application) -> Decision:
    """Role, reach and state for one workflow action on one application (guards of services apart).

    `user` None is the system, which reaches everything and takes what the table gives it.
    """
    row = transition_of(action, user.role if user else None)
    if row is None or not (user is None or role_may(user, action)):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user is not None and not is_within_reach(user, application):
        return Decision(allowed=False, reason="这件申请不在您的办理范围内。")
    if user is not None and is_recused(user, application):
        return RECUSED
    if application.state not in row.sources:
        current = application.get_state_display()
        return Decision(
            allowed=False, reason=f"这件申请现在是“{current}”，不能再办理这一事项。可能已由他人办理，请查看办理记录。"
        )
    return YES


def can_on_case(user: m.User, action: CaseAction, case: m.FraudCase) -> Decision:
    """Role, reach and state for one step of a fraud case."""
    row = case_transition_of(action)
    if user.role != row.role or not user.is_active:
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if not is_within_reach(user, case.application):
        return Decision(allowed=False, reason="这件核查不在您的办理范围内。")
    if is_recused(user, case.application):
        return RECUSED
    if case.state not in row.sources:
        now = f"这件核查现在是“{case.get_state_display()}”"
        return Decision(allowed=False, reason=f"{now}，不能再办理这一事项。可能已由他人办理，请查看办理记录。")
    return YES


RECUSED = Decision(allowed=False, reason="您已声明回避，不能再办理这件申请。")


def is_recused(user: m.User, application: m.Application) -> bool:
    """Whether an official of the offices is off an application by its own declaration: one query, none for others."""
    if not role_may(user, Act.RECUSE):
        return False
    return m.Recusal.objects.filter(user=user, application=application).exists()


def can_sign(user: m.User, act: m.PendingAct) -> Decision:
    """Whether this account may sign a prepared act by itself: one of a joint recommendation is signed with the others."""
    if act.joint_id is not None:
        return Decision(allowed=False, reason="这一事项属于批量推荐，请在批量推荐中与其他各件一并签发。")
    return can_decide(user, act)


def can_decide(user: m.User, act: m.PendingAct) -> Decision:
    """Whether this account may sign or send back a prepared act: flagged to sign, within reach, and not its preparer."""
    if not (decision := may_sign_of(user, act.prepared_by_id)):
        return decision
    if act.case is not None:
        return can_on_case(user, CaseAction.FIND, act.case)
    if act.change is not None:
        return can_on_change(user, ChangeAction.FILE, act.change)
    if act.revocation is not None:
        return can_on_revocation(user, RevocationAction(act.action), act.revocation)
    if act.filing is not None:
        return can_on_filing(user, Act.CANCEL_FILING, act.filing)
    return can(user, Action(act.action), act.on_application)


def can_on_change(user: m.User | None, action: ChangeAction, change: m.ChangeReport) -> Decision:
    """Role, reach and state for one step of a change. `user` None is the system."""
    row = change_transition_of(action, user.role if user else None)
    if row is None or not (user is None or user.is_active):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user is not None and not is_change_within_reach(user, change):
        return Decision(allowed=False, reason="这项变更不在您的办理范围内。")
    if change.state not in row.sources:
        now = f"这项变更现在是“{change.get_state_display()}”"
        return Decision(allowed=False, reason=f"{now}，不能再办理这一事项。可能已由他人办理，请查看办理记录。")
    return YES


def is_change_within_reach(user: m.User, change: m.ChangeReport) -> bool:
    """Whether an account acts on a change: the filing's operator, the district that handles it, the city."""
    if user.role == Role.OPERATOR:
        return user.operator_id is not None and change.filing.operator_id == user.operator_id
    if user.role == Role.DISTRICT:
        return change.district_id == user.district_id
    return user.role == Role.CITY


def can_on_revocation(user: m.User, action: RevocationAction, revocation: m.Revocation) -> Decision:
    """Role, reach and state for one step of a revocation: the operator that is heard, the city for everything else."""
    row = revocation_transition_of(action)
    if user.role != row.role or not user.is_active:
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user.role == Role.OPERATOR and revocation.operator_id != user.operator_id:
        return Decision(allowed=False, reason="只有本机构的成员可以办理。")
    if revocation.state not in row.sources:
        now = f"这件撤销现在是“{revocation.get_state_display()}”"
        return Decision(allowed=False, reason=f"{now}，不能再办理这一事项。可能已由他人办理，请查看办理记录。")
    return YES


def can_on_filing(user: m.User, act: Act, filing: m.Filing) -> Decision:
    """Role and reach for something begun on a filing that is in force: a change, a cancellation, a revocation."""
    if not role_may(user, act):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user.role == Role.OPERATOR and filing.operator_id != user.operator_id:
        return Decision(allowed=False, reason="只有本机构的成员可以办理。")
    if user.role == Role.DISTRICT and filing.space.district_id != user.district_id:
        return Decision(allowed=False, reason="这个众创空间不在您的辖区，由场地所在区县办理。")
    if filing.state != FilingState.ACTIVE:
        return Decision(allowed=False, reason=f"这件备案现在是“{filing.get_state_display()}”，不能再办理这一事项。")
    return YES


def may_sign_of(user: m.User, preparer: int) -> Decision:
    """Whether this account signs what that account has prepared."""
    if not user.can_sign:
        return Decision(allowed=False, reason="您的账号没有签发权限。")
    if preparer == user.pk:
        return Decision(allowed=False, reason="拟办人不能签发自己拟办的事项，请由另一位有签发权限的同事签发。")
    return YES


def can_sign_joint(user: m.User, joint: m.JointRecommendation) -> Decision:
    """Whether this account may sign or send back a joint recommendation: of its district, flagged, not its preparer, off
    none of its cases.
    """
    if not role_may(user, Action.RECOMMEND) or user.district_id != joint.district_id:
        return Decision(allowed=False, reason="这一批量推荐不在您的办理范围内。")
    waiting = joint.acts.filter(status=m.PendingAct.Status.PENDING)
    if m.Recusal.objects.filter(user=user, application__in=waiting.values("application")).exists():
        return Decision(allowed=False, reason="您已声明回避其中的申请，请由另一位有签发权限的同事签发。")
    return may_sign_of(user, joint.prepared_by_id)


def can_sign_upward(user: m.User, letter: m.UpwardLetter) -> Decision:
    """Whether this account may sign or send back a letter of recommendation upward: of the city, flagged, not its preparer."""
    if not role_may(user, Act.RECOMMEND_UPWARD):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    return may_sign_of(user, letter.prepared_by_id)


def is_within_reach(user: m.User, application: m.Application) -> bool:
    """Reach of one application by role, on fields of the row alone (no query)."""
    if user.role == Role.OPERATOR:
        return user.operator_id is not None and application.operator_id == user.operator_id
    if user.role == Role.DISTRICT:
        return application.district_id == user.district_id and application.submitted_at is not None
    return user.role == Role.CITY and application.submitted_at is not None


def is_editable(application: m.Application, user: m.User) -> bool:
    """Whether the operator may edit all of it: its own draft."""
    return user.role == Role.OPERATOR and application.state == State.DRAFT and is_within_reach(user, application)


def is_correctable(application: m.Application, user: m.User) -> bool:
    """Whether the operator may edit what was sent back to it; which parts these are is a guard in services."""
    return user.role == Role.OPERATOR and application.state == State.RETURNED and is_within_reach(user, application)


def can_replace_accounts(user: m.User, operator: m.Operator) -> Decision:
    """Whether this account may replace an operator's accounts: the district that confirms it."""
    if role_may(user, Act.REPLACE_ACCOUNTS) and operator.district_id == user.district_id:
        return YES
    return Decision(allowed=False, reason="由机构首个场地所在区县的科技主管部门更换账号。")


def can_extend(user: m.User, request: m.CorrectionRequest) -> Decision:
    """Whether this account may give more time for a correction: the office that sent it back, while it is open."""
    if not role_may(user, Act.EXTEND_CORRECTION) or not is_within_reach(user, request.application):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if is_recused(user, request.application):
        return RECUSED
    if request.role != user.role:
        return Decision(allowed=False, reason=f"这件申请由{request.office}退回补正，由其办理延期。")
    if request.closed_at or request.application.state != State.RETURNED:
        return Decision(allowed=False, reason="这次补正已经结束，不能再延期。")
    return YES


def can_keep(user: m.User, document: m.Document) -> Decision:
    """Whether the account's office has issued this document, on fields of the row alone (no query)."""
    if not role_may(user, Act.KEEP_DOCUMENTS):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if document.district_id != user.district_id:  # both are None where the city has issued it
        return Decision(allowed=False, reason="这份文书由其他机关制发，由制发机关办理。")
    return YES
