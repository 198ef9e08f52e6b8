"""The offices' side of a correction round: sending back with all items, giving more time."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.errors import WorkflowRefused
from filings.forms.correction_requests import ExtendForm, ItemFormSet, ReturnForm, usual_due_day
from filings.models import CorrectionRequest
from filings.permissions import Act, can_extend
from filings.selectors.correction_drafts import open_request
from filings.selectors.correction_targets import TargetGroup, marked_to_correct, targets_of
from filings.services.correction_requests import extend_correction, issuer_of, return_application
from filings.views.base import ApplicationActionView, ApplicationFormView
from filings.workflow import Action, Role
from zzspace.wording import days_zh


class ApplicationReturnView(ApplicationActionView):
    """退回补正: all that is to be corrected at once, until when, under which number. What the district marked 补正 while
    verifying stands there already.
    """

    act = Action.RETURN
    form_class = ReturnForm
    template_name = "filings/correction_round/return.html"

    @cached_property
    def groups(self) -> Sequence[TargetGroup]:
        return targets_of(self.application)

    @cached_property
    def is_later(self) -> bool:
        return self.application.correction_requests.exists()

    @cached_property
    def items(self) -> Any:
        given = {"prefix": "items", "form_kwargs": {"groups": self.groups, "is_later": self.is_later}}
        if self.request.method == "POST":
            return ItemFormSet(self.request.POST, **given)
        marked = marked_to_correct(self.application, self.groups)
        asked = [{"target": self.request.GET["item"], "what": ""}] if "item" in self.request.GET else []
        return ItemFormSet(
            initial=[{"target": each.key, "what": each.what} for each in marked] or asked or None, **given
        )

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": usual_due_day(timezone.localdate())}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"issuer": issuer_of(self.application, self.request.user)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if "more" in request.POST:
            return self.with_more_rows()
        if form.is_valid() and self.items.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def with_more_rows(self) -> HttpResponse:
        """The page with all that was typed and further empty rows; nothing is checked yet."""
        given = {"prefix": "items", "form_kwargs": {"groups": self.groups, "is_later": self.is_later}}
        self.items = ItemFormSet(initial=self.items.typed(), **given)
        typed = {name: self.request.POST.get(name, "") for name in ("number", "due_on")}
        return self.render_to_response(
            self.get_context_data(
                form=ReturnForm(**(self.get_form_kwargs() | {"data": None, "files": None, "initial": typed}))
            )
        )

    def form_valid(self, form: ReturnForm) -> HttpResponse:
        data = form.cleaned_data
        return_application(
            self.application,
            actor=self.request.user,
            items=self.items.items(self.groups),
            due_on=data["due_on"],
            number=data["number"],
        )
        messages.success(self.request, "已退回补正，一次性补正告知书正在生成，运营机构已收到通知。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.application
        is_city = self.request.user.role == Role.CITY
        again = "补正后重新送区县核实，须由区县重新推荐；原推荐函和意见留存备查。"
        return super().get_context_data(
            application=application,
            title="退回补正",
            lead=f"{application.space}，{application.get_kind_display()}，申请编号{application.number}。",
            items_set=self.items,
            is_later=self.is_later,
            consequences=[
                "运营机构只能修改列出的内容，其余内容保持提交时的样子；判定日不变。",
                again if is_city else "补正后重新核实列出的内容，其他项目的核实结论保留。",
                "生成一次性补正告知书；逾期未补正的，申请自动办结。",
            ],
            button="退回补正",
            cancel_url=self.application_page()
            if is_city
            else reverse("filings:application-verify", args=[application.pk]),
            **kwargs,
        )


class CorrectionExtendView(ApplicationFormView):
    """延长补正期限, by the office that sent the application back."""

    act = Act.EXTEND_CORRECTION
    form_class = ExtendForm
    template_name = "filings/correction_round/extend.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            page = reverse("filings:application", args=[self.record.pk])
            if self.correction is None:
                raise WorkflowRefused("这件申请没有进行中的补正，不能延期。", way_on=page)
            decision = can_extend(request.user, self.correction)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=page)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def correction(self) -> CorrectionRequest | None:
        return open_request(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"before": self.correction.due_on if self.correction else None}

    def get_success_url(self) -> str:
        return reverse("filings:application", args=[self.record.pk])

    def form_valid(self, form: ExtendForm) -> HttpResponse:
        data = form.cleaned_data
        request = extend_correction(self.record, actor=self.request.user, due_on=data["due_on"], reason=data["reason"])
        messages.success(self.request, f"补正期限已延长至{days_zh(request.due_on)}，运营机构已收到通知。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            application=self.record,
            title="延长补正期限",
            lead=f"{self.record.space}，申请编号{self.record.number}。",
            consequences=["运营机构收到通知，延期和理由写入办理记录。"],
            button="延长期限",
            cancel_url=self.get_success_url(),
            **kwargs,
        )
