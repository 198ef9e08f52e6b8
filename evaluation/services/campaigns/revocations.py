"""Two years of 不合格 lead to a revocation only where the city says so (第十五条第（二）项): what is handed to filings, and whether it
still stands after a grade was corrected.
"""

from typing import Any

from evaluation.models import HistoricGrade
from evaluation.selectors.campaigns.standing import Proposal, grades_of, revocation_proposals
from filings.errors import WorkflowRefused
from filings.models import Filing, Revocation, Space, User
from filings.selectors.revocations.grounds import FALLEN_AWAY
from filings.services.revocations.proposing import propose_on_record
from filings.workflow import FilingState
from filings.workflow_revocations import Ground

FAIL = HistoricGrade.Grade.FAIL


def proposal_of(space: Space) -> Proposal:
    """The proposal of a makerspace as its grades stand now; refused where they no longer make one."""
    found = next((each for each in revocation_proposals() if each.space.pk == space.pk), None)
    if found is None:
        raise WorkflowRefused(
            f"{space}现在没有连续两年不合格的评价结果，或者已不在册。", way_on="/evaluations/revocations/"
        )
    return found


def propose_for_failures(space: Space, *, actor: User, facts: str) -> Revocation:
    """The city opens the revocation of a makerspace's filing in force: the grades of the two years, read anew, are kept with
    it. Never automatic.
    """
    proposal = proposal_of(space)
    filing = Filing.objects.get(space=space, state=FilingState.ACTIVE)
    return propose_on_record(filing, Ground.FAILED, actor=actor, facts=facts, basis=basis_of(proposal))


def basis_of(proposal: Proposal) -> dict[str, Any]:
    """The two years with their grades, as plain values."""
    grades = [
        {"year": each.year, "grade": each.grade, "label": each.label, "entry": each.entry} for each in proposal.grades
    ]
    return {"space": proposal.space.pk, "grades": grades}


def facts_of(proposal: Proposal) -> str:
    """The facts as the notice would tell them; the city may complete them."""
    told = "、".join(
        f"{each.year}年度考核评价等级为{each.label}{f'（{each.total}分）' if each.total is not None else ''}"
        for each in proposal.grades
    )
    return f"“{proposal.space}”{told}，连续两年考核评价结果为不合格。"


def failed_no_more(revocation: Revocation) -> str:
    """Which of the two grades was corrected since, in a sentence; "" while both stand at 不合格. Two queries."""
    space = revocation.basis["space"]
    now = {each.year: each for each in grades_of([space]).get(space, [])}
    for each in revocation.basis["grades"]:
        grade = now.get(each["year"])
        if grade is None:
            return f"{each['year']}年度的评价结果已不存在，不再是连续两年不合格。"
        if grade.grade != FAIL:
            return f"{each['year']}年度的评价等级已更正为“{grade.label}”，不再是连续两年不合格。"
    return ""


def contribute() -> None:
    """Let filings ask whether the ground still stands; called once at start."""
    FALLEN_AWAY[Ground.FAILED] = failed_no_more
