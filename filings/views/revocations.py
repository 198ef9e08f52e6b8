"""Revocations of filings (Article 15): the list, one revocation with its next step, and the pages on which one is proposed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.forms.revocations import RevocationProposalForm
from filings.models import Filing, Revocation
from filings.permissions import (
    Act,
    can_on_filing,
    visible_changes,
    visible_filings,
    visible_fraud_cases,
    visible_revocations,
)
from filings.selectors.changes.lists import CHANGE_JOINS
from filings.selectors.fraud import CASE_JOINS
from filings.selectors.revocations.grounds import why_fallen_away
from filings.selectors.revocations.lists import (
    REVOCATION_JOINS,
    VIEWS,
    files_of,
    pending_act_of,
    revocation_list,
    revocation_standing,
    revocation_timeline,
)
from filings.services.revocations.guards import require_none_open
from filings.services.revocations.proposing import propose_after_change, propose_for_violation
from filings.views.base import PagedListView, RecordFormView, RecordPage
from filings.views.revocation_links import revocation_buttons
from filings.workflow import Role
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import GROUNDS, Ground
from zzspace.views import words_asked


class RevocationListView(PagedListView):
    """GET /revocations/?view=all&q=…: revocations within reach, the open ones first of all."""

    act = Act.SEE_REVOCATIONS
    template_name = "filings/revocations/list.html"

    @property
    def view(self) -> str:
        asked = self.request.GET.get("view", "")
        usual = "all" if self.request.user.role == Role.OPERATOR else "open"
        return asked if asked in dict(VIEWS) else usual

    def get_queryset(self) -> QuerySet[Revocation]:
        return revocation_list(self.request.user, words=words_asked(self.request), view=self.view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=words_asked(self.request), shown=self.view, views=VIEWS, **kwargs)


class RevocationPage(RecordPage):
    """GET /revocations/1/: ground and evidence, notice and service, defence, legal check, decision, history; what comes next."""

    act = Act.SEE_REVOCATIONS
    scope = visible_revocations
    select_related = REVOCATION_JOINS
    template_name = "filings/revocations/revocation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revocation, user = self.record, self.request.user
        act = pending_act_of(revocation)
        buttons = revocation_buttons(user, revocation, act)
        return super().get_context_data(
            standing=revocation_standing(revocation, act=act, viewer=user),
            waiting_act=act if user.role == Role.CITY else None,
            buttons=[button for button in buttons if not button["danger"]],
            adverse=[button for button in buttons if button["danger"]],
            entries=revocation_timeline(revocation, user),
            files=files_of(revocation),
            fallen_away=why_fallen_away(revocation) if user.role != Role.OPERATOR else "",
            ban=getattr(revocation, "ban", None),
            sees_filing=visible_filings(user).filter(pk=revocation.filing_id).exists(),
            **kwargs,
        )


class ProposalView(RecordFormView):
    """The form on which a revocation is proposed: facts and evidence on one ground."""

    act = Act.PROPOSE_REVOCATION
    form_class = RevocationProposalForm
    template_name = "filings/revocations/propose.html"
    ground = Ground.VIOLATION
    needs_files = True

    @property
    def filing(self) -> Filing:
        """The filing that is to be revoked."""
        raise NotImplementedError

    def back(self) -> str:
        """The page that led here."""
        raise NotImplementedError

    def propose(self, data: dict[str, Any]) -> Revocation:
        """Call the service."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can_on_filing(request.user, Act.PROPOSE_REVOCATION, self.filing)  # type: ignore[arg-type]  # signed in
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.back())
            require_none_open(self.filing)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"needs_files": self.needs_files}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            revocation = self.propose(form.cleaned_data)  # type: ignore[attr-defined]  # a form of fields
        except ValidationError as problem:
            form.add_error(None, problem)  # type: ignore[attr-defined]  # as above
            return self.form_invalid(form)
        messages.success(self.request, "已提出撤销备案，由市科技局核对后作出事先告知或者不予撤销。")
        return redirect("filings:revocation", revocation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing = self.filing
        return super().get_context_data(
            title="提出撤销备案",
            lead=f"{filing.space}，备案编号{filing.number}，{filing.operator}。",
            ground=GROUNDS[self.ground],
            consequences=(
                "市科技局核对后，向运营机构作出事先告知；运营机构可以陈述、申辩。",
                "办结以前，备案不能注销，不作变更备案，也不能由新的备案代替；备案仍在册。",
                "撤销后，运营机构和该众创空间自撤销之日起2年内不得再次申请备案（第十五条）。",
                "事先告知以前，运营机构看不到这件撤销。",
            ),
            button="提出撤销备案",
            danger=True,
            crumb_url=self.back(),
            crumb=filing.space,
            cancel_url=self.back(),
            **kwargs,
        )


class FilingProposalView(ProposalView):
    """/filings/1/revocation/: a serious violation, by the district or the city."""

    scope = visible_filings
    select_related = ("space__district", "operator", "application")

    @property
    def filing(self) -> Filing:
        return self.record

    def back(self) -> str:
        return reverse("filings:filing", args=[self.record.pk])

    def propose(self, data: dict[str, Any]) -> Revocation:
        return propose_for_violation(self.filing, actor=self.request.user, **data)


class CaseProposalView(ProposalView):
    """/fraud-cases/1/revocation/: fraud that was found in the application of a filing in force."""

    scope = visible_fraud_cases
    select_related = (*CASE_JOINS, "application__filing__space__district", "application__filing__operator")
    needs_files = False

    @property
    def filing(self) -> Filing:
        filing = getattr(self.record.application, "filing", None)
        if filing is None:
            raise WorkflowRefused("这件申请没有取得备案，不涉及撤销。", way_on=self.back())
        return filing

    def back(self) -> str:
        return reverse("filings:fraud-case", args=[self.record.pk])

    def get_initial(self) -> dict[str, Any]:
        decision = self.record.decision
        said = f"申请备案时存在{self.record.get_manner_display()}行为（{self.record.clause}）"
        if decision:
            said += f"，{decision.number}决定书已予认定"
        return {"facts": f"{said}。{self.record.facts}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            papers=self.record.files.filter(part="evidence").select_related("file"), **kwargs
        )

    def propose(self, data: dict[str, Any]) -> Revocation:
        return propose_for_violation(self.filing, actor=self.request.user, case=self.record, **data)


class ChangeProposalView(ProposalView):
    """/changes/1/revocation/: a change after which the space no longer qualifies, by the city."""

    act = Act.RUN_REVOCATIONS
    scope = visible_changes
    select_related = CHANGE_JOINS
    ground = Ground.CHANGE
    needs_files = False

    @property
    def filing(self) -> Filing:
        return self.record.filing

    def back(self) -> str:
        return reverse("filings:change", args=[self.record.pk])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.state != ChangeState.CANCELLATION_PROPOSED:
            now = self.record.get_state_display()
            raise WorkflowRefused(f"这项变更现在是“{now}”，不能据此提出撤销。", way_on=self.back())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        failed = "；".join(f"{check['label']}：{check['why']}" for check in self.record.fails)
        parts = (f"{self.record.happened_on}发生{self.record.get_kind_display()}变更。{self.record.what}", failed)
        return {"facts": "\n".join(filter(None, (*parts, self.record.opinion)))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(papers=self.record.files.select_related("file"), **kwargs)

    def propose(self, data: dict[str, Any]) -> Revocation:
        return propose_after_change(self.record, actor=self.request.user, **data)
