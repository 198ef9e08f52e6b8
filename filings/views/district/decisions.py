"""The district's two decisions: pages that prepare them for signature."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from filings.forms.district.letters import DeclineForm, RecommendForm
from filings.models import PendingAct
from filings.selectors.verification import Sheet, verification_sheet
from filings.services.recommendation import prepare_decline, prepare_recommendation
from filings.services.recommendation_guards import remaining_requirements
from filings.services.signing import is_single_signer
from filings.views.base import ApplicationActionView
from filings.workflow import Action

SIGNED_NEXT = "由本单位另一位有签发权限的同事签发后生效，签发前可以撤回。"
SIGNED_AT_ONCE = "本单位由一个账号办理，提交后立即生效，办理记录会注明。"


class DecisionView(ApplicationActionView):
    """What both pages share: the sheet, where 返回 leads, what is said afterwards."""

    @cached_property
    def sheet(self) -> Sheet:
        return verification_sheet(self.application)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"application": self.application}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.application
        return super().get_context_data(
            application=application,
            sheet=self.sheet,
            record=f"{application.space}（{application.number}）",
            cancel_url=reverse("filings:application-verify", args=[application.pk]),
            **kwargs,
        )

    def consequences(self, *what: str) -> list[str]:
        """What follows, and who still has to sign."""
        signature = SIGNED_AT_ONCE if is_single_signer(self.request.user) else SIGNED_NEXT
        return [signature, *what]

    def after(self, act: PendingAct, word: str) -> HttpResponse:
        """Back to the case, saying what is still to be done."""
        if act.status == PendingAct.Status.SIGNED:
            messages.success(self.request, f"已办理“{word}”，文书已生成。")
        else:
            messages.success(self.request, f"“{word}”已拟办，由本单位有签发权限的同事签发后生效。")
        return redirect(self.get_success_url())


class ApplicationRecommendView(DecisionView):
    """推荐: opinion, number and day of the letter; what is still lacking stands beside the button."""

    act = Action.RECOMMEND
    form_class = RecommendForm
    template_name = "filings/district/application_recommend.html"

    def form_valid(self, form: RecommendForm) -> HttpResponse:
        data = form.cleaned_data
        act = prepare_recommendation(
            self.application,
            actor=self.request.user,
            opinion=data["opinion"],
            number=data["number"],
            issued_on=data["issued_on"],
        )
        return self.after(act, "推荐")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lacking = [{"text": phrase} for phrase in remaining_requirements(self.sheet)]
        return super().get_context_data(
            blocked=lacking,
            turned=self.sheet.judged.turned(),
            consequences=self.consequences(
                "生成推荐函（附推荐汇总表）和预审意见表，供打印盖章。",
                "申请报市科技局，运营机构收到通知；核实结论不再改动，更正后的数据与申报数据一并保存。",
            ),
            button="提交推荐",
            **kwargs,
        )


class ApplicationDeclineView(DecisionView):
    """不予推荐: the reasons with their clauses, number and day of the notice."""

    act = Action.DECLINE
    form_class = DeclineForm
    template_name = "filings/district/application_decline.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"sheet": self.sheet}

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        data = form.cleaned_data
        act = prepare_decline(
            self.application,
            actor=self.request.user,
            grounds=form.grounds(),
            number=data["number"],
            issued_on=data["issued_on"],
        )
        return self.after(act, "不予推荐")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            consequences=self.consequences(
                "生成不予推荐通知书，告知运营机构理由，以及15日内向市科技局申请复核的办法。",
                "这件申请结束；运营机构具备条件后可以在开放的批次再次申请。",
            ),
            button="提交不予推荐",
            danger=True,
            **kwargs,
        )
