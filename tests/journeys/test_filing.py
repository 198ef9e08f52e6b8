"""Whole stories through the pages: a filing from registration to certificate, a refusal by the district, one by the city."""

import pytest

from filings import models as m
from filings.services.seals import broken_records
from tests.factories import make_compliant_space, make_round, make_user
from tests.factories_applications import make_submitted
from tests.factories_district import make_recommended
from tests.journeys import steps
from tests.journeys.world import Person, make_officials, the_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(db):
    """An open round whose public notice takes no working day."""
    make_officials()
    return make_round(title="2026年第一批", notice_working_days=0)


def actions():
    """What the chain of the application says, in order."""
    lines = m.HistoryLine.objects.filter(record=f"application:{the_application().pk}")
    return [line.action for line in lines.order_by("sequence") if line.action != "verify_item"]


def documents():
    return set(the_application().documents.values_list("kind", flat=True))


def pdf_of(person, kind):
    """The first bytes of a document as its reader downloads it."""
    document = the_application().documents.get(kind=kind)
    answer = person.get(f"/documents/{document.pk}/file/")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content[:5]


def test_from_registration_to_the_certificate(round_):
    steps.register()
    space = steps.set_up_space()
    steps.apply(space, round_)
    steps.verify()
    steps.recommend()
    steps.accept()
    steps.review(share=85, recommends=True)
    steps.publicise()
    Person().reads("/notices/", space.name)
    steps.approve()

    filing = m.Filing.objects.get()
    assert (filing.number, filing.space, filing.state) == ("郑众创备〔2026〕1号", space, "active")
    assert the_application().number == "2026-0001"
    assert pdf_of(Person("operator1"), "certificate") == (200, b"%PDF-")
    Person("operator1").reads("/filings/", filing.number)
    Person().reads(f"/verify/{filing.code}/", filing.number, "在册")
    Person().reads("/register/", space.name)
    assert actions() == [
        *("create", "submit", "take_case", "prepare_recommend", "recommend", "accept", "assign_experts"),
        *("start_review", *("declare_no_conflict", "submit_sheet") * 3, "finish_review", "publicise"),
        *("prepare_approve", "approve"),
    ]
    assert documents() >= {
        *("recommendation_letter", "prescreen_opinion", "acceptance_notice", "review_summary"),
        *("public_notice", "filing_notice", "certificate"),
    }
    assert broken_records() == []


def test_the_district_declines_what_does_not_reach_the_conditions(round_):
    space = make_compliant_space(name="聚力工场")
    space.sites.update(workstations=42)
    member = make_user("operator", "operator2", operator=space.operator)
    make_submitted(space, round_=round_)
    Person("operator2").reads(steps.page_of(), "待区县审核")
    steps.decline()
    assert the_application().state == "declined"
    assert actions() == ["create", "submit", "prepare_decline", "decline"]
    assert "创业工位" in m.HistoryLine.objects.get(action="decline").reason
    assert pdf_of(Person("operator2"), "decline_notice") == (200, b"%PDF-")
    notice = m.Notice.objects.filter(user=member).latest("pk")
    assert "15日内向郑州市科学技术局申请复核" in notice.body
    Person("operator2").reads("/applications/", "区县不予推荐")


def test_the_city_rejects_after_a_failed_review(round_):
    application = make_recommended(round_=round_)
    make_user("operator", "operator3", operator=application.operator)
    steps.accept()
    steps.review(share=50, recommends=False)
    refused = Person("city1").post(steps.page_of("publicise/"), {"number": "郑科公示〔2026〕1号", "working_days": "0"})
    assert refused.status_code == 409
    steps.reject("第七条第（三）项", "专家评审平均分未达到通过分数。")
    assert the_application().state == "rejected"
    assert m.Filing.objects.count() == 0
    assert pdf_of(Person("operator3"), "rejection_notice") == (200, b"%PDF-")
    Person("operator3").reads(steps.page_of(), "不予备案", "第七条第（三）项")
