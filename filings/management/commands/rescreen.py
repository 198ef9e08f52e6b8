"""manage.py rescreen --ruleset X: all filings in force by another rule version, and whose verdicts turn. It writes nothing."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from filings.rules.versions import VERSIONS, Version
from filings.selectors.rescreening import Rescreening, Turned, rescreened
from filings.selectors.settings import version_on

REFUSED: Final = 2


class Command(BaseCommand):
    """Exit code 0: compared; 2: a version that does not exist or has no figures yet."""

    help = "用两个规则版本重新计算全部在册众创空间，列出结论发生变化的（只读，不改变任何记录）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ruleset", required=True, metavar="X", help="规则版本，如zhengzhou-1、national-2017")
        parser.add_argument("--against", metavar="Y", help="与哪个版本比较，默认为当日有效的市级版本")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="计算日，默认今天，如2026-03-05")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        new = version_named(options["ruleset"])
        old = version_named(options["against"]) if options["against"] else version_on(on)[0]
        found = rescreened(new, old, on=on)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines_of(found)))


def version_named(version_id: str) -> Version:
    """A version with figures; else refused with the versions that there are."""
    version = VERSIONS.get(version_id)
    if version is None:
        raise CommandError(f"没有规则版本{version_id}，现有：{'、'.join(VERSIONS)}。", returncode=REFUSED)
    if version.is_empty:
        raise CommandError(f"{version.title}（{version.id}）：{version.notice}", returncode=REFUSED)
    return version


def lines_of(found: Rescreening) -> Iterator[str]:
    """For reading: the totals, then each filing that turns with its checks."""
    old, new = found.old, found.new
    yield f"{old.title}（{old.id}）→ {new.title}（{new.id}）"
    yield f"计算日{found.on}，在册{found.judged + len(found.unreadable)}家，结论或检查项发生变化的{len(found.turned)}家。"
    for (was, now), number in sorted(found.outcomes.items()):
        yield f"  {was.label} → {now.label}\t{number}家"
    for turned in found.turned:
        yield ""
        yield from turned_lines(turned)
    if found.unreadable:
        yield ""
        yield f"无法计算的{len(found.unreadable)}家："
        for filing, why in found.unreadable:
            yield f"  {filing.name}（{filing.number}）：{why}"


def turned_lines(turned: Turned) -> Iterator[str]:
    """One filing: its outcome, then a line for each check."""
    filing = turned.filing
    head = f"{filing.name}（{filing.number}，{filing.district}，{filing.kind_label}）"
    yield f"{head}：{turned.old.label} → {turned.new.label}"
    for turn in turned.turns:
        was, now = turn.labels
        yield f"  {turn.check.clause}  {turn.check.label}  {was} → {now}  {turn.check.explanation}"
