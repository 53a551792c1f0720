"""Renewing the keys: the same records under a new key, for everyone who works here and nobody else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db import audit, durable, slot_files, soundness, vault
from referral_desk.db import folder as data_folder
from referral_desk.db import rekey as renewal
from referral_desk.db.errors import (
    FolderInUse,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageUnavailable,
    WrongPassword,
)
from referral_desk.db.layout import DATABASE, KEYS, KEYS_COPY, NEW_DATABASE
from referral_desk.db.session import Sessions
from referral_desk.domain.access import Action, Role
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.messages import message
from referral_desk.services import clients, locking
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.rekeying import rekey
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client, add_contact, add_institution, add_referral

OTHER = "ichiro"
OTHER_PASSWORD = "べつのみほんの長い合言葉。"


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with a record of each kind and a second login, whose owner works here."""
    person, place = add_client(centre), add_institution(centre)
    add_contact(centre, person.id, factors=("disaster",))
    add_referral(centre, person.id, place.id)
    vault.add_user(centre.folder, centre.key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    with centre.sessions.write() as session:
        session.execute(
            text("INSERT INTO staff (centre_id, position, name, job_title, login, active, role) "
                 "VALUES (1, 1, '例田 一朗', '', :login, 1, 'staff')"),
            {"login": OTHER},
        )  # fmt: skip
    centre.refresh()
    return centre


def rows(centre: Centre) -> Mapping[str, list[tuple[object, ...]]]:
    """Everything in the database but the audit trail, its key, the slots' generation, and the search's own order."""
    with centre.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table'")).all()
        session.execute(text("UPDATE centre SET slots_generation = 0"))  # never committed
        return {
            name: sorted(map(tuple, session.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in names
            if name not in ("audit", "audit_key")
        }


def trail(centre: Centre) -> list[str]:
    with centre.read() as session:
        return list(session.scalars(text("SELECT action FROM audit ORDER BY number")))


def test_the_records_are_the_same_under_a_new_key(filled: Centre) -> None:
    before, old = rows(filled), filled.key
    assert rekey(filled) is filled
    assert filled.key != old
    assert rows(filled) == before
    add_client(filled, name="例田 二郎")
    assert clients.count(filled) == 2


def test_all_who_work_here_open_it_as_before_and_so_does_the_recovery_code(
    filled: Centre, new_folder: NewCentre
) -> None:
    rekey(filled)
    code = vault.RecoveryCode.read(new_folder.recovery_code)
    assert vault.unlock(filled.folder, LOGIN, PASSWORD, minimum=CHEAP) == filled.key
    assert vault.unlock(filled.folder, OTHER, OTHER_PASSWORD, minimum=CHEAP) == filled.key
    assert vault.unlock_with_recovery(filled.folder, code, minimum=CHEAP) == filled.key
    vault.verify(filled.folder, filled.key)


def test_the_old_key_opens_nothing(filled: Centre, new_folder: NewCentre) -> None:
    rekey(filled)
    filled.close()
    with pytest.raises(StorageDamaged):
        new_folder.open()
    with pytest.raises(StorageFault):
        vault.verify(new_folder.folder, new_folder.key)


def test_a_slot_that_belongs_to_nobody_who_works_here_is_left_out(filled: Centre) -> None:
    vault.add_user(filled.folder, filled.key, "stranger", OTHER_PASSWORD, cost=CHEAP)
    rekey(filled)
    assert vault.logins(filled.folder) == (LOGIN, OTHER)
    with pytest.raises(WrongPassword):
        vault.unlock(filled.folder, "stranger", OTHER_PASSWORD, minimum=CHEAP)


def test_the_trail_goes_on_and_heads_kept_outside_stay_right(filled: Centre) -> None:
    with filled.read() as session:
        before = audit.head(session)
    rekey(filled)
    assert trail(filled)[before.number :] == [Action.REKEY]
    filled.note(Action.LOCK)
    with filled.read() as session:
        assert audit.read_key(session, filled.key) == filled.audit_key
        assert audit.verify(session, filled.audit_key, [before]) is None


def test_only_an_administrator_renews_the_keys(filled: Centre, new_folder: NewCentre) -> None:
    filled.close()
    other = open_centre(filled.folder, OTHER, OTHER_PASSWORD, minimum=CHEAP)
    assert other.role is Role.STAFF
    with pytest.raises(NotAllowed):
        rekey(other)
    assert other.key == new_folder.key
    other.close()


def test_a_pin_from_before_unlocks_nothing_and_the_password_does(filled: Centre) -> None:
    quick = locking.set_pin(filled, "480213", cost=CHEAP)
    rekey(filled)
    filled.close()
    with pytest.raises(WrongPassword, match="renewed"):
        locking.unlock_with_pin(filled.folder, quick, "480213")
    assert quick.tries == 0
    open_centre(filled.folder, LOGIN, PASSWORD, minimum=CHEAP).close()


def test_progress_goes_forward_to_the_end(filled: Centre) -> None:
    heard: list[float] = []
    rekey(filled, progress=lambda done, total: heard.append(done / total))
    assert heard == sorted(heard)
    assert heard[-1] == 1


class Stopped(Exception):
    pass


@pytest.mark.parametrize("quarters", range(5))
def test_stopping_leaves_all_as_it_was(filled: Centre, quarters: int) -> None:
    before, old, slots = rows(filled), filled.key, (filled.folder / KEYS).read_bytes()

    def stop(done: int, total: int) -> None:
        if 4 * done >= quarters * total:
            raise Stopped

    with pytest.raises(Stopped):
        rekey(filled, progress=stop)
    assert filled.key == old
    assert rows(filled) == before
    assert (filled.folder / KEYS).read_bytes() == slots
    assert not list(filled.folder.glob(f"{NEW_DATABASE}*"))
    add_client(filled, name="例田 二郎")


def test_while_another_process_has_the_centre_open_the_keys_stay(filled: Centre) -> None:
    script = (
        "import sys; from pathlib import Path; from referral_desk.db.presence import present\n"
        "here = present(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(filled.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(FolderInUse):
            rekey(filled)
        other.communicate()
    assert clients.count(filled) == 1
    rekey(filled)


def test_a_reader_on_another_thread_waits_and_then_goes_on_with_the_new_key(filled: Centre) -> None:
    counted: list[int] = []
    readers: list[threading.Thread] = []

    def read_meanwhile(_done: int, _total: int) -> None:
        if not readers:
            readers.append(threading.Thread(target=lambda: counted.append(clients.count(filled))))
            readers[0].start()

    rekey(filled, progress=read_meanwhile)
    readers[0].join()
    assert counted == [1]


def test_a_stray_connection_keeps_the_old_file_in_place(filled: Centre) -> None:
    connection = filled.sessions.engine.connect()
    connection.exec_driver_sql("SELECT count(*) FROM client")
    old = filled.key
    with pytest.raises(FolderInUse):
        rekey(filled)
    connection.close()
    assert filled.key == old
    assert clients.count(filled) == 1


def test_whoever_kept_the_old_engine_is_told_to_try_again(filled: Centre) -> None:
    engine = filled.sessions.engine
    rekey(filled)
    with pytest.raises(StorageFault, match="Try again"):
        engine.connect()


def test_without_room_on_the_disk_nothing_is_begun(filled: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 1 << 20

    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Full)
    with pytest.raises(StorageFull):
        renewal.rekey(filled.folder, filled.key, (LOGIN,), lambda _session, _key: None, lambda _done, _total: None)
    assert not list(filled.folder.glob(f"{NEW_DATABASE}*"))


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM renewed.contact",
        "UPDATE renewed.client SET name = '別人'",
        "DELETE FROM renewed.contact_factor",
        "DROP INDEX renewed.ix_audit_at",
        "INSERT INTO renewed.draft VALUES ('a', 'b', 'c', 'd', '2026-11-24')",
    ],
)
def test_a_copy_that_is_not_as_the_original_is_thrown_away(
    filled: Centre, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    compare = renewal._compare

    def change_and_compare(connection: object) -> None:
        renewal.run_plainly(connection, change)  # type: ignore[arg-type]
        compare(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(renewal, "_compare", change_and_compare)
    old = filled.key
    with pytest.raises(StorageDamaged):
        rekey(filled)
    assert filled.key == old
    assert clients.count(filled) == 1
    assert not (filled.folder / NEW_DATABASE).exists()


def test_a_damaged_page_of_the_copy_is_found_before_it_takes_the_place(
    filled: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = renewal._check

    def damage_and_check(copy: Path, *others: object) -> None:
        with copy.open("r+b") as stream:
            stream.seek(copy.stat().st_size - 2000)
            stream.write(b"\x00" * 16)
        check(copy, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(renewal, "_check", damage_and_check)
    with pytest.raises(StorageDamaged):
        rekey(filled)
    assert clients.count(filled) == 1


def failing(name: str, number: int) -> Callable[[Path, Path], None]:
    """Let the ``number``-th renaming to ``name`` fail, and the others do what they do."""
    replace, seen = durable._replace, [0]

    def fail(new: Path, path: Path) -> None:
        if path.name == name:
            seen[0] += 1
            if seen[0] == number:
                raise OSError(5, "Input/output error")
        replace(new, path)

    return fail


@pytest.mark.parametrize("name", [KEYS_COPY, KEYS, DATABASE])
def test_a_fault_before_the_new_file_is_in_place_takes_everything_back(
    filled: Centre, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    old = filled.key
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_replace", failing(name, 1))
        with pytest.raises(StorageUnavailable):
            rekey(filled)
    assert filled.key == old
    vault.verify(filled.folder, old)
    assert b'"next"' not in (filled.folder / KEYS).read_bytes() + (filled.folder / KEYS_COPY).read_bytes()
    assert clients.count(filled) == 1
    rekey(filled)


def test_a_fault_afterwards_is_mended_when_the_folder_is_opened(
    filled: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(slot_files, "settle_now", lambda *_: (_ for _ in ()).throw(StorageFull(message("Full."))))
        patch.setattr(slot_files, "settle", lambda *_: None)
        rekey(filled)
    assert b'"next"' in (filled.folder / KEYS).read_bytes()
    assert vault.unlock(filled.folder, LOGIN, PASSWORD, minimum=CHEAP) == filled.key
    filled.close()
    open_centre(filled.folder, OTHER, OTHER_PASSWORD, minimum=CHEAP).close()
    assert b'"next"' not in (filled.folder / KEYS).read_bytes() + (filled.folder / KEYS_COPY).read_bytes()
    assert vault.unlock(filled.folder, LOGIN, PASSWORD, minimum=CHEAP) == filled.key
    assert [each for each in soundness.check(filled.folder, filled.key, deep=True) if each.code != "ballast"] == []


def test_a_fault_of_the_disk_after_the_keys_were_renewed_takes_nothing_back_and_work_goes_on(
    filled: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> object:
        raise StorageFull(message("Full."))

    old = filled.key
    with monkeypatch.context() as patch:
        patch.setattr(slot_files, "settle_now", full)
        patch.setattr(Sessions, "write_bare", full)
        patch.setattr(data_folder, "open_folder", full)
        rekey(filled)
    assert filled.key != old
    assert clients.count(filled) == 1
    add_client(filled, name="例田 二郎")
    vault.verify(filled.folder, filled.key)
