"""What is disturbed: the operations that write, in steps, and what a restarted program must find afterwards.

The same operation is killed, put on a failing disk and cut off from power. Its steps are first done undisturbed, and
the state is taken after each; after a disturbance, the state must be the one after the last step that was
acknowledged, or the one after the next: nothing lost, nothing half. A further operation is one entry of OPERATIONS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from referral_desk.db import engine, vault
from referral_desk.db import folder as data_folder
from referral_desk.db.errors import WrongPassword
from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import OutcomeReport
from referral_desk.services import clients, followups, imports, referrals
from referral_desk.services.centre import Centre, create_centre, open_with_key
from tests.making import (
    CALL,
    CHEAP,
    LOGIN,
    PASSWORD,
    SETTINGS,
    TODAY,
    NewCentre,
    add_contact,
    client_draft,
    referral_draft,
    today,
)
from tests.safety import patterns
from tests.safety.contents import contents
from tests.safety.ground import Case

NEW_PASSWORD = "あたらしいみほんの合言葉。"
OTHER_PASSWORD = "またべつのみほんの合言葉。"
IMPORTED = 120


class Step(NamedTuple):
    """One thing a person does; ``do`` returns once the program has said that it is done."""

    name: str
    do: Callable[[], object]


State = Mapping[str, object]


@dataclass(frozen=True)
class Operation:
    """An operation in steps, the centre it begins with, and what a restarted program sees of it."""

    name: str
    pattern: Callable[[Path], NewCentre]
    steps: Callable[[Case], list[Step]]
    look: Callable[[Case], State]
    again: Callable[[Case], object]
    """What must go well after a restart, whatever happened before."""
    turns: int = 50
    """How often a long run goes over it at most, where it disturbs every disk operation."""


@dataclass
class Window:
    """A program at work on a case: what its steps share."""

    case: Case
    _centre: Centre | None = None

    def open(self) -> None:
        """Open the centre."""
        self._centre = self.case.centre.open()

    def close(self) -> None:
        """Close it."""
        if self._centre is not None:
            self._centre.close()
            self._centre = None

    @property
    def centre(self) -> Centre:
        """The open centre."""
        assert self._centre is not None
        return self._centre

    def between(self, *steps: Step) -> list[Step]:
        """Return the steps with opening before and closing after them."""
        return [Step("open", self.open), *steps, Step("close", self.close)]


def look_at_records(case: Case) -> State:
    """Return what the centre holds after a restart."""
    centre = case.centre.open()
    try:
        return contents(centre)
    finally:
        centre.close()


def save_once_more(case: Case) -> None:
    """Save a client, and find it."""
    centre = case.centre.open()
    try:
        number = clients.save(centre, client_draft(number="後")).record.number
        assert clients.count(centre, number) == 1
    finally:
        centre.close()


# Saving through the services


def save(case: Case, turns: int = 2) -> list[Step]:
    """Save clients, referrals, contacts and outcomes, one after the other."""
    window = Window(case)
    known: dict[str, int] = {}

    def client(turn: int) -> None:
        known["client"] = clients.save(window.centre, client_draft(number=f"甲-{turn}", note="記録" * 2_000)).record.id

    def refer() -> None:
        draft = referral_draft(known["client"], 1)
        known["referral"] = referrals.refer(window.centre, draft, CALL, follow_up_on=TODAY).record.id

    def contact() -> None:
        add_contact(window.centre, known["client"], factors=("disaster", "developmental"))

    def outcome() -> None:
        report = OutcomeReport(Outcome.WAITLISTED, TODAY, Reporter.STAFF)
        followups.report_outcome(window.centre, known["referral"], report)

    steps = []
    for turn in range(turns):
        steps += [Step("client", partial(client, turn)), Step("referral", refer)]
        steps += [Step("contact", contact), Step("outcome", outcome)]
    return window.between(*steps)


# Importing


def import_clients(case: Case) -> list[Step]:
    """Import a ledger of clients."""
    window = Window(case)
    ledger = case.place / "clients.csv"
    lines = [f"{number:05},見本 {number},ミホン" for number in range(1, IMPORTED + 1)]
    ledger.write_text("\n".join(["利用者番号,氏名,フリガナ", *lines]) + "\n", encoding="utf-8")

    def execute() -> None:
        imports.execute(window.centre, imports.plan(window.centre, imports.LedgerKind.CLIENTS, ledger))

    return window.between(Step("import", execute))


# Bringing the tables up to date


def migrate(case: Case) -> list[Step]:
    """Open a centre of the first version, which brings its tables up to date."""
    return Window(case).between()


# Passwords


def change_passwords(case: Case) -> list[Step]:
    """Change a password, give a new one without the old, renew the recovery code."""
    folder, key = case.centre.folder, case.centre.key

    def change() -> None:
        vault.change_password(folder, LOGIN, PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)

    def reset() -> None:
        vault.reset_password(folder, key, LOGIN, OTHER_PASSWORD, cost=CHEAP)

    def add() -> None:
        vault.add_user(folder, key, "akane", PASSWORD, cost=CHEAP)

    def remove() -> None:
        vault.remove_user(folder, key, "akane")

    def recovery() -> None:
        vault.new_recovery_code(folder, key, cost=CHEAP)

    return [
        Step("change", change),
        Step("reset", reset),
        Step("add", add),
        Step("remove", remove),
        Step("recovery", recovery),
    ]


def look_at_slots(case: Case) -> State:
    """Return who can open the centre, and what is in it."""
    folder = case.centre.folder
    vault.verify(folder, case.centre.key)
    opens = {password: opens_with(folder, password) for password in (PASSWORD, NEW_PASSWORD, OTHER_PASSWORD)}
    try:
        code = vault.RecoveryCode.read(case.centre.recovery_code)
        opens["code"] = vault.unlock_with_recovery(folder, code, minimum=CHEAP) == case.centre.key
    except WrongPassword:
        opens["code"] = False
    return {**opens, "logins": vault.logins(folder), "records": look_at_records(case)}


def opens_with(folder: Path, password: str) -> bool:
    """Whether the login opens the folder with this password."""
    try:
        vault.unlock(folder, LOGIN, password, minimum=CHEAP)
    except WrongPassword:
        return False
    return True


def change_once_more(case: Case) -> None:
    """Give a new password, and open with it."""
    vault.reset_password(case.centre.folder, case.centre.key, LOGIN, PASSWORD, cost=CHEAP)
    assert opens_with(case.centre.folder, PASSWORD)


# Setting up


def set_up(case: Case) -> list[Step]:
    """Set up a second centre beside the first."""
    made: list[Centre] = []

    def create() -> None:
        made.append(create_centre(case.place / "new", SETTINGS, LOGIN, PASSWORD, cost=CHEAP, today=today)[0])

    def close() -> None:
        made[0].close()

    return [Step("create", create), Step("close", close)]


def look_at_new_centre(case: Case) -> State:
    """Return what the new centre holds, nothing where there is none."""
    new = case.place / "new"
    if not data_folder.holds_centre(new):
        return {}
    assert {"centre.db", "keys.json", "keys-copy.json", "backups"} <= {path.name for path in new.iterdir()}
    centre = open_with_key(new, LOGIN, vault.unlock(new, LOGIN, PASSWORD, minimum=CHEAP), today=today)
    try:
        return contents(centre)
    finally:
        centre.close()


def set_up_once_more(case: Case) -> None:
    """Set it up where that is still to be done."""
    if not data_folder.holds_centre(case.place / "new"):
        for step in set_up(case):
            step.do()


OPERATIONS = (
    Operation("save", patterns.prepared, save, look_at_records, save_once_more),
    Operation("import", patterns.prepared, import_clients, look_at_records, save_once_more),
    Operation("migrate", patterns.of_revision_0001, migrate, look_at_records, save_once_more),
    Operation("password", patterns.prepared, change_passwords, look_at_slots, change_once_more),
    Operation("set-up", patterns.prepared, set_up, look_at_new_centre, set_up_once_more, turns=6),
)


def save_unsynced(case: Case) -> list[Step]:
    """Save as the program does, but without waiting for the disk."""
    first, *rest = save(case)

    def open_unsynced() -> None:
        kept = engine._PRAGMAS
        engine._PRAGMAS = tuple(pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in kept)
        try:
            first.do()
        finally:
            engine._PRAGMAS = kept

    return [Step("open", open_unsynced), *rest]


UNSYNCED = Operation("save-unsynced", patterns.prepared, save_unsynced, look_at_records, save_once_more)
"""Not what the program does: it shows that the trials find what is lost."""

BY_NAME = {operation.name: operation for operation in (*OPERATIONS, UNSYNCED)}
