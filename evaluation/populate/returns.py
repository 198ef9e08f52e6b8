"""The annual returns of one makerspace: earlier years locked, the last in every state. One of the modules that write a
return's state (tests/filings/test_single_writer.py).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from evaluation import models as e
from evaluation.demo.figures import plausible_figures
from evaluation.populate.ground import Ground, at, closed_at, window_of
from evaluation.populate.lines import Chains
from evaluation.populate.plan import Order, Place, dealt, moment
from evaluation.populate.spaces import Keys
from evaluation.populate.tables import Tables
from evaluation.statistics.columns import FIELDS, Value, columns_of
from evaluation.workflow import ReturnAction, ReturnState
from filings.workflow import Role

Figures = Mapping[str, Value]

STATES: Final = (
    *(ReturnState.LOCKED,) * 5,
    *(ReturnState.CONFIRMED,) * 21,
    *(ReturnState.SUBMITTED,) * 12,
    *(ReturnState.OPEN,) * 6,
    *(ReturnState.RETURNED,) * 4,
    *(None,) * 2,
)
"""How fifty returns of the last year stand; None has not been begun."""
PASSED_ON: Final = frozenset({ReturnState.CONFIRMED, ReturnState.LOCKED})
DONE: Final = ("A", "B", "C")
"""The sections that a return under way has."""
LATE_ONE_IN, MISSING_ONE_IN, TORCH_LACKS_ONE_IN = 40, 120, 12
ITEMS: Final = {"b5": "财政补贴与资金下达文件不一致，请核对到账年度。"}


class Returns:
    """Writes the returns of makerspaces, one after the other."""

    def __init__(self, tables: Tables, chains: Chains, ground: Ground, order: Order) -> None:
        self.tables, self.chains, self.ground, self.order = tables, chains, ground, order
        cards = tuple(range(len(STATES)))
        self.fates: Iterator[int] = dealt(cards, order.dice("returns"))
        self.locked: dict[int, list[int]] = {year: [] for year in range(order.first_year, order.last_year)}

    def report(self, place: Place, keys: Keys, random: Random) -> None:
        """A return for each year, its figures going on from the year before, and the mark of the national return."""
        previous: Figures | None = None
        fate = STATES[next(self.fates)]
        for year in range(self.order.first_year, self.order.last_year + 1):
            previous = plausible_figures(random, residents=max(8, place.residents // 2), previous=previous)
            state = fate if year == self.order.last_year else ReturnState.LOCKED
            if state and not (year < self.order.last_year and not random.randrange(MISSING_ONE_IN)):
                self.add(place, keys, (year, state), previous, random)
            self.tables.add(
                e.TorchMark,
                space_id=keys.space,
                year=year,
                reported=bool(random.randrange(TORCH_LACKS_ONE_IN)),
                marked_by_id=self.ground.clerks[place.district],
                marked_at=at(window_of(year, self.order)[0], 10),
            )

    def add(
        self, place: Place, keys: Keys, standing: tuple[int, ReturnState], figures: Figures, random: Random
    ) -> None:
        """One return of a year in its state, with the lines that brought it there."""
        year, state = standing
        sent, checked, locked = self.moments(year, random)
        is_open, is_sent_back = state is ReturnState.OPEN, state is ReturnState.RETURNED
        shown = {name: figures[name] for column in DONE for name in fields_of(column)} if is_open else figures
        key = self.tables.add(
            e.AnnualReturn,
            space_id=keys.space,
            year=year,
            state=state.value,
            items=ITEMS if is_sent_back else {},
            due_on=self.order.today + timedelta(days=random.randrange(-6, 14)) if is_sent_back else None,
            groups_done=list(DONE if is_open else "ABCDEFG"),
            revision=3 if is_open else 9,
            submitted_at=None if is_open else sent,
            first_submitted_at=None if is_open else sent,
            confirmed_at=checked if state in PASSED_ON else None,
            locked_at=locked if state is ReturnState.LOCKED else None,
            created_at=sent - timedelta(days=2),
            updated_at=locked if state is ReturnState.LOCKED else checked if state in PASSED_ON else sent,
            **shown,
        )
        if not is_open:
            closing = locked if state is ReturnState.LOCKED and year == self.order.last_year else None
            self.tell(
                f"annualreturn:{key}",
                state,
                figures,
                people=(keys.by, self.ground.clerks[place.district]),
                moments=(sent, checked, closing),
            )
        if year in self.locked:
            self.locked[year].append(key)

    def moments(self, year: int, random: Random) -> tuple[datetime, datetime, datetime]:
        """When it was sent, checked and locked: within the window but for a few, and not after yesterday."""
        opens_on, closes_on = window_of(year, self.order)
        late = not random.randrange(LATE_ONE_IN)
        day = opens_on + timedelta(days=random.randrange(2, (closes_on - opens_on).days))
        if year == self.order.last_year:
            days = (self.order.today - opens_on).days
            day, late = opens_on + timedelta(days=random.randrange(max(1, days - 12))), False
        sent = moment(closes_on + timedelta(days=random.randrange(1, 20)) if late else day, random)
        checked = sent + timedelta(days=random.randrange(1, 8))
        return sent, checked, closed_at(year) if year < self.order.last_year else checked + timedelta(days=2)

    def tell(
        self,
        record: str,
        state: ReturnState,
        figures: Figures,
        *,
        people: tuple[int, int],
        moments: tuple[datetime, datetime, datetime | None],
    ) -> None:
        """The history: sent; checked or sent back; locked one by one where the year is not closed."""
        (by, clerk), (sent, checked, locked) = people, moments
        details = {"figures": {name: str(figures[name]) for name in FIELDS}}
        steps: list[tuple[int, Role, ReturnAction, datetime, tuple[str, str]]] = [
            (by, Role.OPERATOR, ReturnAction.SUBMIT, sent, ("open", "submitted"))
        ]
        if state is ReturnState.RETURNED:
            steps.append((clerk, Role.DISTRICT, ReturnAction.SEND_BACK, checked, ("submitted", "returned")))
        if state in PASSED_ON:
            steps.append((clerk, Role.DISTRICT, ReturnAction.CONFIRM, checked, ("submitted", "confirmed")))
        if locked:
            steps.append((self.ground.city, Role.CITY, ReturnAction.LOCK, locked, ("confirmed", "locked")))
        for actor, role, action, moment_, states in steps:
            reason = "有一项数据需要核对，请修改后重新报送。" if action is ReturnAction.SEND_BACK else ""
            self.chains.line(record, actor, role, action, moment_, states=states, reason=reason, details=details)

    def close_years(self) -> None:
        """The line of each earlier year that names what was locked."""
        for year, keys in self.locked.items():
            record = f"statisticsyear:{self.ground.windows[year]}"
            self.chains.line(
                record, self.ground.city, Role.CITY, "close_year", closed_at(year), details={"locked": keys}
            )


def fields_of(letter: str) -> tuple[str, ...]:
    """The fields of a section."""
    return tuple(column.field for column in columns_of(letter))
