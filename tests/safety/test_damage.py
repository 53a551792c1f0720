"""Damage is found, told apart from a wrong password, and never read as if it were right."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_desk.db.errors import FolderDamaged, FolderMissing, StorageDamaged, TamperedSlots, WrongPassword
from referral_desk.services import safety
from referral_desk.services.centre import open_centre
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client


@pytest.fixture
def copied(new_folder: NewCentre) -> NewCentre:
    centre = new_folder.open()
    add_client(centre)
    centre.close()
    return new_folder


def test_a_sound_centre_has_nothing_to_find(copied: NewCentre) -> None:
    assert safety.check(copied.folder) == ()
    assert safety.check(copied.folder, LOGIN, PASSWORD, minimum=CHEAP) == ()
    assert safety.check(copied.folder, LOGIN, PASSWORD, deep=True, minimum=CHEAP) == ()


def test_a_wrong_password_is_no_damage(copied: NewCentre) -> None:
    for login, password in ((LOGIN, "x" * 20), ("nobody", PASSWORD)):
        with pytest.raises(WrongPassword):
            open_centre(copied.folder, login, password, minimum=CHEAP)
        with pytest.raises(WrongPassword):
            safety.check(copied.folder, login, password, minimum=CHEAP)


def test_a_damaged_first_page_is_no_wrong_password(copied: NewCentre) -> None:
    path = copied.folder / "centre.db"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(StorageDamaged):
        open_centre(copied.folder, LOGIN, PASSWORD, minimum=CHEAP)
    with pytest.raises(WrongPassword):
        open_centre(copied.folder, LOGIN, "x" * 20, minimum=CHEAP)


def test_slots_weaker_than_allowed_are_refused_as_tampered(copied: NewCentre) -> None:
    with pytest.raises(TamperedSlots):
        open_centre(copied.folder, LOGIN, PASSWORD)


def test_a_lost_database_is_never_replaced_by_an_empty_one(copied: NewCentre) -> None:
    (copied.folder / "centre.db").unlink()
    for attempt in (
        lambda: open_centre(copied.folder, LOGIN, PASSWORD, minimum=CHEAP),
        lambda: safety.check(copied.folder),
    ):
        with pytest.raises(FolderDamaged):
            attempt()
    assert not (copied.folder / "centre.db").exists()


def test_a_database_that_was_cut_to_nothing_is_damage_and_no_new_centre(copied: NewCentre) -> None:
    (copied.folder / "centre.db").write_bytes(b"")
    with pytest.raises(StorageDamaged) as damage:
        open_centre(copied.folder, LOGIN, PASSWORD, minimum=CHEAP)
    assert damage.value.message.text == "The records file is empty. Restore the newest backup."


def test_a_folder_without_a_centre_has_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        safety.check(tmp_path)
