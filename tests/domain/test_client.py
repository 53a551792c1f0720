"""What may be stored about a client."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.client import NAME_LIMIT, NOTE_LIMIT, NUMBER_LIMIT, ClientDraft, check_client

TODAY = date(2026, 11, 24)
DRAFT = ClientDraft(number="00057", name="見本 花子", kana="ミホン ハナコ")


def problems(**changes: object) -> list[str]:
    return [problem.field for problem in check_client(replace(DRAFT, **changes), TODAY)]  # type: ignore[arg-type]


def test_a_name_and_its_reading_are_enough() -> None:
    assert problems() == []
    assert problems(number="") == []


@pytest.mark.parametrize("blank", ["", " ", "　", "\t\n"])
def test_name_and_kana_must_be_there_and_blanks_are_no_name(blank: str) -> None:
    assert problems(name=blank) == ["name"]
    assert problems(kana=blank) == ["kana"]
    assert problems(name=blank, kana=blank) == ["name", "kana"]


def test_a_birth_date_after_today_is_bad_and_today_is_right() -> None:
    assert problems(birth=date(2026, 11, 25)) == ["birth"]
    assert problems(birth=TODAY) == []


def test_a_year_alone_that_is_this_year_is_no_date_after_today() -> None:
    assert problems(birth=date(2026, 1, 1), birth_exact=False) == []


@pytest.mark.parametrize("number", ["c-57", "i-3", "r-12", "c-0"])
def test_a_number_that_looks_like_an_internal_id_is_refused(number: str) -> None:
    assert problems(number=number) == ["number"]


@pytest.mark.parametrize("number", ["C-57", "c57", "c-", "c-5a", "00012", "12", "S55-3", "𠮷-1"])
def test_any_other_text_may_be_a_number(number: str) -> None:
    assert problems(number=number) == []


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("number", NUMBER_LIMIT),
        ("name", NAME_LIMIT),
        ("kana", NAME_LIMIT),
        ("note", NOTE_LIMIT),
        ("address", NOTE_LIMIT),
    ],
)
def test_limits_count_characters_so_that_rare_kanji_cost_no_more(field: str, limit: int) -> None:
    assert problems(**{field: "𠮷" * limit}) == []
    assert problems(**{field: "𠮷" * (limit + 1)}) == [field]


def test_nobody_is_asked_for_a_diagnosis() -> None:
    assert not any("diagnos" in name for name in ClientDraft.__dataclass_fields__)
