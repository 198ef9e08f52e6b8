"""The tables of the evaluation app, one noun a module; import them from here."""

from evaluation.models.panels import Criterion, Score, ScoreForm, ScoreSheet
from evaluation.models.statistics import AnnualReturn, ReportingFinding, ReturnExtension, StatisticsYear, TorchMark

__all__ = [
    "AnnualReturn", "Criterion", "ReportingFinding", "ReturnExtension", "Score", "ScoreForm", "ScoreSheet",
    "StatisticsYear", "TorchMark",
]  # fmt: skip
