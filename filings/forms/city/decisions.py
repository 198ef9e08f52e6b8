"""Forms of acceptance, public notice, objections, approval and rejection."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from filings.models import Application
from filings.rules.versions import get_version
from filings.services.decisions import FORMAL_CLAUSES
from filings.workflow import State
from zzspace.fields import DocumentNumberField

MOST_REASONS = 8
FAILED_REVIEW = "第七条第（三）项"


class NumberForm(forms.Form):
    """An act of which the office system gave the number."""

    number = DocumentNumberField()


class PubliciseForm(NumberForm):
    """The number of the 公示公告 and its days, at least the round's."""

    working_days = forms.IntegerField(
        label="公示期",
        max_value=60,
        widget=forms.NumberInput(attrs={"data-unit": "个工作日"}),
        error_messages={"required": "请填写公示期。", "max_value": "公示期最多60个工作日。"},
    )

    def __init__(self, *args: Any, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["working_days"]
        days.initial = days.min_value = least
        days.widget.attrs["min"] = least
        days.help_text = f"本批次不少于{least}个工作日，发布当日不计"

    def clean_working_days(self) -> int:
        days: int = self.cleaned_data["working_days"]
        if days < self.fields["working_days"].min_value:
            raise forms.ValidationError(f"本批次的公示期不少于{self.fields['working_days'].min_value}个工作日。")
        return days


class ResolutionForm(forms.Form):
    """What an inquiry into an objection found."""

    resolution = forms.CharField(
        label="核实情况和理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明核实情况和理由。"},
    )


class ReasonForm(forms.Form):
    """One reason of a rejection with its clause."""

    clause = forms.ChoiceField(label="依据条款", error_messages={"required": "请选择依据的条款。"})
    text = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, *args: Any, clauses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [("", "请选择"), *((clause, clause) for clause in clauses)]
        for field in self.fields.values():
            field.required = not self.empty_permitted

    def clean(self) -> dict[str, Any]:
        """A further reason may be left empty, but not half of it."""
        cleaned = super().clean() or {}
        filled = [name for name in self.fields if cleaned.get(name)]
        if len(filled) == 1:
            other = "text" if filled == ["clause"] else "clause"
            if other not in self.errors:
                self.add_error(other, self.fields[other].error_messages["required"])
        return cleaned


class BaseReasonFormSet(BaseFormSet):
    """Reasons of a rejection: at least one."""

    default_error_messages = {
        "too_few_forms": "请至少写明一条理由。",
        "too_many_forms": f"理由最多{MOST_REASONS}条。",
        "missing_management_form": "页面数据不完整，请刷新后重新填写。",
    }

    def reasons(self) -> list[dict[str, str]]:
        """The rows that were filled in."""
        return [dict(row) for row in self.cleaned_data if row.get("clause") and row.get("text")]


ReasonFormSet = formset_factory(
    ReasonForm,
    formset=BaseReasonFormSet,
    extra=3,
    min_num=1,
    max_num=MOST_REASONS,
    validate_min=True,
    validate_max=True,
)


def rejection_clauses(application: Application) -> list[str]:
    """The clauses that a rejection may cite: before a review the formal ones, then those of the kind's conditions."""
    if application.state == State.ACCEPTED:
        return list(FORMAL_CLAUSES)
    snapshot = application.snapshots.order_by("sequence").last()
    if snapshot is None:
        return [FAILED_REVIEW]
    checks = get_version(snapshot.ruleset).checks_for(application.kind, "continuing")
    return [FAILED_REVIEW, *dict.fromkeys(check.clause.text for check in checks), "第八条"]
