"""Two years of 不合格 opened as a revocation by the city: what is kept, what a corrected grade does to it, never by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.models import HistoricGrade
from evaluation.services.campaigns.revocations import propose_for_failures
from filings.errors import WorkflowRefused
from filings.models import Revocation
from filings.services.revocations.proceedings import notify_operator
from tests.factories_evaluation import make_failed_years
from tests.factories_revocations import drop, make_revocation, number
from tests.factories_statistics import make_filed_space
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db
FACTS = "2023年度、2024年度考核评价等级均为不合格。"


@pytest.fixture
def city(settings):
    settings.SECOND_FACTOR_ROLES = []
    return city_clerk()


@pytest.fixture
def space():
    space = make_filed_space()
    make_failed_years(space)
    return space


def page(city, name, *args):
    client = Client()
    client.force_login(city)
    return client.get(reverse(name, args=args))


def test_the_city_opens_it_and_the_two_grades_are_kept(city, space):
    assert not Revocation.objects.exists()
    revocation = propose_for_failures(space, actor=city, facts=FACTS)
    assert (revocation.ground, revocation.filing.space, revocation.state) == ("failed", space, "proposed")
    assert [(each["year"], each["label"]) for each in revocation.basis["grades"]] == [
        (2023, "不合格"),
        (2024, "不合格"),
    ]
    assert "2023年度不合格、2024年度不合格" in page(city, "filings:revocation", revocation.pk).content.decode()
    assert make_revocation("revoked", revocation=revocation).decision.context["clause"] == "第十五条第（二）项"


def test_the_page_fills_in_the_facts_and_leads_to_the_revocation(city, space):
    listed = page(city, "evaluation:revocation-proposals").content.decode()
    address = reverse("evaluation:revocation-propose", args=[space.pk])
    assert address in listed
    shown = page(city, "evaluation:revocation-propose", space.pk).content.decode()
    assert "2023年度考核评价等级为不合格、2024年度考核评价等级为不合格，连续两年" in shown
    client = Client()
    client.force_login(city)
    client.post(address, {"facts": FACTS})
    revocation = Revocation.objects.get()
    listed = page(city, "evaluation:revocation-proposals").content.decode()
    assert address not in listed
    assert reverse("filings:revocation", args=[revocation.pk]) in listed
    assert client.get(address).status_code == 409
    assert "建议撤销备案（第十五条第（二）项）" not in client.get(reverse("filings:desk")).content.decode()


def test_a_grade_corrected_meanwhile_is_told_and_only_a_drop_is_left(city, space):
    revocation = propose_for_failures(space, actor=city, facts=FACTS)
    HistoricGrade.objects.filter(space=space, year=2024).update(grade="pass")
    shown = page(city, "filings:revocation", revocation.pk).content.decode()
    assert "2024年度的评价等级已更正为“合格”，不再是连续两年不合格。" in shown
    assert reverse("filings:revocation-notify", args=[revocation.pk]) not in shown
    with pytest.raises(WorkflowRefused, match="请作出不予撤销"):
        notify_operator(revocation, actor=city, number=number())
    assert drop(revocation, reason="等级已更正。").state == "dropped"


def test_a_grade_that_is_gone_is_told_too(city, space):
    revocation = propose_for_failures(space, actor=city, facts=FACTS)
    HistoricGrade.objects.filter(space=space, year=2023).delete()
    assert "2023年度的评价结果已不存在" in page(city, "filings:revocation", revocation.pk).content.decode()


def test_one_year_is_not_enough_nor_a_makerspace_off_file(city, space):
    HistoricGrade.objects.filter(space=space, year=2023).delete()
    with pytest.raises(WorkflowRefused, match="没有连续两年不合格"):
        propose_for_failures(space, actor=city, facts=FACTS)
    assert page(city, "evaluation:revocation-propose", space.pk).status_code == 409
    other = make_filed_space()
    other.filings.update(state="cancelled", ended_on="2026-03-01")
    assert page(city, "evaluation:revocation-propose", other.pk).status_code == 404


def test_years_that_were_dropped_are_not_proposed_again(city, space):
    drop(propose_for_failures(space, actor=city, facts=FACTS), reason="情节轻微，已整改。")
    listed = page(city, "evaluation:revocation-proposals").content.decode()
    assert "不予撤销" in listed
    assert reverse("evaluation:revocation-propose", args=[space.pk]) not in listed
