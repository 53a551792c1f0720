"""The meeting calendar on paper: all of it readable, nothing cut, whatever the month brings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from referral_desk import resources
from referral_desk.domain.documents.meeting_calendar import CalendarChoice, MeetingCalendar, compose_meeting_calendar
from referral_desk.domain.institution import Institution
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from tests.reports import samples
from tests.reports.test_documents_on_paper import text_of

CODES = resources.code_book()
LANGUAGES = [language.value for language in Language]
HOSTILE = "𠮷田<b>&の会"


def group(name: str, schedule: str, venue: str = "見本公民館") -> Institution:
    return replace(samples.GROUP, name=name, schedule=parse_schedule(schedule), venue=venue)


def calendar(institutions: Sequence[Institution], language: str = "ja", *, large: bool = False) -> MeetingCalendar:
    return compose_meeting_calendar(
        institutions=institutions,
        month=(2026, 11),
        choice=CalendarChoice(target="alcohol"),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(Language(language)),
        holiday_name=lambda day: "勤労感謝の日" if (day.month, day.day) == (11, 23) else "",
        large=large,
    )


def pages(pdf: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in opened.pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_month_is_one_page_across_and_says_who_meets_where(language: str, tmp_path: Path) -> None:
    pdf = render(calendar([group(HOSTILE, "毎週火 19:00-21:00"), group("例町の会", "第2土 13:30")], language))
    assert pages(pdf) == [(842, 595)]
    read = text_of(pdf, tmp_path)
    assert "".join(read.split()).count(HOSTILE) == 4
    for words in ("19:00–21:00", "13:30", "見本公民館", samples.CENTRE.phone):
        assert words in read
    assert ("令和8年11月" if language == "ja" else "Nov 2026") in read
    assert ("勤労感謝の日" if language == "ja" else "Public holiday") in read


def test_sixty_meetings_in_a_month_all_stand_on_it(tmp_path: Path) -> None:
    every = "月火水木金土日"
    known = [group(f"架空{number:02}会", f"毎週{every[number % 7]} 19:00-20:30") for number in range(14)]
    content = calendar(known)
    assert sum(len(day.meetings) for day in content.days) == 60
    pdf = render(content)
    assert pages(pdf) == [(842, 595)]
    read = text_of(pdf, tmp_path)
    assert sum(read.count(each.name) for each in known) == 60
    assert read.count("見本公民館") == 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_with_too_many_is_told_whole_on_a_list_behind(language: str, tmp_path: Path) -> None:
    known = [group(f"架空{number:02}会", "毎週火 19:00-20:30", f"第{number:02}公民館") for number in range(30)]
    content = calendar(known, language)
    pdf = render(content)
    assert len(pages(pdf)) > 1
    read = text_of(pdf, tmp_path)
    assert content.list_heading in read
    for number in range(30):
        assert read.count(f"第{number:02}公民館") == 4
    assert content.more.split("{count}")[1].strip() in " ".join(read.split())


def test_a_name_without_end_is_broken_and_not_cut(tmp_path: Path) -> None:
    name = "見本" * 60
    read = text_of(render(calendar([group(name, "毎月第1火 19:00")])), tmp_path)
    assert "".join(read.split()).count("見本") >= 60


def test_a3_has_room_for_what_takes_a_list_behind_on_a4() -> None:
    every = "月火水木金土日"
    known = [group(f"架空断酒会 第{number:02}支部", f"毎週{every[number % 7]} 19:00-20:30") for number in range(28)]
    assert len(pages(render(calendar(known)))) > 1
    assert pages(render(calendar(known, large=True))) == [(1191, 842)]


def test_a_month_without_meetings_says_so(tmp_path: Path) -> None:
    content = calendar([])
    assert content.none in text_of(render(content), tmp_path)
