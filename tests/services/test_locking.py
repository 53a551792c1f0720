"""Locking lets go of the key; a password or the session's PIN opens again, and the audit trail says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from referral_desk.db import attempts, presence
from referral_desk.db import folder as data_folder
from referral_desk.db.audit import utc_now
from referral_desk.db.errors import MustWait, StorageFull, WrongPassword
from referral_desk.domain.access import FREE_FAILURES, Action, Happening
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.errors import NotAllowed, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services import audit
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.locking import lock, set_pin, unlock_with_pin
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre

PIN = "271828"


def nothing() -> None:
    """Nothing is in work."""


def actions(centre: Centre) -> list[str]:
    """The trail so far, the oldest first."""
    return [row.action for row in reversed(audit.rows(centre, AuditFilter()).rows)]


def test_locking_and_unlocking_are_noted(new_folder: NewCentre) -> None:
    centre = open_centre(new_folder.folder, LOGIN, PASSWORD, minimum=CHEAP)
    quick = set_pin(centre, PIN, cost=CHEAP)
    lock(centre, nothing)
    again = unlock_with_pin(new_folder.folder, quick, PIN)
    assert actions(again)[:3] == [Action.LOG_IN, Action.LOCK, Action.UNLOCK]
    again.close()


def test_what_is_in_work_is_kept_before_the_key_is_gone(centre: Centre) -> None:
    seen: list[int] = []
    lock(centre, lambda: seen.append(len(centre.settings.staff)))
    assert seen == [1]


def full() -> None:
    raise StorageFull(message(N_("The disk is full; this change was not saved. Free some space and try again.")))


def test_a_full_disk_keeps_nobody_from_locking(centre: Centre) -> None:
    assert not lock(centre, full)
    with presence.alone(centre.folder):  # nobody is there any more
        pass


def test_on_a_full_disk_the_reserve_is_given_back_for_what_is_in_work(centre: Centre) -> None:
    ballast = data_folder.ballast_is_full

    def keep() -> None:
        if ballast(centre.folder):
            full()

    assert ballast(centre.folder)
    assert lock(centre, keep)
    assert not ballast(centre.folder)


def test_wrong_pins_are_noted_at_the_next_unlock(centre: Centre) -> None:
    quick = set_pin(centre, PIN, cost=CHEAP)
    folder = centre.folder
    lock(centre, nothing)
    with pytest.raises(WrongPassword):
        unlock_with_pin(folder, quick, "314159")
    again = unlock_with_pin(folder, quick, PIN)
    assert actions(again)[-3:-1] == [Happening.FAILED_UNLOCK, Action.UNLOCK]
    again.close()


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "111111", "121212", "123456", "654321", "12345a", "１２３４５６"]
)
def test_a_poor_pin_is_refused(centre: Centre, pin: str) -> None:
    with pytest.raises(Rejected):
        set_pin(centre, pin, cost=CHEAP)


def test_after_several_wrong_passwords_the_next_try_waits_and_the_right_one_opens_then(new_folder: NewCentre) -> None:
    moments = [utc_now() + timedelta(minutes=5 * turn) for turn in range(FREE_FAILURES + 2)]

    def attempt(password: str, moment: datetime) -> Centre:
        return open_centre(new_folder.folder, LOGIN, password, minimum=CHEAP, clock=lambda: moment)

    for moment in moments:
        with pytest.raises(WrongPassword):
            attempt("x" * 20, moment)
    with pytest.raises(MustWait) as must:
        attempt(PASSWORD, moments[-1])
    centre = attempt(PASSWORD, moments[-1] + timedelta(seconds=must.value.seconds))
    assert actions(centre).count(Happening.FAILED_LOGIN) == FREE_FAILURES + 2
    assert attempts.read(new_folder.folder) == ()
    centre.close()


def test_a_login_that_the_centre_does_not_list_opens_nothing(new_folder: NewCentre) -> None:
    from referral_desk.db import vault

    vault.add_user(new_folder.folder, new_folder.key, "stranger", PASSWORD, cost=CHEAP)
    with pytest.raises(NotAllowed):
        open_centre(new_folder.folder, "stranger", PASSWORD, minimum=CHEAP)
