"""The tables of the evaluation app, one noun a module; import them from here."""

from evaluation.models.panels import Criterion, Score, ScoreForm, ScoreSheet

__all__ = ["Criterion", "Score", "ScoreForm", "ScoreSheet"]
