"""Unlocking within a session by a PIN: the data key, wrapped by the PIN, in memory only.

Six digits are soon tried through by whoever can read this process's memory, who could have read the key before it was
locked as well. Against somebody at the keyboard five tries are enough of a wall.
"""

from __future__ import annotations

import os

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from referral_desk.db.errors import WrongPassword
from referral_desk.db.slots import DataKey, KdfCost
from referral_desk.domain.access import PIN_TRIES
from referral_desk.domain.messages import N_, message

COST = KdfCost(memory_kib=64 * 1024, time_cost=2, lanes=2)
_ABOUT = b"referral-desk 1 quick unlock"


class QuickUnlock:
    """What is left of a locked session: ``login`` unlocks it with the PIN, as long as there are tries left."""

    def __init__(self, login: str, key: DataKey, pin: str, cost: KdfCost = COST) -> None:
        """Wrap ``key``; takes the time ``cost`` says, so it belongs on a thread of its own."""
        self.login = login
        self._cost = cost
        self._salt, self._nonce = os.urandom(16), os.urandom(12)
        self._box = AESGCM(self._derived(pin)).encrypt(self._nonce, key.secret, _ABOUT)
        self._tries = PIN_TRIES

    @property
    def tries(self) -> int:
        """How many tries are left; 0: only the password unlocks."""
        return self._tries

    def open(self, pin: str) -> DataKey:
        """Return the data key. Raises WrongPassword, which also says how many tries are left."""
        if self._tries:
            self._tries -= 1
            try:
                secret = AESGCM(self._derived(pin)).decrypt(self._nonce, self._box, _ABOUT)
            except InvalidTag:
                pass
            else:
                self._tries = PIN_TRIES
                return DataKey(secret)
        if not self._tries:
            self._box = b""
            raise WrongPassword(message(N_("The PIN was wrong too often. Unlock with the password.")))
        raise WrongPassword(message(N_("This is not the PIN. Tries left: {count}."), count=self._tries))

    def forget(self) -> None:
        """Keep nothing: from now on only the password unlocks."""
        self._tries, self._box = 0, b""

    def _derived(self, pin: str) -> bytes:
        return hash_secret_raw(
            pin.encode(),
            self._salt,
            time_cost=self._cost.time_cost,
            memory_cost=self._cost.memory_kib,
            parallelism=self._cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
