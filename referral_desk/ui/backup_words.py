"""How it stands with the backups, in words."""

from __future__ import annotations

from datetime import datetime

from referral_desk.domain.backups import BackupState, PlaceState
from referral_desk.i18n import _, ngettext
from referral_desk.ui.dates import short_date
from referral_desk.ui.widgets.facts import Fact


def moment(at: datetime) -> str:
    """Return a moment as a date with the time on this PC."""
    local = at.astimezone()
    return f"{short_date(local.date())} {local:%H:%M}"


def size(count: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{count / 1_000_000:.1f} MB" if count < 10_000_000 else f"{round(count / 1_000_000):,} MB"


def danger(state: BackupState, now: datetime) -> str:
    """Return what the red banner says, "" where there is no danger."""
    if not state.is_danger(now):
        return ""
    since = state.unprotected_since
    if state.newest_at is None or since is None:
        return _("There is no backup of these records yet. If this PC breaks, everything is lost.")
    return _("What was entered since {moment} is in no backup. If this PC breaks, it is lost.").format(
        moment=moment(since)
    )


def reminder(state: BackupState, now: datetime) -> str:
    """Return what is to be said of the second place, "" for nothing."""
    second = state.second
    if second is None or not state.second_is_old(now):
        return ""
    if second.newest_at is None:
        words = _(
            "The second place for backups ({folder}) holds none yet. Plug in the disk; the rest is done by itself."
        )
        return words.format(folder=second.folder)
    return _(
        "The newest backup in the second place ({folder}) is of {moment}. Plug in the disk; the rest is done by itself."
    ).format(folder=second.folder, moment=moment(second.newest_at))


def facts(state: BackupState) -> tuple[Fact, ...]:
    """Return the lines of the card *Backups*."""
    own = state.own
    return (
        Fact(_("Last good backup"), moment(state.newest_at) if state.newest_at else _("none yet")),
        Fact(_("Entered since"), _unprotected(state)),
        Fact(_("In the data folder"), _place(own)),
        Fact(_("Second place"), _second(state.second)),
    )


def _unprotected(state: BackupState) -> str:
    since = state.unprotected_since
    if since is None:
        return _("nothing; the backup holds everything")
    return _("yes, from {moment} on; not backed up yet").format(moment=moment(since))


def _place(place: PlaceState) -> str:
    words = ngettext("{count} backup", "{count} backups", place.count).format(count=place.count)
    if place.count and place.size:
        words = _("{backups}, the newest {size}").format(backups=words, size=size(place.size))
    if place.damaged:
        bad = ngettext("{count} file that is damaged", "{count} files that are damaged", place.damaged)
        words = _("{backups}; {damaged}").format(backups=words, damaged=bad.format(count=place.damaged))
    return words


def _second(place: PlaceState | None) -> str:
    if place is None:
        return _("none; choose one on another disk, such as a USB stick")
    if place.there:
        return f"{place.folder}\n{_place(place)}"
    if place.newest_at is None:
        return _("{folder}\nnot plugged in").format(folder=place.folder)
    return _("{folder}\nnot plugged in; the newest backup there is of {moment}").format(
        folder=place.folder, moment=moment(place.newest_at)
    )
