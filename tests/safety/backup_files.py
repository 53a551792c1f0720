"""Backup files taken apart and put together again, with their checksum right, as only a hostile hand would."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

_DIGEST = 64

Parts = dict[str, bytes]


def parts_of(file: Path) -> Parts:
    """Return the content of a backup by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(parts: Parts) -> dict[str, Any]:
    """Return what a backup says of itself."""
    manifest: dict[str, Any] = json.loads(parts["manifest.json"])
    return manifest


def put_together(file: Path, parts: Parts, compression: int = zipfile.ZIP_STORED) -> None:
    """Write a backup of these parts, sealed with a checksum as the program does."""
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.comment = b"0" * _DIGEST
        for name, content in parts.items():
            archive.writestr(name, content)
    content = file.read_bytes()[:-_DIGEST]
    file.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
