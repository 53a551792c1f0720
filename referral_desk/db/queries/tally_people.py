"""The contacts of a period: of how many people, what they were, by whom and of whom, and whose first they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, String, cast, func, select, union
from sqlalchemy.orm import Session

from referral_desk.db.models import StaffTable
from referral_desk.db.queries.tally_rows import AnyRows, TallyRows, closed_months, rows_between
from referral_desk.domain.calendar import Period, YearMonth, fiscal_year_of
from referral_desk.domain.codes import PERSONS_REPORTED_SERVICES, AgeGroup, Sex
from referral_desk.domain.tally_counts import PeopleCounts
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.resources import code_book

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class ContactCounts:
    """Persons and contacts by what, by whom and of whom. A person who grew older stands in both of her age groups."""

    persons: int = 0
    persons_reported: int = 0
    contacts: int = 0
    services: Mapping[str, PeopleCounts] = field(default_factory=dict)
    categories: Mapping[str, PeopleCounts] = field(default_factory=dict)
    cross: Mapping[tuple[str, str], PeopleCounts] = field(default_factory=dict)
    staff: Mapping[int | None, PeopleCounts] = field(default_factory=dict)
    districts: Mapping[str, PeopleCounts] = field(default_factory=dict)
    age_groups: Mapping[str, PeopleCounts] = field(default_factory=dict)
    sexes: Mapping[str, PeopleCounts] = field(default_factory=dict)


def contact_counts(session: Session, rows: TallyRows) -> ContactCounts:
    """Count the contacts of a period and break them down, all in one pass over them."""
    alike = rows.of_contacts("person", "service", "category", "staff", "district", "sex", "age").c
    found = session.execute(select(*alike, func.count()).group_by(*alike)).all()
    if not found:
        return ContactCounts()
    persons, services, categories, staff, districts, sexes, ages, contacts = zip(*found, strict=True)
    group_of = _GroupOf(code_book().age_groups.items)

    def by(keys: Iterable[K]) -> dict[K, PeopleCounts]:
        """Count by the keys of the rows, in their order."""
        people: defaultdict[K, set[Hashable]] = defaultdict(set)
        counted: defaultdict[K, int] = defaultdict(int)
        for key, person, count in zip(keys, persons, contacts, strict=True):
            people[key].add(person)
            counted[key] += count
        return {key: PeopleCounts(len(who), counted[key]) for key, who in people.items()}

    codes = [service.value for service in services]
    reported = by(service in PERSONS_REPORTED_SERVICES for service in services)
    return ContactCounts(
        persons=len(set(persons)),
        persons_reported=reported[True].persons if True in reported else 0,
        contacts=sum(contacts),
        services=by(codes),
        categories=by(categories),
        cross=by(zip(codes, categories, strict=True)),
        staff=by(staff),
        districts=by(districts),
        age_groups=by(map(group_of, ages)),
        sexes=by((sex or Sex.UNKNOWN).value for sex in sexes),
    )


class _GroupOf:
    """The code of the group of an age, remembered: there are few ages and many contacts."""

    def __init__(self, groups: Iterable[AgeGroup]) -> None:
        self._groups = tuple(groups)
        self._known: dict[int | None, str] = {}

    def __call__(self, age: int | None) -> str:
        if age not in self._known:
            self._known[age] = next((each.code for each in self._groups if each.has(age)), "")
        return self._known[age]


def staff_names(session: Session, counted: Iterable[int | None]) -> dict[int, str]:
    """Return id → name of the active members in the centre's order, then of those who are counted besides.

    Who stands in the list more than once by the same name is named once.
    """
    staff, also = StaffTable, {each for each in counted if each is not None}
    query = select(staff.id, staff.name, staff.active).order_by(staff.active.desc(), staff.position, staff.id)
    listed = session.execute(query).all()
    first_of = {name: min(row.id for row in listed if row.name == name) for name in {row.name for row in listed}}
    names = {first_of[row.name]: row.name for row in listed if row.active}
    names |= {row.id: row.name for row in listed if row.id in also and row.id not in names}
    return names


# --- first in the fiscal year -----------------------------------------------------------------------------------------


def firsts(
    session: Session, first: date, last: date, narrowed: TallyFilter, known: Mapping[YearMonth, int]
) -> tuple[int, dict[str, int]]:
    """Return for how many persons a contact of the period was the first of its fiscal year, and the same by service.

    A period over several fiscal years counts a person once, if it was so in one of them. With a filter the first of
    the contacts that it lets through decides. ``known`` are the closed months from :func:`first_of_year` on.
    """
    persons = _first_persons(first, last, narrowed, known).subquery()
    total = session.scalar(select(func.count()).select_from(persons)) or 0
    by_service = _first_persons(first, last, narrowed, known, by_service=True).subquery()
    query = select(by_service.c.service, func.count()).group_by(by_service.c.service)
    return total, {service.value: count for service, count in session.execute(query)}


def first_persons(
    session: Session, first: date, last: date, narrowed: TallyFilter, *, by_service: bool = False
) -> AnyRows | CompoundSelect[*tuple[Any, ...]]:
    """Return the persons whose first contact of a fiscal year lies in the period; with each service, if asked so.

    Who was the first of a closed month stays so, whatever is entered before it later. With a filter the first of the
    contacts that it lets through decides, as they stand now.
    """
    known = closed_months(session, first_of_year(first), last)
    return _first_persons(first, last, narrowed, known, by_service=by_service)


def first_of_year(day: date) -> date:
    """Return the day on which the fiscal year of a day begins."""
    return Period.fiscal_year(fiscal_year_of(day)).first


def _first_persons(
    first: date, last: date, narrowed: TallyFilter, known: Mapping[YearMonth, int], *, by_service: bool = False
) -> AnyRows | CompoundSelect[*tuple[Any, ...]]:
    counted = rows_between(first, last, known, narrowed)
    as_submitted = bool(counted.closed) and not narrowed.narrows
    queries: list[AnyRows] = []
    for year in range(fiscal_year_of(first), fiscal_year_of(last) + 1):
        whole = Period.fiscal_year(year)
        begins, ends = max(first, whole.first), min(last, whole.last)
        contact = rows_between(whole.first, ends, known, narrowed).of_contacts("person", "service", "on").c
        alike = (contact.person, contact.service) if by_service else (contact.person,)
        day = func.min(contact.on)
        query = select(*alike).group_by(*alike).having(day >= begins)
        queries.append(query.having(counted.in_open_months(day)) if as_submitted else query)
    if as_submitted:
        names = ("person", "service", "first_of_service") if by_service else ("person", "first_in_year")
        kept = counted.frozen_contacts(*names).subquery().c
        queries.append(select(*(kept[name] for name in names[:-1])).where(kept[names[-1]]))
    if len(queries) == 1:
        return queries[0]
    as_text = []
    for each in queries:
        columns = each.subquery().c
        as_text.append(select(*(cast(c, String).label(c.key) if c.key == "person" else c for c in columns)))
    return union(*as_text)
