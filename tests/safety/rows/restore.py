"""Restoring: an older version is brought up to date as a copy; a newer one and a damaged file are refused untouched."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from referral_desk.db import folder as data_folder
from referral_desk.db import migrate, migrations, proving, soundness, vault
from referral_desk.db.errors import BackupDamaged, FolderExists, NewerVersion, StorageFault, WrongPassword
from referral_desk.domain.errors import NotReadable
from referral_desk.services import backups, restoring
from referral_desk.services.centre import open_with_key
from tests.making import CHEAP, LOGIN, PASSWORD, add_client, today
from tests.safety.backup_files import Parts, manifest_of, parts_of, put_together
from tests.safety.contents import Contents, contents, difference
from tests.safety.ground import Case, Ground, Say, chooser, fork, in_a_word
from tests.safety.patterns import backed_up, of_revision_0001
from tests.safety.rows.damage import harm
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

LATER = "9999"

Told = tuple[type[Exception], ...]


def trial(ground: Ground, seed: int) -> Verdict:
    """Hold one of the trials below, in turn."""
    choose = chooser("restore", seed)
    judge = Judge()
    way = WAYS[seed % len(WAYS)]
    pattern = of_revision_0001 if way is first_version else backed_up
    with ground.copy(ground.pattern(pattern)) as case:
        way(case, choose, judge)
        if not judge.content:
            judge.unclear(f"in {way.__name__}")
    return judge.verdict()


def older(case: Case, choose: random.Random, judge: Judge) -> None:
    """A program with one revision more restores: the new folder is of its revision, everything else as it was."""
    file = _backup(case)
    before = _files(case)
    held = _held(case.centre.folder, case)

    def job(say: Say) -> None:
        _know_a_later_revision()
        restoring.restore(file, case.place / "new", LOGIN, PASSWORD, minimum=CHEAP)
        with closing(open_with_key(case.place / "new", LOGIN, case.centre.key, today=today)) as centre:
            found = contents(centre)
            say(f"done {centre.sessions.revision()} {found.pop('added')} {_same(found, held)}")

    words = fork(job).listen_to_the_end()
    if words != [f"done {LATER} {frozenset()} True"]:
        judge.half_done(f"an older backup: {words}")
    _untouched(case, before, judge)


def first_version(case: Case, choose: random.Random, judge: Judge) -> None:
    """The copy that an update keeps of the first version's records opens as a folder of its own, brought up to date."""
    with closing(case.centre.open()) as centre:
        held = contents(centre)
        add_client(centre)
    (kept,) = (case.centre.folder / "backups").glob("before-update-from-0001-*")
    before = (case.centre.folder / "centre.db").read_bytes()
    found = _held(kept, case)
    if not _same(found, held):
        judge.silently_wrong(f"the copy before the update: {difference(found, held)}")
    if (case.centre.folder / "centre.db").read_bytes() != before:
        judge.silently_wrong("the records in use were changed")


def newer(case: Case, choose: random.Random, judge: Judge) -> None:
    """What a newer version wrote is told to be so, whatever of it is newer."""
    parts = parts_of(_backup(case))
    manifest = manifest_of(parts)
    manifest.update(choose.choice(({"version": 2}, {"revision": LATER}, {"version": 3, "parts": {}, "new": 1})))
    _rewrite(case, parts, manifest)
    _refused(case, (NewerVersion,), judge)


def damaged(case: Case, choose: random.Random, judge: Judge) -> None:
    """Any damage to the file is found before anything is restored, and the file counts as a bad one."""
    how = harm(_backup(case), choose)
    _refused(case, (BackupDamaged, NotReadable, NewerVersion), judge)
    with closing(case.centre.open()) as centre:
        whole = [each.path for each in backups.good(centre, case.place / "stick") if _restorable(case, each.path)]
    if whole:
        judge.silently_wrong(f"counts as a good backup: {how}")


def changed(case: Case, choose: random.Random, judge: Judge) -> None:
    """A manifest that somebody changed, parts of two backups, an archive that is a trap."""
    file = _backup(case)
    parts = parts_of(file)
    manifest = manifest_of(parts)
    match choose.randrange(6):
        case 0:
            manifest["counts"]["client"] += 1
        case 1:
            manifest["audit"]["number"] = choose.choice((0, 1, manifest["audit"]["number"] + 1))
        case 2:
            manifest["made_at"] = "2030-01-01T00:00:00+00:00"
        case 3:
            with closing(case.centre.open()) as centre:
                add_client(centre)
                other = parts_of(backups.back_up_to(centre, case.place / "later").path)
            part = choose.choice(("centre.db", "keys.json", "manifest.json"))
            parts[part] = other[part]
            manifest = manifest_of(parts)
            if part == "keys.json" and parts == parts_of(file):
                return  # the slots of both are the same, so nothing was changed
        case 4:
            parts[choose.choice(("../../evil", "/tmp/evil", "keys-copy.json"))] = b"x"
        case 5:
            parts["centre.db"] += bytes(choose.choice((1, 4096, 20_000_000)))
    tight = choose.random() < 0.3
    _rewrite(case, parts, manifest, zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED)
    _refused(case, (BackupDamaged, NotReadable), judge)
    if list(case.place.rglob("evil")) or Path("/tmp/evil").exists():
        judge.silently_wrong("a file was written where the archive wanted")


def over_something(case: Case, choose: random.Random, judge: Judge) -> None:
    """Nothing is restored over a centre or over anybody's files."""
    into = choose.choice((case.centre.folder, case.place / "stick", case.place))
    _refused(case, (FolderExists,), judge, into=into)


def wrong_password(case: Case, choose: random.Random, judge: Judge) -> None:
    """A wrong password is told as one, and nothing is there afterwards."""
    _refused(case, (WrongPassword,), judge, password=PASSWORD + choose.choice("あいう"))


WAYS: tuple[Callable[[Case, random.Random, Judge], None], ...] = (
    older,
    newer,
    damaged,
    damaged,
    changed,
    over_something,
    wrong_password,
    first_version,
)


def _backup(case: Case) -> Path:
    return next((case.place / "stick").glob("*.rdbackup"))


def _rewrite(case: Case, parts: Parts, manifest: dict[str, object], compression: int = zipfile.ZIP_STORED) -> None:
    parts["manifest.json"] = json.dumps(manifest).encode()
    put_together(_backup(case), parts, compression)


def _refused(case: Case, told: Told, judge: Judge, *, into: Path | None = None, password: str = PASSWORD) -> None:
    before = _files(case)
    try:
        restoring.restore(_backup(case), into or case.place / "new", LOGIN, password, minimum=CHEAP)
    except told as error:
        if not error.message.text:  # type: ignore[attr-defined]  # all of them carry one
            judge.unclear("refused without a word")
    except Exception as error:
        judge.unclear(f"told as {in_a_word(error)}")
    else:
        judge.silently_wrong("it was restored")
    _untouched(case, before, judge)


def _restorable(case: Case, file: Path) -> bool:
    try:
        restoring.restore(file, case.place / "tried", LOGIN, PASSWORD, minimum=CHEAP)
    except (StorageFault, NotReadable):
        return False
    return True


def _files(case: Case) -> dict[str, bytes]:
    return {str(path.relative_to(case.place)): path.read_bytes() for path in case.place.rglob("*") if path.is_file()}


def _untouched(case: Case, before: dict[str, bytes], judge: Judge) -> None:
    after = {name: content for name, content in _files(case).items() if not name.startswith("new/")}
    changed_files = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if changed_files:
        judge.silently_wrong(f"these were touched: {sorted(changed_files)}")


def _held(folder: Path, case: Case) -> Contents:
    key = vault.unlock(folder, LOGIN, PASSWORD, minimum=CHEAP)
    with closing(open_with_key(folder, LOGIN, key, today=today)) as centre:
        return contents(centre)


def _same(found: Contents, held: Contents) -> bool:
    return {**found, "alembic_version": frozenset()} == {**held, "alembic_version": frozenset()}


def _know_a_later_revision() -> None:
    """Let this process be a program with one revision more."""
    revisions = (*migrations.REVISIONS, LATER)
    for module in (migrations, migrate, data_folder, soundness, proving):
        for name, value in (("HEAD", LATER), ("REVISIONS", revisions)):
            if hasattr(module, name):
                setattr(module, name, value)

    def run(connection: Connection, target: str) -> None:
        connection.execute(text("CREATE TABLE added (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = :target"), {"target": target})

    migrate.run = run


ROW = Row("restore", "restoring older, newer, damaged, changed backups", trial, in_ci=40, in_soak=400)
