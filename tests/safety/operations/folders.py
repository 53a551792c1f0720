"""Setting up, backing up, restoring: whole folders and files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from referral_desk.db import backup, backup_file, vault
from referral_desk.db import folder as data_folder
from referral_desk.services import backups, restoring
from referral_desk.services.centre import Centre, create_centre, open_with_key
from tests.making import CHEAP, LOGIN, PASSWORD, SETTINGS, add_client, today
from tests.safety import patterns
from tests.safety.contents import AtLeast, contents
from tests.safety.ground import Case
from tests.safety.operations.operation import Operation, State, Step, Window, records_of

OWN = "backups"
STICK = "stick"


def set_up(case: Case) -> list[Step]:
    """Set up a second centre beside the first."""
    made: list[Centre] = []

    def create() -> None:
        made.append(create_centre(case.place / "new", SETTINGS, LOGIN, PASSWORD, cost=CHEAP, today=today)[0])

    def close() -> None:
        made[0].close()

    return [Step("create", create), Step("close", close)]


def back_up(case: Case) -> list[Step]:
    """Save and back up, which clears an older backup of the same day out; then back up onto a new folder."""
    window = Window(case)
    stick = case.place / "other stick"
    return window.between(
        Step("save", lambda: add_client(window.centre, number="前")),
        Step("back up", lambda: backups.back_up(window.centre)),
        Step("to the stick", lambda: backups.back_up_to(window.centre, stick)),
    )


def restore(case: Case) -> list[Step]:
    """Restore the backup beside the centre into a new folder."""
    return [Step("restore", lambda: restored(case))]


def restored(case: Case) -> None:
    """Restore into ``new``."""
    file = next((case.place / STICK).glob("*.rdbackup"))
    restoring.restore(file, case.place / "new", LOGIN, PASSWORD, minimum=CHEAP)


def look_at_new_centre(case: Case) -> State:
    """Return what the new centre holds, nothing where there is none."""
    new = case.place / "new"
    if not data_folder.holds_centre(new):
        return {"records": None, "trail": AtLeast()}
    assert {"centre.db", "keys.json", "keys-copy.json", "backups"} <= {path.name for path in new.iterdir()}
    key = vault.unlock(new, LOGIN, PASSWORD, minimum=CHEAP)
    with closing(open_with_key(new, LOGIN, key, today=today)) as centre:
        return records_of(centre)


def look_at_backups(case: Case) -> State:
    """Return up to where the newest backup reaches in each place; every one that is listed must be whole and ours."""
    with closing(case.centre.open()) as centre:
        own = _reach(centre, case.centre.folder / OWN)
        stick = _reach(centre, case.place / "other stick")
        return {OWN: own, STICK: stick, **records_of(centre)}


def _reach(centre: Centre, place: Path) -> AtLeast:
    found, unreadable = backup.listed(place)
    assert unreadable == ()
    for each in found:
        assert backup_file.is_ours(each.manifest, centre.audit_key)
        backup_file.check_whole(each.path, lambda _count: None)
    return AtLeast({("up to entry",): max((each.manifest.head.number for each in found), default=0)})


def back_up_once_more(case: Case) -> None:
    """Back up, and restore that; nothing of what was interrupted is left."""
    with closing(case.centre.open()) as centre:
        made = backups.back_up(centre).own
        held = contents(centre)
    assert not [path for path in made.path.parent.iterdir() if path.name.startswith(".rdbackup-")]
    restoring.restore(made.path, case.place / "again", LOGIN, PASSWORD, minimum=CHEAP)
    with closing(open_with_key(case.place / "again", LOGIN, case.centre.key, today=today)) as centre:
        assert contents(centre) == held


def set_up_once_more(case: Case) -> None:
    """Set up where that is still to be done."""
    if not data_folder.holds_centre(case.place / "new"):
        for step in set_up(case):
            step.do()


def restore_once_more(case: Case) -> None:
    """Restore where that is still to be done."""
    if not data_folder.holds_centre(case.place / "new"):
        restored(case)
    assert look_at_new_centre(case)["records"] is not None


SET_UP = Operation("set-up", patterns.prepared, set_up, look_at_new_centre, set_up_once_more, turns=3)
BACK_UP = Operation("backup", patterns.backed_up, back_up, look_at_backups, back_up_once_more)
RESTORE = Operation("restore", patterns.backed_up, restore, look_at_new_centre, restore_once_more, turns=10)
