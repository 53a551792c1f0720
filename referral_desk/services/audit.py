"""The audit trail for those who review it, and the entries for lists and searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.db import audit
from referral_desk.db.audit import Broken
from referral_desk.db.queries import clients
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter, AuditHead, AuditRow
from referral_desk.services.centre import Centre

_NAMED_AT_MOST = 20
"""A search that finds more says nothing about any one of them."""


@dataclass(frozen=True)
class Found:
    """Part of the entries looked for, the newest first, and how many there are in all; ``numbers`` names clients."""

    rows: tuple[AuditRow, ...]
    total: int
    numbers: dict[int, str]


def listed(centre: Centre, what: str, shown: int) -> None:
    """Note that a list of ``what`` was opened, with how many rows. Raises StorageFault."""
    centre.note(Action.LIST_RECORDS, record=what, detail={"shown": shown})


def searched(centre: Centre, what: str, ids: Sequence[int], total: int) -> None:
    """Note a search, once it has settled: how many it found, and which, where they are few; never what was typed."""
    named = list(ids) if len(ids) <= _NAMED_AT_MOST else []
    only = named[0] if what == "clients" and len(named) == 1 else None
    centre.note(Action.SEARCH_RECORDS, client=only, record=what, detail={"found": total, "ids": named})


def rows(centre: Centre, wanted: AuditFilter, *, limit: int = 200, offset: int = 0) -> Found:
    """Return entries of the trail; looking at them is an entry itself. Raises NotAllowed, StorageFault."""
    if not offset:
        about = {"login": wanted.login} if wanted.login else {}
        centre.note(Action.REVIEW_AUDIT, client=wanted.client_id, detail=about)
    else:
        centre.require(Action.REVIEW_AUDIT)
    with centre.read() as session:
        found = audit.rows(session, wanted, limit=limit, offset=offset)
        total = audit.count(session, wanted)
        ids = {row.client_id for row in found if row.client_id is not None}
        return Found(found, total, clients.numbers_of(session, ids))


def head(centre: Centre) -> AuditHead:
    """Return the end of the trail, to be kept outside."""
    with centre.read() as session:
        return audit.head(session)


def verify(centre: Centre, anchors: Sequence[AuditHead] = ()) -> Broken | None:
    """Return where the trail is not what was written, None for a whole one; ``anchors`` were kept outside."""
    key = centre.audit_key
    with centre.read() as session:
        return audit.verify(session, key, anchors)
