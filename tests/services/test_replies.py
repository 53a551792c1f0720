"""A reply entered in one step: the referral moves on, the reply is filed, and all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from referral_desk.domain.codes import Answer, Outcome, ReferralStatus, Reporter
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.reply import ReceiverReply
from referral_desk.services import followups, referrals, replies
from referral_desk.services.centre import Centre
from tests.making import LETTER, TODAY, add_client, add_institution, add_referral

S = ReferralStatus
ACCEPTED = ReceiverReply(answer=Answer.ACCEPTED, on=TODAY, answered_by="面接相談員 例田 一朗", remark="来週来所で")


@pytest.fixture
def waiting(centre: Centre) -> Centre:
    """A centre with referral 1 by letter, whose reply is due tomorrow."""
    add_client(centre)
    add_institution(centre)
    add_referral(centre, 1, 1, LETTER, follow_up_on=TODAY + timedelta(days=1))
    return centre


def test_a_reply_that_came_is_no_longer_waited_for(waiting: Centre) -> None:
    assert [row.kind for row in followups.desk(waiting).waiting] == [FollowUpKind.REPLY]
    replies.record(waiting, 1, ACCEPTED)
    desk = followups.desk(waiting)
    assert desk.waiting == ()
    assert [row.kind for row in desk.coming] == [FollowUpKind.OUTCOME]


def test_an_acceptance_moves_the_referral_and_is_checked_after_the_usual_days(waiting: Centre) -> None:
    replies.record(waiting, 1, ACCEPTED)
    stored = referrals.get(waiting, 1)
    assert (stored.status, stored.outcome, stored.reported_by) == (S.ACCEPTED, Outcome.NOT_YET_CHECKED, None)
    asked, check = followups.of_referral(waiting, 1)
    assert asked.done_on == TODAY
    assert asked.note == "回答：受入可\n回答者：面接相談員 例田 一朗\n来週来所で"
    assert (check.due_on, check.done_on) == (TODAY + timedelta(days=7), None)


def test_a_day_that_was_named_is_the_day_of_the_next_check(waiting: Centre) -> None:
    replies.record(waiting, 1, replace(ACCEPTED, next_on=TODAY + timedelta(days=2)))
    assert followups.of_referral(waiting, 1)[-1].due_on == TODAY + timedelta(days=2)


def test_a_waiting_list_holds_the_referral_with_its_outcome(waiting: Centre) -> None:
    replies.record(waiting, 1, ReceiverReply(answer=Answer.WAITLISTED, on=TODAY))
    stored = referrals.get(waiting, 1)
    assert (stored.status, stored.reason) == (S.ON_HOLD, "待機")
    assert (stored.outcome, stored.outcome_on, stored.reported_by) == (Outcome.WAITLISTED, TODAY, Reporter.RECEIVER)
    replies.record(waiting, 1, ACCEPTED)
    stored = referrals.get(waiting, 1)
    assert (stored.status, stored.reason, stored.outcome) == (S.ACCEPTED, "", Outcome.NOT_YET_CHECKED)
    assert (stored.outcome_on, stored.reported_by) == (None, None)


def test_a_refusal_leaves_nothing_to_check(waiting: Centre) -> None:
    replies.record(waiting, 1, ReceiverReply(answer=Answer.NO_CAPACITY, on=TODAY))
    stored = referrals.get(waiting, 1)
    assert (stored.status, stored.reason, stored.outcome) == (S.REJECTED, "受入不可(空きなし)", Outcome.NO_CAPACITY)
    assert all(each.done_on for each in followups.of_referral(waiting, 1))


def test_a_reply_that_nobody_waited_for_is_filed_as_well(waiting: Centre) -> None:
    replies.record(waiting, add_referral(waiting, 1, 1).id, replace(ACCEPTED, answered_by="", remark=""))
    filed = followups.of_referral(waiting, 2)[0]
    assert (filed.kind, filed.done_on, filed.note) == (FollowUpKind.REPLY, TODAY, "回答：受入可")


@pytest.mark.parametrize("answer", Answer)
def test_a_reply_taken_back_leaves_everything_as_it_was(waiting: Centre, answer: Answer) -> None:
    for referral_id in (1, add_referral(waiting, 1, 1).id):
        before = replace(referrals.get(waiting, referral_id), version=0), followups.of_referral(waiting, referral_id)
        undo = replies.record(waiting, referral_id, replace(ACCEPTED, answer=answer)).record
        followups.undo(waiting, undo)
        after = replace(referrals.get(waiting, referral_id), version=0), followups.of_referral(waiting, referral_id)
        assert after == before


def test_what_is_refused_changes_nothing(waiting: Centre) -> None:
    before = referrals.get(waiting, 1)
    with pytest.raises(Rejected):
        replies.record(waiting, 1, ReceiverReply(answer=Answer.NOT_POSSIBLE, on=TODAY))
    assert referrals.get(waiting, 1) == before
    with pytest.raises(NotFound):
        replies.record(waiting, 99, ACCEPTED)
