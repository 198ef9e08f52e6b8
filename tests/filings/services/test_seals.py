"""verify_history finds what was changed or taken away."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from filings import models as m
from filings.services.documents import record_service, upload_scan
from filings.services.history import append_line, seal_day, seal_digest
from filings.services.seals import broken_records
from filings.services.snapshots import snapshot_digest
from tests.factories_applications import make_submitted, make_upload
from tests.factories_city import make_accepted, make_clerk, make_recommended
from tests.factories_fraud import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_submitted()


def lines_of(application):
    return m.HistoryLine.objects.filter(record=f"application:{application.pk}")


def test_everything_holds(application, capsys):
    seal_day(date(2026, 3, 5))
    assert broken_records() == []
    call_command("verify_history")
    assert capsys.readouterr().out == "All chains hold.\n"


def test_a_changed_line(application):
    lines_of(application).filter(action="submit").update(reason="另有原因")
    assert broken_records() == [f"application:{application.pk} #2"]


def test_a_removed_first_line(application):
    lines_of(application).filter(sequence=1).delete()
    assert broken_records() == [f"application:{application.pk} #2"]


def test_a_last_line_cut_off_shows_against_the_seal(application):
    append_line(application, actor=None, action="remind")
    seal_day(date(2026, 3, 5))
    lines_of(application).filter(sequence=3).delete()
    assert broken_records() == [f"application:{application.pk} (sealed 2026-03-05)"]


def test_a_whole_chain_removed_shows_against_the_seal(application):
    seal_day(date(2026, 3, 5))
    lines_of(application).delete()
    assert broken_records() == [f"application:{application.pk} (sealed 2026-03-05)", f"snapshot:{application.pk}/1"]


def test_a_changed_seal(application):
    seal_day(date(2026, 3, 5))
    m.DailySeal.objects.update(heads={})
    assert broken_records() == ["seal:2026-03-05"]


def test_each_seal_holds_the_one_before(application):
    first, second = seal_day(date(2026, 3, 5)), seal_day(date(2026, 3, 6))
    assert (first.previous, second.previous) == ("", first.digest)
    assert seal_digest(second) == second.digest != first.digest
    assert broken_records() == []


def test_a_removed_seal_shows_in_the_next(application):
    for day in (5, 6, 7):
        seal_day(date(2026, 3, day))
    m.DailySeal.objects.get(on="2026-03-06").delete()
    assert broken_records() == ["seal:2026-03-07"]


def test_a_seal_written_anew_with_its_digest_shows_in_the_next(application):
    forged = seal_day(date(2026, 3, 5))
    seal_day(date(2026, 3, 6))
    forged.heads = {}
    forged.digest = seal_digest(forged)
    forged.save()
    assert broken_records() == ["seal:2026-03-06"]


def test_seals_from_before_they_were_chained_hold(application):
    for day in (3, 4):
        seal = m.DailySeal(on=date(2026, 3, day), heads={})
        seal.digest = seal_digest(seal)
        seal.save()
    assert seal_day(date(2026, 3, 5)).previous == seal.digest
    assert broken_records() == []


def test_no_day_is_sealed_after_a_later_one(application):
    latest = seal_day(date(2026, 3, 5))
    assert seal_day(date(2026, 3, 4)) == latest
    assert m.DailySeal.objects.count() == 1


def test_a_last_line_cut_off_before_the_seal_shows_against_the_state(application):
    lines_of(application).filter(sequence=2).delete()
    assert broken_records() == [
        f"application:{application.pk} (state submitted)",
        f"snapshot:{application.pk}/1",
    ]


def test_a_state_set_past_the_services(application):
    m.Application.objects.update(state="approved")
    assert broken_records() == [f"application:{application.pk} (state approved)"]


def test_a_fraud_case_set_past_the_services(application):
    case = make_case("served", application)
    assert broken_records() == []
    m.FraudCase.objects.update(state="notified")
    assert broken_records() == [f"fraudcase:{case.pk} (state notified)"]


def test_a_last_line_of_a_fraud_case_cut_off_before_the_seal(application):
    case = make_case("served", application)
    m.HistoryLine.objects.filter(record=f"fraudcase:{case.pk}").latest("sequence").delete()
    assert broken_records() == [f"fraudcase:{case.pk} (state served)"]


def test_a_changed_snapshot_with_a_new_digest_shows_against_the_history(application):
    snapshot = application.snapshots.get()
    snapshot.facts["site"]["workstations"] = 5000
    snapshot.digest = snapshot_digest(snapshot)
    snapshot.save()
    assert broken_records() == [f"snapshot:{application.pk}/1"]


def test_a_changed_snapshot(application):
    snapshot = application.snapshots.get()
    snapshot.facts["site"]["workstations"] = 5000
    snapshot.save()
    assert broken_records() == [f"snapshot:{application.pk}/1"]


def test_the_command_names_the_record_and_exits_with_1(application):
    lines_of(application).filter(sequence=2).update(to_state="approved")
    with pytest.raises(CommandError, match=rf"broken: application:{application.pk} #2") as caught:
        call_command("verify_history")
    assert caught.value.returncode == 1


def test_a_changed_recommendation():
    application = make_recommended()
    kept = application.recommendations.get()
    kept.facts["site"]["workstations"] = 9999
    kept.save()
    assert f"recommendation:{kept.pk} (application:{application.pk})" in broken_records()


def test_a_scan_or_a_service_that_was_changed_or_taken_away():
    clerk = make_clerk()
    application = make_accepted(clerk)
    before = broken_records()  # its earlier states are laid down as rows
    document = application.documents.get(kind="acceptance_notice")
    scan = upload_scan(document, actor=clerk, upload=make_upload())
    record = record_service(document, actor=clerk, served_on=document.issued_on, manner="direct")
    assert broken_records() == before
    m.ServiceRecord.objects.update(manner="post")
    m.StoredFile.objects.filter(pk=scan.file_id).update(sha256="0" * 64)
    named = [f"document:{document.pk} scan 1", f"document:{document.pk} service 1"]
    assert [name for name in broken_records() if name not in before] == named
    record.delete()
    assert named[1] in broken_records()
