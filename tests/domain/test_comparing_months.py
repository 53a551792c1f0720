"""What counts as late in a closed month, what does not, and which figures it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.correction import LineKey, Measure, Part, corrected_figures
from referral_desk.domain.late_entries import Counted, CountedField, CountedRow, Late, LateEntries, compare
from referral_desk.domain.late_words import LateWords
from referral_desk.domain.tally import make_tally
from referral_desk.domain.tally_counts import Counts, HandoffCounts, PeopleCounts
from referral_desk.resources import code_book

OCTOBER = Period.month(2026, 10)
ON = CountedField.ON
WORDS = LateWords(code_book(), "en", str)


def contact(record: int = 1, on: str = "2026-10-05", **values: str) -> CountedRow:
    said = {"service": "consultation", "category": "alcohol", "factors": ""} | values
    return CountedRow(
        Counted.CONTACT, record, 7, {ON: on} | {CountedField(name): value for name, value in said.items()}
    )


def referral(record: int = 1, *, counts: bool = True, **values: str) -> CountedRow:
    said = {"on": "2026-10-05", "kind": "welfare_office", "mode": "", "outcome": "not_yet_checked", "outcome_on": ""}
    every = {CountedField(name): value for name, value in (said | values).items()}
    return CountedRow(Counted.REFERRAL, record, 7, every, counts=counts, number="12")


def late(frozen: tuple[CountedRow, ...], live: tuple[CountedRow, ...]) -> tuple[tuple[Late, int], ...]:
    return tuple((each.late, each.record) for each in compare(frozen, live, OCTOBER))


def test_what_stands_as_it_was_is_not_late() -> None:
    assert late((contact(), referral()), (contact(), referral())) == ()


def test_a_row_that_was_not_there_is_added() -> None:
    assert late((), (contact(4),)) == ((Late.ADDED, 4),)


def test_a_row_that_is_gone_is_removed() -> None:
    assert late((contact(4),), ()) == ((Late.REMOVED, 4),)


@pytest.mark.parametrize("field", ["service", "category", "factors"])
def test_a_changed_code_tells_old_and_new(field: str) -> None:
    (entry,) = compare(
        (contact(),), (replace(contact(), values={**contact().values, CountedField(field): "telephone"}),), OCTOBER
    )
    assert entry.late is Late.CHANGED
    assert dict(entry.before) == {CountedField(field): contact().values[CountedField(field)]}
    assert dict(entry.after) == {CountedField(field): "telephone"}


def test_a_contact_moved_out_of_the_month_is_changed_and_one_moved_in_is_added() -> None:
    (entry,) = compare((contact(),), (contact(on="2026-11-02"),), OCTOBER)
    assert (entry.late, entry.on, dict(entry.after)) == (Late.CHANGED, date(2026, 10, 5), {ON: "2026-11-02"})
    assert late((), (contact(on="2026-10-31"),)) == ((Late.ADDED, 1),)
    assert late((), (contact(on="2026-11-01"),)) == ()


def test_a_referral_entered_in_error_is_taken_out_and_was_never_added() -> None:
    wrong = referral(counts=False, status="entered-in-error")
    (entry,) = compare((referral(),), (wrong,), OCTOBER)
    assert (entry.late, entry.there) == (Late.REMOVED, True)
    assert "Entered in error" in WORDS.what(entry)
    assert late((), (wrong,)) == ()


def test_an_id_that_was_given_to_another_client_is_another_record() -> None:
    other = replace(contact(), client_id=8)
    assert sorted(late((contact(),), (other,))) == [(Late.ADDED, 1), (Late.REMOVED, 1)]


def test_an_outcome_alone_is_told_apart_and_at_the_end() -> None:
    learnt = referral(1, outcome="first_attended", outcome_on="2026-11-20")
    moved = referral(2, kind="medical_institution", outcome="unknown")
    found = compare((referral(1), referral(2)), (learnt, moved, contact(9)), OCTOBER)
    assert [(each.source, each.record, each.only_outcome) for each in found] == [
        (Counted.CONTACT, 9, False),
        (Counted.REFERRAL, 2, False),
        (Counted.REFERRAL, 1, True),
    ]
    counted = LateEntries(found, unseen=1)
    assert (counted.changes, counted.outcomes) == (3, 1)


def test_a_contact_and_a_referral_of_one_id_are_two_records() -> None:
    assert late((contact(1),), (contact(1), referral(1))) == ((Late.ADDED, 1),)


ROWS = st.builds(
    lambda record, day, service: contact(record, f"2026-10-{day:02}", service=service),
    st.integers(1, 4),
    st.integers(1, 31),
    st.sampled_from(["consultation", "telephone"]),
)
BOOKS = st.lists(ROWS, max_size=6, unique_by=lambda row: row.record).map(tuple)


@given(BOOKS, BOOKS)
def test_carrying_the_late_entries_out_turns_the_submitted_rows_into_todays(
    frozen: tuple[CountedRow, ...], live: tuple[CountedRow, ...]
) -> None:
    books = {row.record: dict(row.values) for row in frozen}
    for entry in compare(frozen, live, OCTOBER):
        if entry.late is Late.REMOVED:
            del books[entry.record]
        else:
            books.setdefault(entry.record, {}).update(entry.after)
    assert books == {row.record: dict(row.values) for row in live}


# --- figures ----------------------------------------------------------------------------------------------------------


def counts(contacts: int, persons: int, referrals: int = 0) -> Counts:
    return Counts(
        persons=persons,
        persons_reported=persons,
        contacts=contacts,
        service_persons={"consultation": persons},
        service_contacts={"consultation": contacts},
        category_contacts={"alcohol": contacts},
        cross={("consultation", "alcohol"): PeopleCounts(persons, contacts)},
        handoffs=HandoffCounts(referrals, referrals, {HandoffMode.ACCOMPANIED: referrals}),
    )


def test_the_figures_that_differ_are_named_with_old_new_and_difference() -> None:
    codes = code_book()
    before = make_tally(OCTOBER.first, OCTOBER.last, counts(5, 3, 2), codes)
    after = make_tally(OCTOBER.first, OCTOBER.last, counts(4, 3, 3), codes)
    found = {each.key: (each.old, each.new, each.difference) for each in corrected_figures(before, after)}
    assert found[LineKey(Part.SERVICE, "consultation", Measure.CONTACTS)] == (5, 4, -1)
    assert found[LineKey(Part.CROSS, "consultation alcohol", Measure.CONTACTS)] == (5, 4, -1)
    assert found[LineKey(Part.HANDOFFS, "", Measure.HANDED_OVER, HandoffMode.ACCOMPANIED)] == (2, 3, 1)
    assert not [key for key in found if key.measure is Measure.PERSONS]
    assert corrected_figures(before, before) == ()
