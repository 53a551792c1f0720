"""What may be stored about a contact, and when a client counts as not yet met."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import (
    LONGEST_MINUTES,
    NOTE_LIMIT,
    REASON_LIMIT,
    WITH_NAME_LIMIT,
    Contact,
    ContactDraft,
    check_contact,
    check_reason,
    draft_of,
    may_take_back,
    not_yet_met,
)
from referral_desk.resources import code_book

TODAY = date(2026, 11, 24)
DRAFT = ContactDraft(client_id=1, on=TODAY, service=ContactService.TELEPHONE, category="alcohol")
STORED = Contact(
    client_id=1,
    on=TODAY,
    service=ContactService.TELEPHONE,
    category="alcohol",
    id=7,
    version=1,
    staff_name="見本 みどり",
)
CODES = code_book()
CLIENT, FAMILY, INSTITUTION = SpokeWith.CLIENT, SpokeWith.FAMILY, SpokeWith.INSTITUTION


def problems(**changes: object) -> list[str]:
    return [problem.field for problem in check_contact(replace(DRAFT, **changes), CODES, TODAY)]  # type: ignore[arg-type]


def contact(spoke_with: SpokeWith | None = None, *, unmet: bool = False) -> ContactDraft:
    return replace(DRAFT, spoke_with=spoke_with, client_unmet=unmet)


def test_day_service_and_category_are_enough() -> None:
    assert problems() == []


def test_a_contact_is_what_has_taken_place() -> None:
    assert problems(on=TODAY + timedelta(days=1)) == ["on"]
    assert problems(on=date(1990, 1, 1)) == []


def test_the_category_must_be_in_its_list() -> None:
    assert problems(category="") == ["category"]
    assert problems(category="アルコール") == ["category"]


def test_every_unknown_factor_is_named() -> None:
    assert problems(factors=("disaster", "x", "y")) == ["factors", "factors"]


@pytest.mark.parametrize(
    ("minutes", "wrong"), [(None, False), (0, True), (-5, True), (1, False), (LONGEST_MINUTES, False)]
)
def test_minutes_are_a_part_of_one_day_or_not_noted(minutes: int | None, wrong: bool) -> None:
    assert problems(minutes=minutes) == (["minutes"] if wrong else [])
    assert problems(minutes=LONGEST_MINUTES + 1) == ["minutes"]


def test_a_note_may_be_long_but_not_without_end() -> None:
    assert problems(note="あ" * NOTE_LIMIT) == []
    assert problems(note="あ" * (NOTE_LIMIT + 1)) == ["note"]
    assert problems(with_name="母" * (WITH_NAME_LIMIT + 1)) == ["with_name"]


def test_one_cannot_speak_with_a_client_whom_nobody_has_met() -> None:
    assert problems(client_unmet=True, spoke_with=CLIENT) == ["client_unmet"]
    assert problems(client_unmet=True, spoke_with=FAMILY) == []


def test_a_correction_needs_no_reason_and_a_removal_does() -> None:
    assert check_reason("") == ()
    assert [problem.field for problem in check_reason(" 　\n", required=True)] == ["reason"]
    assert check_reason("別の人の記録", required=True) == ()
    assert [problem.field for problem in check_reason("あ" * (REASON_LIMIT + 1))] == ["reason"]


@pytest.mark.parametrize(
    ("newest_first", "unmet"),
    [
        ([], False),
        ([contact(FAMILY)], False),
        ([contact(FAMILY, unmet=True)], True),
        ([contact(INSTITUTION), contact(FAMILY, unmet=True)], True),
        ([contact(CLIENT), contact(FAMILY, unmet=True)], False),
        ([contact(), contact(CLIENT), contact(FAMILY, unmet=True)], False),
        ([contact(FAMILY, unmet=True), contact(CLIENT)], True),
    ],
)
def test_a_client_is_unmet_from_the_mark_until_a_contact_with_her(
    newest_first: list[ContactDraft], unmet: bool
) -> None:
    assert not_yet_met(newest_first) is unmet


def test_only_who_wrote_it_may_undo_it_on_the_day_and_unchanged() -> None:
    assert may_take_back(STORED, TODAY, "見本 みどり", TODAY)
    assert not may_take_back(STORED, TODAY, "例田 一朗", TODAY)
    assert not may_take_back(STORED, TODAY, "見本 みどり", TODAY + timedelta(days=1))
    assert not may_take_back(replace(STORED, version=2), TODAY, "見本 みどり", TODAY)


def test_the_draft_of_a_stored_contact_says_the_same() -> None:
    assert draft_of(STORED) == DRAFT
    assert {field.name for field in fields(ContactDraft)} < {field.name for field in fields(Contact)}
