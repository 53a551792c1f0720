"""The rows that a tally counts: live ones of open months, frozen ones of closed months, under the same column names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import extract as part_of
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    ClientTable,
    ClosedMonthTable,
    ContactFactorTable,
    ContactTable,
    FrozenContactTable,
    FrozenInboundTable,
    FrozenReferralTable,
    InboundTable,
    InstitutionTable,
    ReferralTable,
    StaffTable,
)
from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.codes import AgeGroup, Sex
from referral_desk.domain.referral import UNCOUNTED
from referral_desk.domain.tally_filter import EVERYTHING, NOBODY, TallyFilter

AnyColumn = SQLColumnExpression[Any]
Columns = Mapping[str, AnyColumn]
AnyRows = Select[*tuple[Any, ...]]
OF_PERSON = frozenset({"sex", "age", "district"})
OF_CONTACT = ("person", "service", "category", "on")
OF_REFERRAL = ("person", "kind", "mode", "outcome", "on", "outcome_on")
OF_INBOUND = ("person", "kind", "came_along", "on")
STAFF_BY_NAME = (
    select(func.min(StaffTable.id).label("id"), StaffTable.name).group_by(StaffTable.name).subquery("staff_by_name")
)
"""Each name of the staff list with one id: who has the same name twice is one member."""


@dataclass(frozen=True)
class TallyRows:
    """What is counted between two days, as far as ``narrowed`` lets it through.

    ``open_months`` count live, ``closed`` months (ids of their closings) as they were frozen. ``last_month`` is the
    closing of the last month where the period ends with it, and ``whole`` says that the period consists of closed
    months alone. ``left`` are closings of which only the rows of records that were disposed of count, beside live ones.

    Columns of every kind of row: ``record`` (the live row's id, None where it is gone), ``person`` (a client's id, as
    text where closed months are among them), ``on``, ``staff`` (an id of the staff list, or None), ``sex``, ``age`` on
    that day (None where it is not known) and ``district``. Ask only for those that are needed: the rest costs joins.
    """

    first: date
    last: date
    open_months: tuple[Period, ...]
    closed: tuple[int, ...]
    last_month: int | None
    whole: bool
    narrowed: TallyFilter = EVERYTHING
    left: tuple[int, ...] = ()

    @property
    def contacts(self) -> FromClause:
        """The contacts: person, service, category and on."""
        return self.of_contacts(*OF_CONTACT)

    @property
    def referrals(self) -> FromClause:
        """The referrals: person, kind, mode, outcome, on and outcome_on."""
        return self.of_referrals(*OF_REFERRAL)

    @property
    def inbound(self) -> FromClause:
        """The referrals to us: person, kind, came_along and on."""
        return self.of_inbound(*OF_INBOUND)

    def of_contacts(self, *names: str, factor: str = "") -> FromClause:
        """Return the contacts with these columns, service and category among them; only those with ``factor``."""
        live = self.live_contacts(*names) if self.open_months else None
        kept = self.frozen_contacts(*names) if self.closed or self.left else None
        if factor and live is not None:
            with_it = select(ContactFactorTable.contact_id).where(
                ContactFactorTable.factor == factor, self.in_open_months(ContactFactorTable.on)
            )
            live = live.where(ContactTable.id.in_(with_it))
        if factor and kept is not None:
            listed = literal(" ").concat(FrozenContactTable.factors).concat(" ")
            kept = kept.where(listed.contains(f" {factor} ", autoescape=True))
        return self.together(live, kept, "counted_contact")

    def live_contacts(self, *names: str) -> AnyRows:
        """Return the contacts of open months."""
        contact, client, staff = ContactTable, ClientTable, STAFF_BY_NAME
        columns: Columns = {
            "record": contact.id,
            "person": contact.client_id,
            "on": contact.on,
            "service": contact.service,
            "category": contact.category,
            "staff": staff.c.id,
            **self._of_client(contact.on, names),
        }
        query, needed = self._chosen(columns, names, "category")
        query = query.select_from(contact)
        if needed & OF_PERSON:
            query = query.join(client, client.id == contact.client_id)
        if "staff" in needed:
            query = query.outerjoin(staff, staff.c.name == contact.staff_name)
        return query.where(self.in_open_months(contact.on))

    def frozen_contacts(self, *names: str) -> AnyRows:
        """Return the contacts of closed months; their ``factors`` are codes joined by a space."""
        frozen = FrozenContactTable
        columns: Columns = {
            "record": frozen.contact_id,
            "person": frozen.person,
            "on": frozen.on,
            "service": frozen.service,
            "category": frozen.category,
            "factors": frozen.factors,
            "first_in_year": frozen.first_in_year,
            "first_of_service": frozen.first_of_service,
            **_of_frozen(frozen),
        }
        query, _needed = self._chosen(columns, names, "category")
        return query.where(self.in_closed_months(frozen.closed_month_id, frozen.on, frozen.contact_id))

    def of_referrals(self, *names: str) -> FromClause:
        """Return the referrals with these columns: kind, institution_id, mode, outcome, outcome_on among them."""
        live = self._live_referrals(*names) if self.open_months else None
        kept = self._frozen_referrals(*names) if self.closed or self.left else None
        return self.together(live, kept, "counted_referral")

    def _live_referrals(self, *names: str) -> AnyRows:
        referral, client, institution, staff = ReferralTable, ClientTable, InstitutionTable, STAFF_BY_NAME
        columns: Columns = {
            "record": referral.id,
            "person": referral.client_id,
            "on": referral.on,
            "institution_id": referral.institution_id,
            "kind": institution.kind,
            "status": referral.status,
            "mode": referral.mode,
            "outcome": referral.outcome,
            "outcome_on": referral.outcome_on,
            "staff": staff.c.id,
            **self._of_client(referral.on, names),
        }
        query, needed = self._chosen(columns, names, "institution_id")
        query = query.select_from(referral)
        if "kind" in needed:
            query = query.join(institution, institution.id == referral.institution_id)
        if needed & OF_PERSON:
            query = query.join(client, client.id == referral.client_id)
        if "staff" in needed:
            query = query.outerjoin(staff, staff.c.name == referral.staff_name)
        return query.where(and_(self.in_open_months(referral.on), referral.status.not_in(UNCOUNTED)))

    def _frozen_referrals(self, *names: str) -> AnyRows:
        frozen = FrozenReferralTable
        columns: Columns = {
            "record": frozen.referral_id,
            "person": frozen.person,
            "on": frozen.on,
            "institution_id": frozen.institution_id,
            "kind": frozen.kind,
            "status": frozen.status,
            "mode": frozen.mode,
            "outcome": frozen.outcome,
            "outcome_on": frozen.outcome_on,
            **_of_frozen(frozen),
        }
        query, _needed = self._chosen(columns, names, "institution_id")
        return query.where(self.in_closed_months(frozen.closed_month_id, frozen.on, frozen.referral_id))

    def of_inbound(self, *names: str) -> FromClause:
        """Return the referrals to us with these columns: kind ("" without one), institution_id and came_along too."""
        live = self._live_inbound(*names) if self.open_months else None
        kept = self._frozen_inbound(*names) if self.closed or self.left else None
        return self.together(live, kept, "counted_inbound")

    def _live_inbound(self, *names: str) -> AnyRows:
        inbound, client, institution, staff = InboundTable, ClientTable, InstitutionTable, STAFF_BY_NAME
        columns: Columns = {
            "record": inbound.id,
            "person": inbound.client_id,
            "on": inbound.on,
            "institution_id": inbound.institution_id,
            "kind": func.coalesce(institution.kind, ""),
            "came_along": inbound.came_along,
            "staff": staff.c.id,
            **self._of_client(inbound.on, names),
        }
        query, needed = self._chosen(columns, names, "institution_id")
        query = query.select_from(inbound)
        if "kind" in needed:
            query = query.outerjoin(institution, institution.id == inbound.institution_id)
        if needed & OF_PERSON:
            query = query.join(client, client.id == inbound.client_id)
        if "staff" in needed:
            query = query.outerjoin(staff, staff.c.name == inbound.staff_name)
        return query.where(self.in_open_months(inbound.on))

    def _frozen_inbound(self, *names: str) -> AnyRows:
        frozen = FrozenInboundTable
        columns: Columns = {
            "record": frozen.inbound_id,
            "person": frozen.person,
            "on": frozen.on,
            "institution_id": frozen.institution_id,
            "kind": frozen.kind,
            "came_along": frozen.came_along,
            **_of_frozen(frozen),
        }
        query, _needed = self._chosen(columns, names, "institution_id")
        return query.where(self.in_closed_months(frozen.closed_month_id, frozen.on, frozen.inbound_id))

    def in_open_months(self, column: AnyColumn) -> ColumnElement[bool]:
        """Return the condition that a day counts live: in the period and in an open month."""
        return _in_one_of(column, self.first, self.last, self.open_months)

    def together(self, live: AnyRows | None, kept: AnyRows | None, name: str) -> FromClause:
        """Return the rows of open and of closed months as one; a single statement where there is only one kind."""
        if live is None or kept is None:
            only = live if kept is None else kept
            assert only is not None
            return only.subquery(name)
        columns = live.subquery()
        as_text = select(*(cast(c, String).label(c.key) if c.key == "person" else c for c in columns.c))
        return union_all(as_text, kept).subquery(name)

    def in_closed_months(self, closing: AnyColumn, on: AnyColumn, record: AnyColumn) -> ColumnElement[bool]:
        """Return the condition that a frozen row counts: of a closed month, or left of a record that is gone."""
        kept: ColumnElement[bool] = closing.in_(self.closed)
        if self.left:
            kept = or_(kept, and_(closing.in_(self.left), record.is_(None)))
        return and_(kept, on.between(self.first, self.last))

    def _of_client(self, on: AnyColumn, names: Sequence[str]) -> dict[str, AnyColumn]:
        """Return what is known of the person, where it is asked for: an age is a long expression."""
        if not (self.narrowed.of_person or OF_PERSON.intersection(names)):
            return {}
        client = ClientTable
        return {"sex": client.sex, "age": age_at(client.birth, on), "district": client.district}

    def _chosen(self, columns: Columns, names: Sequence[str], own: str) -> tuple[AnyRows, frozenset[str]]:
        """Return a query for the columns named, narrowed, and the names that it needs; ``own`` narrows this section."""
        narrowing = {
            name: condition
            for name, make in _CONDITIONS.items()
            if name in (*OF_PERSON, "staff", own) and name in columns
            if (condition := make(columns[name], self.narrowed)) is not None
        }
        query: AnyRows = select(*(columns[name].label(name) for name in names)).where(*narrowing.values())
        return query, frozenset(names) | frozenset(narrowing)


def closed_months(session: Session, first: date, last: date) -> dict[YearMonth, int]:
    """Return the closed months that have a day in the period, each with the id of its closing."""
    month = ClosedMonthTable
    query = select(month.year, month.month, month.id).where(
        month.reopened_at.is_(None),
        month.year * 12 + month.month >= first.year * 12 + first.month,
        month.year * 12 + month.month <= last.year * 12 + last.month,
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def corrected_rows(session: Session, first: date, last: date) -> TallyRows:
    """Return what a closed period counts with everything that came late: live rows, and what was disposed of since.

    How people stood on the last day stays as it was submitted.
    """
    rows = tally_rows(session, first, last)
    months = tuple(Period.month(*each) for each in Period(first, last).each_month())
    return replace(rows, open_months=months, closed=(), left=rows.closed, whole=False)


def tally_rows(
    session: Session, first: date, last: date, narrowed: TallyFilter = EVERYTHING, *, live: bool = False
) -> TallyRows:
    """Return what counts between two days, both included; ``live``: as the records say today, closed or not."""
    return rows_between(first, last, {} if live else closed_months(session, first, last), narrowed)


def rows_between(
    first: date, last: date, known: Mapping[YearMonth, int], narrowed: TallyFilter = EVERYTHING
) -> TallyRows:
    """Return the same for whoever asks for several periods; ``known`` are the closed months, others among them."""
    months = [Period.month(*each) for each in Period(first, last).each_month()]
    touched = {(month.first.year, month.first.month) for month in months}
    closed = {month: closing for month, closing in known.items() if month in touched}
    open_months = tuple(month for month in months if (month.first.year, month.first.month) not in closed)
    ends = last == months[-1].last
    return TallyRows(
        first=first,
        last=last,
        open_months=open_months,
        closed=tuple(closed.values()),
        last_month=closed.get((last.year, last.month)) if ends else None,
        whole=not open_months and ends and first.day == 1,
        narrowed=narrowed,
    )


# --- what rows are narrowed by ----------------------------------------------------------------------------------------


def age_at(birth: AnyColumn, on: AnyColumn | date) -> AnyColumn:
    """Return the age on a day as ``domain.calendar.age_on`` counts it; None for no birth date, or one after the day.

    A day is compared by year, month and day written as one figure, which every database can compute.
    """
    day = literal(on.year * 10_000 + on.month * 100 + on.day) if isinstance(on, date) else _figure(on)
    return case((and_(birth.is_not(None), birth <= on), (day - _figure(birth)) // 10_000), else_=None)


def narrowing(columns: Columns, narrowed: TallyFilter) -> list[ColumnElement[bool]]:
    """Return the conditions that ``narrowed`` sets on those of its columns that are given."""
    made = (make(columns[name], narrowed) for name, make in _CONDITIONS.items() if name in columns)
    return [condition for condition in made if condition is not None]


def _of_staff(column: AnyColumn, narrowed: TallyFilter) -> ColumnElement[bool] | None:
    if narrowed.staff is None:
        return None
    if narrowed.staff == NOBODY:
        return column.is_(None)
    named = select(StaffTable.name).where(StaffTable.id == narrowed.staff).scalar_subquery()
    return column.in_(select(StaffTable.id).where(or_(StaffTable.name == named, StaffTable.id == narrowed.staff)))


def _of_sex(column: AnyColumn, narrowed: TallyFilter) -> ColumnElement[bool] | None:
    if narrowed.sex is None:
        return None
    told = column == narrowed.sex
    return or_(told, column.is_(None)) if narrowed.sex is Sex.UNKNOWN else told


def _of_age(column: AnyColumn, narrowed: TallyFilter) -> ColumnElement[bool] | None:
    return None if narrowed.age_group is None else in_group(column, narrowed.age_group)


def in_group(age: AnyColumn, group: AgeGroup) -> ColumnElement[bool]:
    """Return the condition that an age lies in a group."""
    if group.first is None:
        return age.is_(None)
    return and_(age >= group.first, age <= group.last if group.last is not None else true())


def _equal(field: str) -> Callable[[AnyColumn, TallyFilter], ColumnElement[bool] | None]:
    def condition(column: AnyColumn, narrowed: TallyFilter) -> ColumnElement[bool] | None:
        wanted = getattr(narrowed, field)
        return None if wanted is None else column == wanted

    return condition


_CONDITIONS: Mapping[str, Callable[[AnyColumn, TallyFilter], ColumnElement[bool] | None]] = {
    "staff": _of_staff,
    "district": _equal("district"),
    "institution_id": _equal("institution_id"),
    "category": _equal("category"),
    "sex": _of_sex,
    "age": _of_age,
}
"""By column, the condition that a filter sets on it; None where it sets none."""


def _of_frozen(
    frozen: type[FrozenContactTable] | type[FrozenReferralTable] | type[FrozenInboundTable],
) -> dict[str, AnyColumn]:
    return {"staff": frozen.staff_id, "sex": frozen.sex, "age": frozen.age, "district": frozen.district}


def _figure(day: AnyColumn) -> ColumnElement[int]:
    return part_of("year", day) * 10_000 + part_of("month", day) * 100 + part_of("day", day)


def _in_one_of(column: AnyColumn, first: date, last: date, months: Sequence[Period]) -> ColumnElement[bool]:
    """Return the condition that a day lies in the period and in one of ``months``, as few ranges as there are."""
    ranges: list[tuple[date, date]] = []
    for month in months:
        start, end = max(first, month.first), min(last, month.last)
        if ranges and ranges[-1][1] + timedelta(days=1) == start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    if not ranges:
        return false()
    return or_(*(column.between(*each) for each in ranges))
