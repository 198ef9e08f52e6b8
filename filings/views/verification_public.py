"""What anyone may do without an account around a decision: object to a notice, read its announcement, verify a certificate."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from filings.documents.issuing import render_document
from filings.errors import WorkflowRefused
from filings.forms.objections import ObjectionForm
from filings.models import Document, PublicNotice
from filings.selectors.changes.contents import public_change_lines
from filings.selectors.changes.days import filed_changes, filing_on
from filings.selectors.filings import filing_by_code, filings_found, public_document
from filings.selectors.public import public_notices
from filings.selectors.public_notices import is_over, last_day, notice_document, takes_objections
from filings.selectors.revocations.lists import public_revocations
from filings.selectors.upward import granted_of
from filings.services.publication import record_objection
from filings.views.limits import LimitedFormView
from zzspace.views import day_asked, words_asked
from zzspace.wording import date_zh

MOST_FOUND = 20


def why_closed(notice: PublicNotice) -> str:
    """Why a notice takes no objections: ended for a new review, over, or decided meanwhile."""
    if notice.ended_at:
        return f"公示已于{date_zh(notice.ended_at)}终止"
    return f"公示已于{date_zh(last_day(notice))}结束" if is_over(notice) else "这件申请已经办结"


@method_decorator(login_not_required, name="dispatch")
class NoticeObjectView(LimitedFormView):
    """/notices/1/object/: an objection with real name while the notice runs; afterwards 409 with the explanation."""

    limit = "objection"
    form_class = ObjectionForm
    template_name = "filings/public/notice_object.html"

    @cached_property
    def notice(self) -> PublicNotice:
        return get_object_or_404(public_notices(), pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not takes_objections(self.notice):
            ended = why_closed(self.notice)
            raise WorkflowRefused(f"{ended}，不能再提出异议。", way_on=f"/notices/{self.notice.pk}/")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(notice=self.notice, **kwargs)

    def take(self, form: ObjectionForm) -> HttpResponse:
        record_objection(self.notice, **form.cleaned_data)
        return redirect("filings:notice-objected", self.notice.pk)


@method_decorator(login_not_required, name="dispatch")
class NoticeObjectedPage(TemplateView):
    """/notices/1/objected/: thanks, and what happens next. It tells nothing of the objection."""

    template_name = "filings/public/notice_objected.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(notice=get_object_or_404(public_notices(), pk=self.kwargs["pk"]), **kwargs)


def pdf_response(document: Document | None) -> FileResponse:
    """An issued public document, the sealed scan first, rendered now where that is still to be done; 404 where there is none."""
    if document is None:
        raise Http404
    file = document.file_in_use or render_document(document.pk)
    return FileResponse(file.content.open("rb"), filename=file.name, content_type=file.content_type)


@method_decorator(login_not_required, name="dispatch")
class NoticeDocumentView(View):
    """/notices/1/document/: the 公示公告."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return pdf_response(notice_document(get_object_or_404(public_notices(), pk=pk)))


@method_decorator(login_not_required, name="dispatch")
class VerifyPage(TemplateView):
    """/verify/?q=…: find certificates by number or name; today's status, not that of the day of issue."""

    template_name = "filings/public/verify.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = words_asked(self.request)
        found = list(filings_found(words)[: MOST_FOUND + 1]) if words else []
        return super().get_context_data(
            words=words,
            filings=found[:MOST_FOUND],
            has_more=len(found) > MOST_FOUND,
            asked=bool(words),
            now=timezone.now(),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class VerifyCodePage(TemplateView):
    """/verify/CODE/?on=2026-03-05: the page behind the certificate's QR code, with the entry as of any day; an unknown code is
    told so, as 404.
    """

    template_name = "filings/public/verify.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing = filing_by_code(self.kwargs["code"])
        found = [filing] if filing else []
        today = timezone.localdate()
        asked = day_asked(self.request.GET)
        return super().get_context_data(
            words="",
            filings=found,
            asked=True,
            unknown_code=not found,
            now=timezone.now(),
            most=today,
            entry=filing_on(filing, min(asked or today, today)) if filing else None,
            granted=granted_of([filing]).get(filing.pk, []) if filing else [],
            revoked=public_revocations(filing) if filing else [],
            filed=[(each, public_change_lines(each)) for each in filed_changes(filing)] if filing else [],
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=404 if context["unknown_code"] else 200, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class VerifyNoticeView(View):
    """/verify/CODE/notice/: the 备案通知, a public letter."""

    def get(self, request: HttpRequest, code: str) -> FileResponse:
        filing = filing_by_code(code)
        return pdf_response(public_document(filing) if filing else None)
