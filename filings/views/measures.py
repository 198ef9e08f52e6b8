"""Districts' own measures (区县标准, Article 16): the public list with its files, and what a district keeps."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, ListView, View

from filings.forms.measures import EndMeasureForm, MeasureForm, ReasonForm
from filings.models.measures import DistrictMeasure
from filings.permissions import Act, Decision, kept_measures
from filings.selectors.measures import measures_listed, own_figures, published_measures
from filings.services.measures import end_measure, publish_measure, withdraw_measure
from filings.views.base import PagedListView, RoleView, StepFormView
from filings.views.files import stored_response
from zzspace.views import RowsPerPage


@method_decorator(login_not_required, name="dispatch")
class MeasureListPage(RowsPerPage, ListView):
    """GET /measures/?page=2: what districts have published, in force first."""

    template_name = "filings/measures/public.html"

    def get_queryset(self) -> QuerySet[DistrictMeasure]:
        return measures_listed(timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, today = super().get_context_data(**kwargs), timezone.localdate()
        rows = [(each, own_figures(each), standing_of(each, today)) for each in context["page_obj"]]
        return context | {"rows": rows}


def standing_of(measure: DistrictMeasure, today: date) -> str:
    """in_force, coming, over or withdrawn."""
    if measure.withdrawn_on is not None:
        return "withdrawn"
    if measure.is_in_force(today):
        return "in_force"
    return "coming" if measure.effective_from > today else "over"


@method_decorator(login_not_required, name="dispatch")
class MeasureFileView(View):
    """GET /measures/1/file/: the document, opened in the browser."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        measure = get_object_or_404(published_measures(), pk=pk)
        return stored_response(request, measure.file, download=False)


class OwnMeasuresView(PagedListView):
    """GET /measures/own/: what a district has published, withdrawn included."""

    act = Act.KEEP_MEASURES
    template_name = "filings/measures/own.html"

    def get_queryset(self) -> QuerySet[DistrictMeasure]:
        kept = kept_measures(self.request.user).select_related("file", "published_by")
        return kept.prefetch_related("figures").order_by("-effective_from", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, today = super().get_context_data(**kwargs), timezone.localdate()
        rows = [(each, own_figures(each), standing_of(each, today)) for each in context["page_obj"]]
        return context | {"rows": rows}


class MeasurePublishView(RoleView, FormView):
    """/measures/new/: publish measures with their own figures."""

    act = Act.KEEP_MEASURES
    form_class = MeasureForm
    template_name = "filings/measures/form.html"

    def form_valid(self, form: MeasureForm) -> HttpResponse:
        publish_measure(
            form.text(),
            actor=self.request.user,  # type: ignore[arg-type]  # signed in, as is_allowed() has found
            file=form.cleaned_data["file"],
            figures=form.figures(),
        )
        messages.success(self.request, "已发布，在条件自测、储备库和政策原文中供参考。")
        return redirect("filings:measures-own")


class MeasureStepView(StepFormView):
    """A step on one's own measures."""

    act = Act.KEEP_MEASURES
    scope = kept_measures
    select_related = ("district",)
    template_name = "filings/pool/step.html"

    def decision(self) -> Decision:
        is_open = self.record.withdrawn_on is None
        return Decision(allowed=is_open, reason="" if is_open else "这份区县标准已经撤下，不能再修改。")

    def get_success_url(self) -> str:
        return reverse("filings:measures-own")

    def lead(self) -> str:
        return f"{self.record.effective_from:%Y-%m-%d}起施行。"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)


class MeasureEndView(MeasureStepView):
    """/measures/1/end/: the last day."""

    form_class = EndMeasureForm
    title = "填写有效期"
    button = "保存有效期"
    done = "有效期已保存。"
    consequences = ("过了这一天，条件自测和储备库不再显示这份标准", "文件和记录保留，公开列表中注明已失效")

    def get_initial(self) -> dict[str, Any]:
        return {"until": self.record.effective_until}

    def take(self, data: dict[str, Any]) -> None:
        end_measure(self.record, actor=self.request.user, until=data["until"])  # type: ignore[arg-type]  # signed in


class MeasureWithdrawView(MeasureStepView):
    """/measures/1/withdraw/: take off what was published by mistake."""

    form_class = ReasonForm
    title = "撤下区县标准"
    button = "撤下"
    danger = True
    done = "已撤下，不再公开。"
    consequences = ("立即从公开页面撤下，文件不能再下载", "记录和文件在系统中保留；正常到期的，请改填有效期")

    def take(self, data: dict[str, Any]) -> None:
        withdraw_measure(self.record, actor=self.request.user, reason=data["reason"])  # type: ignore[arg-type]  # signed in
