"""Recommendation upward for the city: candidates by level, the letters with their signing, results, downloads."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.documents.upward import LIST_TITLE, write_upward_list
from filings.errors import WorkflowRefused
from filings.forms.applications import SendBackForm
from filings.forms.upward import LettersFilterForm, ReopenForm, ResultsForm, UpwardFilterForm, UpwardLetterForm
from filings.models import Level, UpwardLetter
from filings.models.upward import UPWARD_LEVELS
from filings.permissions import Act, can_sign_upward, visible_upward, visible_upward_letters
from filings.selectors.upward import (
    COLUMNS,
    MOST_TOGETHER,
    STANDINGS,
    VERSION_OF,
    Filters,
    candidate_rows,
    candidates_of,
    chosen_filings,
    figures_of,
    finding_of,
    lacking_of,
    letters_of,
    members_of_letter,
    sent_up_of,
)
from filings.services.upward.letters import (
    Head,
    prepare_upward_letter,
    send_upward_back,
    sign_upward_letter,
    withdraw_upward,
)
from filings.services.upward.results import record_results, reopen_result
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView, ScopedView
from filings.views.files import stored_response
from filings.workflow_upward import UpwardState
from zzspace.sheets import write_book

HEAD = ("year", "batch", "addressee", "number", "issued_on", "text")
LONGEST_KEY = 12
CONSEQUENCES = (
    "以市科技局名义生成推荐函，附推荐名单。",
    "各家的推荐写入备案的办理记录，运营机构收到通知。",
    "结果下达后，在本页登记。",
)


def workbook(write: Any, filename: str) -> FileResponse:
    """What `write` makes, whole before the first byte goes out."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=filename)


class Filtered:
    """The level and the filters in the address."""

    act = Act.RECOMMEND_UPWARD
    request: HttpRequest

    @cached_property
    def form(self) -> UpwardFilterForm:
        return UpwardFilterForm(self.request.GET)

    @property
    def level(self) -> str:
        return self.form.wanted

    def get_queryset(self) -> QuerySet[Any]:
        return candidates_of(self.level, self.form.filters())


class UpwardListView(Filtered, PagedListView):
    """GET /upward/?level=nation&standing=little: filings in force by how much they lack of a level's conditions."""

    template_name = "filings/upward/candidates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            form=self.form,
            level=self.level,
            version=VERSION_OF[self.level],
            levels=[
                {"url": f"?level={value}", "label": label, "active": value == self.level}
                for value, label in UPWARD_LEVELS
            ],
            figures=self.figures(),
            is_filtered=self.form.filters() != Filters(),
            **kwargs,
        )
        return context | {"rows": [(filing, lacking_of(filing), sent_up_of(filing)) for filing in context["page_obj"]]}

    def figures(self) -> list[dict[str, Any]]:
        """How many stand how; none where the level's figures are not known."""
        if VERSION_OF[self.level].is_empty:
            return []
        counted, url = figures_of(self.level), f"?level={self.level}&standing="
        return [
            {"label": label, "value": counted[name], "unit": "家", "url": f"{url}{name}"} for name, label in STANDINGS
        ]


class UpwardExportView(Filtered, RoleView):
    """GET /upward/export/: the candidates as filtered."""

    def get(self, request: HttpRequest) -> FileResponse:
        rows = candidate_rows(self.get_queryset())
        title = dict(UPWARD_LEVELS)[self.level]
        name = f"{title}条件核对_{timezone.localdate():%Y%m%d}.xlsx"
        return workbook(lambda stream: write_book(stream, f"{title}条件核对", COLUMNS, rows, frozen=2), name)


class UpwardLettersView(PagedListView):
    """GET /upward/letters/?level=nation&year=2026: the letters with their results."""

    act = Act.RECOMMEND_UPWARD
    template_name = "filings/upward/letters.html"

    def get_queryset(self) -> QuerySet[Any]:
        return letters_of(self.request.user, **self.filters_form.filters())

    @cached_property
    def filters_form(self) -> LettersFilterForm:
        return LettersFilterForm(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_filtered = any(self.filters_form.filters().values())
        return super().get_context_data(form=self.filters_form, is_filtered=is_filtered, **kwargs)


class UpwardLetterCreateView(RoleView):
    """/upward/letters/new/?level=nation&ids=1&ids=2: the letter for the filings ticked; POST prepares it."""

    act = Act.RECOMMEND_UPWARD

    @property
    def level(self) -> str:
        asked = self.request.POST.get("level") or self.request.GET.get("level", "")
        return asked if asked in VERSION_OF else Level.NATION.value

    @cached_property
    def candidates(self) -> list[Any]:
        """Whoever was ticked, here or in the list."""
        asked = [*self.request.GET.getlist("ids"), *self.request.POST.getlist("listed")][: MOST_TOGETHER * 2]
        keys = {int(key) for key in asked if key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY}
        return chosen_filings(self.level, keys)

    def get(self, request: HttpRequest) -> HttpResponse:
        ticked = [str(each.pk) for each in self.candidates]
        return self.show(UpwardLetterForm(candidates=self.candidates, initial={"ids": ticked}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UpwardLetterForm(request.POST, candidates=self.candidates)
        if not form.is_valid():
            return self.show(form)
        data = form.cleaned_data
        head = Head(level=self.level, **{name: data[name] for name in HEAD})
        letter = prepare_upward_letter(data["ids"], head, actor=request.user, explanation=data["explanation"])
        messages.success(request, f"已拟办推荐函（{len(data['ids'])}家），由另一位有签发权限的同事签发后生效。")
        return redirect("filings:upward-letter", letter.pk)

    def show(self, form: UpwardLetterForm) -> HttpResponse:
        lines = [(filing, ticked, lacking_of(filing), sent_up_of(filing)) for filing, ticked in form.lines()]
        context = {
            "form": form,
            "lines": lines,
            "level": self.level,
            "level_label": dict(UPWARD_LEVELS)[self.level],
            "version": VERSION_OF[self.level],
            "consequences": CONSEQUENCES,
            "cancel_url": f"{reverse('filings:upward')}?level={self.level}",
        }
        return render(self.request, "filings/upward/letter_new.html", context)


class OfLetter:
    """A letter of the city's."""

    act = Act.RECOMMEND_UPWARD
    scope = visible_upward_letters
    select_related = ("prepared_by", "decided_by", "document")
    record: UpwardLetter

    def page(self) -> str:
        return reverse("filings:upward-letter", args=[self.record.pk])

    def get_success_url(self) -> str:
        return self.page()


class UpwardLetterPage(OfLetter, RecordPage):
    """GET /upward/letters/1/: the letter, its filings and their results; POST signs it."""

    template_name = "filings/upward/letter.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        sign_upward_letter(self.record, actor=request.user)
        messages.success(request, "已签发，推荐函正在生成。")
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = can_sign_upward(self.request.user, self.record)
        members = members_of_letter(self.record)
        return super().get_context_data(
            members=[(each, finding_of(each.result)) for each in members],
            waits=self.record.status == UpwardLetter.Status.PENDING,
            may_sign=bool(decision),
            why_not=decision.reason,
            may_withdraw=self.record.prepared_by_id == self.request.user.pk,
            open_results=sum(each.state == UpwardState.RECOMMENDED for each in members),
            consequences=CONSEQUENCES,
            **kwargs,
        )


class UpwardSendBackView(OfLetter, RecordFormView):
    """The letter goes back to its preparer, with a reason."""

    form_class = SendBackForm
    template_name = "components/confirm.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        send_upward_back(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "已退回经办，经办会收到退回原因。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="退回经办：推荐函",
            lead=f"退回后由{self.record.prepared_by}修改，改好后重新拟办。",
            consequences=["所列众创空间不再列入这份推荐函，可以重新拟办。", "退回原因写入办理记录。"],
            button="退回经办",
            cancel_url=self.page(),
            **kwargs,
        )


class UpwardWithdrawView(OfLetter, RecordPage):
    """The preparer takes a letter back before it is signed."""

    template_name = "components/confirm.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        withdraw_upward(self.record, actor=request.user)
        messages.success(request, "拟办的推荐函已撤回。")
        return redirect(self.page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="撤回拟办：推荐函",
            lead="撤回后可以重新拟办。",
            consequences=["所列众创空间不再列入这份推荐函。", "撤回写入办理记录。"],
            button="撤回拟办",
            cancel_url=self.page(),
            **kwargs,
        )


class UpwardResultsView(OfLetter, RecordFormView):
    """/upward/letters/1/results/: what one notice decided on the filings of the letter."""

    form_class = ResultsForm
    template_name = "filings/upward/results.html"

    @cached_property
    def members(self) -> list[Any]:
        return members_of_letter(self.record)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.is_allowed(request) and not any(each.state == UpwardState.RECOMMENDED for each in self.members):
            raise WorkflowRefused("这份推荐函没有待登记结果的众创空间。", way_on=self.page())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"letter": self.record, "members": self.members}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ResultsForm)  # noqa: S101 - form_class says so
        data = form.cleaned_data
        given = {name: data[name] for name in ("number", "on", "note", "upload")}
        done = record_results(self.record, form.results(), actor=self.request.user, **given)
        messages.success(self.request, f"已登记{len(done)}家的结果，运营机构会收到通知。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.page(), **kwargs)


class UpwardTableView(OfLetter, ScopedView):
    """GET /upward/letters/1/table/: the 推荐名单 as issued, as a workbook."""

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        document = self.record.document
        if document is None:
            raise Http404
        name = f"{LIST_TITLE}_{self.record.number}.xlsx"
        return workbook(lambda stream: write_upward_list(stream, document.context["rows"]), name)


class UpwardReopenView(RecordFormView):
    """/upward/records/1/reopen/: a wrong result is taken back with a reason, to be recorded anew."""

    act = Act.RECOMMEND_UPWARD
    scope = visible_upward
    select_related = ("filing__space", "letter")
    form_class = ReopenForm
    template_name = "components/confirm.html"

    def get_success_url(self) -> str:
        return reverse("filings:upward-letter", args=[self.record.letter_id])

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.state not in (UpwardState.GRANTED, UpwardState.REFUSED):
            raise WorkflowRefused("这项推荐还没有登记结果，不用更正。", way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        reopen_result(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, "原结果已撤下，请重新登记。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=f"更正推荐结果：{self.record.filing.space}",
            lead=f"{self.record.title}，现在登记为“{self.record.get_state_display()}”。",
            consequences=["恢复为“推荐中”，可以重新登记结果。", "原结果和更正原因写入办理记录，运营机构会收到通知。"],
            button="撤下原结果",
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class UpwardResultFileView(ScopedView):
    """GET /upward/records/1/file/: the notice of the result, for the city, the district and the operator concerned."""

    act = Act.SEE_UPWARD
    scope = visible_upward
    select_related = ("result_file",)

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        if self.record.result_file is None:
            raise Http404
        return stored_response(request, self.record.result_file, download=True)
