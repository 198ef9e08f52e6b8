"""The page of one application for operator, district and city: what was submitted, where it stands, what may be done."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from filings.models import Application, FraudCase, PendingAct, Snapshot, Verification
from filings.permissions import (
    Act,
    can_extend,
    can_sign,
    is_correctable,
    is_editable,
    visible_applications,
    visible_documents,
)
from filings.selectors.applications import draft_of, pending_act_of
from filings.selectors.correction_drafts import (
    CorrectionDraft,
    changes_since_return,
    correction_draft,
    latest_request,
    open_request,
)
from filings.selectors.decline_reviews import day_to_ask, decline_reviews_of
from filings.selectors.documents import documents_about, with_marks
from filings.selectors.duplicates import Duplicate, duplicates_of
from filings.selectors.facts import FACT_SOURCES
from filings.selectors.figures import rows_behind
from filings.selectors.fraud import cases_of
from filings.selectors.relations import relations_of
from filings.selectors.site_visits import visits_of
from filings.selectors.snapshots import Frozen, frozen_of, latest_snapshot
from filings.selectors.timeline import history_of, standing_line, steps_of, timeline_of
from filings.views.applications.draft import draft_context
from filings.views.applications.links import action_buttons, office_buttons, review_buttons, tool_links
from filings.views.applications.returned_list import returned_context
from filings.views.base import RecordPage
from filings.workflow import ACTION_LABELS, Action, Role

RECORD_JOINS = ("space__operator__district", "space__district", "operator__district", "district", "round", "filing")


class ApplicationPage(RecordPage):
    """GET /applications/1/: the operator's draft as a task list; anything else as the record of one application."""

    act = Act.SEE_APPLICATIONS
    scope = visible_applications
    select_related = RECORD_JOINS

    @property
    def is_draft(self) -> bool:
        return is_editable(self.record, self.request.user)

    @cached_property
    def correction(self) -> CorrectionDraft | None:
        """What its operator has to correct; None for anybody else and in any other state."""
        request = open_request(self.record) if is_correctable(self.record, self.request.user) else None
        return correction_draft(request) if request else None

    def get_template_names(self) -> list[str]:
        if self.correction:
            return ["filings/operator/application_returned.html"]
        return ["filings/operator/application_draft.html" if self.is_draft else "filings/application/application.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_draft:
            return super().get_context_data(
                **draft_context(draft_of(self.record, as_of=timezone.localdate())), **kwargs
            )
        if self.correction:
            return super().get_context_data(
                **returned_context(self.correction),
                **self.papers(),
                cases=cases_of(self.record, self.request.user),
                **kwargs,
            )
        return super().get_context_data(**self.record_context(), **kwargs)

    def papers(self) -> dict[str, Any]:
        """Documents and history, as far as they are the viewer's business."""
        documents = list(with_marks(documents_about(self.record, visible_documents(self.request.user))))
        lines = history_of(self.record)
        return {
            "lines": lines,
            "documents": documents,
            "entries": timeline_of(lines, documents, viewer=self.request.user),
        }

    def record_context(self) -> dict[str, Any]:
        user, application = self.request.user, self.record
        act = pending_act_of(application)
        papers = self.papers()
        snapshot = latest_snapshot(application)
        cases = cases_of(application, user)
        reviews = decline_reviews_of(application)
        buttons = [
            *review_buttons(user, application, reviews, cases),
            *action_buttons(user, application, act),
            *office_buttons(user, application, cases),
        ]
        return {
            **papers,
            "steps": steps_of(application, papers["lines"]),
            "standing": standing_line(application, act=act),
            "act": act_box(act, user),
            "buttons": [button for button in buttons if not button["danger"]],
            "adverse": [button for button in buttons if button["danger"]],
            "tools": tool_links(user, application),
            "reviews": reviews,
            "ask_until": day_to_ask(application, on=timezone.localdate()) if user.role == Role.OPERATOR else None,
            **round_context(application, user),
            **article8_context(application, user, cases),
            "visits": visits_of(application) if user.role != Role.OPERATOR else [],
            "duplicates": hints_for(application, snapshot, user),
            "frozen": frozen_of(snapshot) if snapshot else None,
            "verified": verified_items(application, user),
        }


def round_context(application: Application, user: Any) -> dict[str, Any]:
    """The last correction round: its items, what was changed, whether this office may give more time."""
    request = latest_request(application)
    if request is None:
        return {"correction_request": None}
    under_way = request.closed_at is None
    return {
        "correction_request": request,
        "correction_items": list(request.items.all()),
        "may_extend": under_way and bool(can_extend(user, request)),
        "changes": changes_since_return(request),
    }


def article8_context(application: Application, user: Any, cases: list[FraudCase]) -> dict[str, Any]:
    """Cases of fraud; for the offices also what else is known of the operator's people and who has stepped aside."""
    if user.role == Role.OPERATOR:
        return {"cases": cases}
    return {
        "cases": cases,
        "relations": relations_of(application.operator, on=timezone.localdate()),
        "recusals": list(application.recusals.select_related("user")),
    }


def hints_for(application: Application, snapshot: Snapshot | None, user: Any) -> list[Duplicate]:
    """What other makerspaces claim as well: to the offices, as long as the application is under way."""
    if snapshot is None or not application.is_live or user.role == Role.OPERATOR:
        return []
    return duplicates_of(application, snapshot, user)


def act_box(act: PendingAct | None, user: Any) -> dict[str, Any] | None:
    """The act that waits, for the preparing office alone, with what this account may do about it."""
    if act is None or act.prepared_by.role != user.role:
        return None
    decision = can_sign(user, act)
    return {
        "act": act,
        "label": ACTION_LABELS[Action(act.action)],
        "may_sign": bool(decision),
        "why_not": decision.reason,
        "may_withdraw": act.prepared_by_id == user.pk,
    }


def verified_items(application: Application, user: Any) -> dict[str, str]:
    """The district's finding by check, for the offices: 属实 or 更正."""
    if user.role == Role.OPERATOR:
        return {}
    items = Verification.objects.filter(application=application, superseded_at__isnull=True).order_by("item")
    return {item.item: item.get_verdict_display() for item in items}


class FrozenRowsPage(RecordPage):
    """The rows behind a figure of a submitted application, as they were frozen."""

    act = Act.SEE_APPLICATIONS
    scope = visible_applications
    select_related = ("space", "operator", "district", "round")

    def get_template_names(self) -> list[str]:
        return ["filings/application/rows_part.html" if self.request.htmx else "filings/application/rows.html"]

    @cached_property
    def frozen(self) -> Frozen:
        snapshot = latest_snapshot(self.record)
        if snapshot is None or self.kwargs["key"] not in FACT_SOURCES:
            raise Http404
        return frozen_of(snapshot)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frozen = self.frozen
        as_of = frozen.snapshot.as_of
        behind = rows_behind(frozen.facts, self.kwargs["key"], rows=frozen.rows, as_of=as_of)
        return super().get_context_data(behind=behind, as_of=as_of, live=False, **kwargs)
