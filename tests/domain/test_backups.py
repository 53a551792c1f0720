"""Which backups are kept, when one is due, when people are warned, and which heads a trail must hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import (
    ALL_OF_THE_LAST,
    CHANGES,
    DAILY,
    MONTHLY,
    WEEKLY,
    Anchor,
    BackupState,
    Generation,
    PlaceState,
    applicable,
    due,
    outlived,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

generations = st.lists(
    st.builds(
        Generation,
        st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
        st.integers(0, 5_000),
        st.text("abc", min_size=1, max_size=6),
    ),
    max_size=60,
)


def every(step: timedelta, count: int) -> list[Generation]:
    """Return backups back from NOW, the trail growing with them."""
    return [Generation(NOW - step * back, count - back, f"{back:04}") for back in range(count)]


def kept(found: list[Generation]) -> set[Generation]:
    return set(found) - set(outlived(found, TOKYO))


def test_of_a_year_of_work_the_newest_of_days_weeks_and_months_are_kept() -> None:
    days = {each.made_at.date() for each in kept(every(HOUR * 6, 4 * 500))}
    assert {(NOW - DAY * back).date() for back in range(DAILY)} <= days
    assert len({day.isocalendar()[:2] for day in days if day > (NOW - DAY * 7 * WEEKLY).date()}) >= WEEKLY
    assert len({(day.year, day.month) for day in days}) == MONTHLY
    assert len(kept(every(HOUR * 6, 4 * 500))) <= DAILY + WEEKLY + MONTHLY + 4


def test_of_one_day_the_newest_is_kept_and_the_day_is_that_of_the_centre() -> None:
    before, after = (Generation(datetime(2026, 11, 23, hour, 59, tzinfo=UTC), hour, str(hour)) for hour in (14, 15))
    later = Generation(after.made_at + DAY, 16, "later")
    assert kept([before, after, later]) == {before, after, later}, "midnight in Tokyo lies between"
    assert set(outlived([before, after, later], UTC)) == {before}


def test_of_a_day_of_work_each_backup_is_kept_until_the_next_day() -> None:
    morning = every(HOUR / 2, 15)
    assert kept(morning) == set(morning)
    next_day = Generation(NOW + DAY, 100, "next day")
    assert kept([*morning, next_day]) == {morning[0], next_day}, "the newest of the day before lies 24 hours back"


def test_a_long_holiday_takes_no_backup_away() -> None:
    old = every(DAY, 12)
    new = Generation(NOW + DAY * 300, 13, "new")
    assert set(old) - set(outlived([*old, new], TOKYO)) >= set(old[:11])


def test_a_clock_set_ahead_once_does_not_cost_the_backups_that_follow() -> None:
    wrong = Generation(NOW + DAY * 900, 50, "from the future")
    right = [Generation(NOW + HOUR * number, 50 + number, str(number)) for number in range(1, 5)]
    assert right[-1] in kept([wrong, *right])


@given(generations)
def test_the_newest_and_the_furthest_are_always_kept(found: list[Generation]) -> None:
    rest = kept(found)
    if found:
        assert max(found) in rest
        assert max(each.number for each in found) in {each.number for each in rest}


@given(generations)
def test_all_of_the_24_hours_before_the_newest_and_the_furthest_are_kept(found: list[Generation]) -> None:
    rest = kept(found)
    for end in (max(found), max(found, key=lambda each: (each.number, each))) if found else ():
        assert {each for each in found if timedelta() <= end.made_at - each.made_at < ALL_OF_THE_LAST} <= rest


@given(generations)
def test_what_is_kept_once_is_not_removed_by_looking_again(found: list[Generation]) -> None:
    rest = kept(found)
    assert set(outlived(rest, TOKYO)) == set()


@given(generations)
def test_every_recent_day_week_and_month_that_has_a_backup_keeps_its_newest(found: list[Generation]) -> None:
    rest = kept(found)
    local = {each: each.made_at.astimezone(TOKYO).date() for each in found}
    for key, limit in (
        (lambda day: day, DAILY),
        (lambda day: tuple(day.isocalendar()[:2]), WEEKLY),
        (lambda day: (day.year, day.month), MONTHLY),
    ):
        for period in sorted({key(day) for day in local.values()}, reverse=True)[:limit]:
            assert max(each for each in found if key(local[each]) == period) in rest


@given(generations)
def test_no_more_are_kept_than_the_rule_names(found: list[Generation]) -> None:
    ends = [max(found), max(found, key=lambda each: (each.number, each))] if found else []
    recent = {each for end in ends for each in found if timedelta() <= end.made_at - each.made_at < ALL_OF_THE_LAST}
    assert len(kept(found) - recent) <= DAILY + WEEKLY + MONTHLY


@given(generations, st.randoms())
def test_the_order_in_which_files_are_listed_does_not_matter(found: list[Generation], choose: object) -> None:
    mixed = list(found)
    choose.shuffle(mixed)  # type: ignore[attr-defined]
    assert outlived(mixed, TOKYO) == outlived(found, TOKYO)


def test_reading_needs_no_backup_and_every_change_does() -> None:
    assert {Action.SAVE_CLIENT, Action.IMPORT_LEDGER, Action.CHANGE_PASSWORD, Action.REKEY} <= set(CHANGES)
    assert {Action.RESTORE, Happening.RECOVERED, Action.ISSUE_DOCUMENT} <= set(CHANGES)
    assert not {Action.READ_CLIENT, Action.MAKE_BACKUP, Action.LOG_IN, Happening.REFUSED} & set(CHANGES)


@pytest.mark.parametrize(
    ("changed", "age", "closing", "expected"),
    [
        (False, None, True, False),
        (False, DAY, False, False),
        (True, None, False, True),
        (True, timedelta(minutes=29), False, False),
        (True, timedelta(minutes=30), False, True),
        (True, timedelta(minutes=1), True, True),
        (True, -DAY, False, True),
    ],
)
def test_a_backup_is_due_half_an_hour_after_the_last_and_on_closing(
    changed: bool, age: timedelta | None, closing: bool, expected: bool
) -> None:
    newest_at = None if age is None else NOW - age
    assert due(changed=changed, newest_at=newest_at, now=NOW, closing=closing) is expected


def place(newest: timedelta | None = None, unprotected: timedelta | None = None) -> PlaceState:
    return PlaceState(
        Path("place"),
        there=True,
        newest_at=None if newest is None else NOW - newest,
        unprotected_since=None if unprotected is None else NOW - unprotected,
    )


@pytest.mark.parametrize(
    ("own", "second", "expected"),
    [
        (place(HOUR), None, False),
        (place(DAY * 90), None, False),
        (place(DAY * 90, HOUR * 23), None, False),
        (place(DAY * 2, HOUR * 25), None, True),
        (place(DAY * 2, HOUR * 25), place(HOUR), False),
        (place(DAY * 2, HOUR * 25), place(DAY, HOUR * 3), False),
        (place(DAY * 2, HOUR * 25), place(DAY * 9, DAY * 8), True),
    ],
)
def test_a_change_that_no_good_backup_holds_for_a_day_is_a_danger(
    own: PlaceState, second: PlaceState | None, expected: bool
) -> None:
    assert BackupState(own, second, NOW - DAY * 100).is_danger(NOW) is expected


def test_a_new_centre_is_given_a_day_for_its_first_backup() -> None:
    assert not BackupState(place(), None, None).is_danger(NOW)
    assert not BackupState(place(), None, NOW - HOUR * 23).is_danger(NOW)
    assert BackupState(place(), None, NOW - HOUR * 25).is_danger(NOW)


def test_the_second_place_is_spoken_of_once_it_lacks_a_change_for_a_week() -> None:
    assert not BackupState(place(HOUR), None, NOW).second_is_old(NOW)
    assert not BackupState(place(HOUR), place(DAY * 30), NOW).second_is_old(NOW)
    assert not BackupState(place(HOUR), place(DAY * 30, DAY * 6), NOW).second_is_old(NOW)
    assert BackupState(place(HOUR), place(DAY * 30, DAY * 8), NOW).second_is_old(NOW)


FIRST, SECOND = AuditHead(10, b"first"), AuditHead(20, b"second")


@pytest.mark.parametrize(
    ("number", "branch", "own", "expected"),
    [
        (9, b"", False, True),
        (10, b"", False, False),  # written by the old centre after the backup was made
        (10, b"", True, False),
        (12, b"first", False, True),
        (25, b"first", False, False),
        (99, b"second", False, True),  # further than the trail: its end was cut
        (99, b"elsewhere", False, False),
        (99, b"elsewhere", True, True),
    ],
)
def test_a_head_of_another_branch_is_not_missed_and_one_of_this_branch_is(
    number: int, branch: bytes, own: bool, expected: bool
) -> None:
    anchor = Anchor(AuditHead(number, b"seal"), branch, own)
    assert bool(applicable([anchor], [SECOND, FIRST])) is expected


def test_without_a_restore_every_head_must_be_there() -> None:
    anchors = [Anchor(AuditHead(number, b"seal"), b"", own=False) for number in (1, 1_000)]
    assert applicable(anchors, []) == tuple(anchor.head for anchor in anchors)
