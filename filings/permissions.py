"""The only place that decides access: what each role may ever do (`role_may`), whose records it sees (`visible_…`),
and whether it may act on one record (`can`). What depends on other records (bans, dates) is a guard in services.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from filings import models as m
from filings.workflow import DECIDED, Action, Role, State, transition_of

Viewer: TypeAlias = "m.User | AnonymousUser"


class Act(StrEnum):
    """What a page lets someone do, beside the workflow's own actions."""

    SEE_DESK = "see_desk"
    SEE_INBOX = "see_inbox"
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
    SCORE = "score"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"
    READ_AUDIT = "read_audit"


_SIGNED_IN = frozenset(Role)
_OFFICES = frozenset({Role.DISTRICT, Role.CITY})
_OPERATOR = frozenset({Role.OPERATOR})
_DISTRICT = frozenset({Role.DISTRICT})
_CITY = frozenset({Role.CITY})

ROLES_OF: dict[Act, frozenset[Role]] = {
    Act.SEE_DESK: _SIGNED_IN,
    Act.SEE_INBOX: _SIGNED_IN,
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
    Act.SCORE: frozenset({Role.EXPERT}),
    Act.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Act.MANAGE_SETTINGS: frozenset({Role.ADMIN, Role.CITY}),
    Act.READ_AUDIT: frozenset({Role.AUDITOR}),
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


def can(user: m.User | None, action: Action, application: m.Application) -> Decision:
    """Role, reach and state for one workflow action on one application (guards of services apart).

    `user` None is the system, which reaches everything and takes what the table gives it.
    """
    row = transition_of(action, user.role if user else None)
    if row is None or not (user is None or role_may(user, action)):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user is not None and not is_within_reach(user, application):
        return Decision(allowed=False, reason="这件申请不在您的办理范围内。")
    if application.state not in row.sources:
        current = application.get_state_display()
        return Decision(
            allowed=False, reason=f"这件申请现在是“{current}”，不能再办理这一事项。可能已由他人办理，请查看办理记录。"
        )
    return YES


def can_sign(user: m.User, act: m.PendingAct) -> Decision:
    """Whether this account may sign a prepared act: flagged to sign, within reach, and not its preparer."""
    if not user.can_sign:
        return Decision(allowed=False, reason="您的账号没有签发权限。")
    if act.prepared_by_id == user.pk:
        return Decision(allowed=False, reason="拟办人不能签发自己拟办的事项，请由另一位有签发权限的同事签发。")
    return can(user, Action(act.action), act.application)


def is_within_reach(user: m.User, application: m.Application) -> bool:
    """Reach of one application by role, on fields of the row alone (no query)."""
    if user.role == Role.OPERATOR:
        return user.operator_id is not None and application.operator_id == user.operator_id
    if user.role == Role.DISTRICT:
        return application.district_id == user.district_id and application.submitted_at is not None
    return user.role == Role.CITY and application.submitted_at is not None


def visible_applications(user: Viewer) -> QuerySet[m.Application]:
    """Applications an account may open. Drafts are the operator's own until submitted."""
    applications = m.Application.objects.all()
    if not role_may(user, Act.SEE_APPLICATIONS):
        return applications.none()
    if user.role == Role.OPERATOR:
        return applications.filter(operator_id=user.operator_id) if user.operator_id else applications.none()
    submitted = applications.filter(submitted_at__isnull=False)
    return submitted.filter(district_id=user.district_id) if user.role == Role.DISTRICT else submitted


def assigned_applications(user: Viewer) -> QuerySet[m.Application]:
    """What an expert reviews: assigned, declared free of conflict, and the panel still open."""
    if not role_may(user, Act.SCORE):
        return m.Application.objects.none()
    return m.Application.objects.filter(pk__in=scoring_assignments(user).values("application"))


def scoring_assignments(user: Viewer) -> QuerySet[m.ReviewAssignment]:
    """An expert's places on open panels after the declaration; before it there is no dossier to see."""
    status = m.ReviewAssignment.Status
    return visible_assignments(user).filter(status__in=(status.READY, status.SUBMITTED))


def visible_assignments(user: Viewer) -> QuerySet[m.ReviewAssignment]:
    """An expert's own places on open panels; the city sees all."""
    assignments = m.ReviewAssignment.objects.all()
    if role_may(user, Act.SCORE):
        return assignments.filter(
            expert_id=user.pk, status__in=m.ReviewAssignment.ON_PANEL, application__state=State.IN_REVIEW
        )
    return assignments if role_may(user, Act.RUN_REVIEWS) else assignments.none()


def visible_operators(user: Viewer) -> QuerySet[m.Operator]:
    """Operators an account may open: its own; those of the district's first sites and visible spaces; the city all."""
    operators = m.Operator.objects.all()
    if not user.is_authenticated or not user.is_active:
        return operators.none()
    if user.role == Role.OPERATOR:
        return operators.filter(accounts=user.pk)
    if user.role == Role.DISTRICT:
        here = visible_spaces(user).filter(operator=OuterRef("pk"))
        return operators.filter(Q(district_id=user.district_id) | Q(Exists(here)))
    return operators if user.role == Role.CITY else operators.none()


def visible_spaces(user: Viewer) -> QuerySet[m.Space]:
    """Spaces an account may open: the operator's own; for offices those submitted or filed within reach."""
    spaces = m.Space.objects.all()
    if not role_may(user, Act.SEE_SPACES):
        return spaces.none()
    if user.role == Role.OPERATOR:
        return spaces.filter(operator_id=user.operator_id) if user.operator_id else spaces.none()
    submitted = m.Application.objects.filter(space=OuterRef("pk"), submitted_at__isnull=False)
    known = spaces.filter(Q(Exists(submitted)) | Q(Exists(m.Filing.objects.filter(space=OuterRef("pk")))))
    return known.filter(district_id=user.district_id) if user.role == Role.DISTRICT else known


def visible_registers(user: Viewer) -> QuerySet[m.Space]:
    """Spaces whose live registers may be read: the operator's own; filed spaces for district and city."""
    if role_may(user, Act.SEE_SPACES) and user.role != Role.OPERATOR:
        filed = m.Filing.objects.filter(space=OuterRef("pk"))
        return visible_spaces(user).filter(Exists(filed))
    return visible_spaces(user)


def visible_filings(user: Viewer) -> QuerySet[m.Filing]:
    """Filings on the desks; the public register has its own selector with public columns."""
    filings = m.Filing.objects.all()
    if not role_may(user, Act.SEE_FILINGS):
        return filings.none()
    if user.role == Role.OPERATOR:
        return filings.filter(operator_id=user.operator_id) if user.operator_id else filings.none()
    return filings.filter(space__district_id=user.district_id) if user.role == Role.DISTRICT else filings


OPERATORS_DOCUMENTS = (
    m.Document.Kind.DECLINE_NOTICE,
    m.Document.Kind.CORRECTION_NOTICE,
    m.Document.Kind.ACCEPTANCE_NOTICE,
    m.Document.Kind.PUBLIC_NOTICE,
    m.Document.Kind.FILING_NOTICE,
    m.Document.Kind.CERTIFICATE,
    m.Document.Kind.REJECTION_NOTICE,
)
DISTRICTS_DOCUMENTS = (
    *OPERATORS_DOCUMENTS,
    m.Document.Kind.RECOMMENDATION_LETTER,
    m.Document.Kind.PRESCREEN_OPINION,
)


def visible_documents(user: Viewer) -> QuerySet[m.Document]:
    """Issued documents within reach; internal ones (letters, panel papers) stay with the offices they belong to."""
    documents = m.Document.objects.filter(application__in=visible_applications(user))
    if not role_may(user, Act.SEE_DOCUMENTS):
        return documents.none()
    if user.role == Role.CITY:
        return documents
    return documents.filter(kind__in=OPERATORS_DOCUMENTS if user.role == Role.OPERATOR else DISTRICTS_DOCUMENTS)


def kept_documents(user: Viewer) -> QuerySet[m.Document]:
    """Documents that the account's own office has issued: it seals and serves them."""
    if not role_may(user, Act.KEEP_DOCUMENTS):
        return m.Document.objects.none()
    of_office = Q(district_id=user.district_id) if user.role == Role.DISTRICT else Q(district__isnull=True)
    return visible_documents(user).filter(of_office)


def can_keep(user: m.User, document: m.Document) -> Decision:
    """Whether the account's office has issued this document, on fields of the row alone (no query)."""
    if not role_may(user, Act.KEEP_DOCUMENTS):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if document.district_id != user.district_id:  # both are None where the city has issued it
        return Decision(allowed=False, reason="这份文书由其他机关制发，由制发机关办理。")
    return YES


PERSONAL_EVIDENCE = (
    "diplomas",
    "social_insurance",
    "employment_contracts",
    "mentor_letters",
    "residence_agreements",
)
"""Evidence that consists of personal data; the district verifies it, experts never see it."""


def visible_files(user: Viewer) -> QuerySet[m.StoredFile]:
    """Uploaded files within reach: the operator's own; what was submitted, found or registered, for the offices.

    Experts see what was submitted of what they review, but no papers about persons. Issued documents are served by
    their own view.
    """
    files = m.StoredFile.objects.filter(document__isnull=True)
    if not role_may(user, Act.SEE_FILES):
        return files.none()
    if user.role == Role.OPERATOR:
        return files.filter(operator_id=user.operator_id) if user.operator_id else files.none()
    if user.role == Role.EXPERT:
        assigned = assigned_applications(user)
        personal = m.Attachment.objects.filter(application__in=assigned, document__in=PERSONAL_EVIDENCE)
        shown = files.filter(frozen_in_snapshots__application__in=assigned)
        return shown.exclude(pk__in=personal.values("file")).distinct()
    applications = visible_applications(user)
    return files.filter(
        Q(frozen_in_snapshots__application__in=applications)
        | Q(verified_in__application__in=applications)
        | Q(visit_photo__visit__application__in=applications)
        | Q(licence_of__in=visible_operators(user))
        | Q(space_documents__space__in=visible_registers(user))
    ).distinct()


def visible_imports(user: Viewer) -> QuerySet[m.ImportJob]:
    """Loads are their sender's own: a preview shows figures that are in no record yet. One for a makerspace is seen only
    while that is within the account's reach, for it shows rows that stand there.
    """
    if not role_may(user, Act.SEE_IMPORTS):
        return m.ImportJob.objects.none()
    loads = m.ImportJob.objects.alias(space_id=Cast(KeyTextTransform("space", "params"), BigIntegerField()))
    within = Q(space_id__isnull=True) | Q(space_id__in=visible_spaces(user).values("pk"))
    return loads.filter(within, actor=user)


def decided_applications(user: Viewer) -> QuerySet[m.Application]:
    """Applications within reach on which somebody has decided: what a packet is made of."""
    if not role_may(user, Act.MAKE_BATCHES):
        return m.Application.objects.none()
    return visible_applications(user).filter(state__in=DECIDED)


def visible_batches(user: Viewer) -> QuerySet[m.BatchJob]:
    """Batches are their sender's own: what is in them is what that account may see."""
    if not role_may(user, Act.MAKE_BATCHES):
        return m.BatchJob.objects.none()
    return m.BatchJob.objects.filter(actor=user)


def visible_rounds(user: Viewer) -> QuerySet[m.Round]:
    """Rounds are public."""
    return m.Round.objects.all()


def visible_pending_acts(user: Viewer) -> QuerySet[m.PendingAct]:
    """Acts that wait for a signature within the account's reach and of its own office."""
    if not role_may(user, Act.SIGN_ACTS):
        return m.PendingAct.objects.none()
    return m.PendingAct.objects.filter(application__in=visible_applications(user), prepared_by__role=user.role)


def visible_objections(user: Viewer) -> QuerySet[m.Objection]:
    """Objections with names and phones are the city's alone."""
    return m.Objection.objects.all() if role_may(user, Act.RESOLVE_OBJECTIONS) else m.Objection.objects.none()


def visible_join_requests(user: Viewer) -> QuerySet[m.JoinRequest]:
    """Requests to join: to the operator's members, and to the district that confirms it."""
    if not role_may(user, Act.ADMIT_MEMBERS):
        return m.JoinRequest.objects.none()
    if user.role == Role.DISTRICT:
        return m.JoinRequest.objects.filter(operator__district_id=user.district_id)
    return m.JoinRequest.objects.filter(operator__in=visible_operators(user))


def visible_notices(user: Viewer) -> QuerySet[m.Notice]:
    """One's own inbox."""
    return m.Notice.objects.filter(user_id=user.pk) if user.is_authenticated else m.Notice.objects.none()


def is_editable(application: m.Application, user: m.User) -> bool:
    """Whether the operator may edit all of it: its own draft."""
    return user.role == Role.OPERATOR and application.state == State.DRAFT and is_within_reach(user, application)


def is_correctable(application: m.Application, user: m.User) -> bool:
    """Whether the operator may edit what was sent back to it; which parts these are is a guard in services."""
    return user.role == Role.OPERATOR and application.state == State.RETURNED and is_within_reach(user, application)


def can_replace_accounts(user: m.User, operator: m.Operator) -> Decision:
    """Whether this account may replace an operator's accounts: the district that confirms it."""
    if role_may(user, Act.REPLACE_ACCOUNTS) and operator.district_id == user.district_id:
        return YES
    return Decision(allowed=False, reason="由机构首个场地所在区县的科技主管部门更换账号。")


def can_extend(user: m.User, request: m.CorrectionRequest) -> Decision:
    """Whether this account may give more time for a correction: the office that sent it back, while it is open."""
    if not role_may(user, Act.EXTEND_CORRECTION) or not is_within_reach(user, request.application):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if request.role != user.role:
        return Decision(allowed=False, reason=f"这件申请由{request.office}退回补正，由其办理延期。")
    if request.closed_at or request.application.state != State.RETURNED:
        return Decision(allowed=False, reason="这次补正已经结束，不能再延期。")
    return YES
