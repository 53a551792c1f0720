"""Faults of the data folder and its storage, in words for the person at the PC.

They are faults of the surroundings (a wrong password, a full disk, a damaged file), never defects of the program,
and carry nothing of any client.
"""

from __future__ import annotations

from referral_desk.domain.messages import Message


class StorageFault(Exception):
    """The data folder or its storage cannot do what was asked; ``message`` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class WrongPassword(StorageFault):
    """The login or the password is wrong."""


class WrongRecoveryCode(WrongPassword):
    """The recovery code is well-formed, but not the one of this centre."""


class MustWait(WrongPassword):
    """Too many wrong passwords: this login may try again in ``seconds``."""

    def __init__(self, message: Message, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class FolderFault(StorageFault):
    """The data folder cannot be used as it is."""


class FolderMissing(FolderFault):
    """No centre has been set up in this folder."""


class FolderExists(FolderFault):
    """A new centre cannot be set up here: the folder holds a centre already, or other files."""


class FolderInUse(FolderFault):
    """Another window or program holds the folder."""


class FolderDamaged(FolderFault):
    """Files of the folder are missing or unreadable."""


class BackupDamaged(FolderDamaged):
    """A backup file is not what it was when it was made."""


class NetworkFolder(FolderFault):
    """The folder is on a network drive, where SQLite's locks and shared memory cannot be trusted."""


class NewerVersion(FolderFault):
    """The folder was written by a newer version of the program and must not be touched."""


class TamperedSlots(FolderFault):
    """The key slots are whole, but were changed by something other than this program."""


class OlderSlots(TamperedSlots):
    """The key slots are of an earlier time than the records."""


class StorageFull(FolderFault):
    """The disk is full; nothing of the change was saved."""


class StorageBusy(FolderFault):
    """Another process kept the database locked for longer than the timeout; nothing was saved."""


class StorageReadOnly(FolderFault):
    """This account may not write to the data folder."""


class StorageDamaged(FolderFault):
    """The database file is damaged: it does not decrypt, or its structure is broken."""


class StorageUnavailable(FolderFault):
    """The database file cannot be opened, or the disk reports errors."""
