"""Closing months: freezing what was counted, and putting a random key in the place of a person who is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    Base,
    ClientTable,
    ClosedMonthTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    FrozenContactTable,
    FrozenEngagementTable,
    FrozenInboundTable,
    FrozenPathTable,
    FrozenPersonTable,
    FrozenReferralTable,
    InboundTable,
    InstitutionTable,
    ReferralTable,
    StaffTable,
)
from referral_desk.db.queries import sbirts
from referral_desk.db.queries.sbirts_rows import as_counted
from referral_desk.db.queries.tallies import counted_in
from referral_desk.db.queries.tally_people import first_persons
from referral_desk.db.queries.tally_standing import BENEFITS, current_on, registered_by, standings
from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.calendar import Period, age_on
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.codes import SbirtsStep
from referral_desk.domain.tally_filter import EVERYTHING

_BATCH = 1_000


def of_month(session: Session, year: int, month: int) -> ClosedMonth | None:
    """Return the closing that holds of a month, None for an open one."""
    table = ClosedMonthTable
    query = select(table).where(table.year == year, table.month == month, table.reopened_at.is_(None))
    row = session.scalar(query.order_by(table.id.desc()).limit(1))
    return ClosedMonth(row.id, row.year, row.month, row.closed_at, row.closed_by, row.head) if row else None


def close(session: Session, year: int, month: int, *, at: datetime, staff_name: str, head: str, figures: str) -> int:
    """Freeze the rows of an open month beside its ``figures`` (the tally as JSON); return the id of the closing."""
    period = Period.month(year, month)
    firsts = _firsts(session, period)
    row = ClosedMonthTable(
        year=year,
        month=month,
        closed_at=at,
        closed_by=staff_name,
        head=head,
        figures=figures,
        reopened_at=None,
        reopened_by="",
        reopened_reason="",
    )
    session.add(row)
    session.flush()
    _freeze_contacts(session, row.id, period, firsts)
    _freeze_referrals(session, row.id, period)
    _freeze_inbound(session, row.id, period)
    _freeze_paths(session, row.id, period)
    _freeze_engagements(session, row.id, period)
    _freeze_people(session, row.id, period.last)
    return row.id


def replace_person(session: Session, client_id: int, key: str) -> None:
    """Let ``key`` stand for a client in every closed month; nothing there leads back to her records any more."""
    person = str(client_id)
    contact, referral, inbound = FrozenContactTable, FrozenReferralTable, FrozenInboundTable
    session.execute(update(contact).where(contact.person == person).values(person=key, contact_id=None))
    session.execute(update(referral).where(referral.person == person).values(person=key, referral_id=None))
    session.execute(update(inbound).where(inbound.person == person).values(person=key, inbound_id=None))
    path = FrozenPathTable
    session.execute(update(path).where(path.person == person).values(person=key, path_id=None))
    for table in (FrozenEngagementTable, FrozenPersonTable):
        session.execute(update(table).where(table.person == person).values(person=key))


def _firsts(session: Session, period: Period) -> frozenset[tuple[str, str]]:
    """Return (person, service) for whom the first contact of the fiscal year lies in a month, service "" for any."""
    found = session.execute(first_persons(session, period.first, period.last, EVERYTHING))
    of_service = session.execute(first_persons(session, period.first, period.last, EVERYTHING, by_service=True))
    return frozenset({(str(row.person), "") for row in found} | {(str(row.person), row.service) for row in of_service})


def _freeze_contacts(session: Session, closing: int, period: Period, firsts: frozenset[tuple[str, str]]) -> None:
    contact, client, factor = ContactTable, ClientTable, ContactFactorTable
    factors: defaultdict[int, list[str]] = defaultdict(list)
    wanted = select(factor.contact_id, factor.factor).where(factor.on.between(period.first, period.last))
    for contact_id, code in session.execute(wanted.order_by(factor.contact_id, factor.factor)):
        factors[contact_id].append(code)
    staff = _staff_ids(session)
    first_days: dict[tuple[str, str], date] = {}

    def begun(row: Any, service: str) -> bool:
        """Whether this contact is one of the first day: the rows come in order of date."""
        who = (str(row.client_id), service)
        return who in firsts and first_days.setdefault(who, row.on) == row.on

    query = (
        select(
            contact.id,
            contact.client_id,
            contact.on,
            contact.service,
            contact.category,
            contact.staff_name,
            *_OF_CLIENT,
        )
        .join(client, client.id == contact.client_id)
        .where(contact.on.between(period.first, period.last))
        .order_by(contact.on, contact.id)
    )
    _insert(
        session,
        FrozenContactTable,
        (
            {
                "closed_month_id": closing,
                "contact_id": row.id,
                "person": str(row.client_id),
                "on": row.on,
                "service": row.service,
                "category": row.category,
                "factors": " ".join(factors[row.id]),
                "first_in_year": begun(row, ""),
                "first_of_service": begun(row, row.service),
                "staff_id": staff.get(row.staff_name),
                **_person(row, row.on),
            }
            for row in session.execute(query).all()
        ),
    )


def _freeze_referrals(session: Session, closing: int, period: Period) -> None:
    referral, client, institution = ReferralTable, ClientTable, InstitutionTable
    staff = _staff_ids(session)
    query = (
        select(
            referral.id,
            referral.client_id,
            referral.on,
            referral.institution_id,
            institution.kind,
            referral.status,
            referral.mode,
            referral.outcome,
            referral.outcome_on,
            referral.staff_name,
            *_OF_CLIENT,
        )
        .join(client, client.id == referral.client_id)
        .join(institution, institution.id == referral.institution_id)
        .where(counted_in(period.first, period.last))
        .order_by(referral.on, referral.id)
    )
    _insert(
        session,
        FrozenReferralTable,
        (
            {
                "closed_month_id": closing,
                "referral_id": row.id,
                "person": str(row.client_id),
                "on": row.on,
                "institution_id": row.institution_id,
                "kind": row.kind,
                "status": row.status,
                "mode": row.mode,
                "outcome": row.outcome,
                "outcome_on": row.outcome_on,
                "staff_id": staff.get(row.staff_name),
                **_person(row, row.on),
            }
            for row in session.execute(query).all()
        ),
    )


def _freeze_inbound(session: Session, closing: int, period: Period) -> None:
    inbound, client, institution = InboundTable, ClientTable, InstitutionTable
    staff = _staff_ids(session)
    query = (
        select(
            inbound.id,
            inbound.client_id,
            inbound.on,
            inbound.institution_id,
            institution.kind,
            inbound.came_along,
            inbound.staff_name,
            *_OF_CLIENT,
        )
        .join(client, client.id == inbound.client_id)
        .outerjoin(institution, institution.id == inbound.institution_id)
        .where(inbound.on.between(period.first, period.last))
        .order_by(inbound.on, inbound.id)
    )
    _insert(
        session,
        FrozenInboundTable,
        (
            {
                "closed_month_id": closing,
                "inbound_id": row.id,
                "person": str(row.client_id),
                "on": row.on,
                "institution_id": row.institution_id,
                "kind": row.kind or "",
                "came_along": row.came_along,
                "staff_id": staff.get(row.staff_name),
                **_person(row, row.on),
            }
            for row in session.execute(query).all()
        ),
    )


def _freeze_paths(session: Session, closing: int, period: Period) -> None:
    """Freeze the paths of SBIRTS that began in the month, as far as they have come by now."""
    begun = sbirts.begun_between(session, period.first, period.last)
    counted, staff = as_counted(session, begun), _staff_ids(session)
    people = {row.id: row for row in session.execute(select(ClientTable.id, *_OF_CLIENT)).all()} if begun else {}
    _insert(
        session,
        FrozenPathTable,
        (
            {
                "closed_month_id": closing,
                "path_id": path.id,
                "person": counted[path.id].person,
                "on": path.started_on,
                "target": path.target,
                **{step.value: counted[path.id].results[step] or "" for step in SbirtsStep},
                "mode": counted[path.id].mode,
                "attended": counted[path.id].attended,
                "staff_id": staff.get(path.staff_name),
                **_person(people[path.client_id], path.started_on),
            }
            for path in begun
        ),
    )


def _freeze_engagements(session: Session, closing: int, period: Period) -> None:
    """Freeze what is current on the last day, and what began or ended in the month."""
    engagement, institution = EngagementTable, InstitutionTable
    query = (
        select(
            engagement.client_id,
            engagement.institution_id,
            func.coalesce(institution.kind, engagement.kind).label("kind"),
            engagement.state,
            engagement.since,
            engagement.until,
        )
        .outerjoin(institution, institution.id == engagement.institution_id)
        .where(_touched(period))
        .order_by(engagement.id)
    )
    _insert(
        session,
        FrozenEngagementTable,
        (
            {
                "closed_month_id": closing,
                "person": str(row.client_id),
                "institution_id": row.institution_id,
                "kind": row.kind,
                "state": row.state,
                "since": row.since,
                "until": row.until,
            }
            for row in session.execute(query).all()
        ),
    )


def _touched(period: Period) -> ColumnElement[bool]:
    engagement, first, last = EngagementTable, period.first, period.last
    return or_(current_on(last), engagement.since.between(first, last), engagement.until.between(first, last))


def _freeze_people(session: Session, closing: int, day: date) -> None:
    """Freeze who is registered on the last day, with what benefits, and who else is in an engagement that counts."""
    client, on_day = ClientTable, standings(day)
    codes = (PUBLIC_ASSISTANCE, *BENEFITS)
    in_engagement = select(FrozenEngagementTable.person).where(FrozenEngagementTable.closed_month_id == closing)
    engaged = set(session.scalars(in_engagement))
    query = (
        select(
            client.id,
            and_(registered_by(day)).label("registered"),
            *_OF_CLIENT,
            *(on_day.has[code].label(code) for code in codes),
        )
        .outerjoin(on_day.dated, on_day.joined)
        .order_by(client.id)
    )
    _insert(
        session,
        FrozenPersonTable,
        (
            {
                "closed_month_id": closing,
                "person": str(row.id),
                "registered": bool(row.registered),
                "benefits": " ".join(code for code in codes if getattr(row, code)),
                **_person(row, day),
            }
            for row in session.execute(query)
            if row.registered or str(row.id) in engaged
        ),
    )


_OF_CLIENT = (ClientTable.sex, ClientTable.birth, ClientTable.district)


def _person(row: Any, day: date) -> dict[str, object]:
    """Return what filters ask of a person, from a row with the columns of ``_OF_CLIENT``; her age on ``day``."""
    age = age_on(row.birth, day) if row.birth and row.birth <= day else None
    return {"sex": row.sex, "age": age, "district": row.district}


def _staff_ids(session: Session) -> dict[str, int]:
    """Return name → id of the staff list; who is in it twice by one name is one member."""
    query = select(StaffTable.name, func.min(StaffTable.id)).group_by(StaffTable.name)
    return {row[0]: row[1] for row in session.execute(query)}


def _insert(session: Session, table: type[Base], rows: Iterable[dict[str, object]]) -> None:
    """Write rows in batches, so that a month of a large centre is never in memory as a whole."""
    for batch in _batches(rows):
        session.execute(insert(table), batch)


def _batches(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
