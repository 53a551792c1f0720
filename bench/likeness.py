"""Finding who may be the same person: how right it is on labelled pairs, and what it costs among 100,000 clients."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import text

from bench.likeness_pairs import Pair, all_pairs
from bench.measure import Comparison, compare, seconds
from referral_desk.db.queries.bulk import BulkWriter, NewClient
from referral_desk.db.slots import KdfCost
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.likeness import Person, likeness
from referral_desk.services.centre import Centre, create_centre
from referral_desk.services.generate import Amounts, generate
from referral_desk.services.likeness import likely_same

DAY = date(2026, 11, 24)
CLIENTS = 100_000
LOWEST_SHARE = 0.9
LOOKUP_LIMIT = 1.0
"""At most what one plain search of the list costs: it is asked after every pause in typing."""

CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)
_PLAIN = "SELECT client_id FROM client_search WHERE keys LIKE :part"


@dataclass(frozen=True)
class Rightness:
    """One line of the table that tells shares, not times: how much of what was found is right, and found of all.

    ``precision`` None: not told.
    """

    name: str
    precision: float | None
    recall: float
    limit: float = LOWEST_SHARE

    @property
    def within(self) -> bool:
        """Whether both shares keep the limit."""
        return min(self.recall, 1.0 if self.precision is None else self.precision) >= self.limit

    def line(self) -> str:
        """Return the line as it is printed."""
        precision = "" if self.precision is None else f"precision {self.precision:.3f}"
        return f"{self.name:44}{precision:>17}{f'recall {self.recall:.3f}':>15}{'':8}{self.limit:>8.1f}"


def rightness(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return precision and recall of the score on labelled pairs."""
    judged = [(likeness(pair.one, pair.other).likely, pair.same) for pair in pairs]
    right = sum(likely and same for likely, same in judged)
    return right / sum(likely for likely, _same in judged), right / sum(same for _likely, same in judged)


def pairs() -> Rightness:
    """Tell how right the score is on the labelled pairs."""
    labelled = tuple(all_pairs())
    return Rightness(f"likely the same, on {len(labelled):,} labelled pairs", *rightness(labelled))


def lookup() -> Comparison:
    """Compare finding who may be the same among 100,000 clients with one plain search for the name."""
    centre = _large_centre()
    drafts = [_draft(pair.one, "") for pair in all_pairs() if pair.same][:40]

    def plainly() -> None:
        with centre.read() as session:
            for draft in drafts:
                session.execute(text(_PLAIN), {"part": f"%{draft.name}%"}).all()

    def ours() -> None:
        for draft in drafts:
            likely_same(centre, draft)

    return compare(
        f"who may be the same among {CLIENTS:,}, {len(drafts)} of them",
        lambda: seconds(plainly),
        lambda: seconds(ours),
        limit=LOOKUP_LIMIT,
        rounds=7,
    )


def found_among_many() -> Rightness:
    """Tell how many whom the score knows again are found by the indexes, among 100,000 others who share their names."""
    centre = _large_centre()
    of_one = [pair for pair in all_pairs() if pair.same]
    known_again = [turn for turn, pair in enumerate(of_one, 1) if likeness(pair.one, pair.other).likely]

    def is_found(turn: int) -> bool:
        found = likely_same(centre, _draft(of_one[turn - 1].other, ""), limit=1_000)
        return CLIENTS + turn in {each.id for each in found}

    share = sum(map(is_found, known_again)) / len(known_again)
    return Rightness(f"of these found among {CLIENTS:,}", None, share)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="referral-desk-bench-")


@cache
def _large_centre() -> Centre:
    """Return a centre of many clients, with the first of every pair of one person; it is made once."""
    settings, password = CentreSettings(name="架空市保健所"), "みほんのとても長い合言葉。"
    centre, _code = create_centre(
        Path(_folder().name) / "centre", settings, "midori", password, cost=CHEAP, today=lambda: DAY
    )
    generate(centre, Amounts(clients=CLIENTS, referrals=0, contacts=0), seed="bench", today=DAY)
    people = [pair.one for pair in all_pairs() if pair.same]
    with centre.sessions.write() as session:
        BulkWriter(session, centre.clock()).clients(
            [NewClient(CLIENTS + turn, _draft(person, f"b-{turn}"), DAY) for turn, person in enumerate(people, 1)]
        )
    return centre


def _draft(person: Person, number: str) -> ClientDraft:
    return ClientDraft(
        number=number,
        name=person.name,
        kana=person.kana,
        anonymous=person.anonymous,
        birth=person.birth,
        birth_exact=person.birth_exact,
        sex=person.sex,
        address=person.address,
        phone=person.phone,
    )
