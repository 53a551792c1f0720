"""Reviewing the audit trail; wrong passwords that move into it; and that it goes on, or nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from referral_desk.db import attempts, audit
from referral_desk.db import folder as data_folder
from referral_desk.db.errors import MustWait, StorageFull, WrongPassword
from referral_desk.db.queries import restrictions
from referral_desk.domain.access import FREE_FAILURES, Action, Happening, Role
from referral_desk.domain.audit import AuditEvent, AuditFilter, AuditHead, Broken
from referral_desk.domain.audit_review import ActionKind, TrailClient
from referral_desk.domain.errors import NotAllowed
from referral_desk.services import audit as review
from referral_desk.services import clients, documents
from referral_desk.services.audit_report import audit_report
from referral_desk.services.centre import Centre, open_centre
from tests.making import CHEAP, LETTER, LOGIN, PASSWORD, TODAY, NewCentre, add_client, add_institution, add_referral

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def client(centre: Centre) -> int:
    return add_client(centre).id


def set_role(centre: Centre, role: Role) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": role.value})
    centre.refresh()


# --- reviewing ------------------------------------------------------------------------------------------------------


def test_who_looked_at_a_record_is_answered_with_the_searches_that_showed_it(centre: Centre, client: int) -> None:
    other = add_client(centre, name="例田 一朗", kana="レイダ").id
    clients.page(centre, client)
    clients.page(centre, other)
    review.searched(centre, "clients", [client, other], 2)
    found = review.rows(centre, AuditFilter(client_id=client))
    actions = [row.action for row in found.rows]
    assert actions == [Action.REVIEW_AUDIT, Action.SEARCH_RECORDS, Action.READ_CLIENT, Action.SAVE_CLIENT]
    assert found.total == 4
    assert found.names.clients == {
        client: TrailClient("00001", "見本 花子"),
        other: TrailClient("00002", "例田 一朗"),
    }
    assert found.names.people == {LOGIN: "見本 みどり"}


def test_the_name_of_a_client_whom_the_reviewer_may_not_see_stays_hidden(centre: Centre, client: int) -> None:
    clients.page(centre, client)
    with centre.sessions.write() as session:
        restrictions.restrict(session, client, ("somebody-else",), NOON, LOGIN)
    found = review.rows(centre, AuditFilter(actions=(Action.READ_CLIENT,)))
    assert [row.client_id for row in found.rows] == [client]
    assert found.names.clients == {client: TrailClient("00001", "")}


def test_records_are_named_as_people_know_them(centre: Centre, client: int) -> None:
    office = add_institution(centre)
    referral = add_referral(centre, client, office.id, LETTER)
    documents.letter(centre, referral.id)
    documents.letter(centre, referral.id)
    review.searched(centre, "referrals", [referral.id], 1)
    names = review.rows(centre, AuditFilter()).names.records
    assert names == {"i-1": "架空市福祉事務所", "r-1": referral.number, "d-1": "架健精第1号"}


def test_reading_on_is_not_another_review(centre: Centre, client: int) -> None:
    for _ in range(5):
        clients.get(centre, client)
    first = review.rows(centre, AuditFilter(), limit=3)
    rest = review.rows(centre, AuditFilter(), limit=10, below=first.rows[-1].number)
    numbers = [row.number for row in (*first.rows, *rest.rows)]
    assert numbers == list(range(7, 0, -1))


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.STAFF])
def test_only_those_who_may_review_see_the_trail(centre: Centre, role: Role) -> None:
    set_role(centre, role)
    for call in (
        lambda: review.rows(centre, AuditFilter()),
        lambda: review.rows(centre, AuditFilter(), below=5),
        lambda: review.verify(centre),
        lambda: review.month(centre, 2026, 11),
    ):
        with pytest.raises(NotAllowed):
            call()
    with centre.read() as session:
        rows = audit.rows(session, AuditFilter())
    assert [(row.action, dict(row.detail)) for row in rows] == [
        (Happening.REFUSED, {"action": Action.REVIEW_AUDIT.value})
    ] * 4


def test_the_days_of_a_filter_are_this_pcs_days() -> None:
    assert review.days(date(2026, 11, 24), date(2026, 11, 25)) == (
        datetime(2026, 11, 23, 15, tzinfo=UTC),
        datetime(2026, 11, 25, 15, tzinfo=UTC),
    )
    assert review.days(None, None) == (None, None)


@pytest.mark.parametrize(
    ("ids", "total", "client_id", "named"),
    [([7], 1, 7, [7]), ([7, 8], 2, None, [7, 8]), (list(range(20)), 21, None, []), ([], 0, None, [])],
)
def test_a_search_says_whom_it_showed_only_where_they_are_few(
    centre: Centre, ids: list[int], total: int, client_id: int | None, named: list[int]
) -> None:
    review.searched(centre, "clients", ids, total)
    with centre.read() as session:
        (row,) = audit.rows(session, AuditFilter())
    assert (row.client_id, dict(row.detail)) == (client_id, {"found": total, "ids": named})


def test_how_many_there_are_is_counted_once_for_a_whole_list(centre: Centre) -> None:
    for _again in range(5):
        review.listed(centre, "clients", 1)
    first = review.rows(centre, AuditFilter(), limit=4)
    assert first.total == len(first.rows) + 2
    assert review.rows(centre, AuditFilter(), limit=4, below=first.rows[-1].number).total is None
    assert review.rows(centre, AuditFilter(), limit=100).total == 7


# --- verifying ------------------------------------------------------------------------------------------------------


def test_verifying_names_the_first_entry_that_is_not_what_was_written(centre: Centre, client: int) -> None:
    for _ in range(3):
        clients.get(centre, client)
    whole = review.verify(centre)
    assert (whole.broken, whole.heads_known) == (None, 0)
    assert whole.head == review.head(centre)
    with centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET login = 'nobody' WHERE number = 2"))
    assert review.verify(centre).broken == Broken(2, "changed")


def test_a_cut_end_shows_against_a_head_that_was_kept_outside(centre: Centre, client: int) -> None:
    kept = review.head(centre)
    with centre.sessions.write() as session:
        session.execute(text("DELETE FROM audit"))
    assert review.verify(centre).broken is None
    assert review.verify(centre, [AuditHead(kept.number + 5, bytes(32))]).broken == Broken(3, "cut")


def test_making_the_printout_of_a_month_can_be_stopped(centre: Centre) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audit_report(centre, (TODAY.year, TODAY.month), progress=stop)


def test_a_month_counts_by_person_and_kind_and_lists_what_matters_one_by_one(centre: Centre) -> None:
    centre.clock = lambda: NOON - timedelta(days=30)
    client = add_client(centre).id
    centre.clock = lambda: NOON
    add_client(centre)
    clients.get(centre, client)
    centre.note(Action.EXPORT_LEDGER, record="clients", detail={"format": "csv"})
    centre.clock = lambda: NOON - timedelta(hours=1)
    centre.note(Action.RENEW_RECOVERY_CODE)
    set_role(centre, Role.STAFF)
    with pytest.raises(NotAllowed):
        centre.require(Action.CHANGE_SAFETY)
    set_role(centre, Role.MANAGER)
    shown = review.month(centre, 2026, 11)
    assert shown.counts == {
        LOGIN: {
            ActionKind.READING: 2,
            ActionKind.CHANGING: 1,
            ActionKind.HANDING_OUT: 1,
            ActionKind.LOGGING_IN: 1,
            ActionKind.SAFETY: 2,
        }
    }
    assert [row.action for row in shown.failures] == [Happening.CLOCK_SET_BACK, Happening.REFUSED]
    assert [row.action for row in shown.rights] == [Action.RENEW_RECOVERY_CODE]
    assert [row.action for row in shown.files] == [Action.EXPORT_LEDGER]
    assert (shown.broken_at, shown.heads_known) == (None, 0)
    assert shown.head == review.head(centre)


def test_a_wrong_password_counts_for_who_tried_and_is_found_under_that_name(centre: Centre) -> None:
    centre.clock = lambda: NOON
    tried = {"login": "ichiro", "at": NOON.isoformat()}
    centre.append(AuditEvent(Happening.FAILED_LOGIN, detail=tried), AuditEvent(Action.LOG_IN))
    counts = review.month(centre, 2026, 11).counts
    assert [counts[login][ActionKind.LOGGING_IN] for login in ("ichiro", LOGIN)] == [1, 1]
    by_login = {login: review.rows(centre, AuditFilter(login=login)).rows for login in ("ichiro", LOGIN, "ichir", "i")}
    assert [row.action for row in by_login["ichiro"]] == [Happening.FAILED_LOGIN]
    assert Happening.FAILED_LOGIN not in [row.action for row in by_login[LOGIN]]
    assert by_login["ichir"] == by_login["i"] == ()


# --- wrong passwords ------------------------------------------------------------------------------------------------


class Watch:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def log_in(new: NewCentre, watch: Watch, login: str = LOGIN, password: str = PASSWORD) -> Centre:
    return open_centre(new.folder, login, password, minimum=CHEAP, clock=watch)


def test_wrong_passwords_move_into_the_trail_at_the_next_good_login(new_folder: NewCentre) -> None:
    watch = Watch()
    for login in (LOGIN, "みほんのとても長い合言葉。"):
        with pytest.raises(WrongPassword):
            log_in(new_folder, watch, login, "wrong")
        watch.now += timedelta(minutes=1)
    centre = log_in(new_folder, watch)
    with centre.read() as session:
        rows = audit.rows(session, AuditFilter())[::-1]
    assert [(row.action, row.login, dict(row.detail)) for row in rows] == [
        (Happening.FAILED_LOGIN, LOGIN, {"at": NOON.isoformat(), "login": LOGIN}),
        (Happening.FAILED_LOGIN, LOGIN, {"at": (NOON + timedelta(minutes=1)).isoformat(), "login": ""}),
        (Action.LOG_IN, LOGIN, {}),
    ]
    assert attempts.read(new_folder.folder) == ()
    centre.close()


def test_the_wait_after_wrong_passwords_outlasts_a_restart_and_ends_with_a_good_one(new_folder: NewCentre) -> None:
    watch = Watch()
    for _ in range(FREE_FAILURES + 2):
        watch.now += timedelta(minutes=2)
        with pytest.raises(WrongPassword):
            log_in(new_folder, watch, password="wrong")
    with pytest.raises(MustWait) as waiting:
        log_in(new_folder, watch)
    assert waiting.value.seconds == 2
    watch.now += timedelta(seconds=2)
    log_in(new_folder, watch).close()
    with pytest.raises(WrongPassword):
        log_in(new_folder, watch, password="wrong")


def test_a_login_that_cannot_be_noted_opens_nothing(new_folder: NewCentre) -> None:
    opened = new_folder.open()
    with opened.sessions.write() as session:
        session.execute(text("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no entry'); END"))
    opened.close()
    with pytest.raises(Exception, match="no entry"):
        log_in(new_folder, Watch())


# --- a full disk ----------------------------------------------------------------------------------------------------


@pytest.fixture
def full(centre: Centre, client: int) -> Iterator[Centre]:
    """A centre whose database cannot grow while the ballast takes the room that is left."""
    with centre.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def limit(connection: object, _record: object, _proxy: object) -> None:
        most = pages if data_folder.ballast_is_full(centre.folder) else pages + 4
        connection.execute(f"PRAGMA max_page_count = {most}")  # type: ignore[attr-defined]

    listen(centre.sessions.engine, "checkout", limit)
    return centre


def look_until_full(centre: Centre, client: int) -> int:
    seen = 0
    for _ in range(10_000):
        clients.get(centre, client)
        seen += 1
    return seen


def test_on_a_full_disk_the_ballast_is_given_back_and_records_can_still_be_read(full: Centre, client: int) -> None:
    before = review.head(full).number
    while data_folder.ballast_is_full(full.folder):
        assert clients.get(full, client).id == client
        before += 1
    assert clients.get(full, client).id == client
    assert review.head(full).number == before + 1
    assert review.verify(full).broken is None


def test_once_the_ballast_is_gone_too_nothing_is_read_that_is_not_noted(full: Centre, client: int) -> None:
    with pytest.raises(StorageFull):
        look_until_full(full, client)
    noted = review.head(full).number
    with pytest.raises(StorageFull):
        clients.get(full, client)
    assert review.head(full).number == noted
