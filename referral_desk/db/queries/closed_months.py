"""Closing months: freezing what was counted, and putting a random key in the place of a person who is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    Base,
    ClientTable,
    ClosedMonthTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    FrozenContactTable,
    FrozenPeopleTable,
    FrozenReferralTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.tallies import BENEFITS, counted_in, current_on, registered_by, standings
from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.calendar import Period, age_on
from referral_desk.domain.closed_month import ClosedMonth

_BATCH = 1_000


def of_month(session: Session, year: int, month: int) -> ClosedMonth | None:
    """Return the closing that holds of a month, None for an open one."""
    table = ClosedMonthTable
    query = select(table).where(table.year == year, table.month == month, table.reopened_at.is_(None))
    row = session.scalar(query.order_by(table.id.desc()).limit(1))
    return ClosedMonth(row.id, row.year, row.month, row.closed_at, row.closed_by, row.head) if row else None


def close(session: Session, year: int, month: int, *, at: datetime, staff_name: str, head: str, figures: str) -> int:
    """Freeze the rows of an open month beside its ``figures`` (the tally as JSON); return the id of the closing."""
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
    period = Period.month(year, month)
    _freeze_contacts(session, row.id, period)
    _freeze_referrals(session, row.id, period)
    _freeze_people(session, row.id, period)
    return row.id


def replace_person(session: Session, client_id: int, key: str) -> None:
    """Let ``key`` stand for a client in every closed month; nothing there leads back to her records any more."""
    person = str(client_id)
    contact, referral, people = FrozenContactTable, FrozenReferralTable, FrozenPeopleTable
    session.execute(update(contact).where(contact.person == person).values(person=key, contact_id=None))
    session.execute(update(referral).where(referral.person == person).values(person=key, referral_id=None))
    session.execute(
        update(people)
        .where(people.people.contains(f" {person} "))
        .values(people=func.replace(people.people, f" {person} ", f" {key} "))
    )


def _freeze_contacts(session: Session, closing: int, period: Period) -> None:
    contact, client, factor = ContactTable, ClientTable, ContactFactorTable
    factors: defaultdict[int, list[str]] = defaultdict(list)
    wanted = select(factor.contact_id, factor.factor).where(factor.on.between(period.first, period.last))
    for contact_id, code in session.execute(wanted.order_by(factor.contact_id, factor.factor)):
        factors[contact_id].append(code)
    query = (
        select(contact.id, contact.client_id, contact.on, contact.service, contact.category, client.sex, client.birth)
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
                "sex": row.sex,
                "age": age_on(row.birth, row.on) if row.birth and row.birth <= row.on else None,
            }
            for row in session.execute(query).all()
        ),
    )


def _freeze_referrals(session: Session, closing: int, period: Period) -> None:
    referral, client, institution = ReferralTable, ClientTable, InstitutionTable
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
            client.sex,
            client.birth,
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
                "sex": row.sex,
                "age": age_on(row.birth, row.on) if row.birth and row.birth <= row.on else None,
            }
            for row in session.execute(query).all()
        ),
    )


def _freeze_people(session: Session, closing: int, period: Period) -> None:
    """Freeze who stood behind the figures of the last day; of all clients together only how many there were."""
    day, client, engagement = period.last, ClientTable, EngagementTable
    on_day = standings(day)
    assisted = on_day.has[PUBLIC_ASSISTANCE]
    registered = select(client.id).outerjoin(on_day.dated, on_day.joined).where(registered_by(day))
    conditions = {"assisted": assisted}
    for code in BENEFITS:
        conditions[f"benefit {code}"] = on_day.has[code]
        conditions[f"benefit {code} assisted"] = and_(on_day.has[code], assisted)
    figures = {
        figure: session.scalars(registered.where(condition).order_by(client.id)).all()
        for figure, condition in conditions.items()
    }
    kind = func.coalesce(InstitutionTable.kind, engagement.kind)
    engaged: defaultdict[str, set[int]] = defaultdict(set)
    query = (
        select(kind, engagement.client_id)
        .select_from(engagement)
        .outerjoin(InstitutionTable, InstitutionTable.id == engagement.institution_id)
        .where(current_on(day))
    )
    for code, client_id in session.execute(query):
        engaged[code].add(client_id)
    figures.update({f"engaged {code}": sorted(people) for code, people in engaged.items()})
    count = session.scalar(select(func.count()).select_from(client).where(registered_by(day))) or 0
    rows = [{"closed_month_id": closing, "figure": "clients", "count": count, "people": ""}]
    rows += [
        {
            "closed_month_id": closing,
            "figure": figure,
            "count": len(people),
            "people": "".join(f" {each} " for each in people),
        }
        for figure, people in figures.items()
    ]
    _insert(session, FrozenPeopleTable, rows)


def _insert(session: Session, table: type[Base], rows: Iterable[dict[str, object]]) -> None:
    batch = list(rows)
    for start in range(0, len(batch), _BATCH):
        session.execute(insert(table), batch[start : start + _BATCH])
