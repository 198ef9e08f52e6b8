"""Filters for annual statistics."""

from django import template

from evaluation.statistics import checks
from evaluation.statistics.columns import Value

register = template.Library()


@register.filter
def shown(value: Value | None) -> str:
    """{{ line.value|shown }}: 4,862,000 or 1,050.50; "" where there is no figure."""
    return "" if value is None else checks.shown(value)
