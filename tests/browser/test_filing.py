"""One makerspace from the first visit to a certificate that anyone can verify, through every role, in a real browser."""

import pytest

from filings import models as m
from tests.browser.steps import city, district, operator
from tests.factories import TODAY, fill_incubation, fill_resources, make_district, make_round, make_uscc, make_user
from tests.factories_story import make_experts

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_from_registration_to_a_verified_certificate(come, papers):
    make_round(notice_working_days=0)
    clerk = make_user("district", "clerk", district=make_district("gxq"))
    signer = make_user("district", "signer", district=make_district("gxq"), can_sign=True)
    operator.register(come(), make_uscc(), papers("营业执照"))
    applicant = m.User.objects.get(username="zhang_san")
    officer = come(clerk)
    district.confirm(officer, applicant.operator)

    person = come(applicant)
    operator.describe_organisation(person)
    space = operator.open_space(person)
    fill_incubation(space, TODAY)
    fill_resources(space, TODAY.replace(year=2024))
    application = operator.begin_draft(person, space)
    operator.fill_in(person, application, papers)
    operator.submit(person, application)

    district.verify(officer, application)
    district.recommend(officer, application)
    district.sign(come(signer))

    bureau = come(make_user("city", "bureau"))
    city.accept(bureau, application)
    city.form_panel(bureau, application, make_experts())
    for assignment in application.assignments.order_by("pk"):
        city.declare_and_score(come(assignment.expert), assignment)
    city.finish(bureau, application)
    city.publicise(bureau, application)
    city.approve(bureau, application)
    district.sign(come(make_user("city", "director", can_sign=True)))

    application.refresh_from_db()
    assert application.state == "approved"
    filing = application.filing
    person.visit(f"/applications/{application.pk}/").reads("已备案", filing.number, "备案证书")
    certificate = application.documents.get(kind="certificate")
    answer = person.page.request.get(f"{person.base}/documents/{certificate.pk}/file/")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    come().visit(f"/verify/{filing.code}/").reads("在册有效", filing.number, "启明众创空间")
