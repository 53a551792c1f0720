"""What of a Japanese password is easy to guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.guessable import Guessable, Stretch, dates_in, folded, orders_in, quotes_in

WEEK = "月火水木金土日" * 4
IROHA = "いろはにほへとちりぬるを"
SPRING = "春はあけぼのやうやう白くなりゆく山際"


def tokens(text: str, found: list[Guessable]) -> set[str]:
    return {text[each.start : each.end] for each in found}


@pytest.mark.parametrize("typed", ["パスワード", "ﾊﾟｽﾜｰﾄﾞ", "ぱすわーど"])
def test_the_same_word_in_another_script_is_judged_alike(typed: str) -> None:
    assert folded(typed) == "ぱすわーど"


def test_full_width_letters_are_judged_as_the_letters_the_key_is_made_of() -> None:
    assert folded("ＰａｓｓＷｏｒｄ１") == "PassWord1"


def test_a_run_along_a_known_order_is_found_wherever_it_begins() -> None:
    text = "ねこほへとちりねこ"
    assert tokens(text, list(orders_in(text, [IROHA]))) == {"ほへとちり"}


def test_an_order_is_found_backwards_too_and_costs_twice_as_much() -> None:
    forwards = next(orders_in("いろはにほへ", [IROHA]))
    backwards = next(orders_in("をるぬりちと", [IROHA]))
    assert backwards.end - backwards.start == forwards.end - forwards.start == 6
    assert backwards.guesses == 2 * forwards.guesses


def test_an_order_from_its_beginning_is_guessed_before_one_from_its_middle() -> None:
    beginning = next(orders_in("いろはに", [IROHA]))
    middle = next(orders_in("ちりぬる", [IROHA]))
    assert beginning.guesses < middle.guesses


def test_the_days_of_the_week_go_round() -> None:
    text = "木金土日月火水木金"
    assert tokens(text, list(orders_in(text, [WEEK]))) == {text}


def test_three_kana_in_an_order_are_a_common_word_and_three_kanji_are_not() -> None:
    assert not list(orders_in("いろは", [IROHA]))
    assert tokens("月火水", list(orders_in("月火水", [WEEK]))) == {"月火水"}


def test_a_quotation_is_found_without_its_beginning_and_six_characters_are_needed() -> None:
    text = "そしてやうやう白くなりゆく、"
    assert tokens(text, list(quotes_in(text, [SPRING]))) == {"やうやう白くなりゆく"}
    assert not list(quotes_in("白くなりゆ", [SPRING]))


def test_a_quotation_from_the_beginning_is_guessed_first() -> None:
    assert next(quotes_in("春はあけぼのや", [SPRING])).guesses < next(quotes_in("白くなりゆく", [SPRING])).guesses


@pytest.mark.parametrize(
    "written",
    [
        "昭和60年4月12日",
        "昭和六十年四月十二日",
        "令和元年五月一日",
        "S60.4.12",
        "s60-4-12",
        "昭和60.4.12",
        "1985年4月12日",
        "2026/11/23",
        "4月12日",
        "平成三年十月",
    ],
)
def test_a_date_is_found_whole_in_every_way_it_is_written(written: str) -> None:
    text = f"ねこ{folded(written)}ねこ"
    found = [each for each in dates_in(text) if each.kind is Stretch.DATE]
    assert folded(written) in tokens(text, found)


@pytest.mark.parametrize("written", ["令和8年", "令和8年度", "平成三十年", "2026年", "2026", "昭和60"])
def test_a_year_alone_is_found_as_a_year(written: str) -> None:
    found = list(dates_in(written))
    assert written in tokens(written, found)
    assert {each.kind for each in found} == {Stretch.YEAR}


@pytest.mark.parametrize("text", ["三時に会いましょう", "60.4", "S60", "1700年のころ", "月日は百代の"])
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert not list(dates_in(text))


@given(st.text(max_size=40))
def test_a_stretch_lies_inside_the_text_and_costs_at_least_one_guess(text: str) -> None:
    judged = folded(text)
    for each in (*orders_in(judged, [IROHA, WEEK]), *quotes_in(judged, [SPRING]), *dates_in(judged)):
        assert 0 <= each.start < each.end <= len(judged)
        assert each.guesses >= 1
