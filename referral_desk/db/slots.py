"""The cryptography of one key slot: a password wraps a private key, and the data key is sealed to its public key.

Argon2id(password) → two subkeys: one wraps the X25519 private key with AES-256-GCM, the other gives a check value
that tells a wrong password from a changed slot. The data key is sealed with an ephemeral X25519 key, HKDF-SHA256 and
AES-256-GCM. Everything a slot says of itself (version, centre, login, public key, derivation parameters) is
associated data, so that no part can be swapped or weakened unnoticed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

VERSION = 1
_KEY = 32
_NONCE = 12
_TAG = 16


class SlotChanged(Exception):
    """The slot is not as this program wrote it."""


class PasswordWrong(Exception):
    """The password is not the slot's."""


@dataclass(frozen=True)
class KdfCost:
    """What one guess at a password costs: memory in KiB, passes over it, parallel lanes (Argon2id)."""

    memory_kib: int
    time_cost: int
    lanes: int

    def reaches(self, minimum: KdfCost) -> bool:
        """Whether a guess costs at least as much memory and as many passes as ``minimum``."""
        return self.memory_kib >= minimum.memory_kib and self.time_cost >= minimum.time_cost

    def bearable(self) -> bool:
        """Whether an office PC can compute it at all; more is an attempt to make the program hang."""
        return 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 1024 * 1024 and 1 <= self.time_cost <= 32


DEFAULT = KdfCost(memory_kib=128 * 1024, time_cost=4, lanes=2)
"""About 0.4 s on an office PC."""

MINIMUM = KdfCost(memory_kib=64 * 1024, time_cost=3, lanes=1)
"""Slots that ask for less are refused, or a stranger could make guessing cheap."""


def calibrate(seconds: float = 0.4) -> KdfCost:
    """Return the cost that takes about ``seconds`` on this PC: 128 MiB and at least the default's four passes."""
    probe = KdfCost(DEFAULT.memory_kib, 1, DEFAULT.lanes)
    started = time.perf_counter()
    _derive("calibration", bytes(16), probe)
    once = time.perf_counter() - started
    return KdfCost(DEFAULT.memory_kib, min(16, max(DEFAULT.time_cost, round(seconds / once))), DEFAULT.lanes)


@dataclass(frozen=True)
class DataKey:
    """The random 256-bit key of a centre; subkeys for each use are derived from it, itself it encrypts nothing."""

    secret: bytes = field(repr=False)

    @classmethod
    def random(cls) -> DataKey:
        """Return a new key."""
        return cls(os.urandom(_KEY))

    def storage_key(self) -> str:
        """Return the raw key of the database, 64 hexadecimal digits."""
        return self._subkey(b"database").hex()

    def slots_key(self) -> bytes:
        """Return the key that authenticates the list of slots."""
        return self._subkey(b"slots")

    def subkey(self, purpose: str) -> bytes:
        """Return 32 bytes for a further purpose, such as ``"audit"``; the names of this module are reserved."""
        return self._subkey(b"other " + purpose.encode())

    def _subkey(self, purpose: bytes) -> bytes:
        return HKDFExpand(SHA256(), _KEY, b"referral-desk 1 " + purpose).derive(self.secret)


@dataclass(frozen=True)
class Slot:
    """One person's (or the recovery code's) way to the data key; all fields may be public."""

    login: str
    cost: KdfCost
    salt: bytes
    public: bytes
    check: bytes
    private_nonce: bytes
    private_box: bytes
    ephemeral: bytes
    key_nonce: bytes
    key_box: bytes

    def as_json(self) -> dict[str, object]:
        """Return the slot as JSON values, bytes in hexadecimal."""
        return {
            "login": self.login,
            "kdf": _kdf_json(self.cost, self.salt),
            "public": self.public.hex(),
            "check": self.check.hex(),
            "private": {"nonce": self.private_nonce.hex(), "box": self.private_box.hex()},
            "key": {"ephemeral": self.ephemeral.hex(), "nonce": self.key_nonce.hex(), "box": self.key_box.hex()},
        }

    @classmethod
    def from_json(cls, value: object) -> Slot:
        """Return the slot that :meth:`as_json` described. Raises SlotChanged."""
        slot = _mapping(value)
        kdf, private, key = _mapping(slot.get("kdf")), _mapping(slot.get("private")), _mapping(slot.get("key"))
        login = slot.get("login")
        if kdf.get("name") != "argon2id" or not isinstance(login, str):
            raise SlotChanged
        return cls(
            login=login,
            cost=KdfCost(_number(kdf, "memory_kib"), _number(kdf, "time_cost"), _number(kdf, "lanes")),
            salt=_bytes(kdf, "salt", 16),
            public=_bytes(slot, "public", 32),
            check=_bytes(slot, "check", 16),
            private_nonce=_bytes(private, "nonce", _NONCE),
            private_box=_bytes(private, "box", _KEY + _TAG),
            ephemeral=_bytes(key, "ephemeral", 32),
            key_nonce=_bytes(key, "nonce", _NONCE),
            key_box=_bytes(key, "box", _KEY + _TAG),
        )


def close(login: str, password: str, data_key: DataKey, cost: KdfCost, centre: str) -> Slot:
    """Return a new slot through which ``password`` opens ``data_key``; takes the time ``cost`` says."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    salt, private_nonce, key_nonce = os.urandom(16), os.urandom(_NONCE), os.urandom(_NONCE)
    wrapping, check = _derive(password, salt, cost)
    about = _about(centre, login, public, cost, salt)
    ephemeral = X25519PrivateKey.generate()
    ephemeral_public = ephemeral.public_key().public_bytes_raw()
    sealing = _sealing_key(ephemeral.exchange(private.public_key()), ephemeral_public, public)
    return Slot(
        login=login,
        cost=cost,
        salt=salt,
        public=public,
        check=check,
        private_nonce=private_nonce,
        private_box=AESGCM(wrapping).encrypt(private_nonce, private.private_bytes_raw(), about),
        ephemeral=ephemeral_public,
        key_nonce=key_nonce,
        key_box=AESGCM(sealing).encrypt(key_nonce, data_key.secret, about),
    )


def open_slot(slot: Slot, password: str, minimum: KdfCost, centre: str) -> DataKey:
    """Return the data key. Raises PasswordWrong, or SlotChanged where the password is right but the slot is not."""
    if not slot.cost.reaches(minimum) or not slot.cost.bearable():
        raise SlotChanged
    wrapping, check = _derive(password, slot.salt, slot.cost)
    if not hmac.compare_digest(check, slot.check):
        raise PasswordWrong
    about = _about(centre, slot.login, slot.public, slot.cost, slot.salt)
    try:
        secret = AESGCM(wrapping).decrypt(slot.private_nonce, slot.private_box, about)
        private = X25519PrivateKey.from_private_bytes(secret)
        shared = private.exchange(X25519PublicKey.from_public_bytes(slot.ephemeral))
        sealing = _sealing_key(shared, slot.ephemeral, slot.public)
        return DataKey(AESGCM(sealing).decrypt(slot.key_nonce, slot.key_box, about))
    except (InvalidTag, ValueError) as error:
        raise SlotChanged from error


def seal_anew(slot: Slot, data_key: DataKey, centre: str) -> Slot:
    """Return ``slot`` with another data key in it, for the same password, which is not needed for that.

    Raises SlotChanged for a public key that is none.
    """
    ephemeral = X25519PrivateKey.generate()
    ephemeral_public, key_nonce = ephemeral.public_key().public_bytes_raw(), os.urandom(_NONCE)
    about = _about(centre, slot.login, slot.public, slot.cost, slot.salt)
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(slot.public))
    except ValueError as error:
        raise SlotChanged from error
    box = AESGCM(_sealing_key(shared, ephemeral_public, slot.public)).encrypt(key_nonce, data_key.secret, about)
    return replace(slot, ephemeral=ephemeral_public, key_nonce=key_nonce, key_box=box)


def canonical(value: object) -> bytes:
    """Return JSON bytes that are equal for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _derive(password: str, salt: bytes, cost: KdfCost) -> tuple[bytes, bytes]:
    """Return the wrapping key and the check value. The password is taken in NFKC: input methods differ."""
    master = hash_secret_raw(
        unicodedata.normalize("NFKC", password).encode(),
        salt,
        time_cost=cost.time_cost,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_KEY,
        type=Type.ID,
    )
    wrapping = HKDFExpand(SHA256(), _KEY, b"referral-desk 1 wrap").derive(master)
    return wrapping, HKDFExpand(SHA256(), 16, b"referral-desk 1 check").derive(master)


def _sealing_key(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    salt = hashlib.sha256(ephemeral + recipient).digest()
    return HKDF(SHA256(), _KEY, salt, b"referral-desk 1 seal").derive(shared)


def _about(centre: str, login: str, public: bytes, cost: KdfCost, salt: bytes) -> bytes:
    return canonical(
        {"version": VERSION, "centre": centre, "login": login, "public": public.hex(), "kdf": _kdf_json(cost, salt)}
    )


def _kdf_json(cost: KdfCost, salt: bytes) -> dict[str, object]:
    return {
        "name": "argon2id",
        "memory_kib": cost.memory_kib,
        "time_cost": cost.time_cost,
        "lanes": cost.lanes,
        "salt": salt.hex(),
    }


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise SlotChanged
    return value


def _number(values: Mapping[str, object], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SlotChanged
    return value


def _bytes(values: Mapping[str, object], name: str, length: int) -> bytes:
    value = values.get(name)
    try:
        found = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        found = b""
    if len(found) != length:
        raise SlotChanged
    return found
