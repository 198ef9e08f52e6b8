"""Rows of an application that another makerspace claims as well: the same team or company, mentor or activity.

A hint to the reviewer, never a verdict: nothing here refuses anything or changes a figure. Compared are the rows frozen with
the submission, as of its day, with the registers of all other makerspaces of the city that are on file or have an
application under way. Of another makerspace its name is told only where it is within the reader's reach, else its
district; no phone and no person of it is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
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
READ: Final = 200
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


Match = tuple[str, int, str, str, int]
"""Register, own row, its name, what is shared, the key of the other makerspace."""


def duplicates_of(application: Application, snapshot: Snapshot, user: User) -> list[Duplicate]:
    """The hints on a submission, for a reader: eight queries at most, however many rows there are."""
    registers, as_of = snapshot.rows["registers"], snapshot.as_of
    space = application.space_id
    found = [
        *resident_matches(present_on(registers.get("residents", ()), as_of), space, as_of),
        *mentor_matches(registers.get("mentors", ()), space, as_of),
        *activity_matches(registers.get("activities", ()), space, as_of),
    ]
    if not found:
        return []
    keys = {match[4] for match in found}
    claiming = {each.pk: each for each in claiming_spaces(keys)}
    known = set(visible_spaces(user).filter(pk__in=claiming).values_list("pk", flat=True)) if claiming else set()
    hints = (
        Duplicate(register, row, name, shared, where(claiming[other], is_known=other in known))
        for register, row, name, shared, other in sorted(found)
        if other in claiming
    )
    return list(dict.fromkeys(hints))


def by_row(duplicates: Iterable[Duplicate]) -> Mapping[RowRef, tuple[str, ...]]:
    """The hints in words, by row."""
    listed: dict[RowRef, list[str]] = defaultdict(list)
    for each in duplicates:
        listed[each.ref].append(each.words)
    return {ref: tuple(words) for ref, words in listed.items()}


def claiming_spaces(keys: Collection[int]) -> QuerySet[Space]:
    """Those of some makerspaces that are on file or have an application under way."""
    under_way = Application.objects.filter(space=OuterRef("pk"), state__in=sorted(LIVE), submitted_at__isnull=False)
    on_file = Filing.objects.filter(space=OuterRef("pk"), state=FilingState.ACTIVE)
    claims = Q(Exists(under_way)) | Q(Exists(on_file))
    return Space.objects.filter(claims, pk__in=keys).select_related("district")


def where(space: Space, *, is_known: bool) -> str:
    """The other makerspace by name within reach, else by its district alone."""
    return f"{space.district}{space.name}" if is_known else f"{space.district}的另一家众创空间"


def present_on(rows: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The frozen residents that were in residence on a day; those who left before are kept for the year's figures."""
    shown = day.isoformat()
    return [row for row in rows if row["entered_on"] <= shown and (row["left_on"] or shown) >= shown]


def resident_matches(rows: list[dict[str, Any]], space: int, as_of: date) -> Iterator[Match]:
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
    stays = Q(entered_on__lte=as_of) & (Q(left_on__isnull=True) | Q(left_on__gte=as_of))
    there = Resident.objects.filter(stays)
    same_code = elsewhere(there.filter(uscc__in=coded), space, "uscc") if coded else ()
    phones_there = elsewhere(there.filter(contact_phone__in=phoned), space, "contact_phone", "uscc") if phoned else ()
    same_phone = [(phone, other) for phone, code, other in phones_there if not code]  # by the phone's index alone
    for holders, why, found in ((coded, SAME_CODE, same_code), (phoned, SAME_PHONE, same_phone)):
        for key, other in found:
            for row in holders[key]:
                yield "residents", row["id"], row["company_name"] or row["name"], why, other


def mentor_matches(rows: Iterable[dict[str, Any]], space: int, as_of: date) -> Iterator[Match]:
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
    columns = ("name", "phone", "employer")
    for name, phone, employer, other in elsewhere(Mentor.objects.filter(in_force, name__in=named), space, *columns):
        for each in named[name]:
            if shared := shared_by(each, phone=phone, employer=employer):
                yield "mentors", each.pk, name, shared, other


def shared_by(own: Mentor, *, phone: str, employer: str) -> str:
    """What tells that a mentor and another of the same name are one person; "" where nothing does."""
    if own.phone and own.phone == phone:
        return SAME_MENTOR_PHONE
    return SAME_EMPLOYER if own.employer and own.employer == employer else ""


def activity_matches(rows: Iterable[dict[str, Any]], space: int, as_of: date) -> Iterator[Match]:
    """The same activity: one name on one day. What a district has struck out by then counts no more."""
    held = by_key(((row["on"], row["title"]), row) for row in rows)
    if not held:
        return
    days, titles = {day for day, _ in held}, {title for _, title in held}
    stands = Q(struck_on__isnull=True) | Q(struck_on__gt=as_of)
    same = Activity.objects.filter(stands, on__in=days, title__in=titles)
    for day, title, other in elsewhere(same, space, "on", "title"):
        for row in held.get((day.isoformat(), title), ()):
            yield "activities", row["id"], title, SAME_ACTIVITY, other


def elsewhere(rows: QuerySet[Any], space: int, *columns: str) -> Iterable[tuple[Any, ...]]:
    """Some columns of rows that other makerspaces hold, and the key of each; found by what identifies them, so that no
    more is read than agrees.
    """
    return rows.exclude(space=space).order_by().values_list(*columns, "space")[:READ]


def by_key(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Rows by what identifies them; an empty key identifies nothing."""
    listed: dict[Any, list[Any]] = defaultdict(list)
    for key, row in pairs:
        if key:
            listed[key].append(row)
    return dict(listed)
