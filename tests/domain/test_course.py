"""The course of a client: what stands above what, reading it in pieces, and narrowing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.course import (
    DAY_ORDER,
    GROUP_OF,
    CourseEntry,
    CoursePlace,
    EntryGroup,
    EntryKind,
    course_key,
    merged,
    narrowed,
    section_of,
)
from referral_desk.domain.course_facts import TaskFacts

DAY = date(2026, 11, 24)


def entry(kind: EntryKind, on: date = DAY, at: str = "", number: int = 1) -> CourseEntry:
    return CourseEntry(kind=kind, id=number, on=on, at=at, facts=TaskFacts("", "", ""))


def in_order(*entries: CourseEntry) -> list[CourseEntry]:
    return list(merged([[each] for each in entries], len(entries)).entries)


# --- order ----------------------------------------------------------------------------------------------------------


def test_every_kind_has_its_group_and_its_place_of_its_own_on_a_day() -> None:
    assert set(GROUP_OF) == set(EntryKind)
    assert set(GROUP_OF.values()) == set(EntryGroup)
    assert len(EntryGroup) <= 8
    assert set(DAY_ORDER) == set(EntryKind)
    assert len(set(DAY_ORDER.values())) == len(EntryKind)


def test_the_newer_day_stands_above_whatever_it_tells_of() -> None:
    talk, outcome = entry(EntryKind.CONTACT, DAY), entry(EntryKind.OUTCOME, DAY - timedelta(days=1))
    assert in_order(outcome, talk) == [talk, outcome]


def test_on_one_day_what_came_of_it_stands_above_what_led_to_it() -> None:
    told = [
        entry(kind)
        for kind in (
            EntryKind.CLOSING,
            EntryKind.OUTCOME,
            EntryKind.DOCUMENT,
            EntryKind.HANDOFF,
            EntryKind.REFERRAL,
            EntryKind.CONSENT,
            EntryKind.CONTACT,
            EntryKind.INBOUND,
            EntryKind.REOPENING,
        )
    ]
    assert in_order(*reversed(told)) == told


def test_a_conference_at_two_stands_above_a_handoff_at_ten_and_under_one_at_four() -> None:
    late, meeting, early, untimed = (
        entry(EntryKind.HANDOFF, at="16:00"),
        entry(EntryKind.CONFERENCE, at="14:00"),
        entry(EntryKind.HANDOFF, at="10:00"),
        entry(EntryKind.HANDOFF),
    )
    assert in_order(untimed, early, meeting, late) == [late, meeting, early, untimed]


def test_of_two_equal_ones_the_one_entered_later_stands_above() -> None:
    first, second = entry(EntryKind.CONTACT, number=1), entry(EntryKind.CONTACT, number=2)
    assert in_order(first, second) == [second, first]


# --- pieces ---------------------------------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(EntryKind),
        st.dates(DAY - timedelta(days=3), DAY),
        st.sampled_from(["", "09:00", "14:30"]),
        st.integers(1, 40),
    ),
    max_size=60,
    unique_by=lambda each: (each.kind, each.id),
)


def source(
    entries: Sequence[CourseEntry], kind: EntryKind, limit: int, before: CoursePlace | None
) -> list[CourseEntry]:
    """Give the newest entries of one kind, as a table does."""
    mine = [each for each in entries if each.kind is kind and (before is None or each.place < before)]
    return sorted(mine, key=lambda each: each.place, reverse=True)[: limit + 1]


@given(ENTRIES, st.lists(st.integers(1, 25), min_size=1))
def test_reading_in_pieces_of_any_sizes_gives_the_same_as_reading_all(
    entries: list[CourseEntry], sizes: list[int]
) -> None:
    whole = merged([source(entries, kind, 1_000, None) for kind in EntryKind], 1_000)
    assert whole.complete
    assert sorted(whole.entries, key=lambda each: each.place) == sorted(entries, key=lambda each: each.place)
    read: list[CourseEntry] = []
    before, complete, turn = None, False, 0
    while not complete:
        size = sizes[turn % len(sizes)]
        piece = merged([source(entries, kind, size, before) for kind in EntryKind], size)
        assert len(piece.entries) == size or piece.complete
        read += piece.entries
        before, complete, turn = piece.end, piece.complete, turn + 1
    assert tuple(read) == whole.entries


def test_a_piece_that_holds_the_last_entry_says_so() -> None:
    both = [entry(EntryKind.CONTACT, number=2), entry(EntryKind.CONTACT, number=1)]
    assert merged([both], 2).complete
    assert not merged([both], 1).complete
    assert merged([], 5).end is None


# --- narrowing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    group: EntryGroup
    key: str


LINES = (
    Line(EntryGroup.TALKS, course_key(date(2021, 5, 12), "電話相談", "髙橋さん（母）から。ｹｰｽﾜｰｶｰに連絡")),
    Line(EntryGroup.HANDOFFS, course_key(date(2026, 11, 2), "紹介", "架空断酒会")),
)


@pytest.mark.parametrize(
    "text",
    [
        "高橋",
        "高橋　母",
        "ケースワーカー",
        "けーすわーかー",
        "ke-suwa-ka-",
        "令和3年5月12日",
        "R3.5.12",
        "2021-05",
        "2021",
    ],
)
def test_words_are_found_in_every_form_and_days_by_their_date(text: str) -> None:
    assert narrowed(LINES, (), text) == (LINES[0],)


def test_all_words_must_occur_and_the_group_must_be_chosen() -> None:
    assert narrowed(LINES, (), "高橋 断酒会") == ()
    assert narrowed(LINES, ["handoffs"], "") == (LINES[1],)
    assert narrowed(LINES, ["handoffs", "talks"], "") == LINES
    assert narrowed(LINES, ["talks"], "断酒会") == ()
    assert narrowed(LINES, (), " 　") == LINES


def test_what_is_still_to_come_stands_under_no_year() -> None:
    assert section_of(DAY, DAY) == 2026
    assert section_of(DAY + timedelta(days=1), DAY) is None
