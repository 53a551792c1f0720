"""Who can open a centre: a key slot for each login and one for the recovery code (slots.py, slot_files.py)."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

from referral_desk.db import durable, slot_files
from referral_desk.db.errors import FolderExists, WrongPassword, WrongRecoveryCode
from referral_desk.db.layout import KEYS, KEYS_COPY
from referral_desk.db.recovery import RecoveryCode
from referral_desk.db.slot_files import CopyState, SlotList, copies, tampered
from referral_desk.db.slots import (
    DEFAULT,
    MINIMUM,
    DataKey,
    KdfCost,
    PasswordWrong,
    Slot,
    SlotChanged,
    calibrate,
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
    "check_login",
    "check_password",
    "copies",
    "create",
    "logins",
    "new_recovery_code",
    "remove_user",
    "reset_password",
    "set_password",
    "set_recovery_code",
    "unlock",
    "unlock_with_recovery",
    "verify",
]

SHORTEST_PASSWORD = 13
"""Characters, as the security guideline for medical information asks where there is no second factor."""

_LONGEST_PASSWORD = 1024
_LONGEST_LOGIN = 64


def create(folder: Path, admin_login: str, password: str, cost: KdfCost = DEFAULT) -> tuple[DataKey, RecoveryCode]:
    """Write the key slots of a new centre into the existing ``folder``; return its key and its recovery code.

    Raises Rejected (fields ``login``, ``password``), FolderExists.
    """
    check_login(admin_login)
    check_password(password)
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
        slot_files.write(folder, SlotList(centre, 0, (user,), recovery, b""), data_key)
    return data_key, code


def unlock(folder: Path, login: str, password: str, *, minimum: KdfCost = MINIMUM) -> DataKey:
    """Return the data key that ``login`` opens with ``password``.

    Raises WrongPassword (for an unknown login too), TamperedSlots, FolderMissing, FolderDamaged, NewerVersion.
    """
    slots = slot_files.read(folder)
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
    slots = slot_files.read(folder)
    try:
        return _open(folder, slots, slots.recovery, code.text(), minimum)
    except PasswordWrong:
        raise WrongRecoveryCode(
            message(N_("This is not the recovery code of this centre. Look for the newest printed sheet."))
        ) from None


def logins(folder: Path) -> tuple[str, ...]:
    """Return the logins that have a slot, in the order they were added. Raises as :func:`unlock` does."""
    return tuple(slot.login for slot in slot_files.read(folder).users)


def add_user(folder: Path, data_key: DataKey, login: str, password: str, *, cost: KdfCost = DEFAULT) -> None:
    """Give ``login`` a slot of its own. Raises Rejected (also where the login has one), TamperedSlots."""
    check_login(login)
    check_password(password)
    slot = close(login, password, data_key, cost, slot_files.read(folder).centre)
    with durable.locked(folder):
        slots = slot_files.verified(folder, data_key)
        if slots.user(login) is not None:
            raise Rejected([Problem("login", message(N_("The login {login} is taken. Choose another."), login=login))])
        slot_files.write(folder, replace(slots, users=(*slots.users, slot)), data_key)


def remove_user(folder: Path, data_key: DataKey, login: str) -> None:
    """Take the slot of ``login`` away; who knew the data key still does until the centre is re-keyed.

    Raises NotFound, NotPossible (nobody would be left), TamperedSlots.
    """
    with durable.locked(folder):
        slots = slot_files.verified(folder, data_key)
        _existing(slots, login)
        rest = tuple(slot for slot in slots.users if slot.login != login)
        if not rest:
            raise NotPossible(
                message(N_("{login} is the only one who can open this centre. Add another user first."), login=login)
            )
        slot_files.write(folder, replace(slots, users=rest), data_key)


def change_password(
    folder: Path, login: str, old: str, new: str, *, cost: KdfCost = DEFAULT, minimum: KdfCost = MINIMUM
) -> DataKey:
    """Replace the password of ``login``, who knows the old one. Raises as unlock and reset_password do."""
    data_key = unlock(folder, login, old, minimum=minimum)
    reset_password(folder, data_key, login, new, cost=cost)
    return data_key


def reset_password(folder: Path, data_key: DataKey, login: str, new: str, *, cost: KdfCost = DEFAULT) -> None:
    """Give ``login`` a new password without the old one. Raises NotFound, Rejected, TamperedSlots."""
    check_password(new)
    slot = close(login, new, data_key, cost, slot_files.read(folder).centre)
    with durable.locked(folder):
        slots = slot_files.verified(folder, data_key)
        _existing(slots, login)
        users = tuple(slot if old.login == login else old for old in slots.users)
        slot_files.write(folder, replace(slots, users=users), data_key)


def set_password(folder: Path, data_key: DataKey, login: str, new: str, *, cost: KdfCost = DEFAULT) -> None:
    """Let ``login`` open the centre with ``new`` and nothing else, whether it has a slot already or not.

    Raises Rejected, TamperedSlots.
    """
    check_login(login)
    check_password(new)
    slot = close(login, new, data_key, cost, slot_files.read(folder).centre)
    with durable.locked(folder):
        slots = slot_files.verified(folder, data_key)
        users = tuple(slot if old.login == login else old for old in slots.users)
        if slot not in users:
            users = (*users, slot)
        slot_files.write(folder, replace(slots, users=users), data_key)


def new_recovery_code(folder: Path, data_key: DataKey, *, cost: KdfCost = DEFAULT) -> RecoveryCode:
    """Return a new recovery code; the printed one opens nothing from now on. Raises TamperedSlots."""
    code = RecoveryCode.random()
    set_recovery_code(folder, data_key, code, cost=cost)
    return code


def set_recovery_code(folder: Path, data_key: DataKey, code: RecoveryCode, *, cost: KdfCost = DEFAULT) -> None:
    """Let ``code`` open the centre; the one before opens nothing from now on. Raises TamperedSlots."""
    slot = close("", code.text(), data_key, cost, slot_files.read(folder).centre)
    with durable.locked(folder):
        slot_files.write(folder, replace(slot_files.verified(folder, data_key), recovery=slot), data_key)


def verify(folder: Path, data_key: DataKey) -> None:
    """Raise TamperedSlots unless the slots are the ones this program wrote for ``data_key``."""
    slot_files.verified(folder, data_key)


def check_password(password: str) -> None:
    """Raise Rejected (field ``password``) for one that is too short or too long."""
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


def check_login(login: str) -> None:
    """Raise Rejected (field ``login``) for one that nobody could read or type."""
    if not login or login != login.strip() or not login.isprintable() or len(login) > _LONGEST_LOGIN:
        text = message(
            N_("A login has 1 to {longest} visible characters, without a space at either end."), longest=_LONGEST_LOGIN
        )
        raise Rejected([Problem("login", text)])


def _existing(slots: SlotList, login: str) -> Slot:
    slot = slots.user(login)
    if slot is None:
        raise NotFound(message(N_("There is no user with the login {login}."), login=login))
    return slot


def _open(folder: Path, slots: SlotList, slot: Slot, password: str, minimum: KdfCost) -> DataKey:
    try:
        data_key = open_slot(slot, password, minimum, slots.centre)
    except SlotChanged as error:
        raise tampered(folder) from error
    if not slots.is_right(data_key):
        raise tampered(folder)
    return data_key
