"""What the commands that write sheets share: the year, the district and the file that they are given."""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.core.management.base import CommandError

from evaluation.models import StatisticsYear
from filings.models import District


def add_sheet_arguments(parser: ArgumentParser, suffixes: Collection[str]) -> None:
    """--year, --district and -o."""
    parser.add_argument("--year", type=int, required=True, help="统计年度，如2025")
    parser.add_argument("--district", metavar="SLUG", help="区县代号，如gxq；不填为全市")
    kinds = "或".join(f".{suffix}" for suffix in suffixes)
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help=f"写到这个文件（{kinds}）")


def year_named(year: int) -> StatisticsYear:
    """The statistics year; CommandError where the city has set none."""
    window = StatisticsYear.objects.filter(year=year).first()
    if window is None:
        known = "、".join(str(each) for each in StatisticsYear.objects.values_list("year", flat=True)) or "无"
        raise CommandError(f"没有{year}年度的统计（已设置的年度：{known}）。")
    return window


def district_named(slug: str | None) -> District | None:
    """The district; None where none was asked for, CommandError where there is none of that name."""
    if not slug:
        return None
    district = District.objects.filter(slug=slug).first()
    if district is None:
        known = "、".join(District.objects.values_list("slug", flat=True)) or "无"
        raise CommandError(f"没有代号为“{slug}”的区县（可用的代号：{known}）。")
    return district


def suffix_of(path: Path, suffixes: Collection[str]) -> str:
    """The file's suffix without its point; CommandError where it is none of these."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in suffixes:
        kinds = "或".join(f".{each}" for each in suffixes)
        raise CommandError(f"文件名应以{kinds}结尾：{path.name}")
    return suffix


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file that is there whole or not at all, an older one of its name being replaced at the end."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
            try:
                write(draft)
                draft.flush()
                os.fsync(draft.fileno())
                Path(draft.name).chmod(mode_of(path))
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as problem:
        raise CommandError(f"无法写入文件{path}：{problem.strerror or problem}。") from problem


def mode_of(path: Path) -> int:
    """The rights of the file that is replaced, else those that a new file gets."""
    if path.is_file():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
