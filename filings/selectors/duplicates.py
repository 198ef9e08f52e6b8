"""Rows of an application that another makerspace claims as well: the same team or company, mentor or activity.

A hint to the reviewer, never a verdict: nothing here refuses anything or changes a figure. Compared are the rows frozen with
the submission, as of its day, with the registers of all other makerspaces of the city that are on file or have an
application under way. Of another makerspace its name is told only where it is within the reader's reach, else its
district; no phone and no person of it is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from filings.models import Activity, Application, Filing, Mentor, Resident, Snapshot, Space, User
from filings.permissions import visible_spaces
from filings.selectors.corrections import RowRef
from filings.selectors.facts import REGISTER_LABELS
from filings.selectors.facts.rows import personal_digest
from filings.workflow import LIVE, FilingState

SAME_CODE: Final = "统一社会信用代码相同"
SAME_PHONE: Final = "团队联系电话相同"
SAME_MENTOR_PHONE: Final = "导师姓名和电话相同"
SAME_EMPLOYER: Final = "导师姓名和工作单位相同"
SAME_ACTIVITY: Final = "同日举办的同名活动"
SHOWN: Final = 200
"""So many matches of a register are read: a hint, not a census."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row of the application and where else it stands. `name` is the row's own, as its register has it."""

    register: str
    row: int
    name: str
    shared: str
    where: str

    @property
    def ref(self) -> RowRef:
        return self.register, self.row

    @property
    def register_label(self) -> str:
        return REGISTER_LABELS[self.register]

    @property
    def words(self) -> str:
        """与金水区启明星众创空间重复（统一社会信用代码相同）"""
        return f"与{self.where}重复（{self.shared}）"


Match = tuple[str, int, str, str, Space]
"""Register, own row, its name, what is shared, the other makerspace."""


def duplicates_of(application: Application, snapshot: Snapshot, user: User) -> list[Duplicate]:
    """The hints on a submission, for a reader: six queries at most, however many rows there are."""
    registers, as_of = snapshot.rows["registers"], snapshot.as_of
    others = claiming_spaces(application)
    found = [
        *resident_matches(present_on(registers.get("residents", ()), as_of), others, as_of),
        *mentor_matches(registers.get("mentors", ()), others, as_of),
        *activity_matches(registers.get("activities", ()), others, as_of),
    ]
    if not found:
        return []
    known = set(visible_spaces(user).filter(pk__in={match[4].pk for match in found}).values_list("pk", flat=True))
    hints = (
        Duplicate(register, row, name, shared, where(space, is_known=space.pk in known))
        for register, row, name, shared, space in found
    )
    return list(dict.fromkeys(hints))


def by_row(duplicates: Iterable[Duplicate]) -> Mapping[RowRef, tuple[str, ...]]:
    """The hints in words, by row."""
    listed: dict[RowRef, list[str]] = defaultdict(list)
    for each in duplicates:
        listed[each.ref].append(each.words)
    return {ref: tuple(words) for ref, words in listed.items()}


def claiming_spaces(application: Application) -> QuerySet[Space]:
    """Every other makerspace of the city that is on file or has an application under way."""
    under_way = Application.objects.filter(space=OuterRef("pk"), state__in=sorted(LIVE), submitted_at__isnull=False)
    on_file = Filing.objects.filter(space=OuterRef("pk"), state=FilingState.ACTIVE)
    return Space.objects.exclude(pk=application.space_id).filter(Q(Exists(under_way)) | Q(Exists(on_file)))


def where(space: Space, *, is_known: bool) -> str:
    """The other makerspace by name within reach, else by its district alone."""
    return f"{space.district}{space.name}" if is_known else f"{space.district}的另一家众创空间"


def present_on(rows: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The frozen residents that were in residence on a day; those who left before are kept for the year's figures."""
    shown = day.isoformat()
    return [row for row in rows if row["entered_on"] <= shown and (row["left_on"] or shown) >= shown]


def resident_matches(rows: list[dict[str, Any]], others: QuerySet[Space], as_of: date) -> Iterator[Match]:
    """The same company by its code; a team without one by the phone of whoever leads it. A phone that several teams here
    have in common is the makerspace's rather than theirs, and identifies none.
    """
    coded = by_key((row["uscc"], row) for row in rows)
    bare = [row["id"] for row in rows if not row["uscc"]]
    phones = (
        Resident.objects.filter(pk__in=bare, uscc="").exclude(contact_phone="") if bare else Resident.objects.none()
    )
    frozen = {row["id"]: row for row in rows}
    shared = by_key((phone, frozen[pk]) for pk, phone in phones.values_list("pk", "contact_phone"))
    phoned = {phone: rows for phone, rows in shared.items() if len(rows) == 1}
    if not coded and not phoned:
        return
    same = Q(uscc__in=coded) | Q(uscc="", contact_phone__in=phoned)
    stays = Q(entered_on__lte=as_of) & (Q(left_on__isnull=True) | Q(left_on__gte=as_of))
    for other in elsewhere(Resident.objects.filter(same, stays), others):
        holders, why = (coded, SAME_CODE) if other.uscc else (phoned, SAME_PHONE)
        for row in holders[other.uscc or other.contact_phone]:
            yield "residents", row["id"], row["company_name"] or row["name"], why, other.space


def mentor_matches(rows: Iterable[dict[str, Any]], others: QuerySet[Space], as_of: date) -> Iterator[Match]:
    """The same mentor: the name with the phone or with the employer. Frozen rows have no name; the present one stands for
    it while it is the same.
    """
    digests = {row["id"]: row["digest"] for row in rows}
    present = Mentor.objects.filter(pk__in=digests) if digests else Mentor.objects.none()
    own = [each for each in present if personal_digest("mentors", each.pk, each.name) == digests[each.pk]]
    named = by_key((each.name, each) for each in own)
    if not named:
        return
    in_force = Q(valid_from__lte=as_of) & (Q(valid_until__isnull=True) | Q(valid_until__gte=as_of))
    for other in elsewhere(Mentor.objects.filter(in_force, name__in=named), others):
        for each in named[other.name]:
            if shared := shared_by(each, other):
                yield "mentors", each.pk, each.name, shared, other.space


def shared_by(own: Mentor, other: Mentor) -> str:
    """What tells that two mentors of one name are one person; "" where nothing does."""
    if own.phone and own.phone == other.phone:
        return SAME_MENTOR_PHONE
    return SAME_EMPLOYER if own.employer and own.employer == other.employer else ""


def activity_matches(rows: Iterable[dict[str, Any]], others: QuerySet[Space], as_of: date) -> Iterator[Match]:
    """The same activity: one name on one day. What a district has struck out by then counts no more."""
    held = by_key(((row["on"], row["title"]), row) for row in rows)
    if not held:
        return
    days, titles = {day for day, _ in held}, {title for _, title in held}
    stands = Q(struck_on__isnull=True) | Q(struck_on__gt=as_of)
    for other in elsewhere(Activity.objects.filter(stands, on__in=days, title__in=titles), others):
        for row in held.get((other.on.isoformat(), other.title), ()):
            yield "activities", row["id"], row["title"], SAME_ACTIVITY, other.space


def elsewhere(rows: QuerySet[Any], others: QuerySet[Space]) -> QuerySet[Any]:
    """Rows of other makerspaces, with these and their districts."""
    return rows.filter(space__in=others).select_related("space__district").order_by("space", "pk")[:SHOWN]


def by_key(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Rows by what identifies them; an empty key identifies nothing."""
    listed: dict[Any, list[Any]] = defaultdict(list)
    for key, row in pairs:
        if key:
            listed[key].append(row)
    return dict(listed)
