"""Several processes on one folder, a locked database, a folder that is read-only, a disk that fills up."""

from __future__ import annotations

import errno
import random
import signal
from collections.abc import Callable
from contextlib import closing

from referral_desk.db import engine, presence
from referral_desk.db.errors import FolderInUse, StorageBusy, StorageFull, StorageReadOnly, StorageUnavailable
from referral_desk.domain.errors import Rejected
from referral_desk.services import clients, referrals
from referral_desk.services.centre import Centre
from tests.making import CALL, add_client, add_contact, add_referral, client_draft
from tests.safety.contents import contents
from tests.safety.ground import Case, Ground, Job, Say, chooser, fork, in_a_word
from tests.safety.patterns import prepared
from tests.safety.rows.row import Row
from tests.safety.shim.disk import CHANGES, Action, Kind
from tests.safety.verdict import Judge, Verdict

SHORT_WAIT = 0.05
"""Seconds that a process of these trials waits for another one's lock."""

ROOM = Kind.CREATE | Kind.WRITE | Kind.ALLOCATE | Kind.MKDIR
"""What a full disk refuses."""


def trial(ground: Ground, seed: int) -> Verdict:
    """Hold one of the trials below, in turn."""
    choose = chooser("windows", seed)
    judge = Judge()
    with ground.copy(ground.pattern(prepared)) as case:
        TRIALS[seed % len(TRIALS)](ground, case, choose, judge)
        _goes_on(case, judge)
    return judge.verdict()


# Two that save


def _saving(case: Case, name: str, turns: int) -> Job:
    def job(say: Say) -> None:
        with closing(case.centre.open()) as centre:
            for turn in range(turns):
                client = add_client(centre, number=f"{name}-{turn}", note="記録" * 200)
                say(f"done client {client.number}")
                referral = add_referral(centre, client.id, 1, CALL)
                say(f"done referral {referral.number}")
                add_contact(centre, client.id, factors=("disaster", "developmental"))
                say(f"done contact {client.number}")

    return job


def both_save(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """Two processes save at once; every other time one of them is killed."""
    turns = choose.randint(2, 6)
    one, other = fork(_saving(case, "甲", turns)), fork(_saving(case, "乙", turns))
    if choose.random() < 0.5:
        one.listen_until(choose.randint(0, 2 * turns))
        words = one.kill()
    else:
        words = one.listen_to_the_end()
    words += other.listen_to_the_end()
    _no_harm(words, judge)
    with closing(case.centre.open()) as centre:
        known = {row.number: row.id for row in clients.rows(centre, limit=1000)}
        numbers = [row.number for row in referrals.rows(centre, limit=1000)]
        contacts = {number: clients.page(centre, place).contacts for number, place in known.items()}
    for word in words:
        match word.split():
            case ["done", "client", number] if number not in known:
                judge.lost(word)
            case ["done", "referral", number] if number not in numbers:
                judge.lost(word)
            case ["done", "contact", number] if len(contacts[number]) != 1:
                judge.lost(word)
    if len(set(numbers)) != len(numbers):
        judge.silently_wrong("a referral's number was given twice")
    if any(set(contact.factors) != {"disaster", "developmental"} for each in contacts.values() for contact in each):
        judge.half_done("a contact without its factors")


def _adding_to_note(case: Case, client_id: int, name: str, turns: int) -> Job:
    """Add words to one client's note as a form does: read, change, save unless somebody else changed it meanwhile."""

    def job(say: Say) -> None:
        with closing(case.centre.open()) as centre:
            for turn in range(turns):
                for _attempt in range(200):
                    stored = clients.get(centre, client_id)
                    draft = client_draft(number=stored.number, note=f"{stored.note} {name}{turn}")
                    try:
                        clients.save(centre, draft, client_id=client_id, version=stored.version)
                    except Rejected:
                        continue
                    say(f"done {name}{turn}")
                    break

    return job


def both_change_one_record(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """Two windows change the same client: what one was told is saved, the other does not write over."""
    with closing(case.centre.open()) as centre:
        client = add_client(centre, note="")
    turns = choose.randint(2, 5)
    processes = [fork(_adding_to_note(case, client.id, name, turns)) for name in ("甲", "乙")]
    words = [word for process in processes for word in process.listen_to_the_end()]
    _no_harm(words, judge)
    with closing(case.centre.open()) as centre:
        note = clients.get(centre, client.id).note.split()
    for word in words:
        if word.startswith("done ") and word.split()[1] not in note:
            judge.lost(f"{word} was written over")
    if len(note) != len(set(note)):
        judge.silently_wrong("saved twice")


# Locked by somebody else


def locked(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """Somebody writes for longer than another waits: that one is told, and nothing of it is saved."""
    before = _contents(case)
    with closing(case.centre.open()) as holder, holder.sessions.write():
        words = fork(_trying(case, _one_of(choose))).listen_to_the_end()
    if words != [f"fault {StorageBusy.__name__}"]:
        judge.unclear(f"locked: {words}")
    if _contents(case) != before:
        judge.half_done("locked, and something was saved")


def _trying(case: Case, act: Callable[[Centre], object]) -> Job:
    def job(say: Say) -> None:
        engine.BUSY_SECONDS = SHORT_WAIT
        with closing(case.centre.open()) as centre:
            act(centre)
        say("done")

    return job


def _one_of(choose: random.Random) -> Callable[[Centre], object]:
    return choose.choice((add_client, lambda centre: add_referral(centre, 1, 1), lambda centre: add_contact(centre, 1)))


def alone(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """Who has the folder alone, or shows it in a window, keeps the others out until it ends, however it does."""
    folder = case.centre.folder
    hold = choose.choice((presence.alone, lambda place: closing(presence.claim_window(place))))

    def holding(say: Say) -> None:
        with hold(folder):
            say("done holding")
            signal.pause()  # until it is killed

    def entering(say: Say) -> None:
        with hold(folder):
            say("done entering")

    holder = fork(holding)
    holder.listen_until(1)
    told = fork(entering).listen_to_the_end()
    if told not in ([f"fault {FolderInUse.__name__}"], [f"fault {presence.WindowTaken.__name__}"]):
        judge.unclear(f"a second one is told {told}")
    holder.kill()
    if (after := fork(entering).listen_to_the_end()) != ["done entering"]:
        judge.lost(f"nobody gets in after a crash: {after}")


# A folder or disk that takes nothing


def read_only(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """A read-only folder or disk is told of, from the start or from some moment on; nothing is half."""
    number = choose.choice((errno.EROFS, errno.EACCES))
    _on_bad_disk(ground, case, choose, judge, number, CHANGES, (StorageReadOnly, StorageUnavailable))


def full(ground: Ground, case: Case, choose: random.Random, judge: Judge) -> None:
    """A full disk is told of as full; what was there can be read, and with room again all goes on."""
    _on_bad_disk(ground, case, choose, judge, errno.ENOSPC, ROOM, (StorageFull, StorageUnavailable))


def _on_bad_disk(
    ground: Ground,
    case: Case,
    choose: random.Random,
    judge: Judge,
    number: int,
    kinds: Kind,
    told: tuple[type[Exception], ...],
) -> None:
    at = choose.choice((1, 1, choose.randint(1, 120)))

    def job(say: Say) -> None:
        ground.disk.watch(case.place)
        ground.disk.plan(at, Action.FAIL_FROM_NOW_ON, number, kinds)
        try:
            with closing(case.centre.open()) as centre:
                for turn in range(12):
                    add_client(centre, number=f"甲-{turn}", note="記録" * 2_000)
                    say(f"done 甲-{turn}")
        except told:
            say("told")
        ground.disk.calm()
        with closing(case.centre.open()) as centre:
            add_client(centre, number="乙")
        say("done 乙")

    words = fork(job).listen_to_the_end()
    _no_harm(words, judge)
    if "told" not in words:
        judge.unclear(f"{errno.errorcode[number]} from {at}: nothing was told: {words}")
    with closing(case.centre.open()) as centre:
        known = {row.number for row in clients.rows(centre, limit=1000)}
    saved = {word.removeprefix("done ") for word in words if word.startswith("done ")}
    if saved - known:
        judge.lost(f"{saved - known}")
    if len(known - saved) > 1:
        judge.half_done(f"{known - saved} were not acknowledged")


def _no_harm(words: list[str], judge: Judge) -> None:
    for word in words:
        if word.startswith(("defect ", "fault ")):
            judge.unclear(word)


def _contents(case: Case) -> object:
    with closing(case.centre.open()) as centre:
        return contents(centre)


def _goes_on(case: Case, judge: Judge) -> None:
    try:
        with closing(case.centre.open()) as centre:
            add_client(centre, number="後")
            if contents(centre)["audit trail"] != {("None",)}:
                judge.silently_wrong("the audit trail is broken")
    except Exception as error:
        judge.lost(f"no more work is possible: {in_a_word(error)}")


TRIALS = (both_save, both_change_one_record, locked, alone, read_only, full)

ROW = Row("windows", "two processes, locked, read-only, full", trial, in_ci=50, in_soak=500)
