"""Who is told of which step of a change and of a cancellation. Nothing here decides."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import Cancellation, ChangeReport, Filing, HistoryLine, Notice, User
from filings.services.history import record_name
from filings.services.notices import city_staff, members_of, notify, settle_notices
from filings.workflow import Role
from filings.workflow_changes import ChangeAction
from zzspace.wording import date_zh, days_zh

ASKING = ("reported", "resubmitted", "returned", "soon", "overdue", "forwarded", "proposed")


def change_url(change: ChangeReport) -> str:
    """The address of a change."""
    return reverse("filings:change", args=[change.pk])


def filing_url(filing: Filing) -> str:
    """The address of a filing."""
    return reverse("filings:filing", args=[filing.pk])


def staff_of(district: str) -> Iterable[User]:
    """The accounts of a district."""
    return User.objects.filter(role=Role.DISTRICT, district_id=district, is_active=True)


def tell(
    change: ChangeReport,
    users: Iterable[User],
    kind: str,
    *,
    title: str,
    body: str,
    sort: Notice.Kind = Notice.Kind.HANDLING,
) -> None:
    """A step that some are told of, once in each round of correction."""
    key = f"change-{kind}:{change.pk}:{rounds_of(change)}"
    notify(users, title=f"{title}：{change}", body=body, url=change_url(change), key=key, kind=sort)


def rounds_of(change: ChangeReport) -> int:
    """How often it was sent back."""
    lines = HistoryLine.objects.filter(record=record_name(change), action=ChangeAction.RETURN)
    return lines.count()


def late_words(change: ChangeReport) -> str:
    return f"，逾期{change.days_late}天" if change.days_late else ""


def tell_reported(change: ChangeReport) -> None:
    """The other side: the district of a report, the operator of what the district found."""
    if change.by_district:
        body = (
            f"{change.district.bureau}发现{change.get_kind_display()}发生变更，已登记办理。请查看内容，按要求补充材料。"
        )
        tell(change, members_of(change.filing), "reported", title="区县登记变更", body=body)
        return
    body = f"{change.operator}报告{date_zh(change.happened_on)}发生的变更{late_words(change)}，请审查材料。"
    tell(change, staff_of(change.district_id), "reported", title="收到变更报告", body=body)


def tell_resubmitted(change: ChangeReport) -> None:
    """The district goes on; what asked the operator is settled."""
    settle(change, body="已补正并重新提交。")
    tell(change, staff_of(change.district_id), "resubmitted", title="变更已补正", body="请重新审查材料。")


def tell_returned(change: ChangeReport) -> None:
    """The operator learns what is lacking and until when."""
    body = f"请在{days_zh(change.returned_due_on)}前（含当日）补正：{'；'.join(change.returned_items)}"
    tell(change, members_of(change.filing), "returned", title="变更退回补正", body=body)


def tell_forwarded(change: ChangeReport) -> None:
    """The city has something to file."""
    tell(
        change,
        city_staff(),
        "forwarded",
        title="待变更备案",
        body=f"{change.district.bureau}审核后报送，请办理变更备案。",
    )


def tell_proposed(change: ChangeReport) -> None:
    """The city has something to decide; the operator learns of the opinion."""
    office = change.district.bureau
    body = f"{office}审核后认为不再符合众创空间要求，建议取消备案资格，请研究决定。"
    tell(change, city_staff(), "proposed", title="建议取消备案资格", body=body)
    body = f"{office}审核后认为变更后不再符合众创空间要求，已向市科技局提出取消备案资格建议。市科技局决定以前，备案仍在册。"
    tell(change, members_of(change.filing), "proposal", title="变更审核结果", body=body)


def tell_filed(change: ChangeReport) -> None:
    """Both operators, where it went from one to another, and the district."""
    settle(change, body="已变更备案。")
    body = f"已于{date_zh(change.filed_on)}变更备案，名册自{date_zh(change.happened_on)}起按变更后的内容记载。"
    people = list(members_of(change.filing))
    if change.operator_id != change.filing.operator_id:
        people += User.objects.filter(role=Role.OPERATOR, operator=change.operator_id, is_active=True)
    tell(
        change,
        [*people, *staff_of(change.district_id)],
        "filed",
        title="准予变更备案",
        body=body,
        sort=Notice.Kind.RESULT,
    )


def tell_moved(change: ChangeReport, district: str) -> None:
    """The district that a space has moved to takes over what is under way."""
    body = f"该众创空间自{date_zh(change.happened_on)}起迁入您的辖区，没有办结的事项一并移交，请接手办理。"
    tell(change, staff_of(district), "moved", title="众创空间迁入", body=body)


def tell_withdrawn(change: ChangeReport) -> None:
    """The other side."""
    settle(change, body="变更已撤回。")
    other = members_of(change.filing) if change.by_district else staff_of(change.district_id)
    tell(change, other, "withdrawn", title="变更已撤回", body="实际没有发生变更，已说明情况并撤回。")


def settle(change: ChangeReport, *, body: str) -> None:
    """Messages that ask for a step that is no longer to be taken."""
    rounds = range(rounds_of(change) + 1)
    keys = [f"change-{kind}:{change.pk}:{number}" for kind in ASKING for number in rounds]
    settle_notices(keys, body=body)


def remind_operator(change: ChangeReport, *, is_over: bool) -> None:
    """A correction that is soon due, or overdue; the district learns of the latter."""
    kind, title = ("overdue", "变更补正已逾期") if is_over else ("soon", "变更补正即将到期")
    due = days_zh(change.returned_due_on)
    body = f"补正期限{due}已过，请尽快补正并提交。" if is_over else f"请在{due}前（含当日）补正并提交。"
    tell(change, members_of(change.filing), kind, title=title, body=body, sort=Notice.Kind.DEADLINE)
    if is_over:
        body = f"运营机构没有在{due}前补正，请催办。"
        tell(change, staff_of(change.district_id), kind, title=title, body=body, sort=Notice.Kind.DEADLINE)


def tell_cancellation_asked(cancellation: Cancellation) -> None:
    """City and district."""
    filing = cancellation.filing
    notify(
        [*city_staff(), *staff_of(filing.space.district_id)],
        title=f"申请注销备案：{filing.space}（{filing.number}）",
        body=f"{filing.operator}申请注销备案，由市科技局办理。",
        url=filing_url(filing),
        key=f"cancellation-asked:{cancellation.pk}",
    )


def settle_cancellation_asked(cancellation: Cancellation, *, body: str) -> None:
    """City and district have nothing left to do on a request."""
    settle_notices([f"cancellation-asked:{cancellation.pk}"], body=body)


def tell_cancellation_closed(cancellation: Cancellation, *, reason: str) -> None:
    """Who asked; without a link, for the filing may be another operator's by now."""
    filing = cancellation.filing
    notify(
        [cancellation.asked_by],
        title=f"注销申请已终止：{filing.space}（{filing.number}）",
        body=reason,
        key=f"cancellation-closed:{cancellation.pk}",
        kind=Notice.Kind.RESULT,
    )


def tell_cancelled(cancellation: Cancellation) -> None:
    """Operator and district."""
    filing = cancellation.filing
    settle_cancellation_asked(cancellation, body="已办结。")
    notify(
        [*members_of(filing), *staff_of(filing.space.district_id)],
        title=f"备案已注销：{filing.space}（{filing.number}）",
        body="备案已按运营机构的申请注销，注销备案通知可以在系统中下载。",
        url=filing_url(filing),
        key=f"cancelled:{filing.pk}",
        kind=Notice.Kind.RESULT,
    )
