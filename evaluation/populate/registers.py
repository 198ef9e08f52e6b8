"""The registers of one makerspace over the years: who moved in and out, what happened, with whom it works. Most of it meets
Article 5; a share lacks something, as real ones do.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from evaluation.demo import names
from evaluation.demo.evidence import DOCUMENT_FILES
from evaluation.populate.ground import Files, at
from evaluation.populate.plan import Order, Place, rarely
from evaluation.populate.spaces import COMPANY, FIELDS, Keys, code
from evaluation.populate.tables import Tables
from filings import models as m

KIND = m.Resident.Kind
STAYS: Final = (180, 1080)
STAYS_LONG: Final = 1400
ACTIVITIES_A_YEAR: Final = (19, 34)
CASES_A_YEAR: Final = (2, 6)
FINANCED_A_YEAR: Final = (1, 5)
TENURES: Final = ("leased", "leased", "leased", "owned", "granted")
POSITIONS: Final = ("运营总监", "项目经理", "投融资经理", "活动专员", "行政主管")
BACKGROUNDS: Final = tuple(choice for choice in m.Mentor.Background.values if choice != "other")
LACKS_ONE_IN: Final = 30
"""One written mechanism in so many is not there, as many are out of force."""


@dataclass(slots=True)
class Resident:
    """A resident as far as events refer to it."""

    key: int
    name: str
    entered: int
    left: int


class Registers:
    """Writes the registers of makerspaces, one after the other."""

    def __init__(self, tables: Tables, files: Files, order: Order) -> None:
        self.tables, self.files, self.order = tables, files, order
        self.companies = 0
        self.span = (order.today - order.begins).days
        self.years = max(1, round(self.span / 365))

    def fill(self, place: Place, keys: Keys, random: Random) -> None:
        """All registers of a makerspace; whoever is or wants to be professional has its field and instruments."""
        space, focus = keys.space, keys.focus
        since = self.order.begins - timedelta(days=random.randrange(60, 900))
        self.fill_sites(place, space, since, random)
        residents = self.fill_residents(place, space, focus, random)
        self.fill_events(space, residents, random)
        self.fill_people(place, space, since, random)
        self.fill_means(space, since, random, professional=bool(focus))
        self.fill_documents(keys, since, random)

    def fill_sites(self, place: Place, space: int, since: date, random: Random) -> None:
        """One site or two, at one address each; one lease in thirty has run out."""
        for part in range(2 if rarely(random, 9) else 1):
            area = 380 + place.residents * random.randrange(9, 18) + (700 if place.is_professional else 0)
            tenure = random.choice(TENURES)
            begun = self.order.today - timedelta(days=random.randrange(100, 1200))
            lasts = timedelta(days=-9 if rarely(random, 30) else random.randrange(1300, 3200))
            self.tables.add(
                m.Site,
                space_id=space,
                address=f"演示路{10 + place.number}号创业大厦{3 + part}层",
                district_id=place.district,
                total_area_m2=Decimal(area),
                service_area_m2=Decimal(area * random.randrange(72, 90)) / 100,
                workstations=max(30, place.residents * random.randrange(8, 14) // 10),
                concentrated=not rarely(random, 30),
                has_meeting_room=True,
                has_training_room=not rarely(random, 30),
                has_roadshow_venue=not rarely(random, 15),
                tenure=tenure,
                lease_from=begun if tenure == "leased" else None,
                lease_to=max(begun, self.order.today + lasts) if tenure == "leased" else None,
                valid_from=since,
            )

    def fill_residents(self, place: Place, space: int, focus: str, random: Random) -> list[Resident]:
        """In the order in which they moved in, most of them lately; a quarter to a half are companies or become one."""
        ages = sorted((int(self.span * random.random() ** 1.9) + 5 for _ in range(place.residents)), reverse=True)
        return [self.add_resident(space, age, focus, random) for age in ages]

    def add_resident(self, space: int, age: int, focus: str, random: Random) -> Resident:
        """One resident that moved in so many days ago."""
        today = self.order.today
        stay = STAYS_LONG if rarely(random, 40) else random.randrange(*STAYS)
        roll = random.random()
        kind = KIND.STARTUP if roll < 0.27 else KIND.MAKER if roll > 0.92 else KIND.TEAM
        field = focus if focus and random.random() < 0.72 else random.choice(FIELDS)
        stem = random.choice(names.PREFIXES) + random.choice(names.SUBJECTS[field])
        entered, gone = today - timedelta(days=age), stay < age
        turned = random.randrange(40, 420) if kind == KIND.TEAM and random.random() < 0.42 else 0
        turned = turned if turned and turned <= min(stay, age) else 0
        company = f"郑州{stem}科技有限公司" if turned or kind == KIND.STARTUP else ""
        name = company if kind == KIND.STARTUP else stem + ("创客组" if kind == KIND.MAKER else "项目组")
        if company:
            self.companies += 1
        key = self.tables.add(
            m.Resident,
            space_id=space,
            kind=kind.value,
            name=name,
            uscc=code(COMPANY, self.companies) if company else "",
            company_name=company if turned else "",
            entered_on=entered,
            left_on=entered + timedelta(days=stay) if gone else None,
            founded_on=self.founded(entered, random) if kind == KIND.STARTUP else None,
            incorporated_on=entered + timedelta(days=turned) if turned else None,
            field=field,
            headcount=random.randrange(2, 12),
            contact_name=names.person(random),
            contact_phone=f"0371-0{random.randrange(10**7):07}",  # given to nobody, and rarely twice
        )
        return Resident(key, company or name, age, age - stay if gone else 0)

    def founded(self, entered: date, random: Random) -> date:
        """Within the year before moving in, but for a few."""
        return entered - timedelta(days=random.randrange(380, 900) if rarely(random, 60) else random.randrange(10, 350))

    def fill_events(self, space: int, residents: list[Resident], random: Random) -> None:
        """Activities over the years; cases and financing while the resident was there."""
        today, span, years = self.order.today, self.span, self.years
        for _ in range(years * random.randrange(*ACTIVITIES_A_YEAR)):
            on = today - timedelta(days=random.randrange(1, span))
            title, kind = random.choice(names.ACTIVITIES)
            self.tables.add(
                m.Activity,
                space_id=space,
                on=on,
                title=f"第{space}号空间{on.month}月{title}",
                kind=kind,
                participants=random.randrange(12, 120),
            )
        for _ in range(years * random.randrange(*CASES_A_YEAR)):
            resident = random.choice(residents)
            self.tables.add(
                m.IncubationCase,
                space_id=space,
                resident_id=resident.key,
                title=resident.name + random.choice(names.CASE_ENDINGS),
                on=today - timedelta(days=random.randrange(resident.left, resident.entered + 1)),
                summary="入驻后由导师一对一辅导，完成样机试制和首批客户对接，已形成销售收入。",
            )
        for _ in range(years * random.randrange(*FINANCED_A_YEAR)):
            resident = random.choice(residents)
            self.tables.add(
                m.FinancingEvent,
                space_id=space,
                resident_id=resident.key,
                on=today - timedelta(days=random.randrange(resident.left, resident.entered + 1)),
                amount_wan=Decimal(random.randrange(4, 80) * 5),
                investor=random.choice(names.INVESTORS),
            )

    def fill_people(self, place: Place, space: int, since: date, random: Random) -> None:
        """Staff and mentors, some of whom have left."""
        for n in range(5 + place.residents // 30 + random.randrange(3)):
            begun, until = self.in_office(since, random)
            self.tables.add(
                m.StaffMember,
                space_id=space,
                name=names.person(random),
                full_time=not rarely(random, 8),
                degree=random.choice(("master", "bachelor", "bachelor", "bachelor", "below")),
                position=POSITIONS[n % len(POSITIONS)],
                phone=names.phone(random),
                valid_from=begun,
                valid_until=until,
            )
        for _ in range(3 + place.residents // 14 + random.randrange(3)):
            begun, until = self.in_office(since, random)
            self.tables.add(
                m.Mentor,
                space_id=space,
                name=names.person(random),
                full_time=rarely(random, 6),
                background=random.choice(BACKGROUNDS),
                employer=random.choice(names.EMPLOYERS),
                phone=names.phone(random),
                valid_from=begun,
                valid_until=until,
            )

    def in_office(self, since: date, random: Random) -> tuple[date, date | None]:
        """From a day; one in seven until another."""
        begun = since + timedelta(days=random.randrange(0, self.span * 3 // 4))
        return begun, begun + timedelta(days=random.randrange(200, 500)) if rarely(random, 7) else None

    def fill_means(self, space: int, since: date, random: Random, *, professional: bool) -> None:
        """Funds, institutions, instruments."""
        own = random.randrange(5, 45) * 10
        self.tables.add(
            m.Fund, space_id=space, kind="own", name="种子资金专户", amount_wan=Decimal(own), valid_from=since
        )
        if rarely(random, 3):
            amount = Decimal(random.randrange(5, 60) * 10)
            self.tables.add(
                m.Fund, space_id=space, kind="partner", name="合作孵化资金", amount_wan=amount, valid_from=since
            )
        for name in random.sample(names.BANKS, random.randrange(1, 3)):
            self.tables.add(
                m.PartnerInstitution, space_id=space, name=name, agreement="科创金融合作协议", valid_from=since
            )
        for name in random.sample(names.EQUIPMENT, random.randrange(3, 7)) if professional else ():
            self.tables.add(
                m.Equipment,
                space_id=space,
                name=name,
                model=f"演示-{random.randrange(100)}",
                items=random.randrange(1, 5),
                valid_from=since,
            )

    def fill_documents(self, keys: Keys, since: date, random: Random) -> None:
        """Statements and mechanisms with their files; a few are lacking or have run out."""
        for kind, file in DOCUMENT_FILES.items():
            if rarely(random, LACKS_ONE_IN) or (kind == m.SpaceDocument.Kind.INTERACTION and not keys.focus):
                continue
            ended = (
                self.order.today - timedelta(days=random.randrange(1, 300)) if rarely(random, LACKS_ONE_IN) else None
            )
            self.tables.add(
                m.SpaceDocument,
                space_id=keys.space,
                kind=kind.value,
                title=kind.label,
                file_id=self.files.add(file, kind.label, keys.operator, keys.by, at(since, 9)),
                valid_from=since,
                valid_until=ended,
            )
