"""When an institution may be marked as no longer there, and what that means for referrals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.institution import Institution, may_be_referred_to
from referral_desk.domain.retiring import REASON_LIMIT, Retirement, check_retirement

DAY = date(2026, 11, 24)
CLINIC = Institution(id=1, number="0001", version=1, name="架空クリニック", kind="medical_institution")
OTHER = replace(CLINIC, id=2, name="見本クリニック")
CLOSED = Retirement(DAY, "閉院", 2)


def fields(retirement: Retirement, successor: Institution | None = OTHER) -> list[str]:
    return [problem.field for problem in check_retirement(retirement, CLINIC, successor)]


def test_a_day_and_a_reason_are_enough() -> None:
    assert fields(CLOSED) == []
    assert fields(replace(CLOSED, successor_id=None), None) == []


@pytest.mark.parametrize("reason", ["", " \n", "長" * (REASON_LIMIT + 1)])
def test_without_a_reason_of_a_sensible_length_it_is_not_marked(reason: str) -> None:
    assert fields(replace(CLOSED, reason=reason)) == ["reason"]


def test_an_institution_does_not_take_its_own_place() -> None:
    assert fields(CLOSED, CLINIC) == ["successor"]


def test_one_that_is_gone_itself_takes_nobodys_place() -> None:
    assert fields(CLOSED, replace(OTHER, defunct_on=DAY)) == ["successor"]
    assert fields(CLOSED, replace(OTHER, defunct_on=DAY + timedelta(days=1))) == []


def test_nobody_is_referred_there_from_the_day_on_but_until_then() -> None:
    gone = replace(CLINIC, defunct_on=DAY)
    assert not may_be_referred_to(gone, DAY)
    assert not may_be_referred_to(gone, DAY + timedelta(days=400))
    assert may_be_referred_to(gone, DAY - timedelta(days=1))
    assert may_be_referred_to(CLINIC, DAY)
