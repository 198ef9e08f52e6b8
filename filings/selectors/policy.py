"""The regulation's text as articles and items with anchors, read once from the version's own file; all rule versions with their
days and figures side by side.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from filings.rules import versions
from filings.rules.checks import Threshold
from filings.rules.versions import CURRENT, VERSIONS, Reading, Version
from zzspace.wording import numeral

TEXTS = {CURRENT.id: Path(versions.__file__).parent / "zhengzhou_1.zh.txt"}
CHAPTER = re.compile(r"^\s*第[一二三四五六七八九十]+章\s*(.+)$")
ARTICLE = re.compile(r"^第([一二三四五六七八九十]+)条[\s　]*(.*)$")
ITEM = re.compile(r"^（([一二三四五六七八九十]+)）(.*)$")
UNNUMBERED = {"考核评价结果连续两年": 2, "有严重违法行为": 3, "因严重失信行为": 4}
"""The items of Article 15 that carry no number in the text; cited by their order."""


class Paragraph(NamedTuple):
    """One paragraph; `anchor` and `number` are set for numbered items (a5-2, （二）)."""

    text: str
    anchor: str = ""
    number: str = ""


class Article(NamedTuple):
    """One article: `a5`, 第五条, its paragraphs, the readings that concern it."""

    anchor: str
    number: str
    paragraphs: tuple[Paragraph, ...]
    readings: tuple[Reading, ...]


class Chapter(NamedTuple):
    """A chapter's title and articles."""

    title: str
    articles: tuple[Article, ...]


def read_paragraph(article: int, line: str) -> Paragraph:
    """A line of an article with the anchor of its item, if it is one."""
    if item := ITEM.match(line):
        return Paragraph(item[2], f"a{article}-{numeral(item[1])}", f"（{item[1]}）")
    place = next((n for start, n in UNNUMBERED.items() if article == 15 and line.startswith(start)), 0)
    return Paragraph(line, f"a{article}-{place}" if place else "")


def readings_of(article: int) -> tuple[Reading, ...]:
    """The readings of the current version that cite an article."""
    cited = re.compile(rf"^a{article}(-\d+)?$")
    return tuple(reading for reading in CURRENT.readings if cited.match(reading.clause.anchor))


@cache
def chapters(version_id: str = CURRENT.id) -> tuple[Chapter, ...]:
    """The text of a version by chapter and article."""
    found: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in map(str.strip, TEXTS[version_id].read_text(encoding="utf-8").splitlines()):
        if title := CHAPTER.match(line):
            found.append((title[1].replace(" ", ""), []))
        elif article := ARTICLE.match(line):
            found[-1][1].append((article[1], [article[2]]))
        elif line and found:
            found[-1][1][-1][1].append(line)
    return tuple(
        Chapter(title, tuple(as_article(number, lines) for number, lines in articles)) for title, articles in found
    )


def as_article(number: str, lines: list[str]) -> Article:
    """An article from its numeral and lines."""
    place = numeral(number)
    return Article(
        f"a{place}", f"第{number}条", tuple(read_paragraph(place, line) for line in lines), readings_of(place)
    )


LEVELS: Final = {"city": "市级", "province": "省级", "nation": "国家级"}


class Difference(NamedTuple):
    """A figure that one version sets otherwise than the one before; None where a version has none."""

    meaning: str
    clause: str
    old: Threshold | None
    new: Threshold | None

    @property
    def word(self) -> str:
        """What became of it."""
        if self.old is None:
            return "新增"
        if self.new is None:
            return "取消"
        return "提高" if self.new.value > self.old.value else "降低"


class VersionShown(NamedTuple):
    """A rule version for the table: its level in words, its days, what it changed in the version before it."""

    version: Version
    level: str
    before: Version | None
    changes: tuple[Difference, ...]


def versions_shown(current: Version) -> list[VersionShown]:
    """All rule versions, those of the city first and the latest of these with the days that the city entered (`current`)."""
    shown = []
    before: Version | None = None
    for version in VERSIONS.values():
        is_city = version.level == "city"
        dated = current if version.id == current.id else version
        changes = tuple(differences(before, version)) if is_city and before else ()
        shown.append(VersionShown(dated, LEVELS[version.level], before if is_city else None, changes))
        before = version if is_city else None
    return shown


def differences(old: Version, new: Version) -> list[Difference]:
    """The figures that differ, in the order of the new version, those that are gone last."""
    found = []
    for key in (*new.thresholds, *(key for key in old.thresholds if key not in new.thresholds)):
        was, now = old.thresholds.get(key), new.thresholds.get(key)
        named = now or was
        if named and (was is None or now is None or (was.value, was.unit) != (now.value, now.unit)):
            found.append(Difference(named.meaning, named.clause.text, was, now))
    return found


class ComparedFigure(NamedTuple):
    """One figure in all versions, in their order; None where a version sets none."""

    meaning: str
    figures: tuple[Threshold | None, ...]


def figures_compared(shown: list[VersionShown]) -> list[ComparedFigure]:
    """The figures of all versions side by side, in the order in which they first come."""
    keys = dict.fromkeys(key for each in shown for key in each.version.thresholds)
    return [
        ComparedFigure(
            next(each.version.thresholds[key].meaning for each in shown if key in each.version.thresholds),
            tuple(each.version.thresholds.get(key) for each in shown),
        )
        for key in keys
    ]
