"""What stands before any makerspace: accounts of the offices and experts, files, rounds, the years of statistics."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluation import models as e
from evaluation.demo import evidence, names
from evaluation.demo.rounds import DECLARATIONS, GUIDANCE, LEGAL_BASIS
from evaluation.populate.lines import Chains
from evaluation.populate.plan import DISTRICT_WEIGHTS, Order
from evaluation.populate.tables import Tables
from filings import models as m
from filings.storing import CheckedUpload, check_upload
from filings.workflow import Role

EXPERTS: Final = 12
PANEL: Final = 5
FIELDS_OF_EXPERTS: Final = tuple(names.SUBJECTS)
NO_PASSWORD: Final = UNUSABLE_PASSWORD_PREFIX + "populate"
"""Nobody signs in with it: passwords are set afterwards, by an administrator or `manage.py changepassword`."""
WINDOW: Final = ((1, 10), (3, 31))
"""Of earlier years: opened and closed, month and day of the year after."""
OPENED, LASTS = 45, 30
"""The window under way: opened so many days ago, for so many more."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Keys of what was made."""

    clerks: dict[str, int]
    signers: dict[str, int]
    city: int
    city_signer: int
    experts: tuple[int, ...]
    rounds: dict[int, int]
    windows: dict[int, int]
    round_texts: tuple[str, ...] = DECLARATIONS


def lay_ground(tables: Tables, chains: Chains, order: Order) -> Ground:
    """Accounts, rounds and windows with their history."""
    clerks = {slug: official(tables, order, f"populate_{slug}", Role.DISTRICT, slug) for slug in DISTRICT_WEIGHTS}
    signers = {
        slug: official(tables, order, f"populate_{slug}_sign", Role.DISTRICT, slug, can_sign=True)
        for slug in DISTRICT_WEIGHTS
    }
    city = official(tables, order, "populate_city", Role.CITY)
    signer = official(tables, order, "populate_city_sign", Role.CITY, can_sign=True)
    experts = tuple(
        official(tables, order, f"populate_expert{n}", Role.EXPERT, employer=f"演示评审单位{n}", expertise=field_of(n))
        for n in range(1, EXPERTS + 1)
    )
    years = {order.today.year - 2, order.today.year - 1, order.today.year}
    rounds = {year: open_round(tables, chains, year, city) for year in sorted(years)}
    windows = {
        year: open_window(tables, chains, year, city, order) for year in range(order.first_year, order.last_year + 1)
    }
    return Ground(clerks, signers, city, signer, experts, rounds, windows)


def field_of(number: int) -> str:
    """What an expert knows."""
    return FIELDS_OF_EXPERTS[number % len(FIELDS_OF_EXPERTS)]


def official(tables: Tables, order: Order, username: str, role: Role, slug: str = "", **fields: Any) -> int:
    """An account that nobody can sign in with yet."""
    return tables.add(
        m.User,
        username=username,
        password=NO_PASSWORD,
        role=role.value,
        full_name=names.person(order.dice(username)),
        district_id=slug or None,
        date_joined=at(order.begins, 9),
        must_change_password=True,
        **fields,
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Zhengzhou."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def open_round(tables: Tables, chains: Chains, year: int, city: int) -> int:
    """The round of a year, open all of it."""
    begun = at(date(year - 1, 12, 20), 10)
    key = tables.add(
        m.Round,
        title=f"{year}年度众创空间备案",
        kinds=list(m.Space.Kind.values),
        opens_at=at(date(year, 1, 1), 8, 30),
        closes_at=at(date(year, 12, 31), 17, 30),
        legal_basis=LEGAL_BASIS,
        guidance=GUIDANCE,
        declarations=list(DECLARATIONS),
        created_by_id=city,
        created_at=begun,
    )
    chains.line(f"round:{key}", city, Role.CITY, "create_round", begun)
    return key


def window_of(year: int, order: Order) -> tuple[date, date]:
    """The first and the last day on which returns of a year are taken."""
    if year < order.last_year:
        return date(year + 1, *WINDOW[0]), date(year + 1, *WINDOW[1])
    opens = max(date(year + 1, 1, 1), order.today - timedelta(days=OPENED))
    return opens, order.today + timedelta(days=LASTS)


def closed_at(year: int) -> datetime:
    """When an earlier year was closed."""
    return at(date(year + 1, WINDOW[1][0], WINDOW[1][1]) + timedelta(days=30), 16)


def open_window(tables: Tables, chains: Chains, year: int, city: int, order: Order) -> int:
    """The window of a year; all but the last are closed."""
    opens_on, closes_on = window_of(year, order)
    is_closed = year < order.last_year
    key = tables.add(
        e.StatisticsYear,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        closed_at=closed_at(year) if is_closed else None,
        closed_by_id=city if is_closed else None,
    )
    details = {"opens_on": str(opens_on), "closes_on": str(closes_on)}
    record, set_on = f"statisticsyear:{key}", min(opens_on, order.today) - timedelta(days=5)
    chains.line(record, city, Role.CITY, "set_window", at(set_on, 10), details=details)
    return key


# Files -----------------------------------------------------------------------------------------------------------


@cache
def checked(name: str) -> CheckedUpload:
    """A file of the fixtures, read and looked into once."""
    return check_upload(evidence.upload(name, name.rsplit(".", 1)[0]))


class Files:
    """Rows of stored files; all of one fixture share its bytes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.paths: dict[str, str] = {}

    def path(self, name: str) -> str:
        """Where the bytes of a fixture lie, once for the whole database."""
        if name not in self.paths:
            path = f"populate/{name}"
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(checked(name).content))
            self.paths[name] = path
        return self.paths[name]

    def add(self, name: str, called: str, operator: int, by: int, moment: datetime) -> int:
        """A file of an operator under a name for people."""
        file = checked(name)
        return self.tables.add(
            m.StoredFile,
            name=f"{called}{name[name.rindex('.') :]}",
            content_type=file.content_type,
            size=len(file.content),
            pages=file.pages,
            sha256=digest_of(name),
            content=self.path(name),
            operator_id=operator,
            uploaded_by_id=by,
            uploaded_at=moment,
        )


@cache
def digest_of(name: str) -> str:
    """The digest of a fixture."""
    return hashlib.sha256(checked(name).content).hexdigest()
