"""Days by which something is due, for the page of deadlines: one function a kind, within the reader's reach."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from filings.models import Ban, PublicNotice, Site, User
from filings.permissions import (
    visible_applications,
    visible_assignments,
    visible_bans,
    visible_changes,
    visible_fraud_cases,
    visible_registers,
    visible_revocations,
)
from filings.rules.periods import next_day
from filings.selectors.experts import STILL_TO_DO
from filings.workflow import HOLDER, LIVE, CaseState, Role, State
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import RevocationState
from zzspace.desk import Deadline, DeadlineSource, NavItem, registry
from zzspace.wording import date_zh, moment_zh

OPERATOR, DISTRICT = frozenset({Role.OPERATOR.value}), frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
OFFICES = DISTRICT | CITY
BUSINESS = OPERATOR | OFFICES


def end_of(day: date) -> datetime:
    """The instant at which a day in Shanghai is over."""
    return timezone.make_aware(datetime.combine(next_day(day), time.min))


def closing_rounds(user: User, until: date) -> Iterator[Deadline]:
    """Drafts, by the closing of their round; a round that has closed is due no more."""
    closing = {"round__closes_at__gte": timezone.now(), "round__closes_at__lt": end_of(until)}
    drafts = visible_applications(user).filter(state=State.DRAFT, **closing).select_related("space", "round")
    for draft in drafts.order_by("round__closes_at", "pk"):
        yield Deadline(
            timezone.localdate(draft.round.closes_at),
            f"{draft.space}：申请还没有提交",
            reverse("filings:application", args=[draft.pk]),
            f"“{draft.round}”{moment_zh(draft.round.closes_at)}截止申报",
        )


def corrections(user: User, until: date) -> Iterator[Deadline]:
    """Applications and changes that were sent back: the operator corrects, the offices wait."""
    back = visible_applications(user).filter(state=State.RETURNED, due_on__lte=until).select_related("space")
    for application in back.order_by("due_on", "pk"):
        yield Deadline(
            application.due_on,
            f"{application.space}：备案申请补正",
            reverse("filings:application", args=[application.pk]),
            f"申请编号{application.number}，逾期未补正的不再办理",
        )
    changes = visible_changes(user).filter(state=ChangeState.RETURNED, returned_due_on__lte=until)
    if user.role == Role.OPERATOR:  # what a former operator reported is no longer its to correct
        changes = changes.filter(filing__operator=user.operator_id)
    for change in changes.select_related("filing__space").order_by("returned_due_on", "pk"):
        yield Deadline(
            change.returned_due_on,
            f"{change.filing.space}：变更补正",
            reverse("filings:change", args=[change.pk]),
            f"{change}，{change.filing.number}",
        )


def handling(user: User, until: date) -> Iterator[Deadline]:
    """Applications that the reader's own office has, by the day until which it decides."""
    held = [state for state in LIVE if (HOLDER[state] == Role.DISTRICT) == (user.role == Role.DISTRICT)]
    mine = visible_applications(user).filter(state__in=held, due_on__lte=until)
    for application in mine.exclude(state__in=[State.DRAFT, State.RETURNED]).select_related("space").order_by("due_on"):
        yield Deadline(
            application.due_on,
            f"{application.space}：{application.get_state_display()}",
            reverse("filings:application", args=[application.pk]),
            f"申请编号{application.number}，{'区县审核' if user.role == Role.DISTRICT else '作出决定'}的期限",
        )


def score_sheets(user: User, until: date) -> Iterator[Deadline]:
    """Experts' score sheets that are not in."""
    open_places = {"status__in": STILL_TO_DO, "application__state": State.IN_REVIEW, "due_on__lte": until}
    places = visible_assignments(user).filter(**open_places).select_related("application__space", "expert")
    for place in places.order_by("due_on", "pk"):
        yield Deadline(
            place.due_on,
            f"{place.application.space}：专家评分",
            reverse("filings:application-panel", args=[place.application_id]),
            f"{place.expert}的评分表尚未提交",
        )


def public_notices(user: User, until: date) -> Iterator[Deadline]:
    """Public notices that are running, by their last day; what is over waits for its decision under another kind."""
    running = PublicNotice.objects.filter(
        ended_at=None,
        ends_at__range=(timezone.now(), end_of(until)),
        application__state=State.PUBLICISED,
        application__in=visible_applications(user),
    )
    for notice in running.select_related("application__space").order_by("ends_at", "pk"):
        yield Deadline(
            timezone.localdate(notice.ends_at),
            f"{notice.application.space}：公示期满",
            reverse("filings:application", args=[notice.application_id]),
            f"{moment_zh(notice.ends_at)}止，期满且没有未办结的异议时作出决定",
        )


def defences(user: User, until: date) -> Iterator[Deadline]:
    """Time for a statement and defence against a finding of fraud, and against a revocation."""
    served = visible_fraud_cases(user).filter(state=CaseState.SERVED, defence_due_on__lte=until)
    for case in served.select_related("application__space").order_by("defence_due_on", "pk"):
        yield Deadline(
            case.defence_due_on,
            f"{case.application.space}：陈述申辩",
            reverse("filings:fraud-case", args=[case.pk]),
            "弄虚作假核查（第八条）",
        )
    told = visible_revocations(user).filter(state=RevocationState.SERVED, defence_due_on__lte=until)
    for revocation in told.select_related("filing__space").order_by("defence_due_on", "pk"):
        yield Deadline(
            revocation.defence_due_on,
            f"{revocation.filing.space}：陈述申辩",
            reverse("filings:revocation", args=[revocation.pk]),
            "撤销备案事先告知（第十五条）",
        )


def leases(user: User, until: date) -> Iterator[Deadline]:
    """Leases of sites in use that end or ended: from the day after, the premises are no longer secured (第五条第（二）项)."""
    ending = Site.objects.filter(
        space__in=visible_registers(user),
        tenure=Site.Tenure.LEASED,
        lease_to__lte=until,
        valid_until=None,
    )
    for site in ending.select_related("space").order_by("lease_to", "pk"):
        yield Deadline(
            site.lease_to,
            f"{site.space}：租约到期",
            reverse("filings:space", args=[site.space_id]),
            f"{site.address}，续租后请更新租期和租赁合同",
        )


def bans(user: User, until: date) -> Iterator[Deadline]:
    """Bans that end: applying is possible from the day after."""
    standing = {"lifted_on": None, "until__range": (timezone.localdate(), until)}
    if user.role == Role.OPERATOR:
        found = Ban.objects.filter(uscc=user.operator.uscc if user.operator else None, **standing)
    else:
        found = visible_bans(user).filter(**standing)
    for ban in found.order_by("until", "pk"):
        again = f"{date_zh(next_day(ban.until))}起可以申报"
        if user.role == Role.OPERATOR:
            yield Deadline(ban.until, "禁止申报期届满", reverse("filings:organisation"), again)
        else:
            yield Deadline(ban.until, f"{ban.uscc}：禁止申报期届满", reverse("filings:bans"), f"{ban.source}，{again}")


def contribute() -> None:
    """Add the entry of the navigation and the kinds that this app knows."""
    readers = BUSINESS | {Role.EXPERT.value}
    registry.add_nav(NavItem("filings:deadlines", "calendar-due", "期限", readers, position=2))
    registry.add_deadlines(
        DeadlineSource("rounds", "申报截止", OPERATOR, closing_rounds),
        DeadlineSource("corrections", "补正", BUSINESS, corrections),
        DeadlineSource("handling", "办理期限", OFFICES, handling),
        DeadlineSource("score-sheets", "专家评分", CITY, score_sheets),
        DeadlineSource("notices", "公示", CITY, public_notices),
        DeadlineSource("defences", "陈述申辩", BUSINESS, defences),
        DeadlineSource("leases", "租约", BUSINESS, leases),
        DeadlineSource("bans", "禁止申报", BUSINESS, bans),
    )
