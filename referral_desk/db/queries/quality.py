"""What looks wrong or open in a period: one condition a check, over the live rows (the checks: ``domain.quality``).

Contacts, referrals and clients are gone through once each to be counted; who is found is read for one check at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session, aliased

from referral_desk.db.models import (
    ClientTable,
    ClosingTable,
    ConsentReceiverTable,
    ConsentTable,
    ContactFactorTable,
    ContactTable,
    FollowUpTable,
    InstitutionTable,
    QualityWaiverTable,
    ReferralTable,
)
from referral_desk.db.queries.restrictions import hidden
from referral_desk.db.queries.tallies import counted_in
from referral_desk.db.queries.tally_rows import age_at
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ATTENDED_OUTCOMES, HandoffMode, Outcome, ReferralStatus, SpokeWith
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.quality import (
    CHECKS,
    AgeRange,
    CheckCount,
    CheckKind,
    Finding,
    QualityRules,
    RecordKind,
    WaivedRow,
    Waiver,
)
from referral_desk.domain.referral import OPEN

Condition = ColumnElement[bool]
_UNKNOWN = (Outcome.NOT_YET_CHECKED, Outcome.UNKNOWN)


@dataclass(frozen=True)
class Looked:
    """Where and with what the checks look: the period, this centre's today, and what they compare with.

    ``categories`` are those of the code list, ``in_form`` those that the chosen report form has a row for; None where
    no form counts contacts.
    """

    period: Period
    today: date
    rules: QualityRules
    categories: Sequence[str]
    in_form: Sequence[str] | None


def count(session: Session, looked: Looked) -> tuple[CheckCount, ...]:
    """Return how many records each check finds, those set aside left out; only checks that find something."""
    found: dict[CheckKind, CheckCount] = {}
    for record in RecordKind:
        base = _BASES[record]
        conditions = _conditions(record, looked)
        restricted = base.client_id.in_(hidden(session))
        columns = []
        for kind, condition in conditions.items():
            it = and_(condition, ~_waived(kind, base, looked.period))
            columns += [_sum(it), _sum(and_(it, restricted))]
        query = select(*columns).select_from(base.table).where(base.within(looked.period))
        if base.table is not ClientTable:
            query = query.join(ClientTable, ClientTable.id == base.client_id)
        counted = session.execute(query).one()
        for place, kind in enumerate(conditions):
            number, not_shown = counted[2 * place] or 0, counted[2 * place + 1] or 0
            if number:
                found[kind] = CheckCount(kind, number, not_shown)
    return tuple(found[kind] for kind in CheckKind if kind in found)


def findings(session: Session, looked: Looked, kind: CheckKind, limit: int) -> tuple[Finding, ...]:
    """Return what a check finds, by day and client, ``limit`` of them; of restricted clients nothing."""
    record = CHECKS[kind].record
    base, client = _BASES[record], ClientTable
    columns: dict[str, Any] = {
        "record_id": base.record_id,
        "client_id": client.id,
        "client_number": client.number,
        "client_name": client.name,
        "client_kana": client.kana,
        "sex": client.sex,
        "birth": client.birth,
        **base.told(looked.today),
    }
    if kind is CheckKind.CONTACT_AFTER_CLOSING:
        columns["closed_on"] = _closed_before()
    query: Select[Any] = select(*(column.label(name) for name, column in columns.items())).select_from(base.table)
    if base.table is not ClientTable:
        query = query.join(client, client.id == base.client_id)
    if record is RecordKind.REFERRAL:
        query = query.join(InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)
    query = query.where(
        base.within(looked.period),
        _conditions(record, looked)[kind],
        ~_waived(kind, base, looked.period),
        client.id.not_in(hidden(session)),
    )
    order = (client.kana_key, client.id) if record is RecordKind.CLIENT else (base.on, base.record_id)
    return tuple(Finding(kind=kind, **row._mapping) for row in session.execute(query.order_by(*order).limit(limit)))


def unknown_of(session: Session, period: Period) -> tuple[int, int]:
    """Return (outcomes not checked or unknown, referrals handed over) of a period."""
    happened = and_(counted_in(period.first, period.last), ReferralTable.mode.is_not(None))
    row = session.execute(select(_sum(ReferralTable.outcome.in_(_UNKNOWN)), func.count()).where(happened)).one()
    return row[0] or 0, row[1]


# --- setting aside ----------------------------------------------------------------------------------------------------


def is_there(session: Session, record: RecordKind, record_id: int, client_id: int) -> bool:
    """Whether the record that a finding speaks of is still there, and still that client's."""
    base = _BASES[record]
    query = select(base.client_id).where(base.record_id == record_id)
    return session.scalar(query) == client_id


def add_waiver(
    session: Session, finding: Finding, period: Period, at: datetime, staff_name: str, reason: str
) -> Waiver:
    """Set a finding aside for its month."""
    year, month = finding.month(period)
    row = QualityWaiverTable(
        kind=finding.kind.value,
        client_id=finding.client_id,
        record_id=None if finding.record is RecordKind.CLIENT else finding.record_id,
        year=year,
        month=month,
        at=at,
        staff_name=staff_name,
        reason=reason,
    )
    session.add(row)
    session.flush()
    return _waiver(row)


def waiver(session: Session, waiver_id: int) -> Waiver | None:
    """Return what was set aside, None where it is no longer."""
    row = session.get(QualityWaiverTable, waiver_id)
    return _waiver(row) if row else None


def remove_waiver(session: Session, waiver_id: int) -> None:
    """Take up again what was set aside."""
    session.delete(session.get_one(QualityWaiverTable, waiver_id))


def waived(session: Session, period: Period) -> tuple[WaivedRow, ...]:
    """Return what was set aside for the months of a period and is of clients that may be seen, in order of time."""
    row, client = QualityWaiverTable, ClientTable
    query = (
        select(row, client.number, client.name, client.kana)
        .join(client, client.id == row.client_id)
        .where(_of_months(period), row.kind.in_([kind.value for kind in CheckKind]), client.id.not_in(hidden(session)))
        .order_by(row.at, row.id)
    )
    return tuple(WaivedRow(_waiver(found), *names) for found, *names in session.execute(query))


def waivers_of_client(session: Session, client_id: int) -> tuple[Waiver, ...]:
    """Return everything of a client that was set aside, in order of time."""
    row = QualityWaiverTable
    query = select(row).where(row.client_id == client_id, row.kind.in_([kind.value for kind in CheckKind]))
    return tuple(_waiver(found) for found in session.scalars(query.order_by(row.at, row.id)))


def waived_count(session: Session, period: Period) -> int:
    """Return how many findings were set aside for the months of a period."""
    return session.scalar(select(func.count()).select_from(QualityWaiverTable).where(_of_months(period))) or 0


def _waiver(row: QualityWaiverTable) -> Waiver:
    values = {field.name: getattr(row, field.name) for field in fields(Waiver)}
    return Waiver(**{**values, "kind": CheckKind(row.kind)})


def _of_months(period: Period) -> Condition:
    months = QualityWaiverTable.year * 12 + QualityWaiverTable.month
    first, last = period.first, period.last
    return months.between(first.year * 12 + first.month, last.year * 12 + last.month)


def _waived(kind: CheckKind, base: _Base, period: Period) -> Condition:
    """Return the condition that a record was set aside: this one, not an earlier one that had the same id."""
    row = QualityWaiverTable
    whose = [row.kind == kind.value, row.client_id == base.client_id, _of_months(period)]
    if base.table is not ClientTable:
        whose += [row.record_id == base.record_id, row.at >= base.table.created_at]
    return exists().where(*whose)


# --- the rows that are looked at --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Base:
    """One kind of record: its table, whose a row is and of which day, and which rows belong to a period.

    ``told`` returns the columns that a finding tells beside whose record it is; it gets this centre's today.
    """

    table: Any
    record_id: Any
    client_id: Any
    on: Any
    within: Callable[[Period], Condition]
    told: Callable[[date], Mapping[str, Any]]


def _contacts_within(period: Period) -> Condition:
    return ContactTable.on.between(period.first, period.last)


def _referrals_within(period: Period) -> Condition:
    return counted_in(period.first, period.last)


def _clients_within(period: Period) -> Condition:
    counted = union(
        select(ContactTable.client_id).where(_contacts_within(period)),
        select(ReferralTable.client_id).where(_referrals_within(period)),
    )
    return ClientTable.id.in_(counted)


def _told_of_contact(_today: date) -> Mapping[str, Any]:
    contact = ContactTable
    return {
        "on": contact.on,
        "service": contact.service,
        "category": contact.category,
        "age": age_at(ClientTable.birth, contact.on),
    }


def _told_of_referral(today: date) -> Mapping[str, Any]:
    referral, follow_up = ReferralTable, FollowUpTable
    due = select(func.min(follow_up.due_on)).where(
        follow_up.referral_id == referral.id, follow_up.done_on.is_(None), follow_up.due_on < today
    )
    return {
        "on": referral.on,
        "institution": InstitutionTable.name,
        "outcome": referral.outcome,
        "outcome_on": referral.outcome_on,
        "due_on": due.scalar_subquery(),
    }


def _told_of_client(_today: date) -> Mapping[str, Any]:
    return {}


_BASES: Mapping[RecordKind, _Base] = {
    RecordKind.CONTACT: _Base(
        ContactTable, ContactTable.id, ContactTable.client_id, ContactTable.on, _contacts_within, _told_of_contact
    ),
    RecordKind.REFERRAL: _Base(
        ReferralTable, ReferralTable.id, ReferralTable.client_id, ReferralTable.on, _referrals_within, _told_of_referral
    ),
    RecordKind.CLIENT: _Base(ClientTable, ClientTable.id, ClientTable.id, null(), _clients_within, _told_of_client),
}


# --- the checks -------------------------------------------------------------------------------------------------------


def _conditions(record: RecordKind, looked: Looked) -> dict[CheckKind, Condition]:
    match record:
        case RecordKind.CONTACT:
            return _of_contacts(looked)
        case RecordKind.REFERRAL:
            return _of_referrals(looked)
        case RecordKind.CLIENT:
            return _of_clients(looked.period)


def _of_contacts(looked: Looked) -> dict[CheckKind, Condition]:
    contact, rules = ContactTable, looked.rules
    age = age_at(ClientTable.birth, contact.on)
    listed = contact.category.in_(looked.categories)
    counted = true() if looked.in_form is None else contact.category.in_(looked.in_form)
    return {
        CheckKind.CATEGORY_MISSING: ~listed,
        CheckKind.CATEGORY_NOT_IN_FORM: and_(listed, ~counted),
        CheckKind.CONTACT_AFTER_CLOSING: _closed_before().is_not(None),
        CheckKind.DOUBLE_ENTRY: _entered_before(),
        CheckKind.CATEGORY_AGE: _any_of(
            and_(contact.category == each.code, _outside(age, each)) for each in rules.category_ages
        ),
        CheckKind.FACTOR_AGE: _any_of(and_(_outside(age, each), _has_factor(each.code)) for each in rules.factor_ages),
        CheckKind.CATEGORY_OTHER: contact.category == rules.unsaying_category,
        CheckKind.CONTACT_INCOMPLETE: or_(contact.spoke_with.is_(None), contact.minutes.is_(None)),
    }


def _any_of(conditions: Iterable[Condition]) -> Condition:
    return or_(false(), *conditions)


def _outside(age: Any, ages: AgeRange) -> Condition:
    """Return the condition that an age is known and outside a range."""
    below = age < ages.first if ages.first is not None else false()
    above = age > ages.last if ages.last is not None else false()
    return and_(age.is_not(None), or_(below, above))


def _has_factor(code: str) -> Condition:
    factor = ContactFactorTable
    return exists().where(factor.contact_id == ContactTable.id, factor.factor == code)


def _closed_before() -> Any:
    """Return the day on which the client's record was closed before the contact and not open again by then, or None.

    Records closed before closings were kept have the day with the client only.
    """
    contact, closing = ContactTable, ClosingTable
    last = (
        select(func.max(closing.on))
        .where(
            closing.client_id == contact.client_id,
            closing.on < contact.on,
            or_(closing.reopened_on.is_(None), closing.reopened_on > contact.on),
        )
        .scalar_subquery()
    )
    return func.coalesce(last, case((ClientTable.closed_on < contact.on, ClientTable.closed_on), else_=None))


def _entered_before() -> Condition:
    """Return the condition that an earlier entry is likely to be the same contact.

    Same client, day and service; the same note, or none in one of them; not with two different people.
    """
    contact, other = ContactTable, aliased(ContactTable)
    note, earlier = func.trim(contact.note), func.trim(other.note)
    return exists().where(
        other.client_id == contact.client_id,
        other.on == contact.on,
        other.service == contact.service,
        other.id < contact.id,
        or_(note == earlier, note == "", earlier == ""),
        func.coalesce(other.spoke_with, contact.spoke_with, literal(""))
        == func.coalesce(contact.spoke_with, other.spoke_with, literal("")),
    )


def _of_referrals(looked: Looked) -> dict[CheckKind, Condition]:
    referral, today = ReferralTable, looked.today
    attended = referral.outcome.in_(ATTENDED_OUTCOMES)
    to_come = and_(referral.mode.is_(None), referral.status.in_(OPEN))
    planned = FollowUpTable.kind == FollowUpKind.HANDOFF
    nothing_planned = ~_open_follow_up(planned)
    long_ago = today - timedelta(days=looked.rules.requested_days)
    told = or_(referral.mode.is_(None), referral.mode != HandoffMode.INFORMATION_ONLY)
    return {
        CheckKind.ATTENDED_WITHOUT_DATE: and_(attended, referral.outcome_on.is_(None)),
        CheckKind.OUTCOME_AFTER_TODAY: referral.outcome_on > today,
        CheckKind.OUTCOME_UNKNOWN: and_(referral.mode.is_not(None), referral.outcome.in_(_UNKNOWN)),
        CheckKind.FOLLOW_UP_OVERDUE: _open_follow_up(FollowUpTable.due_on < today, ~planned),
        CheckKind.HANDOFF_OVERDUE: and_(
            to_come,
            or_(_open_follow_up(planned, FollowUpTable.due_on < today), and_(nothing_planned, referral.on < today)),
        ),
        CheckKind.REQUESTED_LONG: and_(referral.status == ReferralStatus.REQUESTED, referral.on < long_ago),
        CheckKind.CONSENT_MISSING: and_(told, referral.consent.is_(None), ~_consented()),
    }


def _open_follow_up(*which: Condition) -> Condition:
    return exists().where(FollowUpTable.referral_id == ReferralTable.id, FollowUpTable.done_on.is_(None), *which)


def _consented() -> Condition:
    """Return the condition that a consent of the client, not withdrawn, names the institution."""
    consent, receiver = ConsentTable, ConsentReceiverTable
    return exists().where(
        consent.client_id == ReferralTable.client_id,
        consent.withdrawn_on.is_(None),
        receiver.consent_id == consent.id,
        receiver.institution_id == ReferralTable.institution_id,
    )


def _of_clients(period: Period) -> dict[CheckKind, Condition]:
    client = ClientTable
    return {
        # who counsels anonymously is asked for neither
        CheckKind.PERSON_INCOMPLETE: and_(~client.anonymous, or_(client.sex.is_(None), client.birth.is_(None))),
        CheckKind.CLIENT_UNMET: _still_unmet(period),
    }


def _still_unmet(period: Period) -> Condition:
    """Return the condition that a contact of the period is marked, and so is the newest that tells of a meeting.

    See ``domain.contact.not_yet_met``.
    """
    contact, newest = ContactTable, aliased(ContactTable)
    marked = exists().where(
        contact.client_id == ClientTable.id, contact.client_unmet, contact.on.between(period.first, period.last)
    )
    tells = or_(newest.client_unmet, newest.spoke_with == SpokeWith.CLIENT)
    last = (
        select(newest.client_unmet)
        .where(newest.client_id == ClientTable.id, tells)
        .order_by(newest.on.desc(), newest.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(marked, last)


def _sum(condition: Condition) -> Any:
    return func.sum(case((condition, 1), else_=0))
