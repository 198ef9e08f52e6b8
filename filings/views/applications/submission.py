"""The last step of a draft, and taking an application back."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.applications import SubmitForm, WithdrawForm
from filings.selectors.applications import Draft, draft_of
from filings.selectors.figures import figures_of
from filings.services.applications import submit_application, withdraw_application
from filings.services.submission_guards import required_declarations, submission_problems
from filings.views.applications.draft import prescreen_context
from filings.views.base import ApplicationActionView
from filings.workflow import Action, State


class ApplicationSubmitView(ApplicationActionView):
    """核对并提交: everything as it will be submitted, what still stands against it, the declarations."""

    act = Action.SUBMIT
    select_related = ("space__operator__district", "space__district", "operator__district", "district", "round")
    template_name = "filings/operator/application_submit.html"
    form_class = SubmitForm

    @cached_property
    def draft(self) -> Draft:
        return draft_of(self.application, as_of=timezone.localdate())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"declarations": required_declarations(self.application.round)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        application = submit_application(self.application, actor=self.request.user, accepted=form.accepted())
        messages.success(self.request, f"申请已提交，编号{application.number}，由{application.district.bureau}审核。")
        return redirect(self.application_page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        return super().get_context_data(
            draft=draft,
            standing=[check for check in draft.result.checks if check.id.startswith("standing.")],
            parts=[(task, figures_of_task(draft, task)) for task in draft.tasks],
            problems=submission_problems(draft, at=timezone.now()),
            **prescreen_context(draft),
            **kwargs,
        )


def figures_of_task(draft: Draft, task: Any) -> list[Any]:
    """The table of a section as it will be frozen."""
    keys = (*task.facts, *task.shows)
    checks = [check for check in draft.result.checks if check.id in {each.id for each in task.checks}]
    return figures_of(draft.facts, keys, checks, rows=draft.rows, version=draft.version, as_of=draft.as_of)


class ApplicationWithdrawView(ApplicationActionView):
    """撤回: says what will happen, then does it."""

    act = Action.WITHDRAW
    template_name = "filings/operator/application_withdraw.html"
    form_class = WithdrawForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        withdraw_application(self.application, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "申请已撤回。")
        return redirect(self.application_page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_draft = self.application.state == State.DRAFT
        return super().get_context_data(
            title="撤回草稿" if is_draft else "撤回申请",
            lead="草稿撤回后不能恢复。" if is_draft else "撤回后，这件申请不再办理，不能恢复。",
            consequences=consequences_of_withdrawal(is_draft=is_draft),
            button="撤回草稿" if is_draft else "撤回申请",
            danger=True,
            cancel_url=self.application_page(),
            **kwargs,
        )


def consequences_of_withdrawal(*, is_draft: bool) -> list[str]:
    """What follows from a withdrawal, in sentences."""
    common = ["登记名册不受影响。", "在开放的批次可以重新申请。"]
    if is_draft:
        return ["这件草稿里的说明和上传的材料不再使用。", *common]
    return ["正在办理的单位会收到通知，待签发的事项随之失效。", "已提交的内容和办理记录保留备查。", *common]
