"""The entry of the register as of any day: names, operator, district and sites by effective days and filed changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from filings.models import ChangeReport, Filing, Operator, Site, SpaceMove
from filings.workflow import FILING_STATE_LABELS, FilingState
from filings.workflow_changes import ChangeState

Kind = ChangeReport.Kind
NOT_YET = "尚未备案"


@dataclass(frozen=True, slots=True)
class FilingOnDay:
    """An entry as it stood at the end of a day. A change counts from the day on which it happened, once it is filed."""

    on: date
    state: str
    is_active: bool
    space: str
    operator: str
    uscc: str
    district: str
    sites: tuple[Site, ...]

    @property
    def total_area_m2(self) -> Decimal:
        return sum((site.total_area_m2 for site in self.sites), Decimal("0.00"))

    @property
    def workstations(self) -> int:
        return sum(site.workstations for site in self.sites)


class FilingHistory:
    """All that an entry was, read once (five queries), to be asked for as many days as a page shows."""

    def __init__(self, filing: Filing) -> None:
        self.filing = filing
        self.changes = list(filed_changes(filing))
        self.moves = list(SpaceMove.objects.filter(space=filing.space_id).select_related("district"))
        self.sites = list(Site.objects.filter(space=filing.space_id).order_by("valid_from", "pk"))
        former = [each.before["operator"] for each in self.changes if each.kind == Kind.OPERATOR]
        self.operators = {one.pk: one for one in Operator.objects.filter(pk__in=[*former, filing.operator_id])}
        self.renames = list(named_latest_first(ChangeReport.objects.filter(operator__in=self.operators)))

    def on(self, day: date) -> FilingOnDay:
        """The entry as of a day."""
        operator = self.operator_on(day)
        renamed = [each for each in self.renames if each.operator_id == operator.pk]
        state, is_active = state_on(self.filing, day)
        return FilingOnDay(
            on=day,
            state=state,
            is_active=is_active,
            space=value_on(self.filing.space.name, self.changes, "space", day),
            operator=value_on(operator.name, renamed, "operator", day),
            uscc=operator.uscc,
            district=self.district_on(day),
            sites=tuple(site for site in self.sites if is_in_use(site, day)),
        )

    def operator_on(self, day: date) -> Operator:
        """The operator as of a day: the one before the first change that came after it."""
        later = [each for each in self.changes if each.kind == Kind.OPERATOR and each.happened_on > day]
        return self.operators[later[-1].before["operator"] if later else self.filing.operator_id]

    def district_on(self, day: date) -> str:
        """The district as of a day: the first one that the space left on it or later."""
        left = next((move for move in self.moves if move.until >= day), None)
        return left.district.name if left else self.filing.space.district.name

    def last_day_in(self, district: str | None) -> date | None:
        """The last day on which the space was a district's, where it has left it; None while it is there."""
        if self.filing.space.district_id == district:
            return None
        days = [move.until for move in self.moves if move.district_id == district]
        return max(days, default=None)


def filing_on(filing: Filing, on: date) -> FilingOnDay:
    """The entry as of one day."""
    return FilingHistory(filing).on(on)


def filed_changes(filing: Filing) -> QuerySet[ChangeReport]:
    """The filed changes of a space, the latest first: also those under the filing that this one took the place of."""
    changes = ChangeReport.objects.filter(filing__space=filing.space_id, state=ChangeState.FILED)
    return changes.order_by("-happened_on", "-filed_on", "-pk")


def named_latest_first(changes: QuerySet[ChangeReport]) -> QuerySet[ChangeReport]:
    """The filed changes of names among some, the latest first."""
    named = changes.filter(kind=Kind.NAME, state=ChangeState.FILED)
    return named.order_by("-happened_on", "-filed_on", "-pk")


def state_on(filing: Filing, on: date) -> tuple[str, bool]:
    """The word for where a filing stood, and whether it was in force."""
    if on < filing.filed_on:
        return NOT_YET, False
    if filing.ended_on is not None and filing.ended_on <= on:
        return FILING_STATE_LABELS[FilingState(filing.state)], False
    return FILING_STATE_LABELS[FilingState.ACTIVE], True


def value_on(now: str, changes: Iterable[ChangeReport], key: str, on: date) -> str:
    """A name as of a day: what stands now, taken back change by change."""
    for change in changes:
        if change.kind == Kind.NAME and key in change.after and change.happened_on > on:
            now = change.before[key]
    return now


def is_in_use(site: Site, on: date) -> bool:
    """Whether a site counts on a day, both its days included."""
    return site.valid_from <= on and (site.valid_until is None or site.valid_until >= on)
