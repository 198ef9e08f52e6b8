"""Forms of a draw of markers: for which makerspaces, how many experts of which fields."""

from typing import Any

from django import forms

from evaluation.forms.campaigns.campaigns import MarkersForm
from filings.forms.city.draws import DrawForm


class MarkersDrawForm(DrawForm):
    """As for a panel, for all makerspaces that take part or those of one kind."""

    kind = forms.ChoiceField(label="众创空间", choices=MarkersForm.KINDS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = self.fields["most_open"]
        most.label, most.help_text, most.initial = (
            "待评上限",
            "待评的众创空间达到这个家数的专家不参加抽取",
            MOST_TO_MARK,
        )
        most.widget.attrs["data-unit"] = "家"
        most.error_messages |= {
            "required": "请填写待评上限。",
            "min_value": "待评上限至少1家。",
            "max_value": "待评上限最多99家。",
        }


MOST_TO_MARK = 60
