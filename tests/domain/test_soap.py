"""Notes written as S/O/A/P: read into their sections and written back without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.soap import Soap, as_soap, parse_soap, write_soap

HOSTILE = st.lists(
    st.sampled_from(
        ["S: ", "O) ", "A：", "Ｐ）", " S: ", "  O:", "P", ":", "𠮷田<b>&", "眠れない", "　", " ", "\n", "\t", "\r"]
    ),
    max_size=14,
).map("".join)
ANYTHING = st.one_of(HOSTILE, st.text(max_size=40))
SECTIONS = st.builds(Soap, ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING).map(lambda soap: soap.tidy)


def test_each_section_may_have_several_lines() -> None:
    note = "S: 眠れない。\n酒の量が増えた。\nO: 表情かたい。\nA: 受診が要る。\nP: 来週訪問。\n断酒会へ同行。"
    soap = Soap(
        subjective="眠れない。\n酒の量が増えた。",
        objective="表情かたい。",
        assessment="受診が要る。",
        plan="来週訪問。\n断酒会へ同行。",
    )
    assert parse_soap(note) == soap
    assert write_soap(soap) == note


@pytest.mark.parametrize("mark", ["S:", "S：", "S)", "S）", "Ｓ:", "Ｓ：", "Ｓ)", "Ｓ）", "S :", "Ｓ　："])
def test_letters_and_marks_may_be_half_or_full_width(mark: str) -> None:
    assert parse_soap(f"{mark}眠れない") == Soap(subjective="眠れない")
    assert parse_soap(f"{mark} 眠れない\nP：訪問") == Soap(subjective="眠れない", plan="訪問")


def test_what_stands_before_the_first_section_is_kept_there() -> None:
    soap = parse_soap("母と来所。\n\nS: 眠れない")
    assert soap == Soap(lead="母と来所。", subjective="眠れない")
    assert soap is not None
    assert write_soap(soap) == "母と来所。\nS: 眠れない"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "父より電話。もう限界とのこと。",
        "PM3:00 来所",
        "SOAP: で書くこと",
        "s: 小文字",
        "本人 S: 眠れない",
        "S: 一度\nO: 見た\nS: もう一度",
        "O: 見た\nS: 聞いた",
        " S: 字下げ",
    ],
)
def test_text_that_is_not_written_in_sections_stays_as_it_is(text: str) -> None:
    assert parse_soap(text) is None
    assert write_soap(as_soap(text)) == text


def test_a_line_that_looks_like_a_section_stays_in_the_section_it_was_written_in() -> None:
    soap = Soap(subjective="聞いた話\nO: は血液型", plan="次回\n A) 案")
    assert parse_soap(write_soap(soap)) == soap


@given(SECTIONS)
def test_what_is_written_reads_back_the_same(soap: Soap) -> None:
    assert as_soap(write_soap(soap)) == soap or not any(soap.sections)
    if any(soap.sections):
        assert parse_soap(write_soap(soap)) == soap


@given(ANYTHING)
def test_no_letter_of_a_note_is_lost_by_reading_and_writing_it(text: str) -> None:
    soap = parse_soap(text)
    if soap is None:
        assert as_soap(text) == Soap(lead=text)
        return
    again = write_soap(soap)
    assert parse_soap(again) == (soap if any(soap.sections) else parse_soap(again))
    for section in (soap.lead, *soap.sections):
        for word in section.split():
            assert word in text
    letters = sum(character.isalnum() and character.translate(_NO_MARKS) != "" for character in text)
    kept = sum(character.isalnum() and character.translate(_NO_MARKS) != "" for character in again)
    assert letters == kept


_NO_MARKS = {ord(letter): "" for letter in "SOAPＳＯＡＰ"}
