"""Benefits of clients: rows, what runs out, and whose case number it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from referral_desk.db import records
from referral_desk.db.models import (
    BenefitTable,
    ClientTable,
    HouseholdMemberTable,
    HouseholdTable,
    InstitutionTable,
)
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.benefit import OTHER, Benefit, BenefitDraft, Expiry, standing
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook

_QUERY = (
    select(BenefitTable, InstitutionTable.name, HouseholdTable.case_number)
    .outerjoin(InstitutionTable, InstitutionTable.id == BenefitTable.institution_id)
    .outerjoin(HouseholdMemberTable, HouseholdMemberTable.client_id == BenefitTable.client_id)
    .outerjoin(HouseholdTable, HouseholdTable.id == HouseholdMemberTable.household_id)
)


def get(session: Session, benefit_id: int, codes: CodeBook) -> Benefit | None:
    """Return one benefit, None where there is none."""
    row = session.execute(_QUERY.where(BenefitTable.id == benefit_id)).first()
    return _record(*row, codes) if row else None


def of_client(session: Session, client_id: int, codes: CodeBook) -> tuple[Benefit, ...]:
    """Return a client's benefits in the order of their start, the undated first."""
    return of_clients(session, [client_id], codes).get(client_id, ())


def on_day(session: Session, client: Client, day: date, codes: CodeBook) -> Client:
    """Return ``client`` with what she has on ``day``: dated entries of a kind outweigh her own record's statement."""
    return standing(client, of_client(session, client.id, codes), day)


def of_clients(session: Session, clients: Sequence[int], codes: CodeBook) -> dict[int, tuple[Benefit, ...]]:
    """Return client id → benefits of those ``clients`` that have any, in the order of their start."""
    found: defaultdict[int, list[Benefit]] = defaultdict(list)
    query = _QUERY.where(BenefitTable.client_id.in_(clients))
    for row in session.execute(query.order_by(BenefitTable.since, BenefitTable.id)):
        found[row[0].client_id].append(_record(*row, codes))
    return {client_id: tuple(benefits) for client_id, benefits in found.items()}


def _record(
    table: BenefitTable, institution_name: str | None, household_number: str | None, codes: CodeBook
) -> Benefit:
    kind = codes.benefit_kinds.get(table.kind)
    of_household = household_number if kind and kind.case_number else ""
    return records.shared(
        Benefit,
        table,
        institution_name=institution_name or "",
        case_number=of_household or table.case_number,
    )


def store(session: Session, draft: BenefitDraft, benefit_id: int | None, version: int | None = None) -> int | None:
    """Store a new benefit or changes of one; return its id.

    None where the one to change is not there, or another window changed it since ``version``.
    """
    values = records.values_of(BenefitDraft, draft)
    if benefit_id is None:
        row: BenefitTable | None = BenefitTable(**values)
        session.add(row)
    else:
        row = session.get(BenefitTable, benefit_id)
        if row is None or (version is not None and row.version != version):
            return None
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    return row.id if row else None


def remove(session: Session, benefit_id: int) -> None:
    """Delete an entry that was made by mistake."""
    session.delete(session.get_one(BenefitTable, benefit_id))


def household_of(session: Session, client_id: int) -> HouseholdTable | None:
    """Return the row of the household that a client belongs to, to change; None where she belongs to none."""
    query = select(HouseholdTable).join(HouseholdMemberTable, HouseholdMemberTable.household_id == HouseholdTable.id)
    return session.scalars(query.where(HouseholdMemberTable.client_id == client_id)).first()


def clients_in(session: Session, household_id: int) -> frozenset[int]:
    """Return the ids of the clients who belong to a household."""
    query = select(HouseholdMemberTable.client_id).where(HouseholdMemberTable.household_id == household_id)
    return frozenset(client_id for client_id in session.scalars(query) if client_id is not None)


def renumbered(session: Session, household_id: int, codes: CodeBook, *, but: int | None = None) -> None:
    """Count on the versions of the entries that show a household's case number, after that changed elsewhere.

    Whoever has one of them open would write the old number back. ``but`` is the entry through which it was changed.
    """
    session.flush()
    members = select(HouseholdMemberTable.client_id).where(HouseholdMemberTable.household_id == household_id)
    for row in session.scalars(_numbered(codes).where(BenefitTable.client_id.in_(members), BenefitTable.id != but)):
        row.updated_at = datetime.now(UTC)
    session.flush()


def keep_number(session: Session, clients: Collection[int], case_number: str, codes: CodeBook) -> None:
    """Let clients whose household goes keep its case number with their own entries, where those have none."""
    if case_number:
        wanted = (BenefitTable.client_id.in_(clients), BenefitTable.case_number == "")
        for row in session.scalars(_numbered(codes).where(*wanted)):
            row.case_number = case_number
        session.flush()


def _numbered(codes: CodeBook) -> Select[BenefitTable]:
    kinds = [kind.code for kind in codes.benefit_kinds.items if kind.case_number]
    return select(BenefitTable).where(BenefitTable.kind.in_(kinds))


def running_out(session: Session, today: date, until: date, codes: CodeBook) -> tuple[Expiry, ...]:
    """Return the benefits that end by ``until`` and ask for something (``domain.benefit.runs_out``), the first first.

    Clients whose record is closed are left out: nobody renews for them here.
    """
    entry, later, client = BenefitTable, aliased(BenefitTable), ClientTable
    followed = exists().where(
        later.client_id == entry.client_id,
        later.kind == entry.kind,
        later.id != entry.id,
        or_(later.until.is_(None), later.until > entry.until),
    )
    query = (
        _QUERY.add_columns(client.number, client.name, client.kana, client.birth)
        .join(client, client.id == entry.client_id)
        .where(
            entry.until <= until,
            entry.settled.is_(False),
            client.closed_on.is_(None),
            client.id.not_in(hidden(session)),
            or_(entry.kind == OTHER, ~followed),
        )
        .order_by(entry.until, client.kana_key, entry.id)
    )
    found = []
    for row in session.execute(query):
        table, institution, case_number, number, name, kana, birth = row
        assert table.until is not None
        benefit = _record(table, institution, case_number, codes)
        found.append(Expiry(benefit, number, name, kana, birth, table.until, (today - table.until).days))
    return tuple(found)
