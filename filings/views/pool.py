"""The reserve pool (储备库, Article 11): the list with its workbook, one entry with gap, trend and guidance, what to enter."""

from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.pool import PoolFilterForm
from filings.models import PoolEntry, Space, User
from filings.permissions import Act, can_on_pool, visible_pool_entries
from filings.selectors.measures import measure_beside
from filings.selectors.pool.entries import (
    ENTRY_JOINS,
    application_shown,
    candidates,
    guidance_of,
    operator_to_link,
    pool_counts,
    pool_list,
    pool_timeline,
)
from filings.selectors.pool.exported import write_pool
from filings.selectors.pool.judging import judged_entry
from filings.selectors.pool.trend import latest_assessments, open_checks, trend_chart
from filings.selectors.public import districts
from filings.views.base import PagedListView, RecordPage, RoleView
from filings.workflow import Role
from zzspace.views import words_asked


class Filtered:
    """What the filters in the address ask for; the city alone may choose a district."""

    request: HttpRequest

    @cached_property
    def filters(self) -> PoolFilterForm:
        shown = districts() if self.request.user.role == Role.CITY else ()  # type: ignore[union-attr]  # signed in
        return PoolFilterForm(self.request.GET, districts=list(shown))


class PoolListView(Filtered, PagedListView):
    """GET /pool/?view=live&kind=&district=&q=: entries within reach; to the city with its counts by district."""

    act = Act.SEE_POOL
    template_name = "filings/pool/list.html"

    def get_queryset(self) -> QuerySet[PoolEntry]:
        asked = self.filters.asked()
        if self.request.user.role == Role.OPERATOR and not self.request.GET:
            asked["view"] = "all"
        return pool_list(self.request.user, **asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = pool_counts(self.request.user) if self.request.user.role == Role.CITY else []
        totals = {name: sum(getattr(each, name) for each in counts) for name in ("live", "ready", "filed")}
        is_filtered = bool(self.request.GET)
        context = super().get_context_data(
            filters=self.filters, counts=counts, totals=totals, is_filtered=is_filtered, **kwargs
        )
        query = self.request.GET.urlencode()
        return context | {"query": f"?{query}" if query else ""}


class PoolExportView(Filtered, RoleView):
    """GET /pool/export/: the list as it is filtered, as .xlsx."""

    act = Act.EXPORT_POOL

    def get(self, request: HttpRequest) -> FileResponse:
        stream = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_pool(stream, request.user, **self.filters.asked())  # type: ignore[arg-type]  # signed in, as is_allowed() has found
        stream.seek(0)
        response = FileResponse(stream, as_attachment=True, filename=f"众创空间储备库{timezone.localdate()}.xlsx")
        response["Cache-Control"] = "private, no-store"
        return response


class PoolCandidatesView(PagedListView):
    """GET /pool/new/?q=…: spaces of the district that may be entered; the way for one that is not registered."""

    act = Act.KEEP_POOL
    template_name = "filings/pool/candidates.html"

    def get_queryset(self) -> QuerySet[Space]:
        return candidates(self.request.user, words_asked(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=words_asked(self.request), **kwargs)


class PoolEntryPage(RecordPage):
    """GET /pool/1/: gap, trend, guidance, measures of the district for reference, history; what may be done."""

    act = Act.SEE_POOL
    scope = visible_pool_entries
    select_related = ENTRY_JOINS
    template_name = "filings/pool/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, user, today = self.record, self.request.user, timezone.localdate()
        until = entry.closed_on or today
        result, problem = judged_entry(entry, on=today) if entry.is_live else (None, "")
        assessments = latest_assessments(entry)
        beside = measure_beside(entry.keeper, on=today, kind=entry.kind, result=result)
        return super().get_context_data(
            result=result,
            problem=problem,
            application=application_shown(entry, user),
            today=today,
            open=open_checks(result, assessments, today) if result else (),
            assessments=assessments[::-1],
            chart=trend_chart(assessments, until),
            guidance=guidance_of(entry),
            may_strike=bool(can_on_pool(user, Act.KEEP_POOL, entry)),
            entries=pool_timeline(entry, user),
            in_office=user.role != Role.OPERATOR,
            to_link=operator_to_link(entry) if user.role == Role.DISTRICT and entry.is_live else None,
            **beside,
            **links_of(user, entry),
            **kwargs,
        )


def links_of(user: User, entry: PoolEntry) -> dict[str, Any]:
    """What the account may do with an entry: buttons, and what stands in the menu."""
    keeps = bool(can_on_pool(user, Act.KEEP_POOL, entry))
    drafts = bool(can_on_pool(user, Act.DRAFT_FROM_POOL, entry))
    under_way = entry.application is not None and entry.application.is_live
    buttons = (
        (keeps, "pool-guidance", "登记辅导", "notes"),
        (keeps and entry.space is None, "pool-figures", "更新数据", "edit"),
        (keeps and entry.space is None and bool(entry.uscc), "pool-link", "关联运营机构", "link"),
        (drafts and not under_way, "pool-draft", "转为备案申请", "send"),
    )
    return {
        "buttons": [
            {"url": reverse(f"filings:{name}", args=[entry.pk]), "label": label, "icon": icon}
            for is_open, name, label, icon in buttons
            if is_open
        ],
        "adverse": [
            {
                "url": reverse("filings:pool-leave", args=[entry.pk]),
                "label": "退出储备库",
                "icon": "logout",
                "danger": True,
            }
        ]
        if keeps
        else [],
    }
