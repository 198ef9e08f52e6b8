"""Whatever stands in registers, their facts never contradict themselves."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from filings.selectors.facts import SECTIONS, RegisterRows, build_facts
from tests.filings.selectors.rows import dated, event, register_data, resident, site

DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
CENTS = st.integers(0, 10**8).map(lambda cents: f"{cents / 100:.2f}")
GAPS = st.integers(0, 1500)


def iso(day):
    return None if day is None else day.isoformat()


@st.composite
def residents(draw):
    kind, entered = draw(st.sampled_from(["team", "maker", "startup"])), draw(DAYS)
    left = draw(st.none() | GAPS.map(lambda gap: entered + timedelta(gap)))
    fields = {
        "kind": kind,
        "entered_on": iso(entered),
        "left_on": iso(left),
        "field": draw(st.sampled_from(["", "甲", "乙"])),
    }
    if kind == "startup":
        return resident(**fields, founded_on=iso(entered - timedelta(draw(GAPS))))
    latest = min(left, entered + timedelta(1500)) if left else entered + timedelta(1500)
    can_incorporate = latest > entered
    incorporated = draw(st.none() | st.dates(entered + timedelta(1), latest)) if can_incorporate else None
    return resident(**fields, incorporated_on=iso(incorporated))


@st.composite
def spans(draw):
    begun = draw(DAYS)
    until = draw(st.none() | GAPS.map(lambda gap: begun + timedelta(gap)))
    return {"valid_from": iso(begun), "valid_until": iso(until)}


@st.composite
def sites(draw):
    total = draw(st.integers(0, 10**7))
    service = draw(st.integers(0, total))
    begun = draw(st.none() | DAYS)
    until = draw(st.none() | (GAPS.map(lambda gap: begun + timedelta(gap)) if begun else DAYS))
    return site(
        **draw(spans()),
        total_area_m2=f"{total / 100:.2f}",
        service_area_m2=f"{service / 100:.2f}",
        workstations=draw(st.integers(0, 10**6)),
        tenure=draw(st.sampled_from(["owned", "leased", "granted"])),
        lease_from=iso(begun),
        lease_to=iso(until),
    )


@st.composite
def registers(draw):
    people = draw(st.lists(residents(), max_size=12))
    known = [row["id"] for row in people] or [None]
    happened = st.builds(lambda on, who: event(on=iso(on), resident=who), DAYS, st.sampled_from(known))
    staff = st.builds(
        lambda span, full, degree: dated(**span, full_time=full, degree=degree),
        *(spans(), st.booleans(), st.sampled_from(["doctor", "bachelor", "below"])),
    )
    funds = st.builds(
        lambda span, kind, amount: dated(**span, kind=kind, name="资金", amount_wan=amount),
        *(spans(), st.sampled_from(["own", "partner"]), CENTS),
    )
    return register_data(
        operator={"operating_since": iso(draw(st.none() | DAYS))},
        space={
            "focus_field": draw(st.sampled_from(["", "甲"])),
            "lead_type": draw(st.sampled_from(["", "university"])),
        },
        residents=people,
        sites=draw(st.lists(sites(), max_size=3)),
        staff=draw(st.lists(staff, max_size=6)),
        funds=draw(st.lists(funds, max_size=4)),
        financing=draw(st.lists(happened, max_size=5)),
        cases=draw(st.lists(happened, max_size=5)),
        activities=draw(st.lists(happened, max_size=5)),
    )


@settings(max_examples=150)
@given(
    rows=registers(),
    as_of=st.dates(date(2018, 1, 1), date(2028, 12, 31)),
    kind=st.sampled_from(["comprehensive", "professional"]),
    confirmed=st.none() | st.sets(st.sampled_from([section.code for section in SECTIONS])),
    out=st.sets(st.integers(0, 11)),
)
def test_registers_never_contradict_themselves(rows, as_of, kind, confirmed, out):
    taken = {("residents", row["id"]) for place, row in enumerate(rows.registers["residents"]) if place in out}
    facts = build_facts(rows.without(taken), kind=kind, as_of=as_of, confirmed=confirmed)
    assert facts.as_of == as_of


@settings(max_examples=30)
@given(rows=registers())
def test_rows_read_back_from_a_snapshot_give_the_same_facts(rows):
    again = RegisterRows.from_json(rows.as_json())
    day = date(2026, 3, 5)
    assert build_facts(again, kind="professional", as_of=day) == build_facts(rows, kind="professional", as_of=day)
