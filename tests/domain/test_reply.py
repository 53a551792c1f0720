"""The receiver's reply: what it needs, and what it makes of a referral."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from referral_desk.domain.codes import Answer, Outcome, ReferralStatus
from referral_desk.domain.referral import REASON_NEEDED, check_transition
from referral_desk.domain.reply import TAKES_REPLY, ReceiverReply, check_reply, consequence

S = ReferralStatus
TODAY = date(2026, 11, 24)
BEFORE = TODAY - timedelta(days=7)
FINE = ReceiverReply(answer=Answer.ACCEPTED, on=TODAY)


def wrong(reply: ReceiverReply, status: ReferralStatus = S.REQUESTED) -> list[str]:
    return [problem.field for problem in check_reply(reply, status, BEFORE, TODAY)]


def test_an_acceptance_needs_no_more_than_a_day() -> None:
    assert wrong(FINE) == []
    assert wrong(ReceiverReply()) == ["answer", "replied_on"]


@pytest.mark.parametrize("answer", Answer)
def test_only_a_refusal_for_another_reason_and_a_referral_onward_need_words(answer: Answer) -> None:
    needs = answer in {Answer.NOT_POSSIBLE, Answer.REFERRED_ELSEWHERE}
    assert wrong(replace(FINE, answer=answer, remark=" \u3000")) == (["remark"] if needs else [])
    assert wrong(replace(FINE, answer=answer, remark="管轄外")) == []


def test_a_reply_comes_after_the_referral_and_not_tomorrow() -> None:
    assert wrong(replace(FINE, on=BEFORE)) == []
    assert wrong(replace(FINE, on=BEFORE - timedelta(days=1))) == ["replied_on"]
    assert wrong(replace(FINE, on=TODAY + timedelta(days=1))) == ["replied_on"]


def test_the_next_check_lies_not_in_the_past() -> None:
    assert wrong(replace(FINE, next_on=TODAY)) == []
    assert wrong(replace(FINE, next_on=BEFORE)) == ["next_on"]


def test_what_is_too_long_is_said_under_its_field() -> None:
    assert wrong(replace(FINE, answered_by="名" * 101, remark="文" * 2001)) == ["answered_by", "remark"]


@pytest.mark.parametrize("status", ReferralStatus)
def test_only_a_referral_under_way_takes_a_reply(status: ReferralStatus) -> None:
    assert (wrong(FINE, status) == []) is (status in {S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD})


@pytest.mark.parametrize(("answer", "status"), list(product(Answer, TAKES_REPLY)))
def test_every_reply_leads_to_a_state_that_can_be_reached_and_has_its_reason(
    answer: Answer, status: ReferralStatus
) -> None:
    follows = consequence(answer, "", "label", status, Outcome.NOT_YET_CHECKED)
    assert check_transition(status, follows.status) == ()
    assert bool(follows.reason) is (follows.status in REASON_NEEDED)


def test_an_acceptance_ends_the_waiting() -> None:
    follows = consequence(Answer.ACCEPTED, "", "", S.ON_HOLD, Outcome.WAITLISTED)
    assert (follows.status, follows.outcome, follows.look_again) == (S.ACCEPTED, Outcome.NOT_YET_CHECKED, True)


@pytest.mark.parametrize("outcome", [Outcome.FIRST_ATTENDED, Outcome.NOT_YET_CHECKED])
def test_an_acceptance_leaves_what_is_known_of_the_client_and_what_goes_on(outcome: Outcome) -> None:
    follows = consequence(Answer.ACCEPTED, "", "", S.IN_PROGRESS, outcome)
    assert (follows.status, follows.outcome) == (S.IN_PROGRESS, None)


def test_a_waiting_list_holds_the_referral_and_is_looked_at_again() -> None:
    follows = consequence(Answer.WAITLISTED, "12月に空き", "待機", S.REQUESTED, Outcome.NOT_YET_CHECKED)
    assert (follows.status, follows.reason) == (S.ON_HOLD, "12月に空き")
    assert (follows.outcome, follows.look_again) == (Outcome.WAITLISTED, True)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer.NO_CAPACITY, Outcome.NO_CAPACITY),
        (Answer.NOT_ELIGIBLE, Outcome.NOT_ELIGIBLE),
        (Answer.REFERRED_ELSEWHERE, Outcome.REFERRED_ELSEWHERE),
        (Answer.NOT_POSSIBLE, None),
    ],
)
def test_a_refusal_ends_the_referral_and_says_what_became_of_it_where_there_is_a_word(
    answer: Answer, outcome: Outcome | None
) -> None:
    asked = consequence(answer, "", "label", S.REQUESTED, Outcome.NOT_YET_CHECKED)
    assert (asked.status, asked.reason, asked.outcome, asked.look_again) == (S.REJECTED, "label", outcome, False)
    assert consequence(answer, "", "label", S.ACCEPTED, Outcome.NOT_YET_CHECKED).status is S.FAILED
