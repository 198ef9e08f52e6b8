"""Messages about a year's evaluation: operators and experts, each act in one go however many there are."""

from typing import Final

from evaluation.models import Campaign, Entry
from filings.models import Notice, User
from filings.services.notices import notify
from filings.workflow import Role

OWN_RESULTS: Final = "/grades/"
"""Where an operator finds its results; a district those of its makerspaces."""
OWN_MARKINGS: Final = "/markings/"
"""Where an expert finds what is to be marked."""


def tell_operators(
    campaign: Campaign,
    kind: str,
    *,
    title: str,
    body: str,
    entry: Entry | None = None,
    notice: str = "",
    url: str = "",
) -> None:
    """All operators whose makerspaces take part, or that of one; once a kind and account. `url` is their results by default."""
    entries = campaign.entries.filter(takes_part=True)
    if entry is not None:
        entries = entries.filter(pk=entry.pk)
    operators = entries.values("space__operator_id")
    notify(
        User.objects.filter(role=Role.OPERATOR, is_active=True, operator_id__in=operators),
        title=title,
        body=body,
        url=url or (OWN_RESULTS if entry is None else f"{OWN_RESULTS}{entry.pk}/"),
        key=f"campaign-{kind}:{campaign.pk}" if entry is None else f"entry-{kind}:{entry.pk}",
        kind=Notice.Kind(notice or Notice.Kind.RESULT),
    )


def tell_expert(campaign: Campaign, expert: User, *, number: int, key: str) -> None:
    """An expert has makerspaces to mark."""
    notify(
        [expert],
        title=f"{campaign}：请评分{number}家众创空间",
        body="请阅读自评材料后逐项评分；有利益关系的，请申请回避。",
        url=OWN_MARKINGS,
        key=f"markings:{campaign.pk}:{key}",
        kind=Notice.Kind.HANDLING,
    )
