"""A PostgreSQL cluster that lives as long as one command: `python -m tests.postgres COMMAND`.

The command finds its address in DATABASE_URL. PostgreSQL refuses to run as root, so root hands it to the user postgres.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = Path(__file__).resolve().parents[1] / ".ci" / "install"


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, else where PATH finds them."""
    packaged = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
    )
    if packaged:
        return packaged[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def install() -> Path | None:
    """Install PostgreSQL where we may; None where we may not, and a line says what is lacking."""
    subprocess.run([INSTALL, "database"], check=False)
    return find_binaries()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def throwaway_cluster(binaries: Path) -> Iterator[str]:
    """The address of a fresh cluster; stopped and removed at the end."""
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    # A short path: a socket's address has 107 bytes.
    folder = tempfile.mkdtemp(prefix="zzspace-postgres-", dir="/tmp")
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        subprocess.run(
            [binaries / program, "-D", f"{folder}/data", *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **identity,
        )

    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    try:
        run("initdb", "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
        try:
            yield f"postgres://app@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def main(command: list[str]) -> int:
    binaries = find_binaries() or install()
    if binaries is None:
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped
    with throwaway_cluster(binaries) as address:
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
