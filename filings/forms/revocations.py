"""Forms of a revocation that are its own: proposal, legal check, decision, drop, reinstatement. Shape only; what every hearing
has in common (prior notice, service, defence) is in forms.fraud.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from filings.forms.fields import EvidenceFilesField
from filings.forms.fraud import MOST_FILES, long_text
from filings.models import Revocation
from zzspace.fields import DayField, DocumentNumberField, FactsField


class RevocationProposalForm(forms.Form):
    """What happened, with the evidence; required where nothing on record proves it."""

    facts = FactsField()
    files = EvidenceFilesField(
        label="证据材料",
        most=MOST_FILES,
        help_text="PDF、JPG或PNG，可以选多份。事先告知后运营机构可以查阅，请不要上传涉及举报人身份的材料",
    )

    def __init__(self, *args: Any, needs_files: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].required = needs_files
        if not needs_files:
            self.fields["files"].label = "补充证据材料"


class LegalCheckForm(forms.Form):
    """法制审核: who, when, with what result."""

    checker = forms.CharField(
        label="审核机构和人员",
        max_length=60,
        help_text="例如政策法规处 张三",
        error_messages={"required": "请填写审核机构和人员。"},
    )
    on = DayField(label="审核日期", error_messages={"required": "请填写审核日期。"})
    result = forms.ChoiceField(
        label="审核结果",
        choices=[("", "请选择"), *Revocation.Legality.choices],
        error_messages={"required": "请选择审核结果。"},
    )
    opinion = forms.CharField(
        label="审核意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="没有通过的必须写明；通过的可以不填。不向运营机构公开",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("审核日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        result = data.get("result")
        if result and result != Revocation.Legality.PASSED and not data.get("opinion", "").strip():
            self.add_error("opinion", "审核没有通过的，请写明审核意见。")
        return data


class RevokeForm(forms.Form):
    """The city's reasons, its answer to the defence where there is one, and the number of the 决定书."""

    finding = long_text("撤销的理由", "请填写撤销的理由。", help_text="写入决定书，写明认定的事实和理由")
    on_defence = long_text(
        "对陈述申辩的复核意见", "请写明复核情况和是否采纳。", help_text="写入决定书，逐项写明复核情况、是否采纳和理由"
    )
    number = DocumentNumberField(label="撤销决定书发文字号")

    def __init__(self, *args: Any, has_defence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_defence:
            del self.fields["on_defence"]


class DropRevocationForm(forms.Form):
    """Why a filing is not revoked."""

    reason = long_text(
        "不予撤销的理由",
        "请写明不予撤销的理由。",
        most=1000,
        rows=4,
        help_text="告知提出单位；已作出事先告知的，也告知运营机构",
    )


class ReinstateForm(forms.Form):
    """What overturned the decision, with its document."""

    overturned_by = forms.ChoiceField(
        label="推翻的途径",
        choices=[("", "请选择"), *Revocation.Overturning.choices],
        error_messages={"required": "请选择行政复议或者行政诉讼。"},
    )
    body = forms.CharField(label="复议机关、法院", max_length=80, error_messages={"required": "请填写作出文书的机关。"})
    case_number = forms.CharField(
        label="文书案号",
        max_length=60,
        help_text="例如郑政复决〔2026〕7号",
        error_messages={"required": "请填写文书案号。"},
    )
    overturned_on = DayField(label="文书日期", error_messages={"required": "请填写文书日期。"})
    files = EvidenceFilesField(label="复议决定书或者裁判文书", most=MOST_FILES)
    reason = long_text("恢复的理由", "请写明恢复备案的理由。", most=2000, rows=4, help_text="写入恢复备案决定书")
    number = DocumentNumberField(label="恢复备案决定书发文字号")

    def __init__(self, *args: Any, revoked_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revoked_on = revoked_on

    def clean_overturned_on(self) -> date:
        day: date = self.cleaned_data["overturned_on"]
        if not self.revoked_on <= day <= timezone.localdate():
            raise ValidationError(f"文书日期应在撤销之日（{self.revoked_on}）至今天之间。")
        return day
