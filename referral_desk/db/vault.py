"""Who can open a centre: its key slots, in ``keys.json`` and the second copy ``keys-copy.json``.

Both copies carry a checksum, which finds damage, and a message authentication code under a key derived from the data
key, which finds a slot that a stranger added, removed or exchanged. One damaged copy is read around, and mended by
the next write. Each write counts the generation up; the newer whole copy is the one that counts, so that a power cut
between the two copies leaves a valid pair.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import (
    FolderDamaged,
    FolderExists,
    FolderMissing,
    NewerVersion,
    TamperedSlots,
    WrongPassword,
    WrongRecoveryCode,
)
from referral_desk.db.layout import KEYS, KEYS_COPY
from referral_desk.db.recovery import RecoveryCode
from referral_desk.db.slots import (
    DEFAULT,
    MINIMUM,
    VERSION,
    DataKey,
    KdfCost,
    PasswordWrong,
    Slot,
    SlotChanged,
    calibrate,
    canonical,
    close,
    open_slot,
)
from referral_desk.domain.errors import NotFound, NotPossible, Problem, Rejected
from referral_desk.domain.messages import N_, message

__all__ = [
    "DEFAULT",
    "KEYS",
    "KEYS_COPY",
    "MINIMUM",
    "CopyState",
    "DataKey",
    "KdfCost",
    "RecoveryCode",
    "add_user",
    "calibrate",
    "change_password",
    "copies",
    "create",
    "logins",
    "new_recovery_code",
    "remove_user",
    "reset_password",
    "unlock",
    "unlock_with_recovery",
    "verify",
]

SHORTEST_PASSWORD = 13
"""Characters, as the security guideline for medical information asks where there is no second factor."""

_LONGEST_PASSWORD = 1024
_LONGEST_LOGIN = 64
_FORMAT = "referral-desk keys"
_MAX_FILE = 1 << 20


class CopyState(StrEnum):
    """How one copy of the key slots is."""

    WHOLE = "whole"
    MISSING = "missing"
    DAMAGED = "damaged"
    OLDER = "older"


@dataclass(frozen=True)
class _Slots:
    """What a copy says; ``mac`` is over everything else."""

    centre: str
    generation: int
    users: tuple[Slot, ...]
    recovery: Slot
    mac: bytes

    def body(self) -> dict[str, object]:
        return {
            "format": _FORMAT,
            "version": VERSION,
            "centre": self.centre,
            "generation": self.generation,
            "users": [slot.as_json() for slot in self.users],
            "recovery": self.recovery.as_json(),
        }

    def right_mac(self, data_key: DataKey) -> bytes:
        return hmac.digest(data_key.slots_key(), canonical(self.body()), "sha256")

    def user(self, login: str) -> Slot | None:
        return next((slot for slot in self.users if slot.login == login), None)


def create(folder: Path, admin_login: str, password: str, cost: KdfCost = DEFAULT) -> tuple[DataKey, RecoveryCode]:
    """Write the key slots of a new centre into the existing ``folder``; return its key and its recovery code.

    Raises Rejected (fields ``login``, ``password``), FolderExists.
    """
    _check_login(admin_login)
    _check_password(password)
    data_key, code, centre = DataKey.random(), RecoveryCode.random(), os.urandom(16).hex()
    user = close(admin_login, password, data_key, cost, centre)
    recovery = close("", code.text(), data_key, cost, centre)
    with durable.locked(folder):
        if (folder / KEYS).exists() or (folder / KEYS_COPY).exists():
            raise FolderExists(
                message(
                    N_("A centre is already set up in {folder}. Open it, or choose an empty folder for the new one."),
                    folder=folder,
                )
            )
        _write(folder, _Slots(centre, 0, (user,), recovery, b""), data_key)
    return data_key, code


def unlock(folder: Path, login: str, password: str, *, minimum: KdfCost = MINIMUM) -> DataKey:
    """Return the data key that ``login`` opens with ``password``.

    Raises WrongPassword (for an unknown login too), TamperedSlots, FolderMissing, FolderDamaged, NewerVersion.
    """
    slots = _read(folder)
    slot = slots.user(login)
    wrong = WrongPassword(message(N_("The login or the password is wrong. Type both again.")))
    if slot is None:
        raise wrong
    try:
        return _open(folder, slots, slot, password, minimum)
    except PasswordWrong:
        raise wrong from None


def unlock_with_recovery(folder: Path, code: RecoveryCode, *, minimum: KdfCost = MINIMUM) -> DataKey:
    """Return the data key that the printed recovery code opens; :meth:`RecoveryCode.read` reads what was typed.

    Raises WrongRecoveryCode and what :func:`unlock` raises.
    """
    slots = _read(folder)
    try:
        return _open(folder, slots, slots.recovery, code.text(), minimum)
    except PasswordWrong:
        raise WrongRecoveryCode(
            message(N_("This is not the recovery code of this centre. Look for the newest printed sheet."))
        ) from None


def logins(folder: Path) -> tuple[str, ...]:
    """Return the logins that have a slot, in the order they were added. Raises as :func:`unlock` does."""
    return tuple(slot.login for slot in _read(folder).users)


def add_user(folder: Path, data_key: DataKey, login: str, password: str, *, cost: KdfCost = DEFAULT) -> None:
    """Give ``login`` a slot of its own. Raises Rejected (also where the login has one), TamperedSlots."""
    _check_login(login)
    _check_password(password)
    slot = close(login, password, data_key, cost, _read(folder).centre)
    with durable.locked(folder):
        slots = _verified(folder, data_key)
        if slots.user(login) is not None:
            raise Rejected([Problem("login", message(N_("The login {login} is taken. Choose another."), login=login))])
        _write(folder, replace(slots, users=(*slots.users, slot)), data_key)


def remove_user(folder: Path, data_key: DataKey, login: str) -> None:
    """Take the slot of ``login`` away; who knew the data key still does until the centre is re-keyed.

    Raises NotFound, NotPossible (nobody would be left), TamperedSlots.
    """
    with durable.locked(folder):
        slots = _verified(folder, data_key)
        _existing(slots, login)
        rest = tuple(slot for slot in slots.users if slot.login != login)
        if not rest:
            raise NotPossible(
                message(N_("{login} is the only one who can open this centre. Add another user first."), login=login)
            )
        _write(folder, replace(slots, users=rest), data_key)


def change_password(
    folder: Path, login: str, old: str, new: str, *, cost: KdfCost = DEFAULT, minimum: KdfCost = MINIMUM
) -> DataKey:
    """Replace the password of ``login``, who knows the old one. Raises as unlock and reset_password do."""
    data_key = unlock(folder, login, old, minimum=minimum)
    reset_password(folder, data_key, login, new, cost=cost)
    return data_key


def reset_password(folder: Path, data_key: DataKey, login: str, new: str, *, cost: KdfCost = DEFAULT) -> None:
    """Give ``login`` a new password without the old one. Raises NotFound, Rejected, TamperedSlots."""
    _check_password(new)
    slot = close(login, new, data_key, cost, _read(folder).centre)
    with durable.locked(folder):
        slots = _verified(folder, data_key)
        _existing(slots, login)
        users = tuple(slot if old.login == login else old for old in slots.users)
        _write(folder, replace(slots, users=users), data_key)


def new_recovery_code(folder: Path, data_key: DataKey, *, cost: KdfCost = DEFAULT) -> RecoveryCode:
    """Return a new recovery code; the printed one opens nothing from now on. Raises TamperedSlots."""
    code = RecoveryCode.random()
    slot = close("", code.text(), data_key, cost, _read(folder).centre)
    with durable.locked(folder):
        _write(folder, replace(_verified(folder, data_key), recovery=slot), data_key)
    return code


def verify(folder: Path, data_key: DataKey) -> None:
    """Raise TamperedSlots unless the slots are the ones this program wrote for ``data_key``."""
    _verified(folder, data_key)


def copies(folder: Path) -> dict[str, CopyState]:
    """Return how each copy is, by file name; raises nothing but OSError."""
    states: dict[str, CopyState] = {}
    generations: dict[str, int] = {}
    for name in (KEYS, KEYS_COPY):
        try:
            found = _parsed(folder / name)
        except FileNotFoundError:
            states[name] = CopyState.MISSING
            continue
        states[name] = CopyState.WHOLE if found is not None else CopyState.DAMAGED
        if found is not None:
            generation = found.get("generation")
            generations[name] = generation if isinstance(generation, int) else 0
    if len(set(generations.values())) > 1:
        states[min(generations, key=generations.__getitem__)] = CopyState.OLDER
    return states


def _check_password(password: str) -> None:
    length = len(unicodedata.normalize("NFKC", password))
    if length < SHORTEST_PASSWORD:
        text = message(
            N_("A password has at least {shortest} characters, this has {found}. Make it longer: a sentence is fine."),
            shortest=SHORTEST_PASSWORD,
            found=length,
        )
        raise Rejected([Problem("password", text)])
    if length > _LONGEST_PASSWORD:
        text = message(N_("A password has at most {longest} characters."), longest=_LONGEST_PASSWORD)
        raise Rejected([Problem("password", text)])


def _check_login(login: str) -> None:
    if not login or login != login.strip() or not login.isprintable() or len(login) > _LONGEST_LOGIN:
        text = message(
            N_("A login has 1 to {longest} visible characters, without a space at either end."), longest=_LONGEST_LOGIN
        )
        raise Rejected([Problem("login", text)])


def _existing(slots: _Slots, login: str) -> Slot:
    slot = slots.user(login)
    if slot is None:
        raise NotFound(message(N_("There is no user with the login {login}."), login=login))
    return slot


def _tampered(folder: Path) -> TamperedSlots:
    return TamperedSlots(
        message(
            N_(
                "The key slots in {folder} were changed by something other than this program. "
                "Enter no more passwords, tell the administrator, and restore the newest backup."
            ),
            folder=folder,
        )
    )


def _open(folder: Path, slots: _Slots, slot: Slot, password: str, minimum: KdfCost) -> DataKey:
    try:
        data_key = open_slot(slot, password, minimum, slots.centre)
    except SlotChanged as error:
        raise _tampered(folder) from error
    if not hmac.compare_digest(slots.mac, slots.right_mac(data_key)):
        raise _tampered(folder)
    return data_key


def _verified(folder: Path, data_key: DataKey) -> _Slots:
    slots = _read(folder)
    if not hmac.compare_digest(slots.mac, slots.right_mac(data_key)):
        raise _tampered(folder)
    return slots


def _parsed(path: Path) -> dict[str, object] | None:
    """Return the whole content of one copy, None if it is damaged. Raises FileNotFoundError."""
    with path.open("rb") as stream:
        data = stream.read(_MAX_FILE + 1)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if len(data) > _MAX_FILE or not isinstance(content, dict):
        return None
    checksum = content.pop("sha256", None)
    return content if checksum == hashlib.sha256(canonical(content)).hexdigest() else None


def _read(folder: Path) -> _Slots:
    """Return the newest whole copy; which slots can be trusted is known only with the data key."""
    found: list[dict[str, object]] = []
    there = 0
    for name in (KEYS, KEYS_COPY):
        try:
            content = _parsed(folder / name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError as error:
            raise durable.disk_fault(error, folder) from error
        except OSError:
            content = None
        there += 1
        if content is not None:
            found.append(content)
    if not found:
        raise _unreadable(folder, there=bool(there))
    if any(isinstance(version := content.get("version"), int) and version > VERSION for content in found):
        raise NewerVersion(
            message(
                N_("{folder} was written by a newer version of Referral Desk. Update the program on this PC first."),
                folder=folder,
            )
        )
    try:
        slots = [_slots(content) for content in found]
    except SlotChanged as error:
        raise _tampered(folder) from error
    newest = max(slots, key=lambda copy: copy.generation)
    if any(copy.generation == newest.generation and copy != newest for copy in slots):
        raise _tampered(folder)
    return newest


def _unreadable(folder: Path, *, there: bool) -> FolderMissing | FolderDamaged:
    if not there and not (folder / "centre.db").exists():
        return FolderMissing(
            message(
                N_("No centre is set up in {folder}. Choose its data folder, or set up a new centre."), folder=folder
            )
        )
    return FolderDamaged(
        message(
            N_("Both copies of the key slots in {folder} are damaged or missing. Restore the newest backup."),
            folder=folder,
        )
    )


def _slots(content: dict[str, object]) -> _Slots:
    if content.get("format") != _FORMAT or content.get("version") != VERSION:
        raise SlotChanged
    centre, generation, mac = content.get("centre"), content.get("generation"), content.get("mac")
    users = content.get("users")
    if not (isinstance(centre, str) and isinstance(generation, int) and isinstance(mac, str)):
        raise SlotChanged
    if not isinstance(users, list):
        raise SlotChanged
    try:
        mac_bytes = bytes.fromhex(mac)
    except ValueError as error:
        raise SlotChanged from error
    return _Slots(
        centre=centre,
        generation=generation,
        users=tuple(Slot.from_json(slot) for slot in users),
        recovery=Slot.from_json(content.get("recovery")),
        mac=mac_bytes,
    )


def _write(folder: Path, slots: _Slots, data_key: DataKey) -> None:
    """Write both copies; the caller holds the lock. Raises StorageFault."""
    new = replace(slots, generation=slots.generation + 1, mac=b"")
    content = {**new.body(), "mac": new.right_mac(data_key).hex()}
    content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
    data = json.dumps(content, indent=1, ensure_ascii=True).encode() + b"\n"
    durable.write(folder, {KEYS_COPY: data, KEYS: data})
