"""Where this PC's centre lives: one folder for every staff account, remembered where every account can read it.

Windows keeps both in %ProgramData%, macOS in /Users/Shared, Linux in /var/lib and the machine-wide configuration.
Where an account may not write there (Linux without an administrator), the folder is the account's own and so is the
memory of it; what the machine remembers and still exists serves everyone who has none of their own.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import platformdirs

from referral_desk.db.layout import holds_centre

_APP = "referral-desk"
_TITLE = "ReferralDesk"
_CENTRE = "centre"
_POINTER = "centre-folder.json"
_MAX_POINTER = 64 * 1024


def default_folder() -> Path:
    """Return the folder that is offered for a new centre: one that all accounts reach, if this account may make it."""
    shared = _machine_data() / _CENTRE
    return shared if _may_write(shared) else Path(platformdirs.user_data_dir(_APP, appauthor=False)) / _CENTRE


def known_centre() -> Path | None:
    """Return the folder of this PC's centre, None where none was ever set up or chosen.

    A remembered folder that holds a centre comes first, this account's own memory before the machine's, then the
    default folder if it holds one. Failing all, the remembered folder is returned even so (a drive that is not
    plugged in, perhaps), for the message that it is missing helps more than an offer to set up a new one.
    """
    remembered = [folder for pointer in (_own_pointer(), _machine_pointer()) if (folder := _read(pointer)) is not None]
    for folder in (*remembered, default_folder()):
        if holds_a_centre(folder):
            return folder
    return remembered[0] if remembered else None


def remember_centre(folder: Path) -> bool:
    """Remember ``folder`` for every account of this PC, else for this account; say whether it is for every account.

    Raises OSError where not even this account's own configuration can be written.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would replace drive letters and links people know
    try:
        _write(_machine_pointer(), folder)
    except OSError:
        _write(_own_pointer(), folder)
        return False
    with suppress(OSError):
        _own_pointer().unlink(missing_ok=True)
    return True


def reaches_everyone(folder: Path) -> bool:
    """Say whether ``folder`` lies where every account of this PC reaches it."""
    return _machine_data() in folder.parents


def shared_after_restoring(folder: Path, before: Path | None) -> bool:
    """Say whether every account is to reach a centre restored into ``folder``.

    It is where the folder lies in everyone's reach, and where the one of before, which it may replace, is everyone's.
    """
    return reaches_everyone(folder) or (before is not None and (reaches_everyone(before) or _is_everyones(before)))


def _is_everyones(folder: Path) -> bool:
    """Say whether every account may write to ``folder``; on Windows only its place tells."""
    if sys.platform == "win32":
        return False
    with suppress(OSError):
        return stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0o007
    return False


def _machine_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / _TITLE
    if sys.platform == "darwin":
        return Path("/Users/Shared") / _TITLE
    return Path("/var/lib") / _APP


def _machine_pointer() -> Path:
    if sys.platform in ("win32", "darwin"):
        return _machine_data() / _POINTER
    return Path(platformdirs.site_config_dir(_APP, appauthor=False)) / _POINTER


def _own_pointer() -> Path:
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / _POINTER


def _may_write(folder: Path) -> bool:
    """Say whether ``folder`` can be made, or written to where it is there already."""
    for place in (folder, *folder.parents):
        if place.exists():
            return os.access(place, os.W_OK | os.X_OK)
    return False


def holds_a_centre(folder: Path) -> bool:
    """Say whether a centre lies in ``folder``; False where it cannot be looked at."""
    try:
        return holds_centre(folder)
    except OSError:
        return False


def _read(pointer: Path) -> Path | None:
    """Return the folder a pointer file names; None for a missing, damaged or foreign file."""
    try:
        with pointer.open("rb") as stream:
            content = json.loads(stream.read(_MAX_POINTER))
    except (OSError, ValueError, RecursionError):
        return None
    written = content.get("folder") if isinstance(content, dict) else None
    if not isinstance(written, str) or not written or "\0" in written:
        return None
    folder = Path(written)
    return folder if folder.is_absolute() else None


def _write(pointer: Path, folder: Path) -> None:
    if not pointer.parent.exists():
        pointer.parent.mkdir(parents=True)
        with suppress(OSError):
            pointer.parent.chmod(0o755)  # whatever the account's own mask: every account reads here
    new = pointer.with_name(f"{pointer.name}.{os.getpid()}.new")
    try:
        new.write_text(json.dumps({"folder": str(folder)}, ensure_ascii=False), encoding="utf-8")
        with suppress(OSError):
            new.chmod(0o644)
        new.replace(pointer)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
