"""Bits flipped, pages zeroed or put elsewhere, files cut: found by the check, never read as if they were right."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from referral_desk.db.errors import FolderDamaged, FolderMissing, StorageDamaged, StorageFault, TamperedSlots
from referral_desk.domain.messages import Message
from referral_desk.services import clients, safety
from referral_desk.services.safety import Severity
from tests.making import CHEAP, LOGIN, PASSWORD
from tests.safety.contents import AtLeast, contents, difference, trail
from tests.safety.ground import Case, Ground, chooser, in_a_word
from tests.safety.patterns import backed_up, worked_in
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

PAGE = 4096
Harm = Callable[[bytearray, random.Random], object]


def flip(content: bytearray, choose: random.Random) -> None:
    """Flip one to three bits."""
    for _ in range(choose.choice((1, 1, 1, 3))):
        content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)


def zero(content: bytearray, choose: random.Random) -> None:
    """Make a page or a sector zeros."""
    size = choose.choice((PAGE, 512))
    start = choose.randrange(max(1, len(content) // size)) * size
    content[start : start + size] = bytes(len(content[start : start + size]))


def exchange(content: bytearray, choose: random.Random) -> None:
    """Exchange two pages, as a disk that writes to the wrong place does."""
    pages = len(content) // PAGE
    if pages < 2:
        flip(content, choose)
        return
    one, other = (page * PAGE for page in choose.sample(range(pages), 2))
    kept = content[one : one + PAGE]
    content[one : one + PAGE] = content[other : other + PAGE]
    content[other : other + PAGE] = kept


def cut(content: bytearray, choose: random.Random) -> None:
    """Cut the file anywhere, now and then at the end of a page, or to nothing."""
    end = choose.randrange(len(content))
    del content[choose.choice((end, end // PAGE * PAGE, end, 0 if choose.random() < 0.1 else end)) :]


HARMS: tuple[Harm, ...] = (flip, flip, zero, exchange, cut)


def harm(path: Path, choose: random.Random) -> str:
    """Damage a file in some way, and say in which."""
    before = path.read_bytes()
    content = bytearray(before)
    way = choose.choice(HARMS)
    way(content, choose)
    while content == before:
        flip(content, choose)
    path.write_bytes(content)
    return f"{way.__name__} in {path.name}"


def trial(ground: Ground, seed: int) -> Verdict:
    """Damage the records file, mostly; else one copy of the key slots, or both, or a backup."""
    choose = chooser("damage", seed)
    judge = Judge()
    what = choose.random()
    pattern = backed_up if what > 0.9 else worked_in
    with ground.copy(ground.pattern(pattern)) as case:
        if what < 0.7:
            _records(ground, case, choose, judge)
        elif what < 0.9:
            _slots(ground, case, choose, judge, both=what > 0.8)
        else:
            _backup(case, choose, judge)
    return judge.verdict()


def _backup(case: Case, choose: random.Random, judge: Judge) -> None:
    """A backup is looked at by the deep check; the records themselves are sound."""
    (path,) = (case.centre.folder / "backups").glob("*.rdbackup")
    how = harm(path, choose) if choose.random() < 0.5 else _harm_what_it_says(path, choose)
    findings = safety.check(case.centre.folder, LOGIN, PASSWORD, deep=True, minimum=CHEAP)
    if [finding.code for finding in findings] != ["backup"]:
        judge.silently_wrong(f"the deep check says {[finding.code for finding in findings]} of {how}")


def _harm_what_it_says(path: Path, choose: random.Random) -> str:
    """Flip a bit near the end, where a backup says what it is."""
    content = bytearray(path.read_bytes())
    content[-choose.randrange(1, 3_000)] ^= 1 << choose.randrange(8)
    path.write_bytes(content)
    return f"flip near the end of {path.name}"


def _records(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    how = harm(case.centre.folder / "centre.db", choose)
    found = _found(case, judge)
    if not found:
        judge.silently_wrong(f"the check does not find: {how}")
    _shows_the_way(found, how, judge)
    read = _read(case)
    if isinstance(read, StorageFault):
        if not isinstance(read, StorageDamaged):
            judge.unclear(f"{how}: told as {type(read).__name__}")
        _shows_the_way([read.message], how, judge)
    elif read != _truth(ground):
        judge.silently_wrong(f"{how}: {difference(read, _truth(ground))}")


def _slots(ground: Ground, case: Case, choose: random.Random, judge: Judge, *, both: bool) -> None:
    names = ["keys.json", "keys-copy.json"]
    choose.shuffle(names)
    how = ", ".join(harm(case.centre.folder / name, choose) for name in (names if both else names[:1]))
    try:
        notes = safety.check(case.centre.folder)
    except StorageFault as fault:
        notes = ()
        _shows_the_way([fault.message], how, judge)
    else:
        if not notes:
            judge.silently_wrong(f"the check does not find: {how}")
        if both and not any(note.severity is Severity.DAMAGE for note in notes):
            judge.silently_wrong(f"the check finds no damage: {how}")
    try:
        found = safety.check(case.centre.folder, LOGIN, PASSWORD, minimum=CHEAP)
    except (FolderDamaged, TamperedSlots) as fault:
        if not both:
            judge.lost(f"one whole copy does not open: {how}")
        _shows_the_way([fault.message], how, judge)
    except StorageFault as fault:
        judge.unclear(f"{how}: told as {type(fault).__name__}")
    else:
        if both:
            judge.silently_wrong(f"opened with slots that are damaged: {how}")
        elif any(finding.severity is Severity.DAMAGE for finding in found) or _read(case) != _truth(ground):
            judge.lost(f"one whole copy does not read everything: {how}")


def _found(case: Case, judge: Judge) -> list[Message]:
    """Return what the check says of damage, whether it lists it or cannot even begin."""
    try:
        findings = safety.check(case.centre.folder, LOGIN, PASSWORD, minimum=CHEAP)
    except (FolderDamaged, FolderMissing, StorageDamaged) as fault:
        return [fault.message]
    except Exception as error:
        judge.unclear(f"the check ends with {in_a_word(error)}")
        return []
    return [finding.message for finding in findings if finding.severity is Severity.DAMAGE]


def _read(case: Case) -> object:
    """Return all that can be read, or the fault that was told."""
    try:
        centre = case.centre.open()
        try:
            entries = trail(centre)
            rows = clients.rows(centre, limit=1000)
            return contents(centre), _written(entries), rows, tuple(clients.page(centre, row.id) for row in rows)
        finally:
            centre.close()
    except StorageFault as fault:
        return fault


def _written(entries: AtLeast) -> AtLeast:
    """Leave out that somebody looked."""
    return AtLeast(
        {entry: count for entry, count in entries.items() if entry[1] not in {"check_records", "read_client"}}
    )


def _truth(ground: Ground) -> object:
    if not _known:
        with ground.copy(ground.pattern(worked_in)) as case:
            _known.append(_read(case))
    return _known[0]


_known: list[object] = []


def _shows_the_way(messages: list[Message], how: str, judge: Judge) -> None:
    if messages and not any("estore the newest backup" in found.text for found in messages):
        judge.unclear(f"{how}: nothing says how to go on: {messages[0].text}")


ROW = Row("damage", "bit flips, zeroed or exchanged pages, cut files", trial, in_ci=200, in_soak=5_000)
