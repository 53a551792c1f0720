"""The clock is set back, jumps for summer time, an era ends: the order is kept, and the jump is noted."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from referral_desk.db import audit as trail
from referral_desk.db.errors import MustWait, WrongPassword
from referral_desk.domain.access import FREE_FAILURES, Happening
from referral_desk.domain.audit import AuditFilter, AuditRow
from referral_desk.services import audit, backups, clients, imports
from referral_desk.services.centre import Centre, open_centre, open_with_key, unlock_key
from tests.making import CHEAP, LOGIN, PASSWORD, add_client, add_contact
from tests.safety.ground import Case, Ground, chooser
from tests.safety.patterns import prepared
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

STARTS = (
    ("Asia/Tokyo", datetime(2019, 4, 30, 14, 58, tzinfo=UTC)),  # two minutes before Reiwa
    ("Asia/Tokyo", datetime(2026, 12, 31, 14, 59, tzinfo=UTC)),
    ("Asia/Tokyo", datetime(2027, 3, 31, 14, 59, tzinfo=UTC)),  # the end of the fiscal year
    ("Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the hour that comes twice
    ("America/New_York", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
)
FORWARD = (timedelta(), timedelta(seconds=1), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1))
BACK = (timedelta(seconds=30), timedelta(hours=1), timedelta(days=3), timedelta(days=800))
NOTICED = timedelta(seconds=2)

ERAS = {
    "明治45年7月29日": date(1912, 7, 29),
    "大正元年8月1日": date(1912, 8, 1),
    "大正15年12月24日": date(1926, 12, 24),
    "昭和64年1月7日": date(1989, 1, 7),
    "平成元年1月8日": date(1989, 1, 8),
    "H1.1.8": date(1989, 1, 8),
    "平成31年4月30日": date(2019, 4, 30),
    "令和元年5月1日": date(2019, 5, 1),
    "Ｒ１．５．１": date(2019, 5, 1),
}
NO_DAYS = ("昭和64年1月8日", "平成31年5月1日", "令和元年4月30日", "平成元年1月7日")


@dataclass
class Clock:
    """The PC's clock."""

    now: datetime

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now

    def today(self) -> date:
        """Return the day where the PC is."""
        return self.now.astimezone().date()


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Let this process live in a time zone for a while."""
    kept = os.environ["TZ"]
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ["TZ"] = kept
        time.tzset()


def trial(ground: Ground, seed: int) -> Verdict:
    """Work through a dozen moments of a clock that somebody plays with."""
    choose = chooser("clock", seed)
    judge = Judge()
    name, start = STARTS[seed % len(STARTS)]
    clock = Clock(start)
    with zone(name), ground.copy(ground.pattern(prepared)) as case:
        opened = open_with_key(case.centre.folder, LOGIN, case.centre.key, today=clock.today, clock=clock)
        with closing(opened) as centre:
            _work(centre, clock, choose, judge)
            _eras(centre, case, judge)
        _waits(case, clock, judge)
    return judge.verdict()


def _work(centre: Centre, clock: Clock, choose: random.Random, judge: Judge) -> None:
    client = add_client(centre)
    done: list[tuple[date, int]] = []
    entries = [entry.number for entry in _entries(centre)]
    last = clock.now
    reach = 0
    for _ in range(12):
        clock.now += choose.choice(FORWARD) if choose.random() < 0.7 else -choose.choice(BACK)
        contact = add_contact(centre, client.id, on=clock.today())
        done.append((contact.on, contact.id))
        new = [entry for entry in _entries(centre) if entry.number not in entries]
        entries += [entry.number for entry in new]
        jumped = last - clock.now >= NOTICED
        if [entry.action for entry in new] != [*([Happening.CLOCK_SET_BACK] if jumped else []), "save_contact"]:
            judge.silently_wrong(f"{last} → {clock.now}: {[entry.action for entry in new]}")
        last = clock.now
        if choose.random() < 0.3:
            reach = backups.back_up(centre).own.manifest.head.number
            entries = [entry.number for entry in _entries(centre)]
    if entries != sorted(entries) or len(entries) != len(set(entries)):
        judge.silently_wrong(f"the trail is not in the order of writing: {entries}")
    shown = [(contact.on, contact.id) for contact in clients.page(centre, client.id).contacts]
    if shown != sorted(done, reverse=True):
        judge.silently_wrong("contacts are not shown by day and order of entry")
    kept = max((each.manifest.head.number for each in backups.good(centre, centre.folder / "backups")), default=0)
    if kept < reach:
        judge.lost("the backup that reaches furthest was cleared out")
    if audit.verify(centre, backups.anchors(centre)).broken is not None:
        judge.silently_wrong("the trail is taken for broken")


def _entries(centre: Centre) -> list[AuditRow]:
    with centre.read() as session:
        return sorted(trail.rows(session, AuditFilter(), limit=10_000), key=lambda entry: entry.number)


def _eras(centre: Centre, case: Case, judge: Judge) -> None:
    """Dates of every era's first and last days are read as they are, and those outside are refused."""
    path = case.place / "clients.csv"
    for texts, right in ((ERAS, True), (dict.fromkeys(NO_DAYS), False)):
        rows = [f"E-{place},見本 {place},ミホン,{text}" for place, text in enumerate(texts)]
        path.write_text("\n".join(["利用者番号,氏名,フリガナ,生年月日", *rows]), encoding="utf-8")
        planned = imports.plan(centre, imports.LedgerKind.CLIENTS, path)
        if not right:
            if len(planned.errors) != len(texts):
                judge.silently_wrong("a day outside its era is taken")
            continue
        born = [(row.entry.draft().birth, day) for row, day in zip(planned.rows, texts.values(), strict=False)]
        late = [day for day in texts.values() if day is not None and day > centre.today()]
        if len(planned.errors) != len(late) or (not late and any(one != other for one, other in born)):
            judge.silently_wrong(f"days of eras are read wrongly: {planned.errors}")


def _waits(case: Case, clock: Clock, judge: Judge) -> None:
    """Setting the clock back or forth does not shorten the wait after wrong passwords by more than it was."""
    folder = case.centre.folder
    for _ in range(FREE_FAILURES + 4):
        try:
            unlock_key(folder, LOGIN, "x" * 20, minimum=CHEAP, clock=clock)
        except MustWait as wait:
            clock.now += timedelta(seconds=wait.seconds)
        except WrongPassword:
            continue
    clock.now -= timedelta(hours=1)
    try:
        open_centre(folder, LOGIN, PASSWORD, minimum=CHEAP, today=clock.today, clock=clock).close()
        judge.silently_wrong("the clock set back ends the wait")
    except MustWait as wait:
        clock.now += timedelta(seconds=wait.seconds)
    try:
        open_centre(folder, LOGIN, PASSWORD, minimum=CHEAP, today=clock.today, clock=clock).close()
    except MustWait as wait:
        judge.lost(f"the right password waits {wait.seconds} s more")


ROW = Row("clock", "clock set back, summer time, change of era", trial, in_ci=20, in_soak=100)
