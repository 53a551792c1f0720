"""The audit trail is a chain: what was changed, taken out, exchanged, put in or cut off shows, and where."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from referral_desk.db import audit
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import StorageBusy, StorageDamaged, StorageFault
from referral_desk.db.models.base import Base
from referral_desk.db.session import Sessions
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditEvent, AuditFilter, AuditHead, Broken

KEY = bytes(range(32))
DATA_KEY = DataKey(bytes([7]) * 32)
LOGIN = "midori"
MORNING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
LENGTH = 12


class Watch:
    """A clock that goes on by a minute whenever it is looked at, and can be set."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    """A database that holds the trail, which merges there were, and nothing else."""
    engine = create_engine(tmp_path / "centre.db", DATA_KEY, create=True)
    listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))  # quick
    opened = Sessions(engine, LOGIN)
    with opened.write() as session:
        tables = [Base.metadata.tables[name] for name in ("audit", "audit_key", "merge")]
        Base.metadata.create_all(session.connection(), tables=tables)
    yield opened
    opened.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


def event(place: int) -> AuditEvent:
    action = (Action.READ_CLIENT, Action.SAVE_REFERRAL, Action.LIST_RECORDS)[place % 3]
    client = None if action is Action.LIST_RECORDS else place + 1
    return AuditEvent(action, client, f"r-{place}", {"shown": place} if place % 2 else {})


@pytest.fixture
def trail(sessions: Sessions, watch: Watch) -> AuditHead:
    """Twelve entries, some alone, some with a change, and their head."""
    for place in range(0, LENGTH, 2):
        audit.note(sessions, KEY, LOGIN, [event(place)], clock=watch)
        with sessions.write() as session:
            head = audit.append(session, KEY, "例田" if place else LOGIN, [event(place + 1)], clock=watch)
    return head


def verified(sessions: Sessions, *anchors: AuditHead) -> Broken | None:
    with sessions.read() as session:
        return audit.verify(session, KEY, anchors)


def change(sessions: Sessions, statement: str, **values: object) -> None:
    with sessions.write() as session:
        session.execute(text(statement), values)


# --- the chain ------------------------------------------------------------------------------------------------------


def test_an_empty_trail_is_whole_and_its_head_says_so(sessions: Sessions) -> None:
    assert verified(sessions) is None
    with sessions.read() as session:
        assert audit.head(session) == audit.START


def test_a_trail_that_nobody_touched_is_whole(sessions: Sessions, trail: AuditHead) -> None:
    assert trail.number == LENGTH
    assert verified(sessions) is None
    assert verified(sessions, trail) is None
    with sessions.read() as session:
        assert audit.head(session) == trail


def test_entries_are_read_as_they_were_written_the_newest_first(sessions: Sessions, trail: AuditHead) -> None:
    with sessions.read() as session:
        rows = audit.rows(session, AuditFilter())
    assert [row.number for row in rows] == list(range(trail.number, 0, -1))
    second = rows[-2]
    assert (second.at, second.login, second.action) == (MORNING + timedelta(minutes=2), LOGIN, "save_referral")
    assert (second.client_id, second.record, dict(second.detail)) == (2, "r-1", {"shown": 1})


def test_an_entry_of_a_change_is_there_with_the_change_or_not_at_all(sessions: Sessions, trail: AuditHead) -> None:
    def fail() -> None:
        with sessions.write() as session:
            audit.append(session, KEY, LOGIN, [event(0)])
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        fail()
    with sessions.read() as session:
        assert audit.head(session) == trail


def test_an_entry_of_its_own_is_there_whole_or_not_at_all(sessions: Sessions, trail: AuditHead) -> None:
    def tomorrow() -> datetime:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        audit.note(sessions, KEY, LOGIN, [event(0)], clock=tomorrow)
    with sessions.read() as session:
        assert audit.head(session) == trail


def test_while_another_window_writes_an_entry_waits_and_then_says_so(sessions: Sessions, tmp_path: Path) -> None:
    impatient = Sessions(create_engine(tmp_path / "centre.db", DATA_KEY), LOGIN)
    with impatient.write() as session:
        session.execute(text("PRAGMA busy_timeout = 0"))
    with sessions.write(), pytest.raises(StorageBusy):
        audit.note(impatient, KEY, LOGIN, [event(0)])
    audit.note(impatient, KEY, LOGIN, [event(0)])
    impatient.close()


# --- what shows -----------------------------------------------------------------------------------------------------

OTHER = {
    "number": "number + 100",
    "at": "strftime('%Y-%m-%d %H:%M:%f', at, '+1 second') || '000'",
    "login": "login || 'x'",
    "action": "'read_figures'",
    "client_id": "coalesce(client_id, 0) + 1",
    "record": "record || '0'",
    "detail": """'{"shown"' || char(58) || '99}'""",
    "seal": "randomblob(32)",
}


@pytest.mark.parametrize("number", range(1, LENGTH + 1))
@pytest.mark.parametrize("field", [name for name in OTHER if name != "number"])
def test_a_changed_field_of_any_entry_is_found_at_that_entry(
    sessions: Sessions, trail: AuditHead, field: str, number: int
) -> None:
    change(sessions, f"UPDATE audit SET {field} = {OTHER[field]} WHERE number = :number", number=number)
    assert verified(sessions) == Broken(number, "changed")
    assert verified(sessions, trail) == Broken(number, "changed")


@pytest.mark.parametrize("field", ["at", "login", "action", "record", "detail", "client_id", "seal"])
@pytest.mark.parametrize(
    "value", ["NULL", "''", "7", "x'00'", "x'ff'", "CAST(x'ff' AS TEXT)", "'{'", "'[]'", "'9999-99-99'"]
)
def test_a_field_that_was_made_nonsense_is_found_and_hides_no_entry(
    sessions: Sessions, trail: AuditHead, field: str, value: str
) -> None:
    change(sessions, "CREATE TABLE loose AS SELECT * FROM audit")
    change(sessions, "DROP TABLE audit")
    change(sessions, "ALTER TABLE loose RENAME TO audit")
    same = f"{field} IS {value} AND number = 4"
    with sessions.read() as session:
        if session.scalar(text(f"SELECT count(*) FROM audit WHERE {same}")):
            pytest.skip("that is what it was")
    change(sessions, f"UPDATE audit SET {field} = {value} WHERE number = 4")
    assert verified(sessions) == Broken(4, "changed")
    with sessions.read() as session:
        assert [row.number for row in audit.rows(session, AuditFilter())] == list(range(LENGTH, 0, -1))


@pytest.mark.parametrize("field", ["at", "login", "action", "record", "detail"])
def test_the_same_letters_stored_as_bytes_are_a_change_for_filters_would_not_find_them(
    sessions: Sessions, trail: AuditHead, field: str
) -> None:
    change(sessions, f"UPDATE audit SET {field} = CAST({field} AS BLOB) WHERE number = 5")
    assert verified(sessions) == Broken(5, "changed")


@pytest.mark.parametrize(("number", "found"), [(4, None), (6, None), (7, Broken(7, "changed"))])
def test_what_was_verified_before_is_not_verified_again(
    sessions: Sessions, trail: AuditHead, number: int, found: Broken | None
) -> None:
    with sessions.read() as session:
        seal = session.scalar(text("SELECT seal FROM audit WHERE number = 6"))
    change(sessions, "UPDATE audit SET login = 'reida' WHERE number = :number", number=number)
    with sessions.read() as session:
        assert audit.verify(session, KEY, [trail], after=AuditHead(6, seal)) == found
        assert audit.verify(session, KEY, [trail]) == Broken(number, "changed")
        assert audit.verify(session, KEY, after=AuditHead(6, bytes(32))) == Broken(7, "changed")


def test_nothing_behind_what_was_verified_before_is_whole(sessions: Sessions, trail: AuditHead) -> None:
    with sessions.read() as session:
        assert audit.verify(session, KEY, after=trail) is None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT max(number) FROM audit WHERE action = 'rekey'",
        "SELECT min(number) FROM audit WHERE number > 3 AND action = 'rekey'",
        "SELECT number, seal FROM audit WHERE action = 'restore' ORDER BY number",
    ],
)
def test_the_newest_and_oldest_of_an_action_are_found_without_looking_through_the_trail(
    sessions: Sessions, statement: str
) -> None:
    with sessions.read() as session:
        steps = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    assert len(steps) == 1
    assert "ix_audit_action" in steps[0]


def test_the_same_moment_written_otherwise_is_a_change(sessions: Sessions, trail: AuditHead) -> None:
    change(sessions, "UPDATE audit SET at = replace(at, ' ', 'T') WHERE number = 5")
    assert verified(sessions) == Broken(5, "changed")


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_an_entry_that_was_taken_out_is_found(sessions: Sessions, trail: AuditHead, number: int) -> None:
    change(sessions, "DELETE FROM audit WHERE number = :number", number=number)
    assert verified(sessions) == Broken(number, "missing")


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_a_gap_that_was_closed_by_numbering_anew_is_found(sessions: Sessions, trail: AuditHead, number: int) -> None:
    change(sessions, "DELETE FROM audit WHERE number = :number", number=number)
    for later in range(number + 1, LENGTH + 1):
        change(sessions, "UPDATE audit SET number = :number - 1 WHERE number = :number", number=later)
    assert verified(sessions) == Broken(number, "changed")


@pytest.mark.parametrize("seed", range(20))
def test_two_exchanged_entries_are_found_at_the_first_of_them(sessions: Sessions, trail: AuditHead, seed: int) -> None:
    first, second = sorted(random.Random(seed).sample(range(1, LENGTH + 1), 2))
    for before, after in ((first, -1), (second, first), (-1, second)):
        change(sessions, "UPDATE audit SET number = :after WHERE number = :before", before=before, after=after)
    assert verified(sessions) == Broken(first, "changed")


@pytest.mark.parametrize("number", [-3, 0, LENGTH + 1])
def test_an_entry_that_was_put_in_is_found(sessions: Sessions, trail: AuditHead, number: int) -> None:
    columns = "at, login, action, client_id, record, detail, seal"
    change(
        sessions,
        f"INSERT INTO audit (number, {columns}) SELECT :number, {columns} FROM audit WHERE number = 3",
        number=number,
    )
    assert verified(sessions) == Broken(number, "changed")


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_an_entry_that_was_put_between_is_found(sessions: Sessions, trail: AuditHead, number: int) -> None:
    for later in range(LENGTH, number, -1):
        change(sessions, "UPDATE audit SET number = :number + 1 WHERE number = :number", number=later)
    columns = "at, login, action, client_id, record, detail, seal"
    change(
        sessions,
        f"INSERT INTO audit (number, {columns}) SELECT number + 1, {columns} FROM audit WHERE number = :number",
        number=number,
    )
    assert verified(sessions) == Broken(number + 1, "changed")


@pytest.mark.parametrize("left", range(LENGTH))
def test_a_cut_tail_is_found_from_a_head_kept_outside_and_not_without(
    sessions: Sessions, trail: AuditHead, left: int
) -> None:
    change(sessions, "DELETE FROM audit WHERE number > :left", left=left)
    assert verified(sessions) is None
    assert verified(sessions, trail) == Broken(left + 1, "cut")


def test_a_cut_tail_that_others_wrote_over_is_found_from_a_head_kept_outside(
    sessions: Sessions, trail: AuditHead, watch: Watch
) -> None:
    change(sessions, "DELETE FROM audit WHERE number > 5")
    audit.note(sessions, KEY, LOGIN, [event(place) for place in range(5, 20)], clock=watch)
    assert verified(sessions) is None
    assert verified(sessions, trail) == Broken(trail.number, "replaced")


def test_heads_from_anywhere_in_the_trail_are_still_right_and_all_are_asked(
    sessions: Sessions, trail: AuditHead
) -> None:
    with sessions.read() as session:
        seals = session.execute(text("SELECT number, seal FROM audit ORDER BY number")).all()
    heads = [AuditHead(number, bytes(seal)) for number, seal in seals]
    assert verified(sessions, *heads) is None
    other = replace(heads[6], seal=bytes(32))
    for anchors in ([*heads, other], [other, *heads]):
        assert verified(sessions, *anchors) == Broken(7, "replaced")


def test_an_entry_under_another_key_is_a_change(sessions: Sessions, trail: AuditHead) -> None:
    audit.note(sessions, bytes(32), LOGIN, [event(0)])
    assert verified(sessions) == Broken(LENGTH + 1, "changed")


def test_a_tampered_last_entry_does_not_stop_the_work_and_is_still_found(sessions: Sessions, trail: AuditHead) -> None:
    change(sessions, "UPDATE audit SET seal = 'x', at = 'y' WHERE number = :number", number=LENGTH)
    audit.note(sessions, KEY, LOGIN, [event(0)])
    assert verified(sessions) == Broken(LENGTH, "changed")


def test_verifying_says_how_far_it_is_and_can_be_stopped(
    sessions: Sessions, trail: AuditHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_BATCH", 4)
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done == 8:
            raise StopIteration

    with pytest.raises(StopIteration), sessions.read() as session:
        audit.verify(session, KEY, progress=tell)
    assert told == [(0, LENGTH), (4, LENGTH), (8, LENGTH)]


# --- the clock ------------------------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back_is_noted_once_and_the_order_is_the_numbers(
    sessions: Sessions, trail: AuditHead, watch: Watch
) -> None:
    watch.now -= timedelta(hours=3)
    audit.note(sessions, KEY, LOGIN, [event(0)], clock=watch)
    audit.note(sessions, KEY, LOGIN, [event(1)], clock=watch)
    with sessions.read() as session:
        rows = audit.rows(session, AuditFilter(), limit=3)
    assert [row.action for row in rows] == ["save_referral", "read_client", "clock_set_back"]
    assert rows[2].number == LENGTH + 1
    assert dict(rows[2].detail) == {"seconds": 3 * 3600 - 60}
    assert rows[2].at == rows[1].at < rows[0].at
    assert verified(sessions, trail) is None


@pytest.mark.parametrize(
    ("seconds", "noted"), [(-3600.0, False), (0.0, False), (1.9, False), (2.0, True), (86_400.0 * 400, True)]
)
def test_only_what_no_clock_does_by_itself_is_noted(
    sessions: Sessions, watch: Watch, seconds: float, noted: bool
) -> None:
    audit.note(sessions, KEY, LOGIN, [event(0)], clock=watch)
    then = watch.now - timedelta(seconds=seconds)
    audit.note(sessions, KEY, LOGIN, [event(1)], clock=lambda: then)
    with sessions.read() as session:
        assert (audit.count(session, AuditFilter(actions=(Happening.CLOCK_SET_BACK,))) == 1) is noted


def test_a_clock_of_another_zone_says_the_same_moment(sessions: Sessions) -> None:
    tokyo = timezone(timedelta(hours=9))
    audit.note(sessions, KEY, LOGIN, [event(0)], clock=lambda: MORNING.astimezone(tokyo))
    audit.note(sessions, KEY, LOGIN, [event(1)], clock=lambda: MORNING)
    assert verified(sessions) is None
    with sessions.read() as session:
        assert [row.at for row in audit.rows(session, AuditFilter())] == [MORNING, MORNING]


# --- looking for entries --------------------------------------------------------------------------------------------

BY_CLIENT = AuditFilter(client_id=5)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (AuditFilter(client_id=5), [5]),
        (AuditFilter(login="例田"), [12, 10, 8, 6, 4]),
        (AuditFilter(actions=("list_records", "clock_set_back")), [12, 9, 6, 3]),
        (AuditFilter(first=MORNING + timedelta(minutes=10)), [12, 11, 10]),
        (AuditFilter(until=MORNING + timedelta(minutes=3)), [2, 1]),
        (AuditFilter(login=LOGIN, actions=("list_records",)), [9, 3]),
        (AuditFilter(login="nobody"), []),
    ],
)
def test_entries_are_found_by_client_person_action_and_time(
    sessions: Sessions, trail: AuditHead, wanted: AuditFilter, numbers: list[int]
) -> None:
    with sessions.read() as session:
        assert [row.number for row in audit.rows(session, wanted)] == numbers
        assert audit.count(session, wanted) == len(numbers)
        assert sum(audit.counts(session, wanted).values()) == len(numbers)


def test_entries_come_in_pages_and_what_is_added_meanwhile_moves_none(sessions: Sessions, trail: AuditHead) -> None:
    pages, below = [], None
    for _ in range(3):
        with sessions.read() as session:
            pages.append([row.number for row in audit.rows(session, AuditFilter(), limit=5, below=below)])
        below = pages[-1][-1]
        audit.note(sessions, KEY, LOGIN, [event(0)])
    assert pages == [[12, 11, 10, 9, 8], [7, 6, 5, 4, 3], [2, 1]]


def test_a_search_that_found_few_shows_up_at_each_client_whom_it_found(sessions: Sessions) -> None:
    for what, ids in (("clients", [1, 12, 3]), ("clients", [12]), ("clients", [112, 121, 2]), ("referrals", [12])):
        detail = {"found": len(ids), "ids": ids}
        audit.note(sessions, KEY, LOGIN, [AuditEvent(Action.SEARCH_RECORDS, None, what, detail)])
    with sessions.read() as session:
        assert [row.number for row in audit.rows(session, AuditFilter(client_id=12))] == [2, 1]
        assert [row.number for row in audit.rows(session, AuditFilter(client_id=1))] == [1]


# --- the key --------------------------------------------------------------------------------------------------------


def test_a_trail_gets_one_key_and_keeps_it(sessions: Sessions) -> None:
    keys = []
    for _ in range(2):
        with sessions.write() as session:
            audit.create_key(session, DATA_KEY)
        with sessions.read() as session:
            keys.append(audit.read_key(session, DATA_KEY))
    assert keys[0] is not None
    assert len(keys[0]) == 32
    assert keys[0] == keys[1]


def test_the_key_stays_when_it_is_wrapped_anew_for_another_data_key() -> None:
    old, new = DataKey(bytes(32)), DataKey(bytes([1]) * 32)
    assert audit.unwrap(audit.wrap(audit.unwrap(audit.wrap(KEY, old), old), new), new) == KEY


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-1], lambda kept: bytes([kept[0] ^ 1]) + kept[1:], lambda _: b""])
def test_a_key_that_was_exchanged_is_damage(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(StorageDamaged):
        audit.unwrap(spoil(audit.wrap(KEY, DataKey(bytes(32)))), DataKey(bytes(32)))


def test_an_entry_that_cannot_be_written_is_a_fault_and_not_a_defect(sessions: Sessions) -> None:
    with sessions.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StorageFault):
        audit.note(sessions, KEY, LOGIN, [event(0)])
