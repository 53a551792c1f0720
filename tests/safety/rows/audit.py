"""Somebody who holds the key rewrites the audit trail: an entry edited, deleted, exchanged, the end cut off."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from referral_desk.db.engine import create_engine, writing
from referral_desk.services import audit, backups, clients
from tests.making import NewCentre, add_client, add_contact, add_institution, new_centre
from tests.safety.ground import Ground, chooser
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

_FIELDS = ("at", "login", "action", "client_id", "record", "detail", "seal")
_OTHER = {
    "at": ("2026-11-24 00:00:00.000000", "2020-01-01 00:00:00.000001", "", "2026-11-24T00:00:00"),
    "login": ("akane", "", "midori ", "MIDORI"),
    "action": ("log_in", "read_client", "READ_CLIENT", ""),
    "client_id": (1, 2, 99, None, "x"),
    "record": ("r-1", "", "c-1", " "),
    "detail": ("{}", '{"shown":1}', "", " {}", "[]"),
    "seal": (b"", bytes(32), "text", b"\x01" * 32),
}


def audited(place: Path) -> NewCentre:
    """Set up a centre whose trail has some sixty entries, and a backup that knows its end."""
    made = new_centre(place / "centre")
    with closing(made.open()) as centre:
        add_institution(centre)
        for number in range(20):
            client = add_client(centre, name=f"見本 {number}")
            add_contact(centre, client.id)
            clients.page(centre, client.id)
        backups.back_up(centre)
    return made


def trial(ground: Ground, seed: int) -> Verdict:
    """Tamper with the trail in one of four ways, in turn, and let the program look for it."""
    choose = chooser("audit", seed)
    judge = Judge()
    way = WAYS[seed % len(WAYS)]
    with ground.copy(ground.pattern(audited)) as case:
        engine = create_engine(case.centre.folder / "centre.db", case.centre.key)
        try:
            with writing(engine).begin() as connection:
                numbers = list(connection.execute(text("SELECT number FROM audit ORDER BY number")).scalars())
                first = way(connection, numbers, choose)
        finally:
            engine.dispose()
        with closing(case.centre.open()) as centre:
            known = backups.anchors(centre)
            if not known:
                judge.silently_wrong("no backup knows the end of the trail")
            broken = audit.verify(centre, known).broken
            looked = 1 if way is cut else 0  # that somebody looked is an entry, too, now the last one
            if broken is None:
                judge.silently_wrong(f"{way.__name__} at {first} of {len(numbers)} is not found")
            elif not first <= broken.number <= first + looked:
                judge.unclear(f"{way.__name__} at {first} is found at {broken.number}")
    return judge.verdict()


def edited(connection: Connection, numbers: list[int], choose: random.Random) -> int:
    """Change one field of one entry."""
    number, name = choose.choice(numbers), choose.choice(_FIELDS)
    before = connection.execute(text(f"SELECT {name} FROM audit WHERE number = :number"), {"number": number}).scalar()
    value = choose.choice([each for each in _OTHER[name] if (type(each), each) != (type(before), before)])
    statement = text(f"UPDATE audit SET {name} = :value WHERE number = :number")
    connection.execute(statement, {"value": value, "number": number})
    return number


def deleted(connection: Connection, numbers: list[int], choose: random.Random) -> int:
    """Delete entries in the middle; every other time the later ones move up, so that no number is missing."""
    place = choose.randrange(len(numbers) - 5)
    gone = numbers[place : place + choose.choice((1, 1, 3))]
    for number in gone:
        connection.execute(text("DELETE FROM audit WHERE number = :number"), {"number": number})
    if choose.random() < 0.5:
        for number in numbers[place + len(gone) :]:
            move = {"new": number - len(gone), "number": number}
            connection.execute(text("UPDATE audit SET number = :new WHERE number = :number"), move)
    return gone[0]


def exchanged(connection: Connection, numbers: list[int], choose: random.Random) -> int:
    """Exchange two entries, with their seals or without."""
    one, other = sorted(choose.sample(numbers, 2))
    fields = ", ".join(_FIELDS if choose.random() < 0.5 else _FIELDS[:-1])
    rows = {
        number: connection.execute(text(f"SELECT {fields} FROM audit WHERE number = :number"), {"number": number}).one()
        for number in (one, other)
    }
    for number, row in ((one, rows[other]), (other, rows[one])):
        values = ", ".join(f"{name} = :{name}" for name in fields.split(", "))
        statement = text(f"UPDATE audit SET {values} WHERE number = :number")
        connection.execute(statement, {**row._mapping, "number": number})
    return one


def cut(connection: Connection, numbers: list[int], choose: random.Random) -> int:
    """Cut the end off, back to before the entry that the backup knows; only the backup shows that."""
    first = choose.choice(numbers[1:-1])
    connection.execute(text("DELETE FROM audit WHERE number >= :first"), {"first": first})
    return first


WAYS = (edited, deleted, exchanged, cut)

ROW = Row("audit", "audit entries edited, deleted, exchanged, the end cut off", trial, in_ci=400, in_soak=2_000)
