"""Asking for review (复核) of a decline, and the city's two answers."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.correction_requests import DeclineReviewForm, ReviewAnswerForm
from filings.models import DeclineReview
from filings.permissions import Act, visible_applications
from filings.selectors.decline_reviews import decline_notice, last_day_to_ask
from filings.services.decline_reviews import (
    ask_decline_review,
    open_review_of,
    overturn_decline,
    require_askable,
    require_own_decline,
    uphold_decline,
)
from filings.views.base import ApplicationActionView, ApplicationFormView, RecordFormView
from filings.workflow import Action
from zzspace.wording import date_zh


class DeclineReviewAskView(ApplicationFormView):
    """申请复核, by the operator, within its days and once."""

    act = Act.ASK_DECLINE_REVIEW
    form_class = DeclineReviewForm
    template_name = "filings/correction_round/ask_review.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            require_own_decline(self.record, request.user)
            require_askable(self.record, on=timezone.localdate())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("filings:application", args=[self.record.pk])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        ask_decline_review(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "复核申请已送市科技局，答复后会通知您。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = decline_notice(self.record)
        last = date_zh(last_day_to_ask(notice)) if notice else ""
        return super().get_context_data(
            application=self.record,
            title="申请复核",
            lead=f"对{self.record.district.bureau}不予推荐的决定有异议的，可以在{last}前向郑州市科学技术局申请复核一次。",
            notice=notice,
            consequences=["市科技局复核后，责令区县重新审核，或者维持不予推荐，并说明理由。"],
            button="提交复核申请",
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class AnswerView(RecordFormView):
    """What both answers show: the refusal, the request, the form for the reasons."""

    form_class = ReviewAnswerForm
    template_name = "filings/correction_round/answer_review.html"
    title = ""
    button = ""
    consequences: tuple[str, ...] = ()

    @cached_property
    def review(self) -> DeclineReview:
        return open_review_of(self.record)

    def get_success_url(self) -> str:
        return reverse("filings:application", args=[self.record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            application=self.record,
            title=self.title,
            lead=f"{self.record.space}，申请编号{self.record.number}，由{self.record.district.bureau}不予推荐。",
            review=self.review,
            notice=self.review.notice,
            consequences=self.consequences,
            button=self.button,
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class ApplicationOverturnView(AnswerView, ApplicationActionView):
    """责令重审."""

    act = Action.OVERTURN
    title = "责令重审"
    button = "责令重审"
    consequences = (
        "申请回到“待区县审核”，区县按新的期限重新审核；已有的核实结论保留。",
        "区县和运营机构收到通知，不予推荐通知书留存备查。",
    )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        overturn_decline(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "已责令区县重新审核。")
        return super().form_valid(form)


class DeclineUpholdView(AnswerView):
    """维持不予推荐."""

    act = Act.UPHOLD_DECLINE
    scope = visible_applications
    select_related = ("space", "operator", "district", "round")
    title = "维持不予推荐"
    button = "维持不予推荐"
    consequences = ("申请的状态不变，答复和理由写入办理记录。", "运营机构和区县收到通知。")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            open_review_of(self.record)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        uphold_decline(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "已维持不予推荐，并答复运营机构。")
        return super().form_valid(form)
