"""PDFs that others made: counted and drawn by a process that a hostile file cannot hold."""

import os
import resource
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.factories import pdf_bytes
from tests.hostile_pdfs import endless_pattern, memory_hog, nested_forms
from zzspace import pdf_pages
from zzspace.pdf_pages import READER, TooComplexError, UnreadableError, count_pages, render_page

SIZE = {"width": 400, "max_pixels": 1_000_000}


def drawn(content, number=1, **size):
    return Image.open(BytesIO(render_page(content, number, **SIZE | size)))


def page_of(wide, tall):
    target = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(wide, tall))
        document.save(target)
    return target.getvalue()


def test_pages_are_counted():
    assert count_pages(pdf_bytes(3), limit=300) == 3


def test_more_pages_than_may_be_are_counted_too():
    assert count_pages(pdf_bytes(3), limit=2) == 3


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing more", b""])
def test_what_is_no_pdf_is_unreadable(content):
    with pytest.raises(UnreadableError):
        count_pages(content, limit=300)


def test_a_page_that_is_not_there_is_unreadable():
    with pytest.raises(UnreadableError):
        drawn(pdf_bytes(1), number=2)


@pytest.mark.parametrize(
    ("wide", "tall", "size"),
    [(595, 842, (400, 567)), (100, 10_000, (100, 10_000)), (10, 14_400, (27, 37_948))],
)
def test_a_page_is_as_wide_as_asked_within_the_pixels_it_may_have(wide, tall, size):
    assert drawn(page_of(wide, tall)).size == size


@pytest.mark.parametrize("hostile", [nested_forms, endless_pattern])
def test_a_page_that_takes_for_ever_is_given_up(hostile, settings):
    """Measured by what the process used, not by the clock: the machine may be busy with other things."""
    settings.PDF_SECONDS = 0.5
    READER.stop()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(TooComplexError):
        drawn(hostile())
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5


def test_a_page_that_takes_more_memory_than_it_may_is_given_up(settings):
    settings.PDF_SECONDS = 30
    settings.PDF_MEGABYTES = 256
    READER.stop()
    try:
        with pytest.raises(TooComplexError):
            drawn(memory_hog())
    finally:
        READER.stop()


def test_the_next_file_is_read_as_if_nothing_had_happened(settings):
    settings.PDF_SECONDS = 0.5
    with pytest.raises(TooComplexError):
        drawn(endless_pattern())
    settings.PDF_SECONDS = 60
    assert count_pages(pdf_bytes(2), limit=300) == 2


def test_one_process_reads_many_files_and_then_makes_room(monkeypatch):
    READER.stop()
    monkeypatch.setattr(pdf_pages, "JOBS_OF_A_PROCESS", 2)
    processes = []
    for _ in range(3):
        processes.append(READER.running().pid)
        count_pages(pdf_bytes(1), limit=300)
    assert processes[0] == processes[1] != processes[2]


def test_a_fork_does_not_read_its_parents_answers(monkeypatch):
    parents = READER.running()
    monkeypatch.setattr(READER, "owner", os.getpid() + 1)
    own = READER.running()
    try:
        assert own.pid != parents.pid
        assert parents.poll() is None
    finally:
        READER.stop()
        parents.kill()
        parents.communicate()


def test_the_process_inherits_no_settings():
    process = READER.running()
    assert b"SECRET" not in Path(f"/proc/{process.pid}/environ").read_bytes()
