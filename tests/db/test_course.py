"""The course as the tables give it: every kind of entry, in pieces of any size, without a statement for each entry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from referral_desk.db.queries import course, restrictions
from referral_desk.domain.codes import HandoffMode, SbirtsStep, StepResult
from referral_desk.domain.course import CourseEntry, CoursePlace, EntryKind
from referral_desk.domain.course_facts import (
    ConferenceFacts,
    ConsentFacts,
    ContactFacts,
    HandoffEventFacts,
    InboundFacts,
    PaperFacts,
    ScreeningFacts,
    StepFacts,
    WithdrawalFacts,
)
from referral_desk.domain.errors import NotAllowed
from referral_desk.services.centre import Centre, utc_now
from tests.course_life import FIVE_YEARS_AGO, STAFF, every_kind, many_contacts

ALL = 100_000


@pytest.fixture
def session(centre: Centre) -> Iterator[Session]:
    with centre.sessions.read() as opened:
        yield opened


def whole(session: Session, client: int) -> tuple[CourseEntry, ...]:
    piece = course.piece(session, client, ALL)
    assert piece.complete
    return piece.entries


def only(entries: tuple[CourseEntry, ...], kind: EntryKind) -> CourseEntry:
    (found,) = [entry for entry in entries if entry.kind is kind]
    return found


def test_everything_that_happened_stands_in_it_and_nothing_of_anybody_else(centre: Centre) -> None:
    client, other = every_kind(centre), every_kind(centre, "例田 一朗")
    with centre.sessions.read() as session:
        entries, others = whole(session, client), whole(session, other)
    assert {entry.kind for entry in entries} == set(EntryKind)
    assert len(entries) == len(others) == len(EntryKind) + 2  # one contact and one handoff more
    assert entries[-1].on == FIVE_YEARS_AGO
    assert [entry.place for entry in entries] == sorted((entry.place for entry in entries), reverse=True)
    assert {(entry.kind, entry.id) for entry in entries}.isdisjoint({(entry.kind, entry.id) for entry in others})


def test_an_entry_brings_what_it_needs_to_be_told(centre: Centre) -> None:
    client = every_kind(centre)
    with centre.sessions.read() as session:
        entries = whole(session, client)
    talk = next(entry.facts for entry in entries if entry.kind is EntryKind.CONTACT)
    assert isinstance(talk, ContactFacts)
    assert (talk.factors, talk.with_name, talk.minutes, talk.client_unmet) == (("suicide_related",), "母", 30, True)
    assert only(entries, EntryKind.SCREENING).facts == ScreeningFacts("audit", "", 17, "", "見本の所見", STAFF)
    step = only(entries, EntryKind.STEP).facts  # the one that left a screening stands there as that
    assert isinstance(step, StepFacts)
    assert (step.step, step.result, step.target) == (SbirtsStep.BRIEF_INTERVENTION, StepResult.POSTPONED, "alcohol")
    handoffs = [entry for entry in entries if entry.kind is EntryKind.HANDOFF]
    assert [(each.at, each.facts.mode) for each in handoffs if isinstance(each.facts, HandoffEventFacts)] == [
        ("14:30", HandoffMode.THREE_WAY_CALL),
        ("10:00", HandoffMode.LETTER_ONLY),
    ]
    referral = only(entries, EntryKind.REFERRAL)
    for kind in (EntryKind.OUTCOME, EntryKind.CHECK, EntryKind.ATTEMPT, EntryKind.DOCUMENT, EntryKind.HANDOFF):
        assert {entry.referral_id for entry in entries if entry.kind is kind} == {referral.id}
    meeting = only(entries, EntryKind.CONFERENCE)
    assert meeting.at == "13:00"
    assert isinstance(meeting.facts, ConferenceFacts)
    assert meeting.facts.attendees == ("架空市福祉事務所見本 花子 例田 一朗",)
    consent, withdrawal = only(entries, EntryKind.CONSENT).facts, only(entries, EntryKind.WITHDRAWAL).facts
    assert isinstance(consent, ConsentFacts)
    assert isinstance(withdrawal, WithdrawalFacts)
    assert consent.receivers == withdrawal.receivers == ("架空市福祉事務所見本 花子",)
    sender, paper = only(entries, EntryKind.INBOUND).facts, only(entries, EntryKind.DOCUMENT).facts
    assert isinstance(sender, InboundFacts)
    assert isinstance(paper, PaperFacts)
    assert sender.sender == "架空クリニック"
    assert paper.receiver == "架空市福祉事務所見本 花子"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 19])
def test_pieces_of_any_size_give_the_same_as_one(centre: Centre, size: int) -> None:
    client = every_kind(centre)
    many_contacts(centre, client, 12, days_apart=1)
    many_contacts(centre, client, 12, days_apart=0)
    with centre.sessions.read() as session:
        entries = whole(session, client)
        read: list[CourseEntry] = []
        before: CoursePlace | None = None
        while True:
            piece = course.piece(session, client, size, before)
            read += piece.entries
            if piece.complete:
                break
            assert len(piece.entries) == size
            before = piece.end
    assert tuple(read) == entries


def test_as_many_statements_are_sent_for_two_thousand_entries_as_for_twenty(centre: Centre) -> None:
    few, many = every_kind(centre), every_kind(centre, "例田 一朗")
    many_contacts(centre, many, 2_000)
    with centre.sessions.read() as session:
        whole(session, few)  # what a transaction asks once is asked
        sent: list[str] = []
        engine = session.get_bind()

        def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
            sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        counts = []
        for client in (few, many):
            sent.clear()
            course.piece(session, client, ALL)
            counts.append(len(sent))
        event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] < 30


def test_who_may_not_see_the_client_reads_nothing_of_it(centre: Centre) -> None:
    client = every_kind(centre)
    with centre.sessions.write() as session:
        restrictions.restrict(session, client, ("somebody-else",), utc_now(), "somebody-else")
    with centre.sessions.read() as session, pytest.raises(NotAllowed):
        course.piece(session, client, 10)


def test_nothing_is_looked_for_but_in_an_index(centre: Centre) -> None:
    client = every_kind(centre)
    statements: list[tuple[str, tuple[object, ...]]] = []
    with centre.sessions.read() as session:
        engine = session.get_bind()

        def note(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
            statements.append((statement, values))

        event.listen(engine, "before_cursor_execute", note)
        before = course.piece(session, client, 3).end
        course.piece(session, client, 3, before)
        event.remove(engine, "before_cursor_execute", note)
        cursor = session.connection().connection.cursor()
        plans: dict[str, list[str]] = {}
        for statement, values in statements:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans[statement] = [str(row[3]) for row in cursor.fetchall()]
    assert len(plans) > 20
    scanned = {line for lines in plans.values() for line in lines if line.startswith("SCAN")}
    assert {line for line in scanned if "client_restriction" not in line and "client_reader" not in line} == set()
    (contacts,) = [
        lines for said, lines in plans.items() if "FROM contact \n" in said and "LIMIT" in said and "<" not in said
    ]
    assert contacts == ["SEARCH contact USING INDEX ix_contact_client (client_id=?)"]
