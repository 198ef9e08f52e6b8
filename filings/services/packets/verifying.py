"""Whether a packet still holds what it held when it was made: digests, chain of history, snapshots, files. Needs no database.

Whoever changes a member must change the manifest with it; the chain and the snapshots show that, and the manifest's own
digest stands in the history of the system that made the packet.
"""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, Final

from filings.services.history import digest_of
from filings.services.packets.writing import MANIFEST, PACKET, PACKETS, SCHEMA
from filings.storing import CHUNK

MOST_MEMBERS: Final = 20_000
MOST_BYTES: Final = 16 << 30
MOST_JSON: Final = 64 << 20
MOST_RATIO: Final = 200
"""So many times its packed size a member may be, beyond the first CHUNK bytes: text of ours packs far less."""
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What reading a damaged member raises."""
SUBMITTED: Final = "snapshot"
"""The key under which a line of history holds the digest of the snapshot that it submitted."""


class NotAPacketError(Exception):
    """No ZIP, no manifest of ours, or out of bounds: nothing can be said of what it holds."""


def packet_problems(source: IO[bytes]) -> tuple[str, list[str]]:
    """The manifest's digest, and what was changed, is missing or was added: [] when everything holds.

    Raises NotAPacketError for what cannot be read as a packet.
    """
    try:
        packed = zipfile.ZipFile(source)
    except BROKEN as error:
        raise NotAPacketError("not a ZIP file") from error
    with packed:
        require_bounds(packed)
        manifest, digest = manifest_of(packed)
        if manifest is None:
            return "", [f"{MANIFEST}: changed"]
        found = list(member_problems(packed, manifest["members"]))
        inner = inner_problems if manifest["format"] == PACKETS else content_problems
        return digest, found + list(inner(packed, manifest, {each.split(": ")[0] for each in found}))


def require_bounds(packed: zipfile.ZipFile) -> None:
    """No more than a packet may be: a bomb is refused before anything is unpacked."""
    entries = packed.infolist()
    if len(entries) > MOST_MEMBERS:
        raise NotAPacketError(f"more than {MOST_MEMBERS} members")
    if sum(each.file_size for each in entries) > MOST_BYTES:
        raise NotAPacketError("unpacks to too many bytes")
    for each in entries:
        if each.flag_bits & 1:
            raise NotAPacketError(f"{each.filename}: encrypted")
        if each.file_size > CHUNK and each.file_size > MOST_RATIO * max(1, each.compress_size):
            raise NotAPacketError(f"{each.filename}: unpacks to far more than it is")


def manifest_of(packed: zipfile.ZipFile) -> tuple[dict[str, Any] | None, str]:
    """The manifest with its digest; None where its bytes were damaged. NotAPacketError where it is none of ours."""
    try:
        entry = packed.getinfo(MANIFEST)
    except KeyError:
        raise NotAPacketError(f"no {MANIFEST}") from None
    if entry.file_size > MOST_JSON:
        raise NotAPacketError(f"{MANIFEST} is too large")
    try:
        content = packed.read(entry)
    except BROKEN:
        return None, ""
    try:
        manifest = json.loads(content)
        known = manifest["format"] in (PACKET, PACKETS) and manifest["schema"] == SCHEMA
        known = known and all(isinstance(each["sha256"], str) for each in manifest["members"].values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        known = False
    if not known:
        raise NotAPacketError(f"{MANIFEST} is not that of a packet")
    return manifest, hashlib.sha256(content).hexdigest()


def member_problems(packed: zipfile.ZipFile, listed: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Members that are missing, were added, stand there twice, or have other bytes than the manifest says."""
    names = [each.filename for each in packed.infolist()]
    yield from (f"{path}: missing" for path in sorted(set(listed) - set(names)))
    yield from (f"{path}: added" for path in sorted(set(names) - set(listed) - {MANIFEST}))
    counted = Counter(names)
    yield from (f"{path}: added a second time" for path in sorted(path for path in counted if counted[path] > 1))
    for path in counted:
        if path in listed and sha256_of(packed, path) != listed[path]["sha256"]:
            yield f"{path}: changed"


def sha256_of(packed: zipfile.ZipFile, path: str) -> str:
    """The digest of a member's bytes, read in pieces; "" where they cannot be read."""
    digest = hashlib.sha256()
    try:
        with packed.open(path) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
    except BROKEN:
        return ""
    return digest.hexdigest()


def inner_problems(packed: zipfile.ZipFile, manifest: dict[str, Any], known: set[str]) -> Iterator[str]:
    """The packets of a ZIP of packets, each by itself."""
    for path in sorted(set(manifest["members"]) - known):
        try:
            with packed.open(path) as content:
                _, problems = packet_problems(content)
        except (NotAPacketError, *BROKEN):
            yield f"{path}: not a packet"
        else:
            yield from (f"{path}/{problem}" for problem in problems)


def content_problems(packed: zipfile.ZipFile, manifest: dict[str, Any], known: set[str]) -> Iterator[str]:
    """What digests of members alone do not show: the chain, the snapshots in it, the files that snapshots name."""
    listed = manifest["members"]
    try:
        if "history.json" in known or "history.json" not in listed:
            return
        lines = json_of(packed, "history.json")
        yield from chain_problems(lines, may_withhold=manifest["office"] == "district")
        submitted = {line.get("details", {}).get(SUBMITTED) for line in lines}
        for path in sorted(path for path in set(listed) - known if path.startswith("snapshots/")):
            yield from snapshot_problems(path, json_of(packed, path), submitted, set(listed))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise NotAPacketError("its members are not those of a packet") from error


def json_of(packed: zipfile.ZipFile, path: str) -> Any:
    """A member of plain values."""
    if packed.getinfo(path).file_size > MOST_JSON:
        raise NotAPacketError(f"{path} is too large")
    return json.loads(packed.read(path))


def chain_problems(lines: list[dict[str, Any]], *, may_withhold: bool) -> Iterator[str]:
    """The first line that does not follow from the one before or does not give its digest; a district's packet may
    withhold lines of the city.
    """
    before = ""
    for number, line in enumerate(lines, start=1):
        follows = line["sequence"] == number and line["previous"] == before
        content = {key: value for key, value in line.items() if key != "digest"}
        if not follows or not ((may_withhold and line.get("withheld")) or digest_of(content) == line["digest"]):
            yield f"history.json: line {number} breaks the chain"
            return
        before = line["digest"]


def snapshot_problems(path: str, frozen: dict[str, Any], submitted: set[Any], listed: set[str]) -> Iterator[str]:
    """A snapshot that does not give its digest, that the history does not know, or whose files are not all there."""
    if digest_of(frozen["content"]) != frozen["digest"]:
        yield f"{path}: does not give its digest"
    if frozen["digest"] not in submitted:
        yield f"{path}: not in the history"
    there = {member.rpartition("/")[2].partition(".")[0] for member in listed if member.startswith("files/")}
    for file in frozen["content"]["files"]:
        if file["sha256"] not in there:
            yield f"{path}: its file {file['sha256']} is missing"


def problems_of_bytes(content: bytes) -> list[str]:
    """For a packet at hand."""
    return packet_problems(BytesIO(content))[1]
