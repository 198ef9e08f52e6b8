"""试改 on a draft: moves the figures that its registers give and shows which verdicts turn. Nothing is stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from filings.forms.what_if import WhatIfForm, field_values
from filings.views.applications.draft import DraftView
from filings.views.what_if import asked_form, what_if_context


class WhatIfView(DraftView, TemplateView):
    """GET starts from the draft's figures; POST judges them as moved: the result alone for htmx, else the page."""

    def get_template_names(self) -> list[str]:
        return ["filings/what_if/result.html" if self.request.htmx else "filings/operator/what_if.html"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = asked_form(request.POST, self.draft.full, self.draft.version)
        response = self.render_to_response(self.get_context_data(form=form))
        if request.htmx and form.errors:
            response.status_code = 422
        return response

    def get_context_data(self, form: WhatIfForm | None = None, **kwargs: Any) -> dict[str, Any]:
        full = self.draft.full
        shown = form or WhatIfForm(field_values(full), was=full)
        context = what_if_context(shown, self.draft.version)
        return super().get_context_data(notice=self.draft.version_notice, **context, **kwargs)
