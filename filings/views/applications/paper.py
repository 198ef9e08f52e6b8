"""备案申请书 of an application: the draft's as it stands, the submitted one's as it was issued."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from filings.documents.application_form import draft_form
from filings.models import Document
from filings.permissions import Act, is_editable, visible_applications, visible_documents
from filings.selectors.applications import draft_of
from filings.services.submission_guards import required_declarations
from filings.views.base import ScopedView


class ApplicationFormView(ScopedView):
    """GET: a draft's form with its watermark, made now; else the way to the one that was issued last."""

    act = Act.SEE_APPLICATIONS
    scope = visible_applications
    select_related = ("space__operator__district", "space__district", "operator__district", "district", "round")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if is_editable(self.record, request.user):
            return self.draft()
        issued = visible_documents(request.user).filter(
            application=self.record, kind=Document.Kind.APPLICATION_FORM, snapshot__isnull=False
        )
        latest = issued.order_by("-snapshot__sequence").first()
        if latest is None:
            raise Http404
        return redirect("filings:document-file", latest.pk)

    def draft(self) -> HttpResponse:
        draft = draft_of(self.record, as_of=timezone.localdate())
        content = draft_form(draft, declarations=required_declarations(self.record.round))
        name = f"备案申请书（草稿）_{self.record.space.name}.pdf"
        headers = {
            "Content-Disposition": content_disposition_header(as_attachment=False, filename=name) or "inline",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type="application/pdf", headers=headers)
