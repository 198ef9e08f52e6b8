"""Who is told of which step of a fraud case. Nothing here decides."""

from django.urls import reverse
from django.utils import timezone

from filings.models import FraudCase, PendingAct, ReviewAssignment, User
from filings.services.hearings import BY_SERVICE, message_key, message_keys
from filings.services.notices import city_staff, district_staff, members_of, notify, notify_lapsed_act, settle_notices
from filings.workflow import CaseState, State
from zzspace.wording import date_zh, days_zh


def case_url(case: FraudCase) -> str:
    """The address of a case."""
    return reverse("filings:fraud-case", args=[case.pk])


def tell(case: FraudCase, users: list[User], kind: str, *, title: str, body: str) -> None:
    """A step that some are told of, once; anew where the day of service on which it depends was corrected."""
    key = message_key(case, "fraud", kind)
    notify(users, title=f"{title}：{case.application.space}", body=body, url=case_url(case), key=key)


def tell_proposed(case: FraudCase) -> None:
    """The city has something to look into; nobody else learns of it yet."""
    body = f"{case.proposed_by.organisation}提请取消参评资格，请核对事实和证据后作出事先告知或不予认定。"
    tell(case, [*city_staff(case.application)], "proposed", title="提请取消参评资格", body=body)


def tell_notified(case: FraudCase) -> None:
    """The operator can read the notice; the district learns of it."""
    settle_notices([f"fraud-proposed:{case.pk}"], body="已作出事先告知。")
    body = (
        "市科技局拟取消参评资格，2年内不得再次申报（第八条）。"
        f"请查看事先告知书，自送达之日起{case.defence_days}个工作日内可以陈述、申辩。"
    )
    tell(case, [*members_of(case.application)], "notified", title="取消参评资格事先告知", body=body)
    tell(
        case,
        [*district_staff(case.application)],
        "notified",
        title="取消参评资格事先告知",
        body="市科技局已作出事先告知。",
    )


def tell_served(case: FraudCase) -> None:
    """The operator's time runs."""
    body = f"事先告知书已于{date_zh(case.served_on)}送达，请在{days_zh(case.defence_due_on)}前（含当日）陈述、申辩。"
    tell(case, [*members_of(case.application)], "served", title="请陈述申辩", body=body)


def tell_service_corrected(case: FraudCase) -> None:
    """The operator's time ends on another day than it was told."""
    settle_notices(message_keys(case, "fraud", BY_SERVICE), body="送达记录已更正，期限以更正后的为准。")
    body = (
        f"事先告知书的送达日期更正为{date_zh(case.served_on)}，"
        f"请在{days_zh(case.defence_due_on)}前（含当日）陈述、申辩。"
    )
    tell(case, [*members_of(case.application)], "served", title="送达日期已更正", body=body)


def tell_heard(case: FraudCase) -> None:
    """The defence is in, or was not made: the city decides."""
    settle_notices(
        message_keys(case, "fraud", ("notified", "served", "soon")),
        body="陈述申辩已经结束，等待市科技局决定。",
    )
    title = "已收到陈述申辩" if case.defence else "未陈述申辩"
    tell(case, [*city_staff(case.application)], "heard", title=title, body="请复核后作出认定或不予认定。")


def tell_found(case: FraudCase) -> None:
    """Operator and district learn of the decision; the city, where a filing is still in force."""
    settle_asked(case)
    body = "市科技局认定申请中存在弄虚作假行为，自决定之日起2年内不得再次申报。理由和救济途径见决定书。"
    everyone = [*members_of(case.application), *district_staff(case.application)]
    tell(case, everyone, "found", title="取消参评资格决定", body=body)
    if case.application.state == State.APPROVED:
        tell(
            case,
            [*city_staff(case.application)],
            "revoke",
            title="须启动撤销程序",
            body="该申请已经准予备案，弄虚作假认定后，请按第十五条对其备案启动撤销程序。",
        )


def tell_experts(case: FraudCase) -> None:
    """Those on the panel have nothing to score any more."""
    places = case.application.assignments.filter(status__in=ReviewAssignment.ON_PANEL).select_related("expert")
    notify(
        [place.expert for place in places],
        title=f"评审终止：{case.application.space}",
        body="这件申请已办结，不用再评审。",
        key=f"review-ended:{case.application_id}",
    )


def tell_dropped(case: FraudCase) -> None:
    """The proposer and the district; the operator only if it had been told of the case at all."""
    settle_asked(case)
    told = [case.proposed_by, *district_staff(case.application)]
    if case.notice_id:
        told += members_of(case.application)
    tell(case, list(dict.fromkeys(told)), "dropped", title="不予认定弄虚作假", body=case.drop_reason)


def settle_asked(case: FraudCase) -> None:
    """Messages that ask for a step, once the case has ended."""
    kinds = ("proposed", "notified", "served", "soon", "heard", "late")
    settle_notices(message_keys(case, "fraud", kinds), body="这件核查已经办结。")


def lapse_acts(case: FraudCase) -> None:
    """A finding that waits for its signature falls away when the case is dropped; its preparer is told."""
    for act in case.acts.filter(status=PendingAct.Status.PENDING).select_related("prepared_by", "application__space"):
        act.status = PendingAct.Status.LAPSED
        act.decided_at = timezone.now()
        act.save(update_fields=["status", "decided_at"])
        notify_lapsed_act(act)


def remind_operator(case: FraudCase) -> None:
    """The end of the operator's time is near."""
    body = f"请在{days_zh(case.defence_due_on)}前（含当日）陈述、申辩；逾期未提出的，视为没有陈述申辩。"
    tell(case, [*members_of(case.application)], "soon", title="陈述申辩期限将到", body=body)


def remind_city(case: FraudCase) -> None:
    """The time has passed without a word."""
    if case.state == CaseState.SERVED:
        body = "运营机构没有在期限内陈述申辩，请记录后作出决定。"
        tell(case, [*city_staff(case.application)], "late", title="陈述申辩期限已过", body=body)
