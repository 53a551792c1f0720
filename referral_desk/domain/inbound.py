"""Referrals that came in: an institution sent the client to us. Contact runs both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.client import NOTE_LIMIT
from referral_desk.domain.codes import Channel, ConsentKind
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

NAME_LIMIT = 100
CHANNELS = (Channel.IN_PERSON, Channel.TELEPHONE, Channel.ONLINE, Channel.LETTER, Channel.GOING_ALONG)
"""How a client can be sent to us."""

LIVE = (Channel.IN_PERSON, Channel.TELEPHONE, Channel.ONLINE, Channel.GOING_ALONG)
"""The ways on which somebody of theirs can have been there with the client."""


@dataclass(frozen=True, kw_only=True)
class InboundDraft:
    """One referral to us. ``sender`` names the institution where the directory does not hold it.

    ``came_along``: somebody of theirs came with the client, or was on the line with her. ``reply_due_on``: until when
    they expect to hear what came of it, ``replied_on`` when we told them.
    """

    client_id: int
    institution_id: int | None = None
    sender: str = ""
    sender_name: str = ""
    on: date
    channel: Channel | None = None
    came_along: bool = False
    consent: ConsentKind | None = None
    request: str = ""
    reply_due_on: date | None = None
    replied_on: date | None = None
    reply: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Inbound(InboundDraft):
    """A stored referral to us; ``institution_name`` and ``institution_kind`` are blank where none is named."""

    id: int
    version: int
    staff_name: str
    institution_name: str
    institution_kind: str

    @property
    def from_whom(self) -> str:
        """What the sending institution is called, in the directory or as it was written."""
        return self.institution_name or self.sender


@dataclass(frozen=True)
class InboundRow:
    """A referral to us in a list, with whose it is. ``institution_kind`` is "" for one not in the directory."""

    id: int
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    institution_id: int | None
    institution_name: str
    institution_kind: str
    sender_name: str
    on: date
    came_along: bool
    request: str
    reply_due_on: date | None
    replied_on: date | None
    reply: str

    def days_over(self, today: date) -> int:
        """Return for how many days the reply has been due: 0 today, negative while there is time."""
        return (today - self.reply_due_on).days if self.reply_due_on else 0


def is_warm(inbound: InboundDraft) -> bool:
    """Say whether the client was handed to us warmly: somebody of theirs was there with her."""
    return inbound.came_along


def owes_reply(inbound: InboundDraft) -> bool:
    """Say whether they still wait to hear from us."""
    return inbound.reply_due_on is not None and inbound.replied_on is None


def check_inbound(draft: InboundDraft, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    if draft.institution_id is None and not draft.sender.strip():
        problems.append(Problem("institution_id", message(N_("Choose the institution, or write who sent the client."))))
    if draft.on > today:
        problems.append(Problem("on", message(N_("This day lies after today."))))
    if draft.channel is not None and draft.channel not in CHANNELS:
        problems.append(Problem("channel", message(N_("Choose how the client was sent to us."))))
    elif draft.came_along and draft.channel is not None and draft.channel not in LIVE:
        problems.append(Problem("came_along", message(N_("Nobody comes along with a letter. Choose another way."))))
    if draft.reply_due_on and draft.reply_due_on < draft.on:
        problems.append(Problem("reply_due_on", message(N_("The reply cannot be due before the client was sent."))))
    problems.extend(check_reply(draft, today))
    for field, limit in (("sender", NAME_LIMIT), ("sender_name", NAME_LIMIT), *((f, NOTE_LIMIT) for f in _TEXTS)):
        if len(getattr(draft, field)) > limit:
            too_long = message(N_("This is too long: {limit} characters at most."), limit=limit)
            problems.append(Problem(field, too_long))
    return tuple(problems)


_TEXTS = ("request", "reply", "note")


def check_reply(draft: InboundDraft, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with the reply of ``draft``: its day lies between the sending and today."""
    if draft.replied_on is None:
        if draft.reply.strip():
            return (Problem("replied_on", message(N_("Enter the day on which we replied."))),)
        return ()
    if draft.replied_on > today:
        return (Problem("replied_on", message(N_("This day lies after today."))),)
    if draft.replied_on < draft.on:
        return (Problem("replied_on", message(N_("The reply cannot lie before the client was sent."))),)
    return ()


def tidy(draft: InboundDraft) -> InboundDraft:
    """Take the written name off where the directory's institution is named: one of them says who it was."""
    return replace(draft, sender="" if draft.institution_id is not None else draft.sender.strip())
