"""Steps that every hearing has in common: service of the prior notice and its correction, the defence, the record that none
was made. Each process mixes them into its own pages and names its services.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.forms.fraud import DefenceForm, ServiceCorrectionForm, ServiceForm
from filings.permissions import Act, Decision
from filings.services.hearings import is_period_over
from filings.views.base import RecordPage, StepFormView
from zzspace.wording import date_zh, days_zh

Service = Callable[..., object]
CORRECTED: Final = (
    "陈述申辩截止日按更正后的送达日期重新计算，原来的日期和更正原因留在办理记录中。",
    "运营机构收到通知，期满前系统再提醒一次。",
)


class ServeStep(StepFormView):
    """Day and manner of service."""

    form_class = ServiceForm
    template_name = "filings/fraud/step.html"
    button = "登记送达"
    done = "已登记送达，陈述申辩期限开始计算。"
    serve: ClassVar[Service]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"issued_on": self.record.notice.issued_on}

    @property
    def consequences(self) -> tuple[str, ...]:  # type: ignore[override]  # names the hearing's own days
        return (
            f"运营机构在送达之日起{self.record.defence_days}个工作日内陈述、申辩，送达当日不计。",
            "运营机构收到通知，期满前系统提醒一次。",
        )

    def take(self, data: dict[str, Any]) -> None:
        given = {"on": data["served_on"], "how": data["served_how"], "note": data["served_note"]}
        given |= {"reason": data["reason"]} if "reason" in data else {}
        self.serve(self.record, actor=self.request.user, **given)


class CorrectServiceStep(ServeStep):
    """The day or manner was recorded wrong."""

    form_class = ServiceCorrectionForm
    button = "更正送达"
    done = "已更正送达，陈述申辩期限按更正后的送达日期计算。"
    consequences = CORRECTED

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("served_on", "served_how", "served_note")}


class DefendStep(StepFormView):
    """The operator states and defends."""

    act = Act.DEFEND
    form_class = DefenceForm
    title = "陈述申辩"
    button = "提交陈述申辩"
    done = "陈述申辩已提交，由市科技局复核后作出决定。"
    consequences = (
        "提交后不能修改，请一次写全，并附上有关证据。",
        "市科技局复核您提出的事实、理由和证据；成立的予以采纳，不因陈述、申辩加重处理。",
    )
    defend: ClassVar[Service]
    files_of: ClassVar[Service]

    def lead(self) -> str:
        """Until when, or that it is late and still taken."""
        due = self.record.defence_due_on
        if is_period_over(self.record, timezone.localdate()):
            return f"{super().lead()}期限{date_zh(due)}已过，市科技局记录以前仍可以提交。"
        return f"{super().lead()}请在{days_zh(due)}前（含当日）提交。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(files=self.files_of(self.record), **kwargs)

    def take(self, data: dict[str, Any]) -> None:
        self.defend(self.record, actor=self.request.user, **data)


class CloseHearingPage(RecordPage):
    """The period is over without a statement; POST records it. `then` says what follows."""

    template_name = "filings/fraud/step.html"
    then = ""
    done = ""
    close: ClassVar[Service]

    def decision(self) -> Decision:
        """Whether it may be recorded by the account now."""
        raise NotImplementedError

    def page(self) -> str:
        """Where the hearing's own page stands."""
        raise NotImplementedError

    def space(self) -> object:
        """The makerspace that is heard."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = self.decision()
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.page())
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        self.close(self.record, actor=request.user)
        messages.success(request, self.done)
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_over = is_period_over(self.record, timezone.localdate())
        until = date_zh(self.record.defence_due_on)
        return super().get_context_data(
            title="记录未陈述申辩",
            lead=f"{self.space()}，事先告知书于{date_zh(self.record.served_on)}送达。",
            consequences=(
                "记录运营机构在规定期限内没有陈述、申辩。",
                f"记录后运营机构不能再在系统中提交，{self.then}。",
            ),
            blocked=[] if is_over else [{"text": f"陈述申辩期限到{until}（含当日）为止，还没有期满", "url": ""}],
            button="记录未陈述申辩",
            crumb_url=self.page(),
            crumb=self.record,
            cancel_url=self.page(),
            **kwargs,
        )
