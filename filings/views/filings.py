"""Filings for those inside, as a list and one by one: the operator's own, the district's, all for the city."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from filings.models import Document, Filing
from filings.permissions import Act, visible_documents, visible_filings
from filings.selectors.changes.days import FilingHistory
from filings.selectors.changes.lists import changes_of, pending_cancellation_of, request_of
from filings.selectors.filings import documents_of
from filings.selectors.fraud import case_of_filing
from filings.selectors.revocations.lists import open_revocation_known, revocations_of
from filings.selectors.screening import warned_of
from filings.selectors.upward import recommendations_of
from filings.views.base import PagedListView, RecordPage
from filings.views.change_links import filing_buttons
from filings.views.revocation_links import propose_button
from filings.workflow import FilingState, Role
from zzspace.views import day_asked, words_asked


class FilingListView(PagedListView):
    """Filings within reach with their certificates, the latest first."""

    act = Act.SEE_FILINGS
    template_name = "filings/registers/filings.html"

    def get_queryset(self) -> QuerySet[Filing]:
        certificates = visible_documents(self.request.user).filter(kind=Document.Kind.CERTIFICATE)
        filings = visible_filings(self.request.user).select_related("space__district", "operator")
        for word in words_asked(self.request).split():
            filings = filings.filter(space__name__icontains=word)
        certificates = certificates.order_by("-issued_on", "-pk")
        return filings.prefetch_related(
            Prefetch("application__documents", certificates, to_attr="certificates"),
            Prefetch("documents", certificates, to_attr="later_certificates"),
        ).select_related("application")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=words_asked(self.request), **kwargs)


class FilingPage(RecordPage):
    """GET /filings/1/?on=2026-03-05: one filing as the register has it on a day, with its papers and changes. A district that
    the space has left reads it up to its last day there.
    """

    act = Act.SEE_FILINGS
    scope = visible_filings
    select_related = (
        "space__district",
        "operator",
        "application__round",
        "application__space",
        "application__operator",
        "supersedes",
        "superseded_by",
    )
    template_name = "filings/filing/filing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing, user = self.record, self.request.user
        history = FilingHistory(filing)
        left = history.last_day_in(user.district_id) if user.role == Role.DISTRICT else None
        most = left or timezone.localdate()
        documents = documents_of(filing, user)
        is_free = open_revocation_known(filing, user) is None
        buttons = filing_buttons(user, filing, is_free=is_free) + propose_button(user, filing, is_free=is_free)
        return super().get_context_data(
            entry=history.on(min(day_asked(self.request.GET) or most, most)),
            now=history.on(most),
            most=most,
            left=left,
            documents=documents,
            certificate=next((each for each in documents if each.kind == Document.Kind.CERTIFICATE), None),
            changes=changes_of(filing, user),
            buttons=buttons,
            adverse=[button for button in buttons if button["danger"]],
            request_made=None if left else request_of(filing),
            waiting_act=pending_cancellation_of(filing) if user.role == Role.CITY else None,
            fraud_case=case_of_filing(filing, user),
            upward=[] if left else recommendations_of(filing, user),
            warned=warned_of(filing, user) if filing.state == FilingState.ACTIVE else None,
            revocations=revocations_of(filing, user),
            **kwargs,
        )
