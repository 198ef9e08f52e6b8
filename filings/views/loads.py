"""Taking in loads by tables (registers, what existed before the system); preview and confirming are every load's pages."""

from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from filings.forms.loads import UploadForm
from filings.permissions import Act
from filings.services.imports.blanks import write_template
from filings.services.imports.jobs import start_import
from filings.services.imports.kinds import TablesKind
from filings.services.imports.plans import KINDS
from filings.services.imports.tasks import enqueue_import
from filings.views.base import RoleView
from zzspace.sheets.reading import MOST_BYTES


class LoadView(RoleView):
    """A view of one sort of load; one without tables has a page of its own elsewhere."""

    act = Act.LOAD_REGISTERS

    @cached_property
    def kind(self) -> TablesKind:
        kind = KINDS.get(self.kwargs["kind"])
        if not isinstance(kind, TablesKind):
            raise Http404
        return kind

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and not self.kind.may(request.user, {}):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class LoadStartView(LoadView, FormView):
    """/imports/new/registers/: what the sheets hold; take a file in, then on to its preview."""

    form_class = UploadForm
    template_name = "filings/imports/new.html"

    def form_valid(self, form: UploadForm) -> HttpResponse:
        name, content = form.content()
        actor = self.request.user
        job = start_import(self.kind.key, content, name=name, params={}, actor=actor, enqueue=enqueue_import)
        return redirect("filings:import", job.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, most_bytes=MOST_BYTES, **kwargs)


class LoadTemplateView(LoadView):
    """GET /imports/new/registers/template/: the workbook to fill in."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        stream = BytesIO()
        write_template(stream, self.kind.tables)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"{self.kind.title}（模板）.xlsx")
