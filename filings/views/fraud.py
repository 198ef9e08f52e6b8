"""Fraud cases (Article 8): the list, one case with its next step, and a confirming page for each step."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from filings.forms.fraud import (
    DropForm,
    FindingForm,
    PriorNoticeForm,
    ProposalForm,
    proposal_clauses,
)
from filings.models import FraudCase, Space
from filings.permissions import Act, Decision, can_on_case, visible_fraud_cases, visible_revocations
from filings.selectors.fraud import (
    CASE_JOINS,
    case_list,
    case_standing,
    case_timeline,
    files_of,
    open_case_of,
    pending_finding_of,
)
from filings.selectors.relations import relations_of
from filings.services.fraud.finding import prepare_finding
from filings.services.fraud.guards import already_open
from filings.services.fraud.proceedings import (
    close_hearing,
    correct_notice_service,
    drop_case,
    notify_operator,
    propose_disqualification,
    record_service,
    submit_defence,
)
from filings.views.applications.links import case_buttons
from filings.views.base import ApplicationFormView, PagedListView, RecordPage, StepFormView
from filings.views.hearings import CloseHearingPage, CorrectServiceStep, DefendStep, ServeStep
from filings.views.revocation_links import propose_on_case_button
from filings.workflow import ENDED, CaseAction, Role
from zzspace.views import words_asked


class CaseListView(PagedListView):
    """GET /fraud-cases/?view=all&q=…: cases within reach, the open ones first of all."""

    act = Act.SEE_FRAUD_CASES
    template_name = "filings/fraud/list.html"

    @property
    def view(self) -> str:
        is_operator = self.request.user.role == Role.OPERATOR
        return "all" if is_operator or self.request.GET.get("view") == "all" else "open"

    def get_queryset(self) -> QuerySet[FraudCase]:
        return case_list(self.request.user, words=words_asked(self.request), view=self.view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=words_asked(self.request), shown=self.view, **kwargs)


class CasePage(RecordPage):
    """GET /fraud-cases/1/: facts and evidence, notice and service, defence, finding, history; what comes next."""

    act = Act.SEE_FRAUD_CASES
    scope = visible_fraud_cases
    select_related = CASE_JOINS
    template_name = "filings/fraud/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.record, self.request.user
        act = pending_finding_of(case)
        buttons = case_buttons(user, case, act) + propose_on_case_button(user, case)
        is_office = user.role != Role.OPERATOR
        today = timezone.localdate()
        return super().get_context_data(
            standing=case_standing(case, act=act, viewer=user),
            waiting_act=act if user.role == Role.CITY else None,
            buttons=[button for button in buttons if not button["danger"]],
            adverse=[button for button in buttons if button["danger"]],
            entries=case_timeline(case, user),
            files=files_of(case),
            relations=relations_of(case.application.operator, on=today) if is_office else [],
            ban=getattr(case, "ban", None),
            revocations=visible_revocations(user).filter(case=case),
            **kwargs,
        )


class ProposeView(ApplicationFormView):
    """/applications/1/disqualify/: a district or the city proposes, with facts, clause and evidence."""

    act = Act.PROPOSE_DISQUALIFICATION
    form_class = ProposalForm
    template_name = "filings/fraud/step.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and (case := open_case_of(self.record)):
            raise already_open(case)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"clauses": proposal_clauses(self.record)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        case = propose_disqualification(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已提请取消参评资格，由市科技局核对后作出事先告知或不予认定。")
        return redirect("filings:fraud-case", case.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="提请取消参评资格",
            lead=f"{self.record.space}，申请编号{self.record.number}，{self.record.operator}。",
            consequences=self.consequences(),
            button="提请取消参评资格",
            danger=True,
            crumb_url=reverse("filings:application", args=[self.record.pk]),
            crumb=self.record.space,
            cancel_url=reverse("filings:application", args=[self.record.pk]),
            **kwargs,
        )

    def consequences(self) -> tuple[str, ...]:
        """What a proposal brings about, by whether the application has ended."""
        if self.record.state in ENDED:
            kept = f"这件申请已经办结（{self.record.get_state_display()}），办理结果不因核查改变。"
        else:
            kept = "办结前申请不能撤回，也不能准予备案，其他环节照常办理。"
        return (
            "市科技局核对后，向运营机构作出事先告知；运营机构可以陈述、申辩。",
            kept,
            "认定后，运营机构自决定之日起2年内不得再次申报（第八条）。",
            "事先告知以前，运营机构看不到这件核查。",
        )


class CaseStepView(StepFormView):
    """A step on one case."""

    scope = visible_fraud_cases
    select_related = CASE_JOINS
    template_name = "filings/fraud/step.html"
    act = Act.RUN_FRAUD_CASES
    step: ClassVar[CaseAction]

    @property
    def case(self) -> FraudCase:
        return self.record

    def decision(self) -> Decision:
        return can_on_case(self.request.user, self.step, self.case)

    def get_success_url(self) -> str:
        return reverse("filings:fraud-case", args=[self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(case=self.case, **kwargs)

    def lead(self) -> str:
        application = self.case.application
        return f"{application.space}，申请编号{application.number}，{application.operator}。"


class NotifyView(CaseStepView):
    """/fraud-cases/1/notify/: the 事先告知书."""

    step = CaseAction.NOTIFY
    form_class = PriorNoticeForm
    title = "作出事先告知"
    button = "作出事先告知"
    consequences = (
        "生成取消参评资格事先告知书，写明事实、依据、拟作出的处理和陈述申辩的权利。",
        "运营机构收到通知，可以在系统中查看告知书和证据材料。",
        "请按规定送达后登记送达日期和方式，陈述申辩期限从送达之日起算。",
    )
    done = "已作出事先告知，告知书正在生成。送达后请登记送达日期和方式。"

    def take(self, data: dict[str, Any]) -> None:
        notify_operator(self.case, actor=self.request.user, **data)


class ServeView(ServeStep, CaseStepView):
    """/fraud-cases/1/serve/: day and manner of service."""

    step = CaseAction.SERVE
    title = "登记送达"
    serve = staticmethod(record_service)


class CorrectServiceView(CorrectServiceStep, CaseStepView):
    """/fraud-cases/1/correct-service/: the day or manner was recorded wrong."""

    step = CaseAction.CORRECT_SERVICE
    title = "更正送达"
    serve = staticmethod(correct_notice_service)


class DefendView(DefendStep, CaseStepView):
    """/fraud-cases/1/defend/: the operator states and defends."""

    act = Act.DEFEND
    step = CaseAction.DEFEND
    template_name = "filings/fraud/defend.html"
    defend = staticmethod(submit_defence)
    files_of = staticmethod(files_of)


class CloseHearingView(CloseHearingPage):
    """/fraud-cases/1/no-defence/: the period is over without a statement; POST records it."""

    act = Act.RUN_FRAUD_CASES
    scope = visible_fraud_cases
    select_related = CASE_JOINS
    then = "可以作出决定"
    done = "已记录运营机构没有陈述申辩，可以作出决定。"
    close = staticmethod(close_hearing)

    def decision(self) -> Decision:
        return can_on_case(self.request.user, CaseAction.CLOSE_HEARING, self.record)

    def page(self) -> str:
        return reverse("filings:fraud-case", args=[self.record.pk])

    def space(self) -> Space:
        return self.record.application.space


class FindView(CaseStepView):
    """/fraud-cases/1/find/: prepare the finding; another account of the city signs."""

    step = CaseAction.FIND
    form_class = FindingForm
    template_name = "filings/fraud/find.html"
    title = "拟办：取消参评资格"
    button = "提交签发"
    danger = True
    done = "已拟办，等待有签发权限的同事签发。"

    @property
    def consequences(self) -> tuple[str, ...]:  # type: ignore[override]  # by where the application stands
        application = self.case.application
        if application.state in ENDED:
            state = f"申请已经办结（{application.get_state_display()}），办理结果不变。"
        else:
            state = "申请转为“取消参评资格”，办理终止。"
        return (
            "由有签发权限的另一账号签发后生效。",
            state,
            "运营机构自签发之日起2年内不得再次申报，按统一社会信用代码核对。",
            "生成取消参评资格决定书，写明行政复议机关和管辖法院，运营机构和区县收到通知。",
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_defence": bool(self.case.defence)}

    def take(self, data: dict[str, Any]) -> None:
        prepare_finding(
            self.case,
            actor=self.request.user,
            number=data["number"],
            finding=data["finding"],
            on_defence=data.get("on_defence", ""),
        )


class DropView(CaseStepView):
    """/fraud-cases/1/drop/: end the case without a finding."""

    step = CaseAction.DROP
    form_class = DropForm
    title = "不予认定"
    button = "不予认定"
    danger = True
    done = "已记录不予认定，这件核查办结。"

    @property
    def consequences(self) -> tuple[str, ...]:  # type: ignore[override]  # by whether the operator was told
        told = (
            "运营机构、提请单位收到通知和理由。"
            if self.case.notice_id
            else "提请单位收到通知和理由；运营机构没有被告知过。"
        )
        return ("这件核查办结，申请照常办理，不产生禁止申报。", told, "待签发的认定随之失效。")

    def take(self, data: dict[str, Any]) -> None:
        drop_case(self.case, actor=self.request.user, reason=data["reason"])
