"""Forms of statistics years: the reporting window."""

from typing import Any

from django import forms
from django.utils import timezone

from evaluation.models import StatisticsYear
from evaluation.models.statistics import FIRST_YEAR
from zzspace.fields import DayField


class WindowForm(forms.Form):
    """The days between which a year's returns are taken, both included."""

    opens_on = DayField(label="报送开始日", error_messages={"required": "请填写报送开始日。"})
    closes_on = DayField(
        label="报送截止日", help_text="含当日；以后可以改", error_messages={"required": "请填写报送截止日。"}
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", "报送截止日不能早于开始日。")
        return cleaned


class NewYearForm(WindowForm):
    """A year with its window."""

    field_order = ("year", "opens_on", "closes_on")

    year = forms.TypedChoiceField(
        label="统计年度",
        coerce=int,
        error_messages={"required": "请选择统计年度。", "invalid_choice": "这个年度已经设置过，或不在可选范围内。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(StatisticsYear.objects.values_list("year", flat=True))
        this_year = timezone.localdate().year
        years = [year for year in range(this_year, FIRST_YEAR - 1, -1) if year not in taken]
        self.fields["year"].choices = [(year, f"{year}年度") for year in years]
        self.fields["year"].initial = this_year - 1 if this_year - 1 in years else None
