"""Entering a makerspace into the reserve pool, registered or not, and what its district knows of it."""

import pytest
from django.db import IntegrityError, transaction

from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.models import HistoryLine, Notice, PoolAssessment, PoolEntry
from filings.rules.verdicts import Verdict
from filings.selectors.pool.judging import judge_entry
from filings.services.pool.entering import Unregistered, revision_of, save_figures
from tests.factories import (
    TODAY,
    make_compliant_space,
    make_district,
    make_filing,
    make_operator,
    make_site,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in, facts_known, leave, make_entry, make_unregistered

pytestmark = pytest.mark.django_db


def lines_of(entry):
    return list(HistoryLine.objects.filter(record=f"poolentry:{entry.pk}").values_list("action", flat=True))


def test_a_registered_space_is_judged_by_its_registers():
    space = make_compliant_space()
    member = member_of(space.operator)
    entry = make_entry(space)
    assessment = entry.assessments.get()
    assert (assessment.on, assessment.fails, assessment.missing) == (TODAY, 0, 0)
    assert entry.name == space.name
    assert entry.operator == space.operator
    assert lines_of(entry) == ["enter_pool"]
    assert Notice.objects.get(user=member).url == f"/pool/{entry.pk}/"


def test_the_gap_is_that_of_an_application():
    space = make_space()
    make_site(space, total_area_m2="450.00", service_area_m2="400.00", workstations=47)
    entry = make_entry(space)
    checks = entry.assessments.get().checks
    assert checks["5.2.workstations"]["gap"] == "还差3个工位"
    assert checks["5.2.area"]["verdict"] == "fail"
    assert "5.2.public_space" not in checks


def test_what_nobody_knows_of_an_unregistered_one_is_missing():
    entry = make_unregistered()
    result = judge_entry(entry, on=TODAY)
    assert result.check("5.2.workstations").gap == "还差10个工位"
    assert result.check("5.2.area").verdict is Verdict.PASS
    assert result.check("5.4.residents").verdict is Verdict.MISSING
    assert entry.facts == {"site": {"total_area_m2": "620.00", "workstations": 40}, "mentors": {"total": 2}}
    assert entry.facts_on == TODAY


def test_a_space_is_in_the_pool_once():
    entry = make_entry()
    with pytest.raises(WorkflowRefused, match="还不在储备库中"):
        make_entry(entry.space)
    with pytest.raises(IntegrityError, match=r"one_live_pool_entry_per_space|space_id"), transaction.atomic():
        PoolEntry.objects.filter(pk=make_unregistered().pk).update(space=entry.space, operator=entry.operator)
    leave(entry)
    assert make_entry(entry.space).is_live


def test_one_code_and_name_is_in_the_pool_once():
    code = make_uscc()
    make_unregistered(uscc=code, name="田野创客空间")
    with pytest.raises(WorkflowRefused, match="已在储备库中"):
        make_unregistered(uscc=code, name="田野创客空间")


def test_a_filed_space_is_refused_with_the_reason():
    space = make_space()
    filing = make_filing(space)
    with pytest.raises(WorkflowRefused, match=rf"已有同一类型的备案在册（{filing}）"):
        make_entry(space)
    assert make_entry(space, kind="professional").kind == "professional"


def test_only_a_district_enters_and_only_its_own():
    space = make_space()
    for actor in (make_user("district", district=make_district("jinshui")), make_user("city")):
        with pytest.raises(WorkflowRefused):
            make_entry(space, actor=actor)
    pending = make_space(make_operator(status="pending"))
    with pytest.raises(WorkflowRefused, match="运营机构已确认"):
        make_entry(pending)
    assert PoolEntry.objects.count() == 0


def test_figures_brought_up_to_date_are_assessed_on_that_day():
    entry = make_unregistered()
    before = entry.assessments.get().fails
    whose = Unregistered(
        name="田野新空间", operator_name=entry.operator_name, contact_name="郭芳", contact_phone="0371-12345678"
    )
    facts = facts_known(site={"total_area_m2": "620.00", "workstations": 55})
    saved = save_figures(entry, actor=clerk_in(entry.district), whose=whose, facts=facts)
    assert (saved.name, saved.facts["site"]["workstations"]) == ("田野新空间", 55)
    assert [row.fails for row in PoolAssessment.objects.filter(entry=entry)] == [before - 1]
    assert lines_of(entry) == ["enter_pool", "save_pool_figures"]


def test_figures_of_a_registered_space_are_not_typed():
    entry = make_entry()
    whose = Unregistered(name="甲", operator_name="乙")
    with pytest.raises(WorkflowRefused, match="按运营机构的登记名册计算"):
        save_figures(entry, actor=clerk_in(entry.keeper), whose=whose, facts=facts_known())


def test_of_one_that_another_district_keeps_no_more_is_told_than_that():
    code = make_uscc()
    make_unregistered(uscc=code, name="麦田青创空间")
    with pytest.raises(WorkflowRefused, match="请在储备库中查找"):
        make_unregistered(uscc=code, name="麦田青创空间")
    jinshui = make_district("jinshui")
    with pytest.raises(WorkflowRefused, match=r"^这个众创空间已由其他区县列入储备库，请联系市科技局。$"):
        make_unregistered(uscc=code, name="麦田青创空间", district=jinshui)
    other = make_unregistered(uscc=code, district=jinshui)
    whose = Unregistered(name="麦田青创空间", operator_name=other.operator_name, uscc=code)
    with pytest.raises(WorkflowRefused, match="已由其他区县列入储备库"):
        save_figures(other, actor=clerk_in(jinshui), whose=whose, facts=facts_known())
    assert PoolEntry.objects.count() == 2


def test_figures_that_a_colleague_saved_meanwhile_are_not_overwritten():
    entry = make_unregistered()
    clerk, shown = clerk_in(entry.district), revision_of(entry)
    whose = Unregistered(**{name: getattr(entry, name) for name in Unregistered.__slots__})
    save_figures(entry, actor=clerk, whose=whose, facts=facts_known(mentors={"total": 5}), revision=shown)
    with pytest.raises(ChangedMeanwhile, match="没有覆盖"):
        save_figures(entry, actor=clerk, whose=whose, facts=facts_known(), revision=shown)
    entry.refresh_from_db()
    assert entry.facts["mentors"]["total"] == 5
    assert lines_of(entry) == ["enter_pool", "save_pool_figures"]


def test_the_same_without_a_code_is_entered_once_by_an_account():
    named = {"name": "麦田青创空间", "operator_name": "麦田公司"}
    make_unregistered(**named)
    with pytest.raises(WorkflowRefused, match="没有重复列入"):
        make_unregistered(**named)
    leave(PoolEntry.objects.get())
    make_unregistered(**named)
    make_unregistered(**named | {"contact_name": "周敏"})
    assert PoolEntry.objects.count() == 3
