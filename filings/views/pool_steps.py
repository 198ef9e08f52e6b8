"""Steps of the reserve pool: enter, keep figures, record guidance, link, leave; the operator's turning it into a draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.forms.pool import (
    EnterSpaceForm,
    GuidanceForm,
    LeaveForm,
    LinkForm,
    PoolDraftForm,
    StrikeForm,
    UnregisteredForm,
    initial_of,
)
from filings.forms.revised import tell_changed
from filings.models import Space
from filings.permissions import Act, Decision, can_on_pool, kept_guidance, pool_candidates, visible_pool_entries
from filings.selectors.applications import open_kinds
from filings.selectors.pool.entries import ENTRY_JOINS, operator_to_link, rounds_for, spaces_for
from filings.services.pool.closing import withdraw_entry
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.entering import enter_space, enter_unregistered, revision_of, save_figures
from filings.services.pool.guidance import record_guidance, strike_guidance
from filings.services.pool.linking import link_entry
from filings.views.base import RecordFormView, RoleView, StepFormView
from filings.workflow import FilingState


class EnterSpaceView(RecordFormView):
    """/pool/enter/1/: a space of a registered operator."""

    act = Act.KEEP_POOL
    scope = pool_candidates
    select_related = ("operator", "district")
    form_class = EnterSpaceForm
    template_name = "filings/pool/step.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and not self.kinds:
            raise WorkflowRefused(
                f"{self.record}已备案为专业化众创空间，不用列入储备库。", way_on=reverse("filings:pool-new")
            )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        in_force = self.record.filings.filter(state=FilingState.ACTIVE).order_by("-pk").first()
        return open_kinds(in_force)

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = self.record.kind if self.record.kind in self.kinds else self.kinds[0]
        return super().get_form_kwargs() | {"kinds": self.kinds, "initial": {"kind": chosen}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        kind = form.cleaned_data["kind"]  # type: ignore[attr-defined]  # a form of fields
        entry = enter_space(self.record, actor=self.request.user, kind=kind)
        messages.success(self.request, "已列入储备库，差距按登记名册计算，运营机构可以查看。")
        return redirect("filings:pool-entry", entry.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = reverse("filings:pool-new")
        return super().get_context_data(
            title="列入储备库",
            lead=f"运营机构：{self.record.operator}。",
            consequences=(
                "差距按运营机构的登记名册逐日计算，您看到的是各项条件的结果，不是名册明细",
                "运营机构会收到消息，可以查看差距和辅导记录，具备条件时转为备案申请",
            ),
            button="列入储备库",
            crumb_url=page,
            crumb="储备库",
            cancel_url=page,
            **kwargs,
        )


class FiguresView:
    """The form with the questions of the self-check, as of today; the kind stands in the address or in the entry."""

    template_name = "filings/pool/figures.html"
    form_class = UnregisteredForm
    kind: str

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # mixed into FormView
        return kwargs | {"kind": self.kind, "as_of": timezone.localdate()}


class EnterUnregisteredView(FiguresView, RoleView, FormView):
    """/pool/new/unregistered/?kind=…: a makerspace whose operator is not registered."""

    act = Act.KEEP_POOL

    @property
    def kind(self) -> str:  # type: ignore[override]  # by the address
        asked = self.request.GET.get("kind", "")
        return asked if asked in Space.Kind.values else Space.Kind.COMPREHENSIVE.value

    def form_valid(self, form: Any) -> HttpResponse:
        entry = enter_unregistered(form.whose(), actor=self.request.user, kind=self.kind, facts=form.facts)  # type: ignore[arg-type]  # signed in
        messages.success(self.request, "已列入储备库。没有填写的项目显示“缺少数据”，掌握后可以随时补充。")
        return redirect("filings:pool-entry", entry.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind, kinds=Space.Kind.choices, cancel_url=reverse("filings:pool-new"), **kwargs
        )


class PoolStepView(StepFormView):
    """A step on an entry within reach; what a service finds wrong with a field is shown there."""

    act = Act.KEEP_POOL
    scope = visible_pool_entries
    select_related = ENTRY_JOINS
    template_name = "filings/pool/step.html"

    def decision(self) -> Decision:
        return can_on_pool(self.request.user, self.act, self.record)  # type: ignore[arg-type]  # signed in

    def get_success_url(self) -> str:
        return reverse("filings:pool-entry", args=[self.record.pk])

    def lead(self) -> str:
        return f"运营机构：{self.record.run_by}。"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)


class PoolFiguresView(FiguresView, PoolStepView):
    """/pool/1/figures/: what the district knows of a makerspace that has no registers here."""

    title = "更新数据"
    done = "已保存，差距已重新计算。"

    def decision(self) -> Decision:
        if self.record.space is not None:
            return Decision(allowed=False, reason="这个众创空间的数据按运营机构的登记名册计算，不用由区县填写。")
        return super().decision()

    @property
    def kind(self) -> str:  # type: ignore[override]  # the entry's
        return self.record.kind

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.record)

    def form_valid(self, form: Any) -> HttpResponse:
        stated = {"whose": form.whose(), "facts": form.facts, "revision": form.cleaned_data["revision"] or None}
        try:
            save_figures(self.record, actor=self.request.user, **stated)
        except ChangedMeanwhile as changed:
            kept: Any = changed.kept
            tell_changed(form, changed, initial_of(kept), revision_of(kept))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, **kwargs)


class PoolGuidanceView(PoolStepView):
    """/pool/1/guidance/: put a guidance on record."""

    form_class = GuidanceForm
    title = "登记辅导"
    button = "保存辅导记录"
    done = "辅导记录已保存。"

    def lead(self) -> str:
        return "记录对这个众创空间的培训、辅导和走访；由协会、促进会、联盟等社会组织开展的，写明组织名称。"

    def get_initial(self) -> dict[str, Any]:
        return {"kind": "mentoring", "by": "district", "on": timezone.localdate()}

    def take(self, data: dict[str, Any]) -> None:
        record_guidance(self.record, actor=self.request.user, **data)


class GuidanceStrikeView(StepFormView):
    """/pool/guidance/1/strike/: a record made by mistake counts no more."""

    act = Act.KEEP_POOL
    scope = kept_guidance
    select_related = ("entry__space__district", "entry__space__operator", "entry__operator", "entry__district")
    form_class = StrikeForm
    template_name = "filings/pool/step.html"
    title = "作废辅导记录"
    button = "作废"
    danger = True
    done = "已作废，记录仍可查看。"
    consequences = ("不再计入辅导次数", "记录、材料和作废原因保留，运营机构可以看到")

    def decision(self) -> Decision:
        if self.record.struck_on is not None:
            return Decision(allowed=False, reason="这条辅导记录已经作废。")
        return can_on_pool(self.request.user, self.act, self.record.entry)  # type: ignore[arg-type]  # signed in

    def get_success_url(self) -> str:
        return reverse("filings:pool-entry", args=[self.record.entry_id])

    def lead(self) -> str:
        return f"{self.record.on:%Y-%m-%d}，{self.record.giver}：{self.record.content[:60]}"

    def take(self, data: dict[str, Any]) -> None:
        strike_guidance(self.record, actor=self.request.user, reason=data["reason"])  # type: ignore[arg-type]  # signed in


class PoolLinkView(PoolStepView):
    """/pool/1/link/: confirm that a registered operator is the one of the entry."""

    form_class = LinkForm
    title = "关联运营机构"
    button = "确认关联"
    done = "已关联，运营机构可以查看差距和辅导记录。"
    consequences = (
        "运营机构会收到消息，可以查看差距和辅导记录",
        "关联到登记的众创空间后，差距按登记名册计算，区县填写的数据留作记录",
    )

    @cached_property
    def operator(self) -> Any:
        return operator_to_link(self.record)

    def decision(self) -> Decision:
        if self.operator is None:
            return Decision(
                allowed=False,
                reason="还没有统一社会信用代码相同、已通过确认的运营机构；机构注册并确认后再关联。",
            )
        return super().decision()

    def lead(self) -> str:
        return f"统一社会信用代码{self.operator.uscc}已由“{self.operator}”注册，并已确认。请核对是否为同一机构。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"spaces": spaces_for(self.record, self.operator)}

    def take(self, data: dict[str, Any]) -> None:
        link_entry(self.record, actor=self.request.user, operator=self.operator, space=data["space"])


class PoolLeaveView(PoolStepView):
    """/pool/1/leave/: take it out of the pool."""

    form_class = LeaveForm
    title = "退出储备库"
    button = "退出储备库"
    danger = True
    done = "已退出储备库，记录仍可查看。"
    consequences = ("不再计算差距，不能再登记辅导", "已转成的备案申请照常办理", "以后可以重新列入储备库")

    def take(self, data: dict[str, Any]) -> None:
        withdraw_entry(self.record, actor=self.request.user, reason=data["reason"])


class PoolDraftView(PoolStepView):
    """/pool/1/draft/: the operator begins an application of its space in an open round."""

    act = Act.DRAFT_FROM_POOL
    form_class = PoolDraftForm
    title = "转为备案申请"
    button = "建立申请草稿"
    consequences = (
        "按登记名册建立备案申请草稿，各部分核对确认后提交",
        "准予备案前，众创空间仍在储备库中；准予备案后自动出库",
    )

    @cached_property
    def rounds(self) -> Any:
        return rounds_for(self.record, timezone.now())

    def decision(self) -> Decision:
        decision = super().decision()
        if decision and not self.rounds:
            return Decision(
                allowed=False,
                reason=f"现在没有受理{self.record.get_kind_display()}众创空间的批次，批次开放后再办理。",
            )
        return decision

    def lead(self) -> str:
        return f"申请类型：{self.record.get_kind_display()}。"

    def get_form_kwargs(self) -> dict[str, Any]:
        spaces = None if self.record.space else spaces_for(self.record, self.record.operator)
        return super().get_form_kwargs() | {"rounds": self.rounds, "spaces": spaces}

    def get_initial(self) -> dict[str, Any]:
        return {"round_": self.rounds[0].pk}

    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        application = draft_from_pool(
            self.record, actor=self.request.user, round_=data["round_"], space=data.get("space")
        )
        messages.success(self.request, "草稿已建立，各部分可以分次填写，随时保存。")
        return redirect("filings:application", application.pk)
