"""Collects stored bytes that no row knows: what a transaction wrote that did not last. Files with a row are discarded by
filings.storing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.core.files.storage import Storage

from filings.models import StoredFile

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=7)
"""Younger ones may belong to a transaction under way, or to a database that is just being restored."""


def collect_strays(now: datetime) -> int:
    """Delete bytes older than KEPT_FOR that no StoredFile names; gives how many. Where these are more than those that
    are known, the database is not the one that belongs to the files: nothing is deleted and the log says so.
    """
    storage = StoredFile._meta.get_field("content").storage
    strays = [path for path in unknown_paths(storage) if storage.get_modified_time(path) < now - KEPT_FOR]
    known = StoredFile.objects.count()
    if len(strays) > known:
        log.error("stray_files_left", strays=len(strays), known=known)
        return 0
    for path in strays:
        storage.delete(path)
    return len(strays)


def unknown_paths(storage: Storage) -> Iterator[str]:
    """Paths that no row names, folder by folder: names are spread evenly over them."""
    for folder in storage.listdir("")[0]:
        held = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        named = StoredFile.objects.filter(content__startswith=f"{folder}/")
        yield from sorted(held - set(named.values_list("content", flat=True)))
