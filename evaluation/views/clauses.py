"""The page that shows which check, action, page and test carries each clause of the regulation."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from evaluation.selectors.clauses import groups
from filings.rules.versions import CURRENT


@method_decorator(login_not_required, name="dispatch")
class ClausesPage(TemplateView):
    """GET /policy/clauses/: made from the code that runs."""

    template_name = "evaluation/clauses.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = groups()
        rows = [row for group in found for row in group.rows]
        narrative = [row for row in rows if not row.is_computed]
        return super().get_context_data(groups=found, total=len(rows), narrative=narrative, version=CURRENT, **kwargs)
