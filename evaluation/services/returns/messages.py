"""Messages about annual returns: who is told, and which old messages ask for nothing any more."""

from collections.abc import Iterable

from django.urls import reverse

from evaluation.models import AnnualReturn
from filings.models import Notice, Space, User
from filings.services.notices import notify, settle_notices
from filings.workflow import Role


def operator_accounts(space: Space) -> Iterable[User]:
    """The accounts of the organisation that runs a makerspace."""
    return User.objects.filter(role=Role.OPERATOR, operator_id=space.operator_id, is_active=True)


def district_accounts(space: Space) -> Iterable[User]:
    """The accounts of a makerspace's district."""
    return User.objects.filter(role=Role.DISTRICT, district_id=space.district_id, is_active=True)


def return_url(record: AnnualReturn) -> str:
    """The address of a return's page."""
    return reverse("evaluation:return", args=[record.pk])


def message_key(kind: str, record: AnnualReturn, revision: int) -> str:
    """One message for each step of a return: a step is a revision."""
    return f"return-{kind}:{record.pk}:{revision}"


def tell_operator(record: AnnualReturn, *, key: str, title: str, body: str) -> None:
    """A step that the operator is told of."""
    notify(
        operator_accounts(record.space),
        title=f"{title}：{record}",
        body=body,
        url=return_url(record),
        key=message_key(key, record, record.revision),
        kind=Notice.Kind.STATISTICS,
    )


def tell_district(record: AnnualReturn) -> None:
    """The district has a return to check."""
    notify(
        district_accounts(record.space),
        title=f"统计报表待审核：{record}",
        body="运营机构已报送，请核对后审核通过或退回修改。",
        url=return_url(record),
        key=message_key("submitted", record, record.revision),
        kind=Notice.Kind.STATISTICS,
    )


def settle_for_operator(record: AnnualReturn) -> None:
    """What asked the operator to correct is done with."""
    settle(record, "returned", "报表已重新报送，这条消息不用再办理。")


def settle_for_district(record: AnnualReturn) -> None:
    """What asked the district to check is done with."""
    settle(record, "submitted", "这份报表已经办理，这条消息不用再办理。")


def settle(record: AnnualReturn, kind: str, body: str) -> None:
    """All earlier messages of a kind about a return."""
    settle_notices((message_key(kind, record, revision) for revision in range(record.revision + 1)), body=body)
