"""A text without names: whatever way a name is written it goes, and what cannot be judged is named."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk.domain.calendar import english_date, era_date, era_short
from referral_desk.domain.redaction import (
    Part,
    Person,
    Redacted,
    kana_letter,
    letter,
    pseudonym_words,
    redact,
)
from referral_desk.domain.redaction_matching import folded_key, parts_of
from referral_desk.domain.redaction_patterns import address_needles, names_of_workers
from referral_desk.i18n import Language, translator

ON = date(2026, 11, 13)
WORDS = pseudonym_words(translator(Language.JA))
HANAKO = Person(
    Part.CLIENT,
    "𠮷田 花子",
    "ヨシダ ハナコ",
    birth=date(1985, 4, 12),
    phones=("090-1234-5678",),
    addresses=("架空市見本町一丁目1番1号 コーポ例荘101",),
    postal_codes=("510-0000",),
    numbers=("00257", "AB-77"),
)
TARO = Person(Part.FAMILY, "𠮷田 太郎", "ヨシダ タロウ", birth=date(1948, 1, 3), phones=("059-000-0000",))
YAMADA = Person(Part.SUPPORTER, "山田良子", "ヤマダ リョウコ")
MORI = Person(Part.FAMILY, "森 原", "モリ ハラ")
FUKUSHIMA = Person(Part.SUPPORTER, "福島 桜", "フクシマ サクラ")
PEOPLE = (HANAKO, TARO, YAMADA)
OFFICE = "架空市福祉事務所"


def done(text: str, *people: Person, institutions: tuple[str, ...] = (OFFICE,), **others: object) -> Redacted:
    return redact({"text": text}, people or PEOPLE, institutions, WORDS, ON, **others)  # type: ignore[arg-type]


def of(text: str, *people: Person) -> str:
    return done(text, *people).texts["text"]


# --- every way of writing -------------------------------------------------------------------------------------------


def hiragana(text: str) -> str:
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in text)


def half_width(text: str) -> str:
    wide = {}
    for code in range(0xFF66, 0xFF9E):
        wide[unicodedata.normalize("NFKC", chr(code))] = chr(code)
    wide |= {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(wide.get(letter, letter) for letter in unicodedata.normalize("NFD", text))


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def ways(person: Person) -> list[str]:
    """Return the ways in which people write a name: whole and in parts, with blanks and without, in every kana."""
    family, given_name = person.name.split(" ") if " " in person.name else (person.name[:2], person.name[2:])
    kana_family, kana_given = person.kana.split(" ")
    found = [family + given_name, f"{family} {given_name}", f"{family}\u3000{given_name}", family, given_name]
    found += [f"{family}・{given_name}", f"{family}　\n{given_name}", " ".join(family + given_name)]
    for write in (str, hiragana, half_width, lambda text: unicodedata.normalize("NFD", text)):
        whole = (kana_family + kana_given, f"{kana_family} {kana_given}", kana_family, kana_given)
        found += [write(each) for each in whole]
    variants = {"𠮷": ("吉", "𠮷\ufe00"), "花": ("花\U000e0100",), "子": ("子",)}
    for one, others in variants.items():
        found += [name.replace(one, other) for name in (family + given_name, family) for other in others]
    return [each for each in dict.fromkeys(found) if each]


def facts(person: Person) -> list[str]:
    """Return the ways in which people write what else gives somebody away."""
    found = []
    for phone in person.phones:
        digits = phone.replace("-", "")
        found += [phone, digits, full_width(phone), phone.replace("-", "ー"), phone.replace("-", " "), f"({phone})"]
    for address in person.addresses:
        found += [address, full_width(address), "見本町1-1-1", "見本町", "コーポ例荘"]
    found += [*person.postal_codes, *(full_width(code) for code in person.postal_codes)]
    found += [*person.numbers, *(full_width(number) for number in person.numbers)]
    if person.birth:
        born = person.birth
        found += [era_date(born), era_short(born), born.isoformat(), f"{born.year}/{born.month}/{born.day}"]
        found += [full_width(born.isoformat()), english_date(born), era_short(born).partition("(")[0]]
        found += ["昭和六十年四月十二日"] if person is HANAKO else []
    return found


NAMES = [(person, way) for person in PEOPLE for way in ways(person)]
FACTS = [(person, way) for person in (HANAKO, TARO) for way in facts(person)]
AROUND = st.text(alphabet=" \n。、「」()はがのにaZ5さん様今日会うた", max_size=12)


@pytest.mark.parametrize(("person", "way"), NAMES, ids=[way for _person, way in NAMES])
def test_a_name_goes_in_every_way_of_writing_it(person: Person, way: str) -> None:
    text = of(f"きのう{way}が来た。")
    assert way not in text
    called = {"利用者A", "家族B", "支援者C"}
    assert any(each in text for each in called), text


@pytest.mark.parametrize(("person", "way"), FACTS, ids=[way for _person, way in FACTS])
def test_phones_addresses_numbers_and_birth_dates_go_in_every_way_of_writing_them(person: Person, way: str) -> None:
    assert way not in of(f"控え、{way}。")


@settings(max_examples=50)
@given(st.lists(st.tuples(AROUND, st.sampled_from([way for _person, way in (*NAMES, *FACTS)])), max_size=5), AROUND)
def test_no_known_name_is_left_whatever_stands_around_it(pieces: list[tuple[str, str]], last: str) -> None:
    text = "".join(f"{around}、{way}、" for around, way in pieces) + last
    result = of(text)
    key = folded_key(result)
    for person in PEOPLE:
        family, given_name = person.name.split(" ") if " " in person.name else (person.name[:2], person.name[2:])
        for part in (family, given_name, *person.kana.split(" ")):
            assert folded_key(part) not in key
        for phone in person.phones:
            assert phone not in unicodedata.normalize("NFKC", result)


@settings(max_examples=50)
@given(st.text(alphabet="𠮷吉田花子太郎山良ヨシダはなこﾖｼﾀﾞ ・\u3000\n、さん様森。0123456789-", max_size=60))
def test_the_parts_of_names_never_survive_whole_in_any_jumble(text: str) -> None:
    result = of(text)
    left = unicodedata.normalize("NFKC", result)
    for word in ("吉田花子", "𠮷田花子", "太郎", "花子", "山田良子", "ヨシダ"):
        assert word not in left


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_can_be_redacted_and_the_same_text_gives_the_same(text: str) -> None:
    assert done(text) == done(text)


# --- who is who -----------------------------------------------------------------------------------------------------


def test_the_same_person_has_the_same_pseudonym_in_every_text() -> None:
    texts = {"a": "𠮷田花子と太郎", "b": "タロウはハナコの父", "c": "山田さん"}
    result = redact(texts, PEOPLE, (), WORDS, ON).texts
    assert dict(result) == {"a": "利用者Aと家族B", "b": "家族Bは利用者Aの父", "c": "支援者Cさん"}


def test_a_family_name_of_several_is_the_clients() -> None:
    assert of("吉田さんに電話") == "利用者Aさんに電話"


def test_somebody_who_is_named_twice_is_one_person() -> None:
    again = Person(Part.ATTENDEE, "吉田　太郎")
    result = redact({"text": "太郎さん"}, (*PEOPLE, again), (), WORDS, ON)
    assert result.people == ("利用者A", "家族B", "支援者C", "家族B")


def test_an_institution_is_one_letter_and_what_it_is_called_for_short_too() -> None:
    result = done("みちしるべと架空市福祉事務所", institutions=(OFFICE, "架空市窓口「みちしるべ」", OFFICE))
    assert result.texts["text"] == "イ機関とア機関"
    assert result.institutions == ("ア機関", "イ機関", "ア機関")


def test_names_in_latin_letters_go() -> None:
    assert of("Yoshida HANAKO, Taro") == "利用者A 利用者A, 家族B"


def test_an_anonymous_client_takes_no_word_out() -> None:
    result = done("匿名の相談", Person(Part.CLIENT, "", ""))
    assert result.texts["text"] == "匿名の相談"
    assert result.people == ("利用者A",)


# --- what is no name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["森林を歩く", "原因は不明", "森が広がる", "草原", "もりの中で"])
def test_a_name_that_is_a_word_is_left_and_reported(text: str) -> None:
    result = done(text, MORI)
    assert result.texts["text"] == text
    assert [doubt.replaced for doubt in result.doubts] == [False]


@pytest.mark.parametrize("text", ["森さんが来た", "母:森", "(森)", "森原", "森 原", "モリさん", "原様"])
def test_the_same_name_is_replaced_where_it_clearly_is_one(text: str) -> None:
    result = done(text, MORI)
    assert "利用者" in result.texts["text"] or "家族A" in result.texts["text"]
    assert not result.doubts


def test_a_place_that_is_somebodys_name_too_is_reported() -> None:
    (doubt,) = done("福島へ旅行した", FUKUSHIMA).doubts
    assert (doubt.found, doubt.replaced, doubt.after) == ("福島", False, "へ旅行した")


def test_a_name_inside_a_longer_word_is_replaced_and_reported() -> None:
    result = done("山田小学校の前")
    assert result.texts["text"] == "支援者C小学校の前"
    (doubt,) = result.doubts
    assert (doubt.found, doubt.replaced) == ("山田", True)


def test_short_kana_inside_other_kana_is_no_name() -> None:
    yuki = Person(Part.CLIENT, "例田 由紀", "レイダ ユキ")
    result = done("アイユキロン、さむゆきた", yuki)
    assert result.texts["text"] == "アイユキロン、さむゆきた"


def test_what_somebody_decided_is_done() -> None:
    first = done("森林と山田小学校", MORI, YAMADA)
    assert [doubt.found for doubt in first.doubts] == ["森", "山田"]
    decided = {doubt.place: not doubt.replaced for doubt in first.doubts}
    again = done("森林と山田小学校", MORI, YAMADA, decided=decided)
    assert again.texts["text"] == "家族A林と山田小学校"


def test_a_name_that_nobody_knows_is_replaced_and_reported() -> None:
    result = done("隣の例沢さんが通報し、看護師さんと皆さんが来た。様子を見る。氏名")
    assert result.texts["text"] == "隣の(名前)さんが通報し、看護師さんと皆さんが来た。様子を見る。氏名"
    assert [(doubt.found, doubt.replaced) for doubt in result.doubts] == [("例沢", True)]


def test_a_known_name_goes_before_one_that_nobody_knows() -> None:
    assert of("同室山田さん") == "同室支援者Cさん"


# --- dates and numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("昭和60年4月12日生まれ", "40代生まれ"),
        ("S60.4.12生", "40代生"),
        ("生年月日 1985-04-12", "生年月日 40代"),
        ("1990年5月1日生まれの人", "30代生まれの人"),
        ("1985年生まれ", "40代生まれ"),
        ("41歳、20歳から飲酒", "40代、20歳から飲酒"),
        ("78歳の父", "70代の父"),
        ("次回は令和8年12月1日(火)", "次回は令和8年12月1日(火)"),
        ("4月12日生まれ", "(生年月日)生まれ"),
        ("2026-11-13に来所", "2026-11-13に来所"),
        ("平成元年4月12日に生活保護", "平成元年4月12日に生活保護"),
    ],
)
def test_birth_dates_and_known_ages_become_decades_and_other_dates_stay(text: str, result: str) -> None:
    assert of(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("保険証 12345678", "保険証 (番号)"),
        ("家賃は52000円", "家賃は52000円"),
        ("0598-12-3456に電話", "(電話番号)に電話"),
        ("+81 90 1111 2222", "(電話番号)"),
        ("父(090-1111-2222)", "父((電話番号))"),
        ("(059)111-2222", "(電話番号)"),
        ("taro@example.jp へ", "(メールアドレス) へ"),
        ("〒514-0001", "(住所)"),
        ("No.00257", "No.(番号)"),
        ("定員20人、3回", "定員20人、3回"),
    ],
)
def test_numbers_that_lead_to_somebody_go_and_amounts_stay(text: str, result: str) -> None:
    assert of(text) == result


def test_the_house_number_goes_with_the_town() -> None:
    assert of("見本町一丁目1番1号に住む") == "(住所)に住む"
    assert "見本町" in address_needles("架空市見本町一丁目1番1号")


def test_letters_go_on_after_the_last() -> None:
    assert [letter(each) for each in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [kana_letter(each) for each in (0, 43, 44)] == ["ア", "ワ", "ア2"]


def test_a_name_written_in_one_is_cut_where_most_are() -> None:
    assert parts_of("山田良子").guessed == ("山田", "良子")
    assert parts_of("林原緑").guessed == ("林", "原緑", "林原", "緑")
    assert parts_of("見本 花子").given == ("見本", "花子")
    assert parts_of("ジョン").guessed == ()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("波多野 次郎", ("波多野 次郎",)),
        ("曽我部ケースワーカー", ("曽我部",)),
        ("例田(母方のおじ)さん", ("例田",)),
        ("長男の妻", ()),
        ("担当者", ()),
        ("生活保護係", ()),
        ("母", ()),
        (" ", ()),
        ("障害福祉課の皆さんと相談支援センターの方", ()),
    ],
)
def test_of_who_is_noted_as_working_for_her_names_are_told_from_offices_and_relatives(
    written: str, names: tuple[str, ...]
) -> None:
    assert names_of_workers([written, written]) == names
