"""The people around a client, as a conference about her needs them: her household and her supporters."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    BenefitTable,
    ClientTable,
    ConsentTable,
    ContactTable,
    EngagementTable,
    HandoffTable,
    HouseholdMemberTable,
    HouseholdTable,
    InboundTable,
    InstitutionTable,
    ReferralTable,
    StaffTable,
    SupporterTable,
)
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.client import Client
from referral_desk.domain.conference import PersonAround
from referral_desk.domain.redaction import Part, Person


def around(session: Session, client_id: int) -> tuple[PersonAround, ...]:
    """Return who may be asked to the table: the living of her household, then her supporters of today.

    A member who is a client restricted to others is left out.
    """
    unseen = hidden_ids(session)
    family = [
        PersonAround(client.name if client else member.name, member.relation, "")
        for member, client in _members(session, client_id)
        if not member.deceased and (client is None or client.id not in unseen)
    ]
    supporters = [
        PersonAround(row.name, "", row.relation) for row in _supporters(session, client_id) if row.until is None
    ]
    return tuple(each for each in (*family, *supporters) if each.name.strip())


def people(session: Session, client: Client) -> tuple[Person, ...]:
    """Return everybody whose name a redacted paper about ``client`` must not say: herself, household, supporters.

    Members that the person working may not see are among them: their names are taken out, and shown to nobody.
    """
    return (_client(client, session), *_family(session, client.id), *_named_supporters(session, client.id))


def workers(session: Session, client_id: int) -> tuple[str, ...]:
    """Return who works for a client or spoke for her, as it was written anywhere in her record, and our own staff."""
    engagement, referral, handoff, place = EngagementTable, ReferralTable, HandoffTable, InstitutionTable
    places: CompoundSelect[int | None] = union(
        select(engagement.institution_id).where(engagement.client_id == client_id),
        select(referral.institution_id).where(referral.client_id == client_id),
    )
    of_handoffs = select(referral.id).where(referral.client_id == client_id)
    columns = (
        select(engagement.contact_person).where(engagement.client_id == client_id),
        select(place.contact_name).where(place.id.in_(places)),
        select(handoff.receiver_name).where(handoff.referral_id.in_(of_handoffs)),
        select(handoff.accompanied_by).where(handoff.referral_id.in_(of_handoffs)),
        select(referral.consent_by).where(referral.client_id == client_id),
        *(
            select(column).where(column.class_.client_id == client_id)
            for column in (
                BenefitTable.caseworker,
                InboundTable.sender_name,
                ConsentTable.heard_by,
                ConsentTable.representative,
                ContactTable.with_name,
            )
        ),
        select(ClientTable.in_charge).where(ClientTable.id == client_id),
        select(StaffTable.name),
    )
    return tuple(dict.fromkeys(name for query in columns for name in session.scalars(query.distinct()) if name.strip()))


def _client(client: Client, session: Session) -> Person:
    return Person(
        Part.CLIENT,
        "" if client.anonymous else client.name,
        "" if client.anonymous else client.kana,
        birth=client.birth,
        birth_exact=client.birth_exact,
        phones=(client.phone,),
        addresses=(client.address,),
        postal_codes=(client.postal_code,),
        numbers=(client.number, *_case_numbers(session, client.id)),
    )


def _family(session: Session, client_id: int) -> Iterator[Person]:
    for member, client in _members(session, client_id):
        if client is None:
            yield Person(
                Part.FAMILY,
                member.name,
                member.kana,
                birth=member.birth,
                birth_exact=member.birth_exact,
                phones=(member.phone,),
            )
            continue
        yield Person(
            Part.FAMILY,
            "" if client.anonymous else client.name,
            "" if client.anonymous else client.kana,
            birth=client.birth,
            birth_exact=client.birth_exact,
            phones=(client.phone, member.phone),
            addresses=(client.address,),
            postal_codes=(client.postal_code,),
            numbers=(client.number,),
        )


def _named_supporters(session: Session, client_id: int) -> Iterator[Person]:
    for row in _supporters(session, client_id):
        yield Person(Part.SUPPORTER, row.name, row.kana, phones=(row.phone,))


def _members(session: Session, client_id: int) -> list[tuple[HouseholdMemberTable, ClientTable | None]]:
    own = select(HouseholdMemberTable.household_id).where(HouseholdMemberTable.client_id == client_id)
    query = (
        select(HouseholdMemberTable, ClientTable)
        .outerjoin(ClientTable, ClientTable.id == HouseholdMemberTable.client_id)
        .where(HouseholdMemberTable.household_id.in_(own))
        .order_by(HouseholdMemberTable.position, HouseholdMemberTable.id)
    )
    return [(member, client) for member, client in session.execute(query) if member.client_id != client_id]


def _supporters(session: Session, client_id: int) -> list[SupporterTable]:
    query = select(SupporterTable).where(SupporterTable.client_id == client_id).order_by(SupporterTable.id)
    return list(session.scalars(query))


def _case_numbers(session: Session, client_id: int) -> tuple[str, ...]:
    """Return the numbers of public assistance and of benefits under which she is known elsewhere."""
    of_household = (
        select(HouseholdTable.case_number)
        .join(HouseholdMemberTable, HouseholdMemberTable.household_id == HouseholdTable.id)
        .where(HouseholdMemberTable.client_id == client_id)
    )
    of_benefits = select(BenefitTable.case_number).where(BenefitTable.client_id == client_id).order_by(BenefitTable.id)
    return (*session.scalars(of_household), *session.scalars(of_benefits))
