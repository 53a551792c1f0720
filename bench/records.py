"""Searching and saving in a centre of ten thousand clients, beside plain SQL on the same database.

The database is encrypted for both, so the ratio shows what the program adds, not what encryption costs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import text

from bench.measure import Comparison, compare, seconds
from referral_desk.db.slots import KdfCost
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import Channel, ConsentKind
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.referral import ReferralDraft
from referral_desk.services import clients, referrals
from referral_desk.services.centre import Centre, create_centre
from referral_desk.services.generate import Amounts, generate

DAY = date(2026, 11, 24)
AMOUNTS = Amounts(clients=10_000, referrals=40_000, contacts=80_000)
TYPED = ("た", "たか", "tak", "takaha", "高橋", "みさき", "0900", "1985", "00012", "花 高", "ﾔﾏ", "yama")
"""What somebody has typed when the list is asked for: short and long, kana, romaji, kanji, digits."""

KEYSTROKE_LIMIT = 2.0
SAVE_LIMIT = 5.0
"""Twice is the aim, and what it comes to where a disk takes milliseconds to sync; a build machine's takes none."""

CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Keep the folder until the process ends, for all benches share the centre."""
    return tempfile.TemporaryDirectory(prefix="referral-desk-bench-")


@cache
def shared_centre() -> Centre:
    """Return the generated centre, open; it is made once."""
    settings = CentreSettings(name="架空市保健所")
    place = Path(_folder().name) / "centre"
    centre, _code = create_centre(
        place,
        settings,
        "midori",
        "みほんのとても長い合言葉。",
        cost=CHEAP,
        today=lambda: DAY,
    )
    generate(centre, AMOUNTS, seed="bench", today=DAY)
    return centre


@contextmanager
def plain_cursor(centre: Centre, begin: str) -> Iterator[object]:
    """Give a bare cursor in a transaction, as the plainest program would have one."""
    with centre.sessions.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(begin)
        yield cursor
        cursor.execute("COMMIT")
        cursor.close()


# --- searching ------------------------------------------------------------------------------------------------------

_FIND = """
SELECT client.id, client.number, client.name, client.kana, client.birth, client.phone,
    (SELECT max("on") FROM contact WHERE contact.client_id = client.id),
    (SELECT count(*) FROM referral WHERE referral.client_id = client.id
        AND referral.status IN ('draft', 'requested', 'accepted', 'in-progress', 'on-hold'))
FROM client JOIN client_search ON client_search.client_id = client.id
WHERE client_search.keys LIKE ? ORDER BY client.kana_key, client.number LIMIT 50
"""


def keystroke() -> Comparison:
    """Compare the rows for one keystroke with the same rows by a plain LIKE for what was typed."""
    centre = shared_centre()

    def plainly() -> None:
        for typed in TYPED:
            with plain_cursor(centre, "BEGIN") as cursor:
                cursor.execute(_FIND, (f"%{typed}%",)).fetchall()  # type: ignore[attr-defined]

    def ours() -> None:
        for typed in TYPED:
            clients.rows(centre, typed, limit=50)

    return compare(
        f"a keystroke among {AMOUNTS.clients:,} clients, {len(TYPED)} of them",
        lambda: seconds(plainly),
        lambda: seconds(ours),
        limit=KEYSTROKE_LIMIT,
        rounds=15,
    )


# --- saving ---------------------------------------------------------------------------------------------------------

CALL = HandoffFacts(client_present=True, receiver_live=True, channel=Channel.TELEPHONE, receiver_name="例田 一朗")


def save() -> Comparison:
    """Compare recording a referral with plain inserts of the same rows, each one transaction, synced to disk."""
    centre = shared_centre()
    draft = ReferralDraft(client_id=1, institution_id=1, on=DAY, consent=ConsentKind.ORAL, request="相談")
    statements = _inserts(centre, referrals.refer(centre, draft, CALL, follow_up_on=DAY).record.id)
    turn = 0

    def plainly() -> None:
        nonlocal turn
        turn -= 1  # ids that the program never gives
        with plain_cursor(centre, "BEGIN IMMEDIATE") as cursor:
            for statement, values in statements:
                cursor.execute(statement, {**values, "turn": turn})  # type: ignore[attr-defined]

    return compare(
        "a referral saved, with handoff and follow-up",
        lambda: seconds(plainly),
        lambda: seconds(lambda: referrals.refer(centre, draft, CALL, follow_up_on=DAY)),
        limit=SAVE_LIMIT,
        rounds=60,
        warm_up=5,
    )


def _inserts(centre: Centre, referral_id: int) -> list[tuple[str, dict[str, object]]]:
    """Return plain inserts that repeat the rows of a referral under the numbers of a turn."""
    statements = []
    with centre.read() as session:
        for table, key in (("referral", "id"), ("handoff", "referral_id"), ("follow_up", "referral_id")):
            row = session.execute(text(f"SELECT * FROM {table} WHERE {key} = :id"), {"id": referral_id})
            values = dict(row.mappings().one())
            places = {name: f":{name}" for name in values} | {"id": ":turn"}
            if table == "referral":
                places["number"] = "'x-' || :turn"
            else:
                places["referral_id"] = ":turn"
            names = ", ".join(f'"{name}"' for name in places)
            statements.append((f"INSERT INTO {table} ({names}) VALUES ({', '.join(places.values())})", values))
    return statements
