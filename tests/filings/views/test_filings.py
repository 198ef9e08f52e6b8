"""A filing's page for those within reach."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from filings.workflow import Role
from tests.factories import make_district, make_historic_filing, make_operator, make_user
from tests.factories_city import make_approved, make_clerk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def filing():
    return make_approved()


def people(filing):
    return {
        "its operator": make_user(Role.OPERATOR, operator=filing.operator),
        "its district": make_user(Role.DISTRICT, district=filing.space.district),
        "the city": make_clerk(),
        "another operator": make_user(Role.OPERATOR, operator=make_operator()),
        "another district": make_user(Role.DISTRICT, district=make_district("jinshui")),
    }


def test_reach(client, filing):
    answers = {}
    for who, account in people(filing).items():
        client.force_login(account)
        answers[who] = client.get(reverse("filings:filing", args=[filing.pk])).status_code
    assert answers == {
        "its operator": 200,
        "its district": 200,
        "the city": 200,
        "another operator": 404,
        "another district": 404,
    }


def test_certificate_can_be_downloaded_by_the_operator(client, filing):
    client.force_login(make_user(Role.OPERATOR, operator=filing.operator))
    text = client.get(reverse("filings:filing", args=[filing.pk])).content.decode()
    certificate = filing.application.documents.get(kind="certificate")
    address = reverse("filings:document-file", args=[certificate.pk])
    assert address in text
    assert "评审汇总表" not in text
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def pages_of(filing):
    return {
        "register": reverse("filings:register") + f"?q={filing.old_number}",
        "verify": reverse("filings:verify-code", args=[filing.code]),
        "list": reverse("filings:filings"),
        "filing": reverse("filings:filing", args=[filing.pk]),
        "space": reverse("filings:space", args=[filing.space.pk]),
        "spaces": reverse("filings:spaces"),
        "desk": reverse("filings:desk"),
    }


def test_a_filing_from_before_the_system_is_shown_like_any_other(client):
    filing = make_historic_filing()
    for account in list(people(filing).values())[:3]:
        client.force_login(account)
        answers = {name: client.get(url) for name, url in pages_of(filing).items()}
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200)
        for name in ("register", "verify", "list", "filing"):
            assert filing.old_number in answers[name].content.decode(), name
        assert "历史数据，系统启用前备案" in answers["filing"].content.decode()
        assert str(filing.space) in answers["spaces"].content.decode()


@pytest.mark.parametrize("numbers", [{"serial": 3}, {"serial": None, "old_number": ""}])
def test_a_filing_has_one_number(numbers):
    with pytest.raises(IntegrityError):
        make_historic_filing(**numbers)
