"""What falls due in revocations: service of the notice, the time for a defence. Once each, however often it runs."""

from datetime import date
from typing import Final

from filings.models import Revocation
from filings.rules.periods import add_working_days
from filings.services.revocations.messages import remind_city, remind_operator, remind_to_serve
from filings.workflow_revocations import RevocationState

AHEAD: Final = 2
"""Working days before the end of the time for a defence on which the operator is reminded."""
TO_SERVE: Final = 5
"""Working days after the notice by which its service should be on record."""


def remind_of_revocations(on: date) -> None:
    """The operator, AHEAD working days before its time ends; the city, once it ended without a defence, and once a notice is
    not served TO_SERVE working days after it was issued.
    """
    found = Revocation.objects.select_related("filing__space", "operator", "district", "notice")
    served = found.filter(state=RevocationState.SERVED)
    for revocation in served.filter(defence_due_on__gte=on, defence_due_on__lte=add_working_days(on, AHEAD)):
        remind_operator(revocation)
    for revocation in served.filter(defence_due_on__lt=on):
        remind_city(revocation)
    for revocation in found.filter(state=RevocationState.NOTIFIED):
        if revocation.notice and add_working_days(revocation.notice.issued_on, TO_SERVE) < on:
            remind_to_serve(revocation)
