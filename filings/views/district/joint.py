"""批量推荐: choosing applications of a round, the preview of their one letter, preparing it; its page, where it is signed."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from filings.documents.recommendation import joint_letter_context
from filings.forms.applications import SendBackForm
from filings.forms.district.joint import JointRecommendationForm
from filings.models import Application, JointRecommendation, Round
from filings.permissions import can_sign_joint, visible_joint_recommendations
from filings.selectors.joint_recommendations import (
    Candidate,
    candidates_of,
    joint_recommendations,
    members_of_joint,
    rounds_to_recommend,
    waiting_members,
)
from filings.selectors.queue import chosen_in_queue
from filings.services.joint_recommendations import (
    prepare_joint_recommendation,
    send_joint_back,
    sign_joint_recommendation,
    withdraw_joint,
)
from filings.services.one_by_one import Outcome
from filings.services.recommendation_guards import remaining_requirements
from filings.services.signing import is_single_signer
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView
from filings.views.district.decisions import SIGNED_AT_ONCE, SIGNED_NEXT
from filings.views.district.queue import LONGEST_KEY, filtered_queue
from filings.views.outcomes import outcomes_page
from filings.workflow import Action

PICKED_AT_MOST = 200
CONSEQUENCES = (
    "逐件办理，每件各自生效；有一件不能推荐的，不影响其他各件，退回经办并写明原因。",
    "生成一份推荐函，附推荐汇总表；每件各生成一份预审意见表。",
    "申请报市科技局，运营机构收到通知；核实结论不再改动。",
)


class JointRecommendationListView(PagedListView):
    """GET /joint-recommendations/: what was prepared, and the rounds that have verified applications."""

    act = Action.RECOMMEND
    template_name = "filings/district/joint_list.html"

    def get_queryset(self) -> QuerySet[JointRecommendation]:
        return joint_recommendations(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rounds=rounds_to_recommend(self.request.user), **kwargs)


class JointRecommendationCreateView(RoleView):
    """/joint-recommendations/new/?round=1: choose and fill in; POST from the queue brings its ticks and nothing else;
    "preview", which is also what Enter in a field sends, shows the letter, "edit" goes back, "prepare" prepares it.
    """

    act = Action.RECOMMEND

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.choose(self.form(initial={"ids": [str(each.application.pk) for each in self.ready]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        from_page = "preview" if "text" in request.POST else ""
        step = next((step for step in ("prepare", "edit") if step in request.POST), from_page)
        if not step:
            return self.choose(self.form(initial={"ids": [str(key) for key in self.picked]}))
        form = self.form(request.POST)
        if not form.is_valid() or step == "edit":
            return self.choose(form)
        return self.prepare(form) if step == "prepare" else self.preview(form)

    def form(self, *args: Any, **kwargs: Any) -> JointRecommendationForm:
        """What may be ticked: those ready; when preparing also those that no longer are, so that the outcome says why."""
        offered = self.of_round if "prepare" in self.request.POST else self.ready
        return JointRecommendationForm(*args, candidates=offered, district=self.request.user.district, **kwargs)

    @cached_property
    def picked(self) -> set[int]:
        """The applications ticked, in the queue or on this page; all matches of the queue's filter when asked for."""
        asked = self.request.POST
        if asked.get("all"):
            return set(filtered_queue(self.request).values_list("pk", flat=True)[:PICKED_AT_MOST])
        ticked = asked.getlist("ids")[:PICKED_AT_MOST]
        return set(chosen_in_queue(self.request.user, ticked).values_list("pk", flat=True))

    @cached_property
    def rounds(self) -> list[Round]:
        return list(rounds_to_recommend(self.request.user))

    @cached_property
    def round(self) -> Round | None:
        """The round asked for, else that of the most applications ticked, else the newest that has any."""
        asked = self.request.GET.get("round") or self.request.POST.get("round", "")
        named = next((each for each in self.rounds if str(each.pk) == asked[:LONGEST_KEY]), None)
        if named is not None or not self.picked:
            return named or next(iter(self.rounds), None)
        ticked = list(Application.objects.filter(pk__in=self.picked).values_list("round", flat=True))
        most = max(set(ticked), key=ticked.count)
        return Round.objects.get(pk=most)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return candidates_of(self.request.user, self.round, self.picked)

    @cached_property
    def lacking(self) -> dict[int, tuple[str, ...]]:
        """What keeps each candidate from being recommended now; nothing for those ready."""
        return {each.application.pk: self.lacks(each) for each in self.candidates}

    def lacks(self, candidate: Candidate) -> tuple[str, ...]:
        application = candidate.application
        if self.round and application.round_id != self.round.pk:
            return (f"属于{application.round}，请分开办理",)
        if candidate.sheet is None:
            return (f"现在是“{application.get_state_display()}”",)
        return ("有待签发的事项",) if candidate.is_waiting else remaining_requirements(candidate.sheet)

    @property
    def of_round(self) -> list[Candidate]:
        return [each for each in self.candidates if self.round and each.application.round_id == self.round.pk]

    @cached_property
    def ready(self) -> list[Candidate]:
        return [each for each in self.candidates if not self.lacking[each.application.pk]]

    @property
    def left_out(self) -> list[tuple[Application, tuple[str, ...]]]:
        """Candidates that are not ready, with the reasons."""
        pairs = [(each.application, self.lacking[each.application.pk]) for each in self.candidates]
        return [(application, lacking) for application, lacking in pairs if lacking]

    def shared(self) -> dict[str, Any]:
        signature = SIGNED_AT_ONCE if is_single_signer(self.request.user) else SIGNED_NEXT
        list_url = reverse("filings:joint-recommendations")
        return {"round": self.round, "consequences": [signature, *CONSEQUENCES], "cancel_url": list_url}

    def choose(self, form: JointRecommendationForm) -> HttpResponse:
        context = {"form": form, "lines": form.lines(), "rounds": self.rounds, "left_out": self.left_out}
        return render(self.request, "filings/district/joint_choose.html", self.shared() | context)

    def preview(self, form: JointRecommendationForm) -> HttpResponse:
        """The letter and its table as they would be issued."""
        opinions, data = form.opinions(), form.cleaned_data
        joint = JointRecommendation(
            district=self.request.user.district,
            round=self.round,
            number=data["number"],
            issued_on=data["issued_on"],
            text=data["text"],
        )
        chosen = [each for each in self.ready if each.application.pk in opinions]
        cases = [(each.application, each.sheet, opinions[each.application.pk]) for each in chosen if each.sheet]
        letter = joint_letter_context(joint, cases, contact=self.request.user)
        context = {"form": form, "letter": letter, "opinions": opinions}
        return render(self.request, "filings/district/joint_preview.html", self.shared() | context)

    def prepare(self, form: JointRecommendationForm) -> HttpResponse:
        data = form.cleaned_data
        given = {"text": data["text"], "number": data["number"], "issued_on": data["issued_on"]}
        joint, outcomes = prepare_joint_recommendation(self.round, form.opinions(), actor=self.request.user, **given)
        if joint is None or any(not outcome.is_done for outcome in outcomes):
            return self.outcomes(joint, outcomes)
        done = "已签发，文书正在生成。" if joint.letter_id else "已拟办，由本单位有签发权限的同事签发后生效。"
        messages.success(self.request, f"{len(outcomes)}件的批量推荐{done}")
        return redirect("filings:joint-recommendation", joint.pk)

    def outcomes(self, joint: JointRecommendation | None, outcomes: list[Outcome]) -> HttpResponse:
        """Which could not be prepared, and why."""
        name, args = ("filings:joint-recommendation", [joint.pk]) if joint else ("filings:joint-recommendations", [])
        back = "查看批量推荐" if joint else "返回推荐函"
        url = reverse(name, args=args)
        return outcomes_page(self.request, title="拟办结果", outcomes=outcomes, back_url=url, back=back)


class Joined:
    """A joint recommendation of the district, with its acts as far as they are within reach."""

    act = Action.RECOMMEND
    scope = visible_joint_recommendations
    select_related = ("round", "district", "prepared_by", "letter")

    def page(self) -> str:
        return reverse("filings:joint-recommendation", args=[self.record.pk])  # type: ignore[attr-defined]


class JointRecommendationPage(Joined, RecordPage):
    """GET /joint-recommendations/1/: the letter and its applications; POST signs what waits."""

    template_name = "filings/district/joint.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        outcomes = sign_joint_recommendation(self.record, actor=request.user)
        back = self.page()
        return outcomes_page(request, title="签发结果", outcomes=outcomes, back_url=back, back="查看批量推荐")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        joint, user = self.record, self.request.user
        acts = members_of_joint(joint, user)
        decision = can_sign_joint(user, joint)
        return super().get_context_data(
            acts=acts,
            waiting=len(waiting_members(acts)),
            may_sign=bool(decision),
            why_not=decision.reason,
            may_withdraw=joint.prepared_by_id == user.pk,
            consequences=(*CONSEQUENCES, "签发后不能撤销，写入办理记录。"),
            **kwargs,
        )


class JointSendBackView(Joined, RecordFormView):
    """All that waits goes back to its preparer, with a reason."""

    form_class = SendBackForm
    template_name = "components/confirm.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        send_joint_back(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "已退回经办，经办会收到退回原因。")
        return redirect("filings:acts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="退回经办：批量推荐",
            lead=f"退回后由{self.record.prepared_by}修改，改好后重新拟办。",
            consequences=["各件申请的状态不变。", "退回原因写入每件申请的办理记录，经办会收到通知。"],
            button="退回经办",
            cancel_url=self.page(),
            **kwargs,
        )


class JointWithdrawView(Joined, RecordPage):
    """The preparer takes all that waits back before it is signed."""

    template_name = "components/confirm.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        withdraw_joint(self.record, actor=request.user)
        messages.success(request, "拟办的批量推荐已撤回。")
        return redirect("filings:joint-recommendations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="撤回拟办：批量推荐",
            lead="撤回后可以重新拟办。",
            consequences=["各件申请的状态不变。", "撤回写入每件申请的办理记录。"],
            button="撤回拟办",
            cancel_url=self.page(),
            **kwargs,
        )
