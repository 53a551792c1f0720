"""What the audit trail adds to a list, a record and a save: processor time with it and without.

The disk's sync is told apart: it is left out of the comparisons and shown beside an entry's processor time. How long
a disk takes is not the program's doing, and a thread that waited for it goes on with a cold processor.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bench.measure import Comparison, compare, seconds
from bench.records import AMOUNTS, CALL, DAY, shared_centre
from referral_desk.db import audit as trail
from referral_desk.domain.access import Action
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.referral import ReferralDraft
from referral_desk.services import audit, clients, referrals
from referral_desk.ui.widgets.paged_list import PAGE_OF_ROWS

LIMIT = 1.1
_ROUNDS = 300
"""Each call is compared with the next one: a busy machine slows both."""

_ENTRIES = 10


@contextmanager
def _unaudited() -> Iterator[None]:
    with patch.object(trail, "note", lambda *_, **__: None), patch.object(trail, "append", lambda *_, **__: None):
        yield


@contextmanager
def _unsynced(engine: Engine) -> Iterator[None]:
    def set_off(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute("PRAGMA synchronous = OFF")

    def set_on(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute("PRAGMA synchronous = FULL")

    event.listen(engine, "checkout", set_off)
    event.listen(engine, "checkin", set_on)
    try:
        yield
    finally:
        event.remove(engine, "checkout", set_off)
        event.remove(engine, "checkin", set_on)


def _compare(name: str, action: Callable[[], object]) -> Comparison:
    def with_entries() -> float:
        begin = time.process_time()
        action()
        return time.process_time() - begin

    def without() -> float:
        with _unaudited():
            return with_entries()

    centre = shared_centre()
    before = audit.head(centre).number
    without()
    assert audit.head(centre).number == before, "what should be unaudited left an entry"
    with_entries()
    assert audit.head(centre).number == before + 1, "what should be audited left none, or several"
    with _unsynced(centre.sessions.engine):
        return compare(name, without, with_entries, limit=LIMIT, rounds=_ROUNDS, warm_up=10)


def audited_list() -> Comparison:
    """Compare the first rows of the list of clients with the same, unaudited."""
    centre = shared_centre()

    def show() -> None:
        rows = clients.rows(centre, limit=PAGE_OF_ROWS)
        audit.listed(centre, "clients", clients.count(centre))
        assert len(rows) == PAGE_OF_ROWS

    return _compare("audit of a list, processor", show)


def audited_record() -> Comparison:
    """Compare what a client's page reads with the same, unaudited."""
    centre = shared_centre()
    ids = count(1)
    return _compare(
        "audit of a record, processor", lambda: clients.page(centre, next(ids) * 7919 % AMOUNTS.clients + 1)
    )


def audited_save() -> Comparison:
    """Compare recording a referral with the same, unaudited."""
    centre = shared_centre()
    draft = ReferralDraft(client_id=1, institution_id=1, on=DAY, consent=ConsentKind.ORAL, request="相談")
    return _compare("audit of a save, processor", lambda: referrals.refer(centre, draft, CALL, follow_up_on=DAY))


def synced_entry() -> Comparison:
    """Show beside an entry's processor time how long it takes with the wait for the disk; there is no limit."""
    centre = shared_centre()

    def note() -> None:
        for _ in range(_ENTRIES):
            centre.note(Action.READ_CLIENT, client=1)

    def processor() -> float:
        begin = time.process_time()
        note()
        return time.process_time() - begin

    return compare(
        f"{_ENTRIES} entries: processor, and with the disk's sync",
        processor,
        lambda: seconds(note),
        limit=math.inf,
        rounds=30,
    )
