"""The form of a decision meeting's table: for each case a choice and a note. What may be chosen is the selector's matter."""

from collections.abc import Sequence

from django import forms
from django.forms import BoundField

from filings.models import StagedDecision
from filings.selectors.meetings import MeetingLine
from filings.services.meetings import Intention

LONGEST_NOTE = 200


class MeetingForm(forms.Form):
    """One choice and one note a case; blank leaves a case open."""

    def __init__(self, *args: object, lines: Sequence[MeetingLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.every = lines
        self.lines = [line for line in lines if not line.obstacle]
        for line in self.lines:
            pk, space = line.application.pk, line.application.space
            self.fields[f"choice_{pk}"] = forms.ChoiceField(
                label=f"{space}的拟定决定",
                choices=[("", ""), *StagedDecision.Choice.choices],
                required=False,
                initial=line.choice,
                error_messages={"invalid_choice": f"请重新选择{space}的拟定决定。"},
            )
            self.fields[f"note_{pk}"] = forms.CharField(
                label=f"{space}的说明",
                max_length=LONGEST_NOTE,
                required=False,
                initial=line.staged.note if line.staged else "",
                widget=forms.TextInput(
                    attrs={
                        "class": "form-control form-control-sm",
                        "placeholder": "说明",
                        "aria-label": f"{space}的说明",
                    }
                ),
                error_messages={"max_length": f"{space}的说明最多{LONGEST_NOTE}字，请删减。"},
            )

    def rows(self) -> list[tuple[MeetingLine, str, BoundField | None]]:
        """Each case with the choice and the note as they stand on the page; a closed case has none."""
        open_lines = {line.application.pk for line in self.lines}
        return [
            (line, str(self[f"choice_{pk}"].value() or ""), self[f"note_{pk}"])
            if pk in open_lines
            else (line, "", None)
            for line, pk in ((line, line.application.pk) for line in self.every)
        ]

    def intentions(self) -> dict[int, Intention]:
        """What was chosen, by application; a case that the page did not send is left out."""
        taken = self.cleaned_data
        return {
            pk: Intention(taken[f"choice_{pk}"], taken[f"note_{pk}"].strip())
            for pk in (line.application.pk for line in self.lines)
            if f"note_{pk}" in self.data
        }
