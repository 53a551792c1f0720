"""Where lines may end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.reports import fonts
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import (
    NOT_AT_END,
    NOT_AT_START,
    Align,
    Line,
    characters,
    figures,
    may_break,
    measure,
    single_line,
    text_lines,
)

SIZE = 10.0
JAPANESE = st.text(
    "本年八月に離職飲酒量が増え家賃を滞納しているカキクケコーッャ、。「」（）・abc012-/ 令和8年", max_size=200
)


def lines(text: str, width: float, align: Align = Align.JUSTIFIED) -> list[str]:
    return [line.text for line in text_lines(text, width, Face.MINCHO, SIZE, align=align)]


@given(JAPANESE, st.floats(min_value=90, max_value=500))
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(text: str, width: float) -> None:
    set_lines = lines(text, width)
    for before, after in pairwise(set_lines):
        avoidable = any(may_break(a, b) for a, b in pairwise(before + after[:1]))
        if avoidable:
            assert after[:1] not in NOT_AT_START
            assert before[-1:] not in NOT_AT_END


@given(st.text(max_size=200), st.floats(min_value=30, max_value=500))
def test_no_character_is_lost_or_moved(text: str, width: float) -> None:
    shown = fonts.printable(text)
    joined = "".join(lines(text, width))
    assert [c for c in joined if c not in " \u3000"] == [c for c in shown if c not in " \u3000\n"]


@given(JAPANESE, st.floats(min_value=60, max_value=500))
def test_no_line_is_wider_than_its_measure(text: str, width: float) -> None:
    for line in text_lines(text, width, Face.GOTHIC, SIZE, align=Align.JUSTIFIED):
        assert line.width <= width + 0.02 or len(line.atoms) == 1
        assert line.width == pytest.approx(measure(line.atoms), abs=0.5 * SIZE)


@pytest.mark.parametrize(
    "whole", ["059-000-0000", "https://example.invalid/a?b=1", "programme", "11月", "(月)", "1,204"]
)
def test_words_numbers_and_telephone_numbers_stay_whole(whole: str) -> None:
    width = max(fonts.width(whole, Face.MINCHO, SIZE) + 12, 80)
    for lead in range(20):
        assert any(whole in line for line in lines("あ" * lead + whole + "あいうえお", width))


def test_a_word_longer_than_the_line_is_broken() -> None:
    set_lines = lines("a" * 100, 100)
    assert len(set_lines) > 1
    assert "".join(set_lines) == "a" * 100


def test_a_justified_line_fills_its_measure_and_the_last_does_not() -> None:
    width = 300.0
    made = text_lines("飲酒量が増え、十月から家賃を滞納している。" * 5, width, Face.MINCHO, SIZE, align=Align.JUSTIFIED)
    assert all(line.width == pytest.approx(width, abs=0.01) for line in made[:-1])
    assert made[-1].width < width


def test_line_ends_are_kept_and_an_empty_text_is_one_empty_line() -> None:
    assert lines("一\n\n三", 300) == ["一", "", "三"]
    assert lines("", 300) == [""]


def test_figures_align_digit_under_digit() -> None:
    assert figures("111", Face.GOTHIC, SIZE).width == pytest.approx(figures("208", Face.GOTHIC, SIZE).width, abs=1.0)
    last = figures("11", Face.GOTHIC, SIZE).atoms[-1]
    assert last.width + 2 * last.spacing == pytest.approx(characters("0", Face.GOTHIC, SIZE)[0].width)


def starts(line: Line) -> list[float]:
    """Return where each atom of a line begins, in points from the line's place."""
    made, x = [], -line.inset
    for atom in line.atoms:
        made.append(x)
        x += atom.width + atom.spacing * len(atom.text)
    return made


@pytest.mark.parametrize("face", fonts.BUNDLED)
def test_signs_that_meet_share_one_blank(face: Face) -> None:
    for pair in ("」「", "、「", "。「", "」「", "「「", "」」", "。」", "」。", "』（", "）、"):
        alone = sum(atom.width for atom in characters(pair, face, SIZE))
        assert single_line(f"国{pair}国", face, SIZE).width < 2 * SIZE + alone
    apart = single_line("国」国「国", face, SIZE)
    assert all(atom.spacing == 0 for atom in apart.atoms)


@pytest.mark.parametrize("face", fonts.BUNDLED)
def test_an_opening_bracket_stands_flush_at_a_lines_start(face: Face) -> None:
    left, _right = fonts.blanks(face, "「")
    assert left > 0
    for line in text_lines("「国」" * 40, 20 * SIZE, face, SIZE, align=Align.JUSTIFIED):
        expected = -left * SIZE if line.text.startswith("「") else 0.0
        assert starts(line)[0] == pytest.approx(expected)


def test_a_closing_sign_leaves_its_blank_outside_the_line() -> None:
    _left, blank = fonts.blanks(Face.MINCHO, "。")
    line = single_line("国。", Face.MINCHO, SIZE)
    assert line.width == pytest.approx(SIZE + (fonts.advance(Face.MINCHO, "。") - blank) * SIZE)


def test_a_line_a_little_too_long_gives_up_blanks_before_its_characters_move_closer() -> None:
    text = "国、" * 8 + "国"
    natural = single_line(text, Face.MINCHO, SIZE).width
    line = text_lines(text, natural - 5, Face.MINCHO, SIZE, align=Align.JUSTIFIED)[0]
    assert line.text == text
    assert all(atom.spacing == pytest.approx(0) for atom in line.atoms if atom.text == "国")
    assert line.width == pytest.approx(natural - 5)


@given(JAPANESE, st.floats(min_value=90, max_value=500))
def test_what_a_line_says_it_takes_is_what_its_atoms_take(text: str, width: float) -> None:
    for line in text_lines(text, width, Face.MINCHO, SIZE, align=Align.JUSTIFIED):
        assert line.width == pytest.approx(measure(line.atoms) - line.inset, abs=0.02)


@pytest.mark.parametrize("era", ["令和8年", "平成31年", "昭和55年", "令和元年度"])
def test_the_name_of_an_era_stays_with_its_year(era: str) -> None:
    for lead in range(20):
        assert any(era[:4] in line for line in lines("あ" * lead + era + "あいうえお" * 3, 100))
