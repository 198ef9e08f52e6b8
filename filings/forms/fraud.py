"""Forms of a fraud case: proposal, prior notice, service, defence, finding, drop; and of a recusal. Shape only."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from filings.forms.fields import EvidenceFilesField
from filings.models import Application, FraudCase
from filings.rules.versions import CURRENT, get_version
from filings.services.hearings import LEAST_DAYS
from zzspace.fields import DayField, DocumentNumberField
from zzspace.wording import date_zh

MOST_FILES = 10
LEAST_TEXT = 20


def long_text(label: str, required: str, *, most: int = 3000, rows: int = 5, **kwargs: Any) -> forms.CharField:
    """A text of several paragraphs."""
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
        **kwargs,
    )


class ProposalForm(forms.Form):
    """What is held to be false, in which condition, with the evidence."""

    manner = forms.ChoiceField(
        label="涉嫌行为",
        choices=[("", "请选择"), *FraudCase.Manner.choices],
        error_messages={"required": "请选择涉嫌的行为。"},
    )
    clause = forms.ChoiceField(label="涉及的申报条件", error_messages={"required": "请选择涉及的条款。"})
    facts = long_text(
        "查明的事实",
        "请写明查明的事实。",
        rows=7,
        help_text="写明申报内容、核查情况和差异，写入事先告知书和决定书；不少于20字",
    )
    files = EvidenceFilesField(
        label="证据材料",
        most=MOST_FILES,
        help_text="PDF、JPG或PNG，可以选多份。事先告知后运营机构可以查阅，请不要上传涉及举报人身份的材料",
    )
    field_order = ("manner", "clause", "facts", "files")

    def __init__(self, *args: Any, clauses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [("", "请选择"), *((clause, clause) for clause in clauses)]

    def clean_facts(self) -> str:
        facts: str = self.cleaned_data["facts"].strip()
        if len(facts) < LEAST_TEXT:
            raise forms.ValidationError(f"请把事实写具体，至少{LEAST_TEXT}字。")
        return facts


class PriorNoticeForm(forms.Form):
    """Number of the 事先告知书 and the working days for statement and defence."""

    number = DocumentNumberField()
    defence_days = forms.IntegerField(
        label="陈述申辩期限",
        initial=LEAST_DAYS,
        min_value=LEAST_DAYS,
        max_value=60,
        help_text=f"自送达之日起算，不少于{LEAST_DAYS}个工作日",
        widget=forms.NumberInput(attrs={"data-unit": "个工作日"}),
        error_messages={
            "required": "请填写陈述申辩期限。",
            "min_value": f"陈述申辩期限不少于{LEAST_DAYS}个工作日。",
            "max_value": "陈述申辩期限最多60个工作日。",
        },
    )


class ServiceForm(forms.Form):
    """Day and manner of service of the prior notice."""

    served_on = DayField(label="送达日期", error_messages={"required": "请填写送达日期。"})
    served_how = forms.ChoiceField(
        label="送达方式",
        choices=[("", "请选择"), *FraudCase.Service.choices],
        error_messages={"required": "请选择送达方式。"},
    )
    served_note = forms.CharField(
        label="送达情况", required=False, max_length=200, help_text="签收人、邮件单号等，可以不填"
    )

    def __init__(self, *args: Any, issued_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issued_on = issued_on
        self.fields["served_on"].initial = timezone.localdate()

    def clean_served_on(self) -> date:
        day: date = self.cleaned_data["served_on"]
        if not self.issued_on <= day <= timezone.localdate():
            raise forms.ValidationError(f"送达日期应在成文之日（{date_zh(self.issued_on)}）至今天之间。")
        return day


class ServiceCorrectionForm(ServiceForm):
    """Another day or manner of service, with why the record was wrong."""

    reason = forms.CharField(
        label="更正原因",
        max_length=200,
        help_text="写入办理记录，例如回证上的签收日期登记错误",
        error_messages={"required": "请写明更正原因。"},
    )


class DefenceForm(forms.Form):
    """The operator's statement and defence."""

    statement = long_text(
        "陈述和申辩", "请填写陈述和申辩的内容。", most=5000, rows=8, help_text="对照告知的事实逐项说明，写明依据"
    )
    files = EvidenceFilesField(
        label="有关证据", most=MOST_FILES, required=False, help_text="PDF、JPG或PNG，可以选多份，没有的不用上传"
    )
    field_order = ("statement", "files")


class FindingForm(forms.Form):
    """The city's finding, and its answer to the defence where there is one."""

    finding = long_text("认定意见", "请填写认定意见。", help_text="写入决定书，写明认定的事实和理由")
    on_defence = long_text(
        "对陈述申辩的复核意见", "请写明复核情况和是否采纳。", help_text="写入决定书，逐项写明复核情况、是否采纳和理由"
    )
    number = DocumentNumberField(label="决定书发文字号")

    def __init__(self, *args: Any, has_defence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_defence:
            del self.fields["on_defence"]


class DropForm(forms.Form):
    """Why a case ends without a finding."""

    reason = long_text("不予认定的理由", "请写明不予认定的理由。", most=1000, rows=4)


class RecusalForm(forms.Form):
    """Why an official steps aside."""

    reason = long_text(
        "回避理由",
        "请写明回避理由。",
        most=500,
        rows=3,
        help_text="例如与申报单位负责人有近亲属关系，写入办理记录",
    )


APPLYING = "第七条第（一）项"
"""The clause of the application itself, for what is stated in it beside the conditions."""


def proposal_clauses(application: Application) -> list[str]:
    """The clauses whose statements may be false: the conditions of the kind, then the application itself."""
    snapshot = application.snapshots.order_by("sequence").last()
    version = get_version(snapshot.ruleset) if snapshot else CURRENT
    checks = version.checks_for(application.kind, "continuing")
    return [*dict.fromkeys(check.clause.text for check in checks), APPLYING]
