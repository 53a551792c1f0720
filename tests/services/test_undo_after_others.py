"""Undo, and forms that were open meanwhile, after somebody else changed the same record: nothing of hers is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine, entry_of
from referral_desk.domain.errors import Rejected
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import benefits, clients, closing, conferences, households, inbound, supporters, tasks
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_institution

ASSISTANCE = BenefitDraft(client_id=1, kind="public_assistance", since=date(2025, 6, 1), case_number="第1号")
FRIEND = SupporterDraft(client_id=1, kind="friend", name="例田 さくら")
MEETING = ConferenceEntry(
    client_id=1,
    kind="individual_support",
    on=TODAY - timedelta(days=3),
    client_present=True,
    attendees=(Attendee("例田 一朗", "相談員", 1),),
    tasks=(TaskLine(who="例田", what="移送費を確認する", due_on=TODAY),),
)


@pytest.fixture
def office(centre: Centre) -> Centre:
    """A centre with two clients, 1 and 2, and one institution."""
    add_client(centre)
    add_client(centre, name="例田 次郎")
    add_institution(centre)
    return centre


def of(*members: int, **more: object) -> HouseholdDraft:
    listed = tuple(
        MemberDraft(client_id=each, relation="sibling" if place else "self") for place, each in enumerate(members)
    )
    return replace(HouseholdDraft(members=listed), **more)  # type: ignore[arg-type]


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(Rejected) as refusal:
        act()
    assert "changed" in refusal.value.problems[0].message.text


# --- entries that are taken back ----------------------------------------------------------------------------------


def test_a_benefit_that_somebody_changed_is_not_taken_back(office: Centre) -> None:
    added = benefits.save(office, ASSISTANCE).record
    benefits.save(office, replace(ASSISTANCE, note="世帯分離"), benefit_id=added.id, version=added.version)
    refused(lambda: benefits.remove(office, added.id, version=added.version))
    assert [each.note for each in benefits.of_client(office, 1)] == ["世帯分離"]


def test_a_referral_to_us_that_somebody_answered_is_not_taken_back(office: Centre) -> None:
    added = inbound.save(office, InboundDraft(client_id=1, institution_id=1, on=TODAY, request="近況")).record
    inbound.reply(office, added.id, TODAY, "伝えた")
    refused(lambda: inbound.remove(office, added.id, version=added.version))
    assert [each.reply for each in inbound.of_client(office, 1)] == ["伝えた"]


def test_a_supporter_whom_somebody_changed_is_not_taken_back(office: Centre) -> None:
    added = supporters.save(office, FRIEND).record
    supporters.save(office, replace(FRIEND, note="夜は電話しない"), supporter_id=added.id, version=added.version)
    refused(lambda: supporters.remove(office, added.id, version=added.version))


def test_a_task_that_somebody_put_off_is_not_taken_back(office: Centre) -> None:
    added = tasks.save(office, TaskDraft(client_id=1, what="家庭訪問", due_on=TODAY)).record
    tasks.tried(office, added.id)
    refused(lambda: tasks.remove(office, added.id, version=added.version))
    assert len(tasks.rows(office)) == 1


def test_a_closing_is_not_undone_once_the_record_was_opened_and_closed_anew(office: Centre) -> None:
    first = closing.close(office, 1, ClosingDraft(on=TODAY, reason="settled")).record
    closing.reopen(office, 1, "再び相談があった")
    closing.close(office, 1, ClosingDraft(on=TODAY, reason="moved"))
    refused(lambda: closing.take_back(office, 1, version=first.version))
    assert [each.reason for each in closing.of_client(office, 1)] == ["moved", "settled"]
    now = clients.get(office, 1)
    closing.take_back(office, 1, version=now.version)
    assert clients.get(office, 1).closed_on is None


def test_an_id_that_was_taken_back_is_never_another_entrys(office: Centre) -> None:
    """A second Undo of the same click would hit what somebody else entered meanwhile."""
    for add, remove in (
        (lambda: benefits.save(office, ASSISTANCE).record, benefits.remove),
        (lambda: inbound.save(office, InboundDraft(client_id=1, institution_id=1, on=TODAY)).record, inbound.remove),
        (lambda: supporters.save(office, FRIEND).record, supporters.remove),
        (lambda: tasks.save(office, TaskDraft(client_id=1, what="家庭訪問")).record, tasks.remove),
    ):
        gone = add()
        remove(office, gone.id)
        assert add().id != gone.id


# --- conferences and their tasks ----------------------------------------------------------------------------------


def test_attendees_alone_make_a_new_version_of_a_conference(office: Centre) -> None:
    stored = conferences.save(office, MEETING).record
    two = replace(entry_of(stored), attendees=(*stored.attendees, Attendee("見本 太郎", "父")))
    conferences.save(office, two, conference_id=stored.id, version=stored.version)
    stale = replace(entry_of(stored), note="別の窓で書いた")
    refused(lambda: conferences.save(office, stale, conference_id=stored.id, version=stored.version))
    (now,) = conferences.of_client(office, 1).conferences
    assert len(now.attendees) == 2


@pytest.mark.parametrize("change", ["postponed", "added", "done", "removed"])
def test_a_conference_opened_before_a_task_changed_does_not_change_it_back(office: Centre, change: str) -> None:
    stored = conferences.save(office, MEETING).record
    (task,) = stored.tasks
    match change:
        case "postponed":
            tasks.postpone(office, task.id, TODAY + timedelta(days=9))
        case "added":
            tasks.save(office, TaskDraft(client_id=1, conference_id=stored.id, what="電話する"))
        case "done":
            tasks.done(office, task.id)
        case _:
            tasks.remove(office, task.id)
    stale = replace(entry_of(stored), note="別の窓で書いた")
    refused(lambda: conferences.save(office, stale, conference_id=stored.id, version=stored.version))
    refused(lambda: conferences.remove(office, stored.id, "取り消し", version=stored.version))


# --- households and the number that they share --------------------------------------------------------------------


def test_a_household_that_somebody_changed_is_neither_put_back_nor_taken_back(office: Centre) -> None:
    first = households.save(office, 1, of(1)).record
    wider = households.save(office, 1, of(1, 2), household_id=first.id, version=first.version).record
    noted = replace(wider, note="長男が窓口")
    households.save(office, 2, noted, household_id=first.id, version=wider.version)
    refused(lambda: households.put_back(office, 1, first, version=wider.version))
    refused(lambda: households.take_back(office, 1, version=first.version))
    now = households.of_client(office, 1)
    assert now is not None
    assert (now.note, len(now.members)) == ("長男が窓口", 2)


def test_leaving_is_undone_only_while_the_household_is_as_it_was_left(office: Centre) -> None:
    first = households.save(office, 1, of(1, 2)).record
    before = households.leave(office, 2).record
    assert households.put_back(office, 2, before, version=before.version + 1).record.members == first.members
    before = households.leave(office, 2).record
    now = households.of_client(office, 1)
    assert now is not None
    households.save(office, 1, replace(now, note="変更"), household_id=now.id, version=now.version)
    refused(lambda: households.put_back(office, 2, before, version=before.version + 1))


def test_an_entry_opened_before_another_member_got_a_new_case_number_does_not_write_the_old_one(office: Centre) -> None:
    households.save(office, 1, of(1, 2))
    benefits.save(office, ASSISTANCE)
    benefits.save(office, replace(ASSISTANCE, client_id=2))
    (opened,) = benefits.of_client(office, 1)
    (other,) = benefits.of_client(office, 2)
    renumbered = replace(ASSISTANCE, client_id=2, case_number="第2号")
    benefits.save(office, renumbered, benefit_id=other.id, version=other.version)
    stale = replace(benefits.draft_of(opened), note="別の窓で書いた")
    refused(lambda: benefits.save(office, stale, benefit_id=opened.id, version=opened.version))
    assert benefits.of_client(office, 1)[0].case_number == "第2号"


def test_a_new_case_number_of_the_household_is_not_written_over_by_an_entry_opened_before(office: Centre) -> None:
    benefits.save(office, ASSISTANCE)
    household = households.save(office, 1, of(1, 2, case_number="第1号")).record
    (opened,) = benefits.of_client(office, 1)
    renumbered = replace(household, case_number="第3号")
    households.save(office, 1, renumbered, household_id=household.id, version=household.version)
    refused(lambda: benefits.save(office, benefits.draft_of(opened), benefit_id=opened.id, version=opened.version))


def test_a_renewal_with_a_new_case_number_can_still_be_taken_back(office: Centre) -> None:
    households.save(office, 1, of(1, 2))
    before = benefits.save(office, replace(ASSISTANCE, until=date(2026, 11, 30))).record
    following = replace(ASSISTANCE, since=date(2026, 12, 1), case_number="第2号")
    done = benefits.renew(office, before.id, following, version=before.version).record
    benefits.take_back(office, done)
    assert [(each.until, each.case_number) for each in benefits.of_client(office, 1)] == [(before.until, "第1号")]


def test_the_last_client_of_a_household_keeps_its_case_number(office: Centre) -> None:
    households.save(office, 1, of(1))
    benefits.save(office, ASSISTANCE)
    households.leave(office, 1)
    assert [each.case_number for each in benefits.of_client(office, 1)] == ["第1号"]
