"""``backup``, ``restore`` and ``check``: what they print, how they end, and the way they show."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from referral_desk.cli.run import run
from referral_desk.db import vault
from referral_desk.db.presence import alone
from referral_desk.domain.centre import SafetySettings
from referral_desk.services.centre import open_centre, save_safety
from tests.cli.conftest import CHEAP, PASSWORD, Desk, FakeWindows


def harm(path: Path, place: int = -5_000) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.fixture
def backup(desk: Desk, tmp_path: Path) -> Path:
    return Path(desk("backup", "--to", tmp_path / "usb").out.strip())


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "restored"


def elsewhere(desk: Desk, folder: Path) -> Desk:
    return Desk(folder, desk.password_file, desk.capture)


# --- backup and restore -----------------------------------------------------------------------------------------


def test_backup_makes_the_folder_and_prints_the_file(desk: Desk, tmp_path: Path) -> None:
    said = desk("backup", "--to", tmp_path / "deep" / "usb")
    assert (said.status, said.err) == (0, "")
    path = Path(said.out.removesuffix("\n"))
    assert path.parent == tmp_path / "deep" / "usb"
    assert [path] == list(path.parent.iterdir())


def test_without_a_place_the_backup_goes_to_the_centre_s_own_places(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(desk, stick)
    said = desk("backup")
    assert said.status == 0
    assert [Path(line).parent for line in said.out.splitlines()] == [desk.folder / "backups", stick]


def choose(desk: Desk, stick: Path) -> None:
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    save_safety(centre, SafetySettings(second_place=str(stick)))
    centre.close()


def test_a_place_that_is_a_file_is_bad_input(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("somebody's")
    said = desk("backup", "--to", tmp_path / "file")
    assert (said.status, said.out) == (3, "")
    assert "--to" in said.err
    assert (tmp_path / "file").read_text() == "somebody's"


def test_what_was_backed_up_is_restored(desk: Desk, backup: Path, into: Path) -> None:
    said = desk("restore", backup, "--into", into)
    assert said.status == 0
    assert said.out == f"{into}\n"
    assert str(into) in said.err
    assert "mihon" in said.err, "who can log in there"
    new = elsewhere(desk, into)
    for words in (("list", "clients"), ("export", "contacts", "--format", "csv")):
        assert new(*words).out == desk(*words).out
    assert new("check", "--deep").status == 0


def test_restore_needs_no_data_folder_and_asks_for_the_login_only_where_there_are_several(
    desk: Desk, tmp_path: Path, into: Path
) -> None:
    key = vault.unlock(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    vault.add_user(desk.folder, key, "reida", "another long sentence", cost=CHEAP)
    path = desk("--user", "mihon", "backup", "--to", tmp_path / "usb").out.strip()
    words = ("--password-file", desk.password_file, "restore", path, "--into", into)
    assert desk.call(*words).status == 2
    assert not into.exists()
    assert desk.call(*words, "--user", "mihon").status == 0


def test_the_recovery_code_restores_too(nowhere: Desk, tmp_path: Path, into: Path) -> None:
    code = tmp_path / "code"
    code.write_text(nowhere("init", "--center", "架空市", "--admin", "mihon").out)
    path = nowhere("backup", "--to", tmp_path / "usb").out.strip()
    assert nowhere.call("--password-file", code, "restore", path, "--into", into).status == 4
    assert nowhere.call("--password-file", code, "restore", path, "--into", into, "--recovery-code").status == 0
    assert elsewhere(nowhere, into)("list", "clients").status == 0


def test_a_wrong_password_ends_with_4_and_leaves_nothing(desk: Desk, backup: Path, into: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another sentence entirely\n")
    said = desk.call("--password-file", wrong, "restore", backup, "--into", into)
    assert (said.status, said.out) == (4, "")
    assert not into.exists()


def test_nothing_is_written_over(desk: Desk, backup: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in desk.folder.iterdir())
    said = desk("restore", backup, "--into", desk.folder)
    assert (said.status, said.out) == (5, "")
    assert sorted(path.name for path in desk.folder.iterdir()) == before


def test_a_file_is_not_a_folder_to_restore_into(desk: Desk, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("somebody's")
    for place in (tmp_path / "file", tmp_path / "file" / "new"):
        said = desk("restore", backup, "--into", place, "--lang", "en")
        assert (said.status, said.out) == (5, "")
        assert f"{tmp_path / 'file'} is a file, not a folder." in said.err
    assert (tmp_path / "file").read_text() == "somebody's"


def test_a_damaged_backup_ends_with_5_and_what_is_none_with_3(desk: Desk, backup: Path, into: Path) -> None:
    harm(backup)
    assert desk("restore", backup, "--into", into).status == 5
    assert desk("restore", desk.password_file, "--into", into).status == 3
    assert desk("restore", backup.parent / "gone.rdbackup", "--into", into).status == 3
    assert not into.exists()


def test_values_that_look_like_global_options_belong_to_the_command(desk: Desk, tmp_path: Path) -> None:
    assert desk("restore", "x", "--into").status == 2
    assert desk("backup", "--to").status == 2


# --- check ------------------------------------------------------------------------------------------------------


def test_a_sound_folder_is_told_so(desk: Desk) -> None:
    desk("backup")
    for words in (("check",), ("check", "--deep")):
        said = desk(*words)
        assert (said.status, said.err) == (0, "")
        assert said.out == "データフォルダーに異常はありません。\n"


BROKEN: dict[str, Callable[[Path], object]] = {
    "a page": lambda folder: harm(folder / "centre.db"),
    "the first page": lambda folder: harm(folder / "centre.db", 100),
    "no database": lambda folder: (folder / "centre.db").unlink(),
    "no keys": lambda folder: [path.unlink() for path in folder.glob("keys*.json")],
    "both keys": lambda folder: [path.write_bytes(b"{") for path in folder.glob("keys*.json")],
    "nothing left": lambda folder: [path.unlink() for path in folder.glob("*.*")],
}


@pytest.mark.parametrize("what", BROKEN)
def test_damage_ends_with_5_and_shows_a_way_out_that_works(desk: Desk, into: Path, what: str) -> None:
    before = desk("list", "clients").out
    path = desk("backup").out.strip()
    BROKEN[what](desk.folder)
    said = desk("check")
    assert said.status == 5
    assert path in said.err
    assert not any(line.startswith(" ") for line in said.err.splitlines()[:1])
    _program, *command, _folder = shlex.split(said.err.splitlines()[-1].strip())
    assert desk.call("--password-file", desk.password_file, *command, into).status == 0
    assert elsewhere(desk, into)("list", "clients").out == before


def test_of_several_backups_the_newest_good_one_is_named(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(desk, stick)
    own, second = desk("backup").out.splitlines()
    harm(desk.folder / "centre.db")
    harm(Path(own))
    said = desk("check")
    assert said.status == 5
    assert second in said.err
    assert own not in said.err
    harm(Path(second))
    said = desk("check")
    assert said.status == 5
    assert str(stick) in said.err, "where it was looked for"


def test_a_folder_that_is_missing_ends_with_5_and_speaks_of_no_backup(nowhere: Desk) -> None:
    said = nowhere("check")
    assert (said.status, said.out) == (5, "")
    assert "rdbackup" not in said.err


def test_a_folder_in_use_a_wrong_password_and_a_newer_version_are_told_apart_from_damage(
    desk: Desk, tmp_path: Path
) -> None:
    desk("backup")
    with alone(desk.folder):
        said = desk("check")
    assert said.status == 5
    assert "restore" not in said.err
    wrong = tmp_path / "wrong"
    wrong.write_text("another sentence entirely\n")
    said = desk.call("--data", desk.folder, "--password-file", wrong, "check")
    assert said.status == 4
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    connection = centre.sessions.engine.raw_connection()
    connection.cursor().execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    centre.close()
    said = desk("check")
    assert said.status == 5
    assert "restore" not in said.err
    assert "Referral Desk" in said.err


def test_a_trail_that_was_cut_is_found_against_the_backups(desk: Desk) -> None:
    desk("backup")
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    connection = centre.sessions.engine.raw_connection()
    connection.cursor().execute("DELETE FROM audit WHERE number > 2")
    connection.close()
    centre.close()
    said = desk("check")
    assert said.status == 5
    assert "3" in said.out


def test_a_damaged_backup_is_found_by_the_deep_check(desk: Desk) -> None:
    harm(Path(desk("backup").out.strip()))
    assert desk("check").status == 0
    said = desk("check", "--deep")
    assert said.status == 5
    assert "rdbackup" in said.out
    assert "restore" not in said.err


def test_a_password_is_asked_for_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(prompt: str, stream: object = None) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", answer)
    assert run(["--data", str(desk.folder), "check", "--deep"], FakeWindows(), minimum=CHEAP) == 0
    assert len(asked) == 1
