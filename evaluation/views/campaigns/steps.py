"""The base of every step on a campaign, an entry or a scheme: it says what follows, asks, carries out by a service."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from evaluation.views.base import RecordFormView


class StepView(RecordFormView):
    """GET explains and asks; POST calls carry_out(), whose sentence is shown on the page that follows."""

    template_name = "components/confirm.html"
    form_class: ClassVar[type[forms.Form]] = forms.Form
    title: ClassVar[str]
    button: ClassVar[str]
    lead: ClassVar[str] = ""
    consequences: ClassVar[tuple[str, ...]] = ()
    danger: ClassVar[bool] = False
    back: ClassVar[str]

    def carry_out(self, given: dict[str, Any]) -> str:
        """Call the service with what was typed; gives the sentence for the message."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return reverse(self.back, args=[self.record.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        messages.success(self.request, self.carry_out(form.cleaned_data))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            "title": self.title,
            "button": self.button,
            "lead": self.lead,
            "consequences": self.consequences,
            "danger": self.danger,
            "cancel_url": self.get_success_url(),
        } | context
