"""How strong a password is, for somebody who knows Japan and this centre."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn import feedback, zxcvbn

from referral_desk.domain.errors import Problem
from referral_desk.i18n import Language, render, set_language
from referral_desk.services import password_strength
from referral_desk.services.password_strength import BEST, SAID, Strength, refusal, strength

OWN = ("midori", "架空市保健所", "見本 みどり", "例田 桜")


def warning(password: str) -> str:
    said = strength(password, OWN).warning
    return said.text if said else ""


@pytest.mark.parametrize(
    "password",
    [
        "みほんのとても長い合言葉。",
        "きょうはいいてんきですね。",
        "鯖を三枚おろして雪の上に置く",
        "架空の町の丘の上で三時に会いましょう、傘を持って。",
        "correcthorsebatterystaple",
        "sakuranohanagasaku",
    ],
)
def test_a_sentence_of_ones_own_is_very_good_in_kana_kanji_or_letters(password: str) -> None:
    judged = strength(password, OWN)
    assert judged.score == BEST
    assert judged.warning is None
    assert not judged.suggestions


@pytest.mark.parametrize(
    "password",
    [
        "パスワードパスワード",
        "ﾊﾟｽﾜｰﾄﾞﾊﾟｽﾜｰﾄﾞ",
        "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
        "あああああああああああああ",
        "あアあアあアあアあアあアあア",
        "いろはにほへとちりぬるをわか",
        "月火水木金土日月火水木金土",
        "春夏秋冬春夏秋冬春夏秋冬春",
        "aiueokakikukeko",
        "保健所保健所保健所保健所保健所",
    ],
)
def test_what_anybody_in_japan_would_try_first_has_score_0_and_is_refused(password: str) -> None:
    judged = strength(password)
    assert judged.score == 0
    refused = refusal(password, judged)
    assert refused is not None
    assert refused.field == "password"


@pytest.mark.parametrize(
    ("password", "at_most"),
    [
        ("一二三四五六七八九十一二三", 1),
        ("たていすかんなにらせたて", 1),
        ("ぬふあうえおやゆよわほへ1", 1),
        ("!\"#$%&'()=~|12", 1),
        ("1qaz2wsx3edc4rfv", 1),
        ("よろしくおねがいします。", 1),
        ("おはようございます。よろしく", 2),
        ("春はあけぼのやうやう白く", 1),
        ("S60.4.12S60.4.12", 1),
        ("昭和六十年四月十二日生まれ", 2),
        ("令和8年11月23日令和8年", 3),
    ],
)
def test_known_orders_keys_greetings_texts_and_dates_are_never_very_good(password: str, at_most: int) -> None:
    assert strength(password).score <= at_most
    assert zxcvbn(password)["score"] >= strength(password).score, "our additions only ever find more"


def test_katakana_is_judged_as_hiragana() -> None:
    assert strength("ヨロシクオネガイシマス。") == strength("よろしくおねがいします。")


def test_the_users_own_words_count_whole_part_by_part_and_in_another_script() -> None:
    for password in ("見本みどり見本みどり", "ミドリ見本2026見本", "MidoriMidori12", "架空市保健所架空市保健所"):
        assert strength(password, OWN).guesses_log10 < strength(password).guesses_log10


def test_each_weakness_is_named() -> None:
    assert warning("春夏秋冬春夏秋冬春") == password_strength._STRETCH_SAID["order"].text
    assert warning("春はあけぼのやうやう白く") == password_strength._STRETCH_SAID["quote"].text
    assert warning("たていすかんなにらせたて") == SAID["Straight rows of keys are easy to guess."].text
    assert warning("昭和六十年四月十二日生まれ") == SAID["Dates are often easy to guess."].text
    assert warning("令和8年度と12") == SAID["Recent years are easy to guess."].text
    assert warning("よろしくおねがいします。") == password_strength._WORD_SAID.text
    assert warning("架空市保健所と12") == password_strength._OWN_SAID.text
    assert warning("password") == SAID["This is a top-10 common password."].text


def library_sentences() -> set[str]:
    """Return every sentence that the library may say, from its source."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(feedback))) if isinstance(node, ast.Call)]
    marked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"]
    sentences = {ast.literal_eval(call.args[0]) for call in marked}
    assert len(marked) > 20, "the library marks its sentences in another way now"
    return sentences


def test_every_sentence_of_the_library_has_words_of_ours() -> None:
    assert library_sentences() == set(SAID)


def test_no_sentence_of_the_library_reaches_people_as_it_is() -> None:
    ours = [*SAID.values(), *password_strength._STRETCH_SAID.values()]
    ours += [password_strength._OWN_SAID, password_strength._WORD_SAID]
    for said in ours:
        set_language(Language.EN)
        english = render(said)
        set_language(Language.JA)
        assert english not in SAID
        assert render(said) != english
        assert any("ぁ" <= character <= "ん" for character in render(said))


@pytest.mark.parametrize("password", ["MIDORI", "見本みどり", "見本　みどり", "架空市保健所", "ｍｉｄｏｒｉ"])
def test_an_own_word_as_the_whole_password_is_refused_before_any_estimate(password: str) -> None:
    assert refusal(password, None, OWN) is not None
    assert refusal(password + "と三匹の猫", None, OWN) is None


def test_a_refusal_says_what_to_do() -> None:
    refused = refusal("月火水木金土日月火水木金土", strength("月火水木金土日月火水木金土"))
    assert isinstance(refused, Problem)
    assert "別のパスワード" in render(refused.message)


def test_a_weak_password_that_is_not_hopeless_is_advised_upon_and_taken() -> None:
    judged = strength("よろしくおねがいします。", OWN)
    assert judged.warning is not None
    assert judged.suggestions
    assert refusal("よろしくおねがいします。", judged, OWN) is None


def test_nothing_typed_is_no_password() -> None:
    assert strength("").score == 0
    assert strength("").guesses_log10 == 0


def test_what_follows_72_characters_changes_nothing() -> None:
    sentence = "架空の町の丘の上で三時に会いましょう、傘を持って。" * 4
    assert strength(sentence[:72]) == strength(sentence)


def test_a_password_full_of_signs_costs_no_more_than_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading every @ as a, 4 as a, ( as c … in all their combinations takes the library over a second."""
    from zxcvbn import matching

    asked: list[str] = []
    real = matching.l33t_match
    monkeypatch.setattr(matching, "l33t_match", lambda text, *rest: asked.append(text) or real(text, *rest))
    strength("P4ssw0rd!とねこ")
    assert asked
    asked.clear()
    assert strength("4@8({[<369&#!1|7l0$5+%2z" * 3).score > 0
    assert not asked


def test_the_estimate_keeps_nothing_of_the_password() -> None:
    secret = "だれにも言わない合言葉"
    assert secret not in repr(strength(secret, OWN))
    from zxcvbn import matching

    assert all("midori" not in ranked or name != "user_inputs" for name, ranked in matching.RANKED_DICTIONARIES.items())


@settings(max_examples=150)
@given(st.text(max_size=100), st.lists(st.text(max_size=12), max_size=4))
def test_every_text_has_a_strength(password: str, own: list[str]) -> None:
    judged = strength(password, own)
    assert isinstance(judged, Strength)
    assert 0 <= judged.score <= BEST
    assert judged.guesses_log10 >= 0


def test_the_word_lists_are_loaded_only_when_somebody_types_a_password() -> None:
    statements = (
        "import sys\nimport referral_desk.ui.start, referral_desk.ui.forms.password\n"
        "print('zxcvbn' in sys.modules)\n"
        "from referral_desk.services.password_strength import strength\nstrength('x')\nprint('zxcvbn' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", statements], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.split() == ["False", "True"]
