"""The tables of the evaluation app, one noun a module; import them from here."""

from evaluation.models.grades import HistoricGrade
from evaluation.models.panels import Criterion, Score, ScoreForm, ScoreSheet
from evaluation.models.statistics import AnnualReturn, ReportingFinding, ReturnExtension, StatisticsYear, TorchMark

__all__ = [
    "AnnualReturn", "Criterion", "HistoricGrade", "ReportingFinding", "ReturnExtension", "Score", "ScoreForm", "ScoreSheet",
    "StatisticsYear", "TorchMark",
]  # fmt: skip
