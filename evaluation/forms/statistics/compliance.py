"""Forms of compliance: reminders, extensions, marks of the national return, findings."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluation.models import ReportingFinding
from filings.models import District, Space
from zzspace.fields import DayField, RecordsField

MOST_REASON = 1000


class RemindForm(forms.Form):
    """Whom to remind: one district's makerspaces, or all within reach."""

    district = forms.ModelChoiceField(
        District.objects.all(),
        label="区县",
        required=False,
        error_messages={"invalid_choice": "没有这个区县，请刷新页面后再办理。"},
    )


class ExtensionForm(forms.Form):
    """Makerspaces, the later last day, the reason."""

    spaces = RecordsField(
        Space.objects.none(),
        label="众创空间",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选择一家众创空间。",
            "invalid_choice": "所选的众创空间不在名单中，请刷新页面后重新选择。",
            "invalid_list": "请重新选择众创空间。",
        },
    )
    until = DayField(label="延期至", help_text="含当日", error_messages={"required": "请填写延期后的截止日。"})
    reason = forms.CharField(
        label="延期理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="运营机构将看到全文",
        error_messages={"required": "请填写延期理由。", "max_length": "理由最多500字，请删减。"},
    )

    def __init__(self, *args: Any, spaces: QuerySet[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spaces"].queryset = spaces


class TorchForm(forms.Form):
    """Whether the national return was made."""

    reported = forms.TypedChoiceField(
        label="火炬统计",
        choices=[("yes", "已报送"), ("no", "未报送")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否已报送火炬统计。", "invalid_choice": "请从列出的两项中选择。"},
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200, error_messages={"max_length": "说明最多200字，请删减。"}
    )


class FindingForm(forms.Form):
    """What was not as required, why, and until when the operator may reply."""

    grounds = forms.MultipleChoiceField(
        label="情形",
        choices=ReportingFinding.Ground.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选择一种情形。",
            "invalid_choice": "请从列出的情形中选择。",
            "invalid_list": "请重新选择情形。",
        },
    )
    reason = forms.CharField(
        label="事实和理由",
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明哪些数据、与什么不符、依据什么；运营机构将看到全文",
        error_messages={"required": "请填写事实和理由。", "max_length": f"最多{MOST_REASON}字，请删减。"},
    )
    reply_due_on = DayField(
        label="说明期限", help_text="含当日，不少于5个工作日", error_messages={"required": "请填写说明期限。"}
    )


class ReplyForm(forms.Form):
    """The operator's reply."""

    reply = forms.CharField(
        label="说明",
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请填写说明。", "max_length": f"最多{MOST_REASON}字，请删减。"},
    )


class DecideForm(forms.Form):
    """The city's decision on a finding."""

    upheld = forms.TypedChoiceField(
        label="认定结果",
        choices=[("yes", "认定未按要求报送，当年绩效评价为不合格"), ("no", "不予认定")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择认定结果。", "invalid_choice": "请从列出的两项中选择。"},
    )
    conclusion = forms.CharField(
        label="认定意见",
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写认定意见。", "max_length": f"最多{MOST_REASON}字，请删减。"},
    )
