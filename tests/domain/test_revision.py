"""Who changed what of a record, told from its earlier versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.drafts import read_record, write_record
from referral_desk.domain.revision import FieldChange, Revision, corrections, differences

AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
FIRST = ContactDraft(
    client_id=1, on=date(2026, 11, 24), service=ContactService.TELEPHONE, category="alcohol", factors=("disaster",)
)
SECOND = replace(FIRST, service=ContactService.HOME_VISIT, note="𠮷田<b>&\n「限界」")
THIRD = replace(SECOND, factors=(), spoke_with=SpokeWith.FAMILY, minutes=40)


def revision(number: int, before: ContactDraft, reason: str = "") -> Revision:
    at = AT + timedelta(days=number)
    return Revision(
        id=number,
        kind="contact",
        record_id=7,
        client_id=1,
        number=number,
        at=at,
        staff_name=f"例田 {number}",
        removed=False,
        reason=reason,
        content=write_record(before),
    )


def test_a_record_reads_back_as_it_was_written() -> None:
    assert read_record(ContactDraft, write_record(THIRD)) == THIRD


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"client_id": 1}', '{"client_id": "x"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json and the codec each word it
        read_record(ContactDraft, text)


def test_differences_are_the_fields_that_differ_in_their_order() -> None:
    assert differences(FIRST, FIRST) == ()
    assert differences(FIRST, SECOND) == (
        FieldChange("service", ContactService.TELEPHONE, ContactService.HOME_VISIT),
        FieldChange("note", "", SECOND.note),
    )


def test_each_correction_says_what_it_made_of_the_version_before() -> None:
    newest, oldest = corrections([revision(1, FIRST, "訪問だった"), revision(2, SECOND)], THIRD)
    assert (oldest.staff_name, oldest.reason, oldest.at) == ("例田 1", "訪問だった", AT + timedelta(days=1))
    assert oldest.changes == differences(FIRST, SECOND)
    assert (newest.staff_name, newest.reason) == ("例田 2", "")
    assert [(change.field, change.after) for change in newest.changes] == [
        ("factors", ()),
        ("spoke_with", SpokeWith.FAMILY),
        ("minutes", 40),
    ]


def test_a_record_that_was_never_corrected_has_no_corrections() -> None:
    assert corrections([], FIRST) == ()
