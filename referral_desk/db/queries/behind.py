"""Which counted rows stand behind each figure of the tally: one branch for each of its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from sqlalchemy.orm import Session

from referral_desk.db.queries import figures, form_rows
from referral_desk.db.queries.figures import ReferralsWanted
from referral_desk.db.queries.sbirts_rows import counted_paths
from referral_desk.db.queries.tally_rows import TallyRows, tally_rows
from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import (
    ATTENDED_OUTCOMES,
    OTHER_OUTCOMES,
    PERSONS_REPORTED_SERVICES,
    CodeBook,
    ContactService,
    HandoffMode,
    Outcome,
    Sex,
)
from referral_desk.domain.funnel import stands_behind
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind, Figure, FigureKind
from referral_desk.domain.tally_filter import NOBODY, TallyFilter
from referral_desk.domain.tally_parts import ATTENDED_GROUPS, NOT_IN_DIRECTORY

Behind = tuple[ContactBehind | ReferralRow, ...]

_OUTCOMES = {
    "attended": ATTENDED_OUTCOMES,
    "not_yet_checked": (Outcome.NOT_YET_CHECKED,),
    "declined": (Outcome.CLIENT_DECLINED,),
    "unknown": (Outcome.UNKNOWN,),
    "unchecked": (Outcome.NOT_YET_CHECKED, Outcome.UNKNOWN),
    "otherwise": OTHER_OUTCOMES,
}
_PERSONS = ("persons", "persons_reported")


def behind(session: Session, period: Period, figure: Figure, narrowed: TallyFilter, codes: CodeBook) -> Behind:
    """Return who stands behind a figure: contacts, referrals, or clients, as the figure counts them."""
    if figure.kind is FigureKind.FORM:
        return form_rows.behind(session, period.first, period.last, figure)
    narrower = _narrower(figure, narrowed, codes)
    if narrower is None:
        return ()
    rows = tally_rows(session, period.first, period.last, narrower)
    return _BRANCHES[figure.kind](session, rows, figure)


def _narrower(figure: Figure, narrowed: TallyFilter, codes: CodeBook) -> TallyFilter | None:
    """Return the filter with what a row of the tables by staff, district, age or sex adds to it.

    None where the filter lets nothing of that row through.
    """
    match figure.kind:
        case FigureKind.STAFF:
            wanted = TallyFilter(staff=int(figure.code) if figure.code else NOBODY)
        case FigureKind.DISTRICT:
            wanted = TallyFilter(district=figure.code)
        case FigureKind.AGE_GROUP:
            wanted = TallyFilter(age_group=codes.age_groups[figure.code])
        case FigureKind.SEX:
            wanted = TallyFilter(sex=Sex(figure.code))
        case _:
            return narrowed
    added = {field.name: value for field in fields(wanted) if (value := getattr(wanted, field.name)) is not None}
    if any(getattr(narrowed, name) not in (None, value) for name, value in added.items()):
        return None
    return replace(narrowed, **added)


def _contacts(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    services: tuple[ContactService, ...] = (ContactService(figure.code),) if figure.code else ()
    if figure.column == "persons_reported":
        services = PERSONS_REPORTED_SERVICES
    if figure.column == "first_in_year":
        return figures.persons_for_the_first_time(session, rows, services[0] if services else None)
    if figure.column in _PERSONS:
        return figures.persons_of_contacts(session, rows, services=services)
    return figures.contacts(session, rows, services=services)


def _category(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    return figures.contacts(session, rows, category=figure.code)


def _factor(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    return figures.contacts(session, rows, factor=figure.code)


def _cross(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    service, category = figure.code.split(" ")
    services = (ContactService(service),)
    if figure.column in _PERSONS:
        return figures.persons_of_contacts(session, rows, services=services, category=category)
    return figures.contacts(session, rows, services=services, category=category)


def _of_people(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    if figure.column in _PERSONS:
        return figures.persons_of_contacts(session, rows)
    return figures.contacts(session, rows)


def _handoffs(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    happened = False if figure.column == "not_yet_handed_over" else None
    wanted = ReferralsWanted(kind=figure.code, modes=_modes(figure.column), happened=happened)
    if figure.column == "clients":
        return figures.persons_of_referrals(session, rows, wanted)
    return figures.referrals(session, rows, wanted)


def _mode(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    modes = (HandoffMode(figure.code),) if figure.code else tuple(HandoffMode)
    return figures.referrals(session, rows, ReferralsWanted(modes=modes, outcomes=_OUTCOMES.get(figure.column, ())))


def _attended_after(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    wanted = ReferralsWanted(modes=ATTENDED_GROUPS[figure.code], outcomes=_OUTCOMES.get(figure.column, ()))
    return figures.referrals(session, rows, wanted)


def _inbound(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    kind = "" if figure.code == NOT_IN_DIRECTORY else figure.code or None
    if figure.column == "clients":
        return figures.persons_of_inbound(session, rows, kind=kind)
    return figures.inbound(session, rows, kind=kind, warm=figure.column == "warm")


def _sbirts(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    found = [path for path in counted_paths(session, rows) if stands_behind(path, figure.code, figure.column)]
    if figure.column == "persons":
        return figures.named(session, dict.fromkeys(path.person for path in found))
    return figures.paths(session, found)


def _engagements(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    return figures.engaged(session, rows, figure.code, figure.column)


def _benefits(session: Session, rows: TallyRows, figure: Figure) -> Behind:
    wanted = [figure.code] if figure.code else []
    if figure.column == "public_assistance":
        wanted.append(PUBLIC_ASSISTANCE)
    return figures.with_benefits(session, rows, *wanted)


def _modes(column: str) -> tuple[HandoffMode, ...]:
    if column == "warm":
        return ATTENDED_GROUPS["warm"]
    if column == "staff_or_letter":
        return ATTENDED_GROUPS["contact"]
    return (HandoffMode(column),) if column in tuple(HandoffMode) else ()


_BRANCHES: dict[FigureKind, Callable[[Session, TallyRows, Figure], Behind]] = {
    FigureKind.CONTACTS: _contacts,
    FigureKind.CATEGORY: _category,
    FigureKind.FACTOR: _factor,
    FigureKind.CROSS: _cross,
    FigureKind.STAFF: _of_people,
    FigureKind.DISTRICT: _of_people,
    FigureKind.AGE_GROUP: _of_people,
    FigureKind.SEX: _of_people,
    FigureKind.HANDOFFS: _handoffs,
    FigureKind.MODE: _mode,
    FigureKind.ATTENDED_AFTER: _attended_after,
    FigureKind.INBOUND: _inbound,
    FigureKind.SBIRTS: _sbirts,
    FigureKind.ENGAGEMENTS: _engagements,
    FigureKind.BENEFITS: _benefits,
}
