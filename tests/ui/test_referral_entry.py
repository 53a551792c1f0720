"""What the pane decides while a referral is entered: without a window, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import Channel, ConsentKind, HandoffMode, Outcome, Paper, ReferralStatus
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.followup import FollowUpKind, FollowUpRow
from referral_desk.domain.phone_script import phone_steps, shared_with
from referral_desk.resources import code_book
from referral_desk.ui.forms.handoff_entry import (
    CLIENT_PRESENT,
    RECEIVER_LIVE,
    SHORT_MODES,
    BadgeState,
    HandoffEntry,
    read_time,
)
from referral_desk.ui.forms.referral_entry import NewReferral
from referral_desk.ui.forms.row_choices import TapKind, taps

TODAY = date(2026, 11, 24)
BOTH = (CLIENT_PRESENT, RECEIVER_LIVE)
CODES = code_book()
GROUP = CODES.institution_kinds["self_help_group"]
OFFICE = CODES.institution_kinds["welfare_office"]


def call() -> HandoffEntry:
    return HandoffEntry(on=TODAY, at="10:38").with_facts(BOTH).with_channel(Channel.TELEPHONE)


def state(entry: HandoffEntry) -> BadgeState:
    return entry.badge(CODES, "ja").state


def new() -> NewReferral:
    presenter = NewReferral(TODAY, "10:38", "見本 みどり")
    presenter.change(client_id=1, client_name="見本 花子", institution_id=2, institution_name="架空断酒会", kind=GROUP)
    return presenter


def wrong(presenter: NewReferral) -> list[str]:
    return [problem.field for problem in presenter.problems(TODAY)]


def test_the_badge_says_nothing_before_anything_was_said() -> None:
    assert state(HandoffEntry()) is BadgeState.BLANK


def test_a_call_with_client_and_receiver_is_warm() -> None:
    assert state(call()) is BadgeState.WARM


def test_a_call_without_the_receiver_is_not_warm_and_the_badge_says_which_fact_is_missing() -> None:
    badge = call().with_facts((CLIENT_PRESENT,)).badge(CODES, "ja")
    assert badge.state is BadgeState.COLD
    assert badge.facts == ((CLIENT_PRESENT, True), (RECEIVER_LIVE, False))
    assert badge.advice is not None


def test_both_facts_without_the_way_are_not_clear_yet() -> None:
    assert state(HandoffEntry().with_facts(BOTH)) is BadgeState.UNCLEAR


def test_paper_with_a_live_receiver_is_not_clear_and_refused() -> None:
    entry = call().with_channel(Channel.LETTER)
    assert state(entry) is BadgeState.UNCLEAR
    assert [problem.field for problem in entry.problems(TODAY)] == ["channel"]


def test_what_is_still_to_come_is_not_cold() -> None:
    assert state(HandoffEntry().with_channel(Channel.NOT_YET)) is BadgeState.TO_COME


def test_still_to_come_takes_the_facts_back_and_a_fact_takes_it_back() -> None:
    planned = call().with_channel(Channel.NOT_YET)
    assert planned.chosen_facts == ()
    assert planned.with_facts((CLIENT_PRESENT,)).channel is None


def test_going_along_is_always_with_the_client() -> None:
    assert HandoffEntry().with_channel(Channel.GOING_ALONG).client_present


def test_a_handoff_to_come_stores_neither_names_nor_time() -> None:
    facts = replace(call(), receiver_name="例田 一朗").with_channel(Channel.NOT_YET).facts()
    assert (facts.receiver_name, facts.at, facts.channel) == ("", "", Channel.NOT_YET)


def test_who_went_along_is_stored_only_where_somebody_did() -> None:
    entry = replace(call(), accompanied_by="見本 みどり")
    assert entry.facts().accompanied_by == ""
    assert entry.with_channel(Channel.GOING_ALONG).facts().accompanied_by == "見本 みどり"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", ""), ("10:38", "10:38"), ("9:05", "09:05"), ("1038", "10:38"), ("１０時３８分", "10:38"), ("10時", "10:00")],
)
def test_a_time_is_read_as_offices_write_it(typed: str, read: str) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "10:60", "朝", "10:3x"])
def test_what_is_no_time_of_day_is_refused_under_the_day(typed: str) -> None:
    with pytest.raises(NotReadable):
        read_time(typed)
    assert [problem.field for problem in replace(call(), at=typed).problems(TODAY)] == ["on"]


def test_a_handoff_that_happened_cannot_lie_ahead() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert [problem.field for problem in replace(call(), on=tomorrow).problems(TODAY)] == ["on"]
    assert not replace(HandoffEntry(channel=Channel.NOT_YET), on=tomorrow).problems(TODAY)


def test_an_empty_pane_names_client_institution_and_way_in_that_order() -> None:
    assert wrong(NewReferral(TODAY, "", "")) == ["client_id", "institution_id", "channel"]


def test_what_was_told_to_the_receiver_needs_a_word_on_consent() -> None:
    presenter = new()
    presenter.change_handoff(call())
    assert wrong(presenter) == ["consent"]
    presenter.change(consent=ConsentKind.NONE)
    assert wrong(presenter) == []


def test_a_leaflet_tells_nobody_anything_and_needs_no_consent() -> None:
    presenter = new()
    presenter.change_handoff(replace(presenter.entry.handoff, channel=Channel.LEAFLET))
    assert wrong(presenter) == []


def test_a_handoff_to_come_needs_its_day() -> None:
    presenter = new()
    presenter.change_handoff(presenter.entry.handoff.with_channel(Channel.NOT_YET))
    assert wrong(presenter) == ["follow_up_on"]


def test_the_next_check_cannot_lie_before_the_referral() -> None:
    presenter = new()
    presenter.change_handoff(call())
    presenter.change(consent=ConsentKind.ORAL, follow_up_on=TODAY - timedelta(days=1))
    assert wrong(presenter) == ["follow_up_on"]


def test_a_client_merely_picked_is_nothing_to_lose() -> None:
    presenter = new()
    presenter.suggest_follow_up(TODAY + timedelta(days=1))
    assert not presenter.in_work
    presenter.change(request="入口で待っていてほしい。")
    assert presenter.in_work


def test_a_suggested_day_never_replaces_the_one_chosen_by_hand() -> None:
    presenter = new()
    chosen = TODAY + timedelta(days=9)
    presenter.change(follow_up_on=chosen, follow_up_by_hand=True)
    assert not presenter.suggest_follow_up(TODAY)
    assert presenter.entry.follow_up_on == chosen


def test_a_letter_is_printed_with_consent_only_and_a_card_always() -> None:
    presenter = new()
    assert presenter.entry.may_print
    presenter.change(kind=OFFICE)
    assert not presenter.entry.may_print
    presenter.change(consent=ConsentKind.WRITTEN)
    assert presenter.entry.may_print


def test_a_group_is_told_no_background() -> None:
    presenter = new()
    presenter.change_handoff(call())
    presenter.change(background="失業して酒量が増えた。", consent=ConsentKind.ORAL)
    ready = presenter.ready()
    assert ready.draft.background == ""
    assert ready.draft.consent_by == "見本 みどり"


def test_what_is_passed_on_and_said_on_the_phone_depends_on_the_paper() -> None:
    assert shared_with(Paper.CARD) != shared_with(Paper.LETTER)
    assert phone_steps(Paper.CARD, "架空市保健所", "見本 みどり")[0].values["staff"] == "見本"


def test_every_mode_has_a_short_word() -> None:
    assert set(SHORT_MODES) == set(HandoffMode)


ROW = FollowUpRow(
    follow_up_id=5,
    referral_id=1,
    referral_number="2026-00001",
    client_id=1,
    client_number="00001",
    client_name="見本 花子",
    client_kana="ミホン ハナコ",
    client_birth=None,
    institution_id=2,
    institution_name="架空断酒会",
    institution_kind="self_help_group",
    kind=FollowUpKind.OUTCOME,
    mode=HandoffMode.THREE_WAY_CALL,
    status=ReferralStatus.REQUESTED,
    referred_on=TODAY,
    due_on=TODAY,
    days_over=0,
    note="",
    attempts=0,
)


def test_the_first_button_of_a_group_is_attended_and_of_an_office_got_help() -> None:
    assert taps(ROW, Paper.CARD)[0].outcome is Outcome.FIRST_ATTENDED
    assert taps(ROW, Paper.LETTER)[0].outcome is Outcome.GOT_HELP
    going_on = replace(ROW, status=ReferralStatus.IN_PROGRESS)
    assert taps(going_on, Paper.CARD)[0].outcome is Outcome.CONTINUING


def test_a_row_without_a_day_offers_to_set_one_instead_of_logging_an_attempt() -> None:
    undated = replace(ROW, follow_up_id=None, due_on=None)
    assert [tap.kind for tap in taps(undated, Paper.CARD)] == [TapKind.OUTCOME, TapKind.OUTCOME, TapKind.POSTPONE]


def test_a_handoff_to_come_is_answered_by_saying_how_it_went() -> None:
    planned = replace(ROW, kind=FollowUpKind.HANDOFF, mode=None)
    assert taps(planned, Paper.CARD)[0].kind is TapKind.HAND_OVER


def test_a_letter_waits_for_the_receivers_reply() -> None:
    waiting = replace(ROW, kind=FollowUpKind.REPLY, mode=HandoffMode.LETTER_ONLY)
    assert [tap.kind for tap in taps(waiting, Paper.LETTER)] == [
        TapKind.REPLY,
        TapKind.ATTEMPT,
        TapKind.POSTPONE,
    ]
