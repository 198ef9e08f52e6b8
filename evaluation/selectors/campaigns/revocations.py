"""Proposals of revocation with what became of them: the revocation that is open or was decided on the same two years. Reading only."""

from dataclasses import dataclass

from evaluation.selectors.campaigns.standing import Proposal, revocation_proposals
from filings.models import Revocation
from filings.workflow_revocations import Ground


@dataclass(frozen=True, slots=True)
class ProposalEntry:
    """A makerspace that was 不合格 two years in a row, and the revocation of its filing that deals with it."""

    proposal: Proposal
    revocation: Revocation | None


def proposal_entries() -> list[ProposalEntry]:
    """All proposals, each with the revocation that is open, whatever its ground, or was decided on these two years. One query
    beside those of the proposals.
    """
    proposals = revocation_proposals()
    if not proposals:
        return []
    spaces = [each.space.pk for each in proposals]
    found: dict[int, list[Revocation]] = {}
    known = Revocation.objects.filter(filing__space__in=spaces).select_related("filing").order_by("-pk")
    for each in known:
        found.setdefault(each.filing.space_id, []).append(each)
    return [ProposalEntry(each, dealing_with(each, found.get(each.space.pk, []))) for each in proposals]


def dealing_with(proposal: Proposal, revocations: list[Revocation]) -> Revocation | None:
    """Of some revocations the one that is open, else the one that was decided on the proposal's two years."""
    for each in revocations:
        if each.is_open or (each.ground == Ground.FAILED and years_of(each) == proposal.years):
            return each
    return None


def years_of(revocation: Revocation) -> tuple[int, ...]:
    """The two years that a revocation rests on."""
    return tuple(grade["year"] for grade in revocation.basis.get("grades", ()))
