"""The compliance board of a year: districts, their makerspaces, reminders, extensions, marks of the national return."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from evaluation.forms.statistics.compliance import ExtensionForm, RemindForm, TorchForm
from evaluation.models import StatisticsYear, TorchMark
from evaluation.permissions import StatisticsAct, reportable_districts, reportable_spaces, role_may
from evaluation.selectors.returns.board import BOARD_COLUMNS, board_lines, board_rows, district_spaces
from evaluation.selectors.returns.reported import STANDING_LABELS, Standing, owing
from evaluation.selectors.returns.windows import owing_spaces, statistics_years
from evaluation.services.compliance.marks import extend_returns, mark_torch
from evaluation.services.compliance.reminders import Reminded, remind_missing
from evaluation.views.base import PagedListView, RecordFormView, RoleView
from evaluation.views.statistics.heads import year_head
from filings.models import District
from filings.workflow import Role
from zzspace.sheets import write_book
from zzspace.wording import date_zh

MOST_CHOSEN = 200
"""Makerspaces that an address may choose beforehand."""


class YearPage(RoleView):
    """A page of one statistics year."""

    act = StatisticsAct.SEE_BOARD
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def window(self) -> StatisticsYear:
        return get_object_or_404(StatisticsYear, year=self.kwargs["year"])

    @cached_property
    def today(self) -> Any:
        return timezone.localdate()

    @property
    def takes_returns(self) -> bool:
        return self.window.opens_on <= self.today and not self.window.closed_at

    def head(self) -> dict[str, Any]:
        return {
            "window": self.window,
            "head": year_head(self.request, statistics_years(), self.window, "compliance-board"),
            "may_extend": role_may(self.request.user, StatisticsAct.RUN_STATISTICS) and not self.window.closed_at,
            "may_mark": role_may(self.request.user, StatisticsAct.MARK_TORCH),
            "may_remind": role_may(self.request.user, StatisticsAct.REMIND) and self.takes_returns,
        }


class BoardView(YearPage, TemplateView):
    """GET /statistics/2025/board/: districts by how their makerspaces stand; a district's accounts see their own page."""

    template_name = "evaluation/statistics/board/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.role == Role.DISTRICT:
            return redirect("evaluation:compliance-district", self.window.year, request.user.district_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = board_lines(self.request.user, self.window, today=self.today)
        return super().get_context_data(
            lines=lines[:-1],
            total=lines[-1],
            labels=list(STANDING_LABELS.values()),
            **self.head(),
            **kwargs,
        )


class DistrictBoardView(YearPage, PagedListView):
    """GET /statistics/2025/board/gxq/?standing=missing: a district's makerspaces."""

    template_name = "evaluation/statistics/board/district.html"

    @cached_property
    def district(self) -> District:
        return get_object_or_404(reportable_districts(self.request.user), slug=self.kwargs["slug"])

    @cached_property
    def standing(self) -> str:
        asked = self.request.GET.get("standing", "")
        return asked if asked in set(Standing) else ""

    def get_queryset(self) -> QuerySet[Any]:
        spaces = district_spaces(self.request.user, self.window, self.district, today=self.today)
        return spaces.filter(standing=self.standing) if self.standing else spaces

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = board_lines(self.request.user, self.window, today=self.today)
        line = next((line for line in lines if line.district == self.district), None)
        tabs = [{"url": "?", "label": "全部", "count": line.total if line else 0, "active": not self.standing}]
        tabs += [
            {"url": f"?standing={value}", "label": label, "count": number, "active": value == self.standing}
            for value, label, number in (line.cells if line else ())
        ]
        return super().get_context_data(district=self.district, line=line, tabs=tabs, **self.head(), **kwargs)


class RemindView(YearPage):
    """POST /statistics/2025/board/remind/: remind everybody within reach, or of one district, who still has to report."""

    act = StatisticsAct.REMIND
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = RemindForm(request.POST)
        year = self.window.year
        if not form.is_valid():
            messages.error(request, "没有这个区县，请刷新页面后再办理。")
            return redirect("evaluation:compliance-board", year)
        district = form.cleaned_data["district"]
        messages.success(request, told(remind_missing(self.window, district=district, actor=request.user)))
        if district is None:
            return redirect("evaluation:compliance-board", year)
        return redirect("evaluation:compliance-district", year, district.pk)


def told(done: Reminded) -> str:
    """「已提醒3家，2家今天已经提醒过。」"""
    parts = [f"已提醒{done.now}家"]
    parts += [f"{done.earlier}家今天已经提醒过"] if done.earlier else []
    parts += [f"{done.unreachable}家没有可用账号，请电话联系"] if done.unreachable else []
    return f"{'，'.join(parts)}。"


class ExtendView(YearPage, FormView):
    """/statistics/2025/extend/?space=3: give one or several makerspaces a later last day."""

    act = StatisticsAct.RUN_STATISTICS
    form_class = ExtensionForm
    template_name = "evaluation/statistics/board/extend.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        owes = owing_spaces(self.window.year).select_related("district").order_by("district__position", "name")
        return super().get_form_kwargs() | {"spaces": owes}

    def get_initial(self) -> dict[str, Any]:
        return {"spaces": [key for key in self.request.GET.getlist("space") if key.isdecimal()][:MOST_CHOSEN]}

    def form_valid(self, form: ExtensionForm) -> HttpResponse:
        number = extend_returns(
            self.window,
            list(form.cleaned_data["spaces"]),
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )
        messages.success(self.request, f"已为{number}家众创空间延期至{date_zh(form.cleaned_data['until'])}。")
        return redirect("evaluation:compliance-board", self.window.year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(window=self.window, **kwargs)


class TorchView(RecordFormView):
    """/statistics/2025/torch/3/: the district marks whether a makerspace made the national return."""

    act = StatisticsAct.MARK_TORCH
    scope = reportable_spaces
    select_related = ("operator", "district")
    form_class = TorchForm
    template_name = "evaluation/statistics/board/torch.html"

    @cached_property
    def window(self) -> StatisticsYear:
        return get_object_or_404(StatisticsYear, year=self.kwargs["year"])

    def get_initial(self) -> dict[str, Any]:
        mark = TorchMark.objects.filter(space=self.record, year=self.window.year).first()
        return {"reported": "yes" if mark.reported else "no", "note": mark.note} if mark else {}

    def form_valid(self, form: TorchForm) -> HttpResponse:
        taken = form.cleaned_data
        mark_torch(
            self.record, self.window.year, reported=taken["reported"], note=taken["note"], actor=self.request.user
        )
        messages.success(self.request, f"已标记{self.record}的火炬统计。")
        return redirect("evaluation:compliance-district", self.window.year, self.record.district_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(window=self.window, **kwargs)


class BoardExportView(YearPage):
    """GET /statistics/2025/board/export/: the makerspaces within reach with how they stand, as .xlsx."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        stream = BytesIO()
        write_book(stream, "报送情况", BOARD_COLUMNS, board_rows(owing(request.user, self.window, today=self.today)))
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"{self.window}统计报送情况.xlsx")
