"""Forms of submissions (备案申请书) that were not made with them: those from before there was one. Made once, by the calendar."""

import structlog
from django.db import transaction

from filings.documents.application_form import issue_application_form
from filings.models import Document, Snapshot
from filings.services.history import append_line
from filings.services.transitions import lock_application

log = structlog.get_logger(__name__)


def issue_missing_forms() -> int:
    """Issue the form of every submission that has none, each in a transaction of its own; gives how many. One that
    cannot be made is logged and leaves the others their turn.
    """
    made = 0
    for pk in Snapshot.objects.filter(form__isnull=True).order_by("pk").values_list("pk", flat=True):
        try:
            made += issue_missing_form(pk)
        except Exception:  # whatever is wrong with one submission, the others get their form
            log.exception("form_not_issued", snapshot=pk)
    return made


def issue_missing_form(pk: int) -> bool:
    """Document row, history line of the system, rendering after commit; nothing where somebody made it meanwhile."""
    with transaction.atomic():
        snapshot = Snapshot.objects.get(pk=pk)
        application = lock_application(snapshot.application_id)
        if Document.objects.filter(snapshot=snapshot).exists():
            return False
        document = issue_application_form(application, snapshot, actor=None)
        details = {"document": document.pk, "snapshot": snapshot.digest}
        append_line(application, actor=None, action="issue_form", details=details)
    return True
