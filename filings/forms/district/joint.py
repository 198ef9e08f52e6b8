"""One letter for several applications: which, with the opinion on each, its text, number and day. What must hold is in
services.joint_recommendations.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from filings.models import District
from filings.selectors.documents import number_in_use
from filings.selectors.joint_recommendations import MOST_TOGETHER, Candidate
from zzspace.fields import DayField, DocumentNumberField
from zzspace.wording import as_day

USUAL_OPINION: Final = "同意推荐"


class JointRecommendationForm(forms.Form):
    """批量推荐: applications ticked, each with its opinion for the 汇总表; text, number and day of the 推荐函."""

    ids = forms.MultipleChoiceField(
        label="申请",
        error_messages={
            "required": "请至少选择一件申请。",
            "invalid_choice": "所选申请已不能推荐，请核对后重新选择。",
        },
    )
    text = forms.CharField(
        label="推荐函正文的推荐意见",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="写入推荐函，对所选各家单位适用",
        error_messages={"required": "请填写推荐函正文的推荐意见。"},
    )
    number = DocumentNumberField(help_text="各家共用一个文号，按本机关公文系统的编号填写，例如郑高科函〔2026〕3号")
    issued_on = DayField(label="成文日期", error_messages={"required": "请填写成文日期。"})

    def __init__(self, *args: Any, candidates: Sequence[Candidate], district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates, self.district = candidates, district
        self.fields["ids"].choices = [(str(each.application.pk), str(each.application)) for each in candidates]
        self.fields["issued_on"].initial = timezone.localdate()
        for each in candidates:
            self.fields[opinion_name(each)] = forms.CharField(
                label=f"对{each.application.space}的推荐意见",
                required=False,
                max_length=200,
                initial=USUAL_OPINION,
                widget=forms.TextInput({"class": "form-control form-control-sm"}),
            )

    def lines(self) -> list[tuple[Candidate, bool, forms.BoundField]]:
        """The candidates, whether each is ticked, and the control of its opinion."""
        ticked = {str(key) for key in self["ids"].value() or ()}
        return [(each, str(each.application.pk) in ticked, self[opinion_name(each)]) for each in self.candidates]

    def clean_ids(self) -> list[str]:
        ids: list[str] = self.cleaned_data["ids"]
        if len(ids) > MOST_TOGETHER:
            raise ValidationError(f"一份推荐函最多推荐{MOST_TOGETHER}件，请分批办理。")
        return ids

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if taken := number_in_use(self.district.bureau, number):
            raise ValidationError(taken)
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [each for each in self.candidates if str(each.application.pk) in data.get("ids", ())]
        for each in chosen:
            name = opinion_name(each)
            if name not in self.errors and not data.get(name, "").strip():
                self.add_error(name, f"请填写对{each.application.space}的推荐意见。")
        if (day := data.get("issued_on")) and chosen:
            self.check_day(day, max(as_day(each.application.submitted_at) for each in chosen))
        return data

    def check_day(self, day: date, first: date) -> None:
        """The letter comes after every application that it recommends."""
        if not first <= day <= timezone.localdate():
            self.add_error("issued_on", f"成文日期应在所选申请最后一件提交之日（{first}）至今天之间。")

    def opinions(self) -> dict[int, str]:
        """The opinion on each application ticked, by key."""
        return {int(key): self.cleaned_data[f"opinion-{key}"].strip() for key in self.cleaned_data["ids"]}


def opinion_name(candidate: Candidate) -> str:
    return f"opinion-{candidate.application.pk}"
