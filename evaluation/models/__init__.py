"""The tables of the evaluation app, one noun a module; import them from here."""

from evaluation.models.campaigns import (
    Campaign,
    Entry,
    ExpertMark,
    MarkingAssignment,
    SelfAssessment,
    SelfAssessmentFile,
)
from evaluation.models.documents import CampaignDocument, CampaignScan, CampaignService, PaymentAccount
from evaluation.models.draws import MarkersDraw
from evaluation.models.grades import HistoricGrade
from evaluation.models.panels import Criterion, Score, ScoreForm, ScoreSheet
from evaluation.models.results import Result, ReviewRequest, TypicalPractice
from evaluation.models.schemes import EvaluationScheme
from evaluation.models.statistics import AnnualReturn, ReportingFinding, ReturnExtension, StatisticsYear, TorchMark

__all__ = [
    "AnnualReturn", "Campaign", "CampaignDocument", "CampaignScan", "CampaignService", "Criterion", "Entry", "EvaluationScheme", "ExpertMark", "HistoricGrade",
    "MarkersDraw", "MarkingAssignment",
    "PaymentAccount", "ReportingFinding", "Result", "ReturnExtension", "ReviewRequest", "Score", "ScoreForm", "ScoreSheet", "SelfAssessment",
    "SelfAssessmentFile", "StatisticsYear", "TorchMark", "TypicalPractice",
]  # fmt: skip
