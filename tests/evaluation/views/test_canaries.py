"""Persons planted in every personal column and every free text of a case: none of them reaches an expert, on any page,
file, partial, search or message.
"""

import json

import pytest
from django.db import models
from django.urls import reverse

from filings import models as m
from filings.services.panels import extend_review
from filings.workflow import Role
from tests.access_table import PAGES
from tests.factories import make_user
from tests.factories_city import declare_free, later, make_clerk, make_in_review
from tests.test_access import full_name

pytestmark = pytest.mark.django_db

TELEPHONE, IDENTITY, ADDRESS = "13955556666", "410105199003071234", "canary@example.org"
PERSONAL = {
    m.StaffMember: ("name", "phone"),
    m.Mentor: ("name", "phone"),
    m.Resident: ("contact_name", "contact_phone"),
    m.Operator: ("contact_name", "legal_representative", "contact_phone", "email", "registered_address"),
    m.SiteVisit: ("officers",),
    m.StoredFile: ("name",),
}
"""The columns that hold persons; the test beside it fails for a new one that nobody put here."""

LIKE_PERSONS = ("contact_name", "contact_phone", "legal_representative", "officers", "phone", "email", "full_name")
SURNAMES = "赵钱孙李周吴郑王冯陈"


def canary(number: int) -> str:
    """A name that nothing else is called."""
    return f"{SURNAMES[number % len(SURNAMES)]}鸢{chr(0x9E40 + number)}"


def plant(application: m.Application) -> list[str]:
    """Canaries in every personal column, then all of them with number, identity and address in every free text."""
    names: list[str] = []
    unnamed: list[str] = []

    def fresh(column: str = "name") -> str:
        """A person's name, or a file's or an address, which no text can be expected to hold."""
        word = canary(len(names) + len(unnamed))
        (unnamed if column in ("file", "registered_address") else names).append(word)
        return word

    for model, columns in PERSONAL.items():
        for column in columns:
            known = {"contact_phone": TELEPHONE, "phone": TELEPHONE, "email": ADDRESS}
            value = known.get(column) or fresh("file" if model is m.StoredFile else column)
            model.objects.update(**{column: f"{value}.pdf" if model is m.StoredFile else value})
    for user in m.User.objects.filter(operator=application.operator) | m.User.objects.filter(role=Role.DISTRICT):
        m.User.objects.filter(pk=user.pk).update(full_name=fresh(), phone=TELEPHONE)
    text = "、".join(names) + f"：{TELEPHONE}，{IDENTITY}，{ADDRESS}。"
    m.Application.objects.update(opinion=text)
    m.Verification.objects.update(finding=text)
    m.SiteVisit.objects.update(findings=text)
    m.HistoryLine.objects.update(reason=text)
    for snapshot in m.Snapshot.objects.all():
        snapshot.sections["explanations"] = dict.fromkeys(snapshot.sections["explanations"] or ["5.1.direction"], text)
        for case in snapshot.rows["registers"].get("cases", []):
            case["title"], case["summary"] = text, text
        for file in snapshot.files:
            file["name"] = f"{unnamed[0]}.pdf"
        snapshot.save()
    return [*names, *unnamed, TELEPHONE, IDENTITY, ADDRESS]


@pytest.fixture
def application():
    application = make_in_review(3)
    make_user(Role.OPERATOR, operator=application.operator)
    district = make_user(Role.DISTRICT, district=application.district)
    m.SiteVisit.objects.create(
        application=application, on=application.as_of, officers="甲乙、丙丁", findings="x", consistent=True, by=district
    )
    return application


def addresses(place: m.ReviewAssignment):
    """Every address that an expert may open, for this place; file pages in each size."""
    files = {entry["file"] for entry in place.application.snapshots.get().files}
    for name, row in PAGES.items():
        if "expert" not in row.roles or "visitor" in row.roles:
            continue
        if row.record == "assignment":
            for file in files if row.extra else [None]:
                yield reverse(full_name(name), args=[place.pk, *([file] if file else [])])
        elif row.record == "file":
            yield from (reverse(full_name(name), args=[file, 1]) for file in files)
        elif row.record == "message":
            yield from (reverse(full_name(name), args=[notice.pk]) for notice in place.expert.notices.all())
        elif not row.record:
            yield reverse(full_name(name))


def everything(answer) -> str:
    """Body and headers of an answer as text."""
    body = answer.getvalue() if answer.streaming else answer.content
    return body.decode("utf8", "ignore") + json.dumps(dict(answer.headers), ensure_ascii=False)


def test_no_person_reaches_an_expert(client, application, settings):
    settings.SECOND_FACTOR_ROLES = []
    place = application.assignments.order_by("pk").first()
    client.force_login(place.expert)
    undeclared = set(addresses(place))
    canaries = plant(application)
    declare_before = {address: everything(client.get(address, follow=True)) for address in undeclared}
    sheet = declare_free(place)
    extend_review(place, actor=make_clerk(), due_on=later(30), reason="专家出差。")
    seen = {address: everything(client.get(address, follow=True)) for address in addresses(place)}
    save = reverse("evaluation:score-sheet-save", args=[place.pk])
    seen[save] = everything(client.post(save, {"m1": "99"}, headers={"hx-request": "true"}))
    for words in canaries:
        seen[f"search {words}"] = everything(client.get(reverse("evaluation:reviews"), {"q": words})).replace(words, "")
    leaks = {
        (address, word)
        for pages in (declare_before, seen)
        for address, text in pages.items()
        for word in canaries
        if word in text
    }
    assert leaks == set()
    dossier = seen[reverse("evaluation:review-dossier", args=[place.pk])]
    assert "赵某" in dossier, "the texts are shown, without the persons"
    assert sheet.scores.count() == 6


def test_no_other_page_of_the_case_opens_to_an_expert(client, application):
    place = application.assignments.order_by("pk").first()
    declare_free(place)
    client.force_login(place.expert)
    pk = application.pk
    for path in ("", "rows/residents.teams/", "panel/", "draw/", "objections/", "finish-review/", "review-again/"):
        assert client.get(f"/applications/{pk}/{path}").status_code == 403, path


def test_every_column_that_looks_personal_is_planted():
    """Of what an application is made of; accounts, objections and join requests are no part of a dossier."""
    of_a_case = (m.StaffMember, m.Mentor, m.Resident, m.Operator, m.SiteVisit, m.Space, m.Site, m.Activity, m.Fund,
                 m.PartnerInstitution, m.Equipment, m.IncubationCase, m.FinancingEvent, m.SpaceDocument)  # fmt: skip
    lacking = [
        f"{model.__name__}.{field.name}"
        for model in of_a_case
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField) and field.name in LIKE_PERSONS
        and field.name not in PERSONAL.get(model, ())
    ]  # fmt: skip
    assert lacking == []
