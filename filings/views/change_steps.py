"""The steps of a change after its report, each with its confirming page; and giving a filing up (注销)."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.forms.change_steps import (
    CancelForm,
    CancellationForm,
    DocumentsForm,
    FileForm,
    OpinionForm,
    ReturnForm,
    SiteCheckForm,
    WithdrawForm,
)
from filings.models import ChangeReport, Filing
from filings.permissions import Act, Decision, can_on_change, can_on_filing, visible_changes, visible_filings
from filings.selectors.changes.contents import change_lines
from filings.selectors.changes.lists import CHANGE_JOINS
from filings.services.changes.cancellation import (
    ask_cancellation,
    prepare_cancellation,
    require_cancellable,
    take_cancellation_back,
)
from filings.services.changes.checking import (
    check_documents,
    check_site,
    forward_change,
    propose_cancellation,
    return_change,
)
from filings.services.changes.filing import needs_reason, prepare_filing
from filings.services.changes.reporting import withdraw_change
from filings.views.base import RecordFormView, RecordPage, StepFormView
from filings.workflow_changes import ChangeAction


class ChangeStepView(StepFormView):
    """A step on one change."""

    scope = visible_changes
    select_related = CHANGE_JOINS
    template_name = "filings/changes/step.html"
    step: ClassVar[ChangeAction]

    @property
    def change(self) -> ChangeReport:
        return self.record

    def decision(self) -> Decision:
        return can_on_change(self.request.user, self.step, self.change)

    def get_success_url(self) -> str:
        return reverse("filings:change", args=[self.change.pk])

    def lead(self) -> str:
        return f"{self.change.filing.number}，{self.change.filing.operator}。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(change=self.change, lines=change_lines(self.change), **kwargs)


class DocumentsView(ChangeStepView):
    """/changes/1/check-documents/: 材料审查."""

    act = Act.CHECK_CHANGE
    step = ChangeAction.CHECK_DOCUMENTS
    form_class = DocumentsForm
    title = "材料审查"
    button = "审查通过，转实地核查"
    consequences = ("审查意见写入办理记录，接着进行实地核查。", "材料不齐或不一致的，请返回后选择“退回补正变更”。")
    done = "材料审查已记录，请进行实地核查。"

    def take(self, data: dict[str, Any]) -> None:
        check_documents(self.change, actor=self.request.user, **data)


class SiteView(ChangeStepView):
    """/changes/1/check-site/: 实地核查."""

    act = Act.CHECK_CHANGE
    step = ChangeAction.CHECK_SITE
    form_class = SiteCheckForm
    title = "变更实地核查"
    button = "保存核查情况"
    consequences = ("核查情况和照片写入办理记录。", "接着报市科技局变更备案，或者建议取消备案资格。")
    done = "实地核查已记录。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"change": self.change}

    def take(self, data: dict[str, Any]) -> None:
        check_site(
            self.change,
            actor=self.request.user,
            visited_on=data["visited_on"],
            visitors=[data["officer_1"], data["officer_2"]],
            finding=data["finding"],
            files=data["files"],
        )


class ReturnView(ChangeStepView):
    """/changes/1/return/: back to the operator."""

    act = Act.RETURN_CHANGE
    step = ChangeAction.RETURN
    form_class = ReturnForm
    title = "退回补正变更"
    button = "退回补正"
    consequences = ("运营机构收到通知，按事项补正后重新提交。", "补正后由区县重新审查材料、实地核查。")
    done = "已退回补正，运营机构收到通知。"

    def take(self, data: dict[str, Any]) -> None:
        return_change(self.change, actor=self.request.user, **data)


class ForwardView(ChangeStepView):
    """/changes/1/forward/: on to the city."""

    act = Act.CHECK_CHANGE
    step = ChangeAction.FORWARD
    form_class = OpinionForm
    template_name = "filings/changes/forward.html"
    title = "报市局变更备案"
    button = "报市局"
    consequences = ("报市科技局办理变更备案，区县不能再修改。", "变更备案以前，名册和证书不变。")
    done = "已报市科技局办理变更备案。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocked = [{"text": f"{check['label']}：{check['why']}", "url": ""} for check in self.change.fails]
        return super().get_context_data(blocked=blocked, **kwargs)

    def take(self, data: dict[str, Any]) -> None:
        forward_change(self.change, actor=self.request.user, **data)


class ProposeView(ChangeStepView):
    """/changes/1/propose/: the space no longer meets the conditions."""

    act = Act.CHECK_CHANGE
    step = ChangeAction.PROPOSE
    form_class = OpinionForm
    title = "建议取消备案资格"
    button = "提出建议"
    danger = True
    consequences = (
        "向市科技局提出取消备案资格建议，由市科技局研究决定。",
        "运营机构收到通知；决定以前备案仍在册，不能申请注销。",
    )
    done = "已向市科技局提出取消备案资格建议。"

    def take(self, data: dict[str, Any]) -> None:
        propose_cancellation(self.change, actor=self.request.user, **data)


class FileView(ChangeStepView):
    """/changes/1/file/: prepare 变更备案; another account of the city signs."""

    act = Act.FILE_CHANGE
    step = ChangeAction.FILE
    form_class = FileForm
    title = "拟办：变更备案"
    button = "提交签发"
    consequences = (
        "由有签发权限的另一账号签发后生效。",
        "名册和公开查验页自变更之日起按变更后的内容记载，以前各日的内容仍可查。",
        "生成变更备案通知；名称、运营主体、场地地址有变更的，换发备案证书。",
    )
    done = "已拟办，等待有签发权限的同事签发。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"needs_reason": needs_reason(self.change)}

    def take(self, data: dict[str, Any]) -> None:
        prepare_filing(
            self.change, actor=self.request.user, number=data["number"], city_reason=data.get("city_reason", "")
        )


class WithdrawView(ChangeStepView):
    """/changes/1/withdraw/: nothing changed after all."""

    act = Act.REPORT_CHANGE
    step = ChangeAction.WITHDRAW
    form_class = WithdrawForm
    title = "撤回变更"
    button = "撤回变更"
    danger = True
    consequences = ("这项变更不再办理，名册不变。", "已经发生的变更不能撤回，应当在1个月内报告（第十四条）。")
    done = "变更已撤回。"

    def take(self, data: dict[str, Any]) -> None:
        withdraw_change(self.change, actor=self.request.user, **data)


class FilingStep:
    """What pages about giving a filing up share: reach, state, the way back."""

    scope = visible_filings
    select_related = ("space__district", "operator", "application")
    template_name = "filings/fraud/step.html"
    act: ClassVar[Act]
    record: Filing
    gives_up = True
    """Whether the step leads to the end of the filing; a request is taken back whatever the district proposes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):  # type: ignore[attr-defined]  # mixed into a RecordFormView or RecordPage
            decision = can_on_filing(request.user, self.act, self.record)  # type: ignore[arg-type]  # signed in
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.page())
            if self.gives_up:
                require_cancellable(self.record, actor=request.user)  # type: ignore[arg-type]  # signed in
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # as above

    def page(self) -> str:
        return reverse("filings:filing", args=[self.record.pk])

    def shown(self) -> dict[str, Any]:
        """The parts of the confirming page that are alike."""
        return {
            "lead": f"{self.record.space}，备案编号{self.record.number}，{self.record.operator}。",
            "crumb_url": self.page(),
            "crumb": self.record.space,
            "cancel_url": self.page(),
        }


class CancellationAskView(FilingStep, RecordFormView):
    """/filings/1/cancellation/: the operator asks to give its filing up."""

    act = Act.ASK_CANCELLATION
    form_class = CancellationForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        ask_cancellation(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已申请注销，由市科技局办理。办理前可以撤回。")
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="申请注销备案",
            consequences=(
                "由市科技局办理，签发后备案状态改为“已注销”，公开查验页即时显示。",
                "注销后不再享受备案众创空间的政策，备案编号不再使用。",
                "注销不产生禁止申报，以后可以重新申请备案。",
            ),
            button="申请注销",
            danger=True,
            **self.shown(),
            **kwargs,
        )


class CancellationWithdrawView(FilingStep, RecordPage):
    """/filings/1/cancellation/withdraw/: the operator takes its request back."""

    act = Act.ASK_CANCELLATION
    gives_up = False

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        take_cancellation_back(self.record, actor=request.user)  # type: ignore[arg-type]  # signed in
        messages.success(request, "注销申请已撤回，备案仍在册。")
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="撤回注销申请",
            consequences=("备案仍在册。", "市科技局已经拟办的，随之失效。"),
            button="撤回注销申请",
            **self.shown(),
            **kwargs,
        )


class FilingCancelView(FilingStep, RecordFormView):
    """/filings/1/cancel/: prepare 注销; another account of the city signs."""

    act = Act.CANCEL_FILING
    form_class = CancelForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        prepare_cancellation(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已拟办，等待有签发权限的同事签发。")
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="拟办：注销备案",
            consequences=(
                "由有签发权限的另一账号签发后生效，备案状态改为“已注销”。",
                "没有办结的变更随之终止。",
                "生成注销备案通知，运营机构和区县收到通知。",
            ),
            button="提交签发",
            danger=True,
            **self.shown(),
            **kwargs,
        )
