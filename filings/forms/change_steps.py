"""Forms of the steps of a change after its report, and of giving a filing up. Shape only."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from filings.forms.correction_requests import usual_due_day
from filings.forms.district.visits import PhotosField
from filings.forms.fraud import long_text
from filings.models import ChangeReport
from zzspace.fields import DayField, DocumentNumberField

MOST_ITEMS = 20


class DocumentsForm(forms.Form):
    """材料审查."""

    finding = long_text(
        "材料审查意见", "请写明材料审查意见。", most=2000, help_text="写明收到的材料、是否齐全、与变更内容是否一致"
    )


class SiteCheckForm(forms.Form):
    """实地核查: day, two officials, findings, photographs."""

    visited_on = DayField(label="核查日期", error_messages={"required": "请填写核查日期。"})
    officer_1 = forms.CharField(label="核查人员一", max_length=28, error_messages={"required": "请填写核查人员。"})
    officer_2 = forms.CharField(
        label="核查人员二", max_length=28, error_messages={"required": "实地核查须由两人进行，请填写第二位核查人员。"}
    )
    finding = long_text(
        "实地核查情况",
        "请写明实地核查情况。",
        most=2000,
        help_text="写明现场所见，与报告内容是否一致；不一致的，写明是哪一项",
    )
    files = PhotosField(label="现场照片", required=False)

    def __init__(self, *args: Any, change: ChangeReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change
        self.fields["visited_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_visited_on(self) -> date:
        day: date = self.cleaned_data["visited_on"]
        if not self.change.happened_on <= day <= timezone.localdate():
            raise ValidationError(f"核查日期应在变更之日（{self.change.happened_on}）至今天之间。")
        return day

    def clean_officer_2(self) -> str:
        second: str = self.cleaned_data["officer_2"].strip()
        if second == self.cleaned_data.get("officer_1", "").strip():
            raise ValidationError("两位核查人员不能是同一人。")
        return second

    def clean_files(self) -> list[Any]:
        return [file for file in self.cleaned_data["files"] if file]


class ReturnForm(forms.Form):
    """What is lacking, one line each, and until when."""

    items = forms.CharField(
        label="需要补正的事项",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一项，一次性写全",
        error_messages={"required": "请一次性写明需要补正的事项。"},
    )
    due_on = DayField(label="补正期限", error_messages={"required": "请填写补正期限。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = usual_due_day(timezone.localdate())
        self.fields["due_on"].help_text = "默认10个工作日，含当日"

    def clean_items(self) -> list[str]:
        items = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if len(items) > MOST_ITEMS:
            raise ValidationError(f"最多{MOST_ITEMS}项，请合并。")
        return items

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise ValidationError("补正期限应晚于今天。")
        return day


class OpinionForm(forms.Form):
    """The district's opinion to the city."""

    opinion = long_text("审核意见", "请写明审核意见。", most=2000, help_text="报市科技局，写明材料审查、实地核查的结论")


class FileForm(forms.Form):
    """The number of the notice; the reason where the district proposed to cancel, a check fails or a revocation was dropped."""

    number = DocumentNumberField(label="变更备案通知发文字号")
    city_reason = long_text(
        "准予变更备案的理由", "变更后不再符合要求，或者曾经据以提出撤销备案，仍准予变更备案的，请写明理由。", most=2000
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["city_reason"]


class WithdrawForm(forms.Form):
    """That nothing changed after all."""

    statement = long_text("情况说明", "请说明情况。", most=1000, rows=3, help_text="写明为什么实际没有发生变更")
    nothing_changed = forms.BooleanField(
        label="我确认实际没有发生这项变更",
        error_messages={"required": "已经发生的变更不能撤回；实际没有发生的，请勾选确认。"},
    )


class CancellationForm(forms.Form):
    """Why an operator gives its filing up."""

    reason = long_text("注销原因", "请写明注销原因。", most=1000, rows=4)


class CancelForm(forms.Form):
    """The number of the 注销备案通知."""

    number = DocumentNumberField(label="注销备案通知发文字号")
