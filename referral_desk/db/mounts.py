"""Whether a folder is on a network drive; SQLite's locks and shared memory cannot be trusted there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from referral_desk.db.errors import NetworkFolder
from referral_desk.domain.messages import N_, message

_NETWORK_TYPES = {
    *("nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "ncp", "afs", "afpfs", "webdav", "davfs", "coda"),
    *("ceph", "glusterfs", "lustre", "gfs2", "ocfs2", "beegfs", "orangefs"),
    *("fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.smbnetfs", "fuse.gvfsd-fuse", "fuse.s3fs"),
    *("fuse.glusterfs", "fuse.ceph", "fuse.curlftpfs"),
}
_DRIVE_REMOTE = 4
_BSD_MOUNT = re.compile(r"^.+? on (?P<place>/.*) \((?P<kind>[a-z0-9._]+)[,)]")


def refuse_network(place: Path) -> None:
    """Raise NetworkFolder if ``place``, or the folder it would be made in, is on a network drive."""
    if network_type(place) is not None:
        raise NetworkFolder(
            message(
                N_(
                    "{folder} is on a network drive, where records can be lost. Choose a folder on this PC. "
                    "Several desks share records through a PostgreSQL server, not through a shared folder."
                ),
                folder=place,
            )
        )


def network_type(place: Path) -> str | None:
    """Return the kind of network drive that ``place`` is on, None for a local one or where it cannot be told."""
    if sys.platform == "win32":
        return _windows_type(place)
    resolved = PurePosixPath(place.resolve())
    found = type_at(resolved, _mounts())
    return found if found in _NETWORK_TYPES else None


def type_at(place: PurePosixPath, mounts: Iterable[tuple[str, str]]) -> str | None:
    """Return the type of file system at ``place``, given (mount point, type) in the order they were mounted."""
    found, depth = None, -1
    for point, kind in mounts:
        mounted = PurePosixPath(point)
        if place.is_relative_to(mounted) and len(mounted.parts) >= depth:
            found, depth = kind, len(mounted.parts)
    return found


def linux_mounts(table: str) -> list[tuple[str, str]]:
    """Return (mount point, type) from the text of /proc/mounts, whose blanks are written in octal."""
    rows = [line.split(" ") for line in table.splitlines()]
    return [
        (re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), row[1]), row[2]) for row in rows if len(row) > 2
    ]


def bsd_mounts(table: str) -> list[tuple[str, str]]:
    """Return (mount point, type) from what ``mount`` prints on macOS."""
    matches = (_BSD_MOUNT.match(line) for line in table.splitlines())
    return [(match["place"], match["kind"]) for match in matches if match]


def _mounts() -> list[tuple[str, str]]:
    try:
        if sys.platform == "darwin":
            listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
            return bsd_mounts(listed.stdout)
        return linux_mounts(Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, subprocess.SubprocessError):
        return []


def _windows_type(place: Path) -> str | None:
    path = str(place.absolute())
    if is_unc(path):
        return "unc"
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        if ctypes.windll.kernel32.GetDriveTypeW(Path(path).anchor) == _DRIVE_REMOTE:
            return "remote drive"
    return None


def is_unc(path: str) -> bool:
    r"""Whether a Windows path names another computer: ``\\server\share``, but not ``\\?\C:\`` or ``\\.\``."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))
