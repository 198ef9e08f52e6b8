"""Filters of the page of deadlines."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from zzspace.desk import DeadlineSource

DEFAULT_DAYS: Final = 60
HORIZONS: Final = (("14", "14天内"), ("60", "60天内"), ("180", "180天内"), ("366", "一年内"))


class DeadlineFilterForm(forms.Form):
    """Kind and horizon; what is not known falls back to all kinds and DEFAULT_DAYS."""

    kind = forms.ChoiceField(label="事项", required=False)
    horizon = forms.ChoiceField(label="到期时间", required=False, choices=HORIZONS, initial=str(DEFAULT_DAYS))

    def __init__(self, *args: Any, sources: Iterable[DeadlineSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部事项"), *((source.key, source.label) for source in sources)]
        self.fields["kind"] = forms.ChoiceField(label="事项", required=False, choices=choices)
        self.order_fields(("kind", "horizon"))

    def value_of(self, name: str) -> str:
        """What was chosen; "" where nothing was or it is not known."""
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get(name, "")

    @property
    def kind_chosen(self) -> str:
        return self.value_of("kind")

    @property
    def days(self) -> int:
        """How many days ahead are shown."""
        return int(self.value_of("horizon") or DEFAULT_DAYS)
