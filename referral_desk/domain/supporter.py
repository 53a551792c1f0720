"""Informal supporters: people around a client who are neither clients nor institutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Direction, Quality, Strength


@dataclass(frozen=True, kw_only=True)
class SupporterDraft:
    """Somebody who helps a client: family elsewhere, a friend, a neighbour, a volunteer, a peer supporter.

    ``kind`` is a code of the list supporter_kinds; ``relation`` says it in words (姉, 大家さん). ``may_contact``:
    whether the client agrees that we call, None where nobody asked yet.
    """

    client_id: int
    kind: str = ""
    relation: str = ""
    name: str = ""
    kana: str = ""
    phone: str = ""
    may_contact: bool | None = None
    strength: Strength | None = None
    quality: Quality | None = None
    direction: Direction | None = None
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Supporter(SupporterDraft):
    """A stored supporter."""

    id: int
    version: int
