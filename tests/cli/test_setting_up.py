"""Setting up, passwords, checking, generating, and what goes wrong around the data folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from referral_desk.cli import run as running
from referral_desk.services import places
from tests.cli.conftest import Desk

GENERATE = ("generate", "--clients", "30", "--referrals", "80", "--contacts", "120", "--today", "2026-11-23")


def test_init_prints_the_recovery_code_and_nothing_else_on_standard_output(nowhere: Desk) -> None:
    said = nowhere("init", "--center", "架空市保健所", "--admin", "mihon")
    assert said.status == 0
    assert len(said.out.splitlines()) == 1
    assert said.out.count("-") == 7
    assert nowhere("check").status == 0


def test_a_folder_that_holds_a_centre_or_files_is_not_set_up_again(desk: Desk, nowhere: Desk) -> None:
    assert desk("init", "--center", "x", "--admin", "mihon").status == 5
    nowhere.folder.mkdir(parents=True)
    (nowhere.folder / "letter.txt").write_text("somebody's")
    assert nowhere("init", "--center", "x", "--admin", "mihon").status == 5
    assert [path.name for path in nowhere.folder.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("words", [("--center", " ", "--admin", "mihon"), ("--center", "架空市", "--admin", " ")])
def test_a_centre_needs_a_name_and_a_login(nowhere: Desk, words: tuple[str, ...]) -> None:
    assert nowhere("init", *words).status == 3
    assert not nowhere.folder.exists()


def test_a_short_password_is_refused(nowhere: Desk, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("short\n")
    said = nowhere.call("--data", nowhere.folder, "--password-file", short, "init", "--center", "x", "--admin", "mihon")
    assert said.status == 3
    assert "13" in said.err
    assert not nowhere.folder.exists()


def test_without_a_folder_named_the_centre_goes_where_everyone_finds_it(nowhere: Desk) -> None:
    words = ("--password-file", nowhere.password_file)
    assert nowhere.call(*words, "list", "clients").status == 5
    assert nowhere.call(*words, "init", "--center", "架空市保健所", "--admin", "mihon").status == 0
    assert places.known_centre() == places.default_folder()
    assert nowhere.call(*words, "list", "clients").status == 0


def test_a_folder_that_was_named_is_not_remembered_for_everyone(nowhere: Desk) -> None:
    assert nowhere("init", "--center", "架空市保健所", "--admin", "mihon").status == 0
    assert places.known_centre() is None


def test_a_missing_folder_ends_with_5(nowhere: Desk) -> None:
    for words in (("list", "clients"), ("check",), ("tally", "2026-10"), (*GENERATE, "--seed", "1")):
        said = nowhere(*words)
        assert said.status == 5
        assert said.out == ""


def test_a_wrong_password_ends_with_4(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another sentence entirely\n")
    for words in (("list", "clients"), ("check",)):
        said = desk.call("--data", desk.folder, "--password-file", wrong, *words)
        assert (said.status, said.out) == (4, "")
    assert desk("--user", "nobody", "list", "clients").status == 4


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xef\xbb\xbf\r\n"])
def test_a_password_file_without_a_password_ends_with_4(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    said = desk.call("--data", desk.folder, "--password-file", file, "list", "clients")
    assert said.status == 4
    assert str(file) in said.err


def test_without_a_terminal_nobody_waits_for_a_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    said = desk.call("--data", desk.folder, "list", "clients")
    assert said.status == 4
    assert "--password-file" in said.err


def test_at_a_terminal_the_password_is_asked_for_and_for_a_new_centre_twice(
    desk: Desk, nowhere: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["a long new password", "a long new password", "a long new password", "one long password", "other"])
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream=None: next(answers))
    init = ("--data", nowhere.folder, "init", "--center", "架空市", "--admin", "mihon")
    assert nowhere.call(*init).status == 0
    assert nowhere.call("--data", nowhere.folder, "list", "clients").status == 0
    assert nowhere.call("--data", nowhere.folder / "other", *init[2:]).status == 4


def test_damage_is_found_and_ends_with_5(desk: Desk) -> None:
    database = desk.folder / "centre.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    said = desk("check")
    assert said.status == 5
    assert said.err


def test_a_damaged_copy_of_the_keys_is_found_and_mended_when_the_centre_is_opened(desk: Desk) -> None:
    assert desk("check", "--deep").status == 0
    (desk.folder / "keys.json").write_text("{}")
    assert desk("check").status == 5
    assert desk("list", "clients").status == 0
    assert desk("check").status == 0


def test_generated_data_is_the_same_for_the_same_arguments(nowhere: Desk) -> None:
    assert nowhere("init", "--center", "架空市", "--admin", "mihon").status == 0

    def generated(seed: str) -> str:
        assert nowhere(*GENERATE, "--seed", seed).status == 0
        kinds = ("clients", "institutions", "engagements", "contacts", "referrals")
        return "".join(nowhere("export", kind, "--format", "json").out for kind in kinds)

    first = generated("1")
    assert generated("2") != first
    assert generated("1") == first
    assert len(nowhere("list", "referrals", "--format", "json").json) == 80


def test_a_centre_with_records_of_its_own_is_not_filled(desk: Desk) -> None:
    before = desk("list", "clients").out
    assert desk(*GENERATE, "--seed", "1").status == 3
    assert desk("list", "clients").out == before


def test_the_demo_opens_its_window_or_saves_pictures(nowhere: Desk, tmp_path: Path) -> None:
    nowhere.windows.status = 7
    assert nowhere.call("demo").status == 7
    assert nowhere.call("demo", "--screenshots", tmp_path / "pictures").status == 7
    assert nowhere.windows.opened == ["demo", f"screenshots {tmp_path / 'pictures'}"]
    assert (tmp_path / "pictures").is_dir()


def test_a_defect_ends_with_1_and_shows_nothing_of_a_client(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        name = "見本　花子"
        raise RuntimeError(f"cannot do this for {name}")

    monkeypatch.setattr("referral_desk.services.clients.rows", fail)
    said = desk("list", "clients")
    assert said.status == 1
    assert "見本" not in said.err
    assert "RuntimeError" in said.err


def test_an_interrupted_command_ends_quietly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("referral_desk.services.clients.rows", interrupt)
    said = desk("list", "clients")
    assert said.status == running.INTERRUPTED
    assert "Traceback" not in said.err


def test_bytes_that_are_no_text_are_wrong_usage(desk: Desk) -> None:
    said = desk("show", "client", "\udc8e\udc8d")
    assert said.status in (2, 3)
    assert "RuntimeError" not in said.err
