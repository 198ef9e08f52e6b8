"""Statistics years: windows and closing, for the city."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView

from evaluation.forms.statistics.years import NewYearForm, WindowForm
from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct
from evaluation.selectors.returns.windows import years_with_counts
from evaluation.services.returns.windows import close_year, set_window
from evaluation.views.base import RecordFormView, RoleView


class YearListView(RoleView, FormView):
    """/statistics/years/: all years with how many returns stand where; POST adds one."""

    act = StatisticsAct.RUN_STATISTICS
    form_class = NewYearForm
    template_name = "evaluation/statistics/years/list.html"
    success_url = reverse_lazy("evaluation:statistics-years")

    def form_valid(self, form: NewYearForm) -> HttpResponse:
        window = set_window(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已设置{window}的报送时间。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=years_with_counts(), **kwargs)


class YearView(RecordFormView):
    """A page of one statistics year, named by its year."""

    act = StatisticsAct.RUN_STATISTICS
    success_url = reverse_lazy("evaluation:statistics-years")

    @cached_property
    def record(self) -> StatisticsYear:
        return get_object_or_404(StatisticsYear, year=self.kwargs["year"])


class WindowView(YearView):
    """/statistics/years/2025/: change the days."""

    form_class = WindowForm
    template_name = "evaluation/statistics/years/window.html"

    def get_initial(self) -> dict[str, Any]:
        return {"opens_on": self.record.opens_on, "closes_on": self.record.closes_on}

    def form_valid(self, form: WindowForm) -> HttpResponse:
        window = set_window(self.record.year, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已修改{window}的报送时间。")
        return super().form_valid(form)


class CloseView(YearView):
    """/statistics/years/2025/close/: what follows, then POST closes."""

    form_class = WindowForm
    template_name = "components/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=f"关闭{self.record}统计",
            lead="已审核的报表全部锁定，作为年度统计和绩效评价的依据。",
            consequences=[
                "没有报送、或退回后没有重新报送的，按未报送统计数据处理（第十三条）。",
                "锁定的报表只能由市科技局说明理由后重新开放。",
            ],
            button="关闭年度",
            cancel_url=self.success_url,
            **kwargs | {"form": None},
        )

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        number = close_year(self.record, actor=self.request.user)
        messages.success(self.request, f"{self.record}统计已关闭，锁定{number}份报表。")
        return self.form_valid(self.get_form())
