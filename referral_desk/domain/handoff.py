"""Facts of a handoff, and what follows from them: the mode, whether it was warm, what is missing to make it so.

Warm = the client was present AND the receiver took part live. Only facts are stored; the mode is derived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import Channel, HandoffMode
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

_LIVE_MODES = {
    Channel.GOING_ALONG: HandoffMode.ACCOMPANIED,
    Channel.IN_PERSON: HandoffMode.INTRODUCED_IN_PERSON,
    Channel.TELEPHONE: HandoffMode.THREE_WAY_CALL,
    Channel.ONLINE: HandoffMode.THREE_WAY_CALL,
}
_WARMTH = {mode: rank for rank, mode in enumerate(HandoffMode)}


@dataclass(frozen=True, kw_only=True)
class HandoffFacts:
    """What happened. ``receiver_name`` is who took part for the receiver, or whom the paper was meant for.

    ``at`` is local wall-clock time "HH:MM" or "" where nobody noted it.
    """

    client_present: bool = False
    receiver_live: bool = False
    channel: Channel | None = None
    receiver_name: str = ""
    accompanied_by: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Handoff(HandoffFacts):
    """A stored handoff event of a referral. ``staff_name`` did it."""

    id: int
    referral_id: int
    on: date
    staff_name: str


def mode_of(facts: HandoffFacts) -> HandoffMode | None:
    """Derive the mode from the facts; None while the handoff is still to come.

    The facts must be free of contradictions (:func:`check_facts`).
    """
    if facts.channel is Channel.NOT_YET:
        return None
    if not facts.receiver_live:
        return HandoffMode.LETTER_ONLY if facts.channel is Channel.LETTER else HandoffMode.INFORMATION_ONLY
    if not facts.client_present:
        return HandoffMode.STAFF_TO_STAFF
    return _LIVE_MODES[facts.channel] if facts.channel else None


def warmest(modes: Iterable[HandoffMode | None]) -> HandoffMode | None:
    """Return the mode that counts for a referral with several handoffs; None when none has happened yet."""
    happened = [mode for mode in modes if mode]
    return min(happened, key=_WARMTH.__getitem__, default=None)


def check_facts(facts: HandoffFacts) -> tuple[Problem, ...]:
    """Return the contradictions among ``facts``, all named at the channel."""
    if facts.channel is Channel.NOT_YET:
        if facts.client_present or facts.receiver_live or facts.receiver_name.strip():
            return (
                Problem(
                    "channel",
                    message(N_("“Not yet” contradicts facts of a handoff: remove the facts, or say how it went.")),
                ),
            )
        return ()
    if facts.receiver_live and facts.channel not in _LIVE_MODES:
        if facts.channel is None:
            return (Problem("channel", message(N_("Say how you spoke: in person, by phone, online, or going along."))),)
        return (
            Problem(
                "channel",
                message(N_("Paper has no live receiver: say how you spoke, or that the receiver was not live.")),
            ),
        )
    if facts.channel is Channel.GOING_ALONG and not facts.client_present:
        return (
            Problem(
                "channel",
                message(N_("Going along is only possible with the client.")),
            ),
        )
    return ()


class Missing(StrEnum):
    """The facts a cold handoff lacks to be a warm one."""

    CLIENT = "client"
    RECEIVER = "receiver"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Warmth:
    """What the live badge shows: the mode, whether it is warm, and what is missing with what to do about it."""

    mode: HandoffMode | None
    warm: bool
    to_come: bool
    missing: tuple[Missing, ...]
    advice: Message


def warmth_of(facts: HandoffFacts) -> Warmth:
    """Judge ``facts`` as far as they are entered, contradictions included, for the badge beside the form."""
    if facts.channel is Channel.NOT_YET:
        return Warmth(
            None,
            warm=False,
            to_come=True,
            missing=(),
            advice=message(N_("Still to come: it is not counted as cold. Say on which day you will hand over.")),
        )
    missing = []
    if not facts.client_present:
        missing.append(Missing.CLIENT)
    if not facts.receiver_live:
        missing.append(Missing.RECEIVER)
    if not missing and facts.channel not in _LIVE_MODES:
        missing.append(Missing.CHANNEL)
    mode = None if check_facts(facts) else mode_of(facts)
    return Warmth(mode, bool(mode and mode.warm), to_come=False, missing=tuple(missing), advice=_advice(missing))


def _advice(missing: list[Missing]) -> Message:
    match missing:
        case []:
            return message(N_("The client was there and the receiver took part."))
        case [Missing.CLIENT, Missing.RECEIVER]:
            return message(N_("Neither the client nor the receiver was there. Call together now?"))
        case [Missing.CLIENT]:
            return message(N_("The client was not there. Call again together with the client?"))
        case [Missing.RECEIVER]:
            return message(N_("The receiver was not on the line. Call together now?"))
        case _:
            return message(N_("Say how you spoke: in person, by phone, online, or going along."))
