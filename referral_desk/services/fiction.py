"""What becomes of fictional referrals: facts that give a mode, and an outcome that is likelier the warmer it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.codes import Channel, ConsentKind, HandoffMode, Outcome, ReferralStatus, Reporter
from referral_desk.domain.fictional import Dice, workday_back
from referral_desk.domain.handoff import HandoffFacts

MODES = (
    (HandoffMode.ACCOMPANIED, 0.12),
    (HandoffMode.INTRODUCED_IN_PERSON, 0.16),
    (HandoffMode.THREE_WAY_CALL, 0.24),
    (HandoffMode.STAFF_TO_STAFF, 0.16),
    (HandoffMode.LETTER_ONLY, 0.12),
    (HandoffMode.INFORMATION_ONLY, 0.20),
)
CONSENTS = ((ConsentKind.ORAL, 0.6), (ConsentKind.WRITTEN, 0.33), (ConsentKind.NONE, 0.07))

_ATTENDS = {
    HandoffMode.ACCOMPANIED: 0.86,
    HandoffMode.INTRODUCED_IN_PERSON: 0.80,
    HandoffMode.THREE_WAY_CALL: 0.74,
    HandoffMode.STAFF_TO_STAFF: 0.50,
    HandoffMode.LETTER_ONLY: 0.42,
    HandoffMode.INFORMATION_ONLY: 0.31,
}
_ATTENDED = ((Outcome.CONTINUING, 0.45), (Outcome.FIRST_ATTENDED, 0.3), (Outcome.GOT_HELP, 0.25))
_OTHERWISE = (
    (Outcome.NO_SHOW, 0.34),
    (Outcome.COULD_NOT_CONTACT, 0.16),
    (Outcome.CLIENT_DECLINED, 0.18),
    (Outcome.UNKNOWN, 0.12),
    (Outcome.NOT_ELIGIBLE, 0.07),
    (Outcome.NO_CAPACITY, 0.07),
    (Outcome.REFERRED_ELSEWHERE, 0.06),
)
_STATUS = {
    Outcome.NO_SHOW: ReferralStatus.FAILED,
    Outcome.COULD_NOT_CONTACT: ReferralStatus.FAILED,
    Outcome.CLIENT_DECLINED: ReferralStatus.CANCELLED,
    Outcome.UNKNOWN: ReferralStatus.COMPLETED,
    Outcome.NOT_ELIGIBLE: ReferralStatus.REJECTED,
    Outcome.NO_CAPACITY: ReferralStatus.REJECTED,
    Outcome.REFERRED_ELSEWHERE: ReferralStatus.COMPLETED,
    Outcome.GOT_HELP: ReferralStatus.COMPLETED,
}
_REPORTERS = ((Reporter.CLIENT, 0.5), (Reporter.RECEIVER, 0.3), (Reporter.FAMILY, 0.1), (Reporter.STAFF, 0.1))


@dataclass(frozen=True)
class Fate:
    """What became of a referral; ``on`` is the day it was told."""

    status: ReferralStatus
    outcome: Outcome
    on: date
    reported_by: Reporter


def facts_for(mode: HandoffMode, dice: Dice, receiver: str, staff_name: str) -> HandoffFacts:
    """Return facts from which ``mode`` follows."""
    present = mode.warm or (mode is HandoffMode.INFORMATION_ONLY and dice.chance(0.8))
    live = mode.warm or mode is HandoffMode.STAFF_TO_STAFF
    channels = {
        HandoffMode.ACCOMPANIED: Channel.GOING_ALONG,
        HandoffMode.INTRODUCED_IN_PERSON: Channel.IN_PERSON,
        HandoffMode.THREE_WAY_CALL: Channel.ONLINE if dice.chance(0.12) else Channel.TELEPHONE,
        HandoffMode.STAFF_TO_STAFF: Channel.TELEPHONE,
        HandoffMode.LETTER_ONLY: Channel.LETTER,
        HandoffMode.INFORMATION_ONLY: Channel.LEAFLET,
    }
    return HandoffFacts(
        client_present=present,
        receiver_live=live,
        channel=channels[mode],
        receiver_name=receiver if live or mode is HandoffMode.LETTER_ONLY else "",
        accompanied_by=staff_name if mode is HandoffMode.ACCOMPANIED else "",
        at=f"{dice.between(9, 16):02}:{dice.between(0, 11) * 5:02}" if live else "",
    )


def fate_of(dice: Dice, mode: HandoffMode, on: date, today: date) -> Fate:
    """Draw what became of a referral of ``on`` that is settled by ``today``."""
    attended = dice.chance(_ATTENDS[mode])
    outcome = dice.weighted(_ATTENDED if attended else _OTHERWISE)
    status = _STATUS.get(outcome, ReferralStatus.IN_PROGRESS)
    if status is ReferralStatus.IN_PROGRESS and (today - on).days > 200:
        status = ReferralStatus.COMPLETED
    told = workday_back(min(today, on + timedelta(days=dice.between(1, 9) if mode.warm else dice.between(4, 24))))
    return Fate(status, outcome, max(on, told), dice.weighted(_REPORTERS))
