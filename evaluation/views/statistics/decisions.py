"""What district and city decide on a submitted return: check it, send it back, lock it, open it again."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from evaluation.forms.statistics.returns import ReopenForm, RevisionForm, SendBackForm
from evaluation.permissions import StatisticsAct, can, visible_returns
from evaluation.selectors.returns.records import ACTION_WORDS
from evaluation.services.returns import deciding
from evaluation.statistics.columns import GROUPS, columns_of
from evaluation.views.base import RecordFormView
from evaluation.workflow import ReturnAction
from filings.errors import WorkflowRefused


class DecisionView(RecordFormView):
    """One action on one return: GET says what follows, POST carries it out; a wrong state is 409."""

    act: ClassVar[StatisticsAct] = StatisticsAct.REVIEW_RETURNS
    action: ClassVar[ReturnAction]
    scope = visible_returns
    select_related = ("space__operator", "space__district")
    form_class = RevisionForm
    template_name = "components/confirm.html"
    lead = ""
    consequences: ClassVar[tuple[str, ...]] = ()
    danger = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can(request.user, self.action, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.return_page())
        return super().dispatch(request, *args, **kwargs)

    def return_page(self) -> str:
        return reverse("evaluation:return", args=[self.record.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.record.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        word = ACTION_WORDS[self.action]
        return super().get_context_data(
            title=word,
            record_line=f"{self.record}",
            lead=self.lead,
            consequences=self.consequences,
            button=word,
            danger=self.danger,
            cancel_url=self.return_page(),
            **kwargs,
        )

    def decide(self, form: Any) -> None:
        """Carry it out."""
        raise NotImplementedError

    def form_valid(self, form: RevisionForm) -> HttpResponse:
        self.decide(form)
        messages.success(self.request, f"{self.record}：已{ACTION_WORDS[self.action]}。")
        return redirect(self.return_page())


class ConfirmView(DecisionView):
    """/statistics/returns/3/confirm/."""

    action = ReturnAction.CONFIRM
    lead = "请确认已核对数据和各项说明。"
    consequences = ("报表计为已审核，运营机构收到通知。", "需要修改的，锁定前仍可以退回。")

    def decide(self, form: RevisionForm) -> None:
        deciding.confirm_return(self.record, revision=form.cleaned_data["revision"], actor=self.request.user)


class SendBackView(DecisionView):
    """/statistics/returns/3/send-back/."""

    action = ReturnAction.SEND_BACK
    form_class = SendBackForm
    template_name = "evaluation/statistics/returns/send_back.html"
    consequences = (
        "运营机构收到通知，修改后须重新报送。",
        "到期没有重新报送的，按未报送统计数据处理（第十三条）。",
    )
    danger = True

    def decide(self, form: SendBackForm) -> None:
        deciding.send_back_return(
            self.record,
            items=form.items(),
            due_on=form.cleaned_data["due_on"],
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = context["form"]["fields_to_correct"].value() or []
        return context | {"groups": [(group, columns_of(group.letter)) for group in GROUPS], "chosen": chosen}


class LockView(DecisionView):
    """/statistics/returns/3/lock/: the city alone."""

    act = StatisticsAct.RUN_STATISTICS
    action = ReturnAction.LOCK
    lead = "锁定后数据不再变动。"
    consequences = ("数据作为年度统计和绩效评价的依据。", "确有错误的，由市科技局说明理由后重新开放。")

    def decide(self, form: RevisionForm) -> None:
        deciding.lock_one(self.record, revision=form.cleaned_data["revision"], actor=self.request.user)


class ReopenView(DecisionView):
    """/statistics/returns/3/reopen/: the city alone, with reason."""

    act = StatisticsAct.RUN_STATISTICS
    action = ReturnAction.REOPEN
    form_class = ReopenForm
    consequences = ("报表回到“区县已审核”，可以退回修改。", "理由记入办理记录，运营机构收到通知。")
    danger = True

    def decide(self, form: ReopenForm) -> None:
        deciding.reopen_return(
            self.record,
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            actor=self.request.user,
        )
