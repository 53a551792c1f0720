"""What is being entered about a handoff, and what follows from it while one types; plain Python, no window."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import Channel, CodeBook, HandoffMode
from referral_desk.domain.conference import Attendee, ConferenceDraft
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.handoff import HandoffFacts, check_facts, warmth_of
from referral_desk.domain.messages import N_, Message, message

CLIENT_PRESENT = "client_present"
RECEIVER_LIVE = "receiver_live"
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::|時)?(?P<minute>\d{2})?分?")


def read_time(text: str) -> str:
    """Read a time of day (10:38, 1038, 10時38分, 10時, also full-width) as "HH:MM"; "" for blank.

    Raises NotReadable for anything else.
    """
    tidy = "".join(unicodedata.normalize("NFKC", text).split())
    if not tidy:
        return ""
    found = _CLOCK.fullmatch(tidy)
    if found is None or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise NotReadable(message(N_("“{value}” is not a time of day. Write it like 10:38."), value=text.strip()))
    return f"{int(found['hour']):02}:{int(found['minute'] or 0):02}"


class BadgeState(StrEnum):
    """What the live badge says: nothing yet, or how the facts entered so far would be recorded."""

    BLANK = "blank"
    UNCLEAR = "unclear"
    WARM = "warm"
    COLD = "cold"
    TO_COME = "to_come"


@dataclass(frozen=True)
class LiveBadge:
    """The badge beside the form: its word, how it will be recorded, which facts hold, and what to do."""

    state: BadgeState
    word: Message
    recorded_as: Message | None
    facts: tuple[tuple[str, bool], ...]
    advice: Message | None


FACT_WORDS = {
    CLIENT_PRESENT: message(N_("The client was there")),
    RECEIVER_LIVE: message(N_("Spoke with the receiver directly")),
}


@dataclass(frozen=True, kw_only=True)
class HandoffEntry:
    """The facts as they stand in the form. ``on`` None: no day understood; ``at`` is the time as typed."""

    client_present: bool = False
    receiver_live: bool = False
    channel: Channel | None = None
    receiver_name: str = ""
    accompanied_by: str = ""
    on: date | None = None
    at: str = ""

    def with_facts(self, chosen: tuple[str, ...]) -> HandoffEntry:
        """Set the two facts; one of them takes "still to come" back, which it contradicts."""
        any_fact = bool(chosen)
        channel = None if any_fact and self.channel is Channel.NOT_YET else self.channel
        return replace(
            self, client_present=CLIENT_PRESENT in chosen, receiver_live=RECEIVER_LIVE in chosen, channel=channel
        )

    def with_channel(self, channel: Channel | None) -> HandoffEntry:
        """Set how it went: going along is always with the client, and what is to come has no facts yet."""
        if channel is Channel.NOT_YET:
            return replace(self, channel=channel, client_present=False, receiver_live=False)
        if channel is Channel.GOING_ALONG:
            return replace(self, channel=channel, client_present=True)
        return replace(self, channel=channel)

    @property
    def chosen_facts(self) -> tuple[str, ...]:
        """The codes of the facts that hold."""
        held = ((CLIENT_PRESENT, self.client_present), (RECEIVER_LIVE, self.receiver_live))
        return tuple(code for code, holds in held if holds)

    @property
    def to_come(self) -> bool:
        """Whether the handoff has not happened yet."""
        return self.channel is Channel.NOT_YET

    def facts(self) -> HandoffFacts:
        """Return the facts to store; names and times that belong to no handoff yet are left out."""
        if self.to_come:
            return HandoffFacts(channel=self.channel)
        try:
            at = read_time(self.at)
        except NotReadable:
            at = ""
        along = self.accompanied_by.strip() if self.channel is Channel.GOING_ALONG else ""
        return HandoffFacts(
            client_present=self.client_present,
            receiver_live=self.receiver_live,
            channel=self.channel,
            receiver_name=self.receiver_name.strip(),
            accompanied_by=along,
            at=at,
        )

    def problems(self, today: date) -> tuple[Problem, ...]:
        """Return what is wrong with the facts, in the order of the form's rows."""
        problems = list(check_facts(self.facts()))
        if not problems and self.channel is None:
            problems.append(
                Problem("channel", message(N_("Choose how it went, or “Still to come” if it has not happened yet.")))
            )
        if self.on is not None and self.on > today and not self.to_come and self.channel is not None:
            problems.append(
                Problem("on", message(N_("This day is still to come. Choose “Still to come”, or correct the day.")))
            )
        if not self.to_come:
            try:
                read_time(self.at)
            except NotReadable as error:
                problems.append(Problem("on", error.message))
        return tuple(problems)

    def badge(self, codes: CodeBook, language: str) -> LiveBadge:
        """Return what the badge says about the facts entered so far."""
        facts = ((CLIENT_PRESENT, self.client_present), (RECEIVER_LIVE, self.receiver_live))
        if self.channel is None and not self.chosen_facts:
            return LiveBadge(
                BadgeState.BLANK,
                message(N_("What happened?")),
                None,
                facts,
                message(N_("It is a warm handoff when the client was there and the receiver took part directly.")),
            )
        warmth = warmth_of(self.facts())
        if warmth.to_come:
            word = message(N_("Still to come"))
            return LiveBadge(BadgeState.TO_COME, word, None, (), warmth.advice)
        contradictions = check_facts(self.facts())
        if contradictions:
            word = message(N_("Not clear yet"))
            return LiveBadge(BadgeState.UNCLEAR, word, None, facts, contradictions[0].message)
        if warmth.mode is None or self.channel is None:
            word = message(N_("Not clear yet"))
            how = message(N_("Say how it went: in person, by phone, online, going along, or on paper."))
            return LiveBadge(BadgeState.UNCLEAR, word, None, facts, how)
        recorded = message(N_("Recorded as: {mode}"), mode=codes.handoff_modes.label(warmth.mode, language))
        if warmth.warm:
            return LiveBadge(BadgeState.WARM, message(N_("Warm handoff")), recorded, facts, None)
        return LiveBadge(BadgeState.COLD, SHORT_MODES[warmth.mode], recorded, facts, warmth.advice)


def at_conference(conference: ConferenceDraft, receiver: Attendee) -> HandoffEntry:
    """Return what a conference with the client says about a handoff: all three sat in one room."""
    return HandoffEntry(
        client_present=True,
        receiver_live=True,
        channel=Channel.IN_PERSON,
        receiver_name=receiver.name.strip(),
        on=conference.on,
        at=conference.at,
    )


SHORT_MODES = {
    HandoffMode.ACCOMPANIED: message(N_("Accompanied")),
    HandoffMode.INTRODUCED_IN_PERSON: message(N_("Introduced")),
    HandoffMode.THREE_WAY_CALL: message(N_("Three-way call")),
    HandoffMode.STAFF_TO_STAFF: message(N_("Staff to staff")),
    HandoffMode.LETTER_ONLY: message(N_("Letter only")),
    HandoffMode.INFORMATION_ONLY: message(N_("Information only")),
}
"""The modes as short as a badge in a row needs them."""
