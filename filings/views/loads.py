"""Taking in loads by tables (registers, what existed before the system, an operator's own registers); preview and
confirming are every load's pages.
"""

from collections.abc import Sequence
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
from filings.selectors.registers import Register
from filings.services.imports.blanks import write_template
from filings.services.imports.jobs import start_import
from filings.services.imports.kinds import TablesKind
from filings.services.imports.own_registers import OwnRegistersKind, params_of
from filings.services.imports.plans import KINDS
from filings.services.imports.register_tables import LOADED, OWN_TABLES
from filings.services.imports.tables import Table
from filings.services.imports.tasks import enqueue_import
from filings.views.base import RecordFormView, RoleView
from filings.views.registers import RegisterScope
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
        return template_answer(self.kind.title, self.kind.tables)


def template_answer(title: str, tables: Sequence[Table]) -> FileResponse:
    """The workbook to fill in, as a download."""
    stream = BytesIO()
    write_template(stream, tables)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{title}（模板）.xlsx")


class OwnRegisterScope(RegisterScope):
    """A register that an operator may load for a makerspace of its own; those that are not loaded are 404."""

    act = Act.KEEP_REGISTERS

    @cached_property
    def register(self) -> Register:
        if self.kwargs["register"] not in LOADED:
            raise Http404
        return LOADED[self.kwargs["register"]]


class RegisterLoadView(OwnRegisterScope, RecordFormView):
    """/spaces/3/registers/residents/import/: what the sheets hold; take a file in, then on to its preview."""

    form_class = UploadForm
    template_name = "filings/imports/own_registers.html"

    def form_valid(self, form: UploadForm) -> HttpResponse:
        name, content = form.content()
        params = params_of(self.record, self.register)
        actor = self.request.user
        job = start_import(OwnRegistersKind.key, content, name=name, params=params, actor=actor, enqueue=enqueue_import)
        return redirect("filings:import", job.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=KINDS[OwnRegistersKind.key], most_bytes=MOST_BYTES, **kwargs)


class RegisterTemplateView(OwnRegisterScope):
    """GET /spaces/3/registers/residents/template/?sheets=all: the workbook to fill in, of this register or of all."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        if request.GET.get("sheets") == "all":
            return template_answer(f"{self.record.name}登记名册", OWN_TABLES)
        own = [table for table in OWN_TABLES if table.key == self.register.key]
        return template_answer(self.register.title, own)
