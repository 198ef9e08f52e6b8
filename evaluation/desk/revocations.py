"""Two 不合格 in a row on the city's desk: a proposal (第十五条第（二）项), which a corrected grade withdraws by itself."""

from collections.abc import Iterator

from django.urls import reverse

from evaluation.selectors.campaigns.revocations import proposal_entries
from evaluation.selectors.campaigns.standing import Proposal
from evaluation.services.campaigns.messages import OWN_RESULTS
from filings.models import User
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, registry

SHOWN = 10


def revocation_items(_user: User) -> Iterator[DeskItem]:
    """Makerspaces on file that were 不合格 in two calendar years in a row, and about which nothing was begun yet."""
    waiting = [entry.proposal for entry in proposal_entries() if entry.revocation is None]
    for proposal in waiting[:SHOWN]:
        years = "、".join(f"{each.year}年度{each.label}" for each in proposal.grades)
        yield DeskItem(
            title=str(proposal.space),
            url=where_explained(proposal),
            text=f"{years}（{proposal.space.district}）。可以提出撤销备案，由市科技局决定；等级更正后自动移出本列表。",
            tag="建议撤销备案",
            tone="fail",
            button="查看",
        )


def where_explained(proposal: Proposal) -> str:
    """The result of the later year; the makerspace's page where that grade was loaded from before the system."""
    entry = proposal.grades[1].entry
    return f"{OWN_RESULTS}{entry}/" if entry else reverse("filings:space", args=[proposal.space.pk])


def contribute() -> None:
    """Add the entry."""
    registry.add_sections(
        DeskSection(
            "revocation-proposals",
            "建议撤销备案（第十五条第（二）项）",
            frozenset({Role.CITY.value}),
            revocation_items,
            position=47,
            more="/evaluations/revocations/",
        )
    )
