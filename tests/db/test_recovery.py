"""The recovery code survives being printed, read aloud and typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.errors import NotReadable

codes = st.binary(min_size=20, max_size=20).map(RecoveryCode)


@given(codes)
def test_a_printed_code_reads_back(code: RecoveryCode) -> None:
    assert RecoveryCode.read(code.text()) == code


@given(codes)
def test_case_blanks_look_alikes_and_full_width_are_forgiven(code: RecoveryCode) -> None:
    typed = code.text().lower().replace("0", "o").replace("1", "i").replace("-", "  ")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "\u3000" for c in typed)
    assert RecoveryCode.read(typed) == RecoveryCode.read(wide) == code


@given(codes, st.integers(0, 39), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_wrong_character_is_found_and_its_group_named(code: RecoveryCode, place: int, character: str) -> None:
    plain = code.text().replace("-", "")
    if plain[place] == character:
        return
    with pytest.raises(NotReadable) as refused:
        RecoveryCode.read(plain[:place] + character + plain[place + 1 :])
    assert refused.value.message.values["group"] == place // 5 + 1


@given(codes, st.integers(0, 6), st.integers(1, 7))
def test_swapped_neighbours_and_swapped_groups_are_found(code: RecoveryCode, first: int, distance: int) -> None:
    groups = code.text().split("-")
    second = min(7, first + distance)
    swapped = list(groups)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    if swapped != groups:
        with pytest.raises(NotReadable):
            RecoveryCode.read("-".join(swapped))
    place = first * 5
    plain = list("".join(groups))
    plain[place], plain[place + 1] = plain[place + 1], plain[place]
    if plain != list("".join(groups)):
        with pytest.raises(NotReadable):
            RecoveryCode.read("".join(plain))


@pytest.mark.parametrize("typed", ["", "ABCDE", "U" * 40, "*" * 40, "見本花子", "0" * 41])
def test_what_is_no_code_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(NotReadable):
        RecoveryCode.read(typed)


@given(codes, st.integers(1, 8))
def test_a_group_alone_reads_back_in_its_place_and_in_no_other(code: RecoveryCode, group: int) -> None:
    typed = code.text().split("-")[group - 1]
    assert RecoveryCode.read_group(group, f" {typed.lower().replace('0', 'o')} ") == typed
    elsewhere = group % 8 + 1
    with pytest.raises(NotReadable) as refused:
        RecoveryCode.read_group(elsewhere, typed)
    assert refused.value.message.values["group"] == elsewhere


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCDEF", "AB*DE", "ABUDE", "見本花子さ"])
def test_a_group_of_another_length_or_of_other_characters_is_refused(typed: str) -> None:
    with pytest.raises(NotReadable):
        RecoveryCode.read_group(1, typed)


def test_neither_code_nor_key_show_themselves_by_accident() -> None:
    code = RecoveryCode(b"\x01" * 20)
    assert "01" not in repr(code)
    assert code.text() not in repr(code)
