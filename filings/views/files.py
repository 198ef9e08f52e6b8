"""Uploaded files, served only through the access check; none lies under the web root. Documents are in views.documents."""

from collections.abc import Callable
from functools import partial

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from filings.documents.page_images import WIDTHS, PageMissingError, PageTooComplexError, page_image
from filings.models import StoredFile
from filings.permissions import Act, visible_files
from filings.views.base import ScopedView

ASK_AGAIN = "private, no-cache"
TEN_MINUTES = "private, max-age=600"


def conditional(
    request: HttpRequest, make: Callable[[], HttpResponseBase], *, etag: str, cache_control: str
) -> HttpResponseBase:
    """What `make` gives, with its digest; 304 where the browser holds the same. Never kept by a shared cache."""
    quoted = f'"{etag}"'
    response = get_conditional_response(request, etag=quoted) or make()
    response["ETag"] = quoted
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    return response


def stored_response(request: HttpRequest, file: StoredFile, *, download: bool) -> HttpResponseBase:
    """The stored bytes under the sender's file name, with the type found when they were taken in."""

    def stored() -> FileResponse:
        content = file.content.open("rb")
        return FileResponse(content, as_attachment=download, filename=file.name, content_type=file.content_type)

    return conditional(request, stored, etag=file.sha256, cache_control=ASK_AGAIN)


def too_complex(request: HttpRequest) -> HttpResponse:
    """A picture that says why the page is not shown; it takes no page's place in the browser's cache."""
    response = render(request, "filings/page_too_complex.svg", content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class FileView(ScopedView):
    """GET /files/1/: an uploaded file as a download. Experts look at pages alone."""

    act = Act.DOWNLOAD_FILES
    scope = visible_files

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        return stored_response(request, self.record, download=True)


class FilePageView(ScopedView):
    """GET /files/1/pages/2/?size=thumb|page|large: a page as a picture."""

    act = Act.SEE_FILES
    scope = visible_files

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        asked = request.GET.get("size", "page")
        size = asked if asked in WIDTHS else "page"
        etag = f"{self.record.sha256}-{self.kwargs['number']}-{size}"
        try:
            return conditional(request, partial(self.image, size), etag=etag, cache_control=TEN_MINUTES)
        except PageTooComplexError:
            return too_complex(request)

    def image(self, size: str) -> HttpResponse:
        try:
            content, content_type = page_image(self.record, self.kwargs["number"], size)
        except PageMissingError:
            raise Http404 from None
        return HttpResponse(content, content_type=content_type)
