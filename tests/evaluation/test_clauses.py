"""条款对照: every passage of the regulation has its row, and what a row names is there: checks, actions, pages, tests."""

from importlib import import_module

import pytest
from django.urls import get_resolver

from evaluation.clauses import DUTIES
from evaluation.selectors.clauses import LABELS, groups
from filings.rules.versions import CURRENT
from filings.selectors.policy import chapters
from filings.workflow import APPLICATION, FRAUD_CASE
from filings.workflow_changes import CHANGE
from filings.workflow_revocations import REVOCATION
from tests.test_access import all_names

ARTICLES = [article for chapter in chapters() for article in chapter.articles]
NOT_RUN = {"skip", "skipif", "xfail", "postgres", "bench", "soak", "browser"}
"""Marks of tests that `make test` leaves out or lets fail."""


def passages_of(anchor: str) -> list[str]:
    """The paragraphs that stand under an anchor."""
    article = next(each for each in ARTICLES if each.anchor == anchor.partition("-")[0])
    return [paragraph.text for paragraph in article.paragraphs if (paragraph.anchor or article.anchor) == anchor]


def find_test(name: str):
    """The test function of a name below tests/, with the module that holds it."""
    path, *inside = name.split("::")
    module = found = import_module(f"tests.{path.removesuffix('.py').replace('/', '.')}")
    for part in inside:
        found = getattr(found, part)
    return module, found


def marks_of(module, found) -> set[str]:
    marks = [getattr(holder, "pytestmark", []) for holder in (module, found)]
    return {mark.name for some in marks for mark in (some if isinstance(some, list) else [some])}


def test_every_paragraph_of_the_regulation_has_a_row():
    without = [
        f"{article.number} {paragraph.text[:20]}"
        for article in ARTICLES
        for paragraph in article.paragraphs
        if paragraph.text
        and not any(
            duty.quote in paragraph.text for duty in DUTIES if duty.anchor == (paragraph.anchor or article.anchor)
        )
    ]
    assert without == []


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: f"{duty.anchor}-{duty.quote[:8]}")
def test_a_row_quotes_the_regulation_and_names_a_carrier_or_the_reason(duty):
    assert any(duty.quote in text for text in passages_of(duty.anchor))
    assert duty.done.endswith("。")
    assert duty.pages
    assert bool(duty.tests) != bool(duty.reason)


def test_rows_stand_in_the_order_of_the_regulation():
    order = [article.anchor for article in ARTICLES]
    places = [order.index(duty.anchor.partition("-")[0]) for duty in DUTIES]
    assert places == sorted(places)


@pytest.mark.parametrize("name", sorted({name for duty in DUTIES for name in duty.tests}))
def test_every_test_is_there_and_runs_with_make_test(name):
    module, found = find_test(name)
    assert callable(found)
    assert name.rpartition("::")[2].startswith("test_")
    assert marks_of(module, found) & NOT_RUN == set()


def test_every_page_is_there():
    names = all_names(get_resolver().url_patterns)
    assert {page.name for duty in DUTIES for page in duty.pages} <= names


def test_every_check_and_verification_item_shows_once():
    rows = [row for group in groups() for row in group.rows]
    assert sorted(label for row in rows for label in row.checks) == sorted(
        check.label for check in CURRENT.checks_for("professional")
    )
    assert {label for row in rows for label in row.items} == {item.label for item in CURRENT.items_for("professional")}


def test_what_is_said_to_be_signed_by_another_is():
    rows = [row for table in (APPLICATION, FRAUD_CASE, CHANGE, REVOCATION) for row in table]
    signed = {row.action for row in rows if row.signed}
    said = [duty for duty in DUTIES if "另一人签发" in duty.done]
    assert said
    assert [duty.done for duty in said if not signed & set(duty.actions)] == []


def test_the_check_of_a_ban_stands_at_its_sentence():
    rows = [row for group in groups() for row in group.rows]
    assert [row.duty.quote for row in rows if "撤销备案后的申报限制" in row.checks] == [
        "自撤销之日起，2年内不得再次申请备案"
    ]


def test_every_action_has_its_words():
    assert {action for duty in DUTIES for action in duty.actions} <= set(LABELS)


@pytest.mark.django_db
def test_the_page_shows_every_row_to_everybody(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        text = client.get("/policy/clauses/").content.decode()
    assert [duty.quote for duty in DUTIES if duty.quote not in text] == []
    assert '<a href="/register/">备案名册</a>' in text
    assert "/queue/" not in text
