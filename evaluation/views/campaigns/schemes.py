"""Schemes of the annual evaluation, for the city: list, page with what is still wrong, head, indicators, copy, test run."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from evaluation.forms.campaigns.schemes import CopySchemeForm, IndicatorForm, RevisionForm, SchemeHeadForm, TryForm
from evaluation.models import EvaluationScheme
from evaluation.permissions import StatisticsAct, visible_schemes
from evaluation.scoring.catalogue import CATALOGUE, formula_of
from evaluation.scoring.explaining import rule_text, spread_of
from evaluation.scoring.grades import GRADE_LABELS
from evaluation.scoring.scheme_checks import scheme_problems
from evaluation.scoring.schemes import KIND_LABELS, Indicator, Scheme
from evaluation.selectors.campaigns.inputs import names_of
from evaluation.selectors.campaigns.scored import tried_on
from evaluation.services.campaigns.schemes import copy_scheme, refuse_fixed, save_scheme
from evaluation.views.base import PagedListView, RecordFormView, RecordPage
from evaluation.views.campaigns.steps import StepView

NEW = "new"
"""The code in the address of an indicator that is not there yet."""
MOST_SHOWN = 20


class SchemeListView(PagedListView):
    """GET /schemes/: all versions."""

    act = StatisticsAct.RUN_EVALUATION
    template_name = "evaluation/campaigns/schemes.html"

    def get_queryset(self) -> QuerySet[EvaluationScheme]:
        return visible_schemes(self.request.user)


class SchemePage(RecordPage):
    """GET /schemes/1/: groups and indicators of both kinds, and what keeps the scheme from use."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_schemes
    template_name = "evaluation/campaigns/scheme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme = self.record.scheme
        return super().get_context_data(
            scheme=scheme,
            kinds=[(kind, label, groups_of(scheme, kind)) for kind, label in KIND_LABELS.items()],
            problems=scheme_problems(scheme),
            is_editable=not (self.record.is_frozen or self.record.is_example),
            try_form=TryForm(),
            **kwargs,
        )


def groups_of(scheme: Scheme, kind: str) -> list[dict[str, Any]]:
    """The groups of a kind with their indicators in words."""
    return [
        {
            "group": group,
            "rows": [
                {"indicator": each, "rule": rule_text(each), "formula": formula_text(each)}
                for each in scheme.indicators(kind)
                if each.group == group.code
            ],
        }
        for group in scheme.groups
    ]


def formula_text(each: Indicator) -> str:
    """What an indicator reads."""
    return formula_of(CATALOGUE[each.figure]) if each.figure in CATALOGUE else "自评材料"


class SchemeCopyView(StepView):
    """/schemes/1/copy/: a draft that begins as this one."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_schemes
    form_class = CopySchemeForm
    title, button, back = "复制方案", "复制成新方案", "evaluation:scheme"
    lead = "复制后可以修改各组满分、指标和等级分数线，不影响原方案。"

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.record.title.replace("（示例）", "")}

    def carry_out(self, given: dict[str, Any]) -> str:
        self.copy = copy_scheme(self.record, actor=self.request.user, **given)
        return f"已建立“{self.copy}”，请修改后使用。"

    def get_success_url(self) -> str:
        return reverse("evaluation:scheme", args=[getattr(self, "copy", self.record).pk])


class DraftScheme:
    """A step on a scheme that is a draft; 409 leads back to its page once it is frozen."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_schemes

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_allowed(request):  # type: ignore[attr-defined]  # mixed into ScopedView
            refuse_fixed(self.record, way_on=self.page())  # type: ignore[attr-defined]  # as above
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # as above

    def page(self) -> str:
        return reverse("evaluation:scheme", args=[self.record.pk])  # type: ignore[attr-defined]  # as above


class SchemeEditView(DraftScheme, RecordFormView):
    """A form on a draft scheme. An htmx request asks what would still be wrong; nothing is saved then."""

    @cached_property
    def scheme(self) -> Scheme:
        return self.record.scheme

    def changed(self, form: Any) -> Scheme:
        """The scheme with what was typed."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"scheme": self.scheme}

    def get_success_url(self) -> str:
        return reverse("evaluation:scheme", args=[self.record.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        changed = self.changed(form)
        if self.request.htmx:
            context = {"problems": scheme_problems(changed), "checked": True}
            return render(self.request, "evaluation/campaigns/problems.html", context)
        revision = form.cleaned_data["revision"]
        save_scheme(self.record, scheme=changed, revision=revision, actor=self.request.user)
        messages.success(self.request, "已保存。")
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.request.htmx:
            texts = [error for errors in form.errors.values() for error in errors]
            return render(self.request, "evaluation/campaigns/problems.html", {"unreadable": texts}, status=422)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            problems=scheme_problems(self.scheme), cancel_url=self.get_success_url(), **kwargs
        )


class SchemeHeadView(SchemeEditView):
    """/schemes/1/head/: title, groups, bands, cap."""

    form_class = SchemeHeadForm
    template_name = "evaluation/campaigns/scheme_head.html"

    def get_initial(self) -> dict[str, Any]:
        return SchemeHeadForm.initial_of(self.scheme) | {"revision": self.record.revision}

    def changed(self, form: SchemeHeadForm) -> Scheme:
        return form.changed()


class IndicatorView(SchemeEditView):
    """/schemes/1/comprehensive/F1/: one indicator; /new/ adds one at the end."""

    form_class = IndicatorForm
    template_name = "evaluation/campaigns/indicator.html"

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those of the kind in the address."""
        kind = self.kwargs["kind"]
        if kind not in KIND_LABELS:
            raise Http404
        return self.scheme.indicators(kind)

    @cached_property
    def place(self) -> int | None:
        """Where the indicator stands; None for a new one."""
        code = self.kwargs["code"]
        places = [place for place, each in enumerate(self.indicators) if each.code == code]
        if not places and code != NEW:
            raise Http404
        return places[0] if places else None

    def get_initial(self) -> dict[str, Any]:
        initial = {} if self.place is None else IndicatorForm.initial_of(self.indicators[self.place])
        return initial | {"revision": self.record.revision}

    def changed(self, form: IndicatorForm) -> Scheme:
        place = len(self.indicators) if self.place is None else self.place
        rows = (*self.indicators[:place], form.indicator(), *self.indicators[place + 1 :])
        return replace(self.scheme, kinds=dict(self.scheme.kinds) | {self.kwargs["kind"]: rows})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, code = self.kwargs["kind"], self.kwargs["code"]
        return super().get_context_data(
            is_new=self.place is None, kind=kind, kind_label=KIND_LABELS[kind], code=code, **kwargs
        )


class IndicatorRemoveView(DraftScheme, StepView):
    """/schemes/1/comprehensive/F1/remove/: takes an indicator out."""

    form_class = RevisionForm
    title, button, back = "移除指标", "移除", "evaluation:scheme"
    lead = "移除后，请调整同组其他指标的满分，使合计仍等于该组满分。"
    danger = True

    def get_initial(self) -> dict[str, Any]:
        if self.kwargs["code"] not in {each.code for each in self.rows}:
            raise Http404
        return {"revision": self.record.revision}

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        if self.kwargs["kind"] not in KIND_LABELS:
            raise Http404
        return self.record.scheme.indicators(self.kwargs["kind"])

    def carry_out(self, given: dict[str, Any]) -> str:
        left = tuple(each for each in self.rows if each.code != self.kwargs["code"])
        scheme = self.record.scheme
        changed = replace(scheme, kinds=dict(scheme.kinds) | {self.kwargs["kind"]: left})
        save_scheme(self.record, scheme=changed, revision=given["revision"], actor=self.request.user)
        return f"已移除指标{self.kwargs['code']}。"


class SchemeTryView(RecordFormView):
    """GET /schemes/1/try/?year=2025: what last year's locked returns would come to; nothing is stored."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_schemes
    form_class = TryForm
    template_name = "evaluation/campaigns/scheme_try.html"
    http_method_names = ("get",)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | ({"data": self.request.GET} if "year" in self.request.GET else {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form: Form = context["form"]
        problems = scheme_problems(self.record.scheme)
        if problems or not form.is_valid():
            return context | {"problems": problems}
        scored = tried_on(form.cleaned_data["year"], self.record.scheme)
        outcomes = list(scored.evaluation.outcomes.values())
        best = sorted(outcomes, key=lambda each: (-(each.total or 0), each.key))[:MOST_SHOWN]
        names = names_of(each.key for each in best)
        counts = scored.evaluation.distribution()
        return context | {
            "year": form.cleaned_data["year"],
            "scored": scored,
            "number": len(outcomes),
            "grades": [{"label": GRADE_LABELS[grade], "value": counts[grade], "unit": "家"} for grade in counts],
            "spread": [band for band in spread_of(outcomes) if band[1]],
            "rows": [(names[each.key], KIND_LABELS[each.kind], each, GRADE_LABELS[each.grade]) for each in best],
        }
