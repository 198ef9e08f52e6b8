"""Who is told of which step of a revocation. Nothing here decides."""

from collections.abc import Iterable

from filings.models import Application, Notice, Revocation, User
from filings.services.hearings import BY_SERVICE, message_key, message_keys
from filings.services.notices import city_staff, district_staff, notify, settle_notices
from filings.services.revocations.guards import revocation_url
from filings.workflow import Role
from filings.workflow_revocations import RevocationState
from zzspace.wording import date_zh, days_zh

ASKING = ("proposed", "notified", "unserved", "served", "soon", "heard", "late", "checked")


def tell(
    revocation: Revocation,
    users: Iterable[User],
    kind: str,
    *,
    title: str,
    body: str,
    sort: Notice.Kind = Notice.Kind.HANDLING,
) -> None:
    """A step that some are told of, once; anew where the day of service on which it depends was corrected."""
    notify(
        users,
        title=f"{title}：{revocation.filing.space}（{revocation.filing.number}）",
        body=body,
        url=revocation_url(revocation),
        key=message_key(revocation, "revocation", kind),
        kind=sort,
    )


def members_of(revocation: Revocation) -> Iterable[User]:
    """The accounts of the operator against which it goes."""
    return User.objects.filter(role=Role.OPERATOR, operator_id=revocation.operator_id, is_active=True)


def staff_of(revocation: Revocation) -> Iterable[User]:
    """The accounts of the district."""
    return User.objects.filter(role=Role.DISTRICT, district_id=revocation.district_id, is_active=True)


def settle(revocation: Revocation, *, body: str, kinds: Iterable[str] = ASKING) -> None:
    """Messages that ask for a step that is no longer to be taken."""
    settle_notices(message_keys(revocation, "revocation", kinds), body=body)


def tell_proposed(revocation: Revocation) -> None:
    """The city has something to look into; the district learns of what the city proposes itself. The operator does not yet."""
    office = revocation.proposed_by.organisation
    body = f"{office}依据{revocation.text.clause}提出撤销备案，请核对事实和证据后作出事先告知或者不予撤销。"
    tell(revocation, city_staff(), "proposed", title="提出撤销备案", body=body)
    if revocation.proposed_by.role != Role.DISTRICT:
        body = f"市科技局依据{revocation.text.clause}提出撤销备案。事先告知以前，请不要告知运营机构。"
        tell(revocation, staff_of(revocation), "proposal", title="提出撤销备案", body=body)


def tell_notified(revocation: Revocation) -> None:
    """The operator can read the notice and the evidence; the district learns of it."""
    settle(revocation, body="已作出事先告知。", kinds=("proposed",))
    body = (
        f"市科技局拟依据{revocation.text.clause}撤销备案资格。请查看事先告知书和证据，"
        f"自送达之日起{revocation.defence_days}个工作日内可以陈述、申辩。"
    )
    tell(revocation, members_of(revocation), "notified", title="撤销备案事先告知", body=body)
    tell(revocation, staff_of(revocation), "notified", title="撤销备案事先告知", body="市科技局已作出事先告知。")


def tell_served(revocation: Revocation) -> None:
    """The operator's time runs."""
    settle(revocation, body="已登记送达。", kinds=("unserved",))
    body = (
        f"撤销事先告知书已于{date_zh(revocation.served_on)}送达，"
        f"请在{days_zh(revocation.defence_due_on)}前（含当日）陈述、申辩。"
    )
    tell(revocation, members_of(revocation), "served", title="请陈述申辩", body=body, sort=Notice.Kind.DEADLINE)


def tell_service_corrected(revocation: Revocation) -> None:
    """The operator's time ends on another day than it was told."""
    settle(revocation, body="送达记录已更正，期限以更正后的为准。", kinds=BY_SERVICE)
    body = (
        f"撤销事先告知书的送达日期更正为{date_zh(revocation.served_on)}，"
        f"请在{days_zh(revocation.defence_due_on)}前（含当日）陈述、申辩。"
    )
    tell(revocation, members_of(revocation), "served", title="送达日期已更正", body=body, sort=Notice.Kind.DEADLINE)


def tell_heard(revocation: Revocation) -> None:
    """The defence is in, or was not made: the city goes on to the legal check."""
    settle(revocation, body="陈述申辩已经结束，等待市科技局决定。", kinds=("notified", "served", "soon", "late"))
    title = "已收到陈述申辩" if revocation.defence else "未陈述申辩"
    tell(revocation, city_staff(), "heard", title=title, body="请复核后送法制审核，登记审核人和结果。")


def tell_checked(revocation: Revocation) -> None:
    """The city can decide; nobody else is told of the legal check."""
    settle(revocation, body="法制审核已登记。", kinds=("heard",))


def tell_revoked(revocation: Revocation) -> None:
    """Operator and district learn of the decision."""
    settle(revocation, body="已作出撤销决定。")
    body = (
        "市科技局决定撤销备案资格，备案证书不再有效，自撤销之日起2年内不得再次申请备案（第十五条）。"
        "理由和救济途径见撤销决定书。"
    )
    everyone = [*members_of(revocation), *staff_of(revocation)]
    tell(revocation, everyone, "revoked", title="撤销备案决定", body=body, sort=Notice.Kind.RESULT)


def tell_live_application(revocation: Revocation, application: Application) -> None:
    """What was under way when the filing was revoked: its office decides on it, its operator may take it back."""
    body = (
        f"该机构的备案（{revocation.filing.number}）已被撤销，2年内不得再次申请备案。申请编号{application.number}的申请"
        "在此期间不能准予备案，请依照第十五条作出不予推荐或者不予备案的决定；撤销决定被推翻的，可以继续办理。"
    )
    title = f"在办申请受撤销影响：{application.space}"
    key = f"revocation-live:{revocation.pk}:{application.pk}"
    offices = [*district_staff(application), *city_staff(application)]
    notify(offices, title=title, body=body, url=f"/applications/{application.pk}/", key=key)
    body = "备案资格已被撤销，2年内不得再次申请备案，这件申请在此期间不能准予备案。您可以撤回申请，或者等候决定。"
    notify(members_of(revocation), title=title, body=body, url=f"/applications/{application.pk}/", key=key)


def tell_dropped(revocation: Revocation) -> None:
    """The proposer and the district; the operator only if it had been told at all."""
    settle(revocation, body="已决定不予撤销。")
    told = [revocation.proposed_by, *staff_of(revocation)]
    if revocation.notice_id:
        told += members_of(revocation)
    tell(
        revocation,
        list(dict.fromkeys(told)),
        "dropped",
        title="不予撤销备案",
        body=f"备案仍在册。理由：{revocation.drop_reason}",
        sort=Notice.Kind.RESULT,
    )


def tell_reinstated(revocation: Revocation) -> None:
    """Operator and district learn that everything is as before."""
    body = (
        f"撤销决定经{revocation.get_overturned_by_display()}被推翻，备案以原编号恢复，禁止申报解除。见恢复备案决定书。"
    )
    everyone = [*members_of(revocation), *staff_of(revocation)]
    tell(revocation, everyone, "reinstated", title="恢复备案", body=body, sort=Notice.Kind.RESULT)


def remind_operator(revocation: Revocation) -> None:
    """The end of the operator's time is near."""
    body = f"请在{days_zh(revocation.defence_due_on)}前（含当日）陈述、申辩；逾期未提出的，视为没有陈述申辩。"
    tell(revocation, members_of(revocation), "soon", title="陈述申辩期限将到", body=body, sort=Notice.Kind.DEADLINE)


def remind_city(revocation: Revocation) -> None:
    """The time has passed without a word."""
    if revocation.state == RevocationState.SERVED:
        body = "运营机构没有在期限内陈述申辩，请记录后送法制审核。"
        tell(revocation, city_staff(), "late", title="陈述申辩期限已过", body=body, sort=Notice.Kind.DEADLINE)


def remind_to_serve(revocation: Revocation) -> None:
    """A notice that was issued some days ago is not served yet, as far as is recorded."""
    body = "撤销事先告知书作出后还没有登记送达，请及时送达并登记，陈述申辩期限从送达之日起算。"
    tell(revocation, city_staff(), "unserved", title="请登记告知书送达", body=body, sort=Notice.Kind.DEADLINE)
