"""One makerspace in an evaluation: its result explained, for operator, district and city; the city's steps on it."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from evaluation.forms.campaigns.campaigns import (
    CorrectForm,
    ForceForm,
    PracticeForm,
    ReasonForm,
    ReplyToRequestForm,
    TakingPartForm,
)
from evaluation.models import Entry, ReviewRequest, TypicalPractice
from evaluation.permissions import (
    StatisticsAct,
    can_in_campaign,
    role_may,
    run_entries,
    stated_entries,
    visible_entries,
    visible_proofs,
)
from evaluation.selectors.campaigns.explained import explained, standing_result
from evaluation.selectors.campaigns.progress import entries_with_results, places_of
from evaluation.selectors.campaigns.standing import grades_of
from evaluation.selectors.campaigns.statements import statements_of
from evaluation.services.campaigns.campaigns import force_grade, set_taking_part
from evaluation.services.campaigns.results import correct_result
from evaluation.services.campaigns.reviews import mark_practice, reply_to_request, withdraw_practice
from evaluation.services.campaigns.self_assessments import stated_indicators
from evaluation.views.base import PagedListView, RecordPage, ScopedView
from evaluation.views.campaigns.steps import StepView
from evaluation.workflow import ANNOUNCED, CampaignAction, CampaignState
from filings.errors import WorkflowRefused
from filings.workflow import Role

JOINS = ("campaign__scheme", "space__operator", "space__district")


class GradeListView(PagedListView):
    """GET /grades/: the makerspaces within reach in the evaluations that have begun, latest year first."""

    act = StatisticsAct.SEE_GRADES
    template_name = "evaluation/campaigns/grades.html"

    def get_queryset(self) -> QuerySet[Entry]:
        entries = entries_with_results(visible_entries(self.request.user).exclude(campaign__state=CampaignState.DRAFT))
        return entries.order_by("-campaign__year", "space__name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(announced=sorted(ANNOUNCED), **kwargs)


class EntryPage(RecordPage):
    """GET /grades/1/: the result with its explanation, versions, requests, the years before."""

    act = StatisticsAct.SEE_GRADES
    scope = visible_entries
    select_related = JOINS
    template_name = "evaluation/campaigns/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, user = self.record, self.request.user
        campaign = entry.campaign
        sees = campaign.state in ANNOUNCED
        result = standing_result(entry) if sees else None
        history = grades_of([entry.space_id]).get(entry.space_id, [])
        return super().get_context_data(
            campaign=campaign,
            result=result,
            explained=explained(result, campaign, entry.kind) if result else None,
            versions=list(entry.results.select_related("made_by")) if sees else [],
            history=history,
            requests=list(entry.review_requests.order_by("-requested_at")),
            statements=statements_of(entry) if stated_entries(user).filter(pk=entry.pk).exists() else [],
            places=places_of(entry) if role_may(user, StatisticsAct.RUN_EVALUATION) else [],
            practice=TypicalPractice.objects.filter(entry=entry).first(),
            **self.what_may_be_done(),
            **kwargs,
        )

    def what_may_be_done(self) -> dict[str, bool]:
        """The steps that are open to the account."""
        entry, user = self.record, self.request.user
        campaign, today = entry.campaign, timezone.localdate()

        def may(action: CampaignAction) -> bool:
            return bool(can_in_campaign(user, action, campaign, entry))

        assesses = may(CampaignAction.SELF_ASSESS) and entry.takes_part and not entry.self_assessed_at
        return {
            "may_assess": assesses and today <= campaign.self_due_on,
            "may_request": may(CampaignAction.REQUEST_REVIEW)
            and today <= campaign.review_due_on
            and not entry.review_requests.exclude(status=ReviewRequest.Status.VOID).exists(),
            "may_reply": may(CampaignAction.REPLY),
            "may_correct": may(CampaignAction.CORRECT) and entry.takes_part,
            "may_settle": may(CampaignAction.ASSIGN) or may(CampaignAction.SET_UP),
            "may_force": may(CampaignAction.ASSIGN),
            "may_mark": may(CampaignAction.MARK_PRACTICE) and entry.takes_part,
            "runs": role_may(user, StatisticsAct.RUN_EVALUATION),
        }


class EntryStep(StepView):
    """A step of the city on one makerspace; where the state is not open for it, 409 leads back to its page."""

    act = StatisticsAct.RUN_EVALUATION
    scope = run_entries
    select_related = JOINS
    back = "evaluation:entry"
    action: CampaignAction

    def action_now(self) -> CampaignAction:
        """The action as it stands in the table."""
        return self.action

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_allowed(request):
            decision = can_in_campaign(request.user, self.action_now(), self.record.campaign, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class TakingPartView(EntryStep):
    """/grades/1/taking-part/: takes a makerspace in, or leaves it out."""

    form_class = TakingPartForm
    title, button = "调整参评范围", "确定"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"most": Entry._meta.get_field("left_out_reason").max_length}

    def get_initial(self) -> dict[str, Any]:
        return {"takes_part": "no" if self.record.takes_part else "yes"}

    def action_now(self) -> CampaignAction:
        is_draft = self.record.campaign.state == CampaignState.DRAFT
        return CampaignAction.SET_UP if is_draft else CampaignAction.ASSIGN

    def carry_out(self, given: dict[str, Any]) -> str:
        entry = set_taking_part(self.record, actor=self.request.user, **given)
        return f"{entry.space}{'参加' if entry.takes_part else '不参加'}本年度评价。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        takes_part = self.record.takes_part
        lead = (
            "移出参评范围后，本年度不评定等级。"
            if takes_part
            else f"现因“{self.record.left_out_reason}”不参加评价，列入后参加。"
        )
        button = "移出参评范围" if takes_part else "列入参评范围"
        return super().get_context_data(**{"lead": lead, "button": button} | kwargs)


class ForceView(EntryStep):
    """/grades/1/force/: 不合格 whatever the marks."""

    action = CampaignAction.ASSIGN
    form_class = ForceForm
    title, button = "直接定为不合格", "确定"
    lead = "经查实弄虚作假等情形，不论得分直接定为不合格；该众创空间不计入同类的中位数和名次。"

    def get_initial(self) -> dict[str, Any]:
        return {"clause": self.record.forced_clause, "reason": self.record.forced_reason}

    def carry_out(self, given: dict[str, Any]) -> str:
        entry = force_grade(self.record, actor=self.request.user, **given)
        return "已直接定为不合格。" if entry.forced_clause else "已撤销直接定级。"


def marks_now(entry: Entry) -> dict[str, Any]:
    """What a form that sets marks is told: the indicators that experts mark, and the marks that stand."""
    result = standing_result(entry)
    marks = {code: Decimal(each["marks"]) for code, each in result.marks.items()} if result else {}
    return {"indicators": stated_indicators(entry), "now": marks}


class CorrectView(EntryStep):
    """/grades/1/correct/: a new version of the result."""

    action = CampaignAction.CORRECT
    form_class = CorrectForm
    title, button = "更正结果", "更正"
    lead = "按现在锁定的统计报表和下列评分重新计算，另立版本，原版本保留。其他众创空间的名次和等级不变。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | marks_now(self.record)

    def get_initial(self) -> dict[str, Any]:
        result = standing_result(self.record)
        if result is None:
            raise WorkflowRefused("没有可以更正的结果。", way_on=self.get_success_url())
        forced = {"clause": self.record.forced_clause, "forced_reason": self.record.forced_reason}
        return forced | {"version": result.version}

    def form_valid(self, form: CorrectForm) -> Any:
        self.marks = form.marks()
        return super().form_valid(form)

    def carry_out(self, given: dict[str, Any]) -> str:
        names = ("reason", "clause", "forced_reason")
        kept = {name: given[name] for name in names}
        result = correct_result(self.record, marks=self.marks, seen=given["version"], actor=self.request.user, **kept)
        return f"已更正为“{result.get_grade_display()}”，第{result.version}版。"


class ReplyView(EntryStep):
    """/grades/1/reply/: answers the request that waits."""

    action = CampaignAction.REPLY
    form_class = ReplyToRequestForm
    template_name = "evaluation/campaigns/reply.html"
    title, button = "答复复核申请", "答复"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | marks_now(self.record)

    def waiting(self) -> ReviewRequest:
        """The request; WorkflowRefused where none waits."""
        request = self.record.review_requests.filter(status=ReviewRequest.Status.OPEN).first()
        if request is None:
            raise WorkflowRefused("没有待答复的复核申请。", way_on=self.get_success_url())
        return request

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self.waiting(), **kwargs)

    def form_valid(self, form: ReplyToRequestForm) -> Any:
        self.marks = form.marks()
        return super().form_valid(form)

    def carry_out(self, given: dict[str, Any]) -> str:
        kept = {name: given[name] for name in ("upheld", "reply")}
        request = reply_to_request(self.waiting(), marks=self.marks, actor=self.request.user, **kept)
        return f"已答复：{request.get_status_display()}。"


class PracticeView(EntryStep):
    """/grades/1/practice/: marks good practice, or changes how it is told."""

    action = CampaignAction.MARK_PRACTICE
    form_class = PracticeForm
    title, button = "评定典型经验", "保存"
    lead = "典型经验在结果公布后向公众公开（第十二条）。"

    def get_initial(self) -> dict[str, Any]:
        practice = TypicalPractice.objects.filter(entry=self.record).first()
        return {"title": practice.title, "text": practice.text} if practice else {}

    def carry_out(self, given: dict[str, Any]) -> str:
        practice = mark_practice(self.record, actor=self.request.user, **given)
        return f"已评定典型经验“{practice.title}”。"


class PracticeWithdrawView(EntryStep):
    """/grades/1/practice/withdraw/: off the public pages."""

    action = CampaignAction.MARK_PRACTICE
    form_class = ReasonForm
    title, button, danger = "撤下典型经验", "撤下", True

    def carry_out(self, given: dict[str, Any]) -> str:
        practice = TypicalPractice.objects.filter(entry=self.record).select_related("entry__campaign").first()
        if practice is None:
            raise WorkflowRefused("这家众创空间没有评定典型经验。", way_on=self.get_success_url())
        withdraw_practice(practice, reason=given["reason"], actor=self.request.user)
        return "已从公众页面撤下。"


class ProofFileView(ScopedView):
    """GET /proofs/1/: a file of a self-assessment. An expert's copy has a name that says nothing."""

    act = StatisticsAct.SEE_STATEMENTS
    scope = visible_proofs
    select_related = ("file",)

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        file = self.record.file
        suffix = file.name.rsplit(".", 1)[-1]
        name = f"证明材料{self.record.pk}.{suffix}" if request.user.role == Role.EXPERT else file.name
        content = file.content.open("rb")
        answer = FileResponse(content, as_attachment=True, filename=name, content_type=file.content_type)
        answer["Cache-Control"] = "private, no-cache"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
