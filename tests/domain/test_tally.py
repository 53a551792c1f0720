"""How the tally's figures are rounded and set out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import ContactService, HandoffMode
from referral_desk.domain.tally import Tally, make_tally, median_days, persons_are_reported
from referral_desk.domain.tally_counts import BenefitCounts, Counts, HandoffCounts, ModeCounts, rate
from referral_desk.resources import code_book

CODES = code_book()
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
M = HandoffMode


def tally(counts: Counts) -> Tally:
    return make_tally(FIRST, LAST, counts, CODES)


# --- rates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [
        (0, 7, 0.0),
        (7, 7, 100.0),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 16, 6.3),  # 6.25: half goes up, where Python's own rounding takes the even one
        (3, 16, 18.8),  # 18.75
        (1, 2000, 0.1),  # 0.05
        (1, 2001, 0.0),  # 0.04998
        (2053, 8366, 24.5),
        (1363, 4701, 29.0),
    ],
)
def test_a_rate_is_percent_with_one_decimal_and_half_goes_up(part: int, base: int, expected: float) -> None:
    assert rate(part, base) == expected


def test_a_rate_without_a_base_is_no_figure_at_all() -> None:
    assert rate(0, 0) is None


@given(base=st.integers(1, 5_000_000), part=st.integers(0, 5_000_000))
def test_a_rate_equals_the_exact_fraction_rounded_half_up(base: int, part: int) -> None:
    tenths = Fraction(part * 1000, base) + Fraction(1, 2)
    assert rate(part, base) == (tenths.numerator // tenths.denominator) / 10


@pytest.mark.parametrize(
    ("days", "expected"), [([], None), ([0], 0.0), ([3, 1, 2], 2.0), ([1, 2], 1.5), ([9, 0, 0, 1], 0.5)]
)
def test_the_median_lies_in_the_middle_or_halfway_between_two(days: list[int], expected: float | None) -> None:
    assert median_days(days) == expected


# --- rows -----------------------------------------------------------------------------------------------------------


def test_an_empty_month_has_every_row_with_zeros_in_the_lists_order() -> None:
    empty = tally(Counts())
    assert [row.code for row in empty.by_service] == [item.code for item in CODES.contact_services.items]
    assert [row.code for row in empty.by_category] == [item.code for item in CODES.contact_categories.items]
    assert [row.code for row in empty.by_factor] == [item.code for item in CODES.factors.items]
    assert [row.code for row in empty.by_kind] == [item.code for item in CODES.institution_kinds.items]
    assert [row.code for row in empty.engagements] == [item.code for item in CODES.institution_kinds.items]
    assert [row.mode for row in empty.by_mode] == list(HandoffMode)
    assert [row.code for row in empty.benefits] == ["outpatient_support", "disability_certificate"]
    assert {row.contacts for row in empty.by_category} == {0}
    assert {row.share for row in (*empty.by_category, *empty.by_factor)} == {None}
    assert {row.share for row in empty.benefits} == {None}
    assert {row.warm_rate for row in (empty.handoffs, *empty.by_kind)} == {None}
    assert all(list(row.by_mode) == list(HandoffMode) for row in empty.by_kind)
    assert empty.public_assistance_share is None


def test_shares_are_of_all_contacts_and_factors_are_not_added_up() -> None:
    counts = Counts(contacts=8, category_contacts={"alcohol": 5, "drugs": 3}, factor_contacts={"disaster": 8})
    made = tally(counts)
    assert {row.code: row.share for row in made.by_category if row.contacts} == {"alcohol": 62.5, "drugs": 37.5}
    assert {row.code: row.share for row in made.by_factor if row.contacts} == {"disaster": 100.0}
    assert made.contacts == 8


MODES: Mapping[HandoffMode, int] = {M.ACCOMPANIED: 1, M.THREE_WAY_CALL: 2, M.LETTER_ONLY: 3}


def test_a_handoff_still_to_come_counts_as_a_referral_but_stands_outside_the_warm_rate() -> None:
    row = tally(Counts(handoffs=HandoffCounts(10, 4, MODES))).handoffs
    assert (row.referrals, row.clients, row.not_yet_handed_over) == (10, 4, 4)
    assert (row.warm, row.warm_rate) == (3, 50.0)
    assert sum(row.by_mode.values()) + row.not_yet_handed_over == row.referrals


def test_handoffs_that_are_all_still_to_come_have_no_warm_rate() -> None:
    row = tally(Counts(handoffs=HandoffCounts(3, 3))).handoffs
    assert (row.not_yet_handed_over, row.warm, row.warm_rate) == (3, 0, None)


def test_the_attended_rate_is_of_all_referrals_of_the_mode_unchecked_ones_included() -> None:
    made = tally(Counts(modes={M.LETTER_ONLY: ModeCounts(8, 3, 4, (5, 6))}))
    row = next(row for row in made.by_mode if row.mode is M.LETTER_ONLY)
    assert (row.attended_rate, row.not_yet_checked, row.median_days_to_attend) == (37.5, 4, 5.5)


def test_a_benefits_share_is_of_its_own_row() -> None:
    made = tally(
        Counts(benefit_clients=50, public_assistance=5, benefits={"outpatient_support": BenefitCounts(8366, 2053)})
    )
    assert made.public_assistance_share == 10.0
    assert [row.share for row in made.benefits] == [24.5, None]


def test_the_chart_gathers_the_modes_in_three_bars_and_loses_none() -> None:
    counts = {mode: ModeCounts(2**place, 2**place // 2) for place, mode in enumerate(HandoffMode)}
    rows = tally(Counts(modes=counts)).attended_after
    assert [(row.code, row.attended, row.referrals, row.rate) for row in rows] == [
        ("warm", 3, 7, 42.9),
        ("contact", 12, 24, 50.0),
        ("information", 16, 32, 50.0),
    ]


def test_distinct_people_are_asked_for_consultation_day_care_and_visits_only() -> None:
    assert [service.value for service in ContactService if persons_are_reported(service)] == [
        "consultation",
        "day_care",
        "home_visit",
    ]
