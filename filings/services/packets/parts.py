"""The registry of what a packet holds: each app contributes parts, each part gives members. It knows no part itself."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from filings.models import Application, StoredFile, User
from filings.services.history import canonical

ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Member(NamedTuple):
    """One file of a packet: a path of plain letters, and its bytes or where they are stored."""

    path: str
    content: bytes | StoredFile


Part: TypeAlias = Callable[[Application, User], Iterable[Member]]
"""What a part holds of an application, for the office of this account: no more than the account may see."""
PARTS: Final[list[Part]] = []


def add_part(part: Part) -> None:
    """Have every packet hold another part; called once at start."""
    PARTS.append(part)


def members_of_packet(application: Application, viewer: User) -> Iterator[Member]:
    """All parts, in the order of their paths, which is the same for the same record."""
    members = [member for part in PARTS for member in part(application, viewer)]
    return iter(sorted({member.path: member for member in members}.values()))


def as_json(path: str, data: Any) -> Member:
    """Plain values as canonical JSON."""
    return Member(path, canonical(data))


def stored_path(folder: str, file: StoredFile) -> str:
    """`files/<digest>.pdf`: the same bytes are held once, and the name says which they are."""
    return f"{folder}/{file.sha256}.{ENDINGS.get(file.content_type, 'bin')}"
