"""One's own choice of e-mails beside the inbox. The inbox itself is in views.desks."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import FormView

from filings.forms.inbox import MailChoiceForm
from filings.models import Notice
from filings.permissions import Act
from filings.selectors.inbox import has_verified_address
from filings.services.inbox import choose_mail
from filings.views.base import RoleView


class MailChoiceView(RoleView, FormView):
    """/inbox/settings/: which messages also come by e-mail."""

    act = Act.SEE_INBOX
    form_class = MailChoiceForm
    template_name = "filings/desk/mail_choice.html"
    success_url = reverse_lazy("filings:inbox-settings")

    def get_initial(self) -> dict[str, Any]:
        muted = self.request.user.muted_mail
        return {"kinds": [kind for kind in Notice.Kind.values if kind not in muted]}

    def form_valid(self, form: Form) -> HttpResponse:
        choose_mail(actor=self.request.user, kinds=form.cleaned_data["kinds"])
        messages.success(self.request, "通知设置已保存。")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(verified=has_verified_address(self.request.user), **kwargs)
