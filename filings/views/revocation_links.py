"""Where the pages of revocations lead: the address and icon of each step. No page of its own."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from filings.models import ChangeReport, Filing, FraudCase, PendingAct, Revocation, User
from filings.permissions import Act, can_on_filing, can_on_revocation
from filings.selectors.revocations.grounds import why_fallen_away
from filings.selectors.revocations.lists import open_revocation_of
from filings.services.hearings import is_period_over
from filings.workflow import CaseState, FilingState, Role
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import REVOCATION, REVOCATION_ACTION_LABELS, RevocationAction

PATHS: dict[RevocationAction, tuple[str, str]] = {
    RevocationAction.NOTIFY: ("revocation-notify", "send"),
    RevocationAction.SUPPLEMENT: ("revocation-supplement", "edit"),
    RevocationAction.SERVE: ("revocation-serve", "mail"),
    RevocationAction.DEFEND: ("revocation-defend", "message-2"),
    RevocationAction.CLOSE_HEARING: ("revocation-no-defence", "clock"),
    RevocationAction.CHECK_LEGALITY: ("revocation-legal-check", "scale"),
    RevocationAction.REVOKE: ("revocation-revoke", "ban"),
    RevocationAction.CORRECT_SERVICE: ("revocation-correct-service", "mail"),
    RevocationAction.DROP: ("revocation-drop", "x"),
    RevocationAction.REINSTATE: ("revocation-reinstate", "rotate"),
}
ADVERSE = frozenset({RevocationAction.CORRECT_SERVICE, RevocationAction.DROP, RevocationAction.REINSTATE})
"""In the menu, not beside the next step."""


def revocation_buttons(user: User, revocation: Revocation, act: PendingAct | None) -> list[dict[str, Any]]:
    """The steps that are open to an account, the next one first: a decision waits while one is to be signed and until the
    legal check was passed; the record of a missing defence until its time is over; and what fell away is only dropped.
    """
    fallen = bool(why_fallen_away(revocation))
    return [
        {
            "url": reverse(f"filings:{PATHS[row.action][0]}", args=[revocation.pk]),
            "label": REVOCATION_ACTION_LABELS[row.action],
            "icon": PATHS[row.action][1],
            "danger": row.action in ADVERSE and not fallen,
        }
        for row in sorted(REVOCATION, key=lambda row: list(PATHS).index(row.action))
        if can_on_revocation(user, row.action, revocation)
        and not (act and row.signed)
        and not (row.action == RevocationAction.CLOSE_HEARING and not is_period_over(revocation, timezone.localdate()))
        and not (row.action == RevocationAction.REVOKE and revocation.legality != Revocation.Legality.PASSED)
        and not (fallen and row.action in (RevocationAction.NOTIFY, RevocationAction.REVOKE))
    ]


def propose_button(user: User, filing: Filing, *, is_free: bool) -> list[dict[str, Any]]:
    """On the page of a filing in force: propose on 第（三）项, while no revocation is open."""
    if not is_free or not can_on_filing(user, Act.PROPOSE_REVOCATION, filing):
        return []
    url = reverse("filings:revocation-new", args=[filing.pk])
    return [{"url": url, "label": "提出撤销备案", "icon": "ban", "danger": True}]


def propose_on_change_button(user: User, change: ChangeReport, *, held: bool) -> list[dict[str, Any]]:
    """On the page of a change whose cancellation the district proposed: the city opens a revocation on 第（一）项."""
    is_asked = user.role == Role.CITY and change.state == ChangeState.CANCELLATION_PROPOSED
    if not is_asked or held:
        return []
    url = reverse("filings:change-revocation", args=[change.pk])
    return [{"url": url, "label": "提出撤销备案", "icon": "ban", "danger": False}]


def propose_on_case_button(user: User, case: FraudCase) -> list[dict[str, Any]]:
    """On the page of fraud that was found in the application of a filing in force: propose on 第（三）项."""
    filing = getattr(case.application, "filing", None)
    if case.state != CaseState.FOUND or filing is None or filing.state != FilingState.ACTIVE:
        return []
    if not can_on_filing(user, Act.PROPOSE_REVOCATION, filing) or open_revocation_of(filing):
        return []
    url = reverse("filings:fraud-revocation", args=[case.pk])
    return [{"url": url, "label": "提出撤销备案", "icon": "ban", "danger": False}]
