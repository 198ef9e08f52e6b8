"""Bans for the offices: who may not apply, until when, on what ground."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from filings.models import Ban
from filings.permissions import Act, visible_fraud_cases, visible_revocations
from filings.selectors.bans import ban_list
from filings.views.base import PagedListView
from zzspace.views import words_asked


class BanListView(PagedListView):
    """GET /bans/?view=all&q=…: bans in force, or all that ever were."""

    act = Act.SEE_BANS
    template_name = "filings/fraud/bans.html"

    @property
    def view(self) -> str:
        return "all" if self.request.GET.get("view") == "all" else "in_force"

    def get_queryset(self) -> QuerySet[Ban]:
        today = timezone.localdate()
        return ban_list(self.request.user, on=today, words=words_asked(self.request), view=self.view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(words=words_asked(self.request), shown=self.view, **kwargs)
        cases = [ban.case_id for ban in context["object_list"] if ban.case_id]
        reached = set(visible_fraud_cases(self.request.user).filter(pk__in=cases).values_list("pk", flat=True))
        revoked = [ban.revocation_id for ban in context["object_list"] if ban.revocation_id]
        within = visible_revocations(self.request.user).filter(pk__in=revoked).values_list("pk", flat=True)
        return context | {"reached": reached, "reached_revocations": set(within), "today": timezone.localdate()}
