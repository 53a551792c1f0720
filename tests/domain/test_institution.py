"""What may be stored about an institution, which paper it gets, when its entry is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import Capacity
from referral_desk.domain.institution import (
    InstitutionDraft,
    Told,
    check_institution,
    gets_card,
    is_stale,
    people_to_ask,
    with_told,
)
from referral_desk.domain.institution_parts import InstitutionPerson
from referral_desk.resources import code_book

CODES = code_book()
TODAY = date(2026, 11, 24)
DRAFT = InstitutionDraft(name="架空市福祉事務所", kind="welfare_office")


def problems(**changes: object) -> list[str]:
    return [problem.field for problem in check_institution(replace(DRAFT, **changes), CODES)]  # type: ignore[arg-type]


def test_a_name_and_a_kind_are_enough() -> None:
    assert problems() == []


def test_name_and_kind_must_be_there() -> None:
    assert problems(name="　", kind="") == ["name", "kind"]


def test_a_kind_that_no_list_holds_is_refused() -> None:
    assert problems(kind="福祉事務所") == ["kind"]


@pytest.mark.parametrize("kind", CODES.institution_kinds.items, ids=lambda kind: kind.code)
def test_groups_of_people_concerned_get_a_card_and_all_others_a_letter(kind: object) -> None:
    code = getattr(kind, "code", "")
    groups = {"self_help_group", "family_group", "peer_support_group"}
    assert gets_card(CODES.institution_kinds[code]) is (code in groups)


def test_an_entry_that_was_never_verified_is_old() -> None:
    assert is_stale(None, TODAY, 180)


def test_an_entry_is_old_from_the_day_after_the_limit() -> None:
    assert not is_stale(TODAY - timedelta(days=180), TODAY, 180)
    assert is_stale(TODAY - timedelta(days=181), TODAY, 180)


def test_a_check_of_today_leaves_nothing_of_the_earlier_one() -> None:
    before = replace(DRAFT, verified_on=date(2026, 1, 5), verified_by="見本 茂", verified_with="例田 一朗")
    after = with_told(before, Told(verified=True), TODAY, "見本 みどり")
    assert after == replace(DRAFT, verified_on=TODAY, verified_by="見本 みどり")


def test_words_about_room_stand_behind_who_told_them() -> None:
    after = with_told(DRAFT, Told("例田 一朗", capacity=Capacity.FULL, words=" 来月から "), TODAY, "見本 みどり")
    assert (after.capacity, after.capacity_on, after.capacity_note) == (Capacity.FULL, TODAY, "例田 一朗 / 来月から")
    again = with_told(after, Told(capacity=Capacity.FULL), TODAY + timedelta(days=1), "見本 みどり")
    assert (again.capacity_on, again.capacity_note) == (TODAY + timedelta(days=1), "")


def test_room_that_is_not_known_has_no_day_and_no_words() -> None:
    known = replace(DRAFT, capacity=Capacity.FULL, capacity_on=TODAY, capacity_note="来月から")
    assert with_told(known, Told("例田", capacity=Capacity.UNKNOWN), TODAY, "") == DRAFT


def test_whoever_agreed_to_be_called_is_asked_first_and_nobody_twice() -> None:
    people = (InstitutionPerson(name="試山 緑"), InstitutionPerson(name="例田 一朗"), InstitutionPerson())
    draft = replace(DRAFT, contact_name="例田 一朗", people=people, verified_with="架空 次郎")
    assert people_to_ask(draft) == ("例田 一朗", "試山 緑", "架空 次郎")
