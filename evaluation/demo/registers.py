"""Fills the registers of a demo space in bulk, so that its facts as of a day come out as its shape says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Model

from evaluation.demo import names
from evaluation.demo.evidence import DOCUMENT_FILES, upload
from filings.models import (
    Activity,
    Equipment,
    FinancingEvent,
    Fund,
    IncubationCase,
    Mentor,
    PartnerInstitution,
    Resident,
    Site,
    Space,
    SpaceDocument,
    StaffMember,
    User,
)
from filings.rules.periods import add_months, add_years
from filings.storing import check_upload, store_checked


@dataclass(frozen=True, slots=True)
class Shape:
    """The figures of a space; the defaults meet Article 5 with a little to spare. `lease` is (years begun ago, term)."""

    area: int = 1280
    service_share: int = 82
    seats: int = 68
    tenure: Site.Tenure = Site.Tenure.LEASED
    lease: tuple[int, int] = (1, 8)
    roadshow: bool = True
    teams: int = 23
    incorporated: int = 9
    startups: int = 5
    older_at_entry: int = 0
    over_three_years: int = 0
    in_field_percent: int = 75
    cases: int = 4
    financed: int = 3
    own_fund: int = 150
    partner_fund: int = 0
    staff: int = 6
    graduates: int = 4
    mentors: int = 4
    activities: int = 14
    instruments: int = 5
    lacking: tuple[SpaceDocument.Kind, ...] = ()


def fill(space: Space, shape: Shape, *, as_of: date, fields: tuple[str, ...], actor: User) -> None:
    """Write every register of a space. The same space gets the same rows; professional ones focus on `fields[0]`."""
    random = Random(space.name)  # noqa: S311 - names, not secrets
    begun = add_years(as_of, -2) - timedelta(days=40)
    Site.objects.create(**site(space, shape, begun, as_of))
    residents = insert(Resident, space, residents_of(space, shape, as_of, fields, random))
    fill_events(space, shape, as_of, residents, random)
    fill_people(space, shape, begun, random)
    fill_means(space, shape, begun)
    fill_documents(space, shape, begun, actor)


def insert(model: type[Model], space: Space, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Write rows of one register at once."""
    return list(model._default_manager.bulk_create(model(space=space, **row) for row in rows))


def site(space: Space, shape: Shape, begun: date, as_of: date) -> dict[str, Any]:
    """The one site."""
    years, term = shape.lease
    first = add_years(as_of, -years) - timedelta(days=20)
    leased = shape.tenure == Site.Tenure.LEASED
    return {
        "space": space,
        "address": f"{space.district.name}演示路{10 + space.pk}号创业大厦3层",
        "district": space.district,
        "total_area_m2": Decimal(shape.area),
        "service_area_m2": Decimal(shape.area) * shape.service_share / 100,
        "workstations": shape.seats,
        "concentrated": True,
        "has_meeting_room": True,
        "has_training_room": True,
        "has_roadshow_venue": shape.roadshow,
        "tenure": shape.tenure,
        "lease_from": first if leased else None,
        "lease_to": add_years(first, term) - timedelta(days=1) if leased else None,
        "valid_from": begun,
    }


def residents_of(
    space: Space, shape: Shape, as_of: date, fields: tuple[str, ...], random: Random
) -> Iterable[dict[str, Any]]:
    """Teams, those that incorporated within the year, startups; one that has left for good long ago."""
    total = shape.teams + shape.incorporated + shape.startups + 1
    labels = iter(label(space, shape, fields, total, random))
    for number in range(shape.teams):
        months = 38 + number if number < shape.over_three_years else random.randrange(30)
        kind = Resident.Kind.MAKER if number % 7 == 3 else Resident.Kind.TEAM
        entered = add_months(as_of, -months) - timedelta(days=1 + number % 9)
        yield resident(next(labels), kind, entered, random)
    for number in range(shape.incorporated):
        entered = add_months(as_of, -random.randrange(13, 26))
        row = resident(next(labels), Resident.Kind.TEAM, entered, random)
        yield row | company(space, row, number) | {"incorporated_on": add_months(as_of, -random.randrange(1, 11))}
    for number in range(shape.startups):
        entered = add_months(as_of, -random.randrange(2, 28))
        founded = add_months(entered, -(18 if number < shape.older_at_entry else random.randrange(1, 11)))
        row = resident(next(labels), Resident.Kind.STARTUP, entered, random)
        named = company(space, row, shape.incorporated + number)
        yield row | {"name": named["company_name"], "uscc": named["uscc"], "founded_on": founded}
    gone = resident(next(labels), Resident.Kind.TEAM, add_months(as_of, -33), random)
    yield gone | {"left_on": add_months(as_of, -15)}


def label(
    space: Space, shape: Shape, fields: tuple[str, ...], total: int, random: Random
) -> list[tuple[str, str, str]]:
    """What each resident is called and works on; the focus field comes as often as the shape says."""
    if space.kind != Space.Kind.PROFESSIONAL:
        return names.subjects(random, fields, total)
    inside = -(-total * shape.in_field_percent // 100)
    others = tuple(field for field in names.SUBJECTS if field != fields[0])
    mixed = names.subjects(random, fields[:1], inside) + names.subjects(random, others, total - inside)
    return random.sample(mixed, total)


def resident(named: tuple[str, str, str], kind: Resident.Kind, entered: date, random: Random) -> dict[str, Any]:
    """A resident's row."""
    field, prefix, subject = named
    return {
        "kind": kind,
        "name": f"{prefix}{subject}{'创客组' if kind == Resident.Kind.MAKER else random.choice(names.TEAM_ENDINGS)}",
        "entered_on": entered,
        "field": field,
        "headcount": random.randrange(2, 9),
        "contact_name": names.person(random),
        "contact_phone": names.phone(random),
    }


def company(space: Space, row: dict[str, Any], number: int) -> dict[str, Any]:
    """The company that a team became, or that came."""
    stem = str(row["name"]).removesuffix("创客组")
    for ending in names.TEAM_ENDINGS:
        stem = stem.removesuffix(ending)
    return {"company_name": f"郑州{stem}科技有限公司", "uscc": names.code_of(100_000 + space.pk * 100 + number)}


def fill_events(space: Space, shape: Shape, as_of: date, residents: list[Resident], random: Random) -> None:
    """Cases, financing and activities, spread over the year."""
    grown = [row for row in residents if row.incorporated_on]
    days = spread(as_of, max(shape.activities, shape.cases, shape.financed, 1))
    insert(
        IncubationCase,
        space,
        (
            {
                "resident": grown[n],
                "title": f"{grown[n].company_name}{names.CASE_ENDINGS[n % len(names.CASE_ENDINGS)]}",
                "on": days[n],
                "summary": "入驻后由导师一对一辅导，完成样机试制、注册公司和首批客户对接，已形成销售收入。",
            }
            for n in range(shape.cases)
        ),
    )
    insert(
        FinancingEvent,
        space,
        (
            {
                "resident": grown[-1 - n],
                "on": days[n],
                "amount_wan": Decimal(random.randrange(4, 40) * 5),
                "investor": names.INVESTORS[n % len(names.INVESTORS)],
            }
            for n in range(shape.financed)
        ),
    )
    insert(Activity, space, (activity(space, n, days[n], random) for n in range(shape.activities)))


def spread(as_of: date, number: int) -> list[date]:
    """So many days, the latest first, over the eleven months before a day."""
    return [as_of - timedelta(days=9 + n * 320 // number) for n in range(number)]


def activity(space: Space, number: int, on: date, random: Random) -> dict[str, Any]:
    """One activity."""
    title, kind = names.ACTIVITIES[number % len(names.ACTIVITIES)]
    return {
        "on": on,
        "title": f"{space.name}{on.month}月{title}",
        "kind": kind,
        "participants": random.randrange(18, 90),
    }


def fill_people(space: Space, shape: Shape, begun: date, random: Random) -> None:
    """Staff and mentors."""
    insert(
        StaffMember,
        space,
        (
            {
                "name": names.person(random),
                "degree": ("master" if n == 0 else "bachelor") if n < shape.graduates else "below",
                "position": ("运营总监", "项目经理", "投融资经理", "活动专员")[n % 4],
                "phone": names.phone(random),
                "valid_from": begun + timedelta(days=30 * n),
            }
            for n in range(shape.staff)
        ),
    )
    backgrounds = [choice for choice in Mentor.Background.values if choice != Mentor.Background.OTHER]
    insert(
        Mentor,
        space,
        (
            {
                "name": names.person(random),
                "full_time": n == 0,
                "background": backgrounds[n % len(backgrounds)],
                "employer": names.EMPLOYERS[n % len(names.EMPLOYERS)],
                "phone": names.phone(random),
                "valid_from": begun,
            }
            for n in range(shape.mentors)
        ),
    )


def fill_means(space: Space, shape: Shape, begun: date) -> None:
    """Funds, institutions, equipment."""
    funds = ((Fund.Kind.OWN, "种子资金专户", shape.own_fund), (Fund.Kind.PARTNER, "合作孵化资金", shape.partner_fund))
    insert(
        Fund,
        space,
        (
            {"kind": kind, "name": name, "amount_wan": Decimal(amount), "valid_from": begun}
            for kind, name, amount in funds
            if amount
        ),
    )
    bank = names.BANKS[space.pk % len(names.BANKS)]
    insert(PartnerInstitution, space, [{"name": bank, "agreement": "科创金融合作协议", "valid_from": begun}])
    if space.kind == Space.Kind.PROFESSIONAL:
        fill_equipment(space, shape, begun)


def fill_equipment(space: Space, shape: Shape, begun: date) -> None:
    """Instruments of a professional space."""
    insert(
        Equipment,
        space,
        (
            {"name": names.EQUIPMENT[n], "model": f"演示-{n + 1}", "items": 1 + n % 2, "valid_from": begun}
            for n in range(shape.instruments)
        ),
    )


def fill_for_upgrade(space: Space, shape: Shape, *, as_of: date, actor: User) -> None:
    """What a space adds when it goes on as a professional one."""
    fill_equipment(space, shape, add_months(as_of, -3))
    write_documents(space, [SpaceDocument.Kind.INTERACTION], add_months(as_of, -3), actor)


def fill_documents(space: Space, shape: Shape, begun: date, actor: User) -> None:
    """Statements and mechanisms with their files, but those that lack."""
    wanted = [kind for kind in DOCUMENT_FILES if kind not in shape.lacking]
    if space.kind != Space.Kind.PROFESSIONAL:
        wanted.remove(SpaceDocument.Kind.INTERACTION)
    write_documents(space, wanted, begun, actor)


def write_documents(space: Space, kinds: Iterable[SpaceDocument.Kind], begun: date, actor: User) -> None:
    """Documents of some kinds in force since a day."""
    insert(
        SpaceDocument,
        space,
        (
            {
                "kind": kind,
                "title": kind.label,
                "file": store_checked(
                    check_upload(upload(DOCUMENT_FILES[kind], kind.label)), actor=actor, operator=space.operator
                ),
                "valid_from": begun,
            }
            for kind in kinds
        ),
    )
