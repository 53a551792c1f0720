"""Names: kana in one form, the order of the list, keys that find whatever the person at the desk types."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.names import (
    _LETTER_BY_LETTER,
    _ONE_KANJI,
    _key_in_context,
    canonical_kana,
    kana_sort_key,
    query_keys,
    search_key,
    utf16_len,
)
from referral_desk.domain.romaji import READINGS_AT_MOST, katakana_readings


def finds(query: str, *stored: str) -> bool:
    """Whether each word typed occurs in the key of one of the stored texts, as the search of the desk does it."""
    keys = [search_key(text) for text in stored]
    words = query_keys(query)
    return bool(words) and all(any(word in key for word in alternatives for key in keys) for alternatives in words)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("ﾀﾒｼﾔﾏ ﾖｳ", "タメシヤマ　ヨウ"),
        ("たかみほん　はなこ", "タカミホン　ハナコ"),
        ("ｻｷﾚｲ ｼﾞｮﾝ", "サキレイ　ジョン"),
        ("  ミホン \t ハナコ ", "ミホン　ハナコ"),
        ("ﾖｰｺ", "ヨーコ"),
        ("よーこ", "ヨーコ"),
        ("か\u3099ーと", "ガート"),
        ("カ゛ート", "ガート"),
        ("いすゞ", "イスヾ"),
        ("スミス・John", "スミス・John"),
        ("", ""),
    ],
)
def test_kana_has_one_canonical_form(typed: str, canonical: str) -> None:
    assert canonical_kana(typed) == canonical
    assert canonical_kana(canonical) == canonical


@given(st.text())
def test_canonical_kana_never_fails_and_never_changes_twice(text: str) -> None:
    once = canonical_kana(text)
    assert canonical_kana(once) == once


@pytest.mark.parametrize("name", ["\ufa19谷", "髙﨑", "𠮷田", "葛\U000e0100城", "e\u0301"])
def test_what_is_not_kana_is_left_as_it_was_typed(name: str) -> None:
    assert canonical_kana(name) == name


def test_names_sort_by_the_syllabary_and_the_family_name_first() -> None:
    names = [
        "タナカ　ジロウ",
        "タナカダ　アイ",
        "ダナカ　アキ",
        "タナカ　アキ",
        "アリマ　ユウ",
        "ヨウコ",
        "ヨーコ",
        "ヤマダ",
        "ハツトリ",
        "ハットリ",
    ]
    assert sorted(names, key=kana_sort_key) == [
        "アリマ　ユウ",
        "タナカ　アキ",
        "ダナカ　アキ",
        "タナカ　ジロウ",
        "タナカダ　アイ",
        "ハットリ",
        "ハツトリ",
        "ヤマダ",
        "ヨウコ",
        "ヨーコ",
    ]


def test_hiragana_half_width_and_katakana_sort_alike() -> None:
    assert kana_sort_key("みほん はなこ") == kana_sort_key("ﾐﾎﾝ ﾊﾅｺ") == kana_sort_key("ミホン　ハナコ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("みほん　はなこ", "ﾐﾎﾝ ﾊﾅｺ"),
        ("ミホンハナコ", "ミホン　ハナコ"),
        ("ヅル", "ズル"),
        ("ヂロウ", "ジロウ"),
        ("ヴァイオレット", "バイオレット"),
        ("ヴ", "ぶ"),
        ("ジヨン", "ジョン"),
        ("ハツトリ", "ハットリ"),
        ("キヱ", "キエ"),
        ("いすゞ", "イスズ"),
        ("佐々木", "佐佐木"),
        ("ＡＡ", "a.a."),
        ("José", "jose"),
        ("090-0000-0962", "09000000962"),
        ("０９０－００００－０９６２", "09000000962"),
        ("０９０ー００００ー０９６２", "09000000962"),
        ("(059) 000.0964", "0590000964"),
        ("スミス・ジョン", "スミスジョン"),
        ("葛\U000e0100城", "葛城"),
        ("\ufa19谷", "神谷"),
    ],
)
def test_two_texts_that_a_person_calls_the_same_share_a_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize("group", _ONE_KANJI.split())
def test_all_forms_of_a_kanji_are_one(group: str) -> None:
    assert len({search_key(f"{kanji}田") for kanji in group}) == 1


NAMED_IN_THE_FIELD = """
髙高 﨑崎碕嵜 𠮷吉 邉邊辺 濵濱浜 德徳 齋齊斎斉 澤沢 廣広 國国 眞真 惠恵 榮栄 櫻桜 瀧滝 嶋島嶌 冨富 條条 淸清 𡈽土
"""


@pytest.mark.parametrize("group", NAMED_IN_THE_FIELD.split())
def test_the_commonest_name_kanji_are_one(group: str) -> None:
    assert len({search_key(kanji) for kanji in group}) == 1


def test_the_table_of_kanji_is_sound() -> None:
    groups = _ONE_KANJI.split()
    everything = "".join(groups)
    assert len(set(everything)) == len(everything)
    assert all(unicodedata.normalize("NFKC", kanji) == kanji for kanji in everything)
    assert len(everything) - len(groups) >= 150
    assert all(len(group) > 1 for group in groups)


def test_different_kanji_stay_different() -> None:
    assert len({search_key(kanji) for kanji in "太大犬士土末未人入"}) == 9


def test_a_long_vowel_mark_stays_after_kana() -> None:
    assert search_key("ヨーコ") != search_key("ヨコ")


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key


@pytest.mark.parametrize(
    "query",
    [
        "髙見本",
        "高見本",
        "花子",
        "たかみほん",
        "ﾀｶﾐﾎﾝ ﾊﾅ",
        "タカミホン　ハナコ",
        "takamihon hanako",
        "TAKAMIHON",
        "ｔａｋａｍｉ",
        "tak",
        "takamih",
        "たかm",
        "花 高見",
        "00007",
        "090-0000",
        "09000000750",
        "S50.11.10",
        "昭和50年11月10日",
        "昭和50年 11月 10日",
        "1975/11/10",
        "1975-11-10",
        "S50.11",
        "1975",
        "S50",
    ],
)
def test_a_client_is_found_by_any_part_in_any_script(query: str) -> None:
    assert finds(query, "00007", "髙見本　花子", "タカミホン　ハナコ", "090-0000-0750", "19751110")


@pytest.mark.parametrize("query", ["", "　", "-", "見本　太郎", "yamada", "S50.11.11", "たかk花"])
def test_a_client_is_not_found_by_what_is_not_there(query: str) -> None:
    assert not finds(query, "00007", "髙見本　花子", "タカミホン　ハナコ", "090-0000-0750", "19751110")


@pytest.mark.parametrize(
    ("romaji", "kana"),
    [
        ("syouji", "ショウジ"),
        ("shoji", "ショウジ"),
        ("shouji", "ショウジ"),
        ("shōji", "ショウジ"),
        ("tuti", "ツチ"),
        ("tsuchi", "ツチ"),
        ("huji", "フジ"),
        ("fuzi", "フジ"),
        ("zyunko", "ジュンコ"),
        ("junko", "ジュンコ"),
        ("jyunko", "ジュンコ"),
        ("tyuuzyou", "チュウジョウ"),
        ("hattori", "ハットリ"),
        ("hotta", "ホッタ"),
        ("matchi", "マッチ"),
        ("nambu", "ナンブ"),
        ("nanbu", "ナンブ"),
        ("homma", "ホンマ"),
        ("kampei", "カンペイ"),
        ("kenichi", "ケンイチ"),
        ("ken'ichi", "ケンイチ"),
        ("kennichi", "ケンイチ"),
        ("shinya", "シンヤ"),
        ("shinnosuke", "シンノスケ"),
        ("ono", "オノ"),
        ("ono", "オオノ"),
        ("ohno", "オオノ"),
        ("oono", "オオノ"),
        ("itoh", "イトウ"),
        ("itou", "イトウ"),
        ("ito", "イトウ"),
        ("ohara", "オハラ"),
        ("ohya", "オオヤ"),
        ("yuko", "ユウコ"),
        ("yoko", "ヨーコ"),
        ("kotaro", "コウタロウ"),
        ("senta-", "センター"),
        ("reita you", "レイタ　ヨウ"),
        ("lisa", "リサ"),
        ("vaioretto", "ヴァイオレット"),
        ("kazuha", "カヅハ"),
        ("han", "ハナコ"),
        ("jon", "ジョン"),
        ("wo", "ヲ"),
    ],
)
def test_romaji_of_either_school_finds_the_kana(romaji: str, kana: str) -> None:
    assert finds(romaji, kana)


@pytest.mark.parametrize("word", ["smith", "x", "q1", "http"])
def test_latin_letters_that_are_no_romaji_find_themselves(word: str) -> None:
    assert query_keys(word)[0][0] == search_key(word)
    assert finds(word, word.upper())


def test_the_plain_key_comes_first_and_the_rest_are_alternatives() -> None:
    assert query_keys("Taka 花") == (("taka", "タカ"), ("花",))
    assert query_keys("S55.3.1") == (("s5531", "19800301"),)


@given(st.text(alphabet="aiueokstnhmyrwgzdbpjcfvl'-", max_size=60))
def test_readings_are_few_however_long_the_word(word: str) -> None:
    assert len(katakana_readings(word)) <= READINGS_AT_MOST


@given(st.text())
def test_any_text_can_be_searched_for(text: str) -> None:
    assert all(alternatives and all(alternatives) for alternatives in query_keys(text))


def test_lengths_are_counted_as_the_fields_of_the_window_count() -> None:
    assert utf16_len("𠮷") == 2
    assert utf16_len("葛\U000e0100") == 3
    assert utf16_len("見本") == 2
    assert utf16_len("\ud800") == 1


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ーーァあがヂヅ高髙　 \n-Aａ𠮷①。"))))
def test_the_short_way_to_a_key_gives_what_the_long_way_gives(text: str) -> None:
    assert search_key(text) == _key_in_context(text)


def test_every_letter_of_the_short_way_has_its_key_whatever_stands_beside_it() -> None:
    beside = "ア"
    for code in range(0x110000):
        letter = chr(code)
        if _LETTER_BY_LETTER.fullmatch(letter):
            assert search_key(beside + letter + beside) == _key_in_context(beside + letter + beside), hex(code)
