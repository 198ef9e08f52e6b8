"""Filings for those inside, as a list and one by one: the operator's own, the district's, all for the city."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from filings.models import Document, Filing
from filings.permissions import Act, visible_documents, visible_filings
from filings.selectors.filings import documents_of
from filings.selectors.fraud import case_of_filing
from filings.views.base import PagedListView, RecordPage
from zzspace.views import words_asked


class FilingListView(PagedListView):
    """Filings within reach with their certificates, the latest first."""

    act = Act.SEE_FILINGS
    template_name = "filings/registers/filings.html"

    def get_queryset(self) -> QuerySet[Filing]:
        certificates = visible_documents(self.request.user).filter(kind=Document.Kind.CERTIFICATE)
        filings = visible_filings(self.request.user).select_related("space__district", "operator")
        for word in words_asked(self.request).split():
            filings = filings.filter(space__name__icontains=word)
        return filings.prefetch_related(
            Prefetch("application__documents", certificates, to_attr="certificates")
        ).select_related("application")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=words_asked(self.request), **kwargs)


class FilingPage(RecordPage):
    """GET /filings/1/: one filing with its papers, the certificate first of all."""

    act = Act.SEE_FILINGS
    scope = visible_filings
    select_related = (
        "space__district",
        "operator",
        "application__round",
        "application__space",
        "supersedes",
        "superseded_by",
    )
    template_name = "filings/filing/filing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            documents=documents_of(self.record, self.request.user),
            fraud_case=case_of_filing(self.record, self.request.user),
            **kwargs,
        )
