"""The key slots while the centre is being re-keyed: which key is in force, and what a stranger can make of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from referral_desk.db import slot_files, vault
from referral_desk.db.errors import StorageDamaged, StorageFault, TamperedSlots
from referral_desk.db.layout import DATABASE, KEYS, KEYS_COPY
from referral_desk.db.slot_files import CopyState
from referral_desk.db.slots import DataKey, canonical, seal_anew
from tests.db.making import CHEAP, LOGIN, PASSWORD

OTHER = "reida"
OLD, NEW, ELSE = (bytes([number]) * 16 + b"pages" for number in (1, 2, 3))


@dataclass(frozen=True)
class Pending:
    """A folder in which both keys have their slots; ``file`` is what stands for the records."""

    place: Path
    old: DataKey
    new: DataKey
    code: vault.RecoveryCode

    def put(self, file: bytes) -> None:
        (self.place / DATABASE).write_bytes(file)

    def opens(self) -> DataKey:
        return vault.unlock(self.place, LOGIN, PASSWORD, minimum=CHEAP)


@pytest.fixture
def pending(tmp_path: Path) -> Pending:
    old, code = vault.create(tmp_path, LOGIN, PASSWORD, CHEAP)
    vault.add_user(tmp_path, old, OTHER, PASSWORD, cost=CHEAP)
    made = Pending(tmp_path, old, DataKey.random(), code)
    made.put(OLD)
    succeed(made, made.old, made.new, NEW)
    return made


def succeed(pending: Pending, old: DataKey, new: DataKey, file: bytes) -> None:
    """Write the slots of both keys, those of the new one without the other user."""
    slots = slot_files.verified(pending.place, old)
    user, recovery = (seal_anew(slot, new, slots.centre) for slot in (slots.users[0], slots.recovery))
    following = slot_files.following(slots, new, (user,), recovery)
    slot_files.write_with_successor(pending.place, slots, old, following, file[:16])


def rewrite(place: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the slots as somebody would who knows the format, checksum and all, but not the key."""
    for name in (KEYS, KEYS_COPY):
        content = json.loads((place / name).read_text(encoding="utf-8"))
        del content["sha256"]
        change(content)
        content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
        (place / name).write_text(json.dumps(content), encoding="utf-8")


def test_until_the_new_file_is_in_place_the_old_key_is_in_force(pending: Pending) -> None:
    assert pending.opens() == pending.old
    assert vault.logins(pending.place) == (LOGIN, OTHER)
    vault.verify(pending.place, pending.old)
    with pytest.raises(TamperedSlots):
        vault.verify(pending.place, pending.new)


def test_with_the_new_file_in_place_the_new_key_is_in_force(pending: Pending) -> None:
    pending.put(NEW)
    assert pending.opens() == pending.new
    assert vault.unlock_with_recovery(pending.place, pending.code, minimum=CHEAP) == pending.new
    assert vault.logins(pending.place) == (LOGIN,)
    vault.verify(pending.place, pending.new)
    with pytest.raises(TamperedSlots):
        vault.verify(pending.place, pending.old)


def test_a_records_file_that_is_neither_decides_nothing(pending: Pending) -> None:
    pending.put(ELSE)
    with pytest.raises(StorageDamaged):
        pending.opens()
    (pending.place / DATABASE).unlink()
    with pytest.raises(StorageFault):
        vault.add_user(pending.place, pending.old, "third", PASSWORD, cost=CHEAP)
    pending.put(NEW)
    assert pending.opens() == pending.new


@pytest.mark.parametrize("file", [OLD, NEW])
def test_settling_leaves_the_key_in_force_alone(pending: Pending, file: bytes) -> None:
    pending.put(file)
    key = pending.opens()
    with pytest.raises(TamperedSlots):
        slot_files.settle(pending.place, DataKey.random())
    slot_files.settle(pending.place, key)
    assert set(vault.copies(pending.place).values()) == {CopyState.WHOLE}
    for name in (KEYS, KEYS_COPY):
        assert b'"next"' not in (pending.place / name).read_bytes()
    assert pending.opens() == key
    before = (pending.place / KEYS).read_bytes()
    slot_files.settle(pending.place, key)
    assert (pending.place / KEYS).read_bytes() == before


@pytest.mark.parametrize("file", [OLD, NEW])
def test_any_other_change_of_the_slots_settles_too(pending: Pending, file: bytes) -> None:
    pending.put(file)
    key = pending.opens()
    vault.add_user(pending.place, key, "third", PASSWORD, cost=CHEAP)
    assert b'"next"' not in (pending.place / KEYS).read_bytes()
    assert vault.unlock(pending.place, "third", PASSWORD, minimum=CHEAP) == key == pending.opens()


@pytest.mark.parametrize("file", [OLD, NEW])
@pytest.mark.parametrize("name", [KEYS, KEYS_COPY])
def test_one_lost_copy_of_either_state_is_read_around(pending: Pending, file: bytes, name: str) -> None:
    pending.put(file)
    key = pending.opens()
    settled = dict.fromkeys((KEYS, KEYS_COPY), b"")
    both = {each: (pending.place / each).read_bytes() for each in settled}
    slot_files.settle(pending.place, key)
    (pending.place / name).write_bytes(both[name])  # as a power cut between the two leaves it
    assert pending.opens() == key
    slot_files.settle(pending.place, key)
    assert set(vault.copies(pending.place).values()) == {CopyState.WHOLE}
    (pending.place / name).unlink()
    assert pending.opens() == key


def _forge_user(content: dict[str, Any]) -> None:
    content["next"]["users"].append(content["users"][1])


def _forge_file(content: dict[str, Any]) -> None:
    content["next"]["database"] = ELSE[:16].hex()


def _forge_before(content: dict[str, Any]) -> None:
    content["next"]["database_before"] = ELSE[:16].hex()


def _forge_seal(content: dict[str, Any]) -> None:
    content["next"]["users"][0]["key"] = content["users"][0]["key"]


def _forge_mac(content: dict[str, Any]) -> None:
    content["next"]["mac"] = content["mac"]


def _forge_recovery(content: dict[str, Any]) -> None:
    content["next"]["recovery"] = content["recovery"]


def _drop_next(content: dict[str, Any]) -> None:
    del content["next"]


def _shapeless(content: dict[str, Any]) -> None:
    content["next"] = [content["next"]]


@pytest.mark.parametrize("file", [OLD, NEW, ELSE])
@pytest.mark.parametrize(
    "change",
    [_forge_user, _forge_file, _forge_before, _forge_seal, _forge_mac, _forge_recovery, _drop_next, _shapeless],
)
def test_a_forged_successor_never_opens_anything_but_the_key_in_force(
    pending: Pending, file: bytes, change: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(pending.place, change)
    pending.put(file)
    try:
        opened = pending.opens()
    except (TamperedSlots, StorageDamaged):
        return
    assert opened == pending.new
    assert vault.logins(pending.place) == (LOGIN,)


def test_who_knows_the_old_key_only_cannot_forge_the_slots_of_the_new_one(pending: Pending) -> None:
    before = {name: (pending.place / name).read_bytes() for name in (KEYS, KEYS_COPY)}
    pending.put(NEW)
    slot_files.settle(pending.place, pending.new)
    for name, content in before.items():  # what was there under the old key, with the other user back in it
        (pending.place / name).write_bytes(content)
    pending.put(OLD)
    slots = slot_files.verified(pending.place, pending.old)
    forged = slot_files.following(slots, pending.old, slots.users, slots.recovery)
    slot_files.write_with_successor(pending.place, slots, pending.old, forged, NEW[:16])
    pending.put(NEW)
    assert pending.opens() == pending.old  # which opens no records any more
    for login in vault.logins(pending.place):
        assert vault.unlock(pending.place, login, PASSWORD, minimum=CHEAP) != pending.new


def test_a_copy_that_the_disk_does_not_give_counts_as_damaged(pending: Pending) -> None:
    (pending.place / KEYS_COPY).unlink()
    (pending.place / KEYS_COPY).mkdir()
    assert slot_files.copies(pending.place) == {KEYS: CopyState.WHOLE, KEYS_COPY: CopyState.DAMAGED}
