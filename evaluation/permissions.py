"""Access of the evaluation app: places on panels and sheets, annual returns. Roles are those of filings."""

from enum import StrEnum
from typing import TypeGuard

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluation.models import (
    AnnualReturn,
    Campaign,
    CampaignDocument,
    Entry,
    EvaluationScheme,
    MarkersDraw,
    MarkingAssignment,
    ReportingFinding,
    ScoreSheet,
    SelfAssessmentFile,
    TypicalPractice,
)
from evaluation.workflow import (
    ANNOUNCED,
    EDITABLE,
    CampaignAction,
    CampaignState,
    ReturnAction,
    campaign_transition,
    return_transition,
)
from filings import permissions
from filings.models import Application, District, Filing, ReviewAssignment, Space, User
from filings.permissions import YES, Act, Decision, Viewer
from filings.workflow import Action, Role

__all__ = ["Act", "StatisticsAct", "role_may"]


class StatisticsAct(StrEnum):
    """What a page of annual statistics lets someone do, beside the workflow of returns."""

    SEE_RETURNS = "see_returns"
    FILL_RETURN = "fill_return"
    REVIEW_RETURNS = "review_returns"
    IMPORT_RETURNS = "import_returns"
    EXPORT_RETURNS = "export_returns"
    SEE_BOARD = "see_board"
    MARK_TORCH = "mark_torch"
    REMIND = "remind"
    RUN_STATISTICS = "run_statistics"
    SEE_FINDINGS = "see_findings"
    REPLY_TO_FINDING = "reply_to_finding"
    SEE_CHARTS = "see_charts"
    PRINT_REPORT = "print_report"
    LOAD_HISTORY = "load_history"
    RUN_EVALUATION = "run_evaluation"
    SEE_GRADES = "see_grades"
    ASSESS_ITSELF = "assess_itself"
    MARK_INDICATORS = "mark_indicators"
    SEE_STATEMENTS = "see_statements"
    EXPORT_GRADES = "export_grades"
    KEEP_ACCOUNT = "keep_account"


_OPERATOR = frozenset({Role.OPERATOR})
_OFFICES = frozenset({Role.DISTRICT, Role.CITY})
_CITY = frozenset({Role.CITY})
_ADMIN = frozenset({Role.ADMIN})
_AUDITOR = frozenset({Role.AUDITOR})

STATISTICS_ROLES: dict[StatisticsAct, frozenset[Role]] = {
    StatisticsAct.SEE_RETURNS: _OPERATOR | _OFFICES | _ADMIN,
    StatisticsAct.FILL_RETURN: _OPERATOR,
    StatisticsAct.REVIEW_RETURNS: _OFFICES,
    StatisticsAct.IMPORT_RETURNS: _OPERATOR | _OFFICES | _ADMIN,
    StatisticsAct.EXPORT_RETURNS: _OPERATOR | _OFFICES | _ADMIN,
    StatisticsAct.SEE_BOARD: _OFFICES,
    StatisticsAct.MARK_TORCH: frozenset({Role.DISTRICT}),
    StatisticsAct.REMIND: _OFFICES,
    StatisticsAct.RUN_STATISTICS: _CITY,
    StatisticsAct.SEE_FINDINGS: _OPERATOR | _OFFICES,
    StatisticsAct.REPLY_TO_FINDING: _OPERATOR,
    StatisticsAct.SEE_CHARTS: _OFFICES | _ADMIN | _AUDITOR,
    StatisticsAct.PRINT_REPORT: _OFFICES,
    StatisticsAct.LOAD_HISTORY: _CITY | _ADMIN,
    StatisticsAct.RUN_EVALUATION: _CITY,
    StatisticsAct.SEE_GRADES: _OPERATOR | _OFFICES,
    StatisticsAct.ASSESS_ITSELF: _OPERATOR,
    StatisticsAct.MARK_INDICATORS: frozenset({Role.EXPERT}),
    StatisticsAct.SEE_STATEMENTS: _OPERATOR | _CITY | {Role.EXPERT},
    StatisticsAct.EXPORT_GRADES: _OFFICES,
    StatisticsAct.KEEP_ACCOUNT: _OPERATOR,
}
"""The roles that may ever do an act; another role gets 403 before any look-up."""


def role_may(user: Viewer, act: Act | Action | StatisticsAct) -> TypeGuard[User]:
    """Whether the account's role ever does this; anonymous visitors and inactive accounts never do."""
    if isinstance(act, StatisticsAct):
        return user.is_authenticated and user.is_active and user.role in STATISTICS_ROLES[act]
    return permissions.role_may(user, act)


def reportable_spaces(user: Viewer) -> QuerySet[Space]:
    """Spaces that are or were on file, within reach: an operator's own, a district's, all for city and admin."""
    spaces = Space.objects.filter(Exists(Filing.objects.filter(space=OuterRef("pk"))))
    if not role_may(user, StatisticsAct.SEE_RETURNS):
        return spaces.none()
    if user.role == Role.OPERATOR:
        return spaces.filter(operator_id=user.operator_id) if user.operator_id else spaces.none()
    return spaces.filter(district_id=user.district_id) if user.role == Role.DISTRICT else spaces


def charted_spaces(user: Viewer) -> QuerySet[Space]:
    """Makerspaces whose figures an account may see added up: a district's own, all for city, admin and auditor."""
    spaces = Space.objects.filter(Exists(Filing.objects.filter(space=OuterRef("pk"))))
    if not role_may(user, StatisticsAct.SEE_CHARTS):
        return spaces.none()
    return spaces.filter(district_id=user.district_id) if user.role == Role.DISTRICT else spaces


def reportable_districts(user: Viewer) -> QuerySet[District]:
    """Districts whose board an account may open: a district's own, all for the city."""
    if not role_may(user, StatisticsAct.SEE_BOARD):
        return District.objects.none()
    return District.objects.filter(pk=user.district_id) if user.role == Role.DISTRICT else District.objects.all()


def visible_returns(user: Viewer) -> QuerySet[AnnualReturn]:
    """Returns an account may open: an operator's own; for the offices those that were ever submitted, within reach.

    A return that was sent back shows the offices the figures as the operator has changed them since: they see the
    state, and read figures again when it is submitted (selectors decide what is shown).
    """
    if not role_may(user, StatisticsAct.SEE_RETURNS):
        return AnnualReturn.objects.none()
    returns = AnnualReturn.objects.filter(space__in=reportable_spaces(user))
    return returns if user.role == Role.OPERATOR else returns.filter(first_submitted_at__isnull=False)


def visible_findings(user: Viewer) -> QuerySet[ReportingFinding]:
    """Findings of 未按要求报送 within reach; admin has no part in them."""
    if not role_may(user, StatisticsAct.SEE_FINDINGS):
        return ReportingFinding.objects.none()
    return ReportingFinding.objects.filter(space__in=reportable_spaces(user))


def is_space_within_reach(user: User, space: Space) -> bool:
    """Reach of a space for returns by role, on fields of the row alone (no query)."""
    if user.role == Role.OPERATOR:
        return user.operator_id is not None and space.operator_id == user.operator_id
    if user.role == Role.DISTRICT:
        return space.district_id == user.district_id
    return user.role in (Role.CITY, Role.ADMIN)


def can(user: User, action: ReturnAction, record: AnnualReturn) -> Decision:
    """Role, reach and state for one action on one return (guards of services apart)."""
    row = return_transition(action, user.role)
    if row is None or not user.is_active:
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if not is_space_within_reach(user, record.space):
        return Decision(allowed=False, reason="这份统计报表不在您的办理范围内。")
    if not (row.new and record.pk is None) and record.state not in row.sources:
        current = record.get_state_display()
        return Decision(
            allowed=False,
            reason=f"这份统计报表现在是“{current}”，不能再办理这一事项。可能已由他人办理，请查看办理记录。",
        )
    return YES


def is_fillable(record: AnnualReturn, user: User) -> bool:
    """Whether the operator may still fill in: its own return, open or sent back."""
    return user.role == Role.OPERATOR and record.state in EDITABLE and is_space_within_reach(user, record.space)


def sees_drafts(user: User) -> bool:
    """Whether figures are shown while they are being filled in or corrected: to the operator alone."""
    return user.role == Role.OPERATOR


def own_assignments(user: Viewer) -> QuerySet[ReviewAssignment]:
    """An expert's places on open panels; in conflict or excused means off the case."""
    if not role_may(user, Act.SCORE):
        return ReviewAssignment.objects.none()
    return permissions.visible_assignments(user)


def scoring_assignments(user: Viewer) -> QuerySet[ReviewAssignment]:
    """Those of them after the declaration: sheet, dossier and evidence open with it."""
    return permissions.scoring_assignments(user)


def visible_sheets(user: Viewer) -> QuerySet[ScoreSheet]:
    """An expert's own sheets while the panel is open, never another's."""
    return ScoreSheet.objects.filter(assignment__in=scoring_assignments(user))


def reviewable_applications(user: Viewer) -> QuerySet[Application]:
    """What the city may finish a review of."""
    if not role_may(user, Act.RUN_REVIEWS) or user.role != Role.CITY:
        return Application.objects.none()
    return permissions.visible_applications(user)


def visible_schemes(user: Viewer) -> QuerySet[EvaluationScheme]:
    """Schemes are the city's."""
    schemes = EvaluationScheme.objects.all()
    return schemes if role_may(user, StatisticsAct.RUN_EVALUATION) else schemes.none()


def visible_campaigns(user: Viewer) -> QuerySet[Campaign]:
    """Campaigns as the city runs them."""
    campaigns = Campaign.objects.all()
    return campaigns if role_may(user, StatisticsAct.RUN_EVALUATION) else campaigns.none()


def run_entries(user: Viewer) -> QuerySet[Entry]:
    """Entries on which the city takes its steps."""
    return visible_entries(user) if role_may(user, StatisticsAct.RUN_EVALUATION) else Entry.objects.none()


def own_entries(user: Viewer) -> QuerySet[Entry]:
    """Entries on which an operator takes its steps."""
    return visible_entries(user) if role_may(user, StatisticsAct.ASSESS_ITSELF) else Entry.objects.none()


def visible_proofs(user: Viewer) -> QuerySet[SelfAssessmentFile]:
    """Files of self-assessments within reach; an expert's assigned, the operator's own, submitted ones for the city."""
    return SelfAssessmentFile.objects.filter(assessment__entry__in=stated_entries(user))


def own_proofs(user: Viewer) -> QuerySet[SelfAssessmentFile]:
    """Files that an operator may take off again."""
    return SelfAssessmentFile.objects.filter(assessment__entry__in=own_entries(user))


def public_practices() -> QuerySet[TypicalPractice]:
    """Good practice that everybody may read: marked public, of published evaluations."""
    return TypicalPractice.objects.filter(is_public=True, entry__campaign__state=CampaignState.PUBLISHED)


def visible_entries(user: Viewer) -> QuerySet[Entry]:
    """Makerspaces in evaluations that an account may open: all for the city; for operator and district their own, once the
    evaluation has begun.
    """
    if not role_may(user, StatisticsAct.SEE_GRADES):
        return Entry.objects.none()
    if user.role == Role.CITY:
        return Entry.objects.all()
    begun = Entry.objects.exclude(campaign__state=CampaignState.DRAFT)
    if user.role == Role.DISTRICT:
        return begun.filter(space__district_id=user.district_id)
    return begun.filter(space__operator_id=user.operator_id) if user.operator_id else begun.none()


def announced_entries(user: Viewer) -> QuerySet[Entry]:
    """Those of them whose result the makerspaces know; the city's own view of results begins there too."""
    return visible_entries(user).filter(campaign__state__in=sorted(ANNOUNCED), takes_part=True)


def documented_campaigns(user: Viewer) -> QuerySet[Campaign]:
    """Evaluations whose documents and marks an office may open: published ones, for the city from the preliminary result."""
    if not role_may(user, StatisticsAct.EXPORT_GRADES):
        return Campaign.objects.none()
    states = ANNOUNCED if user.role == Role.CITY else {CampaignState.PUBLISHED}
    return Campaign.objects.filter(state__in=sorted(states))


def run_campaigns(user: Viewer) -> QuerySet[Campaign]:
    """Those of them whose documents are the city's to issue."""
    if not role_may(user, StatisticsAct.RUN_EVALUATION):
        return Campaign.objects.none()
    return documented_campaigns(user)


def visible_campaign_documents(user: Viewer) -> QuerySet[CampaignDocument]:
    """Documents of published evaluations: the circulars for everybody; beside them all for the city, for operator and
    district what is about their makerspaces.
    """
    documents = CampaignDocument.objects.filter(campaign__state=CampaignState.PUBLISHED)
    circulars = Q(kind=CampaignDocument.Kind.CIRCULAR)
    if not role_may(user, StatisticsAct.SEE_GRADES):
        return documents.filter(circulars)
    if user.role == Role.CITY:
        return documents
    return documents.filter(circulars | Q(entry__in=visible_entries(user)))


def kept_campaign_documents(user: Viewer) -> QuerySet[CampaignDocument]:
    """Documents that the city seals and serves: it has issued all of them."""
    documents = visible_campaign_documents(user)
    return documents if role_may(user, StatisticsAct.RUN_EVALUATION) else documents.none()


def own_markings(user: Viewer) -> QuerySet[MarkingAssignment]:
    """What an expert has to mark, or has marked, in evaluations under way; a conflict takes it away, and so does
    the city.
    """
    if not role_may(user, StatisticsAct.MARK_INDICATORS):
        return MarkingAssignment.objects.none()
    mine = MarkingAssignment.objects.filter(expert=user, entry__campaign__state=CampaignState.OPEN)
    return mine.exclude(status__in=MarkingAssignment.COUNTED_OUT)


def run_markings(user: Viewer) -> QuerySet[MarkingAssignment]:
    """Experts' places as the city gives and ends them."""
    places = MarkingAssignment.objects.all()
    return places if role_may(user, StatisticsAct.RUN_EVALUATION) else places.none()


def run_draws(user: Viewer) -> QuerySet[MarkersDraw]:
    """Draws of markers are the city's."""
    draws = MarkersDraw.objects.all()
    return draws if role_may(user, StatisticsAct.RUN_EVALUATION) else draws.none()


def stated_entries(user: Viewer) -> QuerySet[Entry]:
    """Whose self-assessment with its files an account may read: the operator's own, drafts too; an expert's assigned and all
    for the city, once submitted.
    """
    if not role_may(user, StatisticsAct.SEE_STATEMENTS):
        return Entry.objects.none()
    if user.role == Role.EXPERT:
        return Entry.objects.filter(pk__in=own_markings(user).values("entry"), self_assessed_at__isnull=False)
    entries = visible_entries(user)
    return entries if user.role == Role.OPERATOR else entries.filter(self_assessed_at__isnull=False)


def can_in_campaign(user: User, action: CampaignAction, campaign: Campaign, entry: Entry | None = None) -> Decision:
    """Role, reach of the makerspace and state for one action in a year's evaluation (guards of services apart)."""
    row = campaign_transition(action, user.role)
    if row is None or not user.is_active:
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if entry is not None and user.role == Role.OPERATOR and not is_space_within_reach(user, entry.space):
        return Decision(allowed=False, reason="这家众创空间不是由您所在机构运营。")
    if campaign.state not in row.sources:
        current = campaign.get_state_display()
        return Decision(
            allowed=False, reason=f"{campaign}现在是“{current}”，不能办理这一事项。可能已由他人办理，请查看办理记录。"
        )
    return YES
