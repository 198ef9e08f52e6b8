"""Forms of an annual return: a section's figures, sending with reasons, sending back. Shape only; what figures must satisfy
among themselves is asked of statistics.checks by the services.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from evaluation.models import AnnualReturn
from evaluation.statistics.checks import range_problem
from evaluation.statistics.columns import BY_FIELD, COLUMNS, Column, Kind, columns_of
from evaluation.statistics.comparing import Warn
from evaluation.statistics.importing import EXPECTED
from filings.services.imports.plans import LEAST_REASON, MOST_REASON
from zzspace.fields import DayField
from zzspace.sheets import Wrong, to_count, to_decimal

LONGEST_FIGURE = 24
MOST_NOTE = 200
DAYS_TO_CORRECT = 10


class FigureField(forms.CharField):
    """A figure as people type it: full-width digits and separators are read; blank is None, never nought."""

    def __init__(self, column: Column) -> None:
        self.column = column
        super().__init__(
            label=column.title,
            required=False,
            max_length=LONGEST_FIGURE,
            help_text=column.note,
            error_messages={"max_length": f"{column.title}：数字太长，请核对。"},
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric" if column.kind is Kind.COUNT else "decimal",
                    "autocomplete": "off",
                    "class": "num",
                }
            ),
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        column = self.column
        expected = EXPECTED[column.kind]
        figure = to_count(text, expected) if column.kind is Kind.COUNT else to_decimal(text, column.places, expected)
        if isinstance(figure, Wrong):
            raise forms.ValidationError(f"{column.title}：填的是“{figure.found}”，{figure.expected}；没有的填0。")
        if figure is not None and (problem := range_problem(column, figure)):
            raise forms.ValidationError(problem)
        return figure


class ReasonField(forms.CharField):
    """Why an unusual figure is right."""

    def __init__(self, warn: Warn, *, required: bool) -> None:
        super().__init__(
            label="原因说明",
            required=required,
            min_length=LEAST_REASON,
            max_length=MOST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={
                "required": f"请说明原因：{warn.message}",
                "min_length": f"请说明具体原因，至少{LEAST_REASON}个字。",
                "max_length": f"说明最多{MOST_REASON}字，请删减。",
            },
        )


class GroupForm(forms.Form):
    """The figures of one section, and a reason for each question about them, which may wait. `revision` is the state of
    the return that the page was opened on.
    """

    revision = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "页面内容不完整，请刷新后再填。"
        ),
    )

    def __init__(self, *args: Any, record: AnnualReturn, letter: str, questions: Sequence[Warn], **kwargs: Any) -> None:
        columns = columns_of(letter)
        shown = {column.field: plain(getattr(record, column.field)) for column in columns}
        shown |= {reason_name(warn): record.reasons.get(warn.key, "") for warn in questions}
        kwargs["initial"] = shown | {"revision": record.revision} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields |= {column.field: FigureField(column) for column in columns}
        self.fields |= {reason_name(warn): ReasonField(warn, required=False) for warn in questions}
        self.letter = letter
        self.keys = {reason_name(warn): warn.key for warn in questions}

    def figures(self) -> dict[str, Any]:
        """What was typed and can be read; a field with an error is left out, so that saving keeps the rest."""
        return {name: value for name, value in self.cleaned_data.items() if name in BY_FIELD}

    def reasons(self) -> dict[str, str]:
        """The reasons sent that can be read, by the key of the question; a blank one is given up."""
        sent = {name: key for name, key in self.keys.items() if name in self.data}
        return {key: self.cleaned_data[name] for name, key in sent.items() if name in self.cleaned_data}

    def asked_again(self, record: AnnualReturn, questions: Sequence[Warn]) -> Any:
        """The same typed once more, with the questions that the figures raise since they were saved."""
        data = self.data.copy()
        for warn in questions:
            data.setdefault(reason_name(warn), record.reasons.get(warn.key, ""))
        return type(self)(data, record=record, letter=self.letter, questions=questions)


def reason_name(warn: Warn) -> str:
    """The name of a question's field: it stays the same while the figures around it change."""
    return f"reason-{warn.key}"


def plain(value: Any) -> str:
    """A figure as it stands in a field: no separators, no noughts after the point that say nothing."""
    return "" if value is None else str(value).removesuffix(".00")


class RevisionForm(forms.Form):
    """An act on what was read: `revision` is that of the page."""

    revision = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "页面内容不完整，请刷新后再办理。"
        ),
    )


class SubmitForm(RevisionForm):
    """A reason for each question, and the declaration."""

    declared = forms.BooleanField(
        label="本机构承诺以上数据及时、准确、真实、完整（第十三条）",
        error_messages={"required": "请勾选数据真实的声明后报送。"},
    )

    def __init__(self, *args: Any, questions: Sequence[Warn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"reason_{number}": warn.key for number, warn in enumerate(questions)}
        for name, warn in zip(self.keys, questions, strict=True):
            self.fields[name] = ReasonField(warn, required=True)

    def reasons(self) -> dict[str, str]:
        """Reasons by the key of the question, as far as they can be read."""
        return {key: self.cleaned_data.get(name, "") for name, key in self.keys.items()}

    def typed(self) -> dict[str, str]:
        """What stands in the reason fields, readable or not, within the longest length."""
        return {key: str(self.data.get(name, ""))[:MOST_REASON].replace("\x00", "") for name, key in self.keys.items()}


class SendBackForm(RevisionForm):
    """What is to be corrected: a note at each figure, the reason, the day by which."""

    fields_to_correct = forms.MultipleChoiceField(
        label="需要修改的指标",
        choices=[(column.field, column.title) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选择一个需要修改的指标。",
            "invalid_choice": "没有这个指标，请刷新页面后重新选择。",
            "invalid_list": "请重新选择需要修改的指标。",
        },
    )
    reason = forms.CharField(
        label="退回理由",
        max_length=500,
        help_text="写明各指标有什么问题、依据什么，运营机构将看到全文",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写退回理由。", "max_length": "理由最多500字，请删减。"},
    )
    due_on = DayField(label="修改期限", help_text="含当日", error_messages={"required": "请填写修改期限。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": timezone.localdate() + timedelta(days=DAYS_TO_CORRECT)} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("修改期限不能早于今天。")
        return day

    def items(self) -> dict[str, str]:
        """The fields with the note that stands at each."""
        return dict.fromkeys(self.cleaned_data["fields_to_correct"], self.cleaned_data["reason"])


class ReopenForm(RevisionForm):
    """Why a locked return is opened again."""

    reason = forms.CharField(
        label="重新开放的理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写重新开放的理由。", "max_length": "理由最多500字，请删减。"},
    )
