"""One entry of the audit trail: who did what with whose record, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from referral_desk.domain.access import Happening

Detail = Mapping[str, int | str | bool | list[int]]
"""Counts, codes and ids; never a name or anything else that was typed."""

NOTHING: Detail = MappingProxyType({})

_SEAL_DIGITS = 16
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class AuditEvent:
    """What is to be noted: ``action`` is a value of Action or Happening.

    ``record`` is the id of what was touched besides the client: "r-12", "i-3", "d-7", or "".
    """

    action: str
    client_id: int | None = None
    record: str = ""
    detail: Detail = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class AuditHead:
    """The end of the chain: the number of the last entry (0 for none) and its seal.

    One that was read from its words knows the beginning of the seal only.
    """

    number: int
    seal: bytes

    def words(self) -> str:
        """Return the head as it is printed and kept outside: number, a dash, the first 16 digits of the seal."""
        return f"{self.number}-{self.seal.hex()[:_SEAL_DIGITS]}"

    @staticmethod
    def read(words: str) -> AuditHead | None:
        """Return the head that :meth:`words` wrote, None for anything else."""
        number, dash, seal = words.strip().partition("-")
        if not dash or not number.isdecimal() or len(seal) != _SEAL_DIGITS or not set(seal) <= _HEX:
            return None
        return AuditHead(int(number), bytes.fromhex(seal))


@dataclass(frozen=True)
class AuditRow:
    """One entry as it is read: ``number`` counts from 1 without a gap; ``at`` is aware."""

    number: int
    at: datetime
    login: str
    action: str
    client_id: int | None
    record: str
    detail: Detail


@dataclass(frozen=True)
class Broken:
    """Where a trail stops being what was written: the number of the first entry that is not right."""

    number: int
    why: str
    """``changed``: the entry or one before it was altered or exchanged; ``missing``: it is gone; ``cut``: the end is
    gone; ``replaced``: the entry is not the one that was there when the head was kept."""


@dataclass(frozen=True)
class Handout:
    """A document that goes onto paper or into a file: its kind ("letter", "summary", …), and whose record it is of."""

    kind: str
    client_id: int | None = None
    record: str = ""


NAMED_AT_MOST = 20
"""A search that finds more says nothing about any one of them."""

IDS_IN_SEARCHES: Mapping[str, str] = MappingProxyType({"referrals": "r", "documents": "d"})
"""Lists whose searches name other records than clients, with the letter of those records' ids."""

FAILED_AT_DOOR: tuple[str, ...] = (Happening.FAILED_LOGIN.value, Happening.FAILED_UNLOCK.value)
"""Entries that the next person to come in brought along: their detail has who tried ("login") and when ("at")."""


def doer(row: AuditRow) -> str:
    """Return the login of who did it, "" for somebody who tried a login that does not exist."""
    return str(row.detail.get("login", "")) if row.action in FAILED_AT_DOOR else row.login


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are looked for: whose record, who did it, what, and when (``first`` up to but without ``until``).

    What is None or empty narrows nothing.
    """

    client_id: int | None = None
    login: str = ""
    actions: tuple[str, ...] = ()
    first: datetime | None = None
    until: datetime | None = None


_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def canonical(
    number: int, at: datetime, login: str, action: str, client_id: int | None, record: str, detail: str
) -> bytes:
    """Return the bytes that the seal of an entry is over, besides the seal before it."""
    return _encode([number, at.isoformat(), login, action, client_id, record, detail]).encode()


def write_detail(detail: Detail) -> str:
    """Return a detail as JSON, "" for none."""
    return _encode(dict(sorted(detail.items()))) if detail else ""


def read_detail(text: str) -> Detail:
    """Return the detail that :func:`write_detail` wrote."""
    return MappingProxyType(json.loads(text)) if text else NOTHING
