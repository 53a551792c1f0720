"""Where this PC's centre is: one answer for every account."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from referral_desk.services import places

needs_permissions = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "machine"
    place.mkdir()
    monkeypatch.setattr(places, "_machine_data", lambda: place / "data")
    monkeypatch.setattr(places, "_machine_pointer", lambda: place / "config" / "pointer.json")
    use_account(monkeypatch, tmp_path / "first")
    return place


def use_account(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(places, "_own_pointer", lambda: home / "pointer.json")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_a, **_k: str(home / "data"))


def set_up(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text("{}")
    return folder


def forbid(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine's own places be out of bounds, as for an account without rights (tests may run as root)."""
    blocked = machine / "a file in the way"
    blocked.write_text("")
    monkeypatch.setattr(places, "_machine_pointer", lambda: blocked / "pointer.json")
    monkeypatch.setattr(places, "_may_write", lambda folder: machine not in folder.parents)


def test_at_first_no_centre_is_known() -> None:
    assert places.known_centre() is None


def test_a_centre_that_one_account_remembers_is_known_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = set_up(tmp_path / "架空市 centre")
    assert places.remember_centre(folder) is True
    use_account(monkeypatch, tmp_path / "second")
    assert places.known_centre() == folder


def test_the_offered_folder_is_one_for_all_accounts(machine: Path) -> None:
    assert places.default_folder() == machine / "data" / "centre"
    assert places.reaches_everyone(places.default_folder())


def test_an_account_without_rights_keeps_centre_and_memory_to_itself(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(machine, monkeypatch)
    folder = places.default_folder()
    assert folder == tmp_path / "first" / "data" / "centre"
    assert not places.reaches_everyone(folder)
    set_up(folder)
    assert places.remember_centre(folder) is False
    assert places.known_centre() == folder
    use_account(monkeypatch, tmp_path / "second")
    assert places.known_centre() is None


def test_a_centre_in_the_offered_folder_is_found_without_any_memory() -> None:
    folder = set_up(places.default_folder())
    assert places.known_centre() == folder


def test_a_remembered_folder_that_is_gone_is_named_unless_another_holds_a_centre(tmp_path: Path) -> None:
    places.remember_centre(tmp_path / "unplugged")
    assert places.known_centre() == tmp_path / "unplugged"
    folder = set_up(places.default_folder())
    assert places.known_centre() == folder


def test_remembering_for_all_replaces_what_the_account_remembered(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, shared = set_up(tmp_path / "own"), set_up(tmp_path / "shared")
    with monkeypatch.context() as without_rights:
        forbid(machine, without_rights)
        places.remember_centre(own)
    assert places.known_centre() == own
    places.remember_centre(shared)
    assert places.known_centre() == shared


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{", b'{"folder": 3}', b'{"folder": ""}', b'{"folder": "relative"}', b"[" * 9999],
)
def test_a_damaged_memory_is_no_memory(machine: Path, content: bytes) -> None:
    (machine / "config").mkdir()
    (machine / "config" / "pointer.json").write_bytes(content)
    assert places.known_centre() is None


@needs_permissions
def test_every_account_may_read_what_the_machine_remembers(machine: Path, tmp_path: Path) -> None:
    places.remember_centre(tmp_path / "centre")
    pointer = machine / "config" / "pointer.json"
    assert pointer.stat().st_mode & 0o777 == 0o644
    assert pointer.parent.stat().st_mode & 0o005 == 0o005
