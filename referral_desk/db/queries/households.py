"""Households with their members, as the person who works may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ClientTable, HouseholdMemberTable, HouseholdTable
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.household import Household, HouseholdDraft, Member, MemberDraft


def id_of(session: Session, client_id: int) -> int | None:
    """Return the id of the household in which a client is, None for none."""
    query = select(HouseholdMemberTable.household_id).where(HouseholdMemberTable.client_id == client_id)
    return session.scalar(query)


def of_client(session: Session, client_id: int) -> Household | None:
    """Return the household of a client as it may be shown, None where she is in none."""
    household_id = id_of(session, client_id)
    return shown(session, household_id) if household_id is not None else None


def in_one(session: Session) -> frozenset[int]:
    """Return the ids of the clients who are in a household."""
    query = select(HouseholdMemberTable.client_id).where(HouseholdMemberTable.client_id.is_not(None))
    return frozenset(client_id for client_id in session.scalars(query) if client_id is not None)


def stored(session: Session, household_id: int) -> Household | None:
    """Return a household as it is stored, whoever may see its members: only for merging what somebody changed."""
    row = session.get(HouseholdTable, household_id)
    if row is None:
        return None
    return records.shared(Household, row, members=tuple(map(_draft, _members(session, household_id))))


def shown(session: Session, household_id: int) -> Household | None:
    """Return a household as it may be shown: clients by their own records, those restricted to others hidden."""
    household = stored(session, household_id)
    if household is None:
        return None
    ids = [each.client_id for each in household.members if each.client_id is not None]
    clients = {row.id: row for row in session.scalars(select(ClientTable).where(ClientTable.id.in_(ids)))}
    withheld = hidden_ids(session)
    members = tuple(_member(each, clients, withheld) for each in household.members)
    return replace(household, members=members)


def store(session: Session, draft: HouseholdDraft, household_id: int | None) -> int:
    """Store a household with its members; those whose id is not among ``draft.members`` are taken out of it."""
    row = HouseholdTable() if household_id is None else session.get_one(HouseholdTable, household_id)
    row.name, row.case_number, row.note = draft.name, draft.case_number, draft.note
    row.updated_at = datetime.now(UTC)  # a change of its members alone makes a new version as well
    session.add(row)
    session.flush()
    known = {each.id: each for each in _members(session, row.id)}
    kept = {each.id for each in draft.members if each.id in known}
    for member_id, member in known.items():
        if member_id not in kept:
            session.delete(member)
    for each in draft.members:
        if each.id is not None and each.id in kept and known[each.id].client_id != each.client_id:
            known[each.id].client_id = None
    session.flush()  # who leaves a place frees it before somebody else takes it
    for place, each in enumerate(draft.members):
        values = records.values_of(MemberDraft, each, "id")
        member = known[each.id] if each.id in kept and each.id is not None else HouseholdMemberTable()
        for name, value in values.items():
            setattr(member, name, value)
        member.household_id, member.position = row.id, place
        session.add(member)
    session.flush()
    return row.id


def remove(session: Session, household_id: int) -> None:
    """Delete a household and what it says of its members; their own records stay."""
    for member in _members(session, household_id):
        session.delete(member)
    session.flush()
    session.delete(session.get_one(HouseholdTable, household_id))
    session.flush()


def clients_in(members: Iterable[MemberDraft]) -> frozenset[int]:
    """Return the ids of the clients among members."""
    return frozenset(each.client_id for each in members if each.client_id is not None)


def _members(session: Session, household_id: int) -> Sequence[HouseholdMemberTable]:
    query = select(HouseholdMemberTable).where(HouseholdMemberTable.household_id == household_id)
    return session.scalars(query.order_by(HouseholdMemberTable.position, HouseholdMemberTable.id)).all()


def _draft(row: HouseholdMemberTable) -> MemberDraft:
    return records.shared(MemberDraft, row)


def _member(member: MemberDraft, clients: dict[int, ClientTable], withheld: frozenset[int]) -> Member:
    if member.client_id is not None and member.client_id in withheld:
        return Member(
            id=member.id,
            relation=member.relation,
            deceased=member.deceased,
            lives_together=member.lives_together,
            hidden=True,
        )
    own = records.shared(Member, member, number="", hidden=False)
    row = clients.get(member.client_id) if member.client_id is not None else None
    if row is None:
        return own
    return replace(
        own,
        name=row.name,
        kana=row.kana,
        sex=row.sex,
        birth=row.birth,
        birth_exact=row.birth_exact,
        number=row.number,
    )
