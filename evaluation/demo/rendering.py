"""Renders the demo's documents in a process of its own, while the stories go on."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django

from filings.documents.issuing import keep_rendered, rendered_by, rendered_bytes


@contextmanager
def rendered_beside() -> Iterator[None]:
    """Documents issued inside are rendered by a second process; at the end all of them are stored.

    The process begins with the first document that is committed, and writes nothing itself.
    """
    waiting: dict[int, Future[bytes]] = {}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        with rendered_by(lambda pk: waiting.update({pk: pool.submit(rendered_bytes, pk)})):
            yield
        for pk, content in waiting.items():
            keep_rendered(pk, content.result())
