"""Filters for annual statistics."""

from decimal import Decimal

from django import template

from evaluation.statistics import checks, rates
from evaluation.statistics.columns import Value

register = template.Library()


@register.filter
def shown(value: Value | None) -> str:
    """{{ line.value|shown }}: 4,862,000 or 1,050.50; "" where there is no figure."""
    return "" if value is None else checks.shown(value)


@register.filter
def figure_or_dash(value: Value | None) -> str:
    """{{ line.value|figure_or_dash }}: 4,862,000; — where there is none."""
    return rates.NONE if value is None else checks.shown(value)


@register.filter
def growth(rate: Decimal | None) -> str:
    """{{ line.growth|growth }}: ＋12.3%, －0.4%; — where there is nothing to compare with."""
    return rates.signed(rate)


@register.filter
def share(rate: Decimal | None) -> str:
    """{{ part.share|share }}: 12.3%."""
    return rates.unsigned(rate)
