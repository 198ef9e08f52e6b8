"""Form fields that know no model: days."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


def check_year(day: date) -> None:
    """Years that nobody means are slips of the keyboard: 0206-03-05, 9999-12-31."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValidationError("请核对年份，按四位数填写，如2026-03-05。")


class DayField(forms.DateField):
    """A day from the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "请填写完整的日期，如2026-03-05。"}
    default_validators = [check_year]
