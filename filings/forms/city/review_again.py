"""The form of a review held again: why, and by whom."""

from typing import Any

from django import forms
from django.utils import timezone

from filings.forms.city.panels import day_field
from filings.services.review_again import GROUNDS, PANELS


class ReviewAgainForm(forms.Form):
    """Ground, panel and reason; nothing is preset."""

    ground = forms.ChoiceField(
        label="重新评审的依据",
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择重新评审的依据。"},
    )
    panel = forms.ChoiceField(
        label="由谁评审",
        choices=list(PANELS.items()),
        widget=forms.RadioSelect,
        help_text="另组专家组的，原专家不再参加，办理后重新抽取或分派专家。",
        error_messages={"required": "请选择由哪个专家组评审。"},
    )
    due_on = day_field("评分截止日", required=False, help_text="由原专家组评审的填写")
    reason = forms.CharField(
        label="原因",
        max_length=1000,
        help_text="写明异议核实的情况或评审中的问题，记入办理记录。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明重新评审的原因。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_on = cleaned.get("due_on")
        if cleaned.get("panel") == "same" and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", "请选择评分截止日。")
        if due_on and due_on < timezone.localdate():
            self.add_error("due_on", "评分截止日不能早于今天。")
        return cleaned
