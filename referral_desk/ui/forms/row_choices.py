"""What can be tapped on a row of Today, by what the follow-up is about and where the client was sent; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.codes import Outcome, Paper, ReferralStatus
from referral_desk.domain.followup import FollowUpKind, FollowUpRow
from referral_desk.domain.messages import N_, Message, message


class TapKind(StrEnum):
    """What a tap does: store an outcome at once, log that nobody was reached, or open a small window first."""

    OUTCOME = "outcome"
    ATTEMPT = "attempt"
    REPLY = "reply"
    HAND_OVER = "hand_over"
    POSTPONE = "postpone"


@dataclass(frozen=True)
class Tap:
    """One button of a row. ``outcome`` is what a tap stores at once, as told by the client."""

    kind: TapKind
    label: Message
    hint: Message
    outcome: Outcome | None = None


_ATTEMPT = Tap(
    TapKind.ATTEMPT,
    message(N_("No answer")),
    message(N_("Log that nobody was reached; the day moves on")),
)
_ASKED_AGAIN = Tap(
    TapKind.ATTEMPT,
    message(N_("Asked again")),
    message(N_("Log that the receiver was asked again; the day moves on")),
)
_LATER = Tap(TapKind.POSTPONE, message(N_("Later…")), message(N_("Choose another day")))
_SET_DAY = Tap(TapKind.POSTPONE, message(N_("Set a day…")), message(N_("Choose the day on which to check")))
_HAND_OVER = Tap(TapKind.HAND_OVER, message(N_("Handed over…")), message(N_("Say how the handoff went")))
_REPLIED = Tap(
    TapKind.REPLY,
    message(N_("Reply came…")),
    message(N_("Say what the receiver replied")),
)
_NO_SHOW = Tap(
    TapKind.OUTCOME,
    message(N_("Did not go")),
    message(N_("Store: did not attend, told by the client, today")),
    Outcome.NO_SHOW,
)
_ATTENDED = Tap(
    TapKind.OUTCOME,
    message(N_("Went there")),
    message(N_("Store: attended for the first time, told by the client, today")),
    Outcome.FIRST_ATTENDED,
)
_CONTINUES = Tap(
    TapKind.OUTCOME,
    message(N_("Goes on")),
    message(N_("Store: goes on attending, told by the client, today")),
    Outcome.CONTINUING,
)
_GOT_HELP = Tap(
    TapKind.OUTCOME,
    message(N_("Got help")),
    message(N_("Store: got help, told by the client, today")),
    Outcome.GOT_HELP,
)


def taps(row: FollowUpRow, paper: Paper) -> tuple[Tap, ...]:
    """Return the buttons of a row, the likeliest first; a referral without a day cannot log an attempt."""
    dated = row.follow_up_id is not None
    if row.kind is FollowUpKind.HANDOFF:
        return (_HAND_OVER, _LATER if dated else _SET_DAY)
    if row.kind is FollowUpKind.REPLY:
        return (_REPLIED, _ASKED_AGAIN, _LATER) if dated else (_REPLIED, _SET_DAY)
    arrived = _ATTENDED if paper is Paper.CARD else _GOT_HELP
    first = _CONTINUES if row.status is ReferralStatus.IN_PROGRESS else arrived
    return (first, _NO_SHOW, _ATTEMPT) if dated else (first, _NO_SHOW, _SET_DAY)
