"""Loads: one's own, the preview with its questions, confirming, the error workbook."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django_htmx.http import HttpResponseClientRefresh

from filings.errors import WorkflowRefused
from filings.forms.imports import AnswersForm, ConfirmForm, ReasonForAllForm
from filings.models import ImportJob, ImportRow, User
from filings.permissions import Act, visible_imports
from filings.selectors.imports import columns_of, fault_lines, grid_row, rows_asking, rows_shown, tabs_of
from filings.services.imports.errors import refused_workbook
from filings.services.imports.jobs import (
    abandon_import,
    answer_questions,
    confirm_import,
    give_reason_for_all,
    open_questions,
)
from filings.services.imports.kinds import TablesKind
from filings.services.imports.plans import KINDS
from filings.services.imports.tasks import enqueue_import
from filings.services.leases import MOST_TRIES, progress_of, stalled
from filings.views.base import PagedListView, RecordFormView, RecordPage, ScopedView
from zzspace.views import RowsPerPage

ASKED_AT_ONCE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportListView(PagedListView):
    """GET /imports/: one's own loads, latest first."""

    act = Act.SEE_IMPORTS
    template_name = "filings/imports/list.html"

    def get_queryset(self) -> QuerySet[ImportJob]:
        return visible_imports(self.request.user).select_related("file").order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        jobs = [(job, KINDS[job.kind].label(job.params)) for job in context["page_obj"]]
        return context | {"jobs": jobs, "kinds": kinds_open_to(self.request.user)}


def kinds_open_to(user: User) -> list[TablesKind]:
    """The loads that begin at a page of their own, as far as the account may make them."""
    return [kind for kind in KINDS.values() if isinstance(kind, TablesKind) and kind.may(user, {})]


class JobView(ScopedView):
    """A view of one load of one's own."""

    act = Act.SEE_IMPORTS
    scope = visible_imports
    select_related = ("file",)

    def job_page(self) -> str:
        return reverse("filings:import", args=[self.record.pk])

    @property
    def label(self) -> str:
        return KINDS[self.record.kind].label(self.record.params)


class ImportPage(RowsPerPage, JobView, RecordFormView):
    """/imports/3/?show=refused: the load as far as it is. POST keeps answers to the questions shown."""

    form_class = AnswersForm
    template_name = "filings/imports/job.html"

    @cached_property
    def asking(self) -> list[ImportRow]:
        """The rows whose questions are shown: open ones first."""
        if self.record.state != ImportJob.State.READY:
            return []
        rows = sorted(rows_asking(self.record), key=lambda row: (is_answered(row), row.position))
        return rows[:ASKED_AT_ONCE]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        writes = request.method == "POST" and self.is_allowed(request)
        if writes and self.record.state != ImportJob.State.READY:
            state = self.record.get_state_display()
            raise WorkflowRefused(f"这次导入现在是“{state}”，不能再办理这一事项。", way_on=self.job_page())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rows": self.asking}

    def form_valid(self, form: AnswersForm) -> HttpResponse:
        lacking = answer_questions(self.record, form.answers(), actor=self.request.user)
        messages.success(self.request, f"已保存，还有{lacking}条需要确认。" if lacking else "已保存，可以确认写入。")
        return redirect(self.job_page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, context = self.record, super().get_context_data(**kwargs)
        context |= {"label": self.label, "kind_page": KINDS[job.kind].page(job.params)}
        if job.is_under_way:
            return context | progress_context(job)
        return context | self.preview(context["form"])

    def preview(self, form: AnswersForm) -> dict[str, Any]:
        """Counts, questions with their fields, and a page of rows."""
        job, shown = self.record, self.request.GET.get("show", "")
        rows = rows_shown(job, shown)
        _, page, _, _ = self.paginate_queryset(rows, self.get_paginate_by(rows))
        columns = columns_of(page.object_list, KINDS[job.kind].titles)
        writes = job.counts.get("new", 0) + job.counts.get("changed", 0)
        return {
            "page_obj": page,
            "columns": [KINDS[job.kind].header(title) for title in columns],
            "lines": [(grid_row(row, columns), fault_lines(row)) for row in page.object_list],
            "tabs": tabs_of(job, shown),
            "questions": questions_of(self.asking, form),
            "asking": rows_asking(job).count() if job.state == ImportJob.State.READY else 0,
            "lacking": open_questions(job) if job.state == ImportJob.State.READY else 0,
            "writes": writes,
            "for_all": ReasonForAllForm(),
            "confirm": ConfirmForm(initial={"digest": job.plan_digest}),
        }


def is_answered(row: ImportRow) -> bool:
    """Whether all that a row is asked has its answer."""
    return all(question["key"] in row.answers for question in row.questions)


def questions_of(rows: list[ImportRow], form: AnswersForm) -> list[dict[str, Any]]:
    """Each question with its row and its two fields."""
    return [
        {
            "row": row,
            "question": question,
            "answered": question["key"] in row.answers,
            "choice": form[f"choice_{row.position}_{number}"],
            "reason": form[f"reason_{row.position}_{number}"],
        }
        for row in rows
        for number, question in enumerate(row.questions)
    ]


def progress_context(job: ImportJob) -> dict[str, Any]:
    """The phase with its rows, whether the worker is gone, and whether the load goes on by itself then."""
    return {
        "progress": progress_of(job),
        "stalled": job in stalled(ImportJob),
        "by_itself": job.tries < MOST_TRIES,
    }


class ProgressView(JobView, RecordPage):
    """GET /imports/3/progress/ (htmx): how far it is; once it waits for its sender or has ended, the page is loaded anew."""

    template_name = "filings/imports/progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.record.is_under_way:
            return HttpResponseClientRefresh()
        return render(request, self.template_name, {"record": self.record} | progress_context(self.record))


class ResumeView(JobView):
    """POST /imports/3/resume/: have a load taken up again whose worker is gone."""

    http_method_names = ("post",)

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.record in stalled(ImportJob):
            enqueue_import(self.record.pk)
        return redirect(self.job_page())


class ReasonForAllView(ImportPage):
    """POST /imports/3/reason/: one reason for all questions that are still open and offer no conversion."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForAllForm(request.POST)
        if not form.is_valid():
            answers = AnswersForm(rows=self.asking)
            return self.render_to_response(self.get_context_data(form=answers) | {"for_all": form})
        lacking = give_reason_for_all(self.record, form.cleaned_data["reason"], actor=request.user)
        messages.success(request, f"已保存，还有{lacking}条需要逐条确认。" if lacking else "已保存，可以确认写入。")
        return redirect(self.job_page())


class ConfirmView(JobView):
    """POST /imports/3/confirm/: write what was shown."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            raise WorkflowRefused("页面内容不完整，请刷新后再确认。", way_on=self.job_page())
        confirm_import(self.record, digest=form.cleaned_data["digest"], actor=request.user, enqueue=enqueue_import)
        return redirect(self.job_page())


class AbandonView(JobView):
    """POST /imports/3/abandon/: end it; nothing was written."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        abandon_import(self.record, actor=request.user)
        messages.success(request, f"已放弃导入“{self.record}”，没有写入任何数据。")
        return redirect("filings:imports")


class ErrorWorkbookView(JobView):
    """GET /imports/3/errors/: the refused rows as a workbook; none refused is 409."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        if not self.record.counts.get("refused"):
            raise WorkflowRefused("这次导入没有不能写入的行。", way_on=self.job_page())
        stem = self.record.file.name.rsplit(".", 1)[0]
        content = BytesIO(refused_workbook(self.record))
        return FileResponse(content, as_attachment=True, filename=f"{stem}_错误.xlsx", content_type=XLSX)
