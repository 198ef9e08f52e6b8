"""Reads PDFs that others made: how many pages, and what one looks like. pdfium runs in a process of its own with bounded
time and memory, so that a hostile file costs seconds and not a worker. Nothing here knows what the file is evidence of.
"""

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings

PROGRAM: Final = Path(__file__).with_name("pdf_pages_process.py")
JOBS_OF_A_PROCESS: Final = 200
"""After so many a fresh process takes over, whatever pdfium may have kept of the files before."""
MEGABYTE: Final = 1024 * 1024


class UnreadableError(Exception):
    """pdfium cannot open the file or the page."""


class TooComplexError(Exception):
    """The file needs more time or memory than one file may have."""


class Reader:
    """The process that reads PDFs, started when first needed and again after it was stopped; one job at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.jobs = 0

    def ask(self, content: bytes, **job: Any) -> bytes:
        """The answer to one job on one file; UnreadableError, TooComplexError."""
        with self.lock:
            process = self.running()
            self.jobs += 1
            try:
                is_done, answer = exchange(process, job | {"seconds": settings.PDF_SECONDS}, content)
            except (OSError, EOFError):
                self.stop()
                raise TooComplexError from None
            if self.jobs >= JOBS_OF_A_PROCESS:
                self.stop()
        if not is_done:
            raise UnreadableError
        return answer

    def running(self) -> subprocess.Popen[bytes]:
        """The process of this server process: a fork never shares its parent's, whose answers are not for it."""
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            if self.owner == os.getpid():
                self.stop()
            self.process, self.owner, self.jobs = started(), os.getpid(), 0
        return self.process

    def stop(self) -> None:
        """End the process, if this server process has one."""
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()
        self.process = None


def started() -> subprocess.Popen[bytes]:
    """A fresh process that inherits neither settings nor secrets."""
    command = [sys.executable, "-I", str(PROGRAM), str(settings.PDF_MEGABYTES * MEGABYTE)]
    return subprocess.Popen(  # noqa: S603 - our own program under our own interpreter
        command, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def exchange(process: subprocess.Popen[bytes], job: dict[str, Any], content: bytes) -> tuple[bool, bytes]:
    """Send one job and read whether it was done, and its answer; EOFError or OSError where the process ended over it."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(json.dumps(job | {"length": len(content)}).encode() + b"\n" + content)
    process.stdin.flush()
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    answer = process.stdout.read(head["length"])
    if len(answer) != head["length"]:
        raise EOFError
    return head["done"], answer


READER: Final = Reader()
atexit.register(READER.stop)


def count_pages(content: bytes, *, limit: int) -> int:
    """Pages of a PDF; up to `limit` of them were opened one by one."""
    return int(READER.ask(content, task="count", limit=limit))


def render_page(content: bytes, number: int, *, width: int, max_pixels: int) -> bytes:
    """Page `number` (from 1) as PNG, `width` pixels wide, less where it is so tall that it would pass `max_pixels`."""
    return READER.ask(content, task="render", number=number, width=width, max_pixels=max_pixels)
