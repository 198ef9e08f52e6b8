"""Forms of loads: the answers to what is asked of rows, and confirming."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from filings.models import ImportRow
from filings.services.imports.plans import LEAST_REASON, MOST_REASON, Answer, Choice

WORDS = {Choice.KEEP: "属实，说明理由", Choice.CONVERT: "采用换算后的数", Choice.SKIP: "本行不写入"}


class AnswersForm(forms.Form):
    """A choice and a reason for each question of some rows."""

    def __init__(self, *args: Any, rows: Sequence[ImportRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {(row.position, number): row for row in rows for number in range(len(row.questions))}
        for (position, number), row in self.asked.items():
            question = row.questions[number]
            given = row.answers.get(question["key"], {})
            choices = [choice for choice in Choice if choice is not Choice.CONVERT or question["offers"]]
            self.fields[f"choice_{position}_{number}"] = forms.ChoiceField(
                label="如何处理",
                required=False,
                choices=[(choice.value, WORDS[choice]) for choice in choices],
                initial=given.get("choice") or (None if question["offers"] else Choice.KEEP.value),
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "请从列出的处理方式中选择。"},
            )
            self.fields[f"reason_{position}_{number}"] = forms.CharField(
                label="理由",
                required=False,
                max_length=MOST_REASON,
                initial=given.get("reason", ""),
                error_messages={"max_length": f"理由最多{MOST_REASON}字，请删减。"},
                widget=forms.TextInput(attrs={"placeholder": "说明理由", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for position, number in self.asked:
            choice = cleaned.get(f"choice_{position}_{number}")
            reason = cleaned.get(f"reason_{position}_{number}", "").strip()
            if choice == Choice.KEEP and 0 < len(reason) < LEAST_REASON:
                self.add_error(f"reason_{position}_{number}", f"请说明具体理由，至少{LEAST_REASON}个字。")
        return cleaned

    def answers(self) -> dict[tuple[int, str], Answer]:
        """What was answered, by position of the row and key of the question."""
        return {(position, key): answer for position, key, answer in self._given()}

    def _given(self) -> Iterator[tuple[int, str, Answer]]:
        for (position, number), row in self.asked.items():
            choice = self.cleaned_data.get(f"choice_{position}_{number}")
            if choice:
                reason = self.cleaned_data.get(f"reason_{position}_{number}", "")
                yield position, row.questions[number]["key"], Answer(Choice(choice), reason)


class ReasonForAllForm(forms.Form):
    """One reason for all questions that are still open."""

    reason = forms.CharField(
        label="其余各条用同一理由",
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "请填写理由。",
            "min_length": f"请说明具体理由，至少{LEAST_REASON}个字。",
            "max_length": f"理由最多{MOST_REASON}字，请删减。",
        },
    )


class ConfirmForm(forms.Form):
    """What was shown is what is written."""

    digest = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={
            "required": "页面内容不完整，请刷新后再确认。",
            "max_length": "页面内容不完整，请刷新后再确认。",
        },
    )
