"""Pages of the organisation, its spaces and their registers: scope, form, service, message, redirect."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from filings.errors import WorkflowRefused
from filings.forms.operators import OrganisationForm
from filings.forms.registers import EndForm, SpaceForm, form_class_for
from filings.models import Space
from filings.permissions import Act, role_may, visible_operators, visible_registers, visible_spaces
from filings.selectors import registers as selectors
from filings.selectors.registers import GROUPS, REGISTERS, Register, is_filed
from filings.selectors.spaces import space_overview, spaces_listed
from filings.services import operators, registers
from filings.services.imports.register_tables import LOADED
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView, ScopedView
from zzspace.views import words_asked


def refuse_fields(view: Any, form: Any, problem: ValidationError) -> HttpResponse:
    """Show the form again with a service's objections at its fields."""
    form.add_error(None, problem)
    return view.form_invalid(form)


class OrganisationView(RoleView, FormView):
    """The organisation's own page: facts, contact, licence, status of its confirmation."""

    act = Act.KEEP_OPERATOR
    form_class = OrganisationForm
    template_name = "filings/registers/organisation.html"

    @cached_property
    def operator(self) -> Any:
        return visible_operators(self.request.user).select_related("district", "licence").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.operator is None:
            return self.response_class(
                request, ["filings/registers/no_organisation.html"], {}, using=self.template_engine
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.operator is None:
            raise WorkflowRefused("您的账号还没有所属机构。加入申请同意后，才能填写机构信息。")
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        locked = operators.has_filing(self.operator)
        return super().get_form_kwargs() | {"instance": self.operator, "locked": locked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = visible_operators(self.request.user).select_related("district", "licence").get()
        people = stored.accounts.filter(is_active=True).order_by("pk")
        return super().get_context_data(record=stored, people=people, **kwargs)

    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        operators.save_organisation(form.instance, actor=self.request.user, licence=form.uploaded_file)
        messages.success(self.request, "机构信息已保存。")
        return redirect("filings:organisation")


class SpaceListView(PagedListView):
    """The operator's own spaces; for the offices the filed ones within reach."""

    act = Act.SEE_SPACES
    template_name = "filings/registers/spaces.html"

    def get_queryset(self) -> QuerySet[Space]:
        return spaces_listed(self.request.user, words=words_asked(self.request))


class SpaceCreateView(RoleView, FormView):
    """A new space of the operator."""

    act = Act.KEEP_REGISTERS
    form_class = SpaceForm
    template_name = "filings/registers/space_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        operator = self.request.user.operator
        instance = Space(operator=operator, district=operator.district) if operator else Space()
        return super().get_form_kwargs() | {"instance": instance}

    def form_valid(self, form: SpaceForm) -> HttpResponse:
        try:
            space = registers.create_space(form.instance, actor=self.request.user)
        except ValidationError as problem:
            return refuse_fields(self, form, problem)
        messages.success(self.request, f"已登记{space.name}。请从场地开始填写登记名册。")
        return redirect("filings:space", space.pk)


class SpacePage(RecordPage):
    """One space: figures, registers, pre-screen as of today."""

    act = Act.SEE_SPACES
    scope = visible_registers
    select_related = ("operator", "district")
    template_name = "filings/registers/space.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        overview = space_overview(self.record, viewer=self.request.user, as_of=timezone.localdate())
        may_edit = role_may(self.request.user, Act.KEEP_REGISTERS)
        return super().get_context_data(overview=overview, may_edit=may_edit, **kwargs)


class SpaceEditView(RecordFormView):
    """What the space says of itself."""

    act = Act.KEEP_REGISTERS
    scope = visible_spaces
    form_class = SpaceForm
    template_name = "filings/registers/space_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = visible_spaces(self.request.user).get(pk=self.record.pk)
        return super().get_form_kwargs() | {"instance": instance, "locked": is_filed(instance)}

    def form_valid(self, form: SpaceForm) -> HttpResponse:
        try:
            space = registers.save_space(form.instance, actor=self.request.user)
        except ValidationError as problem:
            return refuse_fields(self, form, problem)
        messages.success(self.request, "空间信息已保存。")
        return redirect("filings:space", space.pk)


class RegisterHomeView(RoleView, TemplateView):
    """A navigation entry: the registers of a group, of the only space or to be chosen among several."""

    act = Act.KEEP_REGISTERS
    template_name = "filings/registers/home.html"
    group = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spaces = list(visible_spaces(request.user).select_related("district"))
        choice = selectors.registers_of(self.group)
        if len(spaces) == 1:
            return redirect("filings:space-register", spaces[0].pk, choice[0].key)
        return self.render_to_response({"spaces": spaces, "registers": choice, "title": GROUPS[self.group]})


class RegisterScope(ScopedView):
    """A register of one space, both by the address; unknown registers are 404."""

    scope = visible_spaces
    select_related = ("operator", "district")

    @cached_property
    def register(self) -> Register:
        if self.kwargs["register"] not in REGISTERS:
            raise Http404
        return REGISTERS[self.kwargs["register"]]

    @cached_property
    def locked(self) -> bool:
        """Whether the register changes by a change filing alone."""
        return self.register.changes_by_filing and is_filed(self.record)

    def change_url(self) -> str:
        """Where a change is reported, for who may, while the register is locked."""
        may = self.locked and role_may(self.request.user, Act.REPORT_CHANGE)
        return registers.way_to_change(self.record) if may else ""

    def register_page(self) -> str:
        return registers.register_page(self.record, self.register)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            register=self.register,
            locked=self.locked,
            register_page=self.register_page(),
            change_url=self.change_url(),
            **kwargs,
        )


class RegisterListView(RegisterScope, PagedListView):  # type: ignore[misc]  # as in zzspace.views: RowsPerPage narrows ListView's hints
    """The rows of a register as of a day, filtered, in pages."""

    act = Act.SEE_SPACES
    scope = visible_registers
    template_name = "filings/registers/register.html"

    @cached_property
    def day(self) -> date:
        try:
            return parse_date(self.request.GET.get("day", "")) or timezone.localdate()
        except ValueError:
            return timezone.localdate()

    @cached_property
    def state(self) -> str:
        wanted = self.request.GET.get("state", "")
        return wanted if wanted in dict(self.register.states) else "current"

    @property
    def words(self) -> str:
        return words_asked(self.request)

    def get_queryset(self) -> QuerySet[Any]:
        return selectors.register_rows_listed(
            self.record, self.register, day=self.day, state=self.state, words=self.words
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may_edit = role_may(self.request.user, Act.KEEP_REGISTERS) and not self.locked
        headers = self.register.headers
        lines = [
            {
                "row": row,
                "cells": list(zip((selectors.cell(row, name) for name in self.register.columns), headers, strict=True)),
                "state": selectors.row_state(self.register, row, self.day),
                "is_struck": selectors.is_struck(row, self.day),
            }
            for row in context["page_obj"]
        ]
        siblings = selectors.registers_of(self.register.group)
        shown = {"lines": lines, "day": self.day, "state": self.state, "words": self.words, "siblings": siblings}
        may_load = may_edit and self.register.key in LOADED
        return context | shown | {"may_edit": may_edit, "may_load": may_load, "today": timezone.localdate()}


class RowFormView(RegisterScope, RecordFormView):
    """The form of one row; a locked register and an event that was struck answer 409."""

    act = Act.KEEP_REGISTERS
    template_name = "filings/registers/row_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_allowed(request) and self.locked:
            raise WorkflowRefused(registers.LOCKED_EXPLANATION, way_on=registers.way_to_change(self.record))
        if self.is_allowed(request):
            registers.require_standing(self.row, self.register)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> Any:
        """The row by the address, or a new one of this space."""
        if "row" not in self.kwargs:
            return self.new_row()
        return get_object_or_404(self.register.model, space=self.record, pk=self.kwargs["row"])

    def new_row(self) -> Any:
        given = {"district": self.record.district} if self.register.key == "sites" else {}
        return self.register.model(space=self.record, **given)

    def get_form_class(self) -> type[ModelForm]:
        return form_class_for(self.register)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row}

    def get_success_url(self) -> str:
        again = "add_another" in self.request.POST
        return reverse("filings:row-create", args=self.place()) if again else self.register_page()

    def place(self) -> tuple[int, str]:
        return self.record.pk, self.register.key

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            registers.save_row(form.instance, self.register, actor=self.request.user, upload=form.uploaded_file)
        except ValidationError as problem:
            return refuse_fields(self, form, problem)
        messages.success(self.request, f"已保存{self.register.one}：{form.instance}。")
        return redirect(self.get_success_url())


class RowCreateView(RowFormView):
    """A new row."""


class RowEditView(RowFormView):
    """Amend a row."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row_pk=self.kwargs["row"], **kwargs)


class RowEndView(RowFormView):
    """Give a row its last day; where it was never counted, take it out as entered by mistake."""

    template_name = "filings/registers/row_end.html"

    def get_form_class(self) -> Any:
        return EndForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if not self.register.end_field:
            raise WorkflowRefused(f"{self.register.title}没有截止日。", way_on=self.register_page())
        today = timezone.localdate()
        return FormView.get_form_kwargs(self) | {"register": self.register, "initial": {"on": today}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.register.end_field:
            kwargs["form"] = None
        deletable = registers.is_deletable(self.row, self.register)
        advice = registers.ending_advice(self.register)
        return super().get_context_data(row=self.row, deletable=deletable, advice=advice, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "delete" not in request.POST:
            return super().post(request, *args, **kwargs)
        named = str(self.row)
        registers.delete_row(self.row, self.register, actor=request.user)
        messages.success(request, f"已删除{self.register.one}：{named}。")
        return redirect(self.register_page())

    def form_valid(self, form: EndForm) -> HttpResponse:
        on = form.cleaned_data["on"]
        try:
            registers.end_row(self.row, self.register, actor=self.request.user, on=on)
        except ValidationError as problem:
            return refuse_fields(self, form, self.at_end_field(problem))
        messages.success(self.request, f"已填写{self.row}的{form.fields['on'].label}：{on}。")
        return redirect(self.register_page())

    def at_end_field(self, problem: ValidationError) -> ValidationError:
        """The service's objection to the row's last day, at this form's only field."""
        return ValidationError({"on": problem.messages})
