"""What the admin site shows of this app: annual returns to load rows into. No decision on any record is taken here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.http import HttpRequest

from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import StatisticsAct, role_may, visible_returns
from evaluation.resources import ReturnResource
from evaluation.statistics.exporting import HEADER
from filings.admin.loads import ConfirmLoadForm, LoadAdmin, LoadForm
from filings.services.imports.plans import LEAST_REASON, MOST_REASON

REASON_HELP = "表中有与上年、同类或登记名册相差较大的数据时填写，作为全部此类数据的说明；要逐条说明或换算的，请在统计报表的导入页办理"


def open_years() -> list[tuple[int, str]]:
    """Years that take returns."""
    years = StatisticsYear.objects.filter(closed_at__isnull=True).order_by("-year")
    return [(each.year, str(each)) for each in years]


class LoadReturnsForm(LoadForm):
    """The year, and one reason for all that is unusual."""

    field_order = ["resource", "year", "import_file", "reason", "format"]
    year = forms.TypedChoiceField(label="统计年度", choices=open_years, coerce=int)
    reason = forms.CharField(
        label="情况说明",
        required=False,
        help_text=REASON_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[
            MinLengthValidator(LEAST_REASON, f"说明至少{LEAST_REASON}个字。"),
            MaxLengthValidator(MOST_REASON, f"说明最多{MOST_REASON}个字。"),
        ],
    )


class ConfirmReturnsForm(ConfirmLoadForm):
    """What was asked with the upload."""

    year = forms.TypedChoiceField(choices=open_years, coerce=int, widget=forms.HiddenInput)
    reason = forms.CharField(required=False, widget=forms.HiddenInput)


@admin.register(AnnualReturn)
class ReturnAdmin(LoadAdmin):
    """Returns that were ever submitted, with their state; figures stand on their own pages."""

    act = StatisticsAct.IMPORT_RETURNS  # type: ignore[assignment] # of this app, asked in is_open_to
    headers = HEADER
    guidance = "行按备案编号，或统一社会信用代码和众创空间名称对应；没有变化的不重复写入，已锁定的不能导入。"
    resource_classes = [ReturnResource]
    import_form_class = LoadReturnsForm
    confirm_form_class = ConfirmReturnsForm
    list_display = ("space", "year", "state", "source", "submitted_at")
    fields = list_display
    list_filter = ("year", "state", "source")
    list_select_related = ("space",)
    search_fields = ("space__name",)

    def is_open_to(self, request: HttpRequest) -> bool:
        return role_may(request.user, StatisticsAct.IMPORT_RETURNS)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(pk__in=visible_returns(request.user).values("pk"))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        given = getattr(form, "cleaned_data", {})
        return {"year": given.get("year", 0), "reason": given.get("reason", "")}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial |= {name: import_form.cleaned_data[name] for name in ("year", "reason")}
        return initial
