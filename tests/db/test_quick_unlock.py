"""A PIN unlocks within a session, five tries long."""

from __future__ import annotations

import pytest

from referral_desk.db.errors import WrongPassword
from referral_desk.db.quick_unlock import QuickUnlock
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import PIN_TRIES
from tests.db.making import CHEAP

PIN = "271828"


def test_the_pin_gives_the_key_back_as_often_as_one_likes() -> None:
    key = DataKey.random()
    quick = QuickUnlock("hanako", key, PIN, CHEAP)
    assert [quick.open(PIN) for _ in range(3)] == [key] * 3


def test_after_five_wrong_tries_the_right_pin_opens_nothing_either() -> None:
    quick = QuickUnlock("hanako", DataKey.random(), PIN, CHEAP)
    for left in range(PIN_TRIES - 1, -1, -1):
        with pytest.raises(WrongPassword) as wrong:
            quick.open("314159")
        assert wrong.value.message.values.get("count", 0) == left
        assert quick.tries == left
    with pytest.raises(WrongPassword):
        quick.open(PIN)


def test_a_right_pin_gives_all_tries_back() -> None:
    quick = QuickUnlock("hanako", DataKey.random(), PIN, CHEAP)
    with pytest.raises(WrongPassword):
        quick.open("314159")
    quick.open(PIN)
    assert quick.tries == PIN_TRIES


def test_neither_the_key_nor_the_pin_stands_in_what_is_kept() -> None:
    key = DataKey.random()
    kept = repr(vars(QuickUnlock("hanako", key, PIN, CHEAP)))
    assert PIN not in kept
    assert key.secret.hex() not in kept
    assert repr(key.secret) not in kept
