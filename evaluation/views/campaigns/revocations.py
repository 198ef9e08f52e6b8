"""Two years of 不合格 for the city: the list, and the page on which it opens the revocation of one filing."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from evaluation.forms.campaigns.revocations import FactsForm
from evaluation.permissions import StatisticsAct
from evaluation.selectors.campaigns.revocations import proposal_entries
from evaluation.selectors.campaigns.standing import Proposal
from evaluation.services.campaigns.revocations import facts_of, proposal_of, propose_for_failures
from evaluation.views.base import RecordFormView, RoleView
from filings.models import Filing, Space
from filings.permissions import visible_spaces
from filings.services.revocations.guards import require_none_open
from filings.workflow import FilingState
from filings.workflow_revocations import GROUNDS, Ground


class ProposalsView(RoleView, TemplateView):
    """GET /evaluations/revocations/: makerspaces that were 不合格 two years in a row; the city decides."""

    act = StatisticsAct.RUN_EVALUATION
    template_name = "evaluation/campaigns/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=proposal_entries(), **kwargs)


class ProposeRevocationView(RecordFormView):
    """/evaluations/revocations/1/: open the revocation of a makerspace's filing; a proposal that a correction took away is 409."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_spaces
    select_related = ("operator", "district")
    form_class = FactsForm
    template_name = "filings/revocations/propose.html"
    record: Space

    def narrow(self, records: QuerySet[Space]) -> QuerySet[Space]:
        """Of makerspaces those that are on file."""
        on_file = Filing.objects.filter(state=FilingState.ACTIVE).values("space")
        return super().narrow(records).filter(pk__in=on_file)

    @cached_property
    def proposal(self) -> Proposal:
        return proposal_of(self.record)

    @cached_property
    def filing(self) -> Filing:
        return Filing.objects.select_related("operator").get(space=self.record.pk, state=FilingState.ACTIVE)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            require_none_open(self.filing)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"facts": facts_of(self.proposal)}

    def form_valid(self, form: FactsForm) -> HttpResponse:
        revocation = propose_for_failures(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已提出撤销备案，请核对后作出事先告知或者不予撤销。")
        return redirect("filings:revocation", revocation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("evaluation:revocation-proposals")
        return super().get_context_data(
            title="提出撤销备案",
            lead=f"{self.record}，备案编号{self.filing.number}，{self.filing.operator}。",
            ground=GROUNDS[Ground.FAILED],
            consequences=(
                "两个年度的评价等级随撤销存档；以后等级更正、不再连续两年不合格的，页面提示并只能不予撤销。",
                "办结以前，备案不能注销，不作变更备案；备案仍在册。",
                "事先告知以前，运营机构看不到这件撤销。",
            ),
            button="提出撤销备案",
            danger=True,
            crumb_url=back,
            crumb="连续两年不合格",
            cancel_url=back,
            **kwargs,
        )
