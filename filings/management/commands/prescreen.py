"""manage.py prescreen: facts as JSON in, verdicts out, as a table or as JSON. It reads no database and writes nowhere."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from filings.rules.engine import prescreen
from filings.rules.facts import Facts, FactsError, Problem, UnreadableJsonError, parse_facts, parse_json
from filings.rules.verdicts import RATIO_GAP_NOTE, Prescreen, Verdict
from filings.rules.versions import CURRENT

REFUSED = 2


class Command(BaseCommand):
    help = "按备案条件计算一份或一组数据（JSON），不读写数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("facts", metavar="FACTS.json", help="数据文件；- 表示标准输入")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = parse_json(_text(options["facts"]))
        except (OSError, UnicodeDecodeError, UnreadableJsonError) as error:
            self.stderr.write(f"{options['facts']}: {_reason(error)}")
            raise SystemExit(REFUSED) from error
        results = [prescreen(facts, CURRENT) for facts in self._parsed(data)]
        if options["json"]:
            plain = [result.as_json() for result in results]
            self.stdout.write(json.dumps(plain if isinstance(data, list) else plain[0], ensure_ascii=False, indent=2))
        elif results:
            self.stdout.write("\n\n".join(_table(result) for result in results))

    def _parsed(self, data: dict[str, Any] | list[Any]) -> list[Facts]:
        """All of them, or exit status 2 with every problem of every element on standard error."""
        is_array = isinstance(data, list)
        parsed: list[Facts] = []
        refused = False
        for index, element in enumerate(data if isinstance(data, list) else [data]):
            try:
                parsed.append(parse_facts(element))
            except FactsError as error:
                refused = True
                for line in _problem_lines(error.problems, f"[{index}]" if is_array else ""):
                    self.stderr.write(line)
        if refused:
            raise SystemExit(REFUSED)
        return parsed


def _text(source: str) -> str:
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    return raw.decode("utf-8-sig")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "不是UTF-8编码的文件"
    return "无法读取这个文件" if isinstance(error, OSError) else str(error)


def _problem_lines(problems: Iterable[Problem], prefix: str) -> Iterator[str]:
    for key, reason in problems:
        place = ".".join(part for part in (prefix, key) if part) or "facts"
        # A key may be any text; one problem stays one line.
        yield " ".join(f"{place}: {reason}".split())


def _table(result: Prescreen) -> str:
    """Aligned columns for a terminal, where a Chinese character is two cells wide."""
    rows = [(check.verdict.label, check.clause, check.label, check.explanation) for check in result.checks]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(_pad(text, width) for text, width in zip(row[:3], widths, strict=True)), row[3]]) for row in rows
    ]
    counts = "，".join(f"{verdict.label}{count}项" for verdict, count in result.counts().items())
    kind = {"comprehensive": "综合性", "professional": "专业化"}[result.kind]
    head = f"{CURRENT.title}（{result.ruleset}）  {kind}  计算日{result.as_of}"
    outcome = f"结论：{result.outcome.label}（{counts}）"
    has_share = any("÷" in check.why and check.gap for check in result.with_verdict(Verdict.FAIL))
    return "\n".join([head, "", *lines, "", outcome, *([RATIO_GAP_NOTE] if has_share else [])])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
