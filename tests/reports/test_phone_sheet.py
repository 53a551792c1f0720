"""The sheet for the phone on paper: one page to write on, in both languages, whatever the entry says."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pikepdf
import pytest

from referral_desk import resources
from referral_desk.domain.disclosing import NO_CONSENT, Permission
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.documents.phone_sheet import PhoneSheet, compose_phone_sheet
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import InstitutionPerson
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from tests.reports import samples
from tests.reports.test_documents_on_paper import text_of

CODES = resources.code_book()
LANGUAGES = [language.value for language in Language]
RICH = replace(
    samples.GROUP,
    name="𠮷田<b>&の会",
    contact_agreed_on=date(2026, 4, 1),
    handoff_note="入口で待ってもらい、世話人が迎えに出る。初回は家族だけでもよい。",
    first_words="保健所の見本です。先日お話しした方が今ここにいらっしゃいます。",
    meet_at="市民会館の正面玄関",
    fee="献金（100円程度）",
    schedule=parse_schedule("毎週火 19:00-20:30；第2・第4土 13:30-15:00（会場「見本公民館」）"),
    people=(InstitutionPerson(name="試山 一朗", phone="090-0000-0002", agreed_on=date(2026, 1, 5)),),
)


def sheet(institution: Institution, language: str) -> PhoneSheet:
    return compose_phone_sheet(
        institution=institution,
        client=samples.CLIENT,
        permission=Permission(None, missing=NO_CONSENT),
        centre=samples.CENTRE,
        staff_name="見本 みどり",
        told=Told(CODES, language, translator(Language(language)), lambda day: date_in_table(day, language)),
        now=datetime(2026, 11, 23, 10),  # noqa: DTZ001 - wall-clock time
        is_holiday=lambda _day: False,
    )


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_known_of_a_group_has_room_on_one_page(language: str, tmp_path: Path) -> None:
    pdf = render(sheet(RICH, language))
    assert pages(pdf) == 1
    read = "".join(text_of(pdf, tmp_path).split())
    for words in (RICH.name, RICH.phone, RICH.handoff_note, RICH.first_words, RICH.meet_at, "試山一朗", "見本公民館"):
        assert words.replace(" ", "") in read
    assert samples.CLIENT.name.replace(" ", "") not in read
    assert samples.CLIENT.number in read


def test_what_has_no_room_goes_on_a_second_page(tmp_path: Path) -> None:
    note = "入口で待ってもらう。" * 120
    content = sheet(replace(RICH, handoff_note=note, first_words="鶴" * 900), "ja")
    pdf = render(content)
    assert pages(pdf) > 1
    read = "".join(text_of(pdf, tmp_path).split())
    assert read.count("入口で待ってもらう。") == 120
    assert read.count("鶴") == 900
    assert content.after[-10:] in read


def test_a_long_place_to_tick_is_broken_and_not_cut(tmp_path: Path) -> None:
    read = text_of(render(sheet(replace(RICH, meet_at="架空駅" * 60), "ja")), tmp_path)
    assert "".join(read.split()).count("架空駅") == 60
