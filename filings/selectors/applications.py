"""Applications as their operator sees them: the list, a draft with its pre-screen, what applying is possible for. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from filings.models import Application, Ban, Filing, PendingAct, Round, Space, StoredFile, User
from filings.permissions import visible_applications, visible_spaces
from filings.rules.engine import prescreen
from filings.rules.facts import Facts
from filings.rules.periods import next_day
from filings.rules.verdicts import Prescreen, Verdict
from filings.rules.versions import Version
from filings.selectors.facts import RegisterRows, build_facts, register_rows, sections_of
from filings.selectors.sections import LICENCE, SPACE_DOCUMENTS, SectionState, SectionTask, section_tasks
from filings.selectors.settings import version_on
from filings.selectors.standing import ban_in_force, standing_of
from filings.workflow import ENDED, LIVE, FilingState


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as of a day: `facts` and `result` count what is confirmed, `full` and `preview` everything registered."""

    application: Application
    as_of: date
    version: Version
    version_notice: str | None
    rows: RegisterRows
    facts: Facts
    result: Prescreen
    full: Facts
    preview: Prescreen
    tasks: tuple[SectionTask, ...]

    @property
    def done(self) -> int:
        return sum(task.state is SectionState.DONE for task in self.tasks)

    @property
    def open_tasks(self) -> tuple[SectionTask, ...]:
        return tuple(task for task in self.tasks if task.state is not SectionState.DONE)

    @property
    def lacks_checks(self) -> bool:
        """Whether a check is still 缺少数据."""
        return bool(self.result.with_verdict(Verdict.MISSING))

    def task(self, code: str) -> SectionTask | None:
        """The section of a code, or None where this kind of application has no such section."""
        return next((task for task in self.tasks if task.code == code), None)


def draft_of(application: Application, *, as_of: date) -> Draft:
    """The draft assessed as of a day, from the registers as they are now: a constant number of queries."""
    version, notice = version_on(as_of)
    space = application.space
    rows = register_rows(space, as_of=as_of)
    standing = standing_of(application.operator.uscc, space, application.kind, as_of)
    entered = {section.code: section for section in application.sections.all()}
    confirmed = {code for code, section in entered.items() if section.confirmed_at}
    full = build_facts(rows, kind=application.kind, as_of=as_of, standing=standing)
    facts = build_facts(rows, kind=application.kind, as_of=as_of, standing=standing, confirmed=confirmed)
    preview = prescreen(full, version)
    tasks = section_tasks(
        sections_of(application.kind),
        full=full,
        preview=preview,
        version=version,
        entered=entered,
        attachments=application.attachments.select_related("file"),
        registered=registered_files(rows),
    )
    return Draft(application, as_of, version, notice, rows, facts, prescreen(facts, version), full, preview, tasks)


def registered_files(rows: RegisterRows) -> dict[str, tuple[StoredFile, ...]]:
    """The files that registers hold, by required document: licence, statements and mechanisms in force. One query."""
    by_kind: dict[str, list[int]] = {}
    for row in rows.registers["documents"]:
        by_kind.setdefault(row["kind"], []).append(row["file"])
    wanted = {code: by_kind.get(kind.value, []) for code, kind in SPACE_DOCUMENTS.items()}
    wanted[LICENCE] = [rows.operator["licence_id"]] if rows.operator["licence_id"] else []
    files = StoredFile.objects.in_bulk([pk for keys in wanted.values() for pk in keys])
    return {code: tuple(files[pk] for pk in keys) for code, keys in wanted.items() if keys}


def own_applications(user: User) -> QuerySet[Application]:
    """The applications of the user's operator, those that have not ended first, newest first."""
    listed = visible_applications(user).select_related("space", "round", "district")
    return listed.order_by("-created_at", "-pk")


def earlier_applications(user: User) -> QuerySet[Application]:
    """The operator's own applications that are over: what a new draft may begin from, newest first."""
    return own_applications(user).filter(state__in=ENDED)


def open_rounds(at: datetime, kind: str | None = None) -> list[Round]:
    """Rounds open at an instant (opening and closing instants belong to them), for a kind if one is given."""
    rounds = Round.objects.filter(opens_at__lte=at, closes_at__gte=at).order_by("closes_at", "pk")
    return [each for each in rounds if kind is None or kind in each.kinds]


def next_rounds(at: datetime) -> QuerySet[Round]:
    """Rounds that will open."""
    return Round.objects.filter(opens_at__gt=at).order_by("opens_at")


def is_open_for(round_: Round, kind: str, at: datetime) -> bool:
    """Whether a round takes applications of a kind at an instant; the closing instant belongs to the period."""
    return kind in round_.kinds and round_.opens_at <= at <= round_.closes_at


def live_application(space: Space, *, other_than: Application | None = None) -> Application | None:
    """The application of a space that has not ended, if there is one."""
    live = Application.objects.filter(space=space, state__in=LIVE)
    return live.exclude(pk=other_than.pk).first() if other_than and other_than.pk else live.first()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether applying is possible for a space on a day, and what stands against it."""

    space: Space
    ban: Ban | None
    live: Application | None
    kinds: tuple[str, ...]
    filing: Filing | None

    @property
    def is_possible(self) -> bool:
        return self.ban is None and self.live is None and bool(self.kinds)

    @property
    def first_possible_day(self) -> date | None:
        """The first day after the ban."""
        return next_day(self.ban.until) if self.ban else None


def eligibilities(user: User, *, on: date) -> list[Eligibility]:
    """What stands against applying for each space of the user's operator: five queries whatever their number."""
    spaces = list(visible_spaces(user).select_related("operator"))
    if not spaces:
        return []
    live = {each.space_id: each for each in Application.objects.filter(space__in=spaces, state__in=LIVE)}
    filed = Filing.objects.filter(space__in=spaces, state=FilingState.ACTIVE, filed_on__lte=on)
    filings = {filing.space_id: filing for filing in filed}
    bans = bans_on(spaces, on=on)
    return [
        Eligibility(
            space, bans.get(space.pk), live.get(space.pk), open_kinds(filings.get(space.pk)), filings.get(space.pk)
        )
        for space in spaces
    ]


def open_kinds(filing: Filing | None) -> tuple[str, ...]:
    """The kinds that a space may apply for beside a filing in force; a professional one leaves none."""
    if filing is None:
        return tuple(Space.Kind.values)
    return (Space.Kind.PROFESSIONAL.value,) if filing.kind == Space.Kind.COMPREHENSIVE else ()


def bans_on(spaces: Sequence[Space], *, on: date) -> dict[int, Ban]:
    """The ban in force by space: its operator's, else one on the space alone. All spaces are of one operator."""
    of_all = ban_in_force(spaces[0].operator.uscc, None, on)
    if of_all:
        return {space.pk: of_all for space in spaces}
    standing = Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
    revoked = Ban.objects.filter(standing, ground=Ban.Ground.REVOCATION, since__lte=on, until__gte=on, space__in=spaces)
    return {ban.space_id: ban for ban in revoked.order_by("until") if ban.space_id}


def pending_act_of(application: Application) -> PendingAct | None:
    """The act that waits for a signature, with its preparer."""
    waiting = application.pending_acts.filter(case=None, status=PendingAct.Status.PENDING)
    return waiting.select_related("prepared_by__district").first()


def waiting_applications(user: User) -> QuerySet[Application]:
    """The operator's own applications that have not ended."""
    return own_applications(user).filter(state__in=LIVE)


def search_applications(applications: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Narrowed to those whose space or number contains the words."""
    words = words.strip()
    return applications.filter(Q(space__name__icontains=words) | Q(number__icontains=words)) if words else applications
