"""Registry of what each app contributes to navigation, desks and search. It knows no model of any app."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side navigation. `count` gives what waits there; `hot` marks counts that are the user's turn."""

    url_name: str
    icon: str
    label: str
    roles: frozenset[str]
    caption: str = ""
    position: int = 100
    count: Callable[[Any], int] | None = None
    hot: bool = False


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing that waits: a line of the desk. `due_on` gives the working days left; `tone` colours the tag."""

    title: str
    url: str
    text: str = ""
    tag: str = ""
    tone: str = "blue"
    due_on: date | None = None
    due_text: str = ""
    button: str = ""
    hot: bool = False


@dataclass(frozen=True, slots=True)
class DeskSection:
    """A contributor to desks: what waits for a user of one of the roles. Lists are bounded; `more` leads to the rest."""

    key: str
    title: str
    roles: frozenset[str]
    items: Callable[[Any], Iterable[DeskItem]]
    position: int = 100
    more: str = ""


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """A contributor of figures to desks, for components/figs.html: objects with label, value, unit, note, url."""

    key: str
    title: str
    roles: frozenset[str]
    figures: Callable[[Any], Iterable[Any]]
    position: int = 100


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day by which something is due: what, of which record, until when (that day included), and where to act."""

    due_on: date
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineSource:
    """A contributor of days to the page of deadlines: `days(user, until)` gives all that is due up to that day and not
    done, the earliest first, what is overdue included.
    """

    key: str
    label: str
    roles: frozenset[str]
    days: Callable[[Any, date], Iterable[Deadline]]


@dataclass
class Registry:
    """All contributions; filled once at start by each app's desk.contribute().

    `unread` gives a user's unread messages for the bell, `rule_version` the footer's line; filings sets both.
    """

    nav: list[NavItem] = field(default_factory=list)
    sections: list[DeskSection] = field(default_factory=list)
    figures: list[DeskFigures] = field(default_factory=list)
    deadlines: list[DeadlineSource] = field(default_factory=list)
    unread: Callable[[Any], int] = field(default=lambda user: 0)
    rule_version: Callable[[], str] = field(default=lambda: "郑州市众创空间管理办法")

    def add_nav(self, *items: NavItem) -> None:
        """Add entries; an entry added twice is a fault of the caller."""
        self.nav.extend(items)
        self.nav.sort(key=lambda item: item.position)

    def add_sections(self, *sections: DeskSection) -> None:
        """Add what waits on desks."""
        self.sections.extend(sections)
        self.sections.sort(key=lambda section: section.position)

    def add_figures(self, *figures: DeskFigures) -> None:
        """Add figures to desks."""
        self.figures.extend(figures)
        self.figures.sort(key=lambda each: each.position)

    def add_deadlines(self, *sources: DeadlineSource) -> None:
        """Add what falls due, in the order in which the page's filter names the kinds."""
        self.deadlines.extend(sources)


registry = Registry()


def nav_groups(user: Any, path: str) -> list[dict[str, Any]]:
    """Groups for the frame: [{caption, items: [{url, icon, label, count, hot, active}]}], in order of position.

    The entry with the longest address that begins the path is the active one.
    """
    entries = [(item, reverse(item.url_name)) for item in registry.nav if user.role in item.roles]
    active = max((url for _, url in entries if path.startswith(url)), key=len, default="")
    groups: dict[str, list[dict[str, Any]]] = {}
    for item, url in entries:
        count = item.count(user) if item.count else 0
        shown = {"url": url, "icon": item.icon, "label": item.label, "count": count, "hot": item.hot}
        groups.setdefault(item.caption, []).append(shown | {"active": url == active})
    return [{"caption": caption, "items": items} for caption, items in groups.items()]


def desk_sections(user: Any) -> list[tuple[DeskSection, list[DeskItem]]]:
    """What waits for a user, section by section; sections with nothing in them are left out."""
    mine = (section for section in registry.sections if user.role in section.roles)
    filled = ((section, list(section.items(user))) for section in mine)
    return [(section, items) for section, items in filled if items]


def desk_figures(user: Any) -> list[tuple[DeskFigures, list[Any]]]:
    """The figures of a user's desk, group by group."""
    return [(each, list(each.figures(user))) for each in registry.figures if user.role in each.roles]


def deadline_sources(user: Any) -> list[DeadlineSource]:
    """The kinds of deadlines that a user's role may have."""
    return [source for source in registry.deadlines if user.role in source.roles]


def deadlines_of(user: Any, *, until: date, key: str = "") -> list[tuple[DeadlineSource, Deadline]]:
    """What is due for a user up to a day, the earliest first; with `key` of that kind alone."""
    sources = [source for source in deadline_sources(user) if not key or source.key == key]
    found = [(source, each) for source in sources for each in source.days(user, until)]
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].label, pair[1].title))
