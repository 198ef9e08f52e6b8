"""The form of a decision meeting's table: for each case a choice and a note. What may be chosen is the selector's matter."""

from collections.abc import Sequence

from django import forms

from filings.models import StagedDecision
from filings.selectors.meetings import MeetingLine
from filings.services.meetings import Intention

LONGEST_NOTE = 200


class MeetingForm(forms.Form):
    """One choice and one note a case; blank leaves a case open."""

    def __init__(self, *args: object, lines: Sequence[MeetingLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if not line.obstacle]
        for line in self.lines:
            pk, space = line.application.pk, line.application.space
            self.fields[f"choice_{pk}"] = forms.ChoiceField(
                label=f"{space}的拟定决定",
                choices=[("", ""), *StagedDecision.Choice.choices],
                required=False,
                error_messages={"invalid_choice": f"请重新选择{space}的拟定决定。"},
            )
            self.fields[f"note_{pk}"] = forms.CharField(
                label=f"{space}的说明",
                max_length=LONGEST_NOTE,
                required=False,
                error_messages={"max_length": f"{space}的说明最多{LONGEST_NOTE}字，请删减。"},
            )

    def intentions(self) -> dict[int, Intention]:
        """What was chosen, by application; a case that the page did not send is left out."""
        taken = self.cleaned_data
        return {
            pk: Intention(taken[f"choice_{pk}"], taken[f"note_{pk}"].strip())
            for pk in (line.application.pk for line in self.lines)
            if f"note_{pk}" in self.data
        }
