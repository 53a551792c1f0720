"""The file of one backup: a ZIP that compresses nothing, of the encrypted database, the key slots and a manifest.

Its last 64 bytes, the ZIP's comment, are the SHA-256 of everything before them, so that no damaged bit goes unseen.
The manifest is sealed under a key derived from the audit trail's: whoever has that key can tell this centre's backups
from others, also those made before the centre was given new keys. A file may come from anywhere: nothing in it names
a path, and no more is read than a backup can hold.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from referral_desk.db import durable
from referral_desk.db.errors import BackupDamaged, NewerVersion
from referral_desk.db.layout import DATABASE, KEYS
from referral_desk.db.slots import canonical
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import Backup, Manifest, Part
from referral_desk.domain.errors import NotFound, NotReadable
from referral_desk.domain.messages import N_, message

ENDING = ".rdbackup"
MANIFEST = "manifest.json"

Progress = Callable[[int], None]
"""Is told how many bytes more are done; may raise to stop."""

_FORMAT = "referral-desk backup"
_VERSION = 1
_LONGEST_MANIFEST = 1 << 16
_LONGEST_KEYS = 1 << 20
_LONGEST_READ = 1 << 21
_CHUNK = 1 << 20
_DIGEST = 64
_UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What the standard library raises for a ZIP that is none, is damaged, or asks for what a backup does not use."""


class _Bounded:
    """A stream of which a hostile ZIP cannot have more read at once than the directory of a backup needs."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size

    def read(self, count: int = -1, /) -> bytes:
        if count < 0:
            count = self._size - self._stream.tell()
        if count > _LONGEST_READ:
            raise zipfile.BadZipFile
        return self._stream.read(count)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


def write(
    path: Path, database: Path, keys: bytes, manifest: Manifest, audit_key: bytes, progress: Progress
) -> Manifest:
    """Write a new backup file and sync it; return the manifest with its parts and its seal. Raises OSError."""
    with path.open("xb") as stream, zipfile.ZipFile(stream, "w") as archive:
        archive.comment = b"0" * _DIGEST
        moment = manifest.made_at.astimezone()
        with database.open("rb") as source:
            parts = {DATABASE: _add(archive, DATABASE, moment, iter(lambda: source.read(_CHUNK), b""), progress)}
        parts[KEYS] = _add(archive, KEYS, moment, iter([keys]), progress)
        manifest = replace(manifest, parts=parts)
        manifest = replace(manifest, mac=right_mac(manifest, audit_key))
        text = json.dumps(_as_json(manifest) | {"mac": manifest.mac.hex()}, indent=1).encode() + b"\n"
        _add(archive, MANIFEST, moment, iter([text]), progress)
    with path.open("r+b") as whole:
        whole.seek(0, os.SEEK_END)
        end = whole.tell() - _DIGEST
        digest = _digest(whole, end, progress)
        whole.seek(end)
        whole.write(digest)
        whole.flush()
        os.fsync(whole.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, moment: datetime, content: Iterator[bytes], progress: Progress) -> Part:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    size, digest = 0, hashlib.sha256()
    with archive.open(entry, "w", force_zip64=True) as stream:
        for chunk in content:
            stream.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            progress(len(chunk))
    return Part(size, digest.hexdigest())


def _digest(stream: IO[bytes], end: int, progress: Progress) -> bytes:
    digest = hashlib.sha256()
    stream.seek(0)
    left = end
    while left and (chunk := stream.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
        progress(len(chunk))
    return digest.hexdigest().encode()


def read(path: Path) -> Backup:
    """Return what a backup says of itself, by its directory and manifest alone; whether it is true is still open.

    Raises NotFound, NotReadable (this is not a backup), BackupDamaged, NewerVersion, StorageFault.
    """
    with _opened(path) as (archive, size):
        return Backup(path, _manifest_in(archive, path, size), size)


def check_whole(path: Path, progress: Progress) -> None:
    """Read the file to its end, from the disk where the system can be asked to, and compare its checksum.

    Raises as :func:`read`.
    """
    with _faults(path), path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        end = max(0, stream.seek(0, os.SEEK_END) - _DIGEST)
        digest = _digest(stream, end, progress)
        if not hmac.compare_digest(digest, stream.read(_DIGEST)):
            raise zipfile.BadZipFile


def unpack(backup: Backup, names: Mapping[str, Path], progress: Progress) -> None:
    """Write parts of a backup to new files, synced: ``names`` says which part goes where.

    Raises BackupDamaged where a part is not what the manifest says, StorageFault.
    """
    with _opened(backup.path) as (archive, _size):
        for name, target in names.items():
            wanted = backup.manifest.parts[name]
            size, digest = 0, hashlib.sha256()
            with archive.open(name) as source, durable.disk_faults(target.parent), target.open("xb") as stream:
                while chunk := _next(source):
                    size += len(chunk)
                    if size > wanted.size:
                        break
                    stream.write(chunk)
                    digest.update(chunk)
                    progress(len(chunk))
                stream.flush()
                os.fsync(stream.fileno())
            if size != wanted.size or digest.hexdigest() != wanted.sha256:
                raise damaged(backup.path)


def _next(source: IO[bytes]) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise zipfile.BadZipFile from error  # told as a fault of the backup, not of the place it is unpacked to


def right_mac(manifest: Manifest, audit_key: bytes) -> bytes:
    """Return the seal that a manifest has which was written with this key of an audit trail."""
    own = hmac.digest(audit_key, b"referral-desk 1 manifest", "sha256")
    return hmac.digest(own, canonical(_as_json(manifest)), "sha256")


def is_ours(manifest: Manifest, audit_key: bytes) -> bool:
    """Whether the centre with this key of its audit trail wrote the manifest."""
    return hmac.compare_digest(manifest.mac, right_mac(manifest, audit_key))


def damaged(path: Path) -> BackupDamaged:
    """Return the fault of a backup that is not what it was when it was made."""
    return BackupDamaged(
        message(N_("The backup {name} is damaged and cannot be used. Take another one."), name=path.name)
    )


def newer(path: Path) -> NewerVersion:
    """Return the fault of a backup that this version of the program does not understand."""
    return NewerVersion(
        message(
            N_("The backup {name} was made by a newer version of Referral Desk. Update the program first."),
            name=path.name,
        )
    )


# --- reading what may be anything -------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, int]]:
    with _faults(path), path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        with zipfile.ZipFile(_Bounded(stream, size)) as archive:
            yield archive, size


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise (damaged(path) if _looks_like_one(path) else _not_one(path)) from error
    except FileNotFoundError as error:
        raise NotFound(message(N_("There is no file {path}. Choose a backup that is there."), path=path)) from error
    except IsADirectoryError as error:
        raise _not_one(path) from error
    except PermissionError as error:
        raise NotReadable(
            message(N_("This account may not read {path}. Ask the administrator, or choose another."), path=path)
        ) from error
    except OSError as error:
        raise BackupDamaged(
            message(
                N_("The disk reported an error while {name} was read. Take another backup, and check that disk."),
                name=path.name,
            )
        ) from error


def _manifest_in(archive: zipfile.ZipFile, path: Path, size: int) -> Manifest:
    entries = archive.infolist()
    found = [entry for entry in entries if entry.filename == MANIFEST]
    if len(archive.comment) != _DIGEST:
        raise zipfile.BadZipFile
    if len(found) != 1 or not _plain(found[0]) or found[0].file_size > _LONGEST_MANIFEST:
        raise zipfile.BadZipFile
    content = json.loads(archive.read(MANIFEST))
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise zipfile.BadZipFile
    version = content.get("version")
    if isinstance(version, int) and version > _VERSION:
        raise newer(path)
    manifest = _manifest(content)
    sizes = {entry.filename: entry.file_size for entry in entries if _plain(entry)}
    told = {name: part.size for name, part in manifest.parts.items()} | {MANIFEST: found[0].file_size}
    if len(entries) != len(told) or sizes != told or sum(sizes.values()) > size or sizes[KEYS] > _LONGEST_KEYS:
        raise zipfile.BadZipFile
    return manifest


def _plain(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is stored as it is, so that it cannot grow: neither compressed nor encrypted."""
    stored = entry.compress_type == zipfile.ZIP_STORED and entry.compress_size == entry.file_size
    return stored and not entry.flag_bits & 1


def _looks_like_one(path: Path) -> bool:
    """Whether a file that cannot be read was a backup once: by its ending, or by how it begins."""
    if path.suffix == ENDING:
        return True
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
    except OSError:
        return False
    return start.startswith(b"PK\3\4") and start[30:].startswith(DATABASE.encode())


def _not_one(path: Path) -> NotReadable:
    return NotReadable(
        message(
            N_("{name} is not a backup of Referral Desk. Choose a file that ends in {ending}."),
            name=path.name,
            ending=ENDING,
        )
    )


# --- the manifest as JSON ---------------------------------------------------------------------------------------


def _as_json(manifest: Manifest) -> dict[str, object]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "program": manifest.program,
        "revision": manifest.revision,
        "centre": manifest.centre,
        "made_at": manifest.made_at.isoformat(),
        "counts": dict(manifest.counts),
        "audit": {
            "number": manifest.head.number,
            "seal": manifest.head.seal.hex(),
            "branch": manifest.branch.hex(),
        },
        "parts": {name: {"size": part.size, "sha256": part.sha256} for name, part in manifest.parts.items()},
    }


def _manifest(content: Mapping[str, object]) -> Manifest:
    """Return the manifest that JSON describes. Raises ValueError where it describes none."""
    audit, parts, counts = (_mapping(content, name) for name in ("audit", "parts", "counts"))
    if set(parts) != {DATABASE, KEYS}:
        raise ValueError("parts")
    made_at = datetime.fromisoformat(_text(content, "made_at"))
    if made_at.tzinfo is None:
        raise ValueError("made_at")
    return Manifest(
        made_at=made_at,
        program=_text(content, "program"),
        revision=_text(content, "revision"),
        centre=_text(content, "centre"),
        counts={name: _number(counts, name) for name in counts},
        head=AuditHead(_number(audit, "number"), bytes.fromhex(_text(audit, "seal"))),
        branch=bytes.fromhex(_text(audit, "branch")),
        parts={
            name: Part(_number(part, "size"), _text(part, "sha256"))
            for name in (DATABASE, KEYS)
            for part in [_mapping(parts, name)]
        },
        mac=bytes.fromhex(_text(content, "mac")),
    )


def _mapping(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise ValueError(name)
    return value


def _text(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _number(content: Mapping[str, object], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(name)
    return value
