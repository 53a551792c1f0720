"""Follow-ups, and the open referrals that nobody set a date for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal, null, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    AttemptTable,
    ClientTable,
    FollowUpTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.codes import HandoffMode, Outcome, ReferralStatus
from referral_desk.domain.followup import AttemptOfDay, FollowUp, FollowUpKind, FollowUpRow
from referral_desk.domain.referral import OPEN

UNSETTLED = (Outcome.NOT_YET_CHECKED, Outcome.WAITLISTED, Outcome.COULD_NOT_CONTACT)


def dated(session: Session, today: date, until: date | None = None) -> tuple[FollowUpRow, ...]:
    """Return the open follow-ups due up to ``until`` (all for None), by due date."""
    attempts = (
        select(func.count())
        .select_from(AttemptTable)
        .where(AttemptTable.follow_up_id == FollowUpTable.id)
        .scalar_subquery()
    )
    query = (
        _columns(
            session,
            FollowUpTable.id,
            FollowUpTable.kind,
            FollowUpTable.due_on,
            FollowUpTable.note,
            attempts.label("attempts"),
        )
        .join(FollowUpTable, FollowUpTable.referral_id == ReferralTable.id)
        .where(FollowUpTable.done_on.is_(None))
        .order_by(FollowUpTable.due_on, FollowUpTable.id)
    )
    if until:
        query = query.where(FollowUpTable.due_on <= until)
    return tuple(_row(found, today) for found in session.execute(query))


def undated(session: Session, today: date, limit: int) -> tuple[FollowUpRow, ...]:
    """Return open referrals whose outcome is open and that have no open follow-up, the oldest first.

    Those that :func:`awaiting_reply` returns are left out.
    """
    query = _undated(session).where(~_awaiting()).limit(limit)
    return tuple(_row(found, today) for found in session.execute(query))


def awaiting_reply(session: Session, today: date) -> tuple[FollowUpRow, ...]:
    """Return referrals that went by letter only, were not answered yet, and have no open follow-up, oldest first."""
    return tuple(_row(found, today) for found in session.execute(_undated(session).where(_awaiting())))


def _awaiting() -> ColumnElement[bool]:
    asked = ReferralTable.status == ReferralStatus.REQUESTED
    return and_(asked, func.coalesce(ReferralTable.mode, "") == HandoffMode.LETTER_ONLY.value)


def _undated(session: Session) -> Select[tuple[object, ...]]:
    return (
        _columns(session, null(), literal(""), null(), literal(""), literal(0))
        .where(
            ReferralTable.status.in_(OPEN),
            ReferralTable.outcome.in_(UNSETTLED),
            ~exists().where(FollowUpTable.referral_id == ReferralTable.id, FollowUpTable.done_on.is_(None)),
        )
        .order_by(ReferralTable.on, ReferralTable.id)
    )


def add(
    session: Session, referral_id: int, kind: FollowUpKind, due_on: date, note: str, done_on: date | None = None
) -> FollowUpTable:
    """Store a new follow-up, open unless it was done already."""
    row = FollowUpTable(referral_id=referral_id, kind=kind, due_on=due_on, note=note, done_on=done_on)
    session.add(row)
    session.flush()
    return row


def await_replies(session: Session, due: Mapping[int, date]) -> None:
    """Store new follow-ups for replies: referral id → the day on which we look whether it came."""
    rows = [{"referral_id": each, "kind": FollowUpKind.REPLY, "due_on": day, "note": ""} for each, day in due.items()]
    if rows:
        session.execute(insert(FollowUpTable), rows)


def open_of(session: Session, referral_id: int) -> tuple[FollowUpTable, ...]:
    """Return the open follow-ups of a referral, to change."""
    return open_of_each(session, (referral_id,)).get(referral_id, ())


def open_of_each(session: Session, referral_ids: Collection[int]) -> dict[int, tuple[FollowUpTable, ...]]:
    """Return referral id → open follow-ups of those referrals that have any, the first due first, to change."""
    query = select(FollowUpTable).where(FollowUpTable.referral_id.in_(referral_ids), FollowUpTable.done_on.is_(None))
    found: defaultdict[int, list[FollowUpTable]] = defaultdict(list)
    for row in session.scalars(query.order_by(FollowUpTable.due_on, FollowUpTable.id)):
        found[row.referral_id].append(row)
    return {referral_id: tuple(rows) for referral_id, rows in found.items()}


def open_of_client(session: Session, client_id: int) -> tuple[FollowUp, ...]:
    """Return a client's open follow-ups, the first due first."""
    row = FollowUpTable
    attempts = select(func.count()).where(AttemptTable.follow_up_id == row.id).scalar_subquery()
    last_attempt = select(func.max(AttemptTable.on)).where(AttemptTable.follow_up_id == row.id).scalar_subquery()
    query = (
        select(row.id, row.referral_id, row.kind, row.due_on, row.note, row.done_on, attempts, last_attempt)
        .join(ReferralTable, ReferralTable.id == row.referral_id)
        .where(ReferralTable.client_id == client_id, row.done_on.is_(None))
        .order_by(row.due_on, row.id)
    )
    names = tuple(field.name for field in fields(FollowUp))
    return tuple(_follow_up(dict(zip(names, found, strict=True))) for found in session.execute(query))


def of_referral(session: Session, referral_id: int) -> tuple[FollowUp, ...]:
    """Return all follow-ups of a referral, done or not, by due date, with what was tried."""
    tried = (
        select(AttemptTable.follow_up_id, func.count().label("attempts"), func.max(AttemptTable.on).label("last"))
        .group_by(AttemptTable.follow_up_id)
        .subquery()
    )
    query = (
        select(FollowUpTable, tried.c.attempts, tried.c.last)
        .outerjoin(tried, tried.c.follow_up_id == FollowUpTable.id)
        .where(FollowUpTable.referral_id == referral_id)
        .order_by(FollowUpTable.due_on, FollowUpTable.id)
    )
    return tuple(
        FollowUp(
            id=row.id,
            referral_id=row.referral_id,
            kind=row.kind,
            due_on=row.due_on,
            note=row.note,
            done_on=row.done_on,
            attempts=attempts or 0,
            last_attempt_on=last,
        )
        for row, attempts, last in session.execute(query)
    )


def row_of(session: Session, follow_up_id: int) -> FollowUpTable | None:
    """Return a follow-up's row to change, None where there is none."""
    return session.get(FollowUpTable, follow_up_id)


def add_attempt(session: Session, follow_up: FollowUpTable, on: date, note: str, staff_name: str) -> int:
    """Log that somebody tried and reached nobody; return the attempt's id."""
    row = AttemptTable(follow_up_id=follow_up.id, on=on, was_due_on=follow_up.due_on, note=note, staff_name=staff_name)
    session.add(row)
    session.flush()
    return row.id


def attempts_on(session: Session, day: date) -> tuple[AttemptOfDay, ...]:
    """Return the attempts of a day that reached nobody, in the order of entry."""
    query = (
        select(
            ClientTable.number,
            ClientTable.name,
            InstitutionTable.name,
            AttemptTable.note,
            AttemptTable.staff_name,
        )
        .join(FollowUpTable, FollowUpTable.id == AttemptTable.follow_up_id)
        .join(ReferralTable, ReferralTable.id == FollowUpTable.referral_id)
        .join(ClientTable, ClientTable.id == ReferralTable.client_id)
        .join(InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)
        .where(AttemptTable.on == day, ClientTable.id.not_in(hidden(session)))
        .order_by(AttemptTable.id)
    )
    return tuple(AttemptOfDay(*row) for row in session.execute(query))


def remove_attempt(session: Session, attempt_id: int) -> int | None:
    """Take back an attempt that was logged by mistake; return its id, None where it is no longer there."""
    row = session.get(AttemptTable, attempt_id)
    if row is None:
        return None
    session.delete(row)
    return attempt_id


def remove(session: Session, follow_up: FollowUpTable) -> None:
    """Take back a follow-up that came with a change now undone."""
    session.delete(follow_up)


def _follow_up(values: dict[str, Any]) -> FollowUp:
    return FollowUp(**values)


def _columns(session: Session, *own: object) -> Select[tuple[object, ...]]:
    referral, client, institution = ReferralTable, ClientTable, InstitutionTable
    columns = (
        *own,
        referral.id,
        referral.number,
        client.id,
        client.number,
        client.name,
        client.kana,
        client.birth,
        institution.id,
        institution.name,
        institution.kind,
        referral.mode,
        referral.status,
        referral.on,
    )
    query: Select[tuple[object, ...]] = select(*columns)  # type: ignore[call-overload]
    return (
        query.select_from(referral)
        .join(client, client.id == referral.client_id)
        .join(institution, institution.id == referral.institution_id)
        .where(referral.client_id.not_in(hidden(session)))
    )


def _row(found: tuple[Any, ...], today: date) -> FollowUpRow:
    follow_up_id, kind, due_on, note, attempts, *others = found
    referral_id, number, client_id, client_number, name, kana, birth, *rest = others
    institution_id, institution_name, institution_kind, mode, status, referred_on = rest
    planned = FollowUpKind(kind) if kind else (FollowUpKind.OUTCOME if mode else FollowUpKind.HANDOFF)
    values = {
        "follow_up_id": follow_up_id,
        "referral_id": referral_id,
        "referral_number": number,
        "client_id": client_id,
        "client_number": client_number,
        "client_name": name,
        "client_kana": kana,
        "client_birth": birth,
        "institution_id": institution_id,
        "institution_name": institution_name,
        "institution_kind": institution_kind,
        "kind": planned,
        "mode": mode,
        "status": status,
        "referred_on": referred_on,
        "due_on": due_on,
        "days_over": (today - due_on).days if isinstance(due_on, date) else 0,
        "note": note,
        "attempts": attempts,
    }
    return FollowUpRow(**values)
