"""Every day of 1873 to 2100, and ages, against plain counting."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.calendar import (
    ERAS,
    PartialDate,
    age_on,
    era_date,
    era_date_with_weekday,
    era_of,
    era_short,
    legal_age_on,
    parse_date,
)
from referral_desk.domain.errors import NotReadable

FIRST, LAST = date(1873, 1, 1), date(2100, 12, 31)
ERA_BEGINS = {
    "明治": date(1868, 10, 23),
    "大正": date(1912, 7, 30),
    "昭和": date(1926, 12, 25),
    "平成": date(1989, 1, 8),
    "令和": date(2019, 5, 1),
}
LETTERS = dict(zip(ERA_BEGINS, "MTSHR", strict=True))
WIDE = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")
ONE_DAY = timedelta(days=1)


def every_day() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def counted(day: date) -> tuple[str, int]:
    """Count the era and its year the plain way: the last era that has begun, and New Year's Days since."""
    name = [era for era, begins in ERA_BEGINS.items() if begins <= day][-1]
    return name, day.year - ERA_BEGINS[name].year + 1


def test_every_day_is_written_as_it_is_counted_and_read_back() -> None:
    days = every_day()
    assert len(days) == 83_275
    for day in days:
        era, year = counted(day)
        written = f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
        assert era_date(day) == written
        assert parse_date(written) == PartialDate(day, exact=True)


FORMS = (
    lambda day, era, year: f"{LETTERS[era]}{year}.{day.month}.{day.day}",
    lambda day, era, year: f"{LETTERS[era].lower()}{year:02}-{day.month:02}-{day.day:02}",
    lambda day, era, year: f"{LETTERS[era]}{year}/{day.month}/{day.day}".translate(WIDE),
    lambda day, era, year: f"{era[0]}{year}.{day.month}.{day.day}",
    lambda day, era, year: f" {era} {year}年 {day.month}月 {day.day}日 ",
    lambda day, _era, _year: day.isoformat(),
    lambda day, _era, _year: f"{day.year}/{day.month}/{day.day}",
    lambda day, _era, _year: f"{day.year}年{day.month}月{day.day}日",
    lambda day, _era, _year: day.strftime("%Y%m%d"),
    lambda day, _era, _year: era_short(day),
    lambda day, _era, _year: era_date_with_weekday(day),
    lambda day, _era, _year: f"{day.isoformat()} 00:00:00",
)


@pytest.mark.parametrize("form", FORMS)
def test_days_of_all_years_are_read_back_in_every_written_form(form: object) -> None:
    step = 9  # coprime to the lengths of months and years: within a few years every day of every month is met
    for day in every_day()[::step]:
        era, year = counted(day)
        assert parse_date(form(day, era, year)) == PartialDate(day, exact=True)  # type: ignore[operator]


def test_the_first_year_may_be_written_as_one_or_as_gannen() -> None:
    for era, begins in ERA_BEGINS.items():
        day = begins + ONE_DAY
        for year in ("元", "1", "01"):
            assert parse_date(f"{era}{year}年{day.month}月{day.day}日").day == day


@pytest.mark.parametrize(("before", "after"), [*pairwise(ERA_BEGINS)])
def test_an_era_changes_on_its_day(before: str, after: str) -> None:
    begins = ERA_BEGINS[after]
    year = begins.year - ERA_BEGINS[before].year + 1
    assert era_of(begins).name == after  # type: ignore[union-attr]
    assert era_of(begins - ONE_DAY).name == before  # type: ignore[union-attr]
    both = after in ("大正", "昭和")  # the day on which an emperor died belongs to both
    old = f"{before}{year}年{begins.month}月{begins.day}日"
    if both:
        assert parse_date(old).day == begins
    else:
        with pytest.raises(NotReadable):
            parse_date(old)
    too_late, too_early = begins + ONE_DAY, begins - ONE_DAY
    with pytest.raises(NotReadable):
        parse_date(f"{before}{year}年{too_late.month}月{too_late.day}日")
    with pytest.raises(NotReadable):
        parse_date(f"{after}元年{too_early.month}月{too_early.day}日")


def test_the_eras_are_those_of_the_calendar() -> None:
    assert {era.name: era.first for era in ERAS} == ERA_BEGINS
    assert {era.name: era.letter for era in ERAS} == LETTERS


# --- ages ---------------------------------------------------------------------------------------------------------

DAYS = st.dates(FIRST, LAST)


def birthdays(birth: date, until: date) -> int:
    """Count the birthdays up to a day; who was born on a leap day has hers on 1 March in a common year."""
    count = 0
    for year in range(birth.year + 1, until.year + 1):
        try:
            birthday = birth.replace(year=year)
        except ValueError:
            birthday = date(year, 3, 1)
        count += birthday <= until
    return count


@given(DAYS, DAYS)
def test_the_age_is_the_number_of_birthdays(one: date, other: date) -> None:
    birth, day = sorted((one, other))
    assert age_on(birth, day) == birthdays(birth, day)


@given(DAYS.filter(lambda day: day < LAST), DAYS)
def test_the_legal_age_counts_a_birthday_when_the_day_before_ends(one: date, other: date) -> None:
    birth, day = sorted((one, other))
    assert legal_age_on(birth, day) == birthdays(birth, day + ONE_DAY)


def test_the_legal_age_rises_on_one_day_of_every_year_for_every_day_of_birth() -> None:
    for number in range(366):
        birth = date(2000, 1, 1) + timedelta(days=number)
        first = date(2025, 1, 1)
        ages = [legal_age_on(birth, first + timedelta(days=each)) for each in range(-1, 365)]
        rises = [
            first + timedelta(days=each - 1) for each, (one, next_one) in enumerate(pairwise(ages), 1) if one < next_one
        ]
        birthday = date(2025, 3, 1) if (birth.month, birth.day) == (2, 29) else birth.replace(year=2025)
        expected = birthday - ONE_DAY
        if expected.year == 2025:
            assert rises[0] == expected
        assert len(rises) == 1


@pytest.mark.parametrize(
    ("birth", "day", "age", "legal"),
    [
        (date(2008, 2, 29), date(2026, 2, 27), 17, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17, 18),  # 28 February ends: of age
        (date(2008, 2, 29), date(2026, 3, 1), 18, 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19, 20),
        (date(2008, 2, 29), date(2028, 2, 29), 20, 20),
        (date(2008, 4, 1), date(2026, 3, 31), 17, 18),  # of age on the last day of the school year
        (date(2008, 4, 2), date(2026, 3, 31), 17, 17),
        (date(1961, 1, 1), date(2025, 12, 31), 64, 65),
        (date(2026, 11, 24), date(2026, 11, 24), 0, 0),
    ],
)
def test_ages_today_at_a_contact_and_on_31_march(birth: date, day: date, age: int, legal: int) -> None:
    assert (age_on(birth, day), legal_age_on(birth, day)) == (age, legal)
