"""Whose records an account sees: one scope for each kind of record. What is not in it is as good as absent."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from filings import models as m
from filings.permissions.acts import Act, Viewer, role_may
from filings.permissions.pool import visible_pool_entries
from filings.workflow import DECIDED, Action, FilingState, Role, State
from filings.workflow_upward import SENT


def visible_applications(user: Viewer) -> QuerySet[m.Application]:
    """Applications an account may open. Drafts are the operator's own until submitted; an official who declared recusal
    has the application out of reach, with everything that hangs on it.
    """
    applications = m.Application.objects.all()
    if not role_may(user, Act.SEE_APPLICATIONS):
        return applications.none()
    if user.role == Role.OPERATOR:
        return applications.filter(operator_id=user.operator_id) if user.operator_id else applications.none()
    recused = m.Recusal.objects.filter(application=OuterRef("pk"), user=user.pk)
    submitted = applications.filter(~Exists(recused), submitted_at__isnull=False)
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
    if not role_may(user, Act.RUN_REVIEWS):
        return assignments.none()
    return assignments.filter(application__in=visible_applications(user))


def visible_draws(user: Viewer) -> QuerySet[m.PanelDraw]:
    """Draws of experts are the city's alone, of cases within reach."""
    if not role_may(user, Act.RUN_REVIEWS):
        return m.PanelDraw.objects.none()
    return m.PanelDraw.objects.filter(application__in=visible_applications(user))


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
    """Filings on the desks; the public register has its own selector with public columns. A district keeps those that were
    on file while their space was there.
    """
    filings = m.Filing.objects.all()
    if not role_may(user, Act.SEE_FILINGS):
        return filings.none()
    if user.role == Role.OPERATOR:
        return filings.filter(operator_id=user.operator_id) if user.operator_id else filings.none()
    if user.role != Role.DISTRICT:
        return filings
    left = m.SpaceMove.objects.filter(
        space=OuterRef("space"), district=user.district_id, until__gte=OuterRef("filed_on")
    )
    return filings.filter(Q(space__district_id=user.district_id) | Q(Exists(left)))


def visible_screenings(user: Viewer) -> QuerySet[m.Screening]:
    """What the nightly run found on filings in force: the operator's own, those of the spaces that a district has now, all
    for the city.
    """
    screenings = m.Screening.objects.filter(filing__state=FilingState.ACTIVE)
    if not role_may(user, Act.SEE_SCREENINGS):
        return screenings.none()
    if user.role == Role.OPERATOR:
        return screenings.filter(filing__operator=user.operator_id) if user.operator_id else screenings.none()
    if user.role == Role.DISTRICT:
        return screenings.filter(filing__space__district=user.district_id)
    return screenings


def visible_upward(user: Viewer) -> QuerySet[m.UpwardRecommendation]:
    """Recommendations upward: all for the city; once they are sent, the operator's own and those of the district's spaces."""
    records = m.UpwardRecommendation.objects.all()
    if not role_may(user, Act.SEE_UPWARD):
        return records.none()
    if user.role == Role.CITY:
        return records
    sent = records.filter(state__in=SENT)
    if user.role == Role.DISTRICT:
        return sent.filter(filing__space__district=user.district_id)
    return sent.filter(filing__operator=user.operator_id) if user.operator_id else records.none()


def visible_upward_letters(user: Viewer) -> QuerySet[m.UpwardLetter]:
    """The letters are the city's alone."""
    letters = m.UpwardLetter.objects.all()
    return letters if role_may(user, Act.RECOMMEND_UPWARD) else letters.none()


def visible_changes(user: Viewer) -> QuerySet[m.ChangeReport]:
    """Changes of filings: those that an operator reported (or that were opened while it held the filing) and those of the
    filings that it holds; those that a district handles or
    handled, and those of the spaces that it has now; all for the city.
    """
    changes = m.ChangeReport.objects.all()
    if not role_may(user, Act.SEE_CHANGES):
        return changes.none()
    if user.role == Role.OPERATOR:
        mine = Q(operator_id=user.operator_id) | Q(filing__operator_id=user.operator_id)
        return changes.filter(mine) if user.operator_id else changes.none()
    if user.role == Role.DISTRICT:
        return changes.filter(Q(district_id=user.district_id) | Q(filing__space__district_id=user.district_id))
    return changes


def visible_cancellations(user: Viewer) -> QuerySet[m.Cancellation]:
    """Requests to give a filing up, with the filing."""
    return m.Cancellation.objects.filter(filing__in=visible_filings(user))


OPERATORS_DOCUMENTS = (
    m.Document.Kind.APPLICATION_FORM,
    m.Document.Kind.DECLINE_NOTICE,
    m.Document.Kind.CORRECTION_NOTICE,
    m.Document.Kind.ACCEPTANCE_NOTICE,
    m.Document.Kind.PUBLIC_NOTICE,
    m.Document.Kind.FILING_NOTICE,
    m.Document.Kind.CERTIFICATE,
    m.Document.Kind.REJECTION_NOTICE,
    m.Document.Kind.DISQUALIFICATION_NOTICE,
    m.Document.Kind.DISQUALIFICATION_DECISION,
    m.Document.Kind.CHANGE_NOTICE,
    m.Document.Kind.CANCELLATION_NOTICE,
    m.Document.Kind.REVOCATION_NOTICE,
    m.Document.Kind.REVOCATION_DECISION,
    m.Document.Kind.REINSTATEMENT_DECISION,
)
DISTRICTS_DOCUMENTS = (
    *OPERATORS_DOCUMENTS,
    m.Document.Kind.RECOMMENDATION_LETTER,
    m.Document.Kind.PRESCREEN_OPINION,
)


OF_REVOCATIONS = (
    m.Document.Kind.REVOCATION_NOTICE,
    m.Document.Kind.REVOCATION_DECISION,
    m.Document.Kind.REINSTATEMENT_DECISION,
)
"""Papers of a revocation: they go with it, not with the filing, which another operator may hold later."""


def visible_documents(user: Viewer) -> QuerySet[m.Document]:
    """Issued documents within reach; internal ones (letters, panel papers) stay with the offices they belong to."""
    if not role_may(user, Act.SEE_DOCUMENTS):
        return m.Document.objects.none()
    applications = visible_applications(user)
    within = Q(application__in=applications) | _of_filings(user)
    if user.role == Role.OPERATOR:
        own = m.Document.objects.filter(within, kind__in=OPERATORS_DOCUMENTS)
        return own if user.operator_id else own.none()
    shared = m.Document.shared_with.through.objects.filter(application__in=applications).values("document")
    documents = m.Document.objects.filter(within | Q(pk__in=shared))
    return documents if user.role == Role.CITY else documents.filter(kind__in=DISTRICTS_DOCUMENTS)


def _of_filings(user: m.User) -> Q:
    """What was issued after a filing: to those who hold or handle it now, and to those who did when it was changed; what was
    issued in a revocation to those who may see that.
    """
    if user.role == Role.OPERATOR:
        now, then = Q(filing__operator_id=user.operator_id), Q(change__operator_id=user.operator_id)
    elif user.role == Role.DISTRICT:
        now, then = Q(filing__space__district_id=user.district_id), Q(change__district_id=user.district_id)
    else:
        return Q(filing__isnull=False)
    seen = visible_revocations(user)
    papers = Q(pk__in=seen.values("notice")) | Q(pk__in=seen.values("decision"))
    papers |= Q(pk__in=seen.values("reinstatement"))
    return Q(now | then, ~Q(kind__in=OF_REVOCATIONS), filing__isnull=False) | papers


def kept_documents(user: Viewer) -> QuerySet[m.Document]:
    """Documents that the account's own office has issued: it seals and serves them."""
    if not role_may(user, Act.KEEP_DOCUMENTS):
        return m.Document.objects.none()
    of_office = Q(district_id=user.district_id) if user.role == Role.DISTRICT else Q(district__isnull=True)
    return visible_documents(user).filter(of_office)


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
        told = Q(fraud_file__case__in=visible_fraud_cases(user))
        told |= _evidence_of_changes(user) | _papers_of_revocations(user)
        told |= Q(guidance_file__record__entry__in=visible_pool_entries(user))
        own = files.filter(Q(operator_id=user.operator_id) | told).distinct()
        return own if user.operator_id else files.none()
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
        | Q(fraud_file__case__application__in=applications)
        | Q(change_file__change__in=visible_changes(user))
        | Q(guidance_file__record__entry__in=visible_pool_entries(user))
        | _papers_of_revocations(user)
        | Q(licence_of__in=visible_operators(user))
        | Q(space_documents__space__in=visible_registers(user))
    ).distinct()


def _evidence_of_changes(user: m.User) -> Q:
    """To an operator: evidence on the filings that it holds. Of what it reported before another took a filing over, its own
    files (which are its own anyway) and the district's, not those of the other.
    """
    evidence = Q(change_file__part=m.ChangeFile.Part.EVIDENCE)
    held = Q(change_file__change__filing__operator_id=user.operator_id)
    reported = Q(change_file__change__operator_id=user.operator_id, operator__isnull=True)
    return evidence & (held | reported)


def _papers_of_revocations(user: m.User) -> Q:
    """With the revocation; what overturned one is the city's until the reinstatement is signed."""
    papers = Q(revocation_files__revocation__in=visible_revocations(user))
    if user.role == Role.CITY:
        return papers
    overturning = Q(revocation_files__part=m.RevocationFile.Part.OVERTURNING)
    return papers & (~overturning | Q(revocation_files__revocation__state="reinstated"))


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
    within = Q(application__in=visible_applications(user)) | Q(filing__in=visible_filings(user))
    return m.PendingAct.objects.filter(within, prepared_by__role=user.role)


def visible_joint_recommendations(user: Viewer) -> QuerySet[m.JointRecommendation]:
    """What a district recommends by one letter is its own; the city sees the letter."""
    if not role_may(user, Action.RECOMMEND):
        return m.JointRecommendation.objects.none()
    return m.JointRecommendation.objects.filter(district_id=user.district_id)


def visible_objections(user: Viewer) -> QuerySet[m.Objection]:
    """Objections with names and phones are the city's alone."""
    if not role_may(user, Act.RESOLVE_OBJECTIONS):
        return m.Objection.objects.none()
    return m.Objection.objects.filter(notice__application__in=visible_applications(user))


def visible_fraud_cases(user: Viewer) -> QuerySet[m.FraudCase]:
    """Fraud cases of applications within reach; the operator learns of one with the prior notice, not before."""
    if not role_may(user, Act.SEE_FRAUD_CASES):
        return m.FraudCase.objects.none()
    cases = m.FraudCase.objects.filter(application__in=visible_applications(user))
    return cases.filter(notice__isnull=False) if user.role == Role.OPERATOR else cases


def visible_revocations(user: Viewer) -> QuerySet[m.Revocation]:
    """Revocations: those that a district handled or whose space it has now, all for the city; the operator against which one
    goes learns of it with the prior notice, not before.
    """
    revocations = m.Revocation.objects.all()
    if not role_may(user, Act.SEE_REVOCATIONS):
        return revocations.none()
    if user.role == Role.OPERATOR:
        told = revocations.filter(notice__isnull=False)
        return told.filter(operator_id=user.operator_id) if user.operator_id else revocations.none()
    if user.role == Role.DISTRICT:
        return revocations.filter(Q(district_id=user.district_id) | Q(filing__space__district_id=user.district_id))
    return revocations


def visible_bans(user: Viewer) -> QuerySet[m.Ban]:
    """Bans are known to both offices over the whole city: an operator may apply in any district."""
    return m.Ban.objects.all() if role_may(user, Act.SEE_BANS) else m.Ban.objects.none()


def visible_reports(user: Viewer) -> QuerySet[m.MisconductReport]:
    """Reports of misconduct reach the auditor's desk and nobody else's."""
    return m.MisconductReport.objects.all() if role_may(user, Act.READ_REPORTS) else m.MisconductReport.objects.none()


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
