"""Passwords, people who come and go, new keys."""

from __future__ import annotations

from contextlib import closing

from referral_desk.db import vault
from referral_desk.db.errors import WrongPassword
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import Role
from referral_desk.domain.users import UserDraft
from referral_desk.services import rekeying, users
from referral_desk.services.centre import open_with_key
from tests.making import CHEAP, LOGIN, PASSWORD, add_client, today
from tests.safety import patterns
from tests.safety.ground import Case
from tests.safety.operations.operation import Operation, State, Step, Window, records_of, save_once_more

OTHER = "akane"
NEW_PASSWORD = "あたらしいみほんの合言葉。"
OTHER_PASSWORD = "べつのみほんの長い合言葉。"
THIRD_PASSWORD = "みっつめのみほんの合言葉。"


def change_passwords(case: Case) -> list[Step]:
    """Change one's own password, let somebody come, get a new password and leave, renew the recovery code."""
    window = Window(case)

    def change() -> None:
        users.change_password(window.centre, PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)

    def add() -> None:
        draft = UserDraft(login=OTHER, name="例田 茜", role=Role.STAFF)
        users.add_user(window.centre, draft, OTHER_PASSWORD, cost=CHEAP)

    def reset() -> None:
        users.reset_password(window.centre, OTHER, THIRD_PASSWORD, cost=CHEAP)

    def recovery() -> None:
        users.renew_recovery_code(window.centre, cost=CHEAP)

    def remove() -> None:
        users.remove_user(window.centre, OTHER)

    return window.between(
        Step("change", change),
        Step("add", add),
        Step("reset", reset),
        Step("recovery", recovery),
        Step("leave", remove),
    )


def rekey(case: Case) -> list[Step]:
    """Save, renew the keys, save again."""
    window = Window(case)

    def renew() -> None:
        rekeying.rekey(window.centre)

    return window.between(
        Step("save", lambda: add_client(window.centre, number="前")),
        Step("rekey", renew),
        Step("save", lambda: add_client(window.centre, number="中")),
    )


def key_by_password(case: Case) -> DataKey:
    """Return the key that the person's password opens, the old one or the new."""
    try:
        return vault.unlock(case.centre.folder, LOGIN, NEW_PASSWORD, minimum=CHEAP)
    except WrongPassword:
        return vault.unlock(case.centre.folder, LOGIN, PASSWORD, minimum=CHEAP)


def look_at_people(case: Case) -> State:
    """Return what opens the centre, and what is in it."""
    folder = case.centre.folder
    key = key_by_password(case)
    vault.verify(folder, key)
    opens: dict[str, object] = {"logins": vault.logins(folder)}
    for login, password in (
        *((LOGIN, password) for password in (PASSWORD, NEW_PASSWORD)),
        *((OTHER, password) for password in (OTHER_PASSWORD, THIRD_PASSWORD)),
    ):
        try:
            opens[f"{login} {password}"] = vault.unlock(folder, login, password, minimum=CHEAP) == key
        except WrongPassword:
            opens[f"{login} {password}"] = None
    try:
        code = vault.RecoveryCode.read(case.centre.recovery_code)
        opens["code"] = vault.unlock_with_recovery(folder, code, minimum=CHEAP) == key
    except WrongPassword:
        opens["code"] = None
    with closing(open_with_key(folder, LOGIN, key, today=today)) as centre:
        return {"opens": opens, **records_of(centre)}


def look_at_keys(case: Case) -> State:
    """Return the same, and whether the key is still the old one; the old one must open nothing with the new."""
    state = look_at_people(case)
    renewed = key_by_password(case) != case.centre.key
    left = sorted(path.name for path in case.centre.folder.iterdir() if path.name.startswith("centre.db.new"))
    return {"all": (state["opens"], state["records"], renewed, left), "trail": state["trail"]}


def change_once_more(case: Case) -> None:
    """Do again what may have been cut short between the records and the slots, and open with it."""
    key = key_by_password(case)
    with closing(open_with_key(case.centre.folder, LOGIN, key, today=today)) as centre:
        if any(user.login == OTHER and user.works_here for user in users.users(centre)):
            users.reset_password(centre, OTHER, OTHER_PASSWORD, cost=CHEAP)
            assert vault.unlock(centre.folder, OTHER, OTHER_PASSWORD, minimum=CHEAP) == key
        code = vault.RecoveryCode.read(users.renew_recovery_code(centre, cost=CHEAP))
        assert vault.unlock_with_recovery(centre.folder, code, minimum=CHEAP) == key


def rekey_once_more(case: Case) -> None:
    """Renew the keys, and save."""
    with closing(open_with_key(case.centre.folder, LOGIN, key_by_password(case), today=today)) as centre:
        rekeying.rekey(centre)
    save_once_more(case, key_by_password(case))


PASSWORDS = Operation(
    "password", patterns.prepared, change_passwords, look_at_people, change_once_more, key_by_password, turns=10
)
REKEY = Operation("rekey", patterns.two_people, rekey, look_at_keys, rekey_once_more, key_by_password, turns=10)
