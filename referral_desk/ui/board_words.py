"""How the engagement board words what stands on it. Plain Python."""

from __future__ import annotations

from datetime import date

from referral_desk.domain.codes import CodeBook, EngagementState
from referral_desk.domain.engagement import BoardEntry, BoardState, BoardTile
from referral_desk.i18n import _, language
from referral_desk.ui.client_words import birth_short
from referral_desk.ui.dates import short_month

_STATES = {
    BoardState.ENGAGED: EngagementState.ENGAGED,
    BoardState.DECLINED: EngagementState.DECLINED,
    BoardState.ENDED: EngagementState.ENDED,
}
SIGNS = {
    BoardState.ENGAGED: "●",
    BoardState.REFERRED: "◐",
    BoardState.NOT_YET: "○",
    BoardState.DECLINED: "×",
    BoardState.ENDED: "–",
}
"""The sign of each state, for lists; the board draws the same signs."""


def state_words(state: BoardState, codes: CodeBook) -> str:
    """Return what a state is called."""
    if state is BoardState.REFERRED:
        return _("Being referred")
    if state is BoardState.NOT_YET:
        return _("Not yet")
    return codes.engagement_states.label(_STATES[state], language())


def entry_name(entry: BoardEntry, codes: CodeBook) -> str:
    """Return the institution's name, or its kind where no name is known."""
    if entry.institution_name:
        return entry.institution_name
    return _("{kind} (name not known)").format(kind=codes.institution_kinds.label(entry.kind, language()))


def entry_words(entry: BoardEntry, codes: CodeBook, tile: BoardTile) -> str:
    """Return one line under a tile's state: institution, person there, since when; its state where that differs."""
    other = "" if entry.state is tile.state else state_words(entry.state, codes)
    behind = " ".join(part for part in (other, person_words(entry)) if part)
    name = entry_name(entry, codes)
    return _("{name}, {words}").format(name=name, words=behind) if behind else name


def person_words(entry: BoardEntry) -> str:
    """Return whom we speak to there, and since when; to the month where both must find room: 例田相談員 R7.6～."""
    if not entry.contact_person or entry.since is None:
        return entry.contact_person or since_words(entry.since)
    month = short_month(entry.since.year, entry.since.month)
    return f"{entry.contact_person} {_('since {day}').format(day=month)}"


def since_words(since: date | None) -> str:
    """Return since when: R7.6.1～."""
    return _("since {day}").format(day=birth_short(since, exact=True)) if since else ""


def spoken(tile: BoardTile, codes: CodeBook) -> str:
    """Return what a screen reader says of a tile."""
    parts = [tile.label(language()), state_words(tile.state, codes)]
    if any(entry.warm for entry in tile.entries):
        parts.append(_("handed over warmly"))
    parts += [entry_words(entry, codes, tile) for entry in tile.entries]
    return _(": ").join(parts[:2]) + "".join(f" / {part}" for part in parts[2:])
