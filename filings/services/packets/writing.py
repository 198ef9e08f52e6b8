"""Writes a packet as ZIP: the same members give the same bytes, for nothing of the time of packing is in them."""

import hashlib
import zipfile
from collections.abc import Iterable
from typing import IO, Any, Final

from filings.services.history import canonical
from filings.services.packets.parts import Member
from filings.storing import CHUNK

MANIFEST: Final = "manifest.json"
SCHEMA: Final = 1
PACKET: Final = "zzspace-packet"
PACKETS: Final = "zzspace-packets"
"""Several packets in one ZIP."""
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
OWNER_READS: Final = 0o600 << 16
UNIX: Final = 3


def write_packet(target: IO[bytes], members: Iterable[Member], header: dict[str, Any]) -> str:
    """Write members in their order, then the manifest with the SHA-256 of each; gives the manifest's own digest."""
    with zipfile.ZipFile(target, "w") as packed:
        listed = {member.path: write_member(packed, member) for member in members}
        return close_with(packed, PACKET, listed, header)


def pack_streams(target: IO[bytes], streams: Iterable[tuple[str, IO[bytes]]], header: dict[str, Any]) -> str:
    """Write several packets, each read while it is open, then their manifest; gives the manifest's own digest."""
    with zipfile.ZipFile(target, "w") as packed:
        listed = {path: write_stream(packed, path, source) for path, source in streams}
        return close_with(packed, PACKETS, listed, header)


def close_with(packed: zipfile.ZipFile, form: str, listed: dict[str, dict[str, Any]], header: dict[str, Any]) -> str:
    """The manifest, last of all."""
    manifest = canonical({"format": form, "schema": SCHEMA, "members": listed} | header)
    write_bytes(packed, MANIFEST, manifest)
    return hashlib.sha256(manifest).hexdigest()


def entry(path: str, *, packed: bool) -> zipfile.ZipInfo:
    """A member's header: no time, no maker that differs between machines."""
    info = zipfile.ZipInfo(path, NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.create_system, info.external_attr = UNIX, OWNER_READS
    return info


def write_bytes(packed: zipfile.ZipFile, path: str, content: bytes) -> None:
    """Text, made small."""
    packed.writestr(entry(path, packed=True), content, compresslevel=6)


def write_member(packed: zipfile.ZipFile, member: Member) -> dict[str, Any]:
    """One member and its line of the manifest; stored files, which are small already, go through in pieces."""
    if isinstance(member.content, bytes):
        write_bytes(packed, member.path, member.content)
        return {"sha256": hashlib.sha256(member.content).hexdigest(), "size": len(member.content)}
    with member.content.content.open("rb") as source:
        return write_stream(packed, member.path, source)


def write_stream(packed: zipfile.ZipFile, path: str, source: IO[bytes]) -> dict[str, Any]:
    """A member read in pieces."""
    digest, size = hashlib.sha256(), 0
    with packed.open(entry(path, packed=False), "w", force_zip64=True) as out:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return {"sha256": digest.hexdigest(), "size": size}
