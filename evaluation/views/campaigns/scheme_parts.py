"""Groups of a draft scheme, and the order of groups and indicators: buttons that work without scripts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from evaluation.forms.campaigns.schemes import GroupForm, MoveForm, RevisionForm
from evaluation.scoring.scheme_editing import (
    indicators_in,
    with_group_moved,
    with_indicator_moved,
    without_group,
)
from evaluation.scoring.schemes import KIND_LABELS, Group, Scheme
from evaluation.services.campaigns.schemes import save_scheme
from evaluation.views.base import ScopedView
from evaluation.views.campaigns.schemes import NEW, DraftScheme, SchemeEditView
from evaluation.views.campaigns.steps import StepView


def group_of(scheme: Scheme, code: str) -> Group:
    """The group in the address; 404 where there is none."""
    found = next((group for group in scheme.groups if group.code == code), None)
    if found is None:
        raise Http404
    return found


class GroupView(SchemeEditView):
    """/schemes/1/groups/base/: name and full marks of a group; /new/ adds one at the end."""

    form_class = GroupForm
    template_name = "evaluation/campaigns/group.html"

    @cached_property
    def group(self) -> Group | None:
        return None if self.kwargs["code"] == NEW else group_of(self.scheme, self.kwargs["code"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"group": self.group}

    def get_initial(self) -> dict[str, Any]:
        group = self.group
        initial = {"name": group.name, "full": group.full, "bonus": group.bonus} if group else {}
        return initial | {"revision": self.record.revision}

    def changed(self, form: GroupForm) -> Scheme:
        return form.changed()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(group=self.group, **kwargs)


class GroupRemoveView(DraftScheme, StepView):
    """/schemes/1/groups/base/remove/: takes a group out that has no indicators any more."""

    form_class = RevisionForm
    title, button, back = "移除分组", "移除", "evaluation:scheme"
    danger = True

    @cached_property
    def group(self) -> Group:
        return group_of(self.record.scheme, self.kwargs["code"])

    def inside(self) -> list[str]:
        """Names of the indicators in it."""
        return list(dict.fromkeys(each.name for each in indicators_in(self.record.scheme, self.group.code)))

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.record.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        inside = self.inside()
        blocked = (
            [{"text": f"分组内还有指标：{'、'.join(inside)}，请先移到其他分组或移除", "url": self.page()}]
            if inside
            else []
        )
        lead = f"分组“{self.group.name}”，满分{self.group.full.normalize():f}分。移除后，请调整其他分组的满分，使合计仍为100分。"
        return super().get_context_data(**{"lead": lead, "blocked": blocked} | kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.inside():
            form.add_error(None, "分组内还有指标，不能移除。")
            return self.form_invalid(form)
        return super().form_valid(form)

    def carry_out(self, given: dict[str, Any]) -> str:
        changed = without_group(self.record.scheme, self.group.code)
        save_scheme(self.record, scheme=changed, revision=given["revision"], actor=self.request.user)
        return f"已移除分组“{self.group.name}”。"


class MoveView(DraftScheme, ScopedView):
    """POST step=-1 or 1: one place up or down, then back to the scheme at the place that was moved."""

    http_method_names = ("post",)

    def moved(self, step: int) -> Scheme:
        """The scheme after the move; 404 for what it does not have."""
        raise NotImplementedError

    def anchor(self) -> str:
        """Where the page goes on."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = MoveForm(request.POST)
        if not form.is_valid():
            raise Http404
        changed, revision = self.moved(form.cleaned_data["step"]), form.cleaned_data["revision"]
        save_scheme(self.record, scheme=changed, revision=revision, actor=request.user)
        return redirect(f"{self.page()}#{self.anchor()}")


class GroupMoveView(MoveView):
    """/schemes/1/groups/base/move/."""

    def moved(self, step: int) -> Scheme:
        return with_group_moved(self.record.scheme, group_of(self.record.scheme, self.kwargs["code"]).code, step)

    def anchor(self) -> str:
        return "h-groups"


class IndicatorMoveView(MoveView):
    """/schemes/1/comprehensive/F1/move/."""

    def moved(self, step: int) -> Scheme:
        scheme, kind, code = self.record.scheme, self.kwargs["kind"], self.kwargs["code"]
        if kind not in KIND_LABELS or code not in {each.code for each in scheme.indicators(kind)}:
            raise Http404
        return with_indicator_moved(scheme, kind, code, step)

    def anchor(self) -> str:
        return f"h-{self.kwargs['kind']}"
