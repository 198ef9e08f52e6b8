"""The nightly run of the rules: outcome and turns stored, kept over nights, closed on recovery; told once; whole chunks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from filings.models import Fund, HistoryLine, IncubationCase, Notice, Screening, Shortfall
from filings.rules.versions import VERSIONS
from filings.services import screening as service
from filings.services.daily import run_daily
from filings.services.screening import screen_filings
from tests.factories import TODAY, make_historic_filing, make_user
from tests.factories_screening import SEATS, make_short, make_sound, set_seats

pytestmark = pytest.mark.django_db
NIGHT = timedelta(days=1)


def open_of(filing):
    return {each.check_id: each.since for each in Shortfall.objects.filter(filing=filing, ended_on=None)}


def city_of(filing):
    return Screening.objects.get(filing=filing, level="city")


def test_the_outcome_of_every_level_is_stored():
    sound, short = make_sound(), make_short()
    assert screen_filings(TODAY) == 2
    stored = Screening.objects.order_by("filing_id", "level").values_list("filing", "level", "outcome", "lacking")
    assert list(stored) == [
        (sound.pk, "city", "pass", 0),
        (sound.pk, "nation", "fail", 2),  # few results, and nobody has marked the Torch return
        (short.pk, "city", "fail", 1),
        (short.pk, "nation", "fail", 2),
    ]
    city = city_of(short)
    assert (city.ruleset, city.screened_on) == ("zhengzhou-1", TODAY)
    assert [(check.id, check.gap) for check in city.results] == [(SEATS, "还差6个工位")]
    assert (
        Screening.objects.filter(level="nation").values_list("ruleset", flat=True).distinct().get() == "national-2017"
    )


def test_a_level_without_figures_is_not_judged():
    make_sound()
    screen_filings(TODAY)
    assert VERSIONS["henan-2020"].is_empty
    assert not Screening.objects.filter(level="province").exists()


def test_a_check_keeps_its_first_day_over_the_nights_and_ends_when_it_is_met_again():
    filing = make_short()
    screen_filings(TODAY)
    IncubationCase.objects.all().delete()
    set_seats(filing.space, 40)
    screen_filings(TODAY + NIGHT)
    assert open_of(filing) == {SEATS: TODAY, "5.4.cases": TODAY + NIGHT}
    assert "40个" in Shortfall.objects.get(check_id=SEATS).why
    set_seats(filing.space, 60)
    screen_filings(TODAY + 2 * NIGHT)
    assert open_of(filing) == {"5.4.cases": TODAY + NIGHT}
    assert Shortfall.objects.get(check_id=SEATS).ended_on == TODAY + 2 * NIGHT
    set_seats(filing.space, 49)
    screen_filings(TODAY + 3 * NIGHT)
    assert open_of(filing)[SEATS] == TODAY + 3 * NIGHT
    assert Shortfall.objects.filter(check_id=SEATS).count() == 2


def test_twice_on_a_day_changes_nothing_and_an_earlier_day_does_not_overwrite():
    filing = make_short()
    member = make_user("operator", operator=filing.operator)
    screen_filings(TODAY)
    before = list(Screening.objects.values()), list(Shortfall.objects.values()), list(Notice.objects.values())
    screen_filings(TODAY)
    set_seats(filing.space, 60)
    screen_filings(TODAY - NIGHT)
    assert (list(Screening.objects.values()), list(Shortfall.objects.values()), list(Notice.objects.values())) == before
    assert member.notices.count() == 1
    assert HistoryLine.objects.filter(record=f"filing:{filing.pk}").count() == 0


def test_the_operator_is_told_once_when_something_turns():
    filing = make_short()
    member, stranger = make_user("operator", operator=filing.operator), make_user("operator")
    for night in range(3):
        screen_filings(TODAY + night * NIGHT)
    notice = member.notices.get()
    assert notice.title == f"提醒：{filing.space.name}有1项备案条件目前没有达到"
    assert "创业工位（第五条第（二）项）" in notice.body
    assert "不是处理决定，备案仍然有效" in notice.body
    assert notice.url == f"/filings/{filing.pk}/"
    IncubationCase.objects.all().delete()
    screen_filings(TODAY + 3 * NIGHT)
    assert member.notices.count() == 2
    assert "典型孵化案例" in member.notices.first().body
    assert "创业工位" not in member.notices.first().body
    assert stranger.notices.count() == 0


def test_data_that_cannot_be_read_stop_no_other_and_end_no_warning():
    broken, sound = make_short(), make_sound()
    screen_filings(TODAY)
    most = Decimal("9999999999.99")
    Fund.objects.bulk_create(
        Fund(space=broken.space, kind="own", name="资金", amount_wan=most, valid_from=TODAY) for _ in range(101)
    )
    screen_filings(TODAY + NIGHT)
    found = city_of(broken)
    assert (found.outcome, found.problem, found.screened_on) == (
        "unreadable",
        "自有种子资金数值过大，请核对",
        TODAY + NIGHT,
    )
    assert open_of(broken) == {SEATS: TODAY}
    assert (city_of(sound).outcome, city_of(sound).screened_on) == ("pass", TODAY + NIGHT)
    Fund.objects.filter(space=broken.space, amount_wan=most).delete()
    screen_filings(TODAY + 2 * NIGHT)
    assert (city_of(broken).outcome, city_of(broken).problem) == ("fail", "")
    assert open_of(broken) == {SEATS: TODAY}


def test_registers_that_were_never_filled_in_say_nothing_of_the_makerspace():
    filing = make_historic_filing()
    member = make_user("operator", operator=filing.operator)
    screen_filings(TODAY)
    assert (city_of(filing).outcome, city_of(filing).problem) == ("unreadable", "登记名册还没有填写，暂时不能核对。")
    assert open_of(filing) == {}
    assert member.notices.count() == 0


def test_warnings_of_a_filing_that_ended_are_closed():
    filing = make_short()
    screen_filings(TODAY)
    type(filing).objects.update(state="cancelled", ended_on=TODAY + NIGHT)
    screen_filings(TODAY + NIGHT)
    assert open_of(filing) == {}
    assert Shortfall.objects.get().ended_on == TODAY + NIGHT


def test_a_crash_leaves_whole_chunks_and_the_next_run_goes_on(monkeypatch):
    filings = [make_short() for _ in range(3)]
    people = [make_user("operator", operator=filing.operator) for filing in filings]
    monkeypatch.setattr(service, "CHUNK", 2)
    tell, told = service.tell_operators, []

    def break_off(night):
        tell(night)
        told.append(night)
        if len(told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(service, "tell_operators", break_off)
    with pytest.raises(KeyboardInterrupt):
        screen_filings(TODAY)
    assert [len(open_of(filing)) for filing in filings] == [1, 1, 0]
    assert not Screening.objects.filter(filing=filings[2]).exists()
    assert [user.notices.count() for user in people] == [1, 1, 0]
    screen_filings(TODAY)
    assert [len(open_of(filing)) for filing in filings] == [1, 1, 1]
    assert [user.notices.count() for user in people] == [1, 1, 1]


def test_one_filing_that_cannot_be_judged_is_told_as_such_and_stops_no_other(monkeypatch):
    broken, sound = make_short(), make_sound()
    screen_filings(TODAY)
    judged = service.prescreen

    def fail_on_broken(facts, version):
        if facts.site.workstations == 44:
            raise ZeroDivisionError
        return judged(facts, version)

    monkeypatch.setattr(service, "prescreen", fail_on_broken)
    assert screen_filings(TODAY + NIGHT) == 2
    found = city_of(broken)
    assert (found.outcome, found.problem, found.screened_on) == ("unreadable", service.FAILED, TODAY + NIGHT)
    assert [check.id for check in found.results] == [SEATS]
    assert open_of(broken) == {SEATS: TODAY}
    assert (city_of(sound).outcome, city_of(sound).screened_on) == ("pass", TODAY + NIGHT)


def test_a_chunk_that_fails_stays_as_it_was_and_the_days_work_goes_on(monkeypatch):
    filings = [make_short() for _ in range(3)]
    monkeypatch.setattr(service, "CHUNK", 1)
    tell = service.tell_operators

    def fail_on_second(night):
        if filings[1].pk in [each.pk for each in night.opened]:
            raise RuntimeError
        tell(night)

    monkeypatch.setattr(service, "tell_operators", fail_on_second)
    assert run_daily(TODAY).sealed_on == TODAY - NIGHT
    assert [len(open_of(filing)) for filing in filings] == [1, 0, 1]
    assert not Screening.objects.filter(filing=filings[1]).exists()
    monkeypatch.setattr(service, "tell_operators", tell)
    assert screen_filings(TODAY) == 3
    assert [len(open_of(filing)) for filing in filings] == [1, 1, 1]


def test_queries_do_not_grow_with_the_filings_of_a_chunk(django_assert_max_num_queries):
    for _ in range(2):
        make_short()
    screen_filings(TODAY)
    set_seats(make_sound().space, 60)
    for _ in range(6):
        make_sound()
    with django_assert_max_num_queries(34):
        screen_filings(TODAY + NIGHT)


def test_it_runs_with_the_daily_command():
    filing = make_short()
    member = make_user("operator", operator=filing.operator)
    run_daily(date(2026, 3, 6))
    assert open_of(filing) == {SEATS: date(2026, 3, 6)}
    assert member.notices.filter(title__startswith="提醒：").count() == 1
    assert run_daily(date(2026, 3, 6)).reminders == 0
