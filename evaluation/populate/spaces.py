"""Operators with an account each, makerspaces, and the filings that they have. One of the modules that write a filing's
state (tests/filings/test_single_writer.py).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from stdnum.cn import uscc

from evaluation.demo import names
from evaluation.populate.ground import NO_PASSWORD, Files, Ground, at
from evaluation.populate.lines import Chains
from evaluation.populate.plan import Order, Place, rarely
from evaluation.populate.tables import Tables
from filings import models as m
from filings.services.filings import CODE_ALPHABET, CODE_LENGTH, SERIES
from filings.workflow import Action, FilingState, Role, State

STEMS: Final = tuple(prefix + place for place in ("", "创客", "青年", "智造", "云谷") for prefix in names.PREFIXES)
ENDINGS: Final = ("众创空间", "创新工场", "创客空间", "创业工坊")
LEADS: Final = tuple(choice for choice in m.Space.LeadType.values if choice != "other")
OLD_NUMBERS: Final = 0.6
"""The share of earlier filings whose number is of the old form."""
FILED_BEFORE: Final = 6
"""Earlier filings are of so many years up to the first that is reported."""


FIELDS: Final = tuple(names.SUBJECTS)
OPERATOR, COMPANY = "MA", "MB"
"""Series of codes."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A makerspace as it is referred to, and its filing in force."""

    space: int
    operator: int
    by: int
    focus: str
    filing: int = 0


class Spaces:
    """Writes operators, makerspaces and filings, and counts the numbers that are given."""

    def __init__(self, tables: Tables, chains: Chains, files: Files, ground: Ground, order: Order) -> None:
        self.tables, self.chains, self.files, self.ground, self.order = tables, chains, files, ground, order
        self.serials: Counter[int] = Counter()
        self.old: Counter[int] = Counter()
        self.operator: tuple[int, int, int] = (-1, 0, 0)

    def make(self, place: Place, random: Random) -> Keys:
        """The makerspace with its operator and, where it is on file, its filing from before."""
        if self.operator[0] != place.operator:
            self.operator = (place.operator, *self.make_operator(place, random))
        _, operator, by = self.operator
        focus = random.choice(FIELDS) if place.is_professional or place.upgrades else ""
        space = self.make_space(place, operator, focus, random)
        filing = 0 if place.is_new else self.file_before(place, space, operator, random)
        return Keys(space, operator, by, focus, filing)

    def make_operator(self, place: Place, random: Random) -> tuple[int, int]:
        """An operator that its district has confirmed, with its account and licence."""
        begun = self.order.begins - timedelta(days=random.randrange(900, 2200))
        clerk, number = self.ground.clerks[place.district], place.operator + 1
        contact, phone = names.person(random), names.phone(random)
        stem = STEMS[place.operator % len(STEMS)]
        key = self.tables.add(
            m.Operator,
            name=f"郑州{stem}第{number}孵化服务有限公司",
            uscc=code(OPERATOR, number),
            legal_representative=names.person(random),
            registered_address=f"演示路{10 + place.number}号",
            contact_name=contact,
            contact_phone=phone,
            district_id=place.district,
            independent_legal_entity=True,
            registered_in_city=True,
            registered_at_site=not rarely(random, 40),
            operating_since=begun,
            status=m.Operator.Status.CONFIRMED.value,
            decided_by_id=clerk,
            decided_at=at(begun, 15),
            created_at=at(begun, 10),
        )
        by = self.tables.add(
            m.User,
            username=f"populate_operator{number}",
            password=NO_PASSWORD,
            role=Role.OPERATOR.value,
            full_name=contact,
            phone=phone,
            operator_id=key,
            date_joined=at(begun, 10),
            must_change_password=True,
        )
        licence = self.files.add("business_licence.pdf", "营业执照", key, by, at(begun, 10))
        self.tables.set_last(m.Operator, licence_id=licence)
        record = f"operator:{key}"
        self.chains.line(record, by, Role.OPERATOR, "register", at(begun, 10), states=("", "pending"))
        self.chains.line(
            record, clerk, Role.DISTRICT, "decide_operator", at(begun, 15), states=("pending", "confirmed")
        )
        return key, by

    def make_space(self, place: Place, operator: int, focus: str, random: Random) -> int:
        """The makerspace with what its page says; whoever is or wants to be professional has a field."""
        case = place.case
        is_professional = place.is_professional or (place.upgrades and case and case.state is State.APPROVED)
        stem = STEMS[(place.number * 7) % len(STEMS)]
        return self.tables.add(
            m.Space,
            operator_id=operator,
            district_id=place.district,
            name=f"{stem}{ENDINGS[place.number % len(ENDINGS)]}{place.number + 1}号",
            kind=kind_of(professional=bool(is_professional)),
            introduction="面向科技人员、大学生和返乡创业者，提供工位、辅导、路演和投融资对接服务。",
            low_cost=True,
            lead_name=f"演示{focus}骨干单位" if focus else "",
            lead_type=random.choice(LEADS) if focus else "",
            focus_field=focus,
            open_platform=bool(focus),
            created_at=at(self.order.begins, 9),
        )

    def file_before(self, place: Place, space: int, operator: int, random: Random) -> int:
        """A filing from before the first year that is reported, with an old number or one like the system's."""
        year = self.order.first_year - random.randrange(FILED_BEFORE)
        filed_on = date(year, random.randrange(1, 12), random.randrange(1, 29))
        is_old = random.random() < OLD_NUMBERS or year >= self.order.last_year  # from when applications are approved
        counter = self.old if is_old else self.serials
        counter[year] += 1
        case = place.case
        ended_on = case.moments[-1].date() if case and case.state is State.APPROVED else None
        state = FilingState.SUPERSEDED if ended_on else FilingState.ACTIVE
        key = self.tables.add(
            m.Filing,
            year=year,
            serial=None if is_old else counter[year],
            old_number=f"郑科众创〔{year}〕第{counter[year]}号" if is_old else "",
            space_id=space,
            operator_id=operator,
            kind=kind_of(professional=place.is_professional),
            state=state.value,
            filed_on=filed_on,
            ended_on=ended_on,
            code=verification_code(random),
        )
        loaded = at(self.order.begins, 10)
        record, city = f"filing:{key}", self.ground.city
        self.chains.line(record, city, Role.CITY, "load_filing", loaded, states=("", FilingState.ACTIVE.value))
        return key

    def file_now(self, place: Place, keys: Keys, application: int, random: Random) -> int:
        """The filing that an approved application ends in, in place of the one before."""
        case = place.case
        if case is None:
            raise ValueError
        on = case.moments[-1].date()
        self.serials[on.year] = max(self.serials[on.year], case.filing_serial)
        key = self.tables.add(
            m.Filing,
            year=on.year,
            serial=case.filing_serial,
            space_id=keys.space,
            operator_id=keys.operator,
            application_id=application,
            kind=kind_of(professional=place.is_professional or place.upgrades),
            state=FilingState.ACTIVE.value,
            filed_on=on,
            supersedes_id=keys.filing or None,
            code=verification_code(random),
        )
        signer, states = self.ground.city_signer, ("", FilingState.ACTIVE.value)
        self.chains.line(f"filing:{key}", signer, Role.CITY, Action.APPROVE, case.moments[-1], states=states)
        return key

    def keep_counters(self) -> None:
        """The product goes on numbering filings after these."""
        for year, last in sorted(self.serials.items()):
            self.tables.add(m.Counter, series=SERIES, year=year, last=last)


def kind_of(*, professional: bool) -> str:
    return (m.Space.Kind.PROFESSIONAL if professional else m.Space.Kind.COMPREHENSIVE).value


def verification_code(random: Random) -> str:
    """Of the product's form; from the seed, and so no secret."""
    return "".join(random.choices(CODE_ALPHABET, k=CODE_LENGTH))


def code(series: str, serial: int) -> str:
    """An organisation's code that is nobody else's, with its check digit."""
    body = f"91410100{series}{serial:07d}"
    return body + uscc.calc_check_digit(body)
