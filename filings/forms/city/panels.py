"""Forms for putting a panel together."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from filings.models import User
from filings.selectors.experts import Candidate
from zzspace.fields import DayField, RecordsField


def day_field(label: str, **kwargs: Any) -> DayField:
    """A day picked in the browser, written 2026-03-16."""
    messages = {"required": "请选择日期。", "invalid": "请按“年-月-日”填写日期。"}
    return DayField(label=label, error_messages=messages, **kwargs)


class DueDayMixin(forms.Form):
    """A due day of scoring that is not past."""

    due_on = day_field("评分截止日")

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError("评分截止日不能早于今天。")
        return due_on


class AssignForm(DueDayMixin):
    """Choose experts among the candidates; excluded ones cannot be chosen."""

    experts = RecordsField(
        label="评审专家",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请选择评审专家。",
            "invalid_choice": "有的专家不能分派到本件申请，请刷新页面后重新选择。",
        },
    )
    cleared = forms.CharField(
        label="核对情况",
        required=False,
        max_length=500,
        help_text="所选专家与申请单位人员同名的，请核对是否同一人并写明。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("experts", "due_on", "cleared")

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {each.expert.pk: each for each in candidates if not each.is_excluded}
        self.fields["experts"].queryset = User.objects.filter(pk__in=self.by_pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        doubtful = [e for e in cleaned.get("experts") or () if self.by_pk[e.pk].conflicts]
        if doubtful and not cleaned.get("cleared", "").strip():
            reasons = "；".join(f"{e}{c.reason}" for e in doubtful for c in self.by_pk[e.pk].conflicts)
            self.add_error("cleared", f"{reasons}。请核对后填写核对情况。")
        return cleaned


class ExcuseForm(forms.Form):
    """Take an expert off the panel, with or without another in the place."""

    reason = forms.CharField(
        label="解除原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写解除原因。"},
    )
    replacement = forms.ModelChoiceField(
        label="改派专家", queryset=User.objects.none(), required=False, empty_label="暂不改派"
    )
    due_on = day_field("改派专家的评分截止日", required=False)
    cleared = forms.CharField(
        label="核对情况",
        required=False,
        max_length=500,
        help_text="改派专家与申请单位人员同名的，请核对是否同一人并写明。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [each.expert.pk for each in candidates if not each.is_excluded]
        self.fields["replacement"].queryset = User.objects.filter(pk__in=possible).order_by("full_name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_on = cleaned.get("due_on")
        if cleaned.get("replacement") and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", "请选择改派专家的评分截止日。")
        if due_on and due_on < timezone.localdate():
            self.add_error("due_on", "评分截止日不能早于今天。")
        return cleaned
