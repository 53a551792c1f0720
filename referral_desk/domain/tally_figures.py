"""Every figure of a tally that counts somebody or something, with its value: what opens a list, and what it must hold.

Percentages and medians count nothing and are not among them; neither are the cells of report forms, which are counted
by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from referral_desk.domain.codes import HandoffMode, SbirtsStep
from referral_desk.domain.funnel import OTHER, STEP_COLUMNS, WARM
from referral_desk.domain.tally import Figure, FigureKind, HandoffRow, ModeRow, Tally, persons_are_reported
from referral_desk.domain.tally_parts import ATTENDED_GROUPS, PeopleRow

_OUTCOMES = ("referrals", "attended", "not_yet_checked", "declined", "unknown")

OF_PEOPLE = frozenset({"persons", "persons_reported", "first_in_year", "clients", "new", "ended", "public_assistance"})
"""The columns that count distinct people; all others count contacts or referrals."""


def counts_people(figure: Figure) -> bool:
    """Say whether a figure counts people, each of them once."""
    return figure.column in OF_PEOPLE


def value_of(tally: Tally, figure: Figure) -> int | None:
    """Return what a tally says of a figure; None where it does not hold it, as of a cell of a report form."""
    counted = dict(_OF_KIND[figure.kind](tally, figure.code)) if figure.kind in _OF_KIND else {}
    return counted.get(figure.column)


def figures_of(tally: Tally) -> Iterator[tuple[Figure, int]]:
    """Yield every figure with its value, zeros included, table by table in the order of their rows."""
    for kind, codes in _codes(tally).items():
        for code in codes:
            for column, value in _OF_KIND[kind](tally, code):
                yield Figure(kind, code, column), value


Counted = Iterator[tuple[str, int]]


def _codes(tally: Tally) -> Mapping[FigureKind, tuple[str, ...]]:
    return {
        FigureKind.CONTACTS: (*(row.code for row in tally.by_service), ""),
        FigureKind.CATEGORY: tuple(row.code for row in tally.by_category),
        FigureKind.FACTOR: tuple(row.code for row in tally.by_factor),
        FigureKind.CROSS: tuple(f"{cell.service} {cell.category}" for cell in tally.cross),
        FigureKind.STAFF: tuple(row.code for row in tally.by_staff),
        FigureKind.DISTRICT: tuple(row.code for row in tally.by_district),
        FigureKind.AGE_GROUP: tuple(row.code for row in tally.by_age_group),
        FigureKind.SEX: tuple(row.code for row in tally.by_sex),
        FigureKind.HANDOFFS: (*(row.code for row in tally.by_kind), ""),
        FigureKind.MODE: (*(row.mode.value for row in tally.by_mode), ""),
        FigureKind.ATTENDED_AFTER: tuple(ATTENDED_GROUPS),
        FigureKind.INBOUND: (*(row.code for row in tally.inbound_by_kind), ""),
        FigureKind.SBIRTS: ("", *SbirtsStep, WARM, OTHER),
        FigureKind.ENGAGEMENTS: tuple(row.code for row in tally.engagements),
        FigureKind.BENEFITS: (*(row.code for row in tally.benefits), ""),
    }


def _contacts(tally: Tally, code: str) -> Counted:
    if not code:
        yield "contacts", tally.contacts
        yield "persons_reported", tally.persons_reported
        yield "persons", tally.persons
        yield "first_in_year", tally.first_in_year
        return
    for row in tally.by_service:
        if row.code == code:
            yield "contacts", row.contacts
            if persons_are_reported(code):
                yield "persons", row.persons
                yield "first_in_year", row.first_in_year


def _category(tally: Tally, code: str) -> Counted:
    for row in tally.by_category:
        if row.code == code:
            yield "contacts", row.contacts


def _factor(tally: Tally, code: str) -> Counted:
    for row in tally.by_factor:
        if row.code == code:
            yield "contacts", row.contacts


def _cross(tally: Tally, code: str) -> Counted:
    for cell in tally.cross:
        if f"{cell.service} {cell.category}" == code:
            yield "contacts", cell.contacts
            yield "persons", cell.persons


def _people(rows: Callable[[Tally], tuple[PeopleRow, ...]]) -> Callable[[Tally, str], Counted]:
    def counted(tally: Tally, code: str) -> Counted:
        for row in rows(tally):
            if row.code == code:
                yield "contacts", row.contacts
                yield "persons", row.persons

    return counted


def _handoffs(tally: Tally, code: str) -> Counted:
    row: HandoffRow | None = next((each for each in (*tally.by_kind, tally.handoffs) if each.code == code), None)
    if row is None:
        return
    yield "referrals", row.referrals
    yield "clients", row.clients
    for mode in HandoffMode:
        yield mode.value, row.by_mode.get(mode, 0)
    yield "not_yet_handed_over", row.not_yet_handed_over
    yield "warm", row.warm
    yield "staff_or_letter", sum(row.by_mode.get(mode, 0) for mode in ATTENDED_GROUPS["contact"])


def _modes(tally: Tally, code: str) -> Counted:
    return _outcomes(row for row in tally.by_mode if code in ("", row.mode.value))


def _attended_after(tally: Tally, code: str) -> Counted:
    return _outcomes(row for row in tally.by_mode if row.mode in ATTENDED_GROUPS[code])


def _outcomes(rows: Iterator[ModeRow]) -> Counted:
    found = tuple(rows)
    unchecked = sum(row.not_yet_checked + row.unknown for row in found)
    counts = {column: sum(getattr(row, column) for row in found) for column in _OUTCOMES}
    yield from counts.items()
    yield "unchecked", unchecked
    yield "otherwise", counts["referrals"] - counts["attended"] - counts["declined"] - unchecked


def _inbound(tally: Tally, code: str) -> Counted:
    for row in (*tally.inbound_by_kind, tally.inbound):
        if row.code == code:
            yield "referrals", row.referrals
            yield "clients", row.clients
            yield "warm", row.warm


def _sbirts(tally: Tally, code: str) -> Counted:
    funnel = tally.sbirts
    if not code:
        yield "paths", funnel.paths
        yield "persons", funnel.persons
    elif code == WARM:
        yield "introduced", funnel.warm
        yield "attended", funnel.warm_attended
    elif code == OTHER:
        yield "introduced", funnel.other
        yield "attended", funnel.other_attended
    for row in funnel.rows:
        if row.step == code:
            for column in STEP_COLUMNS:
                yield column, getattr(row, column)


def _engagements(tally: Tally, code: str) -> Counted:
    for row in tally.engagements:
        if row.code == code:
            yield "clients", row.clients
            yield "new", row.new
            yield "ended", row.ended


def _benefits(tally: Tally, code: str) -> Counted:
    if not code:
        yield "clients", tally.clients
        yield "public_assistance", tally.public_assistance
        return
    for row in tally.benefits:
        if row.code == code:
            yield "clients", row.clients
            yield "public_assistance", row.public_assistance


_OF_KIND: Mapping[FigureKind, Callable[[Tally, str], Counted]] = {
    FigureKind.CONTACTS: _contacts,
    FigureKind.CATEGORY: _category,
    FigureKind.FACTOR: _factor,
    FigureKind.CROSS: _cross,
    FigureKind.STAFF: _people(lambda tally: tally.by_staff),
    FigureKind.DISTRICT: _people(lambda tally: tally.by_district),
    FigureKind.AGE_GROUP: _people(lambda tally: tally.by_age_group),
    FigureKind.SEX: _people(lambda tally: tally.by_sex),
    FigureKind.HANDOFFS: _handoffs,
    FigureKind.MODE: _modes,
    FigureKind.ATTENDED_AFTER: _attended_after,
    FigureKind.INBOUND: _inbound,
    FigureKind.SBIRTS: _sbirts,
    FigureKind.ENGAGEMENTS: _engagements,
    FigureKind.BENEFITS: _benefits,
}
