"""What falls due in fraud cases: the operator's time for its defence. Once each, however often it runs."""

from datetime import date
from typing import Final

from filings.models import FraudCase
from filings.rules.periods import add_working_days
from filings.services.fraud.messages import remind_city, remind_operator
from filings.workflow import CaseState

AHEAD: Final = 2
"""Working days before the end of the time for a defence on which the operator is reminded."""


def remind_of_fraud_cases(on: date) -> None:
    """The operator, AHEAD working days before its time ends; the city, once it ended without a defence."""
    waiting = FraudCase.objects.filter(state=CaseState.SERVED).select_related(
        "application__space", "application__operator", "application__district"
    )
    for case in waiting.filter(defence_due_on__gte=on, defence_due_on__lte=add_working_days(on, AHEAD)):
        remind_operator(case)
    for case in waiting.filter(defence_due_on__lt=on):
        remind_city(case)
