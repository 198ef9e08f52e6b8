"""Every form of the product refuses what does not hold: at the field, in Chinese, with what was typed, storing nothing.

The values come from the fields themselves (tests/form_values.py), the forms from the pages of the access table.
"""

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import connection, reset_queries, transaction
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from filings.rules.facts import FACTS_BY_KEY
from filings.selectors.registers import REGISTERS
from filings.selectors.verification import verification_sheet
from filings.workflow import State
from tests.form_values import bad_values, good_value, odd_value
from tests.page_visits import OpenWorld, Visit, ask, visits
from tests.test_access import client_of

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?:filings|evaluation)_')
KEPT_THOUGH_REFUSED = {"application-section", "evaluation:score-sheet", "evaluation:return-group", "evaluation:marking"}
"""Pages that keep what can be read, by design: long texts of operators and experts."""
ALL_IN_ONE = "self-check"
"""A form of some forty fields that stores nothing: each wrong value once is enough."""
FILTERS = {
    *("deadlines", "queue", "pool", "policies", "resources", "warnings", "upward", "upward-letters"),
    *("evaluation:scheme-try", "evaluation:statistics-latest", "evaluation:statistics-overview"),
}
"""Pages whose form is kept in the address: nothing is posted; test_query_strings asks them."""
NOT_TYPED = (forms.FileField, forms.ChoiceField, forms.BooleanField)


class Slot(NamedTuple):
    """A field under the name it has on the page, and how its errors are read from an answer."""

    name: str
    field: forms.Field
    good: Any
    bad: list[Any]
    errors: Callable[[HttpResponse], list[str]]


class Sheet(NamedTuple):
    """All that a page asks for, with what makes its formset whole."""

    visit: Visit
    slots: list[Slot]
    fixed: dict[str, Any]

    def data(self, **changed: Any) -> dict[str, Any]:
        """What holds, but for the fields that are changed."""
        values = self.fixed | {slot.name: slot.good for slot in self.slots} | changed
        return {name: value for name, value in values.items() if value is not None}


def errors_of(key: str, name: str, number: int | None = None) -> Callable[[HttpResponse], list[str]]:
    """Reads the errors of a field of the form, or of one form of the formset, from the page that came back."""

    def read(answer: HttpResponse) -> list[str]:
        shown = (answer.context or {}).get(key)
        form = shown.forms[number] if shown is not None and number is not None else shown
        return list(form.errors.get(name, [])) if form is not None else []

    return read


def slots_of(form: BaseForm, key: str, number: int | None = None) -> Iterator[Slot]:
    for bound in form:
        if not bound.field.disabled:
            yield Slot(
                bound.html_name,
                bound.field,
                good_value(bound),
                bad_values(bound.field),
                errors_of(key, bound.name, number),
            )


def sheet_of(client: Client, visit: Visit) -> Sheet | None:
    """The forms of a page; None where it has none that can be posted."""
    context = ask(client, visit.url)[0].context or {}
    form, rows = context.get("form"), context.get("reasons")
    if not isinstance(form, BaseForm):
        return None
    slots, fixed = list(slots_of(form, "form")), {}
    if isinstance(rows, BaseFormSet):
        fixed = {f"{rows.prefix}-{name}": value for name, value in rows.management_form.initial.items()}
        slots += slots_of(rows.forms[0], "reasons", 0)
    return Sheet(visit, slots, fixed) if slots else None


def more_visits(world: OpenWorld) -> Iterator[tuple[Client, Visit]]:
    """Forms that differ by what else stands in the address: every register, every sort of value that is corrected."""
    operator, district = client_of(world, "operator"), client_of(world, "district")
    space = world.make("space_free", "own", "operator")
    for register in REGISTERS.keys() - {"residents"}:  # the table has that one
        url = reverse("filings:row-create", args=[space, register])
        yield operator, Visit("operator", f"row-create {register}", url)
    application = world.own.application(State.SUBMITTED)
    page = reverse("filings:application-verify", args=[application.pk])
    items = verification_sheet(application).items
    for item in {frozenset(FACTS_BY_KEY[key].type for key in item.reads): item for item in items}.values():
        yield district, Visit("district", f"application-verify {item.id}", f"{page}?item={item.id}")


def sheets(world: OpenWorld) -> Iterator[tuple[Client, Sheet]]:
    """The forms of all pages, each as the first role that may open it."""
    seen = set(FILTERS)
    for client, visit in (*visits(world), *more_visits(world)):
        if visit.name in seen:
            continue
        seen.add(visit.name)
        if sheet := sheet_of(client, visit):
            yield client, sheet


def post(client: Client, url: str, data: dict[str, Any] | str) -> tuple[HttpResponse, list[str]]:
    """The answer to a POST, undone afterwards, and what it wrote."""
    options = {"content_type": "application/x-www-form-urlencoded"} if isinstance(data, str) else {}
    for value in data.values() if isinstance(data, dict) else ():
        if hasattr(value, "seek"):
            value.seek(0)
    reset_queries()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = client.post(url, data, **options)
        transaction.set_rollback(True)
    return answer, [query["sql"] for query in queries if WRITES.match(query["sql"])]


def lanes(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Each wrong value of each field once: all fields wrong together, then each alone among what holds."""
    for values in zip_longest(*(slot.bad for slot in sheet.slots)):
        changed = {slot.name: bad for slot, bad in zip(sheet.slots, values, strict=True) if bad is not None}
        yield changed
    if sheet.visit.name != ALL_IN_ONE:
        yield from ({slot.name: slot.bad[0]} for slot in sheet.slots if slot.bad)


def faults_of_refusal(client: Client, sheet: Sheet, changed: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the answer to wrong values."""
    answer, written = post(client, sheet.visit.url, sheet.data(**changed))
    if answer.status_code != 200:
        yield f"{sorted(changed)}: {answer.status_code}"
        return
    if written and sheet.visit.name not in KEPT_THOUGH_REFUSED:
        yield f"{sorted(changed)}: writes {written[0][:60]}"
    for slot in sheet.slots:
        if slot.name in changed:
            yield from faults_at_field(answer, slot, changed[slot.name])


def faults_at_field(answer: HttpResponse, slot: Slot, bad: Any) -> Iterator[str]:
    """A message in this service's own words, and the value still there."""
    what = f"{slot.name}={str(bad)[:24]!r}"
    errors = slot.errors(answer)
    if not errors:
        yield f"{what}: taken"
    for message in errors:
        if not CHINESE.search(message) or "%" in message:
            yield f"{what}: says {message!r}"
    typed = isinstance(bad, str) and not isinstance(slot.field, NOT_TYPED)
    hidden = getattr(slot.field.widget, "input_type", "") == "password"
    if typed and not hidden and escape(bad.strip()) not in answer.content.decode():
        yield f"{what}: lost"


def odd_posts(sheet: Sheet) -> Iterator[dict[str, Any] | str]:
    """What holds, nothing at all, every field odd, and bytes that are no text."""
    yield sheet.data()
    yield {}
    yield sheet.data(**{slot.name: odd_value(slot.field) for slot in sheet.slots})
    yield "&".join([urlencode(sheet.fixed), *(f"{slot.name}=%ED%A0%80%00" for slot in sheet.slots)])


def faults_of(client: Client, sheet: Sheet) -> Iterator[str]:
    """All that is wrong with a form."""
    for changed in lanes(sheet):
        yield from faults_of_refusal(client, sheet, changed)
    for data in odd_posts(sheet):
        answer, _ = post(client, sheet.visit.url, data)
        if answer.status_code >= 500:
            yield f"{str(data)[:400]}: {answer.status_code}"


def test_forms_refuse_what_does_not_hold(settings):
    settings.SECOND_FACTOR_ROLES = []
    found = {
        str(sheet.visit): faults
        for client, sheet in sheets(OpenWorld())
        if (faults := list(dict.fromkeys(faults_of(client, sheet))))
    }
    assert found == {}
