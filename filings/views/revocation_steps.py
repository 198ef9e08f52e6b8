"""The steps of a revocation after its proposal, each with its confirming page."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from filings.forms.fraud import PriorNoticeForm
from filings.forms.revocations import (
    DropRevocationForm,
    LegalCheckForm,
    ReinstateForm,
    RevocationProposalForm,
    RevokeForm,
)
from filings.models import Revocation, Space
from filings.permissions import Act, Decision, can_on_revocation, visible_revocations
from filings.selectors.revocations.grounds import why_fallen_away
from filings.selectors.revocations.lists import REVOCATION_JOINS, files_of
from filings.services.revocations.guards import require_legal_check, require_no_filing_since
from filings.services.revocations.proceedings import (
    close_hearing,
    correct_notice_service,
    drop_revocation,
    note_legal_check,
    notify_operator,
    record_service,
    submit_defence,
)
from filings.services.revocations.proposing import supplement_revocation
from filings.services.revocations.reinstating import prepare_reinstatement
from filings.services.revocations.revoking import prepare_revocation
from filings.views.base import StepFormView
from filings.views.hearings import CloseHearingPage, CorrectServiceStep, DefendStep, ServeStep
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import RevocationAction


class RevocationStepView(StepFormView):
    """A step on one revocation."""

    scope = visible_revocations
    select_related = REVOCATION_JOINS
    template_name = "filings/revocations/step.html"
    act = Act.RUN_REVOCATIONS
    step: ClassVar[RevocationAction]

    @property
    def revocation(self) -> Revocation:
        return self.record

    def decision(self) -> Decision:
        return can_on_revocation(self.request.user, self.step, self.revocation)

    def get_success_url(self) -> str:
        return reverse("filings:revocation", args=[self.revocation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(revocation=self.revocation, **kwargs)

    def lead(self) -> str:
        filing = self.revocation.filing
        return f"{filing.space}，备案编号{filing.number}，{self.revocation.operator}。"


class SupplementView(RevocationStepView):
    """/revocations/1/supplement/: complete facts and evidence before the notice."""

    step = RevocationAction.SUPPLEMENT
    form_class = RevocationProposalForm
    template_name = "filings/fraud/step.html"
    title = "补充事实和证据"
    button = "保存"
    consequences = ("事实写入事先告知书和决定书；已经上传的证据保留，可以再补充。",)
    done = "已保存。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"needs_files": False}

    def get_initial(self) -> dict[str, Any]:
        return {"facts": self.revocation.facts}

    def take(self, data: dict[str, Any]) -> None:
        supplement_revocation(self.revocation, actor=self.request.user, **data)


class NotifyView(RevocationStepView):
    """/revocations/1/notify/: the 事先告知书."""

    step = RevocationAction.NOTIFY
    form_class = PriorNoticeForm
    title = "作出撤销事先告知"
    button = "作出事先告知"
    consequences = (
        "生成撤销事先告知书，写明事实、依据、拟作出的处理和陈述申辩的权利。",
        "运营机构收到通知，可以在系统中查看告知书和证据材料。",
        "请按规定送达后登记送达日期和方式，陈述申辩期限从送达之日起算。",
    )
    done = "已作出事先告知，告知书正在生成。送达后请登记送达日期和方式。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blocked=fallen_away(self.revocation), **kwargs)

    def take(self, data: dict[str, Any]) -> None:
        notify_operator(self.revocation, actor=self.request.user, **data)


def fallen_away(revocation: Revocation) -> list[dict[str, str]]:
    """What stands in the way of going on: the ground is there no more."""
    why = why_fallen_away(revocation)
    return [{"text": why, "url": ""}] if why else []


class ServeView(ServeStep, RevocationStepView):
    """/revocations/1/serve/: day and manner of service."""

    step = RevocationAction.SERVE
    title = "登记告知书送达"
    serve = staticmethod(record_service)


class CorrectServiceView(CorrectServiceStep, RevocationStepView):
    """/revocations/1/correct-service/: the day or manner was recorded wrong."""

    step = RevocationAction.CORRECT_SERVICE
    title = "更正告知书送达"
    serve = staticmethod(correct_notice_service)


class DefendView(DefendStep, RevocationStepView):
    """/revocations/1/defend/: the operator states and defends."""

    act = Act.DEFEND
    step = RevocationAction.DEFEND
    template_name = "filings/revocations/defend.html"
    defend = staticmethod(submit_defence)
    files_of = staticmethod(files_of)


class CloseHearingView(CloseHearingPage):
    """/revocations/1/no-defence/: the period is over without a statement; POST records it."""

    act = Act.RUN_REVOCATIONS
    scope = visible_revocations
    select_related = REVOCATION_JOINS
    then = "接着送法制审核"
    done = "已记录运营机构没有陈述申辩，请送法制审核。"
    close = staticmethod(close_hearing)

    def decision(self) -> Decision:
        return can_on_revocation(self.request.user, RevocationAction.CLOSE_HEARING, self.record)

    def page(self) -> str:
        return reverse("filings:revocation", args=[self.record.pk])

    def space(self) -> Space:
        return self.record.filing.space


class LegalCheckView(RevocationStepView):
    """/revocations/1/legal-check/: who of the legal office has checked, with what result."""

    step = RevocationAction.CHECK_LEGALITY
    form_class = LegalCheckForm
    template_name = "filings/revocations/decide.html"
    title = "登记法制审核"
    button = "登记法制审核"
    consequences = (
        "审核通过的，可以拟办撤销决定；程序、文书上的问题，补正后重新登记。",
        "事实、证据不足的，运营机构已经陈述申辩，不能再补充：请作出不予撤销的决定，查清后重新提出，重新告知。",
        "再次登记的，以最后一次为准，以前的保留在办理记录中；已拟办待签发的决定随之失效。",
    )
    done = "法制审核已登记。"

    def take(self, data: dict[str, Any]) -> None:
        note_legal_check(self.revocation, actor=self.request.user, **data)


class RevokeView(RevocationStepView):
    """/revocations/1/revoke/: prepare the decision; another account of the city signs."""

    step = RevocationAction.REVOKE
    form_class = RevokeForm
    template_name = "filings/revocations/decide.html"
    title = "拟办：撤销备案"
    button = "提交签发"
    danger = True
    consequences = (
        "由有签发权限的另一账号签发后生效，备案状态改为“已撤销”，公开查验页即时显示，证书不再有效。",
        "运营机构和该众创空间自签发之日起2年内不得再次申请备案。",
        "没有办结的变更和注销申请随之终止；在办的备案申请不能准予备案，由办理机关另行决定。",
        "生成撤销决定书，写明行政复议机关和管辖法院，运营机构和区县收到通知。",
    )
    done = "已拟办，等待有签发权限的同事签发。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.decision():
            require_legal_check(self.revocation)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_defence": bool(self.revocation.defence)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blocked=fallen_away(self.revocation), **kwargs)

    def take(self, data: dict[str, Any]) -> None:
        prepare_revocation(
            self.revocation,
            actor=self.request.user,
            number=data["number"],
            finding=data["finding"],
            on_defence=data.get("on_defence", ""),
        )


class DropView(RevocationStepView):
    """/revocations/1/drop/: decide not to revoke."""

    step = RevocationAction.DROP
    form_class = DropRevocationForm
    title = "不予撤销"
    button = "不予撤销"
    danger = True
    done = "已决定不予撤销，备案仍在册。"

    @property
    def consequences(self) -> tuple[str, ...]:  # type: ignore[override]  # by whether the operator was told, and by ground
        told = (
            "运营机构、提出单位和区县收到通知和理由。"
            if self.revocation.notice_id
            else "提出单位和区县收到通知和理由；运营机构没有被告知过。"
        )
        kept = ("这件撤销办结，备案仍在册，不产生禁止申报。", told, "待签发的撤销决定随之失效。")
        change = self.revocation.change
        if change is None or change.state != ChangeState.CANCELLATION_PROPOSED:
            return kept
        return (*kept, "所依据的变更转为“已报市局”，请接着办理变更备案（须写明理由）或者退回补正。")

    def take(self, data: dict[str, Any]) -> None:
        drop_revocation(self.revocation, actor=self.request.user, reason=data["reason"])


class ReinstateView(RevocationStepView):
    """/revocations/1/reinstate/: prepare the reinstatement; another account of the city signs."""

    step = RevocationAction.REINSTATE
    form_class = ReinstateForm
    title = "拟办：恢复备案"
    button = "提交签发"
    consequences = (
        "由有签发权限的另一账号签发后生效，备案以原编号恢复在册，公开查验页即时显示。",
        "因撤销产生的禁止申报自签发之日起解除；原撤销决定书失去效力，仍存档。",
        "撤销时终止的变更不恢复，需要的由运营机构重新报告。",
        "生成恢复备案决定书，运营机构和区县收到通知。",
    )
    done = "已拟办，等待有签发权限的同事签发。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.decision():
            require_no_filing_since(self.revocation.filing)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"revoked_on": self.revocation.revoked_on}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as problem:
            form.add_error(None, problem)  # type: ignore[attr-defined]  # a form of fields
            return self.form_invalid(form)

    def take(self, data: dict[str, Any]) -> None:
        prepare_reinstatement(self.revocation, actor=self.request.user, **data)
