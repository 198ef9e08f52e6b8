"""The page 条款对照: every article and item with the checks, actions, pages and tests that carry it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.urls import NoReverseMatch, resolve, reverse

from evaluation.clauses import DUTIES, Duty
from evaluation.workflow import CAMPAIGN_ACTION_LABELS, RETURN_ACTION_LABELS
from filings.rules.versions import CURRENT, Version
from filings.selectors.policy import Article, chapters
from filings.workflow import ACTION_LABELS, CASE_ACTION_LABELS
from filings.workflow_changes import CHANGE_ACTION_LABELS
from filings.workflow_revocations import REVOCATION_ACTION_LABELS

_TABLES: Final[tuple[Mapping[Any, str], ...]] = (
    ACTION_LABELS,
    CASE_ACTION_LABELS,
    CHANGE_ACTION_LABELS,
    REVOCATION_ACTION_LABELS,
    RETURN_ACTION_LABELS,
    CAMPAIGN_ACTION_LABELS,
)
LABELS: Final[Mapping[str, str]] = {str(action): label for table in _TABLES for action, label in table.items()}


class Link(NamedTuple):
    """A page by name; `url` is empty where it needs a login or a record."""

    label: str
    url: str


class Row(NamedTuple):
    """One passage with all that carries it, in words."""

    duty: Duty
    number: str
    checks: list[str]
    items: list[str]
    actions: list[str]
    pages: list[Link]

    @property
    def is_computed(self) -> bool:
        """Whether the product does anything about it; else `duty.reason` says why not."""
        return not self.duty.reason


class Group(NamedTuple):
    """An article with its rows."""

    article: Article
    rows: list[Row]


def public_address(name: str) -> str:
    """Where a page stands that everybody may open; "" for others and those of one record."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    return "" if getattr(resolve(url).func, "login_required", True) else url


def checks_of(duty: Duty, version: Version) -> list[str]:
    """Labels of the checks that a row names, or of those that cite its clause where it is the first row of that clause."""
    named = {check for each in DUTIES for check in each.checks}
    is_first = duty is next(each for each in DUTIES if each.anchor == duty.anchor)
    return [
        check.label
        for check in version.checks_for("professional")
        if check.id in duty.checks or (is_first and check.clause.anchor == duty.anchor and check.id not in named)
    ]


def row_of(duty: Duty, number: str) -> Row:
    """A row with its labels."""
    items = [item.label for item in CURRENT.items_for("professional") if item.clause.anchor == duty.anchor]
    return Row(
        duty,
        number,
        checks_of(duty, CURRENT),
        items,
        [LABELS[action] for action in duty.actions],
        [Link(page.label, public_address(page.name)) for page in duty.pages],
    )


def numbers(article: Article) -> dict[str, str]:
    """What each anchor of an article is called: 第五条, 第五条第（一）项."""
    places = "一二三四五六七八九十"
    named = {article.anchor: article.number}
    for paragraph in article.paragraphs:
        if paragraph.anchor:
            place = int(paragraph.anchor.rpartition("-")[2])
            named[paragraph.anchor] = f"{article.number}第（{places[place - 1]}）项"
    return named


def groups() -> list[Group]:
    """All articles in order with their rows."""
    rows = {anchor: list(found) for anchor, found in groupby(DUTIES, key=lambda duty: duty.anchor.partition("-")[0])}
    listed = []
    for article in (article for chapter in chapters() for article in chapter.articles):
        named = numbers(article)
        listed.append(Group(article, [row_of(duty, named[duty.anchor]) for duty in rows[article.anchor]]))
    return listed
