"""Killed or cut off from power at any step of renewing the keys, the folder opens with everyone's password."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from referral_desk.db import durable, soundness, vault
from referral_desk.db import rekey as renewal
from referral_desk.db.layout import DATABASE, KEYS, KEYS_COPY, NEW_DATABASE
from referral_desk.services import clients
from referral_desk.services.centre import open_centre
from referral_desk.services.rekeying import rekey
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client, add_institution, add_referral

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="fork and /proc")

WAL = f"{DATABASE}-wal"
KILLED = 9
READING = ("SELECT ", "PRAGMA main.table_info")


class Dying:
    """Ends this process before the ``last``-th step that touches the disk; with a power cut, what was not synced goes.

    What is lost then: the newest name in the folder that ``sync_folder`` has not confirmed, and half of every file
    that was put in its place without having been synced.

    Statements that only read, one after the other, are one step: each finds and leaves the disk as the first did.
    """

    def __init__(self, folder: Path, last: int, *, power: bool) -> None:
        self.left = last
        self.reading = False
        self.power = power
        self.folder = folder
        self.synced: set[Path] = set()
        self.names: list[tuple[Path, bytes | None]] = []
        self.log = (folder / WAL).read_bytes() if (folder / WAL).exists() else None

    def step(self, *, reads: bool = False) -> None:
        first, self.reading = not (reads and self.reading), reads
        self.left -= first
        if self.left < 0:
            if self.power:
                self.cut()
            os._exit(KILLED)

    def cut(self) -> None:
        for path, content in reversed(self.names):
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
        if self.log is not None:
            (self.folder / WAL).write_bytes(self.log)

    def put_on(self) -> None:
        fsync, sync_folder, replace, run = os.fsync, durable.sync_folder, durable._replace, renewal.run_plainly

        def dying_fsync(handle: int) -> None:
            self.step()
            fsync(handle)
            with suppress(OSError):
                self.synced.add(Path(f"/proc/self/fd/{handle}").readlink())

        def dying_sync_folder(folder: Path) -> None:
            self.step()
            sync_folder(folder)
            self.names.clear()
            if not (folder / WAL).exists():
                self.log = None

        def dying_replace(new: Path, path: Path) -> None:
            self.step()
            before = path.read_bytes() if path.exists() else None
            if new not in self.synced:
                os.truncate(new, new.stat().st_size // 2)
            replace(new, path)
            self.names.append((path, before))

        def dying_run(*arguments: object) -> object:
            statement = str(arguments[1])
            self.step(reads=statement.startswith(READING) and "sqlcipher_export" not in statement)
            return run(*arguments)  # type: ignore[arg-type]

        os.fsync = dying_fsync
        durable.sync_folder = dying_sync_folder
        durable._replace = dying_replace
        renewal.run_plainly = dying_run  # type: ignore[assignment]


def in_a_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


OTHER = "ichiro"


@pytest.fixture
def left_open(new_folder: NewCentre, tmp_path: Path) -> NewCentre:
    """A centre whose program was killed: the last records are in the log only. A second user has left."""
    centre = new_folder.open()
    vault.add_user(centre.folder, centre.key, OTHER, PASSWORD, cost=CHEAP)
    person, place = add_client(centre), add_institution(centre)
    add_referral(centre, person.id, place.id)
    left = new_folder.copied_to(tmp_path / "left")
    centre.close()
    assert (left.folder / WAL).stat().st_size
    return left


STRIDE = 7


@pytest.mark.parametrize("power", [False, True], ids=["killed", "power cut"])
def test_wherever_it_ends_the_folder_opens_with_one_key_and_all_that_was_in_it(
    left_open: NewCentre, tmp_path: Path, power: bool
) -> None:
    """Every seventh step, and every one between the last with the old key and the first with the new one.

    ``make soak`` ends the same work at random steps in the rows kill and power-cut.
    """
    outcomes: dict[int, bool] = {}
    steps, ended = 0, False
    while not ended:
        outcomes[steps], ended = ends_at(left_open, tmp_path, steps, power=power)
        steps += STRIDE
    assert set(outcomes.values()) == {True, False}
    last_old = max(step for step, old_key in outcomes.items() if old_key)
    for step in range(last_old + 1, last_old + STRIDE):
        outcomes[step], _ended = ends_at(left_open, tmp_path, step, power=power)
    assert len(outcomes) > 10


def ends_at(left_open: NewCentre, tmp_path: Path, steps: int, *, power: bool) -> tuple[bool, bool]:
    """End the renewal before a step and look at the folder: whether the old key holds, and whether it was done."""
    trial = left_open.copied_to(tmp_path / "trial")

    def renew() -> None:
        centre = trial.open()
        Dying(trial.folder, steps, power=power).put_on()
        rekey(centre)

    status = in_a_child(renew)
    assert status in (0, KILLED)
    centre = open_centre(trial.folder, LOGIN, PASSWORD, minimum=CHEAP)
    assert [row.name for row in clients.rows(centre)] == ["見本 花子"]
    add_client(centre, name="例田 二郎")
    key = centre.key
    centre.close()
    centre = open_centre(trial.folder, LOGIN, PASSWORD, minimum=CHEAP)
    assert (centre.key, clients.count(centre)) == (key, 2)
    centre.close()
    assert (OTHER in vault.logins(trial.folder)) is (key == trial.key)
    code = vault.RecoveryCode.read(trial.recovery_code)
    assert vault.unlock_with_recovery(trial.folder, code, minimum=CHEAP) == key
    assert [each for each in soundness.check(trial.folder, key, deep=True) if each.code != "ballast"] == []
    assert not list(trial.folder.glob(f"{NEW_DATABASE}*"))
    assert b'"next"' not in (trial.folder / KEYS).read_bytes() + (trial.folder / KEYS_COPY).read_bytes()
    shutil.rmtree(trial.folder)
    return key == trial.key, status == 0
