"""Finding by any part of a name, reading, number, phone or birth date: the dialect's own part of a search."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from referral_desk.domain.names import query_keys


def matches(keys: InstrumentedAttribute[str], text: str) -> ColumnElement[bool] | None:
    """Return the condition that every word of ``text`` is part of a key, in one of its readings; None for no word."""
    words = query_keys(text)
    if not words:
        return None
    return and_(*(_any_part(keys, alternatives) for alternatives in words))


def begins(keys: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a key begins with the first word of ``text``, in one of its readings."""
    words = query_keys(text)
    return or_(
        false(),
        *(
            or_(keys.startswith(reading, autoescape=True), keys.contains(f"\n{reading}", autoescape=True))
            for reading in (words[0] if words else ())
        ),
    )


def _any_part(keys: InstrumentedAttribute[str], alternatives: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(keys.contains(alternative, autoescape=True) for alternative in alternatives))
