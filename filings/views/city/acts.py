"""The city's acts on one application: accept, publicise, approve, reject."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.city.decisions import NumberForm, PubliciseForm, ReasonFormSet, rejection_clauses
from filings.models import PublicNotice
from filings.rules.periods import is_provisional
from filings.selectors.fraud import open_case_of
from filings.selectors.public_notices import (
    current_notice,
    is_over,
    last_day,
    latest_result,
    notice_end,
    objections_to,
)
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.publication import publicise
from filings.services.reviews import accept_application
from filings.views.base import ApplicationActionView
from filings.workflow import Action
from zzspace.wording import as_day, date_zh

PREPARED = "已拟办，等待有签发权限的同事签发。"


class CityActView(ApplicationActionView):
    """An act with its confirming page: what it is, what follows, what is still lacking."""

    template_name = "components/confirm.html"
    title = ""
    button = ""
    consequences: tuple[str, ...] = ()
    is_adverse = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.application
        return super().get_context_data(
            title=self.title,
            lead=f"{application.space}，{application.get_kind_display()}，申请编号{application.number}。",
            consequences=self.consequences,
            blocked=self.blocked(),
            button=self.button,
            danger=self.is_adverse,
            cancel_url=self.application_page(),
            **kwargs,
        )

    def blocked(self) -> list[dict[str, str]]:
        """What still stands in the way, as {text, url}."""
        return []


class AcceptView(CityActView):
    """/applications/1/accept/: accept, with the number of the 受理通知书."""

    act = Action.ACCEPT
    form_class = NumberForm
    title = "受理申请"
    button = "受理"
    consequences = ("申请转为“已受理”。", "生成受理通知书，运营机构和区县收到通知。")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        accept_application(self.application, actor=self.request.user, number=form.cleaned_data["number"])
        messages.success(self.request, "已受理，受理通知书正在生成。")
        return super().form_valid(form)


class PubliciseView(CityActView):
    """/applications/1/publicise/: put a passed application before the public."""

    act = Action.PUBLICISE
    form_class = PubliciseForm
    template_name = "filings/city/publicise.html"
    title = "公示"
    button = "发布公示"
    consequences = (
        "公示页和公示公告立即对公众公开。",
        "公示期内任何单位和个人可以实名提出异议。",
        "期满且异议办结后，可以准予备案。",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"least": self.application.round.notice_working_days}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = self.application.round.notice_working_days
        now = timezone.now()
        first, last = as_day(now), as_day(notice_end(now, days))
        return super().get_context_data(
            result=latest_result(self.application), last=last, is_provisional=is_provisional(first, last), **kwargs
        )

    def blocked(self) -> list[dict[str, str]]:
        result = latest_result(self.application)
        if result and result.passed:
            return []
        return [{"text": "专家评审没有通过，不能公示", "url": ""}]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        publicise(self.application, actor=self.request.user, number=data["number"], working_days=data["working_days"])
        messages.success(self.request, "已发布公示，公示公告正在生成。")
        return super().form_valid(form)


class ApproveView(CityActView):
    """/applications/1/approve/: prepare 准予备案; another account signs."""

    act = Action.APPROVE
    form_class = NumberForm
    title = "拟办：准予备案"
    button = "提交签发"
    consequences = (
        "由有签发权限的另一账号签发后生效。",
        "签发时编定备案编号，生成备案通知和备案证书。",
        "区县更正的数据写回登记名册；专业化备案取代同一空间的综合性备案。",
    )

    @cached_property
    def notice(self) -> PublicNotice | None:
        return current_notice(self.application)

    def blocked(self) -> list[dict[str, str]]:
        problems = []
        if case := open_case_of(self.application):
            url = reverse("filings:fraud-case", args=[case.pk])
            problems.append({"text": "已提出取消参评资格，还没有办结", "url": url})
        if self.notice and not is_over(self.notice):
            problems.append({"text": f"公示期至{date_zh(last_day(self.notice))}止，还没有期满", "url": ""})
        status = list(objections_to(self.notice).values_list("status", flat=True)) if self.notice else []
        page = f"{self.application_page()}objections/"
        if "open" in status:
            problems.append({"text": f"{status.count('open')}件异议没有办结", "url": page})
        if "upheld" in status:
            problems.append({"text": "异议已认定成立，只能重新评审或者不予备案", "url": page})
        return problems

    def form_valid(self, form: BaseForm) -> HttpResponse:
        prepare_approval(self.application, actor=self.request.user, number=form.cleaned_data["number"])
        messages.success(self.request, PREPARED)
        return super().form_valid(form)


class RejectView(CityActView):
    """/applications/1/reject/: prepare 不予备案 with reasons citing clauses; another account signs."""

    act = Action.REJECT
    form_class = NumberForm
    template_name = "filings/city/reject.html"
    title = "拟办：不予备案"
    button = "提交签发"
    is_adverse = True
    consequences = (
        "由有签发权限的另一账号签发后生效，申请结束。",
        "生成不予备案通知书，写明理由、行政复议机关和管辖法院，运营机构和区县收到通知。",
    )

    @cached_property
    def reasons(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return ReasonFormSet(data, prefix="reasons", form_kwargs={"clauses": rejection_clauses(self.application)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reasons=self.reasons, result=latest_result(self.application), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid() and self.reasons.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        prepare_rejection(
            self.application,
            actor=self.request.user,
            number=form.cleaned_data["number"],
            reasons=self.reasons.reasons(),
        )
        messages.success(self.request, PREPARED)
        return super().form_valid(form)
