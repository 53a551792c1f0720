"""Setting up, opening and reaching a data folder."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from referral_desk.db import access, durable, mounts, vault
from referral_desk.db import folder as data_folder
from referral_desk.db.errors import (
    FolderDamaged,
    FolderExists,
    FolderInUse,
    FolderMissing,
    NetworkFolder,
    StorageUnavailable,
    WrongPassword,
)
from referral_desk.db.session import Sessions
from tests.db.making import CHEAP, LOGIN, PASSWORD, MadeCentre, make_centre

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_holds_exactly_what_a_centre_needs(tmp_path: Path) -> None:
    made = make_centre(tmp_path / "centre")
    names = {path.name for path in made.place.iterdir()}
    assert names == {"centre.db", "keys.json", "keys-copy.json", "ballast", "backups"}
    assert data_folder.holds_centre(made.place)
    assert data_folder.ballast_is_full(made.place)


@posix
def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    made = make_centre(tmp_path / "centre")
    assert mode(made.place) == 0o700
    assert {mode(path) for path in made.place.iterdir() if path.is_file()} == {0o600}


@posix
def test_a_shared_folder_is_reached_by_every_account_also_after_changes(tmp_path: Path) -> None:
    made = make_centre(tmp_path / "centre", shared=True)
    assert mode(made.place) == mode(made.place / "backups") == 0o2777
    vault.add_user(made.place, made.key, "reida", "another long password", cost=CHEAP)
    sessions = Sessions(data_folder.open_folder(made.place, made.key))
    with sessions.write():
        assert {mode(path) for path in made.place.iterdir() if path.is_file()} == {0o666}
        assert (made.place / "centre.db-wal").exists()
    sessions.close()


@posix
def test_a_folder_an_administrator_prepared_for_a_group_keeps_its_permissions(tmp_path: Path) -> None:
    place = tmp_path / "centre"
    place.mkdir()
    place.chmod(0o2770)
    made = make_centre(place)
    assert mode(place) == 0o2770
    assert mode(made.database) == 0o660


def test_windows_folders_are_opened_or_closed_by_sid_and_not_by_a_name_in_some_language() -> None:
    shared = access.windows_commands(Path("C"), shared=True, account="PC\\hanako")
    private = access.windows_commands(Path("C"), shared=False, account="PC\\hanako")
    assert shared == [["icacls", "C", "/grant", "*S-1-5-32-545:(OI)(CI)M", "/T", "/Q"]]
    assert private[0][3] == "PC\\hanako:(OI)(CI)F"
    assert private[1] == ["icacls", "C", "/inheritance:r", "/Q"]


def test_setting_up_over_a_centre_or_over_other_files_is_refused_and_changes_nothing(
    made: MadeCentre, tmp_path: Path
) -> None:
    other = tmp_path / "letters"
    other.mkdir()
    (other / "draft.txt").write_text("keep", encoding="utf-8")
    for place in (made.place, other):
        before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
        with pytest.raises(FolderExists):
            make_centre(place)
        assert {path.name: path.stat().st_mtime_ns for path in place.iterdir()} == before


def test_a_failed_set_up_leaves_nothing(tmp_path: Path) -> None:
    def fail(place: Path) -> None:
        with data_folder.create_folder(place) as stage:
            vault.create(stage, LOGIN, PASSWORD, CHEAP)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_log_that_a_failing_disk_did_not_empty_ends_the_set_up_in_words(tmp_path: Path) -> None:
    place = tmp_path / "centre"

    def set_up() -> None:
        with data_folder.create_folder(place) as stage:
            vault.create(stage, LOGIN, PASSWORD, CHEAP)
            data_folder.database_path(stage).touch()
            (stage / "centre.db-wal").write_bytes(b"frames")

    with pytest.raises(StorageUnavailable):
        set_up()
    assert not place.exists()


def test_two_set_ups_at_once_do_not_mix(tmp_path: Path) -> None:
    place = tmp_path / "centre"
    with data_folder.create_folder(place) as stage:
        with pytest.raises(FolderInUse):
            make_centre(place)
        assert stage.exists()
        data_folder.database_path(stage).write_bytes(b"")
        vault.create(stage, LOGIN, PASSWORD, CHEAP)
    assert data_folder.holds_centre(place)


@posix
@pytest.mark.parametrize(
    "moment", ["mkdir", "create", "ballast", "rename-1", "rename-2", "rename-3", "rename-4", "end"]
)
def test_a_set_up_killed_at_any_moment_is_no_centre_or_a_whole_one(tmp_path: Path, moment: str) -> None:
    place = tmp_path / "centre"
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from referral_desk.db import folder, vault\n"
        "from tests.db.making import make_centre\n"
        "place, moment = Path(sys.argv[1]), sys.argv[2]\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "if moment == 'create': vault.create = die\n"
        "if moment == 'ballast': folder._fill_ballast = die\n"
        "renames = []\n"
        "original = Path.rename\n"
        "def rename(self, to):\n"
        "    renames.append(to)\n"
        "    if moment == f'rename-{len(renames)}': die()\n"
        "    return original(self, to)\n"
        "Path.rename = rename\n"
        "original_mkdir = Path.mkdir\n"
        "def mkdir(self, *a, **k):\n"
        "    original_mkdir(self, *a, **k)\n"
        "    if moment == 'mkdir': die()\n"
        "Path.mkdir = mkdir\n"
        "make_centre(place)\n"
        "die()\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program, str(place), moment], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    if moment == "end":
        assert data_folder.holds_centre(place)
        assert vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)
        return
    assert not data_folder.holds_centre(place)
    with pytest.raises(FolderMissing):
        data_folder.require(place)
    made = make_centre(place)
    data_folder.open_folder(place, made.key).dispose()
    assert {path.name for path in place.iterdir()} == {"centre.db", "keys.json", "keys-copy.json", "ballast", "backups"}


def test_a_missing_folder_and_a_missing_database_are_told_apart(made: MadeCentre, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        data_folder.open_folder(tmp_path / "nowhere", made.key)
    made.database.unlink()
    with pytest.raises(FolderDamaged):
        data_folder.open_folder(made.place, made.key)
    assert not made.database.exists()


def test_the_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with durable.locked(tmp_path), pytest.raises(FolderInUse), durable.locked(tmp_path, wait=False):
        pass
    with durable.locked(tmp_path, wait=False):
        pass


def test_the_name_of_every_new_folder_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    durable.make_folder(tmp_path / "one" / "two")
    assert synced == [tmp_path / "one", tmp_path]
    durable.make_folder(tmp_path / "one" / "two")
    assert len(synced) == 2


def test_the_ballast_goes_to_a_full_disk_and_comes_back(made: MadeCentre) -> None:
    assert data_folder.free_ballast(made.place) == 4 << 20
    assert not data_folder.ballast_is_full(made.place)
    assert data_folder.free_ballast(made.place) == 0
    assert data_folder.refill_ballast(made.place)
    assert data_folder.ballast_is_full(made.place)


def test_a_database_that_a_full_disk_keeps_shut_opens_after_giving_the_ballast(
    made: MadeCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = data_folder._revision

    def shut(engine: object) -> str | None:
        if data_folder.ballast_is_full(made.place):
            raise StorageUnavailable(data_folder.message("no room"))
        return original(engine)  # type: ignore[arg-type]

    monkeypatch.setattr(data_folder, "_revision", shut)
    with pytest.raises(StorageUnavailable):
        data_folder.open_folder(made.place, made.key)  # there is room: the fault is another one
    monkeypatch.setattr(data_folder, "_NEARLY_FULL_BYTES", 1 << 62)
    data_folder.open_folder(made.place, made.key).dispose()


def test_the_nearest_mount_decides_and_the_later_of_two() -> None:
    table = mounts.linux_mounts(
        "overlay / overlay rw 0 0\n"
        "server:/x /srv/a\\040b nfs4 rw 0 0\n"
        "/dev/sda1 /srv/a\\040b/local ext4 rw 0 0\n"
        "systemd-1 /net autofs rw 0 0\n"
        "//server/y /net cifs rw 0 0\n"
        "broken\n"
    )
    kinds = {
        path: mounts.type_at(PurePosixPath(path), table)
        for path in ("/home/x", "/srv/a b", "/srv/a b/c", "/srv/a b/local/d", "/srv/a bc", "/net/z")
    }
    assert list(kinds.values()) == ["overlay", "nfs4", "nfs4", "ext4", "overlay", "cifs"]


def test_macos_names_its_mounts_in_another_way() -> None:
    table = "/dev/disk1 on / (apfs, local)\n//hanako@server/x on /Volumes/My Share (smbfs, nodev)\n"
    assert mounts.bsd_mounts(table) == [("/", "apfs"), ("/Volumes/My Share", "smbfs")]


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        *((r"\\server\share\x", True), ("//server/share", True), (r"\\?\UNC\server\share", True)),
        *((r"C:\ProgramData", False), (r"\\?\C:\x", False), (r"\\.\C:", False)),
    ],
)
def test_a_windows_path_to_another_computer_is_known(path: str, *, unc: bool) -> None:
    assert mounts.is_unc(path) is unc


def test_a_network_drive_is_refused_with_the_way_to_several_desks(
    made: MadeCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "_mounts", lambda: [("/", "ext4"), (str(made.place), "nfs4")])
    for attempt in (lambda: data_folder.open_folder(made.place, made.key), lambda: make_centre(made.place)):
        with pytest.raises(NetworkFolder) as refused:
            attempt()
        assert "PostgreSQL" in refused.value.message.text
    monkeypatch.setattr(mounts, "_mounts", lambda: [("/", "9p"), (str(made.place), "overlay")])
    data_folder.open_folder(made.place, made.key).dispose()


def test_a_wrong_password_is_no_damage(made: MadeCentre) -> None:
    with pytest.raises(WrongPassword):
        vault.unlock(made.place, LOGIN, PASSWORD + "x", minimum=CHEAP)
