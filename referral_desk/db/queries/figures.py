"""The people and records behind a figure of the tally, from the very rows that were counted.

Clients restricted to others are counted, but not named. In closed months the rows are those that were frozen: a person
leads to her record as it is today, a merged one to the record that was kept, and one whose record was disposed of
stands as a row without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from referral_desk.db.models import ClientTable, InstitutionTable, MergeTable, ReferralTable
from referral_desk.db.queries import tally_standing
from referral_desk.db.queries.referrals import rows as referral_rows
from referral_desk.db.queries.restrictions import hidden
from referral_desk.db.queries.tally_people import first_persons
from referral_desk.db.queries.tally_rows import TallyRows
from referral_desk.domain.codes import ContactService, HandoffMode, Outcome, ReferralStatus
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind
from referral_desk.domain.tally_counts import FunnelPath

LIMIT = 100_000
"""A year's contacts of the largest centre: a list behind a figure is never shorter than the figure says."""

_PART = 500


def contacts(
    session: Session,
    rows: TallyRows,
    *,
    services: Sequence[ContactService] = (),
    category: str = "",
    factor: str = "",
) -> tuple[ContactBehind, ...]:
    """Return the contacts that were counted, in order of date."""
    contact = rows.of_contacts("record", "person", "on", "service", "category", factor=factor).c
    query = select(contact.person, contact.on, contact.service, contact.category)
    if services:
        query = query.where(contact.service.in_(services))
    if category:
        query = query.where(contact.category == category)
    found = session.execute(query.order_by(contact.on, contact.record, contact.person).limit(LIMIT)).all()
    who = _Names(session, (row.person for row in found))
    return tuple(
        replace(person, on=row.on, service=row.service, category=row.category)
        for row in found
        if (person := who.of(row.person)) is not None
    )


def persons_of_contacts(
    session: Session, rows: TallyRows, *, services: Sequence[ContactService] = (), category: str = "", factor: str = ""
) -> tuple[ContactBehind, ...]:
    """Return the persons behind such contacts, each once, in the order of their first one."""
    contact = rows.of_contacts("record", "person", "on", "service", "category", factor=factor).c
    query = select(contact.person).order_by(contact.on, contact.record)
    if services:
        query = query.where(contact.service.in_(services))
    if category:
        query = query.where(contact.category == category)
    return named(session, dict.fromkeys(session.scalars(query)))


def persons_for_the_first_time(
    session: Session, rows: TallyRows, service: ContactService | None = None
) -> tuple[ContactBehind, ...]:
    """Return the persons whose first contact of a fiscal year lies in the period, of this service if one is named."""
    found = first_persons(session, rows.first, rows.last, rows.narrowed, by_service=service is not None).subquery()
    query = select(found.c.person)
    if service is not None:
        query = query.where(found.c.service == service)
    return _by_kana(named(session, dict.fromkeys(session.scalars(query))))


@dataclass(frozen=True)
class ReferralsWanted:
    """Which referrals stand behind a figure: of one ``kind``, in one of ``modes``, with one of ``outcomes``.

    Empty: of any. ``happened``: only those handed over (True) or still to be (False).
    """

    kind: str = ""
    modes: tuple[HandoffMode, ...] = ()
    happened: bool | None = None
    outcomes: tuple[Outcome, ...] = ()


def referrals(session: Session, rows: TallyRows, wanted: ReferralsWanted) -> tuple[ReferralRow, ...]:
    """Return the referrals that were counted, the newest first; what counted of them is told as it was counted."""
    found = _counted_referrals(session, rows, wanted)
    live: dict[int, ReferralRow] = {}
    for part in _parts([row.record for row in found if row.record is not None]):
        live |= {row.id: row for row in referral_rows(session, ReferralTable.id.in_(part), limit=len(part))}
    who = _Names(session, (row.person for row in found))
    names = _institution_names(session, {row.institution_id for row in found})
    made = (_referral(row, live.get(row.record), who.of(row.person), names) for row in found)
    return tuple(row for row in made if row is not None)


def persons_of_referrals(session: Session, rows: TallyRows, wanted: ReferralsWanted) -> tuple[ContactBehind, ...]:
    """Return the persons behind such referrals, each once."""
    return named(session, dict.fromkeys(row.person for row in _counted_referrals(session, rows, wanted)))


def _counted_referrals(session: Session, rows: TallyRows, wanted: ReferralsWanted) -> Sequence[Any]:
    columns = ("record", "person", "on", "institution_id", "kind", "status", "mode", "outcome", "outcome_on")
    referral = rows.of_referrals(*columns).c
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind:
        conditions.append(referral.kind == wanted.kind)
    if wanted.modes:
        conditions.append(referral.mode.in_(wanted.modes))
    if wanted.happened is not None:
        conditions.append(referral.mode.is_not(None) if wanted.happened else referral.mode.is_(None))
    if wanted.outcomes:
        conditions.append(referral.outcome.in_(wanted.outcomes))
    query = select(*(referral[name] for name in columns)).where(*conditions)
    return session.execute(query.order_by(referral.on.desc(), referral.record.desc()).limit(LIMIT)).all()


def _referral(
    row: Any, live: ReferralRow | None, person: ContactBehind | None, names: Mapping[int, str]
) -> ReferralRow | None:
    """Return the row of a referral as it counted; None where it may not be named."""
    if person is None:
        return None
    counted: dict[str, Any] = {
        "on": row.on,
        "institution_kind": row.kind,
        "mode": row.mode,
        "outcome": row.outcome,
        "outcome_on": row.outcome_on,
    }
    if live is not None:
        return replace(live, **counted)
    return ReferralRow(
        id=0,
        number="",
        client_id=person.client_id,
        client_number=person.client_number,
        client_name=person.client_name,
        client_kana=person.client_kana,
        institution_id=row.institution_id,
        institution_name=names.get(row.institution_id, ""),
        status=ReferralStatus(row.status),
        consent=None,
        follow_up_on=None,
        **counted,
    )


def inbound(
    session: Session, rows: TallyRows, *, kind: str | None = None, warm: bool = False
) -> tuple[ContactBehind, ...]:
    """Return the referrals to us that were counted, in order of date; ``kind`` "": not in the directory, None: all."""
    row = rows.of_inbound("record", "person", "on", "kind", "came_along", "institution_id").c
    query = select(row.person, row.on, row.institution_id)
    if kind is not None:
        query = query.where(row.kind == kind)
    if warm:
        query = query.where(row.came_along)
    found = session.execute(query.order_by(row.on, row.record).limit(LIMIT)).all()
    who = _Names(session, (each.person for each in found))
    names = _institution_names(session, {each.institution_id for each in found if each.institution_id is not None})
    return tuple(
        replace(person, on=each.on, institution=names.get(each.institution_id, ""))
        for each in found
        if (person := who.of(each.person)) is not None
    )


def persons_of_inbound(session: Session, rows: TallyRows, *, kind: str | None = None) -> tuple[ContactBehind, ...]:
    """Return the persons behind such referrals to us, each once."""
    row = rows.of_inbound("record", "person", "on", "kind").c
    query = select(row.person).order_by(row.on, row.record)
    if kind is not None:
        query = query.where(row.kind == kind)
    return named(session, dict.fromkeys(session.scalars(query)))


def paths(session: Session, found: Iterable[FunnelPath]) -> tuple[ContactBehind, ...]:
    """Return a row for each of these paths of SBIRTS, in the order of the days they began."""
    listed = sorted(found, key=lambda path: (path.on or date.min, path.person))
    who = _Names(session, (path.person for path in listed))
    return tuple(
        replace(person, on=path.on, target=path.target)
        for path in listed
        if (person := who.of(path.person)) is not None
    )


def engaged(session: Session, rows: TallyRows, kind: str, column: str) -> tuple[ContactBehind, ...]:
    """Return the persons behind a column of the engagements table, by kana."""
    found = tally_standing.engaged(rows, column).c
    query = select(found.person).where(found.kind == kind).distinct()
    return _by_kana(named(session, dict.fromkeys(session.scalars(query))))


def with_benefits(session: Session, rows: TallyRows, *codes: str) -> tuple[ContactBehind, ...]:
    """Return the persons of the benefits table who have all of ``codes``, by kana."""
    return _by_kana(named(session, tally_standing.with_benefits(session, rows, *codes)))


# --- names ------------------------------------------------------------------------------------------------------------


def people(session: Session, ids: Sequence[int]) -> tuple[ContactBehind, ...]:
    """Return number, name and kana of clients, in the order of ``ids``."""
    found = _named(session, ids)
    return tuple(found[client_id] for client_id in ids if client_id in found)


def named(session: Session, persons: Iterable[int | str]) -> tuple[ContactBehind, ...]:
    """Return the row of each person, in order; those restricted to others are left out, who is gone has no name."""
    listed = tuple(persons)
    who = _Names(session, listed)
    return tuple(row for person in listed if (row := who.of(person)) is not None)


def _by_kana(rows: tuple[ContactBehind, ...]) -> tuple[ContactBehind, ...]:
    return tuple(sorted(rows, key=lambda row: (row.gone, row.client_kana, row.client_id)))


class _Names:
    """Who the persons of counted rows are today."""

    def __init__(self, session: Session, persons: Iterable[int | str]) -> None:
        ids = {id_ for person in persons if (id_ := _id_of(person)) is not None}
        self._kept = _kept_records(session) if ids else {}
        sought = sorted({self._now(id_) for id_ in ids})
        self._found = _named(session, sought)
        self._restricted = set(session.scalars(hidden(session)))

    def of(self, person: int | str) -> ContactBehind | None:
        """Return a person's row; None for one who is restricted to others."""
        id_ = _id_of(person)
        if id_ is None:
            return GONE
        now = self._now(id_)
        return None if now in self._restricted else self._found.get(now, GONE)

    def _now(self, id_: int) -> int:
        """Return the id of the record that one was merged into, itself if it was not."""
        passed = {id_}
        while (kept := self._kept.get(id_)) is not None and kept not in passed:
            passed.add(kept)
            id_ = kept
        return id_


GONE = ContactBehind(0, "", "", "", None, None, "")
"""Stands for a person whose record was disposed of."""


def _id_of(person: int | str) -> int | None:
    """Return the client's id that a person is; None for the random key of one who is gone."""
    text = str(person)
    return int(text) if text.isascii() and text.isdecimal() else None


def _kept_records(session: Session) -> dict[int, int]:
    query = select(MergeTable.merged_id, MergeTable.kept_id).where(MergeTable.undone_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.order_by(MergeTable.id))}


def _named(session: Session, ids: Sequence[int]) -> dict[int, ContactBehind]:
    client = ClientTable
    found = {}
    for part in _parts(ids):
        query = select(client.id, client.number, client.name, client.kana).where(
            client.id.in_(part), client.id.not_in(hidden(session))
        )
        for row in session.execute(query):
            found[row[0]] = ContactBehind(row[0], row[1], row[2], row[3], None, None, "")
    return found


def _institution_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    found = {}
    for part in _parts(sorted(ids)):
        query = select(InstitutionTable.id, InstitutionTable.name).where(InstitutionTable.id.in_(part))
        found.update({row[0]: row[1] for row in session.execute(query)})
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]
