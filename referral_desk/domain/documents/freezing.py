"""A composed document as JSON and back, so that a reprint shows exactly what was issued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType

from referral_desk.domain.documents.card import Card, CardFact
from referral_desk.domain.documents.conference_sheet import ConferenceSheet, SheetSection, SheetTable
from referral_desk.domain.documents.letter import Letter, LetterItem
from referral_desk.domain.documents.reply_slip import ReplySlip
from referral_desk.domain.documents.text import About, HandoffBadge, NameWithReading, Plain

_KIND = "is"
_KINDS: Mapping[str, type] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            *(About, Card, CardFact, ConferenceSheet, HandoffBadge, Letter, LetterItem, NameWithReading, Plain),
            *(ReplySlip, SheetSection, SheetTable),
        )
    }
)


def freeze(document: Letter | Card | ConferenceSheet) -> str:
    """Return a document as JSON."""
    return json.dumps(_plain(document), ensure_ascii=False, separators=(",", ":"))


def thaw(content: str) -> Letter | Card | ConferenceSheet:
    """Return the document that :func:`freeze` wrote; ValueError for anything else."""
    document = _value(json.loads(content))
    if not isinstance(document, Letter | Card | ConferenceSheet):
        raise ValueError("this is not a frozen document")
    return document


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {_KIND: type(value).__name__, **own}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _value(plain: object) -> object:
    if isinstance(plain, list):
        return tuple(_value(item) for item in plain)
    if isinstance(plain, dict):
        kind = _KINDS.get(str(plain.get(_KIND)))
        if kind is None:
            raise ValueError("this is not a frozen document")
        return kind(**{name: _value(item) for name, item in plain.items() if name != _KIND})
    return plain
