"""Submitting corrections: only what was named is rebuilt, as of the same day; what is to be verified again; who wins."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from filings.errors import WorkflowRefused
from filings.models import Application, Ban, Fund, HistoryLine, Recommendation, Site
from filings.selectors.correction_drafts import changes_since_return, correction_draft, latest_request, open_request
from filings.selectors.verification import verification_sheet
from filings.services.applications import save_section, withdraw_application
from filings.services.attachments import attach_file, remove_attachment
from filings.services.correction_guards import correction_problems
from filings.services.correction_requests import lapse_application
from filings.services.resubmission import resubmit_application, settle_item
from filings.services.signing import sign_act
from filings.services.snapshots import snapshot_digest
from filings.workflow import Role
from tests.factories import TODAY, make_activity, make_compliant_space, make_resident, make_staff, make_user
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_correction import DUE, make_returned, resubmit, send_back, settle_all
from tests.factories_district import clerk_of, make_recommended, prepare, take_out, verify_all
from tests.factories_fraud import make_ban
from tests.factories_story import accept

pytestmark = pytest.mark.django_db


def snapshots(application):
    return list(application.snapshots.order_by("sequence"))


@pytest.mark.day("2026-03-10")
def test_only_the_named_facts_rows_and_files_are_rebuilt_as_of_the_first_day():
    """Register edits elsewhere, even in other columns of the same row, do not leak in."""
    application = send_back(make_submitted(), "check:5.2.workstations", due_on=date(2026, 3, 24))
    as_of = application.as_of
    before = snapshots(application)[0]
    space = application.space
    Site.objects.filter(space=space).update(workstations=88, total_area_m2="1999.00", has_roadshow_venue=False)
    Fund.objects.filter(space=space).update(amount_wan="999.00")
    make_staff(space)
    make_resident(space)
    make_activity(space)
    operator = member_of(application.operator)
    plan = application.attachments.get(document="floor_plan")
    attach_file(application, actor=operator, document="floor_plan", upload=make_upload("新平面图.pdf"))
    remove_attachment(plan, actor=operator)
    resubmitted = resubmit(settle_all(application))

    first, second = snapshots(application)
    assert (resubmitted.state, resubmitted.as_of, second.sequence, second.as_of) == ("submitted", as_of, 2, as_of)
    assert second.ruleset == first.ruleset
    changed = {
        f"{group}.{name}"
        for group, values in second.facts.items()
        if isinstance(values, dict)
        for name, value in values.items()
        if before.facts[group].get(name) != value
    }
    assert changed == {"site.workstations"}
    assert second.facts["site"]["workstations"] == 88
    (old_site,), (new_site,) = first.rows["registers"]["sites"], second.rows["registers"]["sites"]
    assert new_site == old_site | {"workstations": 88}
    others = set(first.rows["registers"]) - {"sites"}
    assert {name: second.rows["registers"][name] for name in others} == {
        name: first.rows["registers"][name] for name in others
    }
    assert (second.rows["operator"], second.rows["space"]) == (first.rows["operator"], first.rows["space"])
    old = {(file["requirement"], file["file"]) for file in first.files}
    new = {(file["requirement"], file["file"]) for file in second.files}
    assert {requirement for requirement, _ in old ^ new} == {"floor_plan"}
    assert plan.file_id in first.stored_files.values_list("pk", flat=True)
    assert plan.file_id not in second.stored_files.values_list("pk", flat=True)
    assert (first.digest, first.facts) == (before.digest, before.facts)
    assert second.digest == snapshot_digest(second)


@pytest.mark.parametrize("ground", ["fraud", "revocation"])
def test_nothing_is_submitted_again_under_a_ban_that_came_meanwhile(ground):
    """Found against another application of the same organisation; to withdraw and to let it lapse stay open."""
    application = settle_all(make_returned())
    make_ban(application.operator, ground=ground, since=TODAY, until=date(2028, 3, 4))
    assert (
        f"依据{Ban.Ground(ground).label}"
        in correction_problems(correction_draft(open_request(application)), on=TODAY)[0]
    )
    with pytest.raises(
        WorkflowRefused, match=r"2028年3月4日前（含当日）不得申报。自2028年3月5日起可以申报。"
    ) as refused:
        resubmit(application)
    assert "可以撤回" in refused.value.explanation
    application.refresh_from_db()
    assert (application.state, application.snapshots.count()) == ("returned", 1)
    assert withdraw_application(application, actor=member_of(application.operator)).state == "withdrawn"


def test_what_is_banned_meanwhile_still_lapses():
    application = make_returned()
    make_ban(application.operator)
    assert lapse_application(application, on=DUE + timedelta(days=1)).state == "lapsed"


def test_a_ban_that_was_lifted_or_is_over_does_not_stand_in_the_way():
    application = settle_all(make_returned())
    make_ban(application.operator, lifted_on=TODAY)
    make_ban(application.operator, since=date(2024, 3, 4), until=TODAY - timedelta(days=1))
    assert resubmit(application).state == "submitted"


def test_a_register_edit_of_the_named_facts_counts_and_a_row_of_today_does_not():
    application = send_back(make_submitted(), "check:5.8.activities")
    count = snapshots(application)[0].facts["mechanisms"]["activities_in_year"]
    make_activity(application.space, on=TODAY)
    make_activity(application.space, on=TODAY + timedelta(days=1))
    resubmit(settle_all(application))
    assert snapshots(application)[1].facts["mechanisms"]["activities_in_year"] == count + 1


def test_facts_that_limit_each_other_are_opened_together():
    application = send_back(make_submitted(), "check:5.4.startup_age")
    before = snapshots(application)[0].facts["residents"]
    make_resident(application.space)
    resubmit(settle_all(application))
    after = snapshots(application)[1].facts["residents"]
    assert (after["teams"], after["teams_in_year"]) == (before["teams"] + 1, before["teams_in_year"] + 1)
    assert after["incubation_cases_in_year"] == before["incubation_cases_in_year"]


def test_the_same_day_and_the_same_version_judge_though_registers_move_on():
    application = make_returned()
    draft = correction_draft(open_request(application)).draft
    assert (draft.as_of, draft.version.id) == (application.as_of, snapshots(application)[0].ruleset)


def test_marks_of_the_items_and_of_what_they_touch_are_open_again_the_others_stay():
    application = verify_all(make_submitted())
    send_back(application, "check:5.2.workstations")
    Site.objects.filter(space=application.space).update(workstations=70)
    resubmit(settle_all(application))
    sheet = verification_sheet(application)
    assert [item.id for item in sheet.unmarked] == ["5.2.workstations"]
    old = application.verifications.get(item="5.2.workstations")
    assert old.superseded_at is not None
    verify_all(application)
    assert verification_sheet(application).unmarked == ()
    assert application.verifications.filter(item="5.2.workstations").count() == 2


def test_a_correction_elsewhere_that_would_contradict_falls_away_with_its_marks():
    application = make_submitted()
    take_out(application, "5.2.service_area_ratio", site__service_area_m2="450.00")
    verify_all(application)
    send_back(application, "check:5.2.area")
    Site.objects.filter(space=application.space).update(total_area_m2="600.00", service_area_m2="440.00")
    resubmit(settle_all(application))
    assert {item.id for item in verification_sheet(application).unmarked} >= {"5.2.area", "5.2.service_area_ratio"}


def test_what_changed_stands_beside_what_was():
    application = make_returned()
    Site.objects.filter(space=application.space).update(workstations=70)
    resubmit(settle_all(application))
    changes = changes_since_return(latest_request(application))
    assert [(change.key, change.after) for change in changes.figures] == [("site.workstations", "70个")]
    (row,) = changes.rows
    assert row.what.endswith("→ 70")


def test_after_a_city_return_a_new_recommendation_is_needed_and_the_old_one_stays_on_file():
    application = accept(make_recommended())
    handler = make_user(Role.CITY)
    Application.objects.filter(pk=application.pk).update(handler=handler)
    send_back(application, "check:5.2.workstations", actor=make_user(Role.CITY))
    back = resubmit(settle_all(application))
    assert (back.state, back.opinion, back.handler) == ("submitted", "", None)
    letter = application.documents.get(kind="recommendation_letter")
    assert Recommendation.objects.get(application=application).snapshot.sequence == 1
    verify_all(application)
    again = make_signed(application)
    assert (again.state, Recommendation.objects.filter(application=application).count()) == ("recommended", 2)
    assert application.documents.filter(kind="recommendation_letter").count() == 2
    assert application.documents.filter(pk=letter.pk).exists()


def make_signed(application):
    return sign_act(
        prepare(application, f"郑高科函〔2026〕9{application.pk}号"), actor=clerk_of(application, can_sign=True)
    )


def test_it_is_refused_with_what_is_lacking():
    application = make_returned()
    with pytest.raises(WorkflowRefused, match="还有2项没有补正") as refusal:
        resubmit(application)
    assert [problem.partition("：")[0] for problem in refusal.value.problems] == ["创业工位", "场地平面图"]
    settle_all(application, reply="")
    with pytest.raises(WorkflowRefused, match="没有改动"):
        resubmit(application)
    settle_all(application)
    with pytest.raises(WorkflowRefused, match="声明"):
        resubmit_application(application, actor=member_of(application.operator), accepted=())
    for attachment in application.attachments.filter(document="floor_plan"):
        remove_attachment(attachment, actor=member_of(application.operator))
    with pytest.raises(WorkflowRefused, match="还缺1份证明材料"):
        resubmit(application)
    assert len(snapshots(application)) == 1


def test_an_explanation_of_a_named_check_may_be_rewritten_and_is_asked_for():
    space = make_compliant_space()
    space.sites.update(tenure="granted")
    application = make_submitted(space)
    (check,) = [check for check in snapshots(application)[0].result["checks"] if check["verdict"] == "review"]
    send_back(application, f"check:{check['id']}")
    actor = member_of(application.operator)
    save_section(application, "5.2", actor=actor, explanations={check["id"]: "太短"})
    with pytest.raises(WorkflowRefused, match="没有填写完整"):
        resubmit(settle_all(application))
    text = "已与产权方签订续租意向书，租期可以延长至2035年。"
    save_section(application, "5.2", actor=actor, explanations={check["id"]: text})
    resubmit(application)
    assert snapshots(application)[1].sections["explanations"][check["id"]] == text


def test_an_item_may_be_taken_back_before_submitting():
    application = settle_all(make_returned())
    item = application.correction_requests.get().items.first()
    settle_item(application, item.pk, actor=member_of(application.operator), reply="再看", settled=False)
    with pytest.raises(WorkflowRefused, match="还有1项没有补正"):
        resubmit(application)


@pytest.mark.day("2026-03-20")
def test_after_the_last_day_it_is_refused_with_the_way_on():
    application = send_back(make_submitted(), "check:5.2.area", due_on=date(2026, 3, 27))
    Application.objects.filter(pk=application.pk).update(due_on=date(2026, 3, 19))
    settle_all(application)
    with pytest.raises(WorkflowRefused, match="补正期限已于2026年3月19日届满"):
        resubmit(application)


def test_the_line_holds_the_digest_and_what_is_verified_again():
    application = make_returned()
    resubmit(settle_all(application))
    line = HistoryLine.objects.get(record=f"application:{application.pk}", action="resubmit")
    assert line.details["snapshot"] == snapshots(application)[1].digest
    assert "5.2.workstations" in line.details["again"]
    assert clerk_of(application).notices.filter(key__startswith="resubmitted:").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_resubmitting_and_lapsing_at_once_one_wins_and_the_other_is_told():
    application = settle_all(make_returned())
    barrier, outcomes = threading.Barrier(2), {}

    def run(name, task):
        barrier.wait(timeout=10)
        try:
            outcomes[name] = task().state
        except WorkflowRefused as refusal:
            outcomes[name] = refusal.explanation
        finally:
            connection.close()

    tasks = {
        "resubmit": lambda: resubmit(application),
        "lapse": lambda: lapse_application(application, on=DUE + timedelta(days=1)),
    }
    threads = [threading.Thread(target=run, args=pair) for pair in tasks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    state = Application.objects.get(pk=application.pk).state
    if state == "submitted":
        assert outcomes == {"resubmit": "submitted", "lapse": outcomes["lapse"]}
        assert "待区县审核" in outcomes["lapse"]
    else:
        assert (state, outcomes["lapse"]) == ("lapsed", "lapsed")
        assert "逾期未补正" in outcomes["resubmit"]
