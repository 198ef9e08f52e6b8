"""What a run is to make, before anything is written: sizes, districts, days, and how far each application has come."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any, Final

from django.utils import timezone

from evaluation.models.statistics import FIRST_YEAR
from filings.workflow import ENDED, Action, State

SIZES: Final = (28, 34, 40, 45, 48, 52, 56, 60, 64, 68, 72, 75, 78, 82, 88, 95, 105, 120, 135, 155)
"""Residents of a makerspace over the years; 75 on average."""

DISTRICT_WEIGHTS: Final = {
    "gxq": 9,
    "jinshui": 9,
    "zdxq": 8,
    "jkq": 6,
    "hkg": 5,
    "erqi": 5,
    "zhongyuan": 5,
    "guancheng": 4,
    "huiji": 3,
    "xinzheng": 3,
    "xingyang": 2,
    "zhongmu": 2,
    "xinmi": 2,
    "gongyi": 2,
    "dengfeng": 1,
    "shangjie": 1,
}
PROFESSIONAL_SHARE: Final = 0.22
SHARING: Final = 5
"""Every so many makerspaces one is run by the operator of the one before."""


UPGRADING: Final = (
    *(State.SUBMITTED, State.SUBMITTED, State.SUBMITTED, State.SUBMITTED, State.RECOMMENDED, State.ACCEPTED),
    *(State.IN_REVIEW, State.REVIEWED, State.PUBLICISED, State.APPROVED, State.DECLINED, State.REJECTED),
)
"""Of fifty makerspaces twelve, on file as comprehensive, apply to be professional: how far each has come."""
APPLYING: Final = (State.APPROVED, State.SUBMITTED, State.DRAFT, State.WITHDRAWN, State.SUBMITTED, State.REJECTED)
"""One of fifty is not on file yet; in turn."""
DECK: Final = 50

PATHS: Final[dict[State, tuple[Action, ...]]] = {
    State.DRAFT: (),
    State.SUBMITTED: (Action.SUBMIT,),
    State.RECOMMENDED: (Action.SUBMIT, Action.RECOMMEND),
    State.ACCEPTED: (Action.SUBMIT, Action.RECOMMEND, Action.ACCEPT),
    State.IN_REVIEW: (Action.SUBMIT, Action.RECOMMEND, Action.ACCEPT, Action.START_REVIEW),
    State.REVIEWED: (Action.SUBMIT, Action.RECOMMEND, Action.ACCEPT, Action.START_REVIEW, Action.FINISH_REVIEW),
    State.DECLINED: (Action.SUBMIT, Action.DECLINE),
    State.WITHDRAWN: (Action.SUBMIT, Action.WITHDRAW),
}
PATHS[State.REJECTED] = (*PATHS[State.REVIEWED], Action.REJECT)
PATHS[State.PUBLICISED] = (*PATHS[State.REVIEWED], Action.PUBLICISE)
PATHS[State.APPROVED] = (*PATHS[State.PUBLICISED], Action.APPROVE)

DAYS_BEFORE: Final = {
    Action.RECOMMEND: (9, 16),
    Action.DECLINE: (9, 16),
    Action.WITHDRAW: (3, 9),
    Action.ACCEPT: (2, 6),
    Action.START_REVIEW: (2, 6),
    Action.FINISH_REVIEW: (9, 16),
    Action.PUBLICISE: (1, 5),
    Action.APPROVE: (9, 14),
    Action.REJECT: (2, 9),
}
"""Calendar days between an action and the one before, from and to."""
ENDED_AGO: Final = (20, 250)
WAITING: Final = (0, 22)
NOTICE_RUNS: Final = (0, 6)
OFFICE_HOURS: Final = (9, 17)


@dataclass(frozen=True, slots=True)
class Case:
    """One application: where it stands and when each action was taken, the first being the draft's beginning; its number
    in its year, and that of the filing it ended in.
    """

    state: State
    moments: tuple[datetime, ...]
    serial: int = 0
    filing_serial: int = 0

    @property
    def is_submitted(self) -> bool:
        return self.state is not State.DRAFT

    @property
    def submitted_at(self) -> datetime:
        return self.moments[1]


@dataclass(frozen=True, slots=True)
class Place:
    """One makerspace of the run."""

    number: int
    operator: int
    district: str
    residents: int
    is_new: bool
    is_professional: bool
    case: Case | None

    @property
    def upgrades(self) -> bool:
        """On file as comprehensive, with an application to be professional."""
        return self.case is not None and not self.is_new


@dataclass(frozen=True)
class Order:
    """What was asked for, as of a day."""

    spaces: int
    years: int
    seed: int
    today: date

    @property
    def last_year(self) -> int:
        """The year whose returns are being taken."""
        return self.today.year - 1

    @property
    def first_year(self) -> int:
        return self.last_year - self.years + 1

    @property
    def begins(self) -> date:
        """The first day of which the registers tell."""
        return date(self.first_year, 1, 1)

    def dice(self, number: object) -> Random:
        """Chance for one makerspace, the same for the same seed whatever comes before it."""
        return Random(f"{self.seed}:{number}")  # noqa: S311 - figures, not secrets


def most_years(today: date) -> int:
    """As many as there are between the first year of statistics and today."""
    return today.year - FIRST_YEAR


def moment(day: date, random: Random) -> datetime:
    """Some time of a day in office hours, to the minute."""
    hour, minute = random.randrange(*OFFICE_HOURS), random.randrange(60)
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def case_in(state: State, order: Order, random: Random, *, is_new: bool) -> Case:
    """An application that came to a state some days ago, and the actions before it, each some days earlier."""
    path = PATHS[state]
    span = ENDED_AGO if state in ENDED else NOTICE_RUNS if state is State.PUBLICISED else WAITING
    ago = random.randrange(*span)
    if state is State.APPROVED and is_new:  # after the last year, for which it then owes no return
        ago = min(ago, (order.today - date(order.today.year, 1, 1)).days)
    day = order.today - timedelta(days=max(1, ago))
    days = [day]
    for action in reversed(path[1:]):
        day -= timedelta(days=random.randrange(*DAYS_BEFORE[action]))
        days.append(day)
    if path:
        days.append(day - timedelta(days=random.randrange(4, 30)))
    return Case(state, tuple(moment(each, random) for each in reversed(days)))


def rarely(random: Random, one_in: int) -> bool:
    """Once in so many times."""
    return not random.randrange(one_in)


def dealt(cards: tuple[int, ...], random: Random) -> Iterator[int]:
    """The cards in some order, over and over: shares hold for small numbers too."""
    while True:
        yield from random.sample(cards, len(cards))


def fates(random: Random) -> Iterator[tuple[bool, State | None]]:
    """Of each makerspace whether it is new, and where its application stands if it has one."""
    for new in cycle(APPLYING):
        cards: list[tuple[bool, State | None]] = [(True, new), *((False, state) for state in UPGRADING)]
        cards += [(False, None)] * (DECK - len(cards))
        random.shuffle(cards)
        yield from cards


def places_of(order: Order) -> list[Place]:
    """All makerspaces, small enough to be kept; applications and filings are numbered in the order of their days."""
    random = order.dice("plan")
    sizes, fate = dealt(SIZES, random), fates(random)
    slugs, weights = list(DISTRICT_WEIGHTS), list(DISTRICT_WEIGHTS.values())
    places: list[Place] = []
    for number in range(order.spaces):
        shares = number % SHARING == SHARING - 1
        is_new, state = next(fate)
        case = case_in(state, order, random, is_new=is_new) if state else None
        is_professional = random.random() < PROFESSIONAL_SHARE and (is_new or case is None)
        district = places[-1].district if shares else random.choices(slugs, weights)[0]
        operator = places[-1].operator if shares else (places[-1].operator + 1 if places else 0)
        places.append(Place(number, operator, district, next(sizes), is_new, is_professional, case))
    number_in_order(places, lambda case: case.is_submitted, 1, "serial")
    number_in_order(places, lambda case: case.state is State.APPROVED, -1, "filing_serial")
    return places


def number_in_order(places: list[Place], counts: Callable[[Case], bool], position: int, name: str) -> None:
    """Number the cases that count by their moment at a position, from 1 in each year."""
    numbered = [(place.case.moments[position], place.number) for place in places if place.case and counts(place.case)]
    last: Counter[int] = Counter()
    for at, number in sorted(numbered):
        last[at.year] += 1
        given: dict[str, Any] = {name: last[at.year]}
        case = places[number].case
        if case:
            places[number] = replace(places[number], case=replace(case, **given))
