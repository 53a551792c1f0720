"""What may be stored about an institution, which paper it gets, when its entry is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.institution import InstitutionDraft, check_institution, gets_card, is_stale
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
