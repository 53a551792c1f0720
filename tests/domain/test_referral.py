"""The life of a referral: which statuses follow which, what needs a reason, which dates can be."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import ReferralStatus
from referral_desk.domain.referral import (
    OPEN,
    REASON_NEEDED,
    UNCOUNTED,
    ReferralDraft,
    check_referral,
    check_transition,
    next_statuses,
)

DAY = date(2026, 11, 24)
S = ReferralStatus


def draft(status: ReferralStatus = S.REQUESTED, reason: str = "", outcome_on: date | None = None) -> ReferralDraft:
    return ReferralDraft(client_id=1, institution_id=1, on=DAY, status=status, reason=reason, outcome_on=outcome_on)


def fields(checked: ReferralDraft) -> list[str]:
    return [problem.field for problem in check_referral(checked)]


@pytest.mark.parametrize("status", ReferralStatus)
def test_rejected_cancelled_on_hold_and_failed_need_a_reason_and_no_other(status: ReferralStatus) -> None:
    needs = status in {S.REJECTED, S.CANCELLED, S.ON_HOLD, S.FAILED}
    assert (status in REASON_NEEDED) is needs
    assert fields(draft(status)) == (["reason"] if needs else [])
    assert fields(draft(status, "　 \n")) == (["reason"] if needs else [])
    assert fields(draft(status, "満員のため")) == []


def test_an_outcome_before_the_referral_is_bad() -> None:
    assert fields(draft(outcome_on=DAY - timedelta(days=1))) == ["outcome_on"]


def test_an_outcome_on_the_day_of_the_referral_is_right() -> None:
    assert fields(draft(outcome_on=DAY)) == []


def test_every_problem_is_named_at_once() -> None:
    assert fields(draft(S.FAILED, outcome_on=DAY - timedelta(days=1))) == ["reason", "outcome_on"]


def test_a_referral_is_open_until_it_is_decided() -> None:
    assert set(OPEN) == {S.DRAFT, S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD}


def test_drafts_and_errors_are_the_only_ones_not_counted() -> None:
    assert set(UNCOUNTED) == {S.DRAFT, S.ENTERED_IN_ERROR}


def test_accepted_can_be_skipped() -> None:
    assert not check_transition(S.REQUESTED, S.IN_PROGRESS)


def test_nothing_comes_after_an_entry_made_in_error() -> None:
    assert next_statuses(S.ENTERED_IN_ERROR) == ()


@pytest.mark.parametrize("status", [status for status in ReferralStatus if status is not S.ENTERED_IN_ERROR])
def test_everything_else_can_turn_out_to_be_an_error(status: ReferralStatus) -> None:
    assert S.ENTERED_IN_ERROR in next_statuses(status)


@pytest.mark.parametrize("status", [S.COMPLETED, S.REJECTED, S.CANCELLED, S.FAILED])
def test_what_is_over_can_be_taken_up_again(status: ReferralStatus) -> None:
    assert any(later in OPEN for later in next_statuses(status))


def test_nothing_becomes_a_draft_again() -> None:
    assert not any(S.DRAFT in next_statuses(status) for status in ReferralStatus)


def test_no_status_is_listed_as_its_own_successor_or_twice() -> None:
    for status in ReferralStatus:
        later = next_statuses(status)
        assert status not in later
        assert len(set(later)) == len(later)


def test_a_transition_is_refused_exactly_where_the_list_does_not_name_it() -> None:
    for before, after in product(ReferralStatus, ReferralStatus):
        allowed = before is after or after in next_statuses(before)
        assert [problem.field for problem in check_transition(before, after)] == ([] if allowed else ["status"])


def test_every_status_can_be_reached_from_a_request() -> None:
    reached, edge = {S.REQUESTED}, [S.REQUESTED]
    while edge:
        later = set(next_statuses(edge.pop())) - reached
        reached |= later
        edge.extend(later)
    assert reached == set(ReferralStatus) - {S.DRAFT}


@given(days=st.integers(-4000, 4000))
def test_only_the_order_of_the_two_dates_matters(days: int) -> None:
    assert bool(check_referral(draft(outcome_on=DAY + timedelta(days=days)))) is (days < 0)
