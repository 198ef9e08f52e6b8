"""Forms of a draw by lot: what is to be drawn, and the day until which those drawn score."""

from typing import Any

from django import forms

from filings.forms.city.panels import DueDayMixin
from filings.rules.draws import Quota

ROWS = 3
USUAL_NUMBERS = (5,)
USUAL_MOST_OPEN = 5


class DrawForm(forms.Form):
    """How many experts of which fields; a blank field is any. A redraw needs its reason."""

    most_open = forms.IntegerField(
        label="在办上限",
        min_value=1,
        max_value=99,
        initial=USUAL_MOST_OPEN,
        help_text="在办评审达到这个件数的专家不参加抽取",
        widget=forms.NumberInput(attrs={"data-unit": "件"}),
        error_messages={
            "required": "请填写在办上限。",
            "min_value": "在办上限至少1件。",
            "max_value": "在办上限最多99件。",
        },
    )
    reason = forms.CharField(
        label="重新抽取的原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写重新抽取的原因。"},
    )

    def __init__(self, *args: Any, fields: list[str], is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不限领域"), *((field, field) for field in fields)]
        rows: dict[str, forms.Field] = {}
        for row in range(1, ROWS + 1):
            rows[f"field_{row}"] = forms.ChoiceField(label="专业领域", choices=choices, required=False)
            rows[f"number_{row}"] = forms.IntegerField(
                label="人数",
                required=False,
                min_value=1,
                max_value=15,
                initial=dict(enumerate(USUAL_NUMBERS, 1)).get(row),
                widget=forms.NumberInput(attrs={"data-unit": "位"}),
                error_messages={"min_value": "人数至少1位。", "max_value": "人数最多15位。"},
            )
        self.fields = {**rows, **self.fields}
        if not is_again:
            del self.fields["reason"]

    def rows(self) -> list[tuple[Any, Any]]:
        """Field and number of each row, for the template."""
        return [(self[f"field_{row}"], self[f"number_{row}"]) for row in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(1, ROWS + 1):
            name = f"number_{row}"
            if cleaned.get(f"field_{row}") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "请填写这个领域的抽取人数。")
        if not self.errors and not self.quotas():
            self.add_error("number_1", "请填写抽取人数。")
        return cleaned

    def quotas(self) -> list[Quota]:
        """The rows that were filled in."""
        taken = self.cleaned_data
        rows = ((taken.get(f"field_{row}", ""), taken.get(f"number_{row}")) for row in range(1, ROWS + 1))
        return [Quota(field, number) for field, number in rows if number]


class ConfirmDrawForm(DueDayMixin):
    """Take the draw as it is."""
