"""A fax goes nowhere before its number was checked, and its cover names nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_desk.domain.fax import FaxDraft, NumberCheck, check_fax

NAMES = ("𠮷田 花子", "ヨシダ ハナコ")
FINE = FaxDraft(number="059-000-0103", last_digits="0103")


def wrong(draft: FaxDraft) -> list[str]:
    return [problem.field for problem in check_fax(draft, NAMES)]


@pytest.mark.parametrize("typed", ["0103", "０１０３", "01-03", " 0103 "])
def test_the_last_four_digits_check_the_number_in_any_width(typed: str) -> None:
    draft = replace(FINE, last_digits=typed)
    assert wrong(draft) == []
    assert draft.checked is NumberCheck.LAST_DIGITS


@pytest.mark.parametrize("typed", ["", "0104", "103", "00103", "０１０"])
@pytest.mark.parametrize("aloud", [False, True])
def test_digits_that_do_not_agree_check_nothing_and_reading_aloud_does_not_mend_them(typed: str, aloud: bool) -> None:
    draft = replace(FINE, last_digits=typed, read_aloud=aloud)
    checked = aloud and not typed
    assert draft.checked is (NumberCheck.READ_ALOUD if checked else None)
    assert wrong(draft) == ([] if checked else ["last_digits"])


def test_a_fax_needs_a_number() -> None:
    assert wrong(FaxDraft(read_aloud=True)) == ["number"]


@pytest.mark.parametrize(("count", "fine"), [(-1, False), (0, True), (99, True), (100, False)])
def test_enclosures_are_counted(count: int, fine: bool) -> None:
    assert (wrong(replace(FINE, enclosures=count)) == []) is fine


@pytest.mark.parametrize(
    "remark", ["𠮷田花子様の件", "吉田 花子さん", "よしだはなこ", "ﾖｼﾀﾞさんについて", "花子さんの件", "吉田様の件"]
)
def test_the_note_on_the_cover_names_the_client_in_no_spelling(remark: str) -> None:
    assert wrong(replace(FINE, remark=remark)) == ["remark"]


@pytest.mark.parametrize("remark", ["", "至急御覧ください", "例田様へ", "x" * 200])
def test_another_note_may_stand_there(remark: str) -> None:
    assert wrong(replace(FINE, remark=remark)) == []


def test_a_note_that_would_take_a_second_page_is_too_long() -> None:
    assert wrong(replace(FINE, remark="x" * 201)) == ["remark"]
