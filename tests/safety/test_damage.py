"""Damage is found, told apart from a wrong password, and never read as if it were right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from referral_desk.db.errors import (
    FolderDamaged,
    FolderMissing,
    StorageDamaged,
    StorageFault,
    TamperedSlots,
    WrongPassword,
)
from referral_desk.services import clients, referrals, safety
from referral_desk.services.centre import open_centre
from referral_desk.services.safety import Severity
from tests.making import CALL, CHEAP, LOGIN, PASSWORD, NewCentre, add_client, add_contact, add_institution, add_referral

Everything = tuple[object, ...]


@pytest.fixture(scope="module")
def worked_in(centre_pattern: NewCentre, tmp_path_factory: pytest.TempPathFactory) -> NewCentre:
    """A closed centre with enough records for a few hundred pages."""
    new_centre = centre_pattern.copied_to(tmp_path_factory.mktemp("worked-in") / "centre")
    centre = new_centre.open()
    office = add_institution(centre)
    for number in range(30):
        client = add_client(centre, name=f"見本 {number}", note="記録" * 700)
        add_contact(centre, client.id, note="面談" * 700)
        add_referral(centre, client.id, office.id, CALL, request="相談" * 300)
    centre.close()
    return new_centre


@pytest.fixture
def copied(worked_in: NewCentre, tmp_path: Path) -> NewCentre:
    return worked_in.copied_to(tmp_path / "centre")


def read_everything(new_centre: NewCentre) -> Everything:
    centre = new_centre.open()
    try:
        rows = clients.rows(centre, limit=1000)
        pages = tuple(clients.page(centre, row.id) for row in rows)
        return rows, pages, tuple(referrals.get(centre, row.id) for row in referrals.rows(centre, limit=1000))
    finally:
        centre.close()


def read_or_refused(new_centre: NewCentre) -> Everything | StorageFault:
    try:
        return read_everything(new_centre)
    except StorageFault as fault:
        return fault


def damage(new_centre: NewCentre) -> list[str]:
    findings = safety.check(new_centre.folder, LOGIN, PASSWORD, minimum=CHEAP)
    return [finding.code for finding in findings if finding.severity is Severity.DAMAGE]


def test_a_sound_centre_has_nothing_to_find(copied: NewCentre) -> None:
    assert safety.check(copied.folder) == ()
    assert safety.check(copied.folder, LOGIN, PASSWORD, minimum=CHEAP) == ()
    assert safety.check(copied.folder, LOGIN, PASSWORD, deep=True, minimum=CHEAP) == ()


@pytest.mark.rounds(30, 3_000)
def test_a_flipped_bit_is_found_and_never_read_as_if_it_were_right(
    copied: NewCentre, worked_in: NewCentre, round_number: int
) -> None:
    choose = random.Random(round_number)
    path = copied.folder / "centre.db"
    content = bytearray(path.read_bytes())
    content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    path.write_bytes(content)
    assert damage(copied)
    read = read_or_refused(copied)
    if isinstance(read, StorageFault):
        assert isinstance(read, StorageDamaged)
        assert "restore the newest backup" in read.message.text
    else:  # the damaged page was not among those read
        assert read == read_everything(worked_in)


@pytest.mark.rounds(6, 500)
def test_a_zeroed_page_or_a_cut_file_is_found(copied: NewCentre, round_number: int) -> None:
    choose = random.Random(round_number)
    path = copied.folder / "centre.db"
    content = path.read_bytes()
    page = choose.randrange(1, len(content) // 4096) * 4096
    if round_number % 2:
        path.write_bytes(content[:page] + bytes(4096) + content[page + 4096 :])
    else:
        path.write_bytes(content[:page])
    assert damage(copied)


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


@pytest.mark.rounds(20, 1_000)
def test_damaged_key_slots_are_no_wrong_password(copied: NewCentre, round_number: int) -> None:
    """One copy is enough to open; with both changed in the same way, the right password is told of the damage."""
    choose = random.Random(round_number)
    slots = copied.folder / "keys.json"
    content = bytearray(slots.read_bytes())
    content[choose.randrange(len(content))] ^= 1 << choose.randrange(7)
    slots.write_bytes(content)
    open_centre(copied.folder, LOGIN, PASSWORD, minimum=CHEAP).close()
    assert {finding.severity for finding in safety.check(copied.folder)} <= {Severity.NOTE}
    slots.write_bytes(content)
    (copied.folder / "keys-copy.json").write_bytes(content)
    with pytest.raises((FolderDamaged, TamperedSlots, FolderMissing)):
        open_centre(copied.folder, LOGIN, PASSWORD, minimum=CHEAP)


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


def test_a_folder_without_a_centre_has_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        safety.check(tmp_path)
