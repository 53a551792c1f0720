"""Restoring a backup: everything comes back, nothing is written over, and what cannot be used is refused untouched."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from referral_desk.db import backup_file, migrate, migrations, proving, vault
from referral_desk.db import folder as data_folder
from referral_desk.db.errors import (
    BackupDamaged,
    FolderExists,
    NewerVersion,
    StorageFault,
    WrongPassword,
    WrongRecoveryCode,
)
from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.errors import NotAllowed, NotFound, NotReadable
from referral_desk.domain.users import UserDraft
from referral_desk.services import audit, backups, clients, rekeying, safety, users
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.restoring import look_into, restore, restore_with_code
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client, add_institution, add_referral

NEW_PASSWORD = "あたらしいみほんの合言葉。"


@pytest.fixture
def backup(centre: Centre, tmp_path: Path) -> Path:
    """A backup of a centre with a client, an institution and a referral."""
    client, institution = add_client(centre), add_institution(centre)
    add_referral(centre, client.id, institution.id)
    return backups.back_up_to(centre, tmp_path / "usb").path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "restored" / "centre"


def open_restored(folder: Path, password: str = PASSWORD) -> Centre:
    return open_centre(folder, LOGIN, password, minimum=CHEAP)


def test_a_restored_centre_never_writes_to_the_second_place_of_the_one_it_is_from(
    centre: Centre, tmp_path: Path, into: Path
) -> None:
    (tmp_path / "stick").mkdir()
    backups.choose_second_place(centre, tmp_path / "stick")
    made = backups.back_up(centre).own.path
    before = sorted((tmp_path / "stick").iterdir())
    restored = restore(made, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert restored.had_second_place
    new = open_restored(into)
    assert new.safety.second_place == ""
    (entry,) = audit.rows(new, AuditFilter(actions=(Action.RESTORE,))).rows
    assert entry.detail["second_place"] == "removed"
    add_client(new)
    assert backups.back_up(new).second is None
    assert sorted((tmp_path / "stick").iterdir()) == before
    new.close()


def test_for_thirty_days_a_restored_centre_knows_when_it_was_restored(centre: Centre, backup: Path, into: Path) -> None:
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    new = open_restored(into)
    (entry,) = audit.rows(new, AuditFilter(actions=(Action.RESTORE,))).rows
    for days, known in ((29, entry.at), (30, None)):
        new.__dict__.pop("restored_lately", None)
        new.clock = lambda days=days: entry.at + timedelta(days=days)  # type: ignore[misc]
        assert new.restored_lately == known
    new.close()
    assert centre.restored_lately is None


def test_everything_comes_back_and_the_trail_goes_on(centre: Centre, backup: Path, into: Path) -> None:
    add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    head = backup_file.read(backup).manifest.head
    restored = restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert (restored.folder, restored.key) == (into, centre.key)
    new = open_restored(into)
    assert [row.name for row in clients.rows(new)] == ["見本 花子"]
    assert clients.count(new, "みほん") == 1
    (entry,) = audit.rows(new, AuditFilter(actions=(Action.RESTORE,))).rows
    assert (entry.number, entry.login, entry.detail) == (head.number + 1, LOGIN, {"head": head.number})
    assert audit.verify(new, [head]).broken is None
    new.close()
    assert safety.check(into, LOGIN, PASSWORD, deep=True, minimum=CHEAP) == ()


def test_the_centre_it_came_from_and_the_file_stay_as_they_are(centre: Centre, backup: Path, into: Path) -> None:
    before = {path: path.read_bytes() for path in [backup, *centre.folder.glob("*.*")]}
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert {path: path.read_bytes() for path in before} == before


def test_passwords_and_recovery_code_are_those_of_the_backup(
    centre: Centre, new_folder: NewCentre, backup: Path, into: Path, tmp_path: Path
) -> None:
    vault.change_password(centre.folder, LOGIN, PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    with pytest.raises(WrongPassword):
        restore(backup, into, LOGIN, NEW_PASSWORD, minimum=CHEAP)
    with pytest.raises(WrongPassword):
        restore(backup, into, "nobody", PASSWORD, minimum=CHEAP)
    with pytest.raises(WrongRecoveryCode):
        restore_with_code(backup, into, RecoveryCode.random(), minimum=CHEAP)
    assert not into.parent.exists() or not list(into.parent.iterdir())
    restore_with_code(backup, into, RecoveryCode.read(new_folder.recovery_code), minimum=CHEAP)
    new = open_restored(into)
    (entry,) = audit.rows(new, AuditFilter(actions=(Action.RESTORE,))).rows
    assert (entry.login, entry.detail["by"]) == ("", "code")
    new.close()


def test_who_left_since_comes_back_with_the_backup_and_that_is_said(centre: Centre, into: Path) -> None:
    draft = UserDraft(login="ichiro", role=Role.STAFF, name="例田 一朗")
    users.add_user(centre, draft, "べつのみほんの長い合言葉。", cost=CHEAP)
    backup = backups.back_up(centre).own.path
    users.remove_user(centre, "ichiro")
    assert rekeying.due(centre) is rekeying.Due.LEFT
    restored = restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert restored.logins == (LOGIN, "ichiro")
    new = open_restored(into)
    assert rekeying.due(new) is rekeying.Due.RESTORED
    users.remove_user(new, "ichiro")
    assert rekeying.due(new) is rekeying.Due.LEFT
    rekeying.rekey(new)
    assert rekeying.due(new) is None
    new.close()


def test_a_centre_of_one_person_asks_for_no_new_keys_after_restoring(backup: Path, into: Path) -> None:
    assert restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP).logins == (LOGIN,)
    new = open_restored(into)
    assert rekeying.due(new) is None
    new.close()


def test_who_can_open_a_backup_is_known_before_a_password_is_asked_for(centre: Centre, backup: Path) -> None:
    vault.add_user(centre.folder, centre.key, "akane", PASSWORD, cost=CHEAP)
    found, logins = look_into(backup)
    assert logins == (LOGIN,)
    assert found.manifest.counts["client"] == 1


@pytest.mark.parametrize("role", list(Role))
def test_managers_and_administrators_restore_and_nobody_else(centre: Centre, into: Path, role: Role) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": role})
    file = backups.back_up_to(centre, into.parent).path
    if role in (Role.MANAGER, Role.ADMINISTRATOR):
        restore(file, into, LOGIN, PASSWORD, minimum=CHEAP)
        return
    with pytest.raises(NotAllowed):
        restore(file, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert not into.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize(("shared", "mode"), [(False, 0o700), (True, 0o2777)])
def test_the_folder_is_private_or_everyone_s_as_wanted(backup: Path, into: Path, shared: bool, mode: int) -> None:
    restore(backup, into, LOGIN, PASSWORD, shared=shared, minimum=CHEAP)
    assert into.stat().st_mode & 0o7777 == mode


# --- never over anything ----------------------------------------------------------------------------------------


def test_nothing_is_written_over(centre: Centre, backup: Path, into: Path) -> None:
    into.mkdir(parents=True)
    (into / "letter.txt").write_text("somebody's")
    for place in (into, centre.folder, centre.folder / "backups"):
        backups.back_up(centre)
        names = {path.name for path in place.iterdir()}
        with pytest.raises(FolderExists):
            restore(backup, place, LOGIN, PASSWORD, minimum=CHEAP)
        assert {path.name for path in place.iterdir()} == names
    with pytest.raises(StorageFault):
        restore(backup, into / "letter.txt", LOGIN, PASSWORD, minimum=CHEAP)


def test_an_empty_folder_will_do(backup: Path, into: Path) -> None:
    into.mkdir(parents=True)
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    open_restored(into).close()


def test_a_restore_that_is_stopped_leaves_nothing_and_can_be_done_again(backup: Path, into: Path) -> None:
    moments: list[int] = []
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP, progress=lambda done, _total: moments.append(done))
    assert moments == sorted(moments)
    shutil.rmtree(into)
    for moment in range(len(moments)):
        left = iter(range(moment))

        def stop(_done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP, progress=stop)
        assert not into.exists()
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork")
@pytest.mark.parametrize("moment", range(0, 9, 2))
def test_a_restore_that_is_killed_leaves_no_centre_and_can_be_done_again(
    centre: Centre, backup: Path, into: Path, moment: int
) -> None:
    centre.close()
    left = iter(range(moment))

    def die(_done: int, _total: int) -> None:
        if next(left, None) is None:
            os._exit(9)

    child = os.fork()
    if not child:
        restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP, progress=die)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        assert moment > 3
    else:
        assert not data_folder.holds_centre(into)
        restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    open_restored(into).close()


# --- older and newer --------------------------------------------------------------------------------------------


def test_a_backup_of_an_older_version_is_brought_up_to_date_as_a_copy(
    backup: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup.read_bytes()
    add_revision(monkeypatch)
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert backup.read_bytes() == before
    assert list((into / "backups").iterdir()) == []
    new = open_restored(into)
    assert new.sessions.revision() == "9999"
    assert clients.count(new) == 1
    new.close()


def add_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program know one revision more than the one it has."""
    revisions = (*migrations.REVISIONS, "9999")
    for module in (migrations, migrate, data_folder, safety.soundness):
        monkeypatch.setattr(module, "HEAD", "9999", raising=False)
        monkeypatch.setattr(module, "REVISIONS", revisions, raising=False)
    monkeypatch.setattr(proving, "REVISIONS", revisions)

    def run(connection: Connection, target: str) -> None:
        connection.execute(text("CREATE TABLE added (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = :target"), {"target": target})

    monkeypatch.setattr(migrate, "run", run)


def rewritten(file: Path, change: Callable[[dict[str, object]], None]) -> Path:
    """Write a backup whose manifest says something else, its checksums right again."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()
    return written(file.with_name("changed.rdbackup"), parts)


def written(file: Path, parts: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.comment = b"0" * 64
        for name, content in parts.items():
            archive.writestr(name, content)
    content = file.read_bytes()
    with io.BytesIO(content[:-64]) as stream:
        digest = backup_file._digest(stream, len(content) - 64, lambda _count: None)
    file.write_bytes(content[:-64] + digest)
    return file


@pytest.mark.parametrize("change", [{"version": 2}, {"revision": "9999"}, {"version": 2, "parts": {}}])
def test_a_backup_of_a_newer_version_is_refused_untouched(backup: Path, into: Path, change: dict[str, object]) -> None:
    newer = rewritten(backup, lambda manifest: manifest.update(change))
    before = newer.read_bytes()
    for use in (look_into, lambda file: restore(file, into, LOGIN, PASSWORD, minimum=CHEAP)):
        with pytest.raises(NewerVersion):
            use(newer)
    assert newer.read_bytes() == before
    assert not into.exists()


# --- damaged, changed, something else ---------------------------------------------------------------------------


def refused(file: Path, into: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BackupDamaged):
        restore(file, into, LOGIN, PASSWORD, minimum=CHEAP)
    assert file.read_bytes() == before
    assert not into.exists()


@pytest.mark.parametrize("seed", range(40))
def test_any_flipped_bit_is_found(backup: Path, into: Path, seed: int) -> None:
    choose = random.Random(seed)
    content = bytearray(backup.read_bytes())
    edge = choose.choice([len(content), 200, 3_000])
    place = choose.randrange(edge) * choose.choice([1, -1])
    content[place] ^= 1 << choose.randrange(8)
    backup.write_bytes(content)
    refused(backup, into)


@pytest.mark.parametrize("length", [0, 1, 100, 5_000, -1, -64, -200])
def test_a_cut_backup_is_found(backup: Path, into: Path, length: int) -> None:
    backup.write_bytes(backup.read_bytes()[:length])
    refused(backup, into)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["counts"].update(client=2),
        lambda manifest: manifest["audit"].update(number=1),
        lambda manifest: manifest["audit"].update(branch="00"),
        lambda manifest: manifest.update(made_at="2030-01-01T00:00:00+00:00"),
        lambda manifest: manifest.update(mac="00" * 32),
        lambda manifest: manifest["parts"]["centre.db"].update(size=1),
        lambda manifest: manifest["parts"]["centre.db"].update(sha256="00"),
    ],
)
def test_a_manifest_that_somebody_changed_is_refused(
    backup: Path, into: Path, change: Callable[[dict[str, object]], None]
) -> None:
    refused(rewritten(backup, change), into)


def test_parts_of_two_backups_do_not_make_one(centre: Centre, backup: Path, into: Path) -> None:
    add_client(centre)
    later = backups.back_up_to(centre, backup.parent).path
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(later) as new:
        mixed = {name: old.read(name) for name in old.namelist()} | {"centre.db": new.read("centre.db")}
    refused(written(backup.with_name("mixed.rdbackup"), mixed), into)


def test_what_is_no_backup_is_told_so(backup: Path, into: Path) -> None:
    place = backup.parent
    (place / "letter.txt").write_text("somebody's")
    written(place / "other.zip", {"../../evil": b"x", "readme": b"y"})
    with zipfile.ZipFile(backup) as archive:
        (place / "records.db").write_bytes(archive.read("centre.db"))
    for name in ("letter.txt", "other.zip", "records.db"):
        with pytest.raises(NotReadable):
            restore(place / name, into, LOGIN, PASSWORD, minimum=CHEAP)
    with pytest.raises(NotReadable):
        restore(place, into, LOGIN, PASSWORD, minimum=CHEAP)
    with pytest.raises(NotFound):
        restore(place / "gone.rdbackup", into, LOGIN, PASSWORD, minimum=CHEAP)
    assert not into.exists()


def test_hostile_archives_are_refused_without_unpacking_them(backup: Path, into: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = {**parts, "centre.db": bytes(50_000_000)}
    for hostile in (
        written(backup.with_name("bomb.rdbackup"), bomb, zipfile.ZIP_DEFLATED),
        written(backup.with_name("more.rdbackup"), {**parts, "../../evil": b"x"}),
        written(backup.with_name("huge-manifest.rdbackup"), {**parts, "manifest.json": b" " * 100_000}),
        written(backup.with_name("nested.rdbackup"), {**parts, "manifest.json": b"[" * 60_000}),
        written(backup.with_name("without.rdbackup"), {name: parts[name] for name in ("centre.db", "manifest.json")}),
        written(backup.with_name("many.rdbackup"), {f"{number:050}": b"" for number in range(30_000)}),
    ):
        refused(hostile, into)
    assert not (into.parent / "evil").exists()


def test_a_clock_that_was_set_back_shows_in_the_restored_trail(centre: Centre, backup: Path, into: Path) -> None:
    early = backup_file.read(backup).manifest.made_at - timedelta(days=1)
    restore(backup, into, LOGIN, PASSWORD, minimum=CHEAP, clock=lambda: early)
    new = open_restored(into)
    assert audit.verify(new).broken is None
    assert audit.rows(new, AuditFilter(actions=("clock_set_back",))).total >= 1
    new.close()
