"""Key slots of an earlier time, which every backup holds, let nobody in once they were replaced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_desk.db import slot_files, slots_seen, vault
from referral_desk.db.errors import StorageDamaged, StorageFault, TamperedSlots
from referral_desk.db.layout import KEYS, KEYS_COPY
from referral_desk.db.slot_files import CopyState
from referral_desk.domain.access import Role
from referral_desk.domain.users import UserDraft
from referral_desk.services import backups, recovery, rekeying, restoring, safety, users
from referral_desk.services.centre import Centre, open_centre
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, new_centre

OTHER = "ichiro"
OLD_PASSWORD = "べつのみほんの長い合言葉。"
NEW_PASSWORD = "もうひとつのみほんの合言葉。"


@pytest.fixture
def made(tmp_path: Path) -> NewCentre:
    return new_centre(tmp_path / "centre")


@pytest.fixture
def centre(made: NewCentre) -> Iterator[Centre]:
    opened = made.open()
    users.add_user(opened, UserDraft(login=OTHER, role=Role.ADMINISTRATOR, name="例田 一朗"), OLD_PASSWORD, cost=CHEAP)
    yield opened
    opened.close()


def kept(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (KEYS, KEYS_COPY)}


def put(folder: Path, slots: dict[str, bytes]) -> None:
    for name, content in slots.items():
        (folder / name).write_bytes(content)


def opens(folder: Path, login: str = LOGIN, password: str = PASSWORD) -> None:
    open_centre(folder, login, password, minimum=CHEAP).close()


def test_an_old_password_is_not_brought_back_by_the_key_slots_of_that_time(centre: Centre) -> None:
    before = kept(centre.folder)
    users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    put(centre.folder, before)
    with pytest.raises(TamperedSlots, match="older than the records"):
        opens(centre.folder, OTHER, OLD_PASSWORD)
    with pytest.raises(TamperedSlots, match="older than the records"):
        opens(centre.folder)


def test_a_void_recovery_code_is_not_brought_back_either(made: NewCentre, centre: Centre) -> None:
    before = kept(centre.folder)
    users.renew_recovery_code(centre, cost=CHEAP)
    put(centre.folder, before)
    with pytest.raises(TamperedSlots, match="older than the records"):
        recovery.recover(made.folder, made.recovery_code, LOGIN, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)


def test_the_login_of_somebody_who_left_is_not_brought_back_either(centre: Centre) -> None:
    before = kept(centre.folder)
    users.remove_user(centre, OTHER)
    put(centre.folder, before)
    with pytest.raises(TamperedSlots, match="older than the records"):
        opens(centre.folder, OTHER, OLD_PASSWORD)


def test_a_check_tells_older_slots_from_outside_and_from_an_open_centre(centre: Centre) -> None:
    before = kept(centre.folder)
    users.renew_recovery_code(centre, cost=CHEAP)
    put(centre.folder, before)
    for found in (safety.check(centre.folder, LOGIN, PASSWORD, minimum=CHEAP), safety.check_open(centre)):
        assert [each.code for each in found] == ["keys"]
        assert "older than the records" in found[0].message.text


def test_older_slots_are_not_made_newer_by_a_change_or_by_opening_the_centre(centre: Centre) -> None:
    before = kept(centre.folder)
    for _change in range(2):
        users.renew_recovery_code(centre, cost=CHEAP)
    put(centre.folder, before)
    with pytest.raises(TamperedSlots):
        users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    with pytest.raises(TamperedSlots):
        users.change_password(centre, PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    for damaged in (KEYS, KEYS_COPY):  # mending a copy counts the generation up
        put(centre.folder, before)
        (centre.folder / damaged).write_bytes(b"{")
        with pytest.raises(TamperedSlots):
            opens(centre.folder)
    assert slot_files.read(centre.folder).generation == 2


def test_slots_that_were_written_last_are_known_after_the_next_login_where_a_power_cut_came_between(
    made: NewCentre, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(centre.folder)
    with monkeypatch.context() as cut:
        cut.setattr(slots_seen, "keep", lambda *_: None)
        users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    opens(made.folder, OTHER, NEW_PASSWORD)
    put(made.folder, before)
    with pytest.raises(TamperedSlots):
        opens(made.folder, OTHER, OLD_PASSWORD)


@pytest.mark.parametrize("state", [CopyState.OLDER, CopyState.DAMAGED, CopyState.MISSING])
@pytest.mark.parametrize("name", [KEYS, KEYS_COPY])
def test_opening_the_centre_mends_the_other_copy(centre: Centre, name: str, state: CopyState) -> None:
    older = kept(centre.folder)[name]
    users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    path = centre.folder / name
    path.unlink()
    if state is not CopyState.MISSING:
        path.write_bytes(older if state is CopyState.OLDER else older[:100])
    assert vault.copies(centre.folder)[name] is state
    opens(centre.folder, OTHER, NEW_PASSWORD)
    assert set(vault.copies(centre.folder).values()) == {CopyState.WHOLE}


def test_slots_that_only_one_copy_holds_lock_nobody_out_when_that_is_damaged(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = kept(centre.folder)[KEYS]
    users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    seen = slot_files.read(centre.folder).generation
    keep = slots_seen.keep

    def half(*given: object) -> None:
        (centre.folder / KEYS).write_bytes(newest)
        keep(*given)  # type: ignore[arg-type] # as it was given

    newest = kept(centre.folder)[KEYS]
    monkeypatch.setattr(slots_seen, "keep", half)
    users.reset_password(centre, OTHER, OLD_PASSWORD, cost=CHEAP)
    (centre.folder / KEYS_COPY).write_bytes(older[:100])
    monkeypatch.undo()
    assert slot_files.read(centre.folder).generation == seen
    opens(centre.folder, OTHER, NEW_PASSWORD)


def test_a_folder_that_cannot_be_written_to_opens_with_one_copy(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise StorageFault(slot_files.tampered(centre.folder).message)

    (centre.folder / KEYS).unlink()
    monkeypatch.setattr(slot_files, "settle_now", refuse)
    opens(centre.folder)


def test_slots_from_before_the_keys_were_renewed_are_told_as_those_of_other_records(centre: Centre) -> None:
    before = kept(centre.folder)
    rekeying.rekey(centre)
    put(centre.folder, before)
    with pytest.raises(StorageDamaged, match="do not belong to its records"):
        opens(centre.folder)
    (finding,) = safety.check(centre.folder, LOGIN, PASSWORD, minimum=CHEAP)
    assert (finding.code, "do not belong" in finding.message.text) == ("database", True)


def test_a_damaged_beginning_of_the_records_file_is_not_told_as_other_slots(made: NewCentre) -> None:
    content = bytearray((made.folder / "centre.db").read_bytes())
    content[100] ^= 1
    (made.folder / "centre.db").write_bytes(content)
    with pytest.raises(StorageDamaged, match="is damaged"):
        opens(made.folder)


def test_renewed_keys_and_a_restored_backup_open_and_go_on(centre: Centre, tmp_path: Path) -> None:
    users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    rekeying.rekey(centre)
    opens(centre.folder)
    before = kept(centre.folder)
    users.reset_password(centre, OTHER, OLD_PASSWORD, cost=CHEAP)
    made = backups.back_up(centre).own
    users.renew_recovery_code(centre, cost=CHEAP)
    restored = restoring.restore(made.path, tmp_path / "restored", OTHER, OLD_PASSWORD, minimum=CHEAP).folder
    opens(restored)
    assert safety.check(restored, LOGIN, PASSWORD, deep=True, minimum=CHEAP) == ()
    put(restored, before)
    with pytest.raises(TamperedSlots):
        opens(restored)


def test_a_copy_of_a_whole_folder_opens(centre: Centre, tmp_path: Path) -> None:
    users.renew_recovery_code(centre, cost=CHEAP)
    centre.close()
    shutil.copytree(centre.folder, tmp_path / "copied")
    opens(tmp_path / "copied")
