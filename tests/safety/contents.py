"""What a centre holds, for comparing it before and after: every row of every table, but for what chance gives."""

from __future__ import annotations

import re
from collections import Counter

from sqlalchemy import text

from referral_desk.db import audit
from referral_desk.services.centre import Centre

Contents = dict[str, frozenset[tuple[object, ...]]]


class AtLeast(Counter[tuple[object, ...]]):
    """What may only grow: an attempt that failed is noted, too."""


_BY_CHANCE = {
    "audit_key": {"wrapped"},
    "draft": {"saved_at"},
    "centre": {"slots_generation"},
    "closed_month": {"closed_at", "head"},
    "disposal": {"at"},
    "disposal_proposal": {"at"},
    "revision": {"at"},
    "quality_waiver": {"at"},
}
"""How often the key slots were written depends on what was mended when the centre was opened."""

_STANDS_FOR_SOMEBODY = re.compile(r"x[0-9a-f]{32}")
"""The random key of a person in closed months whose record is gone."""

_WHEN = {"created_at", "updated_at"}


def contents(centre: Centre) -> Contents:
    """Return all rows by table but for the audit trail's, and whether that is whole. Raises StorageFault."""
    found: Contents = {}
    key = centre.audit_key
    with centre.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'audit'")).all()
        for name in names:
            left_out = _WHEN | _BY_CHANCE.get(name, set())
            rows = session.execute(text(f'SELECT * FROM "{name}"'))
            places = [place for place, column in enumerate(rows.keys()) if column not in left_out]
            found[name] = frozenset(tuple(_known(row[place]) for place in places) for row in rows)
        found["audit trail"] = frozenset({(str(audit.verify(session, key)),)})
    return found


def _known(value: object) -> object:
    return _STANDS_FOR_SOMEBODY.sub("x", value) if isinstance(value, str) else value


def trail(centre: Centre) -> AtLeast:
    """Return the entries of the audit trail without their numbers and times. Raises StorageFault."""
    with centre.read() as session:
        rows = session.execute(text("SELECT login, action, client_id, record FROM audit"))
        return AtLeast(tuple(row) for row in rows)


def difference(one: object, other: object) -> str:
    """Say in a line how two states differ, without the records themselves."""
    if isinstance(one, dict) and isinstance(other, dict):
        parts = []
        for name in sorted({*one, *other}, key=str):
            if one.get(name) == other.get(name):
                continue
            mine, its = one.get(name, frozenset()), other.get(name, frozenset())
            if isinstance(mine, frozenset) and isinstance(its, frozenset):
                parts.append(f"{name} -{len(mine - its)} +{len(its - mine)}")
            else:
                parts.append(f"{name}: {difference(mine, its)}")
        return ", ".join(parts)
    return f"{one!r} instead of {other!r}"[:200]
