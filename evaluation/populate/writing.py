"""One run from the first account to the last counter: all or nothing, in batches, so that memory stays flat."""

from collections.abc import Callable
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Model

from evaluation import models as e
from evaluation.populate.cases import Cases
from evaluation.populate.ground import Files, lay_ground
from evaluation.populate.lines import Chains
from evaluation.populate.plan import Order, Place, places_of
from evaluation.populate.registers import Registers
from evaluation.populate.returns import Returns
from evaluation.populate.spaces import Spaces
from evaluation.populate.tables import Tables
from evaluation.services.score_forms import install_default_forms
from filings import models as m
from filings.services.districts import install_districts

BATCH: Final = 100
BUSINESS: Final[tuple[type[Model], ...]] = (
    *(m.Operator, m.Space, m.Round, m.Application, m.Filing, m.Counter, e.StatisticsYear, e.AnnualReturn),
)
"""A database that holds any of these is in use."""

Progress = Callable[[int], None]


def held_business() -> list[str]:
    """What the database holds of the business already; [] where it is new."""
    return [str(model._meta.verbose_name) for model in BUSINESS if model._default_manager.exists()]


def populate(order: Order, *, progress: Progress) -> Tables:
    """Write everything in one transaction; `progress` hears how many makerspaces are done."""
    install_districts()
    install_default_forms()
    with transaction.atomic():
        tables = Tables()
        chains, files = Chains(tables), Files(tables)
        ground = lay_ground(tables, chains, order)
        tables.flush()
        spaces = Spaces(tables, chains, files, ground, order)
        writers = Writers(
            spaces, Registers(tables, files, order), Returns(tables, chains, ground, order), Cases(spaces)
        )
        places = places_of(order)
        for first in range(0, len(places), BATCH):
            for place in places[first : first + BATCH]:
                writers.write(place)
            tables.flush()
            writers.cases.go_on()
            tables.flush()
            chains.forget()
            progress(min(first + BATCH, len(places)))
        writers.finish()
        tables.flush()
        tables.finish()
    return tables


class Writers(NamedTuple):
    """Who writes what of a makerspace."""

    spaces: Spaces
    registers: Registers
    returns: Returns
    cases: Cases

    def write(self, place: Place) -> None:
        """One makerspace: operator, registers, filing, returns, application."""
        random = self.spaces.order.dice(place.number)
        keys = self.spaces.make(place, random)
        self.registers.fill(place, keys, random)
        if not place.is_new:
            self.returns.report(place, keys, random)
        self.cases.begin(place, keys, random)

    def finish(self) -> None:
        """What can be written at the end alone: which returns a year locked, where numbers go on."""
        self.returns.close_years()
        self.spaces.keep_counters()
        self.cases.keep_counters()
