"""What each role may ever do, before any record is looked up; and the answer that carries its reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeGuard

from django.contrib.auth.models import AnonymousUser

from filings import models as m
from filings.workflow import Action, Role, transition_of

Viewer: TypeAlias = "m.User | AnonymousUser"


class Act(StrEnum):
    """What a page lets someone do, beside the workflow's own actions."""

    SEE_DESK = "see_desk"
    SEE_INBOX = "see_inbox"
    SEE_DEADLINES = "see_deadlines"
    SEE_APPLICATIONS = "see_applications"
    SEE_DOCUMENTS = "see_documents"
    KEEP_DOCUMENTS = "keep_documents"
    SEE_FILES = "see_files"
    DOWNLOAD_FILES = "download_files"
    SEE_SPACES = "see_spaces"
    SEE_FILINGS = "see_filings"
    KEEP_OPERATOR = "keep_operator"
    KEEP_REGISTERS = "keep_registers"
    LOAD_REGISTERS = "load_registers"
    SEE_IMPORTS = "see_imports"
    DRAFT_APPLICATION = "draft_application"
    EXTEND_CORRECTION = "extend_correction"
    ASK_DECLINE_REVIEW = "ask_decline_review"
    UPHOLD_DECLINE = "uphold_decline"
    REPLACE_ACCOUNTS = "replace_accounts"
    ADMIT_MEMBERS = "admit_members"
    CONFIRM_OPERATORS = "confirm_operators"
    WORK_QUEUE = "work_queue"
    VERIFY_APPLICATION = "verify_application"
    SIGN_ACTS = "sign_acts"
    MAKE_BATCHES = "make_batches"
    RUN_ROUNDS = "run_rounds"
    RUN_REVIEWS = "run_reviews"
    RESOLVE_OBJECTIONS = "resolve_objections"
    SEE_FRAUD_CASES = "see_fraud_cases"
    PROPOSE_DISQUALIFICATION = "propose_disqualification"
    RUN_FRAUD_CASES = "run_fraud_cases"
    DEFEND = "defend"
    SEE_BANS = "see_bans"
    SEE_CHANGES = "see_changes"
    REPORT_CHANGE = "report_change"
    CHECK_CHANGE = "check_change"
    RETURN_CHANGE = "return_change"
    CORRECT_CHANGE = "correct_change"
    FILE_CHANGE = "file_change"
    ASK_CANCELLATION = "ask_cancellation"
    CANCEL_FILING = "cancel_filing"
    SEE_POOL = "see_pool"
    KEEP_POOL = "keep_pool"
    EXPORT_POOL = "export_pool"
    DRAFT_FROM_POOL = "draft_from_pool"
    KEEP_MEASURES = "keep_measures"
    KEEP_OFFERS = "keep_offers"
    SEE_SCREENINGS = "see_screenings"
    LIST_WARNINGS = "list_warnings"
    SEE_UPWARD = "see_upward"
    RECOMMEND_UPWARD = "recommend_upward"
    SEE_REVOCATIONS = "see_revocations"
    PROPOSE_REVOCATION = "propose_revocation"
    RUN_REVOCATIONS = "run_revocations"
    RECUSE = "recuse"
    SCORE = "score"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"
    READ_AUDIT = "read_audit"
    READ_REPORTS = "read_reports"


_SIGNED_IN = frozenset(Role)
_OFFICES = frozenset({Role.DISTRICT, Role.CITY})
_OPERATOR = frozenset({Role.OPERATOR})
_DISTRICT = frozenset({Role.DISTRICT})
_CITY = frozenset({Role.CITY})

ROLES_OF: dict[Act, frozenset[Role]] = {
    Act.SEE_DESK: _SIGNED_IN,
    Act.SEE_INBOX: _SIGNED_IN,
    Act.SEE_DEADLINES: _OPERATOR | _OFFICES | {Role.EXPERT},
    Act.SEE_APPLICATIONS: _OPERATOR | _OFFICES,
    Act.SEE_DOCUMENTS: _OPERATOR | _OFFICES,
    Act.KEEP_DOCUMENTS: _OFFICES,
    Act.SEE_FILES: _OPERATOR | _OFFICES | {Role.EXPERT},
    Act.DOWNLOAD_FILES: _OPERATOR | _OFFICES,
    Act.SEE_SPACES: _OPERATOR | _OFFICES,
    Act.SEE_FILINGS: _OPERATOR | _OFFICES,
    Act.KEEP_OPERATOR: _OPERATOR,
    Act.KEEP_REGISTERS: _OPERATOR,
    Act.SEE_IMPORTS: _OPERATOR | _OFFICES | {Role.ADMIN},
    Act.LOAD_REGISTERS: _CITY | {Role.ADMIN},
    Act.DRAFT_APPLICATION: _OPERATOR,
    Act.EXTEND_CORRECTION: _OFFICES,
    Act.ASK_DECLINE_REVIEW: _OPERATOR,
    Act.UPHOLD_DECLINE: _CITY,
    Act.REPLACE_ACCOUNTS: _DISTRICT,
    Act.ADMIT_MEMBERS: _OPERATOR | _DISTRICT,
    Act.CONFIRM_OPERATORS: _DISTRICT,
    Act.WORK_QUEUE: _OFFICES,
    Act.VERIFY_APPLICATION: _DISTRICT,
    Act.SIGN_ACTS: _OFFICES,
    Act.MAKE_BATCHES: _OFFICES,
    Act.RUN_ROUNDS: _CITY,
    Act.RUN_REVIEWS: _CITY,
    Act.RESOLVE_OBJECTIONS: _CITY,
    Act.SEE_FRAUD_CASES: _OPERATOR | _OFFICES,
    Act.PROPOSE_DISQUALIFICATION: _OFFICES,
    Act.RUN_FRAUD_CASES: _CITY,
    Act.DEFEND: _OPERATOR,
    Act.SEE_BANS: _OFFICES,
    Act.SEE_CHANGES: _OPERATOR | _OFFICES,
    Act.REPORT_CHANGE: _OPERATOR | _DISTRICT,
    Act.CHECK_CHANGE: _DISTRICT,
    Act.RETURN_CHANGE: _OFFICES,
    Act.CORRECT_CHANGE: _OPERATOR,
    Act.FILE_CHANGE: _CITY,
    Act.ASK_CANCELLATION: _OPERATOR,
    Act.CANCEL_FILING: _CITY,
    Act.SEE_POOL: _OPERATOR | _OFFICES,
    Act.KEEP_POOL: _DISTRICT,
    Act.EXPORT_POOL: _OFFICES,
    Act.DRAFT_FROM_POOL: _OPERATOR,
    Act.KEEP_MEASURES: _DISTRICT,
    Act.KEEP_OFFERS: _OFFICES,
    Act.SEE_SCREENINGS: _OPERATOR | _OFFICES,
    Act.LIST_WARNINGS: _OFFICES,
    Act.SEE_UPWARD: _OPERATOR | _OFFICES,
    Act.RECOMMEND_UPWARD: _CITY,
    Act.SEE_REVOCATIONS: _OPERATOR | _OFFICES,
    Act.PROPOSE_REVOCATION: _OFFICES,
    Act.RUN_REVOCATIONS: _CITY,
    Act.RECUSE: _OFFICES,
    Act.SCORE: frozenset({Role.EXPERT}),
    Act.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Act.MANAGE_SETTINGS: frozenset({Role.ADMIN, Role.CITY}),
    Act.READ_AUDIT: frozenset({Role.AUDITOR}),
    Act.READ_REPORTS: frozenset({Role.AUDITOR}),
}
"""The roles that may ever do an act; another role gets 403 before any look-up."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer with its reason; true when allowed. `reason` is a sentence for the user."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(allowed=True)


def role_may(user: Viewer, act: Act | Action) -> TypeGuard[m.User]:
    """Whether the account's role ever does this; anonymous visitors and inactive accounts never do."""
    if not user.is_authenticated or not user.is_active:
        return False
    if isinstance(act, Action):
        return transition_of(act, user.role) is not None
    return user.role in ROLES_OF[act]
