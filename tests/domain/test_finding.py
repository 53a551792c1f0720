"""Which places suit a person: what is left out, what comes first, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import Anonymity, Attendees, Capacity
from referral_desk.domain.finding import Doubt, Match, Wish, doubts, others_with_room, rank
from referral_desk.domain.institution import Institution
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.resources import code_book

CODES = code_book()
NOW = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - wall-clock time, a Tuesday
GROUP = Institution(
    id=1,
    number="0001",
    version=1,
    name="架空断酒会",
    kind="self_help_group",
    target="alcohol",
    attendees=Attendees.CLIENT,
    schedule=parse_schedule("毎週火 19:00-21:00"),
    venue="見本町公民館",
    verified_on=date(2026, 11, 1),
)
WISH = Wish(target="alcohol")


def found(*institutions: Institution, wish: Wish = WISH) -> tuple[Match, ...]:
    return rank(institutions, wish, CODES, NOW, lambda _day: False, 180)


def said(match: Match) -> set[str]:
    return {each.text for each in (*match.why, *match.against)}


@pytest.mark.parametrize(
    "changes",
    [
        {"listed": False},
        {"defunct_on": date(2026, 11, 24)},
        {"target": "gambling"},
        {"kind": "medical_institution"},
    ],
)
def test_what_cannot_be_meant_is_left_out(changes: dict[str, Any]) -> None:
    assert found(replace(GROUP, **changes)) == ()
    assert len(found(GROUP)) == 1


def test_other_kinds_are_found_where_they_are_asked_for() -> None:
    clinic = replace(GROUP, kind="medical_institution", target="")
    assert len(found(clinic, wish=Wish(target="alcohol", kinds=("medical_institution",)))) == 1


def test_a_group_for_families_comes_first_for_a_relative_and_last_for_the_person() -> None:
    families = replace(GROUP, id=2, number="0002", attendees=Attendees.FAMILY)
    assert [each.institution.id for each in found(GROUP, families)] == [1, 2]
    assert [each.institution.id for each in found(GROUP, families, wish=replace(WISH, for_family=True))] == [2, 1]


def test_only_meetings_to_which_she_can_come_are_told() -> None:
    (match,) = found(GROUP, wish=replace(WISH, weekdays=(1,), earliest=time(18), latest=time(21)))
    assert [each.day for each in match.meetings] == [24, 1, 8]
    assert "Meets when she can come" in said(match)
    (match,) = found(GROUP, wish=replace(WISH, weekdays=(2,)))
    assert match.meetings == ()
    assert "Never meets when she can come" in said(match)


def test_a_meeting_that_runs_on_after_she_must_leave_is_none_for_her() -> None:
    (match,) = found(GROUP, wish=replace(WISH, latest=time(20)))
    assert match.meetings == ()


def test_a_meeting_for_families_alone_is_none_for_the_person() -> None:
    (match,) = found(replace(GROUP, schedule=parse_schedule("毎週火 19:00（家族）；毎週木 19:00")))
    assert {each.weekday() for each in match.meetings} == {3}


@pytest.mark.parametrize(
    ("changes", "wish", "word"),
    [
        ({"venue": "見本町公民館"}, {"area": "見本町"}, "In this area"),
        ({"venue": "例町"}, {"area": "見本町"}, "In another area"),
        ({"anonymity": Anonymity.ANONYMOUS}, {"anonymous": True}, "No real name needed"),
        ({"anonymity": Anonymity.REAL_NAME}, {"anonymous": True}, "Uses real names"),
        ({"capacity": Capacity.FULL}, {"needs_room": True}, "Full"),
        ({"capacity": Capacity.WAITING_LIST}, {}, "Has a waiting list"),
        ({"capacity": Capacity.FREE}, {}, "Has room"),
        ({"contact_name": "例田 桜"}, {}, "Somebody has agreed to be called"),
        ({"verified_on": None}, {}, "The entry has not been verified for long"),
        ({"attendees": Attendees.ANYONE}, {}, "Anyone can come"),
    ],
)
def test_every_reason_is_said(changes: dict[str, Any], wish: dict[str, Any], word: str) -> None:
    (match,) = found(replace(GROUP, **changes), wish=replace(WISH, **wish))
    assert word in said(match)


@given(st.permutations(range(6)))
def test_the_order_does_not_depend_on_the_order_of_entry(order: list[int]) -> None:
    groups = [replace(GROUP, id=number, number=f"{number:04}", kana=f"カ{number}") for number in range(6)]
    assert [each.institution.id for each in found(*(groups[number] for number in order))] == list(range(6))


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, ()),
        ({"verified_on": None}, (Doubt.STALE,)),
        ({"verified_on": date(2026, 1, 5)}, (Doubt.STALE,)),
        ({"capacity": Capacity.WAITING_LIST}, ()),
        (
            {"listed": False, "capacity": Capacity.FULL, "verified_on": None},
            (Doubt.UNLISTED, Doubt.FULL, Doubt.STALE),
        ),
    ],
)
def test_an_old_full_or_unlisted_entry_is_asked_about(changes: dict[str, Any], asked: tuple[Doubt, ...]) -> None:
    assert doubts(replace(GROUP, **changes), NOW.date(), 180) == asked


def test_instead_of_a_full_place_those_are_proposed_that_told_of_room_lately() -> None:
    full = replace(GROUP, capacity=Capacity.FULL)
    free = replace(GROUP, id=2, number="0002", capacity=Capacity.FREE, capacity_on=date(2026, 11, 20))
    others = (
        full,
        free,
        replace(free, id=3, number="0003", capacity_on=date(2026, 5, 1)),  # told long ago
        replace(free, id=4, number="0004", target="gambling"),
        replace(free, id=5, number="0005", kind="medical_institution"),
        replace(free, id=6, number="0006", listed=False),
        replace(free, id=7, number="0007", capacity=Capacity.UNKNOWN),
    )
    assert others_with_room(others, full, CODES, NOW, lambda _day: False, 180) == (free,)
    many = tuple(replace(free, id=number, number=f"{number:04}") for number in range(10, 20))
    assert len(others_with_room(many, full, CODES, NOW, lambda _day: False, 180)) == 3
