"""The facts with which the city opens a revocation after two years of 不合格. Shape only."""

from django import forms
from django.core.exceptions import ValidationError

LEAST_TEXT = 20


class FailuresForm(forms.Form):
    """What the prior notice will tell; the grades themselves stand on record."""

    facts = forms.CharField(
        label="查明的事实",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明两个年度的评价等级和主要失分，写入事先告知书和决定书；不少于20字",
        error_messages={"required": "请写明查明的事实。"},
    )

    def clean_facts(self) -> str:
        facts: str = self.cleaned_data["facts"].strip()
        if len(facts) < LEAST_TEXT:
            raise ValidationError(f"请把事实写具体，至少{LEAST_TEXT}字。")
        return facts
