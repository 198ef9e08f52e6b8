"""The what-if pages through the client: the public self-check and a draft. Nothing is stored by either."""

import pytest
from django.urls import reverse

from filings import models as m
from filings.forms.what_if import field_values
from filings.rules.facts import parse_facts
from tests.factories_applications import make_draft, member_of
from tests.filings.rules.samples import varied

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}
CHECK = "/check/"


def answers(**changes):
    """What a visitor has typed: everything passes but what is changed."""
    facts = parse_facts(
        varied({key.replace("__", "."): value for key, value in changes.items()} | {"kind": "comprehensive"})
    )
    return field_values(facts)


def tried(was, **moved):
    return {f"was-{name}": value for name, value in was.items()} | was | moved


def test_the_self_check_says_what_is_enough(client):
    page = client.post(CHECK, answers(site__workstations=44)).content.decode()
    assert "还差6个工位" in page
    assert "创业工位再增加6个即可" in page


def test_trying_out_begins_from_what_was_typed(client):
    was = answers(site__workstations=44)
    response = client.post(CHECK, was | {"try": "begin"})
    assert response.templates[0].name == "filings/public/what_if.html"
    assert response.context["kept"]["was-site__workstations"] == "44"
    assert [line["text"] for line in response.context["least"]] == ["创业工位再增加6个"]


def test_a_moved_figure_turns_its_verdict_and_shows_what_it_was(client):
    response = client.post(CHECK, tried(answers(site__workstations=44), site__workstations="50"), headers=HTMX)
    turned = [(old.id, old.verdict.value, new.verdict.value) for old, new in response.context["turned"]]
    assert turned == [("5.2.workstations", "fail", "pass")]
    assert "<html" not in response.content.decode()
    page = client.post(CHECK, tried(answers(site__workstations=44), site__workstations="50")).content.decode()
    assert "原来44个" in page


def test_the_least_changes_are_filled_in_and_put_back(client):
    was = answers(site__workstations=44, mechanisms__activities_in_year=8)
    response = client.post(CHECK, tried(was) | {"try": "least"})
    assert response.context["form"]["site__workstations"].value() == "50"
    assert response.context["form"]["mechanisms__activities_in_year"].value() == "10"
    assert response.context["after"].outcome == "pass"
    response = client.post(CHECK, tried(was, site__workstations="60") | {"try": "reset"})
    assert response.context["form"]["site__workstations"].value() == "44"
    response = client.post(CHECK, tried(was, site__workstations="60") | {"try": "end"})
    assert response.templates[0].name == "filings/public/self_check.html"
    assert response.context["form"]["site__workstations"].value() == "44"


def test_a_contradiction_keeps_what_was_typed(client):
    was = answers(site__workstations=44)
    response = client.post(CHECK, tried(was, staff__full_time_bachelor="9"), headers=HTMX)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["staff__full_time_bachelor"]


def test_kept_figures_that_were_tampered_with_are_not_kept(client):
    response = client.post(CHECK, answers() | {"was-site__workstations": "x"})
    assert response.templates[0].name == "filings/public/self_check.html"


@pytest.fixture
def draft(client):
    application = make_draft()
    application.space.sites.update(workstations=44)
    client.force_login(member_of(application.operator))
    return application


def test_a_draft_is_tried_out_from_its_registers(client, draft, django_assert_max_num_queries):
    url = reverse("filings:application-what-if", args=[draft.pk])
    with django_assert_max_num_queries(30):
        response = client.get(url)
    form = response.context["form"]
    assert form["site__workstations"].value() == "44"
    assert "standing__fraud_found_on" not in form.fields
    assert "operator__operating_since" not in form.fields
    moved = field_values(form.was) | {"site__workstations": "50"}
    response = client.post(url, moved, headers=HTMX)
    assert [new.id for _, new in response.context["turned"]] == ["5.2.workstations"]
    assert m.Site.objects.get(space=draft.space).workstations == 44


def test_a_draft_with_a_contradiction_answers_422_to_htmx(client, draft):
    url = reverse("filings:application-what-if", args=[draft.pk])
    moved = field_values(client.get(url).context["form"].was) | {"residents__startups": "-1"}
    assert client.post(url, moved, headers=HTMX).status_code == 422


def test_the_task_list_says_what_is_enough_and_leads_to_trying_out(client, draft):
    for code in ("5.2",):
        client.post(f"/applications/{draft.pk}/sections/{code}/confirm/")
    page = client.get(f"/applications/{draft.pk}/").content.decode()
    assert "创业工位再增加6个即可" in page
    assert f'href="/applications/{draft.pk}/what-if/"' in page
