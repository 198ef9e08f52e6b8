"""Checks as functions of thresholds: one maker a shape of condition. Which checks there are is the versions' matter."""

from filings.rules.checks.base import Check, Clause, Evaluate, Row, Threshold

__all__ = ["Check", "Clause", "Evaluate", "Row", "Threshold"]
