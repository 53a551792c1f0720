"""Dates as offices write them: eras, fiscal years, ages, working days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.calendar import (
    ERAS,
    PartialDate,
    Period,
    add_days_working,
    age_on,
    english_date,
    english_date_with_weekday,
    english_fiscal_year_name,
    english_month,
    era_date,
    era_date_with_weekday,
    era_month,
    era_of,
    era_short,
    era_year,
    fiscal_year_name,
    fiscal_year_of,
    legal_age_on,
    next_working_day,
    parse_date,
    parse_month,
    to_iso,
)
from referral_desk.domain.errors import NotReadable

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "1980-03-01",
        "1980/3/1",
        "1980.3.1",
        "1980年3月1日",
        "1980年03月01日",
        "昭和55年3月1日",
        "昭和55年3月1日(土)",
        "昭和55年3月1日（土）",
        "昭和55年3月1日土曜日",
        "昭和 55年 3月 1日",
        "S55.3.1",
        "S55. 3. 1",
        "S55/3/1",
        "s55-3-1",
        "昭55.3.1",
        "㍼55年3月1日",
        "19800301",
        "１９８０－０３－０１",
        "Ｓ５５．３．１",
        "１９８０／３／１",
        "1980ー3ー1",
        "昭和５５年３月１日",
        "  1980-03-01　\n",
        "1980-03-01 00:00:00",
        "1980/3/1 0:00",
        "1980-03-01T00:00:00.000",
    ],
)
def test_every_form_an_office_uses_is_read(text: str) -> None:
    assert parse_date(text) == PartialDate(date(1980, 3, 1), exact=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成元年7月1日", date(1989, 7, 1)),
        ("令和8年11月23日(月・祝)", date(2026, 11, 23)),
        ("平成12年2月29日", date(2000, 2, 29)),
        ("明治元年10月23日", date(1868, 10, 23)),
    ],
)
def test_era_years_are_counted_from_the_first_one(text: str, day: date) -> None:
    assert parse_date(text) == PartialDate(day, exact=True)


@pytest.mark.parametrize(
    ("text", "year"),
    [("1980", 1980), ("1980年", 1980), ("昭和55年", 1980), ("S55", 1980), ("１９８０", 1980), ("昭和64年", 1989)],
)
def test_a_year_alone_is_the_first_of_january_and_not_exact(text: str, year: int) -> None:
    assert parse_date(text) == PartialDate(date(year, 1, 1), exact=False)
    assert to_iso(parse_date(text)) == str(year)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
    ],
)
def test_a_day_of_a_change_belongs_to_every_era_that_had_it(text: str, day: date) -> None:
    assert parse_date(text).day == day


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("昭和64年1月8日", "平成元年1月8日"),
        ("平成元年1月7日", "昭和64年1月7日"),
        ("平成31年5月1日", "令和元年5月1日"),
        ("H32.4.1", "令和2年4月1日"),
        ("令和元年4月30日", "平成31年4月30日"),
        ("昭和元年12月24日", "大正15年12月24日"),
        ("明治45年7月31日", "大正元年7月31日"),
        ("昭和65年", "平成2年"),
        ("平成32年", "令和2年"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_its_right_name(text: str, right: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse_date(text)
    said = refused.value.message.render(str)
    assert text in said
    assert right in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1990-02-30", "1 to 28"),
        ("2024-02-30", "1 to 29"),
        ("2026-04-31", "1 to 30"),
        ("19800300", "1 to 31"),
        ("2026/13/1", "1 to 12"),
        ("2026/0/1", "1 to 12"),
        ("令和0年1月1日", "元年"),
        ("令和99年1月1日", "1868 to 2100"),
        ("1867-12-31", "1868 to 2100"),
        ("2101-01-01", "1868 to 2100"),
        ("0980", "1868 to 2100"),
        ("29281", "spreadsheet"),
        ("きのう", "昭和55年3月1日"),
        ("", "昭和55年3月1日"),
        ("80/3/1", "1980/3/1"),
        ("元年", "1980/3/1"),
        ("1980-3/1", "1980/3/1"),
        ("1980-03", "1980/3/1"),
        ("3月1日", "1980/3/1"),
        ("2026-10-01 13:30", "1980/3/1"),
        ("١٩٨٠-٠٣-٠١", "1980/3/1"),
    ],
)
def test_what_is_no_date_is_refused_with_its_value_and_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse_date(text)
    sentence = refused.value.message.render(str)
    assert f"“{text}”" in sentence
    assert said in sentence


def test_a_message_shows_a_long_or_broken_value_short_and_on_one_line() -> None:
    with pytest.raises(NotReadable) as refused:
        parse_date("x\n\0" + "y" * 100_000)
    sentence = refused.value.message.render(str)
    assert "\n" not in sentence
    assert "\0" not in sentence
    assert len(sentence) < 200


@given(DAYS)
def test_every_date_survives_the_way_there_and_back(day: date) -> None:
    for text in (era_date(day), era_date_with_weekday(day), era_short(day), day.isoformat(), day.strftime("%Y%m%d")):
        assert parse_date(text) == PartialDate(day, exact=True)
    assert to_iso(parse_date(era_date(day))) == day.isoformat()


def test_every_day_of_the_years_of_change_survives_the_way_there_and_back() -> None:
    for year in (1912, 1926, 1989, 2019):
        for number in range(366):
            day = date(year, 1, 1) + timedelta(days=number)
            assert parse_date(era_date(day)).day == day


@given(st.text(max_size=20) | st.from_regex(r"[MTSHR令和昭]?[0-9元]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?"))
def test_any_text_is_read_or_refused_never_a_crash(text: str) -> None:
    try:
        found = parse_date(text)
    except NotReadable:
        return
    assert 1868 <= found.day.year <= 2100


def test_the_eras_follow_each_other_without_a_gap() -> None:
    for one, following in pairwise(ERAS):
        assert one.last is not None
        assert one.last in (following.first, following.first - timedelta(days=1))


def test_dates_are_written_as_the_place_asks() -> None:
    day = date(2026, 11, 23)
    assert era_date(day) == "令和8年11月23日"
    assert era_date_with_weekday(day) == "令和8年11月23日(月)"
    assert era_short(day) == "R8.11.23(月)"
    assert era_year(day) == "令和8年"
    assert era_date(date(2019, 5, 1)) == "令和元年5月1日"
    assert era_short(date(2019, 5, 1)) == "R1.5.1(水)"
    assert era_date(date(1926, 12, 25)) == "昭和元年12月25日"
    assert english_date(day) == "23 Nov 2026"
    assert english_date_with_weekday(day) == "Mon 23 Nov 2026"
    assert english_month(2026, 10) == "Oct 2026"


def test_before_the_first_era_the_western_year_is_written() -> None:
    assert era_of(date(1868, 1, 1)) is None
    assert era_date(date(1868, 1, 1)) == "1868年1月1日"


def test_april_2019_is_heisei_31_but_the_fiscal_year_is_reiwa_1() -> None:
    assert era_month(2019, 4) == "平成31年4月"
    assert era_month(2019, 5) == "令和元年5月"
    assert era_month(2026, 10) == "令和8年10月"
    assert fiscal_year_name(2019) == "令和元年度"
    assert fiscal_year_name(2018) == "平成30年度"
    assert fiscal_year_name(1989) == "平成元年度"
    assert fiscal_year_name(2026) == "令和8年度"
    assert english_fiscal_year_name(2026) == "FY2026"


def test_the_fiscal_year_begins_in_april() -> None:
    assert fiscal_year_of(date(2026, 3, 31)) == 2025
    assert fiscal_year_of(date(2026, 4, 1)) == 2026


@pytest.mark.parametrize(
    "text", ["2026-10", "2026/10", "2026年10月", "令和8年10月", "R8.10", "２０２６－１０", " 2026-10 "]
)
def test_a_month_is_read(text: str) -> None:
    assert parse_month(text) == (2026, 10)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026", "10", "平成31年5月", "1800-01", "202610", "", "2026-10-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse_month(text)
    assert f"“{text}”" in refused.value.message.render(str)


def test_a_month_in_which_the_era_changed_has_two_names() -> None:
    assert parse_month("昭和64年1月") == parse_month("平成元年1月") == (1989, 1)


def test_periods_have_both_ends() -> None:
    assert Period.month(2024, 2) == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert Period.months((2026, 11), (2027, 1)) == Period(date(2026, 11, 1), date(2027, 1, 31))
    assert Period.fiscal_year(2026) == Period(date(2026, 4, 1), date(2027, 3, 31))
    assert Period.month(2026, 10).has(date(2026, 10, 31))
    assert not Period.month(2026, 10).has(date(2026, 11, 1))
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_a_period_names_its_months_in_order() -> None:
    assert list(Period.months((2026, 11), (2027, 1)).each_month()) == [(2026, 11), (2026, 12), (2027, 1)]
    assert len(list(Period.fiscal_year(2026).each_month())) == 12


def test_the_age_everyone_says_rises_on_the_birthday() -> None:
    birth = date(1980, 3, 1)
    assert age_on(birth, date(2026, 2, 28)) == 45
    assert age_on(birth, date(2026, 3, 1)) == 46


def test_the_legal_age_rises_at_the_end_of_the_day_before() -> None:
    assert legal_age_on(date(2020, 4, 1), date(2026, 3, 31)) == 6
    assert legal_age_on(date(2020, 4, 2), date(2026, 3, 31)) == 5


def test_who_was_born_on_29_february_turns_older_when_28_february_ends() -> None:
    birth = date(2000, 2, 29)
    assert age_on(birth, date(2026, 2, 28)) == 25
    assert age_on(birth, date(2026, 3, 1)) == 26
    assert legal_age_on(birth, date(2026, 2, 28)) == 26
    assert age_on(birth, date(2024, 2, 28)) == 23
    assert age_on(birth, date(2024, 2, 29)) == 24


@given(DAYS, DAYS)
def test_the_legal_age_is_ahead_on_one_day_of_the_year_only(birth: date, day: date) -> None:
    ahead = legal_age_on(birth, day) - age_on(birth, day)
    assert ahead in (0, 1)
    assert (ahead == 1) == (age_on(birth, day + timedelta(days=1)) > age_on(birth, day))


def no_holiday(day: date) -> bool:
    return False


def test_a_due_day_skips_weekends_holidays_and_the_turn_of_the_year() -> None:
    def is_holiday(day: date) -> bool:
        return day in (date(2026, 11, 23), date(2027, 1, 1))

    assert next_working_day(date(2026, 11, 20), is_holiday) == date(2026, 11, 20)
    assert next_working_day(date(2026, 11, 21), is_holiday) == date(2026, 11, 24)
    assert next_working_day(date(2026, 12, 28), is_holiday) == date(2026, 12, 28)
    assert next_working_day(date(2026, 12, 29), is_holiday) == date(2027, 1, 4)


def test_days_are_counted_by_the_calendar_and_end_on_a_working_day() -> None:
    assert add_days_working(date(2026, 11, 6), 14, no_holiday) == date(2026, 11, 20)
    assert add_days_working(date(2026, 11, 6), 1, no_holiday) == date(2026, 11, 9)
