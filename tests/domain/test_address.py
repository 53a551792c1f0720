"""Post codes, telephone numbers and municipality codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.address import (
    canonical_phone,
    canonical_postal_code,
    municipality_check_digit,
    valid_municipality_code,
)
from referral_desk.domain.errors import NotReadable


def hyphenate(digits: str) -> str:
    """Area codes of three digits, as in the fictional town."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


@pytest.mark.parametrize(
    "text", ["5100088", "510-0088", "〒510-0088", "〒 510 0088", "５１０－００８８", "510ー0088", " 510−0088 "]
)
def test_a_post_code_has_one_form(text: str) -> None:
    assert canonical_postal_code(text) == "510-0088"


@pytest.mark.parametrize("text", ["51-088", "", "51000888", "510-008", "5100-088", "見本町", "٥١٠-٠٠٨٨"])
def test_a_post_code_needs_7_digits(text: str) -> None:
    with pytest.raises(NotReadable) as refused:
        canonical_postal_code(text)
    said = refused.value.message.render(str)
    assert f"“{text}”" in said
    assert "7 digits" in said


def test_a_post_code_whose_first_0_a_spreadsheet_dropped_is_guessed_but_not_taken() -> None:
    with pytest.raises(NotReadable, match="spreadsheet") as refused:
        canonical_postal_code("600001")
    assert "060-0001" in refused.value.message.render(str)


@pytest.mark.parametrize(
    "text",
    [
        "0590000964",
        "059-000-0964",
        "059 000 0964",
        "059(000)0964",
        "(059)000-0964",
        "059.000.0964",
        "０５９－０００－０９６４",
        "059ー000ー0964",
        "059‐000–0964",
        "059—000−0964",
        "+81 59-000-0964",
        "+81(0)59-000-0964",
        "TEL 059-000-0964",
        "℡059-000-0964",
        "電話：059-000-0964",
    ],
)
def test_a_telephone_number_has_one_form(text: str) -> None:
    assert canonical_phone(text, hyphenate) == "059-000-0964"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("09000000962", "090-0000-0962"),
        ("０９０－００００－0431", "090-0000-0431"),
        ("+81 90 0000 0962", "090-0000-0962"),
        ("050-0000-0001", "050-0000-0001"),
        ("070-0000-0001", "070-0000-0001"),
        ("0120000000", "0120-000-000"),
        ("0800-000-0000", "0800-000-0000"),
        ("0570-000-000", "0570-000-000"),
    ],
)
def test_numbers_with_a_fixed_grouping_need_no_table(text: str, canonical: str) -> None:
    def never(digits: str) -> str:
        raise AssertionError(digits)

    assert canonical_phone(text, never) == canonical
    assert canonical_phone(canonical, never) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "059-000-0000 内線12",
        "059-000-0000（内線１２）",
        "059-000-0000 ext. 12",
        "0590000000内線番号:12",
        "059-000-0000, Ext 12",
    ],
)
def test_an_extension_is_kept_behind_the_number(text: str) -> None:
    assert canonical_phone(text, hyphenate) == "059-000-0000 内線12"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("90-0000-0962", "0900000096"),
        ("9000000962", "09000000962"),
        ("590000964", "0590000964"),
        ("059-000-096", "10 digits"),
        ("059-000-09644", "10 digits"),
        ("090-0000-096", "11 digits"),
        ("0120-000-0000", "begins with 0120 has 10 digits, this 11"),
        ("110", "10 or 11 digits"),
        ("", "059-000-0000"),
        ("なし", "059-000-0000"),
        ("059-000-0000 / 090-0000-0000", "059-000-0000"),
        ("+1 202 000 0000", "059-000-0000"),
    ],
)
def test_a_wrong_telephone_number_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(NotReadable) as refused:
        canonical_phone(text, hyphenate)
    sentence = refused.value.message.render(str)
    assert f"“{text}”" in sentence
    assert said in sentence


def test_hyphens_from_outside_never_change_the_digits() -> None:
    assert canonical_phone("0590000964", lambda digits: "+81 59") == "0590000964"


@given(st.text())
def test_any_text_is_read_or_refused_never_a_crash(text: str) -> None:
    for read in (canonical_postal_code, lambda typed: canonical_phone(typed, hyphenate)):
        try:
            once = read(text)
        except NotReadable:
            continue
        assert read(once) == once


@pytest.mark.parametrize("code", ["011002", "131041", "271004"])
def test_the_check_digit_of_a_municipality_code_is_right(code: str) -> None:
    assert municipality_check_digit(code[:5]) == int(code[5])
    assert valid_municipality_code(code)


@pytest.mark.parametrize("code", ["011003", "11002", "", "01100x", "０１１００２"])
def test_a_wrong_municipality_code_is_seen(code: str) -> None:
    assert not valid_municipality_code(code)


def test_a_check_digit_needs_five_digits() -> None:
    with pytest.raises(ValueError, match="five digits"):
        municipality_check_digit("0110")
