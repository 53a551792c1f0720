"""Files that the user asks for, written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(place: Path, content: bytes) -> None:
    """Put ``content`` in the file ``place``, which keeps its mode; it holds the old or the new, never half. OSError."""
    handle, name = tempfile.mkstemp(prefix=".referral-desk-", dir=place.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            with suppress(OSError):
                new.chmod(stat.S_IMODE(place.stat().st_mode))
        new.replace(place)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
