"""What a centre may write into its letters: which fields where, what must stay, and that no text is a program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk import resources
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.documents.letter import Letter
from referral_desk.domain.documents.letter_example import Shown, compose_example
from referral_desk.domain.documents.letter_fields import (
    FIELD_WORDS,
    LetterField,
    fields_in,
    fill,
    placeholder,
    written_in,
)
from referral_desk.domain.documents.letter_wording import (
    ITEM_CODES,
    ITEMS,
    MUST_ITEMS,
    RULES,
    LetterWording,
    WordingDraft,
    WordingText,
    check_wording,
    draft_of,
    wording_of,
)
from referral_desk.domain.drafts import read_record, write_record
from referral_desk.reports.wording import is_shipped, shipped_wording, templates, templates_for
from tests.domain.test_documents import words
from tests.reports import samples

CODES = resources.code_book()
DAY = date(2026, 11, 26)
OFFICE = shipped_wording("welfare_office", "ja")
CLINIC = shipped_wording("medical_institution", "ja")


def draft(wording: LetterWording = OFFICE, language: str = "ja", **texts: str) -> WordingDraft:
    made = draft_of(wording, language)
    for key, text in texts.items():
        made = made.with_text(key.replace("__", "."), text)
    return made


def wrong(made: WordingDraft, language: str = "ja") -> dict[str, str]:
    return {problem.field: problem.message.render(str) for problem in check_wording(made, language)}


ORAL_BY_PHONE = Shown()


def example(made: WordingDraft, shown: Shown = ORAL_BY_PHONE) -> Letter:
    return compose_example(
        wording=wording_of(made, OFFICE),
        kind="welfare_office",
        centre=samples.CENTRE,
        staff=samples.STAFF,
        codes=CODES,
        language="ja",
        tr=str,
        on=DAY,
        shown=shown,
    )


# --- fields ---------------------------------------------------------------------------------------------------------


def test_a_field_is_written_in_the_letters_language_and_read_in_both() -> None:
    assert placeholder(LetterField.CLIENT, "ja") == "{本人氏名}"
    assert placeholder(LetterField.CLIENT, "en") == "{client}"
    assert written_in("{client}と{日時}と{other}", "ja") == "{本人氏名}と{日時}と{other}"
    assert written_in("{本人氏名}, {when}", "en") == "{client}, {when}"
    assert fields_in("{client}{日時}{other}") == {LetterField.CLIENT, LetterField.WHEN}


def test_every_field_says_what_it_stands_for() -> None:
    assert set(FIELD_WORDS) == set(LetterField)


def test_filling_looks_into_no_value() -> None:
    assert fill("{client}へ", {LetterField.CLIENT: "{when} {0} \\1 %s"}) == "{when} {0} \\1 %sへ"


@pytest.mark.parametrize(
    "text",
    [
        "{client.__class__}",
        "{client!r}",
        "{client:>10}",
        "{client[0]}",
        "{0}",
        "{}",
        "{{client}}",
        "{client",
        "client}",
        "{__import__('os')}",
        "{本人}",
        "{{}}",
    ],
)
def test_nothing_but_the_name_of_a_field_stands_between_braces(text: str) -> None:
    assert "main" in wrong(draft(main=f"下記の方 {text} を御紹介します。"))


def test_full_width_braces_and_blanks_round_a_name_are_told_with_the_right_form() -> None:
    for text in ("｛本人氏名｝", "{ 本人氏名 }", "｛client｝"):
        assert "{本人氏名}" in wrong(draft(main=f"{text}を御紹介します。"))["main"]
    assert "main" not in wrong(draft(main="｛注｝下記の方を御紹介します。"))


def test_an_unknown_field_is_named() -> None:
    assert "{住所}" in wrong(draft(main="{住所}の方です。"))["main"]


def test_the_subject_tells_nothing_of_the_client() -> None:
    assert "{本人氏名}" in wrong(draft(subject="{本人氏名}について"))["subject"]
    assert "subject" not in wrong(draft(subject="{宛先名}への御紹介について"))


def test_a_day_stands_only_where_a_handoff_is_told() -> None:
    assert "opening" in wrong(draft(opening="{日時}に"))
    assert "labels.client" in wrong(draft(labels__client="{本人氏名}"))


@pytest.mark.parametrize("key", ["handoff.accompanied", "happened.three_way_call"])
def test_a_handoff_is_told_with_its_day_and_with_whom(key: str) -> None:
    said = wrong(draft().with_text(key, "{日時}に御連絡しました。"))
    assert "{相手方}" in said[key]
    assert "{日時}" in wrong(draft().with_text(key, "{相手方}に御連絡しました。"))[key]


# --- texts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_shipped_wording_keeps_its_own_rules(language: str) -> None:
    for name in templates():
        if is_shipped(name, language):
            wording = shipped_wording(name, language)
            made = draft_of(wording, language)
            assert check_wording(made, language) == (), name
            assert wording_of(made, wording).items == wording.items


def test_every_kind_of_institution_has_a_wording() -> None:
    for kind in CODES.institution_kinds.items:
        assert is_shipped(templates_for(kind)[-1], "ja")
        assert is_shipped(templates_for(kind)[-1], "en")


def test_every_text_of_a_wording_has_its_rule() -> None:
    keys = {key.partition(".")[0] for key in RULES}
    assert keys == set(LetterWording.__dataclass_fields__) - {"items"}
    for name in ("consent", "handoff", "happened", "labels"):
        assert {f"{name}.{key}" for key in getattr(OFFICE, name)} == {
            key for key in RULES if key.startswith(f"{name}.")
        }


@pytest.mark.parametrize("key", ["subject", "you", "main", "happened.letter_only", "labels.request", "record_heading"])
def test_some_texts_must_not_be_blank(key: str) -> None:
    assert key in wrong(draft().with_text(key, " \u3000"))


@pytest.mark.parametrize(
    "key", ["opening", "closing", "end", "honorific_doctor", "consent.oral", "handoff.accompanied"]
)
def test_other_texts_may_be_left_out(key: str) -> None:
    assert wrong(draft().with_text(key, "")) == {}


@pytest.mark.parametrize("key", RULES)
def test_a_text_is_not_longer_than_its_place(key: str) -> None:
    rule = RULES[key]
    fields = "".join(placeholder(field, "ja") for field in rule.needed)
    fitting = fields + "あ" * (rule.limit - len(fields))
    blank = draft(salutation="", valediction="") if key in ("salutation", "valediction") else draft()
    assert "characters at most" not in wrong(blank.with_text(key, fitting)).get(key, "")
    assert str(rule.limit) in wrong(blank.with_text(key, fitting + "あ"))[key]


def test_a_subject_is_one_line_and_a_paragraph_may_be_more() -> None:
    assert "subject" in wrong(draft(subject="御紹介\nについて"))
    assert wrong(draft(closing="よろしくお願いします。\nなお、御一報ください。")) == {}


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\u202e", "\u200b"])
def test_a_character_that_cannot_be_seen_is_refused(unseen: str) -> None:
    assert "main" in wrong(draft(main=f"御紹介{unseen}します。"))


@pytest.mark.parametrize(
    ("salutation", "valediction", "field"),
    [
        ("拝啓", "", "valediction"),
        ("", "敬具", "salutation"),
        ("拝啓", "草々", "valediction"),
        ("前略", "敬具", "valediction"),
        ("拝啓", "敬具", None),
        ("前略", "草々", None),
        ("", "", None),
        ("一筆申し上げます", "かしこ", None),
    ],
)
def test_an_opening_word_is_answered_by_its_closing_word(salutation: str, valediction: str, field: str | None) -> None:
    said = wrong(draft(CLINIC, salutation=salutation, valediction=valediction))
    assert list(said) == ([field] if field else [])


# --- items ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(MUST_ITEMS))
def test_no_letter_leaves_out_who_it_is_what_is_asked_and_on_which_ground(code: str) -> None:
    made = replace(draft(), items=tuple(each for each in ITEM_CODES if each != code))
    assert OFFICE.labels[code] in wrong(made)[ITEMS]


def test_items_stand_in_the_order_chosen_and_others_are_left_out() -> None:
    made = example(replace(draft(), items=("request", "client", "consent")))
    assert [each.label for each in made.items] == ["お願いしたいこと", "御本人", "御本人の同意"]
    assert wrong(replace(draft(), items=("client", "client", "request", "consent"))) == {
        ITEMS: "Each item stands in a letter once."
    }


# --- the letter -----------------------------------------------------------------------------------------------------


def test_a_letter_fills_in_every_general_field() -> None:
    texts = "{発行日}、{センター名}{係名}の{担当者名}より{宛先名}へ、{貴所等}に{本人氏名}を御紹介します。"
    assert (
        example(draft(main=texts))
        .body[1]
        .startswith(
            "令和8年11月26日、架空市保健所精神保健係の見本 みどりより福祉事務所 of Kaku Cityへ、"
            "貴所にHanako Mihon様を御紹介します。"
        )
    )


def test_the_title_of_the_file_is_the_subject_as_filled_in() -> None:
    made = example(draft(subject="{センター名}からの御紹介について"))
    assert (made.subject, made.about.title) == ("架空市保健所からの御紹介について",) * 2


@pytest.mark.parametrize("key", [key for key in RULES if key.startswith(("handoff.", "happened.", "consent."))])
def test_the_example_shows_the_sentence_that_is_being_written(key: str) -> None:
    marked = draft().with_text(key, f"目印の文{draft().text(key)}")
    assert "目印の文" in words(example(marked, Shown.with_text(key)))


def test_the_example_is_oral_unless_the_written_sentence_is_looked_at() -> None:
    assert Shown.with_text("main") == Shown()
    assert Shown.with_text("consent.oral").consent is ConsentKind.ORAL


def test_a_blank_sentence_is_left_out_of_the_body() -> None:
    made = example(draft(handoff__three_way_call="", consent__oral=""))
    assert made.body[1] == OFFICE.main


# --- kept -----------------------------------------------------------------------------------------------------------


def test_a_wording_comes_back_from_what_is_kept() -> None:
    made = draft(main="架空の文 {本人氏名}")
    assert read_record(WordingDraft, write_record(made)) == made
    assert wording_of(made, OFFICE).main == "架空の文 {本人氏名}"


def test_a_text_that_an_older_version_did_not_know_is_the_shipped_one() -> None:
    kept = WordingDraft((WordingText("main", "架空の文"), WordingText("gone", "x")), ("client", "old", "request"))
    made = wording_of(kept, OFFICE)
    assert (made.main, made.subject, made.items) == ("架空の文", OFFICE.subject, ("client", "request"))
    assert made.handoff == OFFICE.handoff


def test_what_is_kept_has_no_blanks_around() -> None:
    assert draft(main=" 文\u3000\n").in_language("ja").text("main") == "文"
