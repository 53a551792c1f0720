"""What holds for the keys of any name: one key for all ways to write it, in kana of any width, in any kanji."""

from __future__ import annotations

import unicodedata

import jaconv
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.likeness import LIKELY, Person, likeness
from referral_desk.domain.name_likeness import NameLikeness, compare_names, is_alike, name_keys
from referral_desk.domain.names import _ONE_KANJI, canonical_kana, kana_sort_key, search_key

GROUPS = _ONE_KANJI.split()
OTHER_FORMS = {kanji: group for group in GROUPS for kanji in group}
HIRAGANA = "".join(chr(code) for code in range(0x3042, 0x3094) if chr(code) not in "ゎゐゑ")
KANA_NAMES = st.text(alphabet=HIRAGANA + "ー", min_size=1, max_size=8).filter(lambda name: not name.startswith("ー"))
KANJI_NAMES = st.lists(st.sampled_from(sorted(OTHER_FORMS)), min_size=1, max_size=4).map("".join)
FULL_NAMES = st.tuples(KANA_NAMES, KANA_NAMES).map("　".join)


@given(KANA_NAMES)
def test_kana_of_any_width_and_script_have_one_key_one_canonical_form_and_one_place(name: str) -> None:
    katakana = jaconv.hira2kata(name)
    written = (name, katakana, jaconv.z2h(katakana, kana=True), unicodedata.normalize("NFD", katakana))
    assert len({search_key(each) for each in written}) == 1
    assert len({canonical_kana(each) for each in written}) == 1
    assert len({kana_sort_key(each) for each in written}) == 1


@given(KANJI_NAMES, st.data())
def test_every_form_of_every_kanji_of_a_name_has_one_key(name: str, data: st.DataObject) -> None:
    other = "".join(data.draw(st.sampled_from(OTHER_FORMS[kanji])) for kanji in name)
    assert search_key(other) == search_key(name)
    assert search_key(f"{other} 花子") == search_key(f"{name}　花子")
    assert compare_names(name_keys(name, ""), name_keys(other, "")) is NameLikeness.SAME


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_a_key_of_a_key_is_that_key_and_a_canonical_form_has_the_same_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert search_key(canonical_kana(text)) == search_key(text)


@given(FULL_NAMES, FULL_NAMES)
def test_sorting_is_by_the_family_name_then_by_the_given_name(one: str, other: str) -> None:
    (family, given), (its_family, its_given) = ([plain(part) for part in name.split("　")] for name in (one, other))
    if (family, given) != (its_family, its_given):
        assert (kana_sort_key(one) < kana_sort_key(other)) == ((family, given) < (its_family, its_given))


def plain(kana: str) -> str:
    """Return kana as the syllabary orders them: without voicing, small ones large, a dash as the vowel before it."""
    key = kana_sort_key(kana).partition("\t")[0]
    assert set(key) <= set(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンー"
    )
    return key


@given(FULL_NAMES)
def test_a_name_is_alike_itself_and_its_swapped_self(kana: str) -> None:
    family, given = kana.split("　")
    assert likeness(Person(kana, kana), Person(kana, kana)).score >= LIKELY
    if search_key(family) != search_key(given):
        swapped = compare_names(name_keys("", kana), name_keys("", f"{given}　{family}"))
        assert swapped in (NameLikeness.SWAPPED, NameLikeness.SAME)


@given(KANA_NAMES, KANA_NAMES)
def test_being_alike_goes_both_ways(one: str, other: str) -> None:
    keys = search_key(one), search_key(other)
    assert is_alike(*keys) == is_alike(*keys[::-1])


@given(st.text(max_size=10), st.text(max_size=10), st.text(max_size=10), st.text(max_size=10))
def test_comparing_any_two_names_goes_both_ways(name: str, kana: str, its_name: str, its_kana: str) -> None:
    one, other = name_keys(name, kana), name_keys(its_name, its_kana)
    assert compare_names(one, other) is compare_names(other, one)
