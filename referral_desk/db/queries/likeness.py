"""Clients who may be the person that somebody types or looks at: found by indexes, then judged one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.db.models import ClientSearchTable, ClientTable
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.likeness import Compared, LikelyClient, Person, slips_of_birth
from referral_desk.domain.name_likeness import NameKeys, name_keys
from referral_desk.domain.names import kana_sort_key, search_key

_AT_MOST_OF_A_KIND = 250
"""Of clients who share one sign, such as the beginning of a common name; the other signs find what is cut off."""

_LONGEST_SPLIT = 12
"""Kana up to which it is tried where a family name may end that was typed without a space behind it."""

_PERSON = (
    ClientTable.id,
    ClientTable.closed_on,
    ClientTable.name,
    ClientTable.kana,
    ClientTable.birth,
    ClientTable.birth_exact,
    ClientTable.phone,
    ClientTable.address,
    ClientTable.sex,
    ClientTable.anonymous,
    ClientTable.number,
)


def likely_same(
    session: Session, person: Person, *, own_id: int | None = None, typing: bool = False, limit: int = 20
) -> tuple[LikelyClient, ...]:
    """Return clients who may be ``person``, the likeliest first; restricted ones that are hidden are left out.

    ``own_id`` is left out too: the record itself. ``typing``: the name may not be whole yet.
    """
    sought = Compared.of(person)
    judge = sought.begun_for if typing else sought.with_other
    left_out = hidden_ids(session) | ({own_id} if own_id is not None else set())
    found: dict[int, LikelyClient] = {}
    looked_at: set[int] = set()
    names: dict[tuple[str, str, bool], NameKeys] = {}
    for condition in _signs(person):
        query = select(*_PERSON).where(condition).limit(_AT_MOST_OF_A_KIND)
        for client_id, closed_on, *fields in session.execute(query):
            if client_id in looked_at or client_id in left_out:
                continue
            looked_at.add(client_id)
            its = Person(*fields)
            if sought.is_ruled_out(its.birth, exact=its.birth_exact):
                continue
            called = (its.name, its.kana, its.anonymous)  # many of those who share a sign share their name, too
            if called not in names:
                names[called] = name_keys(its.name, its.kana, anonymous=its.anonymous)
            judged = judge(Compared(its, names[called]))
            if judged.likely:
                found[client_id] = LikelyClient(client_id, its, closed_on, judged)
    return tuple(sorted(found.values(), key=_likeliest_first)[:limit])


def _likeliest_first(found: LikelyClient) -> tuple[int, bool, int]:
    return -found.likeness.score, found.closed_on is not None, found.id


def _signs(person: Person) -> Iterator[ColumnElement[bool]]:
    """Give the conditions that likely clients meet one of, each answered from one index."""
    if person.phone.strip():
        yield ClientTable.phone == person.phone
    if person.birth and person.birth_exact:
        yield ClientTable.birth.in_(_dates(person.birth))
    if not person.anonymous or person.name.strip():
        yield from _by_name(person)


def _dates(birth: date) -> list[date]:
    return sorted({birth, date(birth.year, 1, 1), *slips_of_birth(birth)})


def _by_name(person: Person) -> Iterator[ColumnElement[bool]]:
    if key := search_key(person.name):
        named = select(ClientSearchTable.client_id).where(_begins(ClientSearchTable.keys, f"{key}\n"))
        yield ClientTable.id.in_(named.limit(_AT_MOST_OF_A_KIND))
    for beginning in dict.fromkeys(_beginnings(person.kana)):
        yield _begins(ClientTable.kana_key, beginning)
    if spaced := _otherwise_spaced(person.kana):
        yield or_(*(_begins(ClientTable.kana_key, each) for each in spaced))


def _beginnings(kana: str) -> Iterator[str]:
    """Give the beginnings of sort keys under which the same reading, one slip in it, or one swapped round stands.

    The whole reading first, then the family name with the first kana of the given name, then that without its last
    kana, for a slip there; a name of one part stands for itself.
    """
    key = kana_sort_key(kana).partition("\t")[0]
    parts = key.split()
    if not parts:
        return
    yield f"{key}\t"
    if len(parts) == 1:
        yield f"{key} " if len(key) > 1 else f"{key}\t"
        return
    family, given = parts[0], parts[-1]
    yield f"{family} {given[0]}"
    yield f"{given} {family[0]}"
    if len(family) > 1:
        yield f"{family[:-1]} {given[0]}"


def _otherwise_spaced(kana: str) -> list[str]:
    """Return the beginnings of sort keys of the same reading with another space in it, or with none."""
    key = kana_sort_key(kana).partition("\t")[0]
    whole = key.replace(" ", "")
    if key != whole:
        return [f"{whole}\t"]
    return [f"{whole[:place]} {whole[place:]}\t" for place in range(1, min(len(whole), _LONGEST_SPLIT))]


def _begins(column: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    # A range rather than LIKE, which asks no index where capitals count.
    return and_(column >= beginning, column < beginning[:-1] + chr(ord(beginning[-1]) + 1))
