"""What falls due in changes: corrections soon due and overdue. Once each, however often it runs."""

from datetime import date
from typing import Final

from filings.models import ChangeReport
from filings.rules.periods import add_working_days
from filings.services.changes.messages import remind_operator
from filings.workflow_changes import ChangeState

AHEAD: Final = 3
"""Working days before the last day of a correction on which the operator is reminded."""


def remind_of_changes(on: date) -> None:
    """The operator, AHEAD working days before a correction is due; operator and district, once that day has passed."""
    returned = ChangeReport.objects.filter(state=ChangeState.RETURNED).select_related(
        "filing__space", "filing__operator", "district", "operator"
    )
    for change in returned.filter(returned_due_on__gte=on, returned_due_on__lte=add_working_days(on, AHEAD)):
        remind_operator(change, is_over=False)
    for change in returned.filter(returned_due_on__lt=on):
        remind_operator(change, is_over=True)
