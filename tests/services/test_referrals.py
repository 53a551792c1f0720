"""Recording a referral with its handoff, handing over later, and its life."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from referral_desk.db.queries import bulk
from referral_desk.db.queries import referrals as queries
from referral_desk.domain.access import Action
from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import Channel, ConsentKind, HandoffMode, Outcome, ReferralStatus, Urgency
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.referral import REASON_NEEDED, ReferralDraft
from referral_desk.domain.schedule import MeetingTime
from referral_desk.services import clients, followups, referrals
from referral_desk.services.centre import Centre
from tests.making import (
    CALL,
    LEAFLET,
    LETTER,
    NOT_YET,
    TODAY,
    NewCentre,
    add_client,
    add_institution,
    add_referral,
    client_draft,
    referral_draft,
)

S = ReferralStatus


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1 and institution 1."""
    add_client(centre)
    add_institution(centre)
    return centre


def refused_fields(action: object, *arguments: object, **named: object) -> list[str]:
    assert callable(action)
    with pytest.raises(Rejected) as refused:
        action(*arguments, **named)
    return [problem.field for problem in refused.value.problems]


# --- recording ------------------------------------------------------------------------------------------------------


def test_a_referral_is_read_back_as_it_was_written_with_its_handoff(filled: Centre) -> None:
    draft = referral_draft(
        1, 1, consent_by="見本 みどり", request="生活保護の相談\n同行", background="8月に離職。", urgency=Urgency.HIGH
    )
    facts = replace(CALL, accompanied_by="見本 みどり", at="10:40", note="その場で面接日が決まった")
    saved = referrals.refer(filled, draft, facts, follow_up_on=date(2026, 12, 1), follow_up_note="面接の翌日")
    stored = referrals.get(filled, saved.record.id)
    assert stored == saved.record
    assert {name: getattr(stored, name) for name in ReferralDraft.__dataclass_fields__} == vars(draft)
    assert (stored.number, stored.mode, stored.staff_name) == ("2026-00001", HandoffMode.THREE_WAY_CALL, "見本 みどり")
    assert (stored.client_name, stored.institution_name) == ("見本 花子", "架空市福祉事務所")
    (handoff,) = stored.handoffs
    assert {name: getattr(handoff, name) for name in HandoffFacts.__dataclass_fields__} == vars(facts)
    assert (handoff.on, handoff.staff_name) == (TODAY, "見本 みどり")
    (row,) = followups.rows(filled)
    assert (row.due_on, row.note, row.kind) == (date(2026, 12, 1), "面接の翌日", FollowUpKind.OUTCOME)
    for kind, record in ((Kind.REFERRAL, stored.id), (Kind.CLIENT, 1), (Kind.INSTITUTION, 1)):
        assert saved.changes.touches_record(kind, record)
    assert saved.changes.touches(Kind.FOLLOW_UP)


def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_stored(filled: Centre) -> None:
    draft = referral_draft(1, 1, status=S.FAILED, outcome_on=TODAY - timedelta(days=1))
    facts = HandoffFacts(client_present=False, receiver_live=True, channel=Channel.LETTER)
    fields = refused_fields(referrals.refer, filled, draft, facts, follow_up_on=TODAY - timedelta(days=1))
    assert fields == ["reason", "outcome_on", "channel", "follow_up_on"]
    assert referrals.count(filled) == 0
    assert followups.rows(filled) == ()


@pytest.mark.parametrize(("client", "institution"), [(99, 1), (1, 99)])
def test_a_client_or_institution_that_is_gone_is_said_to_be_gone(filled: Centre, client: int, institution: int) -> None:
    with pytest.raises(NotFound):
        add_referral(filled, client, institution)
    assert referrals.count(filled) == 0


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (CALL, FollowUpKind.OUTCOME),
        (LEAFLET, FollowUpKind.OUTCOME),
        (LETTER, FollowUpKind.REPLY),
        (NOT_YET, FollowUpKind.HANDOFF),
    ],
)
def test_a_follow_up_asks_for_what_is_open(filled: Centre, facts: HandoffFacts, kind: FollowUpKind) -> None:
    add_referral(filled, 1, 1, facts, follow_up_on=TODAY)
    assert [row.kind for row in followups.rows(filled)] == [kind]


# --- numbers --------------------------------------------------------------------------------------------------------


def test_numbers_run_by_fiscal_year(filled: Centre) -> None:
    days = [date(2026, 4, 1), date(2027, 3, 31), date(2026, 3, 31), date(2027, 4, 1), date(2026, 11, 1)]
    numbers = [add_referral(filled, 1, 1, on=day).number for day in days]
    assert numbers == ["2026-00001", "2026-00002", "2025-00001", "2027-00001", "2026-00003"]


def test_numbers_grow_beyond_five_digits(filled: Centre) -> None:
    with filled.write(Action.GENERATE) as session:
        bulk.BulkWriter(session, datetime.now().astimezone()).referrals(
            [bulk.NewReferral(5, "2026-99998", referral_draft(1, 1), ((CALL, TODAY),))]
        )
    numbers = [add_referral(filled, 1, 1).number for _ in range(4)]
    assert numbers == ["2026-99999", "2026-100000", "2026-100001", "2026-100002"]


def test_two_threads_that_save_at_once_lose_nothing_and_share_no_number(filled: Centre) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for turn in range(10):
                clients.save(filled, client_draft(name=f"{name}{turn}"))
                add_referral(filled, 1, 1, request=name)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("甲", "乙", "丙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = referrals.rows(filled)
    assert len(rows) == len({row.number for row in rows}) == 30
    assert clients.count(filled) == 31
    assert len({row.number for row in clients.rows(filled)}) == 31


def test_two_windows_that_save_at_once_lose_nothing(filled: Centre, new_folder: NewCentre) -> None:
    other = new_folder.open()

    def work(centre: Centre) -> None:
        for _ in range(15):
            add_referral(centre, 1, 1)

    threads = [threading.Thread(target=work, args=(centre,)) for centre in (filled, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.number for row in referrals.rows(other)) == [f"2026-{number:05}" for number in range(1, 31)]
    other.close()


# --- handoffs -------------------------------------------------------------------------------------------------------


def test_a_planned_handoff_becomes_the_real_one(filled: Centre) -> None:
    planned = add_referral(filled, 1, 1, NOT_YET, follow_up_on=TODAY)
    assert (planned.mode, len(planned.handoffs)) == (None, 1)
    done = referrals.record_handoff(filled, planned.id, CALL, TODAY + timedelta(days=2)).record
    assert done.mode is HandoffMode.THREE_WAY_CALL
    assert [(handoff.id, handoff.channel, handoff.on) for handoff in done.handoffs] == [
        (planned.handoffs[0].id, Channel.TELEPHONE, TODAY + timedelta(days=2))
    ]


def test_the_follow_up_of_a_planned_handoff_then_asks_for_the_outcome(filled: Centre) -> None:
    planned = add_referral(filled, 1, 1, NOT_YET, follow_up_on=TODAY)
    referrals.record_handoff(filled, planned.id, CALL, TODAY)
    (row,) = followups.rows(filled)
    assert (row.kind, row.due_on) == (FollowUpKind.OUTCOME, date(2026, 12, 1))


def test_a_second_handoff_stands_beside_the_first_and_the_warmest_counts(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, LEAFLET)
    later = referrals.record_handoff(filled, referral.id, CALL, TODAY + timedelta(days=1)).record
    assert (len(later.handoffs), later.mode) == (2, HandoffMode.THREE_WAY_CALL)
    colder = referrals.record_handoff(filled, referral.id, LETTER, TODAY + timedelta(days=2)).record
    assert (len(colder.handoffs), colder.mode) == (3, HandoffMode.THREE_WAY_CALL)
    again = referrals.record_handoff(filled, referral.id, NOT_YET, TODAY + timedelta(days=3)).record
    assert (len(again.handoffs), again.mode) == (4, HandoffMode.THREE_WAY_CALL)


def test_a_handoff_before_the_referral_or_against_its_own_facts_is_refused(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, NOT_YET)
    wrong = HandoffFacts(receiver_live=True, channel=Channel.LEAFLET)
    fields = refused_fields(referrals.record_handoff, filled, referral.id, wrong, TODAY - timedelta(days=1))
    assert fields == ["channel", "on"]
    assert referrals.get(filled, referral.id) == referral


# --- life -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", REASON_NEEDED)
def test_a_status_that_needs_a_reason_is_refused_without_one(filled: Centre, status: ReferralStatus) -> None:
    referral = add_referral(filled, 1, 1)
    assert refused_fields(referrals.set_status, filled, referral.id, status) == ["reason"]
    moved = referrals.set_status(filled, referral.id, status, "満員").record
    assert (moved.status, moved.reason) == (status, "満員")


def test_the_reason_of_one_status_does_not_pass_for_the_reason_of_another(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    referrals.set_status(filled, referral.id, S.ON_HOLD, "入院中")
    assert refused_fields(referrals.set_status, filled, referral.id, S.FAILED) == ["reason"]
    assert referrals.set_status(filled, referral.id, S.IN_PROGRESS).record.reason == "入院中"


def test_a_status_cannot_be_reached_where_the_rules_have_no_way(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    assert refused_fields(referrals.set_status, filled, referral.id, S.DRAFT) == ["status"]
    referrals.set_status(filled, referral.id, S.ENTERED_IN_ERROR)
    assert refused_fields(referrals.set_status, filled, referral.id, S.REQUESTED) == ["status"]


@pytest.mark.parametrize("status", [S.REJECTED, S.CANCELLED, S.FAILED, S.ENTERED_IN_ERROR])
def test_what_is_over_leaves_nothing_to_follow_up(filled: Centre, status: ReferralStatus) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    referrals.set_status(filled, referral.id, status, "満員")
    assert followups.rows(filled) == ()


def test_a_completed_referral_may_still_await_its_outcome(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    referrals.set_status(filled, referral.id, S.COMPLETED)
    assert [row.referral_id for row in followups.rows(filled)] == [referral.id]


def test_a_referral_taken_up_again_is_on_the_desk_again(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, follow_up_on=TODAY)
    referrals.set_status(filled, referral.id, S.FAILED, "連絡がつかない")
    referrals.set_status(filled, referral.id, S.REQUESTED)
    assert [row.referral_id for row in followups.rows(filled)] == [referral.id]


def test_what_another_window_changed_meanwhile_is_not_written_over(filled: Centre) -> None:
    seen = add_referral(filled, 1, 1)
    referrals.edit(filled, seen.id, referral_draft(1, 1, request="一人目"), seen.version)
    fields = refused_fields(referrals.edit, filled, seen.id, referral_draft(1, 1, request="二人目"), seen.version)
    assert fields == [""]
    assert referrals.get(filled, seen.id).request == "一人目"


def test_an_edit_that_changes_only_the_text_keeps_handoffs_and_number(filled: Centre) -> None:
    seen = add_referral(filled, 1, 1)
    edited = referrals.edit(filled, seen.id, referral_draft(1, 1, request="追記")).record
    assert edited == replace(seen, request="追記", version=seen.version + 1)


def test_a_referral_stays_with_its_client(filled: Centre) -> None:
    other = add_client(filled, name="髙橋 美咲", kana="タカハシ ミサキ")
    seen = add_referral(filled, 1, 1)
    assert refused_fields(referrals.edit, filled, seen.id, referral_draft(other.id, 1)) == ["client_id"]
    assert referrals.get(filled, seen.id) == seen


def test_a_referral_that_is_gone_is_said_to_be_gone(filled: Centre) -> None:
    with pytest.raises(NotFound):
        referrals.get(filled, 99)
    with pytest.raises(NotFound):
        referrals.record_handoff(filled, 99, CALL, TODAY)
    with pytest.raises(NotFound):
        referrals.edit(filled, 99, referral_draft())
    with pytest.raises(NotFound):
        referrals.set_status(filled, 99, S.COMPLETED)


# --- finding --------------------------------------------------------------------------------------------------------


def test_the_newest_referral_comes_first_and_is_found_by_client_institution_or_number(filled: Centre) -> None:
    add_client(filled, name="髙橋 美咲", kana="タカハシ ミサキ")
    add_institution(filled, name="AA架空グループ", kana="エーエー", kind="self_help_group", target="alcohol")
    old = add_referral(filled, 1, 1, on=date(2026, 5, 1))
    new = add_referral(filled, 2, 2, on=date(2026, 10, 1))
    assert [row.id for row in referrals.rows(filled)] == [new.id, old.id]
    for text, expected in [("高橋", new), ("alcohol", new), ("ふくし", old), ("みほん", old), (old.number, old)]:
        assert [row.id for row in referrals.rows(filled, text)] == [expected.id]
        assert referrals.count(filled, text) == 1
    assert referrals.rows(filled, "どこにもない") == ()


def test_the_list_can_be_narrowed_to_statuses(filled: Centre) -> None:
    draft = add_referral(filled, 1, 1, status=S.DRAFT)
    add_referral(filled, 1, 1)
    assert [row.id for row in referrals.rows(filled, status=(S.DRAFT,))] == [draft.id]
    assert referrals.count(filled, status=(S.DRAFT,)) == 1


def test_a_row_shows_the_next_day_it_will_be_followed_up(filled: Centre) -> None:
    add_referral(filled, 1, 1, follow_up_on=date(2026, 12, 1))
    add_referral(filled, 1, 1)
    assert [row.follow_up_on for row in referrals.rows(filled)] == [None, date(2026, 12, 1)]


def test_an_open_referral_to_the_same_place_is_told_of_and_a_finished_one_is_not(filled: Centre) -> None:
    add_institution(filled, name="別の機関")
    still = add_referral(filled, 1, 1)
    over = add_referral(filled, 1, 1)
    add_referral(filled, 1, 2)
    referrals.set_status(filled, over.id, S.CANCELLED, "取下げ")
    assert [row.id for row in referrals.open_at(filled, 1, 1)] == [still.id]
    assert {row.id for row in referrals.history(filled, 1, 1)} == {still.id, over.id}


# --- when to ask ----------------------------------------------------------------------------------------------------


def test_the_suggested_day_skips_holidays_and_new_year(filled: Centre) -> None:
    assert referrals.suggested_follow_up(filled, None, date(2026, 11, 16)) == (date(2026, 11, 24), None)
    assert referrals.suggested_follow_up(filled, 1, date(2026, 12, 22)) == (date(2027, 1, 4), None)
    assert referrals.suggested_follow_up(filled, None, date(2027, 4, 26))[0] == date(2027, 5, 6)


def test_a_groups_next_meeting_decides_when_to_ask(filled: Centre) -> None:
    saturdays = MeetingTime((5,), (3,), time(13, 30), time(15))
    group = add_institution(filled, name="AA架空グループ", kind="self_help_group", schedule=(saturdays,))
    day, meeting = referrals.suggested_follow_up(filled, group.id, date(2026, 11, 10))
    assert meeting == datetime.combine(date(2026, 11, 21), time(13, 30))
    assert day == date(2026, 11, 24)  # Monday the 23rd is a holiday


def test_drafts_and_errors_are_stored_but_outside_the_month(filled: Centre) -> None:
    add_referral(filled, 1, 1, status=S.DRAFT, consent=ConsentKind.NONE)
    with filled.read() as session:
        assert queries.count(session, "", ()) == 1
    assert add_referral(filled, 1, 1).outcome is Outcome.NOT_YET_CHECKED
