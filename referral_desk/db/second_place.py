"""What is known of the second place for backups while it is not there, such as a USB stick in a drawer.

``second-place.json`` lies beside the backups in the data folder, for it is needed most where the records themselves,
which hold the setting, can no longer be read. It only says where to look and since when: nothing is trusted because
it stands there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import StorageFault
from referral_desk.db.layout import BACKUPS
from referral_desk.domain.audit import AuditHead

SECOND_PLACE = "second-place.json"
_LONGEST = 1 << 16


@dataclass(frozen=True)
class SecondPlace:
    """The second place as it was last seen: its newest good backup, how many there were; None: there was none."""

    folder: Path
    newest_at: datetime | None = None
    head: AuditHead | None = None
    size: int = 0
    count: int = 0


def recall(folder: Path) -> SecondPlace | None:
    """Return what the data folder ``folder`` knows of its second place, None where it knows nothing."""
    try:
        with (folder / BACKUPS / SECOND_PLACE).open("rb") as stream:
            content = json.loads(stream.read(_LONGEST))
        place, newest, size, count = (content[name] for name in ("folder", "newest_at", "size", "count"))
        newest_at = datetime.fromisoformat(newest) if newest else None
        if newest_at is not None and newest_at.tzinfo is None:
            return None
        head = AuditHead(int(content["number"]), bytes.fromhex(content["seal"])) if newest else None
        return SecondPlace(Path(str(place)), newest_at, head, int(size), int(count)) if place else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def remember(folder: Path, seen: SecondPlace | None) -> None:
    """Keep what was seen, None for no second place; where that cannot be written it is not known, and nothing else."""
    content: dict[str, object] = {"folder": "", "newest_at": "", "size": 0, "count": 0}
    if seen is not None:
        content |= {"folder": str(seen.folder), "size": seen.size, "count": seen.count}
        if seen.newest_at is not None and seen.head is not None:
            content |= {"newest_at": seen.newest_at.isoformat()}
            content |= {"number": seen.head.number, "seal": seen.head.seal.hex()}
    if seen == recall(folder):
        return
    with suppress(StorageFault, OSError), durable.locked(folder, wait=False):
        durable.write(folder / BACKUPS, {SECOND_PLACE: json.dumps(content).encode() + b"\n"})
