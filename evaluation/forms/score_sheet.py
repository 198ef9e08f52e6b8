"""The score sheet as a form: one mark and comment a criterion, the overall opinion. Shape and steps are checked here."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

from evaluation.models import Score, ScoreSheet
from evaluation.scoring.sheets import (
    COMMENT_LEAST,
    COMMENT_MOST,
    Entry,
    comment_floor,
    lacking,
    mark_problem,
    plain,
)
from evaluation.services.score_sheets import SheetDraft

CRITERION_COMMENT_MOST = 300


class MarkField(forms.DecimalField):
    """Marks of one criterion or indicator; full-width digits are read as digits."""

    def __init__(self, name: str, full: Decimal, **kwargs: Any) -> None:
        super().__init__(
            label=f"{name}评分",
            required=False,
            decimal_places=2,
            error_messages={"invalid": "请填写数字，例如12.5。", "max_decimal_places": "按0.5分计，请填写整分或半分。"},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )
        self.full_marks = full

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and (problem := mark_problem(value, self.full_marks)):
            raise forms.ValidationError(problem)


class ScoreSheetForm(forms.Form):
    """All of a sheet. Nothing is required while it is a draft; `lacking()` tells what submission still wants."""

    recommend = forms.TypedChoiceField(
        label="总体意见",
        choices=[("yes", "推荐备案"), ("no", "不推荐备案")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="总评",
        required=False,
        max_length=COMMENT_MOST,
        error_messages={"max_length": f"总评最多{COMMENT_MOST}字，请删减。"},
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": f"主要优势、不足和建议，{COMMENT_LEAST}至{COMMENT_MOST}字"}
        ),
    )

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any) -> None:
        self.sheet = sheet
        self.scores = list(sheet.scores.select_related("criterion").order_by("criterion__position"))
        kwargs["initial"] = self.saved_values() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for score in self.scores:
            self.add_criterion(score)

    def saved_values(self) -> dict[str, Any]:
        """What is saved so far."""
        sheet = self.sheet
        chosen = None if sheet.recommend is None else ("yes" if sheet.recommend else "no")
        values: dict[str, Any] = {"recommend": chosen, "comment": sheet.comment}
        for score in self.scores:
            values[f"m{score.criterion.position}"] = None if score.marks is None else plain(score.marks)
            values[f"c{score.criterion.position}"] = score.comment
        return values

    def add_criterion(self, score: Score) -> None:
        """Mark and comment of one criterion."""
        position = score.criterion.position
        self.fields[f"m{position}"] = MarkField(score.criterion.name, score.criterion.full_marks)
        self.fields[f"c{position}"] = forms.CharField(
            label=f"{score.criterion.name}评语",
            required=False,
            max_length=CRITERION_COMMENT_MOST,
            error_messages={"max_length": f"评语最多{CRITERION_COMMENT_MOST}字，请删减。"},
            widget=forms.Textarea(attrs={"rows": 1}),
        )

    def draft(self) -> SheetDraft:
        """What was typed and can be read; a field with an error is left out, so that saving keeps the rest."""
        taken = self.cleaned_data
        marks = {s.criterion_id: taken[key] for s in self.scores if (key := f"m{s.criterion.position}") in taken}
        comments = {s.criterion_id: taken[key] for s in self.scores if (key := f"c{s.criterion.position}") in taken}
        overall = {name: taken[name] for name in ("recommend", "comment") if name in taken}
        return SheetDraft(marks, comments, overall)

    def entries(self) -> list[Entry]:
        """The lines with what stands in the form now: typed where bound and readable, else saved."""
        percent = self.sheet.form.comment_floor_percent
        return [
            Entry(
                position=score.criterion.position,
                full_marks=score.criterion.full_marks,
                floor=comment_floor(score.criterion.full_marks, percent),
                marks=self.present(f"m{score.criterion.position}", score.marks),
                comment=self.present(f"c{score.criterion.position}", score.comment) or "",
            )
            for score in self.scores
        ]

    def present(self, name: str, saved: Any) -> Any:
        """A value as typed, None where it cannot be read, as saved where nothing was sent."""
        if not self.is_bound:
            return saved
        return None if name in self.errors else self.cleaned_data.get(name)

    def lacking(self) -> tuple[str, ...]:
        """What stands between this sheet and its submission."""
        recommend = self.present("recommend", self.sheet.recommend)
        return lacking(self.entries(), recommend=recommend, comment=self.present("comment", self.sheet.comment) or "")
