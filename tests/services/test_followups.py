"""The desk of today: nothing overdue disappears, a tap closes, and a tap taken back leaves things as they were."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import Outcome, ReferralStatus, Reporter
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.followup import Desk, FollowUpKind, FollowUpRow, OutcomeReport
from referral_desk.domain.referral import OPEN
from referral_desk.domain.schedule import MeetingTime
from referral_desk.services import followups, institutions, referrals
from referral_desk.services.centre import Centre, save_settings
from tests.making import (
    CALL,
    LEAFLET,
    LETTER,
    NOT_YET,
    TODAY,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    referral_draft,
)

S = ReferralStatus
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1 and institution 1."""
    add_client(centre)
    add_institution(centre, verified_on=TODAY)
    return centre


def report(outcome: Outcome, on: date = TODAY) -> OutcomeReport:
    return OutcomeReport(outcome, on, Reporter.CLIENT)


def everything(desk: Desk) -> list[FollowUpRow]:
    return [*desk.overdue, *desk.due_today, *desk.waiting, *desk.to_hand_over, *desk.coming]


def state(centre: Centre) -> tuple[object, ...]:
    """Return all that a tap on the desk may change, without the versions that count every change."""
    stored = [replace(referrals.get(centre, row.id), version=0) for row in referrals.rows(centre)]
    return (*stored, *followups.rows(centre), replace(followups.desk(centre)))


def only_row(centre: Centre) -> FollowUpRow:
    (row,) = followups.rows(centre)
    return row


def only_id(centre: Centre) -> int:
    follow_up_id = only_row(centre).follow_up_id
    assert follow_up_id is not None
    return follow_up_id


# --- what the desk shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "due_on", "where"),
    [
        (CALL, YESTERDAY, "overdue"),
        (NOT_YET, YESTERDAY, "overdue"),
        (LETTER, TODAY - timedelta(days=900), "overdue"),
        (CALL, TODAY, "due_today"),
        (NOT_YET, TODAY, "due_today"),
        (LETTER, TOMORROW, "waiting"),
        (NOT_YET, TOMORROW, "to_hand_over"),
        (CALL, TODAY + timedelta(days=14), "coming"),
        (LEAFLET, None, "waiting"),
        (NOT_YET, None, "to_hand_over"),
    ],
)
def test_an_open_follow_up_stands_in_one_place_of_the_desk(
    filled: Centre, facts: object, due_on: date | None, where: str
) -> None:
    day = min(TODAY, due_on or TODAY)
    add_referral(filled, 1, 1, facts, on=day, follow_up_on=due_on)  # type: ignore[arg-type]
    desk = followups.desk(filled)
    assert len(getattr(desk, where)) == len(everything(desk)) == 1


def test_a_follow_up_weeks_ahead_waits_in_the_list_and_comes_to_the_desk_in_time(filled: Centre) -> None:
    add_referral(filled, 1, 1, follow_up_on=TODAY + timedelta(days=15))
    assert everything(followups.desk(filled)) == []
    assert len(followups.rows(filled)) == 1
    assert len(followups.desk(filled, TOMORROW).coming) == 1


@pytest.mark.parametrize("seed", range(5))
def test_nothing_due_ever_disappears(filled: Centre, seed: int) -> None:
    """However the desk was worked on, what is open and due is on it, once; and only done ones are not."""
    choose = random.Random(seed)
    for _ in range(15):
        due = choose.choice([None, YESTERDAY, TODAY, TODAY - timedelta(days=500), TOMORROW, TODAY + timedelta(days=40)])
        facts = choose.choice([CALL, LETTER, NOT_YET, LEAFLET])
        add_referral(filled, 1, 1, facts, on=TODAY - timedelta(days=600), follow_up_on=due)
    for _ in range(12):
        row = choose.choice(followups.rows(filled))
        match choose.randrange(5):
            case 0:
                followups.report_outcome(filled, row.referral_id, report(choose.choice(list(Outcome))))
            case 1 if row.follow_up_id is not None:
                followups.log_attempt(filled, row.follow_up_id)
            case 2:
                followups.postpone(filled, row.referral_id, TODAY + timedelta(days=choose.randrange(30)))
            case 3 if row.kind is FollowUpKind.HANDOFF:
                referrals.record_handoff(filled, row.referral_id, CALL, TODAY)
            case _:
                followups.undo(
                    filled, followups.report_outcome(filled, row.referral_id, report(Outcome.NO_SHOW)).record
                )
        for day in (TODAY, TODAY + timedelta(days=400)):
            desk = followups.desk(filled, day)
            shown = everything(desk)
            assert len({(row.referral_id, row.follow_up_id) for row in shown}) == len(shown)
            listed = followups.rows(filled, limit=1000)
            must = {row.follow_up_id for row in listed if row.due_on and row.due_on <= day}
            assert {row.follow_up_id for row in (*desk.overdue, *desk.due_today)} == must
            undated = {row.referral_id for row in listed if row.due_on is None}
            assert {row.referral_id for row in shown if row.due_on is None} == undated
        followed = {row.referral_id for row in followups.rows(filled, limit=1000)}
        for referral in referrals.rows(filled):
            settled = referral.outcome not in (Outcome.NOT_YET_CHECKED, Outcome.WAITLISTED, Outcome.COULD_NOT_CONTACT)
            assert settled or referral.status not in OPEN or referral.id in followed


def test_the_longest_overdue_comes_first_with_its_days(filled: Centre) -> None:
    for days in (1, 30, 0):
        day = TODAY - timedelta(days=days)
        add_referral(filled, 1, 1, on=day, follow_up_on=day)
    rows = followups.rows(filled)
    assert [row.days_over for row in rows] == [30, 1, 0]
    assert followups.rows(filled, limit=2) == rows[:2]


def test_a_case_gone_quiet_is_shown_until_something_is_planned(filled: Centre) -> None:
    add_contact(filled, 1, TODAY - timedelta(days=29))
    assert followups.desk(filled).quiet == ()
    (quiet,) = followups.desk(filled, TOMORROW).quiet
    assert (quiet.client_id, quiet.last_contact_on) == (1, TODAY - timedelta(days=29))
    add_referral(filled, 1, 1, follow_up_on=TODAY + timedelta(days=60))
    assert followups.desk(filled, TOMORROW).quiet == ()


def test_who_was_seen_again_is_not_quiet(filled: Centre) -> None:
    add_contact(filled, 1, TODAY - timedelta(days=100))
    add_contact(filled, 1, TODAY - timedelta(days=3))
    assert followups.desk(filled).quiet == ()


def test_todays_meetings_are_in_the_order_of_the_clock(filled: Centre) -> None:
    tuesday = TODAY.weekday()
    for name, start in (("夜の会", time(19)), ("朝の会", time(9))):
        add_institution(filled, name=name, schedule=(MeetingTime((tuesday,), (), start, None),), verified_on=TODAY)
    add_institution(filled, name="水曜の会", schedule=(MeetingTime((2,), (), time(8), None),), verified_on=TODAY)
    assert [meeting.institution_name for meeting in followups.desk(filled).meetings] == ["朝の会", "夜の会"]


def test_entries_never_verified_or_long_ago_ask_to_be_verified(filled: Centre) -> None:
    never = add_institution(filled, name="甲")
    add_institution(filled, name="乙", verified_on=TODAY - timedelta(days=180))
    old = add_institution(filled, name="丙", verified_on=TODAY - timedelta(days=181))
    desk = followups.desk(filled)
    assert ({entry.institution_id for entry in desk.stale}, desk.stale_count) == ({never.id, old.id}, 2)
    institutions.verify(filled, never.id)
    assert followups.desk(filled).stale_count == 1


def test_the_months_warmth_counts_what_happened_and_leaves_out_what_is_to_come(filled: Centre) -> None:
    for facts in (CALL, LEAFLET, NOT_YET):
        add_referral(filled, 1, 1, facts)
    add_referral(filled, 1, 1, CALL, on=date(2026, 10, 31))
    add_referral(filled, 1, 1, LETTER, on=TODAY - timedelta(days=366), outcome=Outcome.CONTINUING)
    warmth = followups.desk(filled).warmth
    assert (warmth.warm, warmth.happened) == (1, 2)
    assert (warmth.last_month_warm, warmth.last_month_happened) == (1, 1)
    assert warmth.attended_after_warm == (0, 2)
    assert warmth.attended_after_staff_or_letter == (0, 0)
    assert warmth.attended_after_information == (0, 1)


# --- taps -----------------------------------------------------------------------------------------------------------


def test_one_tap_stores_the_outcome_and_closes_the_follow_up(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    saved = followups.report_outcome(filled, referral.id, report(Outcome.FIRST_ATTENDED))
    stored = referrals.get(filled, referral.id)
    assert (stored.outcome, stored.outcome_on, stored.reported_by) == (Outcome.FIRST_ATTENDED, TODAY, Reporter.CLIENT)
    assert stored.status is S.IN_PROGRESS
    assert followups.rows(filled) == ()
    assert saved.changes.touches(Kind.FOLLOW_UP)
    assert saved.changes.touches_record(Kind.REFERRAL, referral.id)


@pytest.mark.parametrize("outcome", [Outcome.WAITLISTED, Outcome.COULD_NOT_CONTACT])
def test_an_outcome_that_settles_nothing_is_asked_about_again_in_a_week(filled: Centre, outcome: Outcome) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    followups.report_outcome(filled, referral.id, report(outcome))
    assert (only_row(filled).due_on, only_row(filled).kind) == (date(2026, 12, 1), FollowUpKind.OUTCOME)


def test_the_next_question_can_be_set_with_the_outcome(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    followups.report_outcome(filled, referral.id, report(Outcome.FIRST_ATTENDED), next_on=date(2026, 12, 24))
    assert only_row(filled).due_on == date(2026, 12, 24)


def test_an_outcome_before_the_referral_or_a_next_day_gone_by_is_refused(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    before = state(filled)
    with pytest.raises(Rejected) as early:
        followups.report_outcome(filled, referral.id, report(Outcome.NO_SHOW, YESTERDAY))
    with pytest.raises(Rejected) as late:
        followups.report_outcome(filled, referral.id, report(Outcome.NO_SHOW), next_on=YESTERDAY)
    assert [refused.value.problems[0].field for refused in (early, late)] == ["outcome_on", "next_on"]
    assert state(filled) == before


def test_an_attempt_that_failed_moves_the_follow_up_two_working_days_on_and_is_counted(filled: Centre) -> None:
    add_referral(filled, 1, 1, on=YESTERDAY, follow_up_on=YESTERDAY)
    followups.log_attempt(filled, only_id(filled), "留守番電話")
    followups.log_attempt(filled, only_id(filled))
    assert (only_row(filled).due_on, only_row(filled).attempts) == (date(2026, 11, 26), 2)


def test_postponing_moves_the_open_follow_up_or_sets_the_first(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    followups.postpone(filled, referral.id, TOMORROW, "面接の後")
    first = only_row(filled)
    followups.postpone(filled, referral.id, date(2026, 12, 4))
    assert (first.due_on, first.note) == (TOMORROW, "面接の後")
    assert only_row(filled) == replace(first, due_on=date(2026, 12, 4), days_over=-10)
    with pytest.raises(Rejected) as refused:
        followups.postpone(filled, referral.id, YESTERDAY)
    assert refused.value.problems[0].field == "due_on"


def test_what_is_gone_or_done_is_said_to_be_gone(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    done = only_id(filled)
    followups.report_outcome(filled, referral.id, report(Outcome.GOT_HELP))
    for follow_up in (done, 99):
        with pytest.raises(NotFound):
            followups.log_attempt(filled, follow_up)
    with pytest.raises(NotFound):
        followups.report_outcome(filled, 99, report(Outcome.GOT_HELP))
    with pytest.raises(NotFound):
        followups.postpone(filled, 99, TODAY)


# --- taking back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("due_on", [TODAY, None])
def test_taking_back_an_outcome_restores_everything(filled: Centre, outcome: Outcome, due_on: date | None) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=due_on, outcome=Outcome.WAITLISTED, outcome_on=TODAY)
    before = state(filled)
    saved = followups.report_outcome(filled, referral.id, report(outcome), next_on=date(2026, 12, 24))
    assert state(filled) != before
    assert followups.undo(filled, saved.record).touches_record(Kind.REFERRAL, referral.id)
    assert state(filled) == before


def test_taking_back_an_attempt_restores_everything(filled: Centre) -> None:
    add_referral(filled, 1, 1, on=YESTERDAY, follow_up_on=YESTERDAY)
    followups.log_attempt(filled, only_id(filled), "一回目")
    before = state(filled)
    followups.undo(filled, followups.log_attempt(filled, only_id(filled), "二回目").record)
    assert state(filled) == before


@pytest.mark.parametrize("due_on", [TODAY, None])
def test_taking_back_a_postponement_restores_everything(filled: Centre, due_on: date | None) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=due_on)
    before = state(filled)
    followups.undo(filled, followups.postpone(filled, referral.id, TOMORROW, "後で").record)
    assert state(filled) == before


def test_a_second_tap_on_undo_does_no_harm(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    before = state(filled)
    outcome = followups.report_outcome(filled, referral.id, report(Outcome.NO_SHOW)).record
    followups.undo(filled, outcome)
    followups.undo(filled, outcome)
    attempt = followups.log_attempt(filled, only_id(filled)).record
    followups.undo(filled, attempt)
    with pytest.raises(NotFound):
        followups.undo(filled, attempt)
    assert state(filled) == before


def test_undo_never_writes_over_what_a_colleague_reported_since(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    mine = followups.log_attempt(filled, only_id(filled)).record
    followups.report_outcome(filled, referral.id, report(Outcome.GOT_HELP))
    before = state(filled)
    with pytest.raises(Rejected):
        followups.undo(filled, mine)
    assert state(filled) == before


def test_undo_never_writes_over_what_was_changed_since(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    mine = followups.report_outcome(filled, referral.id, report(Outcome.WAITLISTED)).record
    followups.postpone(filled, referral.id, date(2026, 12, 24))
    with pytest.raises(Rejected):
        followups.undo(filled, mine)
    stored = referrals.get(filled, referral.id)
    assert stored.outcome is Outcome.WAITLISTED
    referrals.edit(filled, referral.id, referral_draft(1, 1, outcome=Outcome.CONTINUING, outcome_on=TODAY))
    with pytest.raises(Rejected):
        followups.undo(filled, mine)
    assert referrals.get(filled, referral.id).outcome is Outcome.CONTINUING


def test_the_offices_own_number_of_days_is_used(filled: Centre) -> None:
    save_settings(filled, replace(filled.settings, follow_up_days=21))
    assert referrals.suggested_follow_up(filled, None, TODAY)[0] == date(2026, 12, 15)
