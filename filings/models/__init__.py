"""The tables of the filings app, one noun a module; import them from here."""

from filings.models import measures  # noqa: F401 - known to Django, but offered to nobody from here: see its docstring
from filings.models.accounts import District, User
from filings.models.applications import (
    Application,
    ApplicationSection,
    Attachment,
    Correction,
    Round,
    SiteVisit,
    SiteVisitPhoto,
    Snapshot,
    Verification,
)
from filings.models.changes import Cancellation, ChangeFile, ChangeReport, SpaceMove
from filings.models.correction_requests import CorrectionItem, CorrectionRequest
from filings.models.decline_reviews import DeclineReview
from filings.models.documents import Document, PostedDocument, PostedScan, PostedService, SealedScan, ServiceRecord
from filings.models.draws import ExpertDraw, PanelDraw
from filings.models.files import StoredFile
from filings.models.filings import Ban, Counter, Filing
from filings.models.fraud import CaseFile, FraudCase
from filings.models.history import DailySeal, HistoryLine, PendingAct
from filings.models.imports import ImportJob, ImportRow
from filings.models.incubation import Activity, FinancingEvent, IncubationCase, Resident
from filings.models.jobs import BatchJob
from filings.models.meetings import StagedDecision
from filings.models.notices import Notice, Objection, OutgoingMail, PublicNotice
from filings.models.operators import JoinRequest, Operator
from filings.models.recommendations import JointRecommendation, Recommendation
from filings.models.recusals import Recusal
from filings.models.reports import MisconductReport
from filings.models.reserve_pool import GuidanceFile, GuidanceRecord, PoolAssessment, PoolEntry
from filings.models.resources import Equipment, Fund, Mentor, PartnerInstitution, SpaceDocument, StaffMember
from filings.models.reviews import ConflictDeclaration, ReviewAssignment, ReviewResult
from filings.models.revocations import Revocation, RevocationFile
from filings.models.screening import Level, Screening, Shortfall
from filings.models.settings import CitySettings
from filings.models.sharing import SharedResource, SupportPolicy
from filings.models.spaces import Site, Space
from filings.models.upward import UpwardLetter, UpwardRecommendation

__all__ = [
    "Activity", "Application", "ApplicationSection", "Attachment", "Ban", "BatchJob", "Cancellation", "CaseFile", "ChangeFile",
    "ChangeReport", "CitySettings",
    "ConflictDeclaration", "Correction", "CorrectionItem", "CorrectionRequest", "Counter", "DailySeal", "DeclineReview",
    "District", "Document", "Equipment", "ExpertDraw", "Filing", "FinancingEvent", "FraudCase", "Fund", "GuidanceFile",
    "GuidanceRecord", "HistoryLine", "ImportJob", "ImportRow", "IncubationCase", "JoinRequest", "JointRecommendation",
    "Level", "Mentor", "MisconductReport", "Notice", "Objection", "Operator", "OutgoingMail", "PanelDraw",
    "PartnerInstitution", "PendingAct", "PoolAssessment", "PoolEntry", "PostedDocument", "PostedScan", "PostedService",
    "PublicNotice", "Recommendation", "Recusal", "Resident", "ReviewAssignment", "ReviewResult", "Revocation",
    "RevocationFile", "Round", "Screening", "SealedScan", "ServiceRecord", "SharedResource", "Shortfall", "Site",
    "SiteVisit", "SiteVisitPhoto", "Snapshot", "Space", "SpaceDocument", "SpaceMove", "StaffMember", "StagedDecision",
    "StoredFile", "SupportPolicy", "UpwardLetter", "UpwardRecommendation", "User",
    "Verification",
]  # fmt: skip
