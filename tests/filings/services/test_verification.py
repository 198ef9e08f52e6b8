"""Findings of a district: what is saved, what is counted again, what is refused."""

import pytest

from filings.errors import WorkflowRefused
from filings.models import Correction, HistoryLine, Verification
from filings.rules.facts import FactsError
from filings.rules.verdicts import Verdict
from filings.selectors.corrections import Corrections
from filings.selectors.facts import RegisterRows, counted_rows
from filings.selectors.verification import corrected_facts, corrected_result, verification_sheet
from filings.services.history import broken_chains
from filings.services.verification import record_site_visit, save_verification, take_case
from filings.workflow import Role
from tests.factories import (
    TODAY,
    make_compliant_space,
    make_district,
    make_user,
)
from tests.factories_applications import make_submitted, make_upload
from tests.factories_district import clerk_of, prepare, take_out, verify_all, visit

pytestmark = pytest.mark.django_db
SHARE = "5.4.startup_ratio"


def behind(application, fact):
    rows = RegisterRows.from_json(application.snapshots.get().rows)
    return counted_rows(rows, fact, as_of=application.as_of)


def with_eleven_of_34():
    """11 startups among 34 residents on the day."""
    space = make_compliant_space()
    space.residents.filter(kind="startup").first().delete()
    space.residents.filter(kind="team", incorporated_on=None).first().delete()
    return make_submitted(space)


def test_a_row_taken_out_is_not_counted():
    application = with_eleven_of_34()
    (row, *_) = [row for row in behind(application, "residents.startups") if row["kind"] == "startup"]
    assert corrected_facts(application).residents.startups == 11
    assert corrected_result(application).check("5.4.residents").actual == "34家"

    take_out(application, SHARE, ("residents", row["id"]))

    facts = corrected_facts(application)
    assert (facts.residents.startups, facts.residents.teams) == (10, 23)
    result = corrected_result(application)
    assert result.check(SHARE).why == "10 ÷ 33 ＝ 30.30%，要求不低于25%"
    assert result.check("5.4.residents").why == "团队23 ＋ 在孵企业10 ＝ 33家，要求不低于30家"
    stored = application.snapshots.get()
    assert stored.facts["residents"]["startups"] == 11
    assert stored.result["outcome"] == "pass"


def test_a_correction_shows_on_the_other_items_without_marking_them():
    application = with_eleven_of_34()
    row = behind(application, "residents.startups")[0]
    take_out(application, SHARE, ("residents", row["id"]))
    sheet = verification_sheet(application)
    turned = {item.id for item in sheet.items if item.has_turned}
    assert {"5.4.residents", SHARE, "5.7.mentors_per_15"} <= turned
    assert [item.id for item in sheet.items if item.is_marked] == [SHARE]


def test_a_typed_value_runs_the_rules_again():
    application = make_submitted()
    take_out(application, "5.2.workstations", site__workstations=44)
    check = corrected_result(application).check("5.2.workstations")
    assert (check.verdict, check.gap) == (Verdict.FAIL, "还差6个工位")
    assert corrected_result(application).outcome is Verdict.FAIL
    assert corrected_result(application).check("5.2.area").verdict is Verdict.PASS


def test_corrections_saved_again_replace_those_before():
    application = make_submitted()
    take_out(application, "5.2.workstations", site__workstations=44)
    take_out(application, "5.2.workstations", site__workstations=50)
    assert [one.value for one in Correction.objects.all()] == [50]
    mark = save_verification(application, "5.2.workstations", actor=clerk_of(application), verdict="confirmed")
    assert not mark.corrections.exists()
    assert mark.evidence is None
    assert corrected_facts(application).site.workstations == 60


def test_evidence_stays_when_a_correction_is_saved_again_without_a_file():
    application = make_submitted()
    first = take_out(application, "5.2.workstations", site__workstations=44)
    again = save_verification(
        application,
        "5.2.workstations",
        actor=clerk_of(application),
        verdict="corrected",
        finding="再次清点为46个。",
        corrections=Corrections(values={"site.workstations": 46}),
    )
    assert again.evidence == first.evidence


@pytest.mark.parametrize(
    ("finding", "corrections", "evidence", "said"),
    [
        ("清点为44个。", Corrections(), True, "更正须取消勾选名册行，或填写更正后的数据。"),
        ("", Corrections(values={"site.workstations": 44}), True, "请填写更正理由。"),
        ("清点为44个。", Corrections(values={"site.workstations": 44}), False, "请上传更正的依据。"),
        (
            "少了。",
            Corrections(values={"residents.startups": 3}),
            True,
            "数量由名册行算出，请取消勾选不应计入的行，不用手填。",
        ),
        (
            "少了。",
            Corrections(frozenset({("residents", 0)})),
            True,
            "有的名册行不在这次提交的数据中，请刷新页面后重新勾选。",
        ),
    ],
)
def test_a_correction_without_data_reason_or_evidence_is_refused(finding, corrections, evidence, said):
    application = make_submitted()
    with pytest.raises(WorkflowRefused) as refused:
        save_verification(
            application,
            "5.2.workstations",
            actor=clerk_of(application),
            verdict="corrected",
            finding=finding,
            corrections=corrections,
            evidence=make_upload() if evidence else None,
        )
    assert refused.value.explanation == said
    assert not Verification.objects.exists()


def test_contradictory_values_are_refused_by_name():
    application = make_submitted()
    with pytest.raises(FactsError) as refused:
        take_out(application, "5.2.area", site__total_area_m2="500.00")
    assert [problem.key for problem in refused.value.problems] == ["site.service_area_m2"]
    assert not Verification.objects.exists()


def test_a_datum_corrected_elsewhere_is_refused():
    application = make_submitted()
    row = behind(application, "residents.startups")[0]
    take_out(application, SHARE, ("residents", row["id"]))
    with pytest.raises(WorkflowRefused, match="有的数据已在其他核实项中更正"):
        take_out(application, "5.4.residents", ("residents", row["id"]))


def leased():
    """A lease of less than five years to go: 需人工核实."""
    space = make_compliant_space()
    space.sites.update(tenure="leased", lease_from="2024-01-01", lease_to="2029-12-31")
    return make_submitted(space)


def test_a_verdict_that_leaves_latitude_needs_a_finding():
    application = leased()
    with pytest.raises(WorkflowRefused, match="这一项需人工核实，请填写核实意见，说明认定的理由。"):
        save_verification(application, "5.2.lease", actor=clerk_of(application), verdict="confirmed", finding=" ")
    mark = save_verification(
        application, "5.2.lease", actor=clerk_of(application), verdict="confirmed", finding="合同期六年，可以续租。"
    )
    assert mark.finding == "合同期六年，可以续租。"


def test_a_finding_is_written_to_the_chain():
    application = make_submitted()
    mark = take_out(application, "5.2.workstations", site__workstations=44)
    line = HistoryLine.objects.get(action="verify_item")
    assert line.details == {
        "item": "5.2.workstations",
        "verdict": "corrected",
        "rows": [],
        "values": {"site.workstations": 44},
        "evidence": mark.evidence.sha256,
    }
    assert (line.from_state, line.to_state, line.role) == ("", "", "district")
    assert broken_chains() == []


def test_nothing_is_verified_while_an_act_waits_or_after_it():
    application = verify_all(make_submitted())
    prepare(application)
    with pytest.raises(WorkflowRefused, match="待签发的事项"):
        save_verification(application, "5.2.area", actor=clerk_of(application), verdict="confirmed")
    application.pending_acts.update(status="withdrawn")
    type(application).objects.update(state="recommended")
    with pytest.raises(WorkflowRefused, match="现在是“已推荐”，核实结论不能再改动"):
        save_verification(application, "5.2.area", actor=clerk_of(application), verdict="confirmed")


def test_another_district_and_other_roles_are_refused():
    application = make_submitted()
    stranger = make_user(Role.DISTRICT, district=make_district("jinshui"))
    for actor in (stranger, make_user(Role.CITY), make_user(Role.OPERATOR, operator=application.operator)):
        with pytest.raises(WorkflowRefused):
            save_verification(application, "5.2.area", actor=actor, verdict="confirmed")
        with pytest.raises(WorkflowRefused):
            take_case(application, actor=actor, seen_handler=None)


def test_an_unknown_item_is_refused():
    application = make_submitted()
    for item in ("6.1.lead", "standing.fraud_ban", "9.9"):
        with pytest.raises(WorkflowRefused, match="没有这个核实项"):
            save_verification(application, item, actor=clerk_of(application), verdict="confirmed")


def test_the_case_is_taken_by_one_of_two():
    application = make_submitted()
    first, second = clerk_of(application), make_user(Role.DISTRICT, full_name="赵晨")
    take_case(application, actor=first, seen_handler=None)
    with pytest.raises(WorkflowRefused, match=f"这件申请刚刚由{first}接手经办"):
        take_case(application, actor=second, seen_handler=None)
    taken = take_case(application, actor=second, seen_handler=first.pk)
    assert taken.handler == second
    lines = HistoryLine.objects.filter(action="take_case").order_by("sequence")
    assert [line.details for line in lines] == [
        {"before": None, "handler": first.pk},
        {"before": first.pk, "handler": second.pk},
    ]


def test_a_visit_is_recorded_with_its_photographs():
    application = make_submitted()
    record = visit(application)
    assert record.officers == "李静、赵晨"
    assert record.photos.get().file.content_type == "image/png"
    line = HistoryLine.objects.get(action="record_site_visit")
    assert line.details["on"] == "2026-03-05"
    assert len(line.details["photos"]) == 1


def test_one_officer_is_not_enough():
    application = make_submitted()
    with pytest.raises(WorkflowRefused, match="两名以上工作人员"):
        record_site_visit(
            application,
            actor=clerk_of(application),
            on=TODAY,
            officers=["李静", " 李静 ", ""],
            findings="一致。",
            consistent=True,
        )


def test_a_professional_case_has_its_own_items():
    application = make_submitted(make_compliant_space("professional"))
    sheet = verification_sheet(application)
    assert sheet.total == 27 + 5 + 8
    assert [group.clause.section for group in sheet.groups()] == [
        *(f"5.{n}" for n in range(1, 9)),
        *(f"6.{n}" for n in range(1, 5)),
    ]
    assert [result.id for result in sheet.standing] == [
        "standing.fraud_ban",
        "standing.revocation_ban",
        "standing.active_filing",
    ]
