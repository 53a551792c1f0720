"""Who opens a centre and who does not, and what is told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from referral_desk.db import durable, vault
from referral_desk.db.errors import (
    FolderDamaged,
    FolderExists,
    FolderMissing,
    NewerVersion,
    StorageFull,
    TamperedSlots,
    WrongPassword,
    WrongRecoveryCode,
)
from referral_desk.db.slots import canonical
from referral_desk.db.vault import KEYS, KEYS_COPY, CopyState
from referral_desk.domain.errors import NotFound, NotPossible, Rejected
from tests.db.making import CHEAP, LOGIN, PASSWORD

OTHER = "reida"
OTHER_PASSWORD = "another long password"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def made(place: Path) -> tuple[vault.DataKey, vault.RecoveryCode]:
    return vault.create(place, LOGIN, PASSWORD, CHEAP)


@pytest.fixture
def key(made: tuple[vault.DataKey, vault.RecoveryCode]) -> vault.DataKey:
    return made[0]


def rewrite(place: Path, change: Callable[[dict[str, Any]], None], names: tuple[str, ...] = (KEYS, KEYS_COPY)) -> None:
    """Change the slots as somebody would who knows the format, checksum and all, but not the key."""
    for name in names:
        content = json.loads((place / name).read_text(encoding="utf-8"))
        del content["sha256"]
        change(content)
        content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
        (place / name).write_text(json.dumps(content), encoding="utf-8")


def test_the_password_opens_the_key(place: Path, key: vault.DataKey) -> None:
    assert vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP) == key


def test_the_recovery_code_opens_the_same_key(place: Path, made: tuple[vault.DataKey, vault.RecoveryCode]) -> None:
    key, code = made
    typed = vault.RecoveryCode.read(code.text().lower())
    assert vault.unlock_with_recovery(place, typed, minimum=CHEAP) == key


def test_a_password_is_the_same_however_the_input_method_composed_it(place: Path, key: vault.DataKey) -> None:
    vault.add_user(place, key, OTHER, "ABCDEFG がぎぐげご", cost=CHEAP)
    decomposed = "ＡＢＣＤＥＦＧ　がぎぐげご"
    assert vault.unlock(place, OTHER, decomposed, minimum=CHEAP) == key


def test_a_wrong_password_an_unknown_login_and_a_wrong_code_are_refused_alike(place: Path, key: vault.DataKey) -> None:
    for login, password in ((LOGIN, PASSWORD + " "), ("nobody", PASSWORD), (LOGIN, ""), ("", PASSWORD)):
        with pytest.raises(WrongPassword):
            vault.unlock(place, login, password, minimum=CHEAP)
    with pytest.raises(WrongRecoveryCode):
        vault.unlock_with_recovery(place, vault.RecoveryCode(bytes(20)), minimum=CHEAP)


def test_nothing_secret_is_in_the_files_or_in_what_is_shown(
    place: Path, made: tuple[vault.DataKey, vault.RecoveryCode]
) -> None:
    key, code = made
    stored = (place / KEYS).read_text(encoding="utf-8") + repr(key) + repr(code)
    secrets = (PASSWORD, key.secret.hex(), key.storage_key(), key.slots_key().hex(), code.text(), code.secret.hex())
    assert not [secret for secret in secrets if secret in stored]
    assert (place / KEYS).stat().st_mode & 0o077 == 0


def test_a_short_password_and_a_blank_login_are_refused_before_anything_is_written(place: Path) -> None:
    for login, password, field in (
        (LOGIN, "twelve chars", "password"),
        (" a", PASSWORD, "login"),
        ("", PASSWORD, "login"),
    ):
        with pytest.raises(Rejected) as refused:
            vault.create(place, login, password, CHEAP)
        assert refused.value.problems[0].field == field
    assert list(place.iterdir()) == []


def test_a_centre_is_not_set_up_over_another(place: Path, key: vault.DataKey) -> None:
    before = (place / KEYS).read_bytes()
    with pytest.raises(FolderExists):
        vault.create(place, LOGIN, PASSWORD, CHEAP)
    assert (place / KEYS).read_bytes() == before


def test_users_come_change_their_password_and_go(place: Path, key: vault.DataKey) -> None:
    vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    assert vault.logins(place) == (LOGIN, OTHER)
    vault.change_password(place, OTHER, OTHER_PASSWORD, PASSWORD, cost=CHEAP, minimum=CHEAP)
    assert vault.unlock(place, OTHER, PASSWORD, minimum=CHEAP) == key
    with pytest.raises(WrongPassword):
        vault.unlock(place, OTHER, OTHER_PASSWORD, minimum=CHEAP)
    vault.reset_password(place, key, LOGIN, OTHER_PASSWORD, cost=CHEAP)
    assert vault.unlock(place, LOGIN, OTHER_PASSWORD, minimum=CHEAP) == key
    vault.remove_user(place, key, OTHER)
    with pytest.raises(WrongPassword):
        vault.unlock(place, OTHER, PASSWORD, minimum=CHEAP)


def test_a_wrong_old_password_changes_nothing(place: Path, key: vault.DataKey) -> None:
    with pytest.raises(WrongPassword):
        vault.change_password(place, LOGIN, OTHER_PASSWORD, PASSWORD, cost=CHEAP, minimum=CHEAP)
    assert vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP) == key


def test_a_taken_login_an_unknown_one_and_the_last_one_are_refused(place: Path, key: vault.DataKey) -> None:
    with pytest.raises(Rejected):
        vault.add_user(place, key, LOGIN, OTHER_PASSWORD, cost=CHEAP)
    with pytest.raises(NotFound):
        vault.remove_user(place, key, OTHER)
    with pytest.raises(NotPossible):
        vault.remove_user(place, key, LOGIN)


def test_a_new_recovery_code_ends_the_old_one(place: Path, made: tuple[vault.DataKey, vault.RecoveryCode]) -> None:
    key, old = made
    new = vault.new_recovery_code(place, key, cost=CHEAP)
    assert vault.unlock_with_recovery(place, new, minimum=CHEAP) == key
    with pytest.raises(WrongRecoveryCode):
        vault.unlock_with_recovery(place, old, minimum=CHEAP)


@pytest.mark.parametrize("name", [KEYS, KEYS_COPY])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_one_damaged_copy_is_read_around_and_mended_by_the_next_write(
    place: Path, key: vault.DataKey, name: str, content: bytes | None
) -> None:
    if content is None:
        (place / name).unlink()
    else:
        (place / name).write_bytes(content)
    assert vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP) == key
    assert vault.copies(place)[name] is (CopyState.MISSING if content is None else CopyState.DAMAGED)
    vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    assert set(vault.copies(place).values()) == {CopyState.WHOLE}
    assert (place / KEYS).read_bytes() == (place / KEYS_COPY).read_bytes()


def test_every_flipped_byte_of_both_copies_is_damage_and_not_a_wrong_password(place: Path, key: vault.DataKey) -> None:
    whole = (place / KEYS).read_bytes()
    for position in range(0, len(whole), 37):
        flipped = bytearray(whole)
        flipped[position] ^= 0x01
        if flipped.isspace() or json_equal(bytes(flipped), whole):
            continue
        for name in (KEYS, KEYS_COPY):
            (place / name).write_bytes(flipped)
        with pytest.raises(FolderDamaged):
            vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)


def json_equal(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def test_no_folder_is_told_apart_from_a_damaged_one(tmp_path: Path, key: vault.DataKey) -> None:
    with pytest.raises(FolderMissing):
        vault.unlock(tmp_path / "nowhere", LOGIN, PASSWORD, minimum=CHEAP)
    for name in (KEYS, KEYS_COPY):
        (tmp_path / name).unlink()
    (tmp_path / "centre.db").write_bytes(b"x")
    with pytest.raises(FolderDamaged):
        vault.unlock(tmp_path, LOGIN, PASSWORD, minimum=CHEAP)


def test_a_power_cut_between_the_copies_leaves_the_newer_state(place: Path, key: vault.DataKey) -> None:
    old = (place / KEYS).read_bytes()
    vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    (place / KEYS).write_bytes(old)
    assert vault.unlock(place, OTHER, OTHER_PASSWORD, minimum=CHEAP) == key
    assert vault.copies(place) == {KEYS: CopyState.OLDER, KEYS_COPY: CopyState.WHOLE}


def test_a_full_disk_changes_neither_copy(place: Path, key: vault.DataKey, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: (place / name).read_bytes() for name in (KEYS, KEYS_COPY)}
    written: list[Path] = []
    original = durable._write_new

    def full(path: Path, data: bytes, mode: int) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        original(path, data, mode)

    monkeypatch.setattr(durable, "_write_new", full)
    with pytest.raises(StorageFull):
        vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    assert {name: (place / name).read_bytes() for name in (KEYS, KEYS_COPY)} == before
    assert not list(place.glob("*.new"))


def test_a_newer_format_is_refused_as_newer(place: Path, key: vault.DataKey) -> None:
    rewrite(place, lambda content: content.update(version=2, users="something else"))
    with pytest.raises(NewerVersion):
        vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)


def _add_stranger(content: dict[str, Any]) -> None:
    stranger = vault.DataKey.random()
    from referral_desk.db.slots import close

    content["users"].append(close(OTHER, OTHER_PASSWORD, stranger, CHEAP, content["centre"]).as_json())


def _weaken(content: dict[str, Any]) -> None:
    content["users"][0]["kdf"]["memory_kib"] = 4


def _burden(content: dict[str, Any]) -> None:
    content["users"][0]["kdf"]["time_cost"] = 10**9


def _rename(content: dict[str, Any]) -> None:
    content["users"][0]["login"], content["users"][1]["login"] = "x", LOGIN


def _other_public(content: dict[str, Any]) -> None:
    content["users"][0]["public"] = content["users"][1]["public"]


def _other_sealed_key(content: dict[str, Any]) -> None:
    content["users"][0]["key"] = content["users"][1]["key"]


def _drop_user(content: dict[str, Any]) -> None:
    del content["users"][1]


def _generation(content: dict[str, Any]) -> None:
    content["generation"] += 1


def _other_recovery(content: dict[str, Any]) -> None:
    content["recovery"] = content["users"][1]


def _shape(content: dict[str, Any]) -> None:
    content["users"] = {"a": 1}


@pytest.mark.parametrize(
    "change",
    [
        *(_add_stranger, _weaken, _burden, _other_public, _other_sealed_key),
        *(_drop_user, _generation, _other_recovery, _shape),
    ],
)
def test_changed_slots_are_refused_as_tampered_even_with_the_right_password(
    place: Path, key: vault.DataKey, change: Callable[[dict[str, Any]], None]
) -> None:
    vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    rewrite(place, change)
    with pytest.raises(TamperedSlots):
        vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)
    with pytest.raises(TamperedSlots):
        vault.add_user(place, key, "third", OTHER_PASSWORD, cost=CHEAP)


def test_swapped_users_open_nothing(place: Path, key: vault.DataKey) -> None:
    vault.add_user(place, key, OTHER, OTHER_PASSWORD, cost=CHEAP)
    rewrite(place, _rename)
    with pytest.raises(TamperedSlots):  # the other's own password under this name
        vault.unlock(place, LOGIN, OTHER_PASSWORD, minimum=CHEAP)
    with pytest.raises(WrongPassword):
        vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)


def test_two_different_copies_of_one_generation_are_tampering(place: Path, key: vault.DataKey) -> None:
    rewrite(place, lambda content: content.update(centre="0" * 32), names=(KEYS,))
    with pytest.raises(TamperedSlots):
        vault.logins(place)


def test_slots_of_another_centre_do_not_fit(place: Path, key: vault.DataKey, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    vault.create(other, LOGIN, PASSWORD, CHEAP)
    foreign = json.loads((other / KEYS).read_text(encoding="utf-8"))["users"]
    rewrite(place, lambda content: content.update(users=foreign))
    with pytest.raises(TamperedSlots):
        vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP)


def test_slots_below_the_floor_are_refused_in_daily_work(place: Path, key: vault.DataKey) -> None:
    with pytest.raises(TamperedSlots):
        vault.unlock(place, LOGIN, PASSWORD)


def test_the_default_cost_is_above_the_floor_and_bearable() -> None:
    assert vault.DEFAULT.reaches(vault.MINIMUM)
    assert vault.DEFAULT.bearable()


def test_subkeys_of_one_key_differ_by_purpose() -> None:
    key = vault.DataKey(bytes(32))
    assert len({key.storage_key(), key.slots_key().hex(), key.subkey("audit").hex(), key.secret.hex()}) == 4
