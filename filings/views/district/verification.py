"""The workspace: verify an application item by item; what a correction would do is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.district.findings import FindingForm
from filings.models import Application, PendingAct, SiteVisit, Verification
from filings.permissions import Act, visible_applications
from filings.rules.facts import FactsError
from filings.rules.periods import working_days_between
from filings.selectors import workspace
from filings.selectors.correction_changes import Changes, changes_of_item
from filings.selectors.correction_drafts import asked_of, changes_since_return, latest_request
from filings.selectors.corrections import Corrections
from filings.selectors.duplicates import Duplicate, by_row, duplicates_of
from filings.selectors.relations import relations_of
from filings.selectors.site_visits import Difference, correction_reason, differences_of
from filings.selectors.verification import Sheet, SheetItem, verification_sheet
from filings.services.recommendation_guards import remaining_requirements
from filings.services.verification import save_verification
from filings.views.base import RecordFormView
from filings.workflow import ACTION_LABELS, Action, State
from zzspace.views import page_asked

THUMBS_EACH_SIDE = 3


class WorkspaceView(RecordFormView):
    """What both pages of the workspace share: the sheet, the item in hand, its form."""

    act = Act.VERIFY_APPLICATION
    scope = visible_applications
    select_related = ("space", "operator", "district", "round", "handler")
    form_class = FindingForm

    @property
    def application(self) -> Application:
        return self.record

    @cached_property
    def sheet(self) -> Sheet:
        return verification_sheet(self.application)

    @cached_property
    def item(self) -> SheetItem:
        """The item named in the address, else the first that is open."""
        asked = self.request.GET.get("item", "")
        if not asked:
            return workspace.next_open(self.sheet, "") or self.sheet.items[0]
        try:
            return self.sheet.item(asked)
        except KeyError:
            raise Http404 from None

    @cached_property
    def own(self) -> Corrections:
        return self.sheet.corrections.get(self.item.id, Corrections())

    @cached_property
    def duplicates(self) -> list[Duplicate]:
        return duplicates_of(self.application, self.sheet.snapshot, self.request.user)

    @cached_property
    def tables(self) -> list[workspace.RowTable]:
        return workspace.row_tables(self.sheet, self.item, self.own, by_row(self.duplicates))

    @cached_property
    def visits(self) -> list[SiteVisit]:
        return list(self.application.site_visits.all())

    @cached_property
    def visit_differences(self) -> list[Difference]:
        """What the last visit found otherwise of the item in hand."""
        return differences_of(self.visits, self.item)

    @cached_property
    def proposed(self) -> dict[str, Any]:
        """What a correction after the visit would be, where ?from_visit=1 asks for it: it fills the form, no more."""
        if not self.request.GET.get("from_visit"):
            return {}
        elsewhere = self.sheet.elsewhere(self.item.id).values
        typed = (each for each in self.visit_differences if each.may_be_typed and each.fact not in elsewhere)
        return {each.fact: each.value for each in typed}

    def get_initial(self) -> dict[str, Any]:
        if self.proposed:
            reason = correction_reason(self.visit_differences)
            return {"verdict": Verification.Verdict.CORRECTED, "finding": reason}
        mark = self.item.verification
        return {"verdict": mark.verdict, "finding": mark.finding} if mark else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"sheet": self.sheet, "item": self.item, "tables": self.tables, "own": self.own}
        given |= {"proposed": self.proposed}
        return super().get_form_kwargs() | given | {"prefix": None}

    def page_url(self, item: SheetItem) -> str:
        return f"{reverse('filings:application-verify', args=[self.application.pk])}?item={item.id}"

    def effect(self, corrections: Corrections) -> dict[str, Any]:
        """What corrections do: to the item, to its figures, to other checks."""
        judged = workspace.judged_with(self.sheet, self.item, corrections)
        figures = workspace.claimed_figures(self.sheet, self.item, judged)
        return {
            "after": judged.result.check(self.item.id) if self.item.result else None,
            "figures": figures,
            "turned_figures": [figure for figure in figures if figure.has_turned],
            "others": workspace.effects_on_others(self.sheet, self.item, corrections),
            "rows_out": len(corrections.rows),
        }


class ApplicationVerifyView(WorkspaceView):
    """GET /applications/1/verify/?item=5.4.residents&file=2&page=7; POST saves the finding on the item."""

    template_name = "filings/district/verify.html"

    @cached_property
    def waiting_act(self) -> PendingAct | None:
        waiting = self.application.pending_acts.filter(case=None, status=PendingAct.Status.PENDING)
        return waiting.select_related("prepared_by").first()

    @property
    def is_open(self) -> bool:
        return self.application.state == State.SUBMITTED and self.waiting_act is None

    def form_valid(self, form: FindingForm) -> HttpResponse:
        data = form.cleaned_data
        save_verification(
            self.application,
            self.item.id,
            actor=self.request.user,
            verdict=data["verdict"],
            finding=data["finding"],
            corrections=form.corrections(),
            evidence=data.get("evidence"),
        )
        messages.success(self.request, f"已保存：{self.item.title}。")
        after = self.sheet_item_after() if "next" in self.request.POST else self.item
        return redirect(self.page_url(after))

    def sheet_item_after(self) -> SheetItem:
        """The next item still open; the same one when all are marked."""
        opened = [item for item in (workspace.next_open(self.sheet, self.item.id),) if item and item != self.item]
        return opened[0] if opened else self.item

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = workspace.neighbours(self.sheet, self.item)
        context = super().get_context_data(**kwargs)
        return context | {
            "application": self.application,
            "sheet": self.sheet,
            "item": self.item,
            "groups": self.sheet.groups(),
            "before": before,
            "after_item": after,
            "tables": self.tables,
            "kept": context["form"].kept_refs(),
            "remaining": remaining_requirements(self.sheet),
            **self.round_context(),
            "is_open": self.is_open,
            "waiting_act": self.waiting_act,
            "waiting_label": ACTION_LABELS[Action(self.waiting_act.action)] if self.waiting_act else "",
            "own_values": bool(self.own.values or self.proposed),
            "waited": working_days_between(timezone.localdate(self.application.state_since), timezone.localdate()),
            "explanation": workspace.explanation_of(self.sheet, self.item),
            "lines": workspace.item_history(self.sheet, self.item),
            "visits": self.visits,
            "visit_differences": self.visit_differences,
            "may_propose": any(each.may_be_typed for each in self.visit_differences),
            "visited": {item.id for item in self.sheet.items if differences_of(self.visits, item)},
            "relations": relations_of(self.application.operator, on=timezone.localdate()),
            "duplicates": self.duplicates,
            "doubtful": workspace.doubtful_items(self.sheet, {each.ref for each in self.duplicates}),
            "effect": self.effect(self.shown_corrections(context["form"])),
            **evidence_context(self.request, workspace.evidence_of(self.sheet, self.item)),
        }

    def round_context(self) -> dict[str, Any]:
        """What the last correction round asked for and what it changed, of this item and of the whole."""
        request = latest_request(self.application)
        changes = changes_since_return(request) if request else Changes()
        version, kind = self.sheet.judged.version, self.application.kind
        section = self.item.clause.section
        return {
            "correction_request": request,
            "asked": asked_of(request, self.item.id, version, kind) if request else [],
            "all_changes": changes,
            "item_changes": changes_of_item(changes, self.item.id, section, version, kind),
        }

    def shown_corrections(self, form: FindingForm) -> Corrections:
        """What a refused or prefilled form would correct, where that can be counted; else what is saved."""
        if not form.is_bound and not self.proposed:
            return self.own
        try:
            corrections = form.corrections() if form.is_bound else self.own | Corrections(values=self.proposed)
            workspace.judged_with(self.sheet, self.item, corrections)
        except FactsError:
            return self.own
        return corrections


class VerifyEffectView(WorkspaceView):
    """POST with the form as it stands: what saving it would change, as a fragment. Nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self.get_form()
        form.is_valid()
        try:
            shown = self.effect(form.corrections())
        except FactsError as refused:
            shown = {"problems": [problem.reason for problem in refused.problems]}
        context = {"effect": shown, "item": self.item}
        return render(request, "filings/district/verify_effect.html", context)


def evidence_context(request: HttpRequest, files: list[workspace.EvidenceFile]) -> dict[str, Any]:
    """The file and page in view; the page that the operator pointed to unless another is asked for."""
    asked = request.GET.get("file", "")
    file = next((file for file in files if str(file.pk) == asked), files[0] if files else None)
    if file is None:
        return {"files": [], "file": None}
    page = page_asked(request, file.pages, default=file.page)
    first, last = max(1, page - THUMBS_EACH_SIDE), min(file.pages, page + THUMBS_EACH_SIDE)
    return {
        "files": files,
        "file": file,
        "page": page,
        "thumbs": range(first, last + 1),
        "page_before": page - 1 if page > 1 else None,
        "page_after": page + 1 if page < file.pages else None,
        "is_large": request.GET.get("zoom") == "1",
    }
