"""Who may reach the data folder: its owner alone, or every account of this PC."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from referral_desk.db import durable

_USERS = "*S-1-5-32-545"  # BUILTIN\Users, whatever the language of Windows
_SYSTEM = "*S-1-5-18"
_ADMINISTRATORS = "*S-1-5-32-544"

SHARED_FOLDER = 0o2777
PRIVATE_FOLDER = 0o700


def give_access(place: Path, entries: Iterable[Path], *, shared: bool, existed: bool) -> None:
    """Set the permissions of a new data folder and of the ``entries`` that are or will be in it.

    A folder that ``existed`` and that others may write to stays as an administrator prepared it. Raises OSError.
    """
    if sys.platform == "win32":
        if shared or not existed:
            for command in windows_commands(place, shared=shared, account=_windows_account()):
                done = subprocess.run(command, capture_output=True, timeout=60, check=False)
                if done.returncode:
                    raise PermissionError(f"icacls ended with {done.returncode}")
        return
    mode = folder_mode(stat.S_IMODE(place.stat().st_mode), shared=shared, existed=existed)
    for entry in entries:
        entry.chmod(mode if entry.is_dir() else durable.mode_of_files(mode))
    if stat.S_IMODE(place.stat().st_mode) != mode:
        place.chmod(mode)


def folder_mode(now: int, *, shared: bool, existed: bool) -> int:
    """Return the permissions a data folder gets that has ``now``."""
    if shared:
        return now if existed and now & 0o007 == 0o007 else SHARED_FOLDER
    return now if existed and now & 0o022 else PRIVATE_FOLDER


def windows_commands(place: Path, *, shared: bool, account: str) -> list[list[str]]:
    """Return the icacls calls that open ``place`` to every user, or close it to all but ``account``."""
    if shared:
        return [["icacls", str(place), "/grant", f"{_USERS}:(OI)(CI)M", "/T", "/Q"]]
    grants = [f"{name}:(OI)(CI)F" for name in (account, _SYSTEM, _ADMINISTRATORS)]
    return [
        ["icacls", str(place), "/grant", *grants, "/T", "/Q"],
        ["icacls", str(place), "/inheritance:r", "/Q"],
    ]


def _windows_account() -> str:
    return f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ.get('USERNAME', '')}"
