"""Backups: what each says of itself, which are kept, when one is due, and when people must be warned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path

from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditHead

DAILY, WEEKLY, MONTHLY = 12, 8, 12
"""Of how many days, weeks and months that have a backup the newest one is kept."""

ALL_OF_THE_LAST = timedelta(hours=24)
"""How long every backup is kept, however many there are of a day: a mistake of this morning is mended from them."""

EVERY = timedelta(minutes=30)
"""How old the newest backup may become while somebody works and something changes."""

TOO_OLD = timedelta(hours=24)
"""After how long a change that no good backup holds is a danger."""

SECOND_TOO_OLD = timedelta(days=7)
"""After how long a change that the second place does not hold is worth a word."""

SHOWN_AS_RESTORED = timedelta(days=30)
"""How long the window says that the records it shows were restored: next to those of before nobody mixes them up."""

_LEAVE_RECORDS_AS_THEY_ARE = frozenset(
    {
        Action.LIST_RECORDS,
        Action.SEARCH_RECORDS,
        Action.READ_CLIENT,
        Action.READ_REFERRAL,
        Action.READ_FIGURES,
        Action.CHECK_RECORDS,
        Action.MAKE_BACKUP,
        Action.LOG_IN,
        Action.UNLOCK,
        Action.LOCK,
        Action.LOG_OUT,
        Action.PRINT_DOCUMENT,
        Action.SAVE_DOCUMENT,
        Action.EXPORT_LEDGER,
        Action.REVIEW_AUDIT,
        Happening.FAILED_LOGIN,
        Happening.FAILED_UNLOCK,
        Happening.REFUSED,
        Happening.CLOCK_SET_BACK,
        Happening.RESTORED_ELSEWHERE,
    }
)

CHANGES: tuple[str, ...] = tuple(code.value for code in (*Action, *Happening) if code not in _LEAVE_RECORDS_AS_THEY_ARE)
"""The entries of the audit trail after which a backup is no longer up to date; whatever is new counts as one."""


@dataclass(frozen=True)
class Part:
    """One file in a backup: how many bytes, and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    ``made_at`` is aware; ``revision`` is that of the tables; ``centre`` the id that the key slots carry; ``counts``
    the rows of the main tables. ``head`` is the end of the audit trail inside the copy. ``branch`` is the seal of the
    newest restore in that trail, b"" for none: a restored centre goes on from where the backup was, and what was
    entered after that in the old one is not missing from it. ``mac`` is over everything else, under a key derived
    from the audit trail's, which stays when the centre gets new keys.
    """

    made_at: datetime
    program: str
    revision: str
    centre: str
    counts: Mapping[str, int]
    head: AuditHead
    branch: bytes
    parts: Mapping[str, Part]
    mac: bytes = b""


@dataclass(frozen=True)
class Backup:
    """A backup file; ``size`` in bytes."""

    path: Path
    manifest: Manifest
    size: int


@dataclass(frozen=True, order=True)
class Generation:
    """A backup as the rules see it: when it was made (aware), up to which entry of the audit trail, its file's name."""

    made_at: datetime
    number: int
    name: str


def outlived(generations: Iterable[Generation], zone: tzinfo | None = None) -> tuple[Generation, ...]:
    """Return the backups that need not be kept, the oldest first.

    The newest of each of the last 12 days, 8 weeks (from Monday) and 12 months that have one is kept; so a long
    holiday takes nothing away. Days are those of ``zone``, None for this PC's. However the clock was set, the newest
    and the one that reaches furthest in the audit trail are kept, and all that were made in the 24 hours before them.
    """
    found = sorted(set(generations), reverse=True)
    if not found:
        return ()
    furthest = max(found, key=lambda each: (each.number, each))
    kept = {found[0], furthest}
    kept |= {each for end in kept for each in found if end.made_at - ALL_OF_THE_LAST < each.made_at <= end.made_at}
    local = {each: each.made_at.astimezone(zone).date() for each in found}
    for period, limit in (
        ({each: (day.year, day.month, day.day) for each, day in local.items()}, DAILY),
        ({each: tuple(day.isocalendar()[:2]) for each, day in local.items()}, WEEKLY),
        ({each: (day.year, day.month) for each, day in local.items()}, MONTHLY),
    ):
        newest: dict[tuple[int, ...], Generation] = {}
        for each in found:
            newest.setdefault(period[each], each)
        kept |= {newest[key] for key in sorted(newest, reverse=True)[:limit]}
    return tuple(sorted(set(found) - kept))


def due(*, changed: bool, newest_at: datetime | None, now: datetime, closing: bool) -> bool:
    """Whether a backup is to be made: something changed, and the window closes or the newest one is half an hour old.

    ``newest_at`` is when the newest good one was made, None where there is none. A clock that stands before that was
    set back, and says nothing.
    """
    if not changed:
        return False
    return closing or newest_at is None or not timedelta() <= now - newest_at < EVERY


@dataclass(frozen=True)
class PlaceState:
    """How it stands with one place for backups.

    ``there`` is whether the folder can be reached now. ``newest_at`` and ``size`` are those of the newest good
    backup of these records, as last seen; ``count`` is how many good ones there are, ``damaged`` how many files that
    cannot be read. ``unprotected_since`` is when the first change was made that none of them holds.
    """

    folder: Path
    there: bool
    newest_at: datetime | None = None
    size: int = 0
    count: int = 0
    damaged: int = 0
    unprotected_since: datetime | None = None


@dataclass(frozen=True)
class BackupState:
    """How it stands with the backups of a centre; ``second`` is None where no second place was chosen.

    ``begun_at`` is when the centre was first worked with, None for not yet.
    """

    own: PlaceState
    second: PlaceState | None
    begun_at: datetime | None

    @property
    def newest_at(self) -> datetime | None:
        """When the newest good backup was made, wherever it lies."""
        made = [place.newest_at for place in self._places if place.newest_at is not None]
        return max(made, default=None)

    @property
    def unprotected_since(self) -> datetime | None:
        """When the first change was made that no good backup holds; None where every change is held by one."""
        since = [place.unprotected_since for place in self._places]
        return None if None in since else max(moment for moment in since if moment is not None)

    @property
    def _places(self) -> tuple[PlaceState, ...]:
        return (self.own,) if self.second is None else (self.own, self.second)

    def is_danger(self, now: datetime) -> bool:
        """Whether a change is over a day old that no good backup holds, or there is none after the first day."""
        if self.newest_at is None:
            return self.begun_at is not None and now - self.begun_at > TOO_OLD
        since = self.unprotected_since
        return since is not None and now - since > TOO_OLD

    def second_is_old(self, now: datetime) -> bool:
        """Whether the second place lacks a change that is over a week old."""
        since = self.second.unprotected_since if self.second is not None else None
        return since is not None and now - since > SECOND_TOO_OLD


@dataclass(frozen=True)
class Anchor:
    """An end of the audit trail that was kept outside; ``own`` is whether it lay in the data folder itself."""

    head: AuditHead
    branch: bytes
    own: bool


def applicable(anchors: Iterable[Anchor], restores: Iterable[AuditHead]) -> tuple[AuditHead, ...]:
    """Return the heads that must still be in a trail whose entries of a restore are ``restores``.

    A restore goes on from the backup's head. What the old centre wrote after that head belongs to another branch, and
    so does what a centre wrote that was restored elsewhere; both may lie in the second place. In the data folder's
    own backups there is no other branch: a head there whose branch the trail does not know was cut off with it.
    """
    known = [AuditHead(0, b""), *sorted(restores, key=lambda each: each.number)]
    ends = {branch.seal: after.number for branch, after in pairwise(known)}
    seals = {branch.seal for branch in known}

    def applies(anchor: Anchor) -> bool:
        if anchor.branch not in seals:
            return anchor.own
        return anchor.branch not in ends or anchor.head.number < ends[anchor.branch]

    return tuple(anchor.head for anchor in anchors if applies(anchor))
