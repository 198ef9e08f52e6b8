"""How long pages take from a server with two workers and four connections, on a populated database: the district's queue, the
public register, an application's page, each against a bare page of 25 rows of the same table.

Run by `make bench` on both databases; ZZSPACE_BENCH_SPACES sets the size. A process of its own: it has the day of today.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from filings.models import Application, Filing, User
from tests.postgres import free_port

BAR = 3
SPACES = int(os.environ.get("ZZSPACE_BENCH_SPACES", "1000"))
YEARS = 5
WORKERS, CONNECTIONS = 2, 4
REQUESTS = 12
"""A connection and run."""
RUNS = 5
STARTS = 60
"""Seconds for the server to start."""


class Page(NamedTuple):
    """A page to be measured: as whom, what it must show, and the bare page beside it."""

    name: str
    url: str
    cookie: str
    shows: str
    bare: str


@contextmanager
def database() -> Iterator[str]:
    """A database of its own, and its address for other processes."""
    named = connection.settings_dict["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        if connection.vendor == "postgresql":
            yield os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
        else:
            yield f"sqlite:///{name}"
    finally:
        connection.creation.destroy_test_db(named, verbosity=0)


@contextmanager
def server(address: str) -> Iterator[int]:
    """The product under gunicorn on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "zzspace.wsgi", "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(
        [*command, "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"],
        env={**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "WARNING"},
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the server answers."""
    give_up = time.monotonic() + STARTS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            fetch(port, "/healthz", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def fetch(port: int, url: str, cookie: str) -> tuple[int, bytes]:
    """One request on a connection of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("GET", url, headers={"Cookie": cookie})
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def milliseconds(port: int, url: str, cookie: str) -> list[float]:
    """What each request of one connection took."""
    spent = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        status, _ = fetch(port, url, cookie)
        spent.append((time.perf_counter() - start) * 1000)
        if status != http.HTTPStatus.OK:
            raise SystemExit(f"{url} answered {status}")
    return spent


def median(port: int, url: str, cookie: str) -> float:
    """The p50 of a run over all connections."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        runs = [pool.submit(milliseconds, port, url, cookie) for _ in range(CONNECTIONS)]
        return statistics.median(spent for run in runs for spent in run.result())


def signed_in(user: User) -> str:
    """A session of the account, as a login leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(24 * 3600)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def pages() -> tuple[Page, ...]:
    """The pages, as the district with the most cases that wait."""
    waiting = Application.objects.filter(state="submitted")
    district = waiting.values("district").annotate(n=Count("pk")).order_by("-n", "district")[0]["district"]
    clerk = User.objects.get(username=f"populate_{district}")
    User.objects.filter(pk=clerk.pk).update(must_change_password=False)
    cookie = signed_in(clerk)
    oldest = waiting.filter(district=district).select_related("space").order_by("state_since", "pk")[0]
    filing = Filing.objects.select_related("space").order_by("-filed_on", "-serial")[0]
    return (
        Page("the district's queue", "/queue/", cookie, oldest.space.name, "/bare/applications/"),
        Page("the public register", "/register/", "", filing.space.name, "/bare/filings/"),
        Page("an application's page", f"/applications/{oldest.pk}/", cookie, oldest.number, "/bare/applications/"),
    )


def check(port: int, page: Page) -> None:
    """Both pages show what they are to show."""
    for url, shown in ((page.url, page.shows), (page.bare, "<td>")):
        status, body = fetch(port, url, page.cookie)
        if status != http.HTTPStatus.OK or shown not in body.decode():
            raise SystemExit(f"{url} answered {status} without {shown}")


def measure(port: int, page: Page) -> tuple[float, float]:
    """p50 of the page and of the bare page, medians of runs taken in turn after one that warms up."""
    check(port, page)
    runs = [[median(port, url, page.cookie) for url in (page.url, page.bare)] for _ in range(RUNS + 1)][1:]
    ours, bare = (statistics.median(column) for column in zip(*runs, strict=True))
    return ours, bare


def main() -> int:
    with database() as address:
        call_command("populate", spaces=SPACES, years=YEARS, seed=1)
        measured = []
        chosen = pages()
        connection.close()
        with server(address) as port:
            measured = [(page.name, *measure(port, page)) for page in chosen]
    sys.stdout.write(f"\n{connection.vendor}, {SPACES:,} makerspaces, {WORKERS} workers, {CONNECTIONS} connections\n")
    for name, ours, bare in measured:
        sys.stdout.write(
            f"{name:<24} p50 {ours:6.1f} ms, bare {bare:6.1f} ms, ratio (at most {BAR}) {ours / bare:5.2f}\n"
        )
    return 0 if all(ours <= BAR * bare for _, ours, bare in measured) else 1
