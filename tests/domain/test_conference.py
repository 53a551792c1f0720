"""Conferences and tasks: what is refused, which ground is proposed, and which handoffs a conference was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import ConsentKind, HandoffMode, LegalBasis, Outcome, ReferralStatus
from referral_desk.domain.conference import (
    LINE_LIMIT,
    MOST_TASKS,
    TEXT_LIMIT,
    Attendee,
    Conference,
    ConferenceDraft,
    ConferenceEntry,
    Task,
    TaskDraft,
    TaskLine,
    check_conference,
    check_done,
    check_task,
    entry_of,
    handoffs_at,
    proposed_basis,
    tidy,
)
from referral_desk.domain.referral import ReferralRow
from referral_desk.resources import code_book

CODES = code_book()
DAY = date(2026, 11, 13)
GOOD = ConferenceEntry(
    client_id=1,
    kind="individual_support",
    on=DAY,
    at="13:30",
    client_present=True,
    attendees=(Attendee("例田 一朗", "相談員"), Attendee(institution_id=4)),
    tasks=(TaskLine(who="例田", what="電話する", due_on=DAY),),
    next_on=DAY + timedelta(days=30),
)


def fields(entry: ConferenceEntry) -> list[str]:
    return [problem.field for problem in check_conference(entry, CODES)]


def test_a_complete_conference_is_stored() -> None:
    assert fields(GOOD) == []


def test_a_conference_to_come_may_be_prepared_with_its_day_alone() -> None:
    assert fields(ConferenceEntry(client_id=1, kind="discharge", on=date(2050, 1, 1), client_present=True)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "tea_party"}, "kind"),
        ({"at": "25:00"}, "at"),
        ({"at": "9:5"}, "at"),
        ({"client_present": False}, "basis"),
        ({"attendees": (Attendee(role="看護師"),)}, "attendees"),
        ({"attendees": (Attendee(name="例田", institution_name="どこかの相談所"),)}, "attendees"),
        ({"attendees": (Attendee(name="例" * (LINE_LIMIT + 1)),)}, "attendees"),
        ({"plan": "例" * (TEXT_LIMIT + 1)}, "plan"),
        ({"tasks": (TaskLine(who="例田"),)}, "tasks"),
        ({"tasks": (TaskLine(what="電話", due_on=DAY - timedelta(days=1)),)}, "tasks"),
        ({"tasks": tuple(TaskLine(what="電話") for _each in range(MOST_TASKS + 1))}, "tasks"),
        ({"next_on": DAY}, "next_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    assert fields(replace(GOOD, **changes)) == [field]  # type: ignore[arg-type]


def test_without_the_client_a_named_ground_is_enough() -> None:
    assert fields(replace(GOOD, client_present=False, basis=LegalBasis.BENEFIT_OF_PERSON)) == []


def test_lines_that_were_never_filled_are_left_out_and_harm_nothing() -> None:
    entry = replace(GOOD, attendees=(*GOOD.attendees, Attendee(" ")), tasks=(*GOOD.tasks, TaskLine(who="\u3000")))
    assert fields(entry) == []
    assert tidy(entry) == GOOD


def test_a_stored_task_whose_words_were_emptied_is_not_taken_for_a_blank_line() -> None:
    assert fields(replace(GOOD, tasks=(TaskLine(id=3),))) == ["tasks"]


def test_only_the_support_conference_of_the_livelihood_act_proposes_its_law() -> None:
    assert proposed_basis("livelihood_support", client_present=False) is LegalBasis.BY_LAW
    assert proposed_basis("livelihood_support", client_present=True) is None
    assert all(
        proposed_basis(kind.code, client_present=False) is None
        for kind in CODES.conference_kinds.items
        if kind.code != "livelihood_support"
    )


def test_a_task_needs_what_is_to_be_done_and_no_day_before_its_conference() -> None:
    assert [each.field for each in check_task(TaskDraft(client_id=1, what=" "))] == ["what"]
    before = TaskDraft(client_id=1, what="電話", due_on=DAY - timedelta(days=1))
    assert [each.field for each in check_task(before, DAY)] == ["due_on"]
    assert check_task(before) == ()
    assert check_task(replace(before, due_on=DAY), DAY) == ()
    assert [each.field for each in check_task(replace(before, result="長" * (TEXT_LIMIT + 1)))] == ["result"]


def test_a_task_is_done_neither_in_the_future_nor_before_its_conference() -> None:
    today = DAY + timedelta(days=3)
    assert check_done(today, today, DAY) == ()
    assert check_done(today + timedelta(days=1), today, DAY)
    assert check_done(DAY - timedelta(days=1), today, DAY)


def test_a_stored_conference_becomes_the_entry_it_was() -> None:
    own = {name: getattr(GOOD, name) for name in ConferenceDraft.__dataclass_fields__}
    task = Task(id=7, version=1, client_id=1, conference_id=2, who="例田", what="電話する", due_on=DAY, done_on=DAY)
    stored = Conference(**own, id=2, version=1, staff_name="見本", tasks=(task,))
    assert entry_of(stored) == replace(GOOD, tasks=(TaskLine(7, "例田", "電話する", DAY, DAY),))


# --- a conference that was a warm handoff ---------------------------------------------------------------------------

REFERRAL = ReferralRow(
    id=1,
    number="2026-00001",
    on=DAY - timedelta(days=10),
    client_id=1,
    client_number="00001",
    client_name="見本 花子",
    client_kana="",
    institution_id=4,
    institution_name="架空断酒会",
    institution_kind="self_help_group",
    status=ReferralStatus.REQUESTED,
    mode=HandoffMode.INFORMATION_ONLY,
    consent=ConsentKind.ORAL,
    outcome=Outcome.NOT_YET_CHECKED,
    outcome_on=None,
    follow_up_on=None,
)


def test_a_receiver_who_sat_there_with_the_client_makes_a_handoff() -> None:
    (found,) = handoffs_at(GOOD, [REFERRAL], DAY)
    assert found.referral is REFERRAL
    assert found.receiver.institution_id == 4


@pytest.mark.parametrize(
    ("changes", "of_referral"),
    [
        ({"client_present": False}, {}),
        ({"attendees": (Attendee("例田 一朗"),)}, {}),
        ({"on": DAY + timedelta(days=1)}, {}),
        ({}, {"status": ReferralStatus.COMPLETED}),
        ({}, {"on": DAY + timedelta(days=1)}),
        ({}, {"institution_id": 9}),
        ({}, {"mode": HandoffMode.INTRODUCED_IN_PERSON}),
        ({}, {"mode": HandoffMode.ACCOMPANIED}),
    ],
)
def test_it_is_none_without_the_client_or_the_receiver_or_where_nothing_would_be_added(
    changes: dict[str, object], of_referral: dict[str, object]
) -> None:
    conference = replace(GOOD, **changes)  # type: ignore[arg-type]
    assert handoffs_at(conference, [replace(REFERRAL, **of_referral)], DAY) == ()  # type: ignore[arg-type]


def test_whoever_is_named_for_the_institution_is_the_receiver() -> None:
    there = (Attendee(institution_id=4), Attendee("例川 豊", "世話人", 4))
    (found,) = handoffs_at(replace(GOOD, attendees=there), [REFERRAL], DAY)
    assert found.receiver.name == "例川 豊"
