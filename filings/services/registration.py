"""Operators register themselves, others ask to join, the district of the first site confirms or refuses."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import District, JoinRequest, Operator, User
from filings.services.history import append_line
from filings.services.notices import notify
from filings.storing import check_upload, store_checked
from filings.workflow import Role


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person says of the account; the password has passed the validators."""

    username: str
    password: str
    full_name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What a person says of the organisation; the code has passed its check digit."""

    name: str
    uscc: str
    legal_representative: str
    registered_address: str
    district: District


def register_operator(account: NewAccount, organisation: NewOrganisation, *, licence: UploadedFile[Any]) -> User:
    """Register an organisation with its first account, all or nothing.

    Checks the licence, creates operator (pending) and account, stores the licence, appends a history line, tells the
    district.
    Raises WorkflowRefused when the code was registered meanwhile.
    """
    checked = check_upload(licence)
    try:
        with transaction.atomic():
            operator = Operator.objects.create(
                name=organisation.name,
                uscc=organisation.uscc,
                legal_representative=organisation.legal_representative,
                registered_address=organisation.registered_address,
                district=organisation.district,
                contact_name=account.full_name,
                contact_phone=account.phone,
                email=account.email,
            )
            user = create_account(account, operator=operator)
            operator.licence = store_checked(checked, actor=user, operator=operator)
            operator.save(update_fields=["licence"])
            append_line(operator, actor=user, action="register", to_state=operator.status)
            tell_district(operator, title=f"新登记的运营机构待确认：{operator.name}", key=f"operator:{operator.pk}:new")
    except IntegrityError:
        raise WorkflowRefused(
            "这个统一社会信用代码或用户名刚刚已被登记。请返回登记页重新填写代码：已登记的机构可以申请加入。",
            way_on=reverse("filings:operator-register"),
        ) from None
    return user


def request_to_join(account: NewAccount, *, operator: Operator) -> User:
    """Create an account without an organisation and its request to join, the operator locked; history line; tell the
    members and the district. Raises WorkflowRefused when the name was taken meanwhile.
    """
    with transaction.atomic():
        locked = Operator.objects.select_for_update().get(pk=operator.pk)
        user = create_free_account(account, operator=locked)
        JoinRequest.objects.create(operator=locked, user=user)
        append_line(locked, actor=user, action="ask_to_join", details={"user": user.pk})
        title = f"有人申请加入{locked.name}"
        body = f"{user.full_name}申请加入，请核实后同意或不同意。"
        key = f"join:{user.pk}"
        url = reverse("filings:join-requests")
        notify(locked.accounts.filter(is_active=True), title=title, body=body, key=key, url=url)
        tell_district(locked, title=title, body=body, key=key, url=url)
    return user


def create_free_account(account: NewAccount, *, operator: Operator) -> User:
    """The account of someone who asks to join; the constraint lets one person have a name."""
    try:
        with transaction.atomic():
            return create_account(account, operator=None)
    except IntegrityError:
        way_on = reverse("filings:operator-register-details", args=[operator.uscc])
        raise WorkflowRefused("这个用户名刚刚已有人使用，请返回换一个用户名。", way_on=way_on) from None


def create_account(account: NewAccount, *, operator: Operator | None) -> User:
    """The operator's account row with its password hashed."""
    return User.objects.create_user(
        username=account.username,
        password=account.password,
        email=account.email,
        role=Role.OPERATOR.value,
        full_name=account.full_name,
        phone=account.phone,
        operator=operator,
    )


def lock_operator(operator: Operator, *statuses: str) -> Operator:
    """The operator's row, locked; refused when it is no longer in one of the statuses."""
    locked = Operator.objects.select_for_update().get(pk=operator.pk)
    if locked.status not in statuses:
        raise WorkflowRefused(
            f"这个机构现在是“{locked.get_status_display()}”，可能已由他人办理，请刷新后查看。",
            way_on=reverse("filings:operator", args=[operator.pk]),
        )
    return locked


def confirm_operator(operator: Operator, *, actor: User) -> Operator:
    """Confirm a pending operator: status, history line, message to its accounts."""
    return decide_operator(operator, Operator.Status.CONFIRMED, actor=actor)


def refuse_operator(operator: Operator, *, actor: User, reason: str) -> Operator:
    """Refuse a pending operator with a reason: status, history line, message to its accounts, who may amend and ask again."""
    return decide_operator(operator, Operator.Status.REFUSED, actor=actor, reason=reason)


def decide_operator(operator: Operator, status: Operator.Status, *, actor: User, reason: str = "") -> Operator:
    """One decision of the district of the operator's first site."""
    with transaction.atomic():
        locked = lock_operator(operator, Operator.Status.PENDING)
        if locked.district_id != actor.district_id:
            raise WorkflowRefused("由机构首个场地所在区县的科技主管部门确认。")
        locked.status = status
        locked.refusal_reason = reason
        locked.decided_by = actor
        locked.decided_at = timezone.now()
        locked.save()
        line = append_line(
            locked, actor=actor, action="decide_operator", from_state=operator.status, to_state=status, reason=reason
        )
        outcome = (
            "已通过确认，可以提交备案申请" if status == Operator.Status.CONFIRMED else "未通过确认，请修改后重新提交"
        )
        notify(
            locked.accounts.filter(is_active=True),
            title=f"{locked.name}{outcome}",
            body=reason,
            url=reverse("filings:organisation"),
            key=f"operator:{locked.pk}:{line.sequence}",
        )
    return locked


def ask_confirmation_again(operator: Operator, *, actor: User) -> Operator:
    """A refused operator, amended, goes back to the district: status, history line, message to the district."""
    with transaction.atomic():
        locked = lock_operator(operator, Operator.Status.REFUSED)
        locked.status = Operator.Status.PENDING
        locked.refusal_reason = ""
        locked.save()
        line = append_line(locked, actor=actor, action="ask_again", from_state="refused", to_state="pending")
        tell_district(locked, title=f"修改后待确认：{locked.name}", key=f"operator:{locked.pk}:{line.sequence}")
    return locked


def tell_district(operator: Operator, *, title: str, key: str, url: str = "", body: str = "") -> None:
    """A message to the accounts of the operator's district."""
    staff = User.objects.filter(role=Role.DISTRICT, district_id=operator.district_id, is_active=True)
    notify(staff, title=title, body=body, key=key, url=url or reverse("filings:operator", args=[operator.pk]))


def admit_member(request: JoinRequest, *, actor: User) -> JoinRequest:
    """Let a person in: the account gets its organisation; history line; message to the person."""
    return decide_join(request, JoinRequest.Status.ADMITTED, actor=actor)


def refuse_member(request: JoinRequest, *, actor: User) -> JoinRequest:
    """Keep a person out: request closed; history line; message to the person."""
    return decide_join(request, JoinRequest.Status.REFUSED, actor=actor)


def decide_join(request: JoinRequest, status: JoinRequest.Status, *, actor: User) -> JoinRequest:
    """One decision by an existing member or the district, with the operator locked for its history."""
    with transaction.atomic():
        Operator.objects.select_for_update().get(pk=request.operator_id)
        locked = JoinRequest.objects.select_for_update().get(pk=request.pk)
        if locked.status != JoinRequest.Status.PENDING:
            raise WorkflowRefused(
                f"这件加入申请{locked.get_status_display()}，不用再办理。", way_on=reverse("filings:join-requests")
            )
        locked.status = status
        locked.decided_by = actor
        locked.decided_at = timezone.now()
        locked.save()
        if status == JoinRequest.Status.ADMITTED:
            locked.user.operator = locked.operator
            locked.user.save(update_fields=["operator"])
        append_line(locked.operator, actor=actor, action=f"join_{status}", details={"user": locked.user_id})
        notify(
            [locked.user],
            title=f"加入{locked.operator.name}的申请{locked.get_status_display()}",
            url=reverse("filings:desk"),
            key=f"join:{locked.pk}:{status}",
        )
    return locked
