"""Annual returns: the year's list, the operator's sections and sending, the record page."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from evaluation.forms.statistics.list import ReturnFilters
from evaluation.forms.statistics.returns import GroupForm, SubmitForm, reason_name
from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import StatisticsAct, can, is_fillable, reportable_spaces, visible_returns
from evaluation.selectors.grades import failed_in
from evaluation.selectors.returns.records import ACTION_WORDS, DECISIONS, NEXT, Line, Sheet, history_of_return, sheet_of
from evaluation.selectors.returns.reported import owing, standing_counts
from evaluation.selectors.returns.windows import statistics_years
from evaluation.services.returns.filling import accept_conversion, save_group, start_return
from evaluation.services.returns.sending import submit_return
from evaluation.statistics.columns import GROUPS, GROUPS_BY_LETTER
from evaluation.views.base import PagedListView, RecordFormView, RecordPage, ScopedView
from evaluation.views.statistics.heads import year_head
from evaluation.workflow import ReturnAction, ReturnState
from filings.errors import WorkflowRefused
from filings.models import Space
from filings.workflow import Role

JOINS = ("space__operator", "space__district")


class ReturnListView(PagedListView):
    """GET /statistics/?year=2025&standing=missing: who owes a return for a year and how each stands."""

    act = StatisticsAct.SEE_RETURNS

    def get_template_names(self) -> list[str]:
        kind = "own" if self.request.user.role == Role.OPERATOR else "list"
        return [f"evaluation/statistics/returns/{kind}.html"]

    @cached_property
    def years(self) -> list[StatisticsYear]:
        return statistics_years()

    @cached_property
    def window(self) -> StatisticsYear | None:
        """The year asked for, else the latest that is open, else the latest."""
        asked = self.request.GET.get("year", "")
        today = timezone.localdate()
        named = [window for window in self.years if str(window.year) == asked]
        begun = [window for window in self.years if window.opens_on <= today]
        return next(iter(named or begun or self.years), None)

    @cached_property
    def spaces(self) -> QuerySet[Any]:
        if self.window is None:
            return Space.objects.none()
        return owing(self.request.user, self.window, today=timezone.localdate())

    @cached_property
    def filters(self) -> ReturnFilters:
        return ReturnFilters(self.request.GET, queryset=self.spaces, user=self.request.user)

    def get_queryset(self) -> QuerySet[Any]:
        return self.filters.qs.order_by("last_day", "district__position", "name", "pk") if self.window else self.spaces

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return (
            context
            | {
                "window": self.window,
                "head": year_head(self.request, self.years, self.window, "returns"),
                "filters": self.filters.form if self.window else None,
                "counts": standing_counts(self.spaces) if self.window else {},
                "today": timezone.localdate(),
            }
            | self.failed()
        )

    def failed(self) -> dict[str, Any]:
        """The operator's makerspaces that failed the year before."""
        if self.window is None or self.request.user.role != Role.OPERATOR:
            return {}
        return failed_before(self.spaces, self.window.year)


def failed_before(spaces: QuerySet[Space], year: int) -> dict[str, Any]:
    """What the chain of consequences names: makerspaces that failed the year before, and that year."""
    return {"failed": failed_in(spaces, year - 1), "failed_year": year - 1}


class StartView(ScopedView):
    """POST /statistics/start/3/2025/: begin the return of a makerspace, or go on with the one begun."""

    act = StatisticsAct.FILL_RETURN
    scope = reportable_spaces
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, year: int, **_kwargs: Any) -> HttpResponse:
        record = start_return(self.record, year, actor=request.user)
        return redirect("evaluation:return", record.pk)


class ReturnPage(RecordPage):
    """GET /statistics/returns/3/: the whole return; to the operator that fills it in, its task list."""

    act = StatisticsAct.SEE_RETURNS
    scope = visible_returns
    select_related = JOINS

    def get_template_names(self) -> list[str]:
        kind = "draft" if is_fillable(self.record, self.request.user) else "return"
        return [f"evaluation/statistics/returns/{kind}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, record = self.request.user, self.record
        if is_fillable(record, user):
            kwargs |= failed_before(Space.objects.filter(pk=record.space_id), record.year)
        return super().get_context_data(
            sheet=sheet_of(record, user),
            entries=history_of_return(record, user),
            expected=NEXT[ReturnState(record.state)],
            buttons=decisions_for(record, user),
            **kwargs,
        )


def decisions_for(record: AnnualReturn, user: Any) -> list[dict[str, str]]:
    """Buttons of an office for what the table lets it do now."""
    names = {
        ReturnAction.CONFIRM: ("return-confirm", "circle-check"),
        ReturnAction.SEND_BACK: ("return-send-back", "arrow-back-up"),
        ReturnAction.LOCK: ("return-lock", "lock"),
        ReturnAction.REOPEN: ("return-reopen", "lock-open"),
    }
    return [
        {"url": reverse(f"evaluation:{name}", args=[record.pk]), "label": ACTION_WORDS[action], "icon": icon}
        for action in DECISIONS
        for name, icon in [names[action]]
        if can(user, action, record)
    ]


class FillingView(ScopedView):
    """A page of the operator on a return that it still fills in; in another state 409 leads to the record."""

    act = StatisticsAct.FILL_RETURN
    scope = visible_returns
    select_related = JOINS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and not is_fillable(self.record, request.user):
            state = self.record.get_state_display()
            raise WorkflowRefused(f"这份统计报表现在是“{state}”，不能再填写。", way_on=self.return_page())
        return super().dispatch(request, *args, **kwargs)

    def return_page(self) -> str:
        return reverse("evaluation:return", args=[self.record.pk])

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.record, self.request.user)


class GroupView(FillingView, RecordFormView):
    """/statistics/returns/3/b/: one section. POST saves what can be read; htmx gets the checks of the section live.
    `convert` names a question whose converted figures are taken as well.
    """

    form_class = GroupForm
    template_name = "evaluation/statistics/returns/group.html"

    @cached_property
    def letter(self) -> str:
        letter = self.kwargs["letter"].upper()
        if letter not in GROUPS_BY_LETTER:
            raise Http404
        return letter

    def get_form_kwargs(self) -> dict[str, Any]:
        questions = self.sheet.warnings_in(self.letter)
        return super().get_form_kwargs() | {"record": self.record, "letter": self.letter, "questions": questions}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        form.is_valid()
        if "revision" not in form.cleaned_data:
            return self.form_invalid(form)
        asked = self.asks()
        form = self.save(form)
        if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
            context = self.get_context_data(form=form, asked=asked)
            return render(request, f"{self.folder}/saved.html", context, status=200 if form.is_valid() else 422)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    folder = "evaluation/statistics/returns"

    @property
    def converted(self) -> str:
        """The question whose button was pressed; htmx also sends a button that merely has the focus."""
        is_pressed = not self.request.htmx  # type: ignore[attr-defined]  # set by django-htmx
        return self.request.POST.get("convert", "") if is_pressed else ""

    def row(self, line: Line, form: BaseForm, asked: dict[str, Any]) -> tuple[Line, Any, list[Any], bool]:
        """A figure with its field and its questions, and whether these are others than before."""
        known = {question[0].key: question for question in self.sheet.questions}
        questions = [(known[warn.key], form[reason_name(warn)]) for warn in line.warnings]
        return line, form[line.column.field], questions, asked.get(line.asks_id) != line.asks

    def asks(self) -> dict[str, Any]:
        """What the section asks at each figure."""
        section = self.sheet.section(self.letter)
        return {line.asks_id: line.asks for line in section.lines} if section else {}

    def save(self, form: GroupForm) -> GroupForm:
        """Keep what can be read; gives the form with the questions that the figures raise now."""
        self.record = save_group(
            self.record,
            self.letter,
            form.figures(),
            reasons=form.reasons(),
            convert=self.converted if form.is_valid() else "",
            revision=form.cleaned_data["revision"],
            actor=self.request.user,
        )
        del self.sheet
        return form.asked_again(self.record, self.sheet.warnings_in(self.letter))

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.converted:
            messages.success(self.request, "已采用换算后的数，请再核对一遍。")
            return redirect(self.request.path)
        messages.success(self.request, f"“{GROUPS_BY_LETTER[self.letter].title}”已保存。")
        stays = "save" in self.request.POST
        return redirect(self.request.path if stays else self.following_url() or self.return_page())

    def following_url(self) -> str:
        """The next section, "" after the last."""
        letters = [group.letter for group in GROUPS]
        following = letters[letters.index(self.letter) + 1 :]
        return reverse("evaluation:return-group", args=[self.record.pk, following[0].lower()]) if following else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        section, form = self.sheet.section(self.letter), context["form"]
        rows = [self.row(line, form, context.get("asked", {})) for line in section.lines] if section else []
        groups = [
            (each, reverse("evaluation:return-group", args=[self.record.pk, each.letter.lower()])) for each in GROUPS
        ]
        extra = {"letter": self.letter, "groups": groups, "following": self.following_url()}
        return context | extra | {"sheet": self.sheet, "section": section, "rows": rows}


class SubmitView(FillingView, RecordFormView):
    """/statistics/returns/3/submit/: what is lacking, what is asked, then the declaration; POST sends."""

    form_class = SubmitForm
    template_name = "evaluation/statistics/returns/submit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"questions": self.sheet.warnings}

    def get_initial(self) -> dict[str, Any]:
        given = self.record.reasons
        reasons = {f"reason_{n}": given.get(warn.key, "") for n, warn in enumerate(self.sheet.warnings)}
        return reasons | {"revision": self.record.revision}

    def form_valid(self, form: SubmitForm) -> HttpResponse:
        submit_return(
            self.record,
            reasons=form.reasons(),
            declared=form.cleaned_data["declared"],
            revision=form.cleaned_data["revision"],
            actor=self.request.user,
        )
        messages.success(self.request, f"{self.record}已报送，由区县科技主管部门审核。")
        return redirect(self.return_page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        fields = [context["form"][name] for name in context["form"].keys]
        return context | {"sheet": self.sheet, "questions": list(zip(self.sheet.questions, fields, strict=True))}


class ConvertView(SubmitView):
    """POST /statistics/returns/3/convert/: take the converted figures of a question about the unit; reasons are kept."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        form.is_valid()
        if "revision" not in form.cleaned_data:
            return self.form_invalid(form)
        accept_conversion(
            self.record,
            request.POST.get("key", ""),
            reasons=form.typed(),
            revision=form.cleaned_data["revision"],
            actor=request.user,
        )
        messages.success(request, "已采用换算后的数，请再核对一遍。")
        return redirect("evaluation:return-submit", self.record.pk)
