"""Filings that do and do not meet the conditions, and nightly runs over them."""

from datetime import date

from filings import models as m
from filings.services.screening import screen_filings
from tests.factories import TODAY, make_compliant_space, make_filing

SEATS = "5.2.workstations"


def make_sound(**fields) -> m.Filing:
    """A filing that meets every condition of the city's."""
    kind = fields.get("kind", "comprehensive")
    return make_filing(make_compliant_space(kind), **fields)


def make_short(seats: int = 44, space: m.Space | None = None, **fields) -> m.Filing:
    """A filing that lacks workstations alone."""
    space = space or make_compliant_space()
    set_seats(space, seats)
    return make_filing(space, **fields)


def set_seats(space: m.Space, seats: int) -> None:
    space.sites.update(workstations=seats)


def make_warned(space: m.Space | None = None, on: date = TODAY) -> m.Filing:
    """A filing that a nightly run has found to lack workstations."""
    filing = make_short(space=space)
    screen_filings(on)
    return filing
