"""The decision meeting of a round: the table with what is intended, the page that lists what will happen, the outcomes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from filings.forms.city.decisions import ReasonFormSet, rejection_clauses
from filings.forms.city.meetings import MeetingForm
from filings.forms.city.numbers import NumberedRow, NumbersForm, numbered_on
from filings.models import StagedDecision
from filings.permissions import Act, visible_rounds
from filings.selectors.meetings import Meeting, MeetingLine, meeting_of
from filings.selectors.public_notices import latest_result
from filings.services.decisions import reasons_line
from filings.services.meetings import WORDS, Confirmed, carry_out_meeting, stage_decisions, stage_rejection
from filings.views.base import ApplicationActionView, RecordFormView
from filings.views.outcomes import outcomes_page
from filings.workflow import Action

Choice = StagedDecision.Choice
FIGURES = (
    (Choice.PUBLICISE, "拟公示"),
    (Choice.APPROVE, "拟准予备案"),
    (Choice.REJECT, "拟不予备案"),
    (Choice.LEAVE, "暂缓"),
    ("", "未定"),
)


class RoundMeeting(RecordFormView):
    """A page of one round's meeting."""

    act = Act.RUN_REVIEWS
    scope = visible_rounds

    @cached_property
    def meeting(self) -> Meeting:
        return meeting_of(self.record, self.request.user)

    def get_success_url(self) -> str:
        return reverse("filings:round-meeting", args=[self.record.pk])

    def confirm_url(self) -> str:
        return reverse("filings:round-meeting-confirm", args=[self.record.pk])


class MeetingView(RoundMeeting):
    """/rounds/1/meeting/: the table; POST notes what is intended and, asked to, leads on to the confirming page."""

    form_class = MeetingForm
    template_name = "filings/city/meeting.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": self.meeting.lines}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.meeting.counts()
        figures = [{"label": label, "value": counts[choice], "unit": "件"} for choice, label in FIGURES]
        return super().get_context_data(meeting=self.meeting, figures=figures, **kwargs)

    def form_valid(self, form: MeetingForm) -> HttpResponse:
        changed = stage_decisions(self.record, form.intentions(), actor=self.request.user)
        if "confirm" in self.request.POST:
            return redirect(self.confirm_url())
        messages.success(self.request, f"已保存，改动{changed}件。" if changed else "没有改动。")
        return super().form_valid(form)


class MeetingConfirmView(RoundMeeting):
    """/rounds/1/meeting/confirm/: what will happen, line by line, with the 发文字号; POST carries out and reports."""

    form_class = NumbersForm
    template_name = "filings/city/meeting_confirm.html"

    @cached_property
    def rows(self) -> list[NumberedRow]:
        return [row_of(line) for line in self.meeting.ready]

    def get_form_kwargs(self) -> dict[str, Any]:
        filling = "fill" in self.request.POST
        kwargs = super().get_form_kwargs() | {"rows": self.rows}
        if filling:
            return {"rows": self.rows, "initial": numbered_on(self.rows, self.request.POST)}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, cancel_url=self.get_success_url(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "fill" in request.POST:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: NumbersForm) -> HttpResponse:
        seen = self.request.POST
        numbers = form.numbers()
        confirmed = {pk: Confirmed(seen.get(f"seen_{pk}", ""), number) for pk, number in numbers.items()}
        outcomes = carry_out_meeting(self.record, confirmed, actor=self.request.user)
        back = self.get_success_url()
        return outcomes_page(
            self.request, title="评审会议办理结果", outcomes=outcomes, back_url=back, back="返回评审会议"
        )


def row_of(line: MeetingLine) -> NumberedRow:
    """A line of the table as the confirming page lists it."""
    staged = line.staged
    text = reasons_line(staged.reasons) if staged and line.choice == Choice.REJECT else ""
    label = WORDS[Choice(line.choice)]
    return NumberedRow(line.application.pk, str(line.application.space), label, text, line.choice)


class StageReasonsView(ApplicationActionView):
    """/applications/1/stage/: the reasons of a rejection that the meeting intends; nothing is prepared yet."""

    act = Action.REJECT
    template_name = "filings/city/stage_reasons.html"

    def get_form(self, form_class: Any = None) -> None:
        """The reasons are the form."""

    @cached_property
    def reasons(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        staged = StagedDecision.objects.filter(application=self.application).first()
        clauses = rejection_clauses(self.application)
        return ReasonFormSet(
            data, prefix="reasons", initial=staged.reasons if staged else [], form_kwargs={"clauses": clauses}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="拟定：不予备案",
            lead=f"{self.application.space}，申请编号{self.application.number}。",
            consequences=["理由记入评审会议的拟定决定，提交会议决定时拟办，由另一账号签发后生效。"],
            button="保存理由",
            cancel_url=self.get_success_url(),
            reasons=self.reasons,
            result=latest_result(self.application),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.reasons.is_valid():
            return self.render_to_response(self.get_context_data())
        stage_rejection(self.application, actor=request.user, reasons=self.reasons.reasons())
        messages.success(request, f"已保存{self.application.space}不予备案的理由。")
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return f"{reverse('filings:round-meeting', args=[self.application.round_id])}#a{self.application.pk}"
