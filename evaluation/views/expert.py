"""The expert's pages: open reviews, declaration, score sheet with its dossier, evidence page by page."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from evaluation.forms.reviews import DeclarationForm, RecusalForm
from evaluation.forms.score_sheet import ScoreSheetForm
from evaluation.permissions import Act, own_assignments, scoring_assignments
from evaluation.scoring.sheets import full_of, total_of
from evaluation.selectors.dossiers import Dossier, Evidence, dossier_of
from evaluation.selectors.score_sheets import progress_of, reviews_of
from evaluation.services.score_sheets import declare, save_draft, submit_sheet
from evaluation.views.base import PagedListView, RecordFormView, RecordPage
from filings.models import ReviewAssignment
from zzspace.views import page_asked

JOINS = ("application__space", "application__operator", "application__district", "application__round")
Status = ReviewAssignment.Status
PARTLY_SAVED: Final = "能识别的内容已保存；标出的没有保存，请改正后再次保存。"
"""Said beside what cannot be read of a draft."""


class ReviewListView(PagedListView):
    """GET /review/: what waits for the expert, and what is submitted while the panel is open."""

    act = Act.SCORE
    template_name = "evaluation/expert/reviews.html"

    def get_queryset(self) -> QuerySet[ReviewAssignment]:
        return reviews_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(progress=progress_of(self.request.user), **kwargs)


class DeclareView(RecordFormView):
    """/review/1/declare/: the declaration that stands before everything else."""

    act = Act.SCORE
    scope = own_assignments
    select_related = JOINS
    form_class = DeclarationForm
    template_name = "evaluation/expert/declare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.status != Status.ASSIGNED:
            return redirect("evaluation:score-sheet", self.record.pk)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: DeclarationForm) -> HttpResponse:
        in_conflict, statement = form.cleaned_data["interest"], form.cleaned_data["statement"]
        declare(self.record, actor=self.request.user, in_conflict=in_conflict, statement=statement)
        if in_conflict:
            messages.success(self.request, "已登记回避，这件申请不再由您评审。")
            return redirect("evaluation:reviews")
        messages.success(self.request, "已声明没有利害关系，可以开始评分。")
        return redirect("evaluation:score-sheet", self.record.pk)


class RecuseView(RecordFormView):
    """/review/1/recuse/: a conflict found while scoring."""

    act = Act.SCORE
    scope = scoring_assignments
    select_related = JOINS
    form_class = RecusalForm
    template_name = "evaluation/expert/recuse.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = reverse("evaluation:score-sheet", args=[self.record.pk])
        application = self.record.application
        return super().get_context_data(
            title="需要回避",
            record_line=f"{application.space} · {application.operator}",
            button="确认回避",
            danger=True,
            cancel_url=cancel_url,
            **kwargs,
        )

    def form_valid(self, form: RecusalForm) -> HttpResponse:
        declare(self.record, actor=self.request.user, in_conflict=True, statement=form.cleaned_data["statement"])
        messages.success(self.request, "已登记回避，这件申请不再由您评审。")
        return redirect("evaluation:reviews")


class SheetView(RecordFormView):
    """The form of a sheet with all that stands beside it."""

    act = Act.SCORE
    scope = scoring_assignments
    select_related = (*JOINS, "sheet__form", "declaration")
    form_class = ScoreSheetForm
    template_name = "evaluation/expert/score_sheet.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"sheet": self.record.sheet}

    def sheet_context(self, form: ScoreSheetForm) -> dict[str, Any]:
        """Rows with their fields, totals, what is lacking."""
        entries = form.entries()
        return {
            "rows": [
                {
                    "criterion": score.criterion,
                    "entry": entry,
                    "mark": form[f"m{entry.position}"],
                    "comment": form[f"c{entry.position}"],
                }
                for score, entry in zip(form.scores, entries, strict=True)
            ],
            "marked": sum(entry.marks is not None for entry in entries),
            "total": total_of(entries),
            "full_marked": full_of(entries, marked_only=True),
            "full": full_of(entries),
            "lacking": form.lacking(),
        }

    @cached_property
    def dossier(self) -> Dossier:
        return dossier_of(self.record.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= self.sheet_context(context["form"])
        for row in context["rows"]:
            row["sections"] = self.dossier.of(row["criterion"].sections)
        return context | {"dossier": self.dossier, "is_submitted": self.record.status == Status.SUBMITTED}


class ScoreSheetView(SheetView):
    """/review/1/: the sheet. POST submits for good; before the declaration it leads there."""

    scope = own_assignments

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.status == Status.ASSIGNED:
            return redirect("evaluation:review-declare", self.record.pk)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ScoreSheetForm) -> HttpResponse:
        if form.lacking():
            form.add_error(None, f"还差：{'、'.join(form.lacking())}。")
            return self.form_invalid(form)
        submit_sheet(self.record.sheet, form.draft(), actor=self.request.user)
        messages.success(self.request, f"已提交对“{self.record.application.space}”的评分。")
        return redirect("evaluation:reviews")


class ScoreSheetSaveView(SheetView):
    """POST /review/1/save/: keeps the draft; htmx gets totals and what is lacking, 422 where a field cannot be read. Without
    htmx such a field is shown again on the page, as it was typed.
    """

    http_method_names = ("post",)

    def form_valid(self, form: ScoreSheetForm) -> HttpResponse:
        save_draft(self.record.sheet, form.draft(), actor=self.request.user)
        if self.request.htmx:
            return self.saved(form, status=200)
        messages.success(self.request, "评分已保存。")
        return redirect("evaluation:score-sheet", self.record.pk)

    def form_invalid(self, form: ScoreSheetForm) -> HttpResponse:
        save_draft(self.record.sheet, form.draft(), actor=self.request.user)
        if self.request.htmx:
            return self.saved(form, status=422)
        messages.warning(self.request, PARTLY_SAVED)
        return super().form_invalid(form)

    def saved(self, form: ScoreSheetForm, *, status: int) -> HttpResponse:
        """What htmx puts in its places."""
        context = self.sheet_context(form) | {"record": self.record, "form": form, "oob": True}
        return render(self.request, "evaluation/expert/sheet_saved.html", context, status=status)


class DossierPage(RecordPage):
    """/review/1/dossier/: the masked case by clause."""

    act = Act.SCORE
    scope = scoring_assignments
    select_related = JOINS
    template_name = "evaluation/expert/dossier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(dossier=dossier_of(self.record.application), **kwargs)


class EvidencePage(RecordPage):
    """/review/1/evidence/5/?page=2: one frozen file as page images; there is no download."""

    act = Act.SCORE
    scope = scoring_assignments
    select_related = JOINS
    template_name = "evaluation/expert/evidence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dossier = dossier_of(self.record.application)
        evidence = self.evidence(dossier)
        page = page_asked(self.request, evidence.pages, default=evidence.page)
        address = reverse("filings:file-page", args=[evidence.file, page])
        return super().get_context_data(
            dossier=dossier, evidence=evidence, page=page, pages=range(1, evidence.pages + 1), image=address, **kwargs
        )

    def evidence(self, dossier: Dossier) -> Evidence:
        """The file of the address, among those that may be looked at."""
        for evidence in dossier.evidence:
            if evidence.file == self.kwargs["file"]:
                return evidence
        raise Http404
