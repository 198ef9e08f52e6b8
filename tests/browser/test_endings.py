"""Two ways that end without a filing: the district declines, the city rejects after a failed review."""

import pytest

from filings import models as m
from filings.workflow import State
from tests.browser.steps import city, district
from tests.factories import make_round, make_user
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of
from tests.factories_story import accept, make_in_state, put_in_review

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def notice_of(person, application: m.Application, kind: str) -> tuple[int, bytes]:
    """Status and first bytes of a document as its reader downloads it."""
    document = application.documents.get(kind=kind)
    answer = person.page.request.get(f"{person.base}/documents/{document.pk}/file/")
    return answer.status, answer.body()[:5]


def test_district_declines(come):
    application = make_submitted(round_=make_round())
    district.decline(come(clerk_of(application)), application)
    district.sign(come(clerk_of(application, can_sign=True)))
    application.refresh_from_db()
    assert application.state == State.DECLINED
    person = come(member_of(application.operator))
    person.visit(f"/applications/{application.pk}/").reads("区县不予推荐", "不予推荐通知书")
    assert notice_of(person, application, "decline_notice") == (200, b"%PDF-")


def test_city_rejects_after_a_failed_review(come):
    application = put_in_review(accept(make_in_state(State.RECOMMENDED, round_=make_round())))
    for assignment in application.assignments.order_by("pk"):
        city.declare_and_score(come(assignment.expert), assignment, recommend=False)
    bureau = come(make_user("city", "bureau"))
    city.finish(bureau, application)
    city.reject(bureau, application)
    district.sign(come(make_user("city", "director", can_sign=True)))
    application.refresh_from_db()
    assert application.state == State.REJECTED
    person = come(member_of(application.operator))
    person.visit(f"/applications/{application.pk}/").reads("不予备案", "不予备案通知书")
    assert notice_of(person, application, "rejection_notice") == (200, b"%PDF-")
