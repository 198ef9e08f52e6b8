"""The process behind zzspace.pdf_pages, the only importer of pdfium: one job after another from standard input, each under
a timer that ends the process. Run by its path; it imports nothing of the project.
"""

import json
import resource
import signal
import sys
from io import BytesIO
from math import sqrt
from typing import Any

import pypdfium2


def count(content: bytes, job: dict[str, Any]) -> bytes:
    """How many pages; up to `limit` of them are opened."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = len(document)
        for number in range(min(pages, job["limit"])):
            document.get_page_size(number)
        return str(pages).encode()
    finally:
        document.close()


def render(content: bytes, job: dict[str, Any]) -> bytes:
    """One page as PNG."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[job["number"] - 1]
        wide, tall = (max(side, 1.0) for side in page.get_size())
        scale = min(job["width"] / wide, sqrt(job["max_pixels"] / (wide * tall)))
        target = BytesIO()
        page.render(scale=scale * ROUNDED_DOWN).to_pil().save(target, "PNG")
        return target.getvalue()
    finally:
        document.close()


ROUNDED_DOWN = 1 - 1e-9
"""pdfium rounds pixels up: 400.0000001 is to stay 400."""
UNREADABLE = (pypdfium2.PdfiumError, IndexError, OSError, ValueError)
TASKS = {"count": count, "render": render}


def answer(content: bytes, job: dict[str, Any]) -> tuple[bool, bytes]:
    """Whether the job could be done, and the answer; SIGALRM, which nothing handles, ends the process in time."""
    signal.setitimer(signal.ITIMER_REAL, job["seconds"])
    try:
        return True, TASKS[job["task"]](content, job)
    except UNREADABLE:
        return False, b""
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def limit_resources(memory: int) -> None:
    """So much memory and no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve jobs until there are no more: a line of JSON and the file's bytes each; an answer likewise."""
    limit_resources(int(sys.argv[1]))
    while line := sys.stdin.buffer.readline():
        job = json.loads(line)
        is_done, reply = answer(sys.stdin.buffer.read(job["length"]), job)
        sys.stdout.buffer.write(json.dumps({"done": is_done, "length": len(reply)}).encode() + b"\n" + reply)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
