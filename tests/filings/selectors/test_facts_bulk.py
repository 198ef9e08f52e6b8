"""Facts of many makerspaces at once: the same as one by one, in as many queries for one as for many."""

from datetime import date
from decimal import Decimal

import pytest

from filings.models import Fund
from filings.selectors.facts import contributed, facts_of, facts_on_file
from filings.selectors.facts.bulk import UNREADABLE
from filings.selectors.standing import filings_on
from tests.factories import (
    TODAY,
    make_activity,
    make_compliant_space,
    make_district,
    make_filing,
    make_financing,
    make_historic_filing,
    make_operator,
    make_resident,
    make_site,
    make_space,
    make_staff,
)
from tests.factories_fraud import make_ban

pytestmark = pytest.mark.django_db
QUERIES = 14  # filings, eleven registers, bans, filings in force; whoever contributes facts has its own


@pytest.fixture(autouse=True)
def _own_readers(monkeypatch):
    monkeypatch.setattr(contributed, "READERS", {})


def one_by_one(filing, day):
    return facts_of(filing.space, kind=filing.kind, as_of=day, purpose="continuing")


def bulk(day=TODAY):
    return {each.filing.pk: each.facts for each in facts_on_file(filings_on(day), as_of=day)}


def make_several():
    """Makerspaces that differ: complete ones, a bare one between them, one with rows that begin and end."""
    filings = [make_filing(make_compliant_space(kind), kind=kind) for kind in ("comprehensive", "professional")]
    filings.append(make_filing(make_space(operator=make_operator(operating_since=None))))
    moving = make_space(focus_field=" 智能传感 ", lead_type="university")
    team = make_resident(moving, entered_on=date(2025, 1, 8), incorporated_on=date(2026, 1, 5), field="智能传感")
    make_resident(moving, entered_on=date(2021, 1, 8), left_on=date(2025, 9, 1))
    make_financing(moving, team, on=date(2025, 10, 9))
    make_activity(moving, on=date(2025, 6, 1), struck_on=date(2026, 1, 1), struck_reason="没有证明材料")
    make_site(moving, tenure="leased", lease_from=date(2023, 1, 1), lease_to=date(2026, 1, 31))
    make_site(moving, valid_until=date(2026, 1, 1))
    make_staff(moving, full_time=False)
    make_ban(moving.operator)
    filings.append(make_historic_filing(moving, kind="professional"))
    filings.append(make_filing(make_compliant_space()))
    return filings


@pytest.mark.parametrize("day", [TODAY, date(2026, 3, 4), date(2026, 12, 31), date(2027, 9, 1)])
def test_many_at_once_are_the_same_as_one_by_one(day):
    filings = [filing for filing in make_several() if filing.filed_on <= day]
    assert bulk(day) == {filing.pk: one_by_one(filing, day) for filing in filings}


def test_one_costs_as_many_queries_as_many(django_assert_num_queries):
    make_filing(make_compliant_space())
    with django_assert_num_queries(QUERIES):
        assert len(bulk()) == 1
    make_several()
    with django_assert_num_queries(QUERIES):
        assert len(bulk()) == 6


def test_a_filing_counts_up_to_the_day_before_its_end():
    filing = make_filing(make_space(), state="cancelled", ended_on=date(2026, 3, 5), filed_on=date(2026, 1, 5))
    assert bulk(date(2026, 1, 4)) == {}
    assert list(bulk(date(2026, 3, 4))) == [filing.pk]
    assert bulk(date(2026, 3, 5)) == {}


def test_what_lists_show_comes_along():
    filing = make_filing(make_space(district=make_district("jinshui"), name="云帆工场"), kind="professional")
    (found,) = facts_on_file(filings_on(TODAY), as_of=TODAY)
    head = found.filing
    assert (head.number, head.name, head.operator) == (filing.number, "云帆工场", filing.operator.name)
    assert (head.district_id, head.district, head.kind_label) == ("jinshui", "金水区", "专业化")


def test_contradicting_data_of_one_makerspace_are_told_and_stop_no_other():
    first, rich, last = (make_filing(make_space()) for _ in range(3))
    most = Decimal("9999999999.99")
    Fund.objects.bulk_create(
        Fund(space=rich.space, kind="own", name="资金", amount_wan=most, valid_from=TODAY) for _ in range(101)
    )
    found = {each.filing.pk: each for each in facts_on_file(filings_on(TODAY), as_of=TODAY)}
    assert found[rich.pk].facts is None
    assert found[rich.pk].problem == "自有种子资金数值过大，请核对"
    assert found[first.pk].facts == one_by_one(first, TODAY)
    assert found[last.pk].facts == one_by_one(last, TODAY)


def test_a_makerspace_that_cannot_be_counted_stops_no_other(monkeypatch):
    broken, sound = make_filing(make_space(name="坏数据")), make_filing(make_space())
    make_resident(broken.space, field="智能传感")
    from filings.selectors.facts import building  # noqa: PLC0415 - patched where it is looked up

    real = building.COUNTED["residents.teams"]
    monkeypatch.setitem(building.COUNTED, "residents.teams", lambda rows, on: 1 // 0 if real(rows, on) else [])
    found = {each.filing.pk: each for each in facts_on_file(filings_on(TODAY), as_of=TODAY)}
    assert (found[broken.pk].facts, found[broken.pk].problem) == (None, UNREADABLE)
    assert found[sound.pk].facts is not None


def test_facts_that_another_app_reads_are_put_in(monkeypatch):
    known, unknown = make_filing(make_space()), make_filing(make_space())
    monkeypatch.setitem(
        contributed.READERS, "statistics.torch_reported", lambda spaces, as_of: {known.space_id: as_of == TODAY}
    )
    found = bulk()
    assert found[known.pk].statistics.torch_reported is True
    assert found[unknown.pk].statistics.torch_reported is None
