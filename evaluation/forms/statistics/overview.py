"""What is chosen on the statistics desk, kept in the address: the figure, how the trend is taken apart, what counts."""

from typing import Any

from django import forms
from django.http import QueryDict

from evaluation.selectors.statistics.cube import COUNTING_LABELS, Counting
from evaluation.selectors.statistics.overview import splits_for
from evaluation.selectors.statistics.shapes import SPLIT_LABELS, Asked, Split
from evaluation.statistics.columns import BY_FIELD, GROUPS, columns_of
from filings.models import User

FIGURES = [
    (f"{group.letter} {group.title}", [(column.field, column.header) for column in columns_of(group.letter)])
    for group in GROUPS
]


class OverviewForm(forms.Form):
    """?figure=b1&split=kind&counting=reported; what no choice knows is as if it were not there."""

    figure = forms.ChoiceField(label="指标", choices=FIGURES, required=False)
    split = forms.ChoiceField(label="历年趋势分组", required=False)
    counting = forms.ChoiceField(
        label="计入", choices=[(each.value, label) for each, label in COUNTING_LABELS.items()], required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["split"].choices = [(each.value, SPLIT_LABELS[each]) for each in splits_for(user)]  # type: ignore[attr-defined]  # a ChoiceField
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


def asked_by(query: QueryDict, year: int, user: User) -> Asked:
    """What an address asks for."""
    form = OverviewForm(query, user=user)
    form.is_valid()
    chosen, default = form.cleaned_data, Asked(year)
    return Asked(
        year,
        column=BY_FIELD.get(chosen.get("figure", ""), default.column),
        split=Split(chosen.get("split") or default.split),
        counting=Counting(chosen.get("counting") or default.counting),
    )


def form_for(asked: Asked, user: User) -> OverviewForm:
    """The form as it stands for a choice."""
    initial = {"figure": asked.column.field, "split": asked.split.value, "counting": asked.counting.value}
    return OverviewForm(initial=initial, user=user)
