"""Finding the place that suits this person: what fits, how well, and why. Staff decide; the list only orders.

Left out are entries that are not to be listed or no longer there, other kinds, and groups about another problem. All
else is ranked: each thing that fits adds to the score, each that speaks against it is said and takes away from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import Anonymity, Attendees, Capacity, CodeBook, Paper
from referral_desk.domain.institution import Institution, capacity_fades, is_stale, may_be_referred_to
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.names import search_key
from referral_desk.domain.schedule import occurrences

LOOK_AHEAD = timedelta(days=35)
"""Meetings of the next five weeks count: a monthly one is among them."""

MEETINGS_TOLD = 3
_TARGET, _ATTENDEES, _MEETING, _AREA, _ANONYMOUS, _CALL, _ROOM = 5, 3, 3, 3, 2, 2, 1


@dataclass(frozen=True)
class Wish:
    """What this person needs; what is blank is not asked.

    ``target`` is a code of the list targets, ``for_family`` whether it is for a relative of who has the problem.
    ``kinds`` are kinds of institution, groups whose clients hold a card where empty. ``area`` is any part of a place's
    name. ``weekdays`` (0 is Monday) with ``earliest`` and ``latest`` say when she can come.
    """

    target: str = ""
    for_family: bool = False
    kinds: tuple[str, ...] = ()
    area: str = ""
    weekdays: tuple[int, ...] = ()
    earliest: time | None = None
    latest: time | None = None
    anonymous: bool = False
    needs_room: bool = False


@dataclass(frozen=True)
class Match:
    """One institution that comes into question, with what speaks for and against it.

    ``meetings`` are the next ones to which the person can come.
    """

    institution: Institution
    score: int
    why: tuple[Message, ...]
    against: tuple[Message, ...]
    meetings: tuple[datetime, ...] = ()


def rank(
    institutions: Iterable[Institution],
    wish: Wish,
    codes: CodeBook,
    now: datetime,
    is_holiday: IsHoliday,
    verify_after_days: int,
) -> tuple[Match, ...]:
    """Return what comes into question, the best first, equal ones by kana; ``now`` is local time."""
    found = [
        _match(each, wish, now, is_holiday, verify_after_days)
        for each in institutions
        if _comes_into_question(each, wish, codes, now.date())
    ]
    return tuple(sorted(found, key=lambda match: (-match.score, match.institution.kana, match.institution.number)))


OTHERS_PROPOSED = 3


class Doubt(StrEnum):
    """Why one asks before somebody is referred there; none of it forbids anything."""

    STALE = "stale"
    FULL = "full"
    UNLISTED = "unlisted"


def doubts(institution: Institution, today: date, verify_after_days: int) -> tuple[Doubt, ...]:
    """Return what is to be asked about an institution once it is chosen for a referral."""
    asked = []
    if not institution.listed:
        asked.append(Doubt.UNLISTED)
    if institution.capacity is Capacity.FULL:
        asked.append(Doubt.FULL)
    if is_stale(institution.verified_on, today, verify_after_days):
        asked.append(Doubt.STALE)
    return tuple(asked)


def others_with_room(
    institutions: Iterable[Institution],
    full: Institution,
    codes: CodeBook,
    now: datetime,
    is_holiday: IsHoliday,
    verify_after_days: int,
) -> tuple[Institution, ...]:
    """Return others of the kind of ``full``, about the same problem, that told of room lately: the best three."""
    wish = Wish(target=full.target, kinds=(full.kind,), for_family=full.attendees is Attendees.FAMILY)
    matches = rank(institutions, wish, codes, now, is_holiday, verify_after_days)
    found = (match.institution for match in matches if match.institution.id != full.id)
    free = [
        each
        for each in found
        if each.capacity is Capacity.FREE and not capacity_fades(each.capacity_on, now.date(), verify_after_days)
    ]
    return tuple(free[:OTHERS_PROPOSED])


def _comes_into_question(each: Institution, wish: Wish, codes: CodeBook, today: date) -> bool:
    if not each.listed or not may_be_referred_to(each, today):
        return False
    kind = codes.institution_kinds.get(each.kind)
    if wish.kinds:
        if each.kind not in wish.kinds:
            return False
    elif kind is None or kind.paper is not Paper.CARD:
        return False
    return not (wish.target and each.target and each.target != wish.target)


def _match(each: Institution, wish: Wish, now: datetime, is_holiday: IsHoliday, verify_after_days: int) -> Match:
    meetings = tuple(_suitable(each, wish, now, is_holiday))
    told = [
        *_about_people(each, wish),
        *_about_meetings(each, wish, meetings),
        *_about_place(each, wish),
        *_about_room(each, wish),
    ]
    if each.contact_name.strip():
        told.append((_CALL, message(N_("Somebody has agreed to be called"))))
    if is_stale(each.verified_on, now.date(), verify_after_days):
        told.append((-1, message(N_("The entry has not been verified for long"))))
    return Match(
        each,
        sum(points for points, _said in told),
        tuple(said for points, said in told if points > 0),
        tuple(said for points, said in told if points < 0),
        meetings[:MEETINGS_TOLD],
    )


def _about_people(each: Institution, wish: Wish) -> Iterator[tuple[int, Message]]:
    if wish.target:
        if each.target == wish.target:
            yield _TARGET, message(N_("About this problem"))
        else:
            yield 0, message(N_("About any problem"))
    wanted = Attendees.FAMILY if wish.for_family else Attendees.CLIENT
    if each.attendees is wanted:
        yield _ATTENDEES, message(N_("Families can come") if wish.for_family else N_("The person can come"))
    elif each.attendees is Attendees.ANYONE:
        yield 1, message(N_("Anyone can come"))
    elif each.attendees is not None:
        yield -_ATTENDEES, message(N_("Only for the person") if wish.for_family else N_("Only for families"))
    if wish.anonymous and each.anonymity is not None:
        if each.anonymity is Anonymity.ANONYMOUS:
            yield _ANONYMOUS, message(N_("No real name needed"))
        else:
            yield -_ANONYMOUS, message(N_("Uses real names"))


def _about_meetings(each: Institution, wish: Wish, meetings: tuple[datetime, ...]) -> Iterator[tuple[int, Message]]:
    if not each.schedule:
        return
    asked = bool(wish.weekdays or wish.earliest or wish.latest)
    if meetings and asked:
        yield _MEETING, message(N_("Meets when she can come"))
    elif asked:
        yield -_MEETING, message(N_("Never meets when she can come"))
    elif meetings:
        yield 1, message(N_("Meets within five weeks"))


def lies_in(each: Institution, area: str) -> bool:
    """Say whether ``area`` is part of one of its places or of the name of an area it serves; never for a blank one."""
    wanted = search_key(area)
    areas = (served.name for served in each.areas)
    return bool(wanted) and any(wanted in search_key(place) for place in (*_places(each), *areas))


def _places(each: Institution) -> tuple[str, ...]:
    return (each.address, each.venue, each.access, *(place.address for place in each.places))


def _about_place(each: Institution, wish: Wish) -> Iterator[tuple[int, Message]]:
    if not search_key(wish.area):
        return
    if lies_in(each, wish.area):
        yield _AREA, message(N_("In this area"))
    elif any(place.strip() for place in _places(each)):
        yield -1, message(N_("In another area"))


def _about_room(each: Institution, wish: Wish) -> Iterator[tuple[int, Message]]:
    if each.capacity is Capacity.FREE:
        yield _ROOM, message(N_("Has room"))
    elif each.capacity in (Capacity.FULL, Capacity.WAITING_LIST):
        points = -4 if wish.needs_room else -1
        yield points, message(N_("Full") if each.capacity is Capacity.FULL else N_("Has a waiting list"))


def _suitable(each: Institution, wish: Wish, now: datetime, is_holiday: IsHoliday) -> Iterator[datetime]:
    """Yield the starts of the meetings to which the person can come, soonest first."""
    first = now.date()
    barred = Attendees.CLIENT if wish.for_family else Attendees.FAMILY
    for day, meeting in occurrences(each.schedule, first, first + LOOK_AHEAD, is_holiday):
        start = datetime.combine(day, meeting.start, now.tzinfo)
        if start <= now or meeting.attendees is barred:
            continue
        if wish.weekdays and day.weekday() not in wish.weekdays:
            continue
        if wish.earliest is not None and meeting.start < wish.earliest:
            continue
        if wish.latest is not None and (meeting.end or meeting.start) > wish.latest:
            continue
        yield start
