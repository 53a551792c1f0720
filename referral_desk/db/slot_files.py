"""The key slots on the disk: ``keys.json`` and the second copy ``keys-copy.json``.

Both copies carry a checksum, which finds damage, and a message authentication code under a key derived from the data
key, which finds a slot that a stranger added, removed or exchanged. One damaged copy is read around, and mended when
the centre is opened, or by the next write. Each write counts the generation up; the newer whole copy is the one that
counts, so that a power cut between the two copies leaves a valid pair. Whether both are of an earlier time is known
to the records (slots_seen.py).

While the centre is being re-keyed (rekey.py) the files also hold the slots of the new key, as ``next``, together with
the first bytes of the old and the new records file, which are random and in plain sight in every SQLCipher file. They
say which of the two keys is in force: the one whose records file is in its place. The next write leaves the other out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import FolderDamaged, FolderMissing, NewerVersion, StorageDamaged, TamperedSlots
from referral_desk.db.layout import KEYS, KEYS_COPY, database_path
from referral_desk.db.slots import VERSION, DataKey, Slot, SlotChanged, canonical
from referral_desk.domain.messages import N_, message

_FORMAT = "referral-desk keys"
_MAX_FILE = 1 << 20
_MARK = 16


class CopyState(StrEnum):
    """How one copy of the key slots is."""

    WHOLE = "whole"
    MISSING = "missing"
    DAMAGED = "damaged"
    OLDER = "older"


@dataclass(frozen=True)
class Successor:
    """The slots of a new data key, in force once the records file that begins with ``mark`` is in its place.

    Until then that is the one that begins with ``mark_before``.
    """

    mark: bytes
    mark_before: bytes
    users: tuple[Slot, ...]
    recovery: Slot
    mac: bytes

    def as_json(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "database": self.mark.hex(),
            "database_before": self.mark_before.hex(),
            "users": [slot.as_json() for slot in self.users],
            "recovery": self.recovery.as_json(),
            "mac": self.mac.hex(),
        }


@dataclass(frozen=True)
class SlotList:
    """The slots in force; ``mac`` is over everything else."""

    centre: str
    generation: int
    users: tuple[Slot, ...]
    recovery: Slot
    mac: bytes
    next: Successor | None = None

    def body(self) -> dict[str, object]:
        """Return everything but ``mac`` as JSON values."""
        body: dict[str, object] = {
            "format": _FORMAT,
            "version": VERSION,
            "centre": self.centre,
            "generation": self.generation,
            "users": [slot.as_json() for slot in self.users],
            "recovery": self.recovery.as_json(),
        }
        if self.next is not None:
            body["next"] = self.next.as_json()
        return body

    def right_mac(self, data_key: DataKey) -> bytes:
        """Return what ``mac`` must be."""
        return hmac.digest(data_key.slots_key(), canonical(self.body()), "sha256")

    def is_right(self, data_key: DataKey) -> bool:
        """Whether these slots are as this program wrote them for ``data_key``."""
        return hmac.compare_digest(self.mac, self.right_mac(data_key))

    def user(self, login: str) -> Slot | None:
        """Return the slot of ``login``, None where it has none."""
        return next((slot for slot in self.users if slot.login == login), None)


def read(folder: Path) -> SlotList:
    """Return the slots in force; which of them can be trusted is known only with the data key.

    Raises FolderMissing, FolderDamaged, NewerVersion, TamperedSlots; StorageFault where it cannot be told.
    """
    newest = _newest(_found(folder), folder)
    successor = newest.next
    if successor is None:
        return newest
    mark = mark_of(database_path(folder))
    if mark == successor.mark:
        return replace(newest, users=successor.users, recovery=successor.recovery, mac=successor.mac, next=None)
    if mark == successor.mark_before:
        return newest
    raise StorageDamaged(message(N_("The records file is damaged. Close the program and restore the newest backup.")))


def verified(folder: Path, data_key: DataKey) -> SlotList:
    """Return the slots in force, which this program wrote for ``data_key``. Raises as :func:`read` does."""
    slots = read(folder)
    if not slots.is_right(data_key):
        raise tampered(folder)
    return slots


def write(folder: Path, slots: SlotList, data_key: DataKey) -> None:
    """Write both copies, without a successor; the caller holds the folder's lock. Raises StorageFault."""
    new = replace(slots, generation=slots.generation + 1, mac=b"", next=None)
    _write(folder, replace(new, mac=new.right_mac(data_key)))


def write_with_successor(folder: Path, slots: SlotList, data_key: DataKey, successor: SlotList, mark: bytes) -> None:
    """Write both copies so that ``slots`` are in force until the records file that begins with ``mark`` is in place.

    ``successor`` holds the slots for the data key of that file and the seal (``mac``) under it, both of the generation
    of :func:`following`. Afterwards both copies are whole. The caller holds the folder's lock. Raises StorageFault.
    """
    new = replace(slots, generation=slots.generation + 1, mac=b"")
    before = mark_of(database_path(folder))
    new = replace(new, next=Successor(mark, before, successor.users, successor.recovery, successor.mac))
    _write(folder, replace(new, mac=new.right_mac(data_key)))
    if any(state is not CopyState.WHOLE for state in copies(folder).values()):
        raise durable.disk_fault(OSError(f"a copy of the key slots of {folder} could not be written"), folder)


def following(slots: SlotList, data_key: DataKey, users: tuple[Slot, ...], recovery: Slot) -> SlotList:
    """Return the slots that :func:`write_with_successor` puts beside ``slots``, sealed for ``data_key``."""
    new = replace(slots, generation=slots.generation + 1, users=users, recovery=recovery, mac=b"", next=None)
    return replace(new, mac=new.right_mac(data_key))


def for_backup(folder: Path, data_key: DataKey) -> tuple[bytes, str]:
    """Return a file with the slots in force alone, and the id of the centre. Raises as :func:`verified` does."""
    slots = replace(verified(folder, data_key), next=None, mac=b"")
    return _as_file(replace(slots, mac=slots.right_mac(data_key))), slots.centre


def settle(folder: Path, data_key: DataKey) -> None:
    """Finish or take back what is left of an interrupted re-keying, and mend a copy that is damaged, older or missing.

    ``data_key`` is the one in force. Raises StorageFault; the folder opens all the same.
    """
    if _is_settled(folder):
        return
    with durable.locked(folder):
        if not _is_settled(folder):  # or another window was about to write the second copy
            settle_now(folder, data_key)


def _is_settled(folder: Path) -> bool:
    pending = any("next" in content for content in _found(folder))
    return not pending and all(state is CopyState.WHOLE for state in copies(folder).values())


def settle_now(folder: Path, data_key: DataKey) -> None:
    """Leave only the slots of the key in force, ``data_key``; the caller holds the lock. Raises StorageFault."""
    slots = verified(folder, data_key)
    with durable.disk_faults(folder):
        durable.sync_folder(folder)  # which records file is in place must not change any more
    write(folder, slots, data_key)


def mark_of(database: Path) -> bytes:
    """Return the bytes that tell one records file from another. Raises StorageFault."""
    with durable.disk_faults(database.parent), database.open("rb") as stream:
        return stream.read(_MARK)


def copies(folder: Path) -> dict[str, CopyState]:
    """Return how each copy is, by file name; one that the disk does not give is damaged. Raises nothing."""
    states: dict[str, CopyState] = {}
    generations: dict[str, int] = {}
    for name in (KEYS, KEYS_COPY):
        try:
            found = _parsed(folder / name)
        except FileNotFoundError:
            states[name] = CopyState.MISSING
            continue
        except OSError:
            found = None
        states[name] = CopyState.WHOLE if found is not None else CopyState.DAMAGED
        if found is not None:
            generation = found.get("generation")
            generations[name] = generation if isinstance(generation, int) else 0
    if len(set(generations.values())) > 1:
        states[min(generations, key=generations.__getitem__)] = CopyState.OLDER
    return states


def tampered(folder: Path) -> TamperedSlots:
    """Return the fault of slots that somebody else changed."""
    return TamperedSlots(
        message(
            N_(
                "The key slots in {folder} were changed by something other than this program. "
                "Enter no more passwords, tell the administrator, and restore the newest backup."
            ),
            folder=folder,
        )
    )


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


def _found(folder: Path) -> list[dict[str, object]]:
    """Return what the whole copies hold, at least one."""
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
    return found


def _newest(found: list[dict[str, object]], folder: Path) -> SlotList:
    try:
        slots = [_slots(content) for content in found]
    except SlotChanged as error:
        raise tampered(folder) from error
    newest = max(slots, key=lambda copy: copy.generation)
    if any(copy.generation == newest.generation and copy != newest for copy in slots):
        raise tampered(folder)
    return newest


def _unreadable(folder: Path, *, there: bool) -> FolderMissing | FolderDamaged:
    if not there and not database_path(folder).exists():
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


def _slots(content: dict[str, object]) -> SlotList:
    centre, generation = content.get("centre"), content.get("generation")
    if content.get("format") != _FORMAT or content.get("version") != VERSION:
        raise SlotChanged
    if not (isinstance(centre, str) and isinstance(generation, int)):
        raise SlotChanged
    return SlotList(
        centre=centre,
        generation=generation,
        users=_users(content),
        recovery=Slot.from_json(content.get("recovery")),
        mac=_bytes(content, "mac"),
        next=_successor(content["next"]) if "next" in content else None,
    )


def _successor(content: object) -> Successor:
    if not isinstance(content, dict):
        raise SlotChanged
    return Successor(
        mark=_bytes(content, "database"),
        mark_before=_bytes(content, "database_before"),
        users=_users(content),
        recovery=Slot.from_json(content.get("recovery")),
        mac=_bytes(content, "mac"),
    )


def _users(content: dict[str, object]) -> tuple[Slot, ...]:
    users = content.get("users")
    if not isinstance(users, list):
        raise SlotChanged
    return tuple(Slot.from_json(slot) for slot in users)


def _bytes(content: dict[str, object], name: str) -> bytes:
    value = content.get(name)
    try:
        return bytes.fromhex(value if isinstance(value, str) else "-")
    except ValueError as error:
        raise SlotChanged from error


def _write(folder: Path, slots: SlotList) -> None:
    data = _as_file(slots)
    durable.write(folder, {KEYS_COPY: data, KEYS: data})


def _as_file(slots: SlotList) -> bytes:
    content = {**slots.body(), "mac": slots.mac.hex()}
    content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
    return json.dumps(content, indent=1, ensure_ascii=True).encode() + b"\n"
