"""What a report form is filled from: contacts and referrals of a period, grouped by person and by what they were.

Closed months give the rows that were frozen with them, under the same names as the live rows of open months.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import (
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from referral_desk.db.models import ContactFactorTable, ContactTable, FrozenContactTable
from referral_desk.db.queries import figures
from referral_desk.db.queries.tally_rows import AnyRows, closed_months, tally_rows
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.codes import ContactService, HandoffMode
from referral_desk.domain.form_filling import Counted, CountedRows
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.report_form import NOT_YET, Measure, Source
from referral_desk.domain.tally import ContactBehind, Figure, FormCell

_PERSON, _ON, _SERVICE, _CATEGORY, _FACTORS = "person", "on", "service", "category", "factors"


def counted(session: Session, source: Source, first: date, last: date) -> CountedRows:
    """Count the period for a form, each fiscal year by itself, and what lies before it in its first fiscal year."""
    rows: list[Counted] = []
    year = fiscal_year_of(first)
    for begun in range(year, fiscal_year_of(last) + 1):
        whole = Period.fiscal_year(begun)
        rows.extend(_grouped(session, source, max(first, whole.first), min(last, whole.last), begun))
    begins = Period.fiscal_year(year).first
    if begins < first:
        rows.extend(_grouped(session, source, begins, first - timedelta(days=1), year, before=True))
    return CountedRows(tuple(rows), tally_rows(session, first, last).whole)


def _grouped(
    session: Session, source: Source, first: date, last: date, year: int, *, before: bool = False
) -> Iterator[Counted]:
    if source is Source.HANDOFFS:
        referral = tally_rows(session, first, last).referrals.c
        query = select(referral.person, referral.mode, referral.kind, func.count())
        for person, mode, kind, count in session.execute(query.group_by(referral.person, referral.mode, referral.kind)):
            across = mode.value if mode else NOT_YET
            yield Counted(str(person), across, kind, frozenset(), count, year, before)
        return
    rows = _contacts(session, first, last).subquery("form_contact").c
    alike = (rows.person, rows.service, rows.category, rows.factors)
    for person, service, category, factors, count in session.execute(select(*alike, func.count()).group_by(*alike)):
        codes = frozenset(factors.split())
        yield Counted(person, ContactService(service).value, category, codes, count, year, before)


def _contacts(session: Session, first: date, last: date) -> AnyRows:
    """Return every contact that counts, live or frozen, with its factors joined by spaces."""
    contact, factor, frozen = ContactTable, ContactFactorTable, FrozenContactTable
    closed = closed_months(session, first, last)
    ordered = (
        select(factor.contact_id, factor.factor)
        .where(_open(factor.on, first, last, closed))
        .order_by(factor.contact_id, factor.factor)
        .subquery()
    )
    named = (
        select(ordered.c.contact_id, func.group_concat(ordered.c.factor, " ").label(_FACTORS))
        .group_by(ordered.c.contact_id)
        .subquery()
    )
    live = (
        select(
            cast(contact.client_id, String).label(_PERSON),
            cast(contact.service, String).label(_SERVICE),
            contact.category.label(_CATEGORY),
            func.coalesce(named.c.factors, "").label(_FACTORS),
        )
        .outerjoin(named, named.c.contact_id == contact.id)
        .where(_open(contact.on, first, last, closed))
    )
    if not closed:
        return live
    kept = select(
        frozen.person.label(_PERSON),
        cast(frozen.service, String).label(_SERVICE),
        frozen.category.label(_CATEGORY),
        frozen.factors.label(_FACTORS),
    ).where(frozen.closed_month_id.in_(closed.values()), frozen.on.between(first, last))
    both = union_all(live, kept).subquery("both")
    return select(both.c.person, both.c.service, both.c.category, both.c.factors)


def _open(
    column: InstrumentedAttribute[date], first: date, last: date, closed: dict[tuple[int, int], int]
) -> ColumnElement[bool]:
    """Return the condition that a day lies in the period, and in no month that is closed."""
    months = [Period.month(*month) for month in closed]
    return and_(column.between(first, last), *(not_(column.between(each.first, each.last)) for each in months))


def contacts_behind(session: Session, first: date, last: date, cell: FormCell) -> tuple[ContactBehind, ...]:
    """Return the contacts of a cell in order of date, as they were submitted where the month is closed.

    Clients restricted to others, and those whose record is gone, are counted but not named.
    """
    contact, factor, frozen = ContactTable, ContactFactorTable, FrozenContactTable
    closed = closed_months(session, first, last)
    across = [ContactService(code) for code in cell.across]
    live = select(cast(contact.client_id, String).label(_PERSON), contact.on, contact.service, contact.category).where(
        _open(contact.on, first, last, closed), contact.category.in_(cell.along)
    )
    kept = select(frozen.person, frozen.on, frozen.service, frozen.category).where(
        frozen.closed_month_id.in_(closed.values()), frozen.on.between(first, last), frozen.category.in_(cell.along)
    )
    if across:
        live, kept = live.where(contact.service.in_(across)), kept.where(frozen.service.in_(across))
    if cell.factors:
        live = live.where(exists().where(factor.contact_id == contact.id, factor.factor.in_(cell.factors)))
        padded = literal(" ").concat(frozen.factors).concat(" ")
        kept = kept.where(or_(*(padded.contains(f" {code} ", autoescape=True) for code in cell.factors)))
    found = [*session.execute(live), *session.execute(kept)]
    found.sort(key=lambda row: row.on)
    ids = tuple(dict.fromkeys(int(row.person) for row in found if row.person.isdecimal()))
    names = {each.client_id: each for each in figures.people(session, ids)}
    return tuple(
        ContactBehind(
            who.client_id, who.client_number, who.client_name, who.client_kana, row.on, row.service, row.category
        )
        for row in found
        if row.person.isdecimal() and (who := names.get(int(row.person))) is not None
    )


def behind(
    session: Session, first: date, last: date, figure: Figure
) -> tuple[ContactBehind, ...] | tuple[ReferralRow, ...]:
    """Return who stands behind a figure of a form: contacts or referrals, or people where it counts people."""
    cell = figure.cell
    if cell is None:
        return ()
    of_people = Measure(figure.column).of_people
    if cell.source == Source.CONTACTS:
        contacts = contacts_behind(session, first, last, cell)
        if not of_people:
            return contacts
        ids = tuple(dict.fromkeys(row.client_id for row in contacts))
        new_only = Measure(figure.column) is Measure.FIRST_IN_YEAR
        return figures.people(session, _new(session, first, last, cell, ids) if new_only else ids)
    referrals = referrals_behind(session, first, last, cell)
    return figures.people(session, tuple(dict.fromkeys(row.client_id for row in referrals))) if of_people else referrals


def _new(session: Session, first: date, last: date, cell: FormCell, ids: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out who was in the cell earlier in the fiscal year; a period over two of them has new ones in each."""
    begins = Period.fiscal_year(fiscal_year_of(first)).first
    if begins == first or fiscal_year_of(first) != fiscal_year_of(last):
        return ids
    earlier = {row.client_id for row in contacts_behind(session, begins, first - timedelta(days=1), cell)}
    return tuple(each for each in ids if each not in earlier)


def referrals_behind(session: Session, first: date, last: date, cell: FormCell) -> tuple[ReferralRow, ...]:
    """Return the referrals of a cell, the newest first."""
    modes = tuple(HandoffMode(code) for code in cell.across if code != NOT_YET)
    counted_rows = tally_rows(session, first, last)
    found: list[ReferralRow] = []
    for kind in cell.along:
        if modes or not cell.across:
            found += figures.referrals(session, counted_rows, figures.ReferralsWanted(kind, modes))
        if NOT_YET in cell.across:
            found += figures.referrals(session, counted_rows, figures.ReferralsWanted(kind, happened=False))
    return tuple(sorted(found, key=lambda row: (row.on, row.id), reverse=True))
