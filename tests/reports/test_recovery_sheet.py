"""The recovery sheet on paper: every character of the code can be told from every other, and one page holds it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pypdfium2
import pytest

from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.recovery_sheet import WAY_IN, RecoverySheet, compose_recovery_sheet
from referral_desk.i18n import Language, translator
from referral_desk.reports.fonts import MissingGlyphs
from referral_desk.reports.render import render
from tests.reports import samples

CODE = "WWWWW-MQMQM-0D8BS-5SZ2Z-1J7T1-AAAAA-VYXKX-GC69N"
LANGUAGES = [language.value for language in Language]


def sheet(language: str = "ja", *, centre: CentreSettings = samples.CENTRE, login: str = "midori") -> RecoverySheet:
    return compose_recovery_sheet(
        code=CODE,
        centre=centre,
        login=login,
        made_at=datetime(2026, 11, 24, 10, 38),  # noqa: DTZ001 - wall-clock time, as the sheet says it
        language=language,
        tr=translator(Language(language)),
    )


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        return document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_one_page_with_all_groups_in_order(language: str) -> None:
    said = "".join(text_of(render(sheet(language))).split())
    places = [said.index(group) for group in CODE.split("-")]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widest_groups_do_not_touch_their_neighbours(language: str) -> None:
    with pypdfium2.PdfDocument(render(sheet(language))) as document:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(index) for index in range(page.count_chars())]
    rows: dict[int, list[tuple[float, float]]] = {}
    for left, bottom, right, top in boxes:
        if top - bottom > 12 and top < 750:  # below the title, the code is the only text of that height
            rows.setdefault(round(bottom / 30), []).append((left, right))
    assert [len(line) for line in rows.values()] == [20, 20]
    for line in rows.values():
        assert all(before[1] < after[0] for before, after in pairwise(sorted(line)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_names_the_way_in_as_the_window_does(language: str) -> None:
    assert translator(Language(language))(WAY_IN) in " ".join(sheet(language).steps)


def test_the_moment_stands_on_the_sheet_for_the_newer_one_counts() -> None:
    assert ("作成日時", "令和8年11月24日(火) 10:38") in sheet().facts
    assert sheet("en").facts[0] == ("Made on", "Tue 24 Nov 2026 10:38")


def test_equal_sheets_are_equal_bytes() -> None:
    assert render(sheet()) == render(sheet())


def test_a_sheet_does_not_show_its_code_by_accident() -> None:
    code = RecoveryCode.random().text()
    made = replace(sheet(), groups=tuple(code.split("-")))
    assert not any(group in repr(made) for group in made.groups)


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_leave_the_sheet_on_one_page(language: str) -> None:
    long = replace(samples.CENTRE, name="架空" * 30, department="見本" * 20)
    said = "".join(text_of(render(sheet(language, centre=long, login="midori" * 10))).split())
    assert "架空" * 30 in said
    assert "midori" * 10 in said


def test_a_name_that_no_font_has_stops_the_sheet() -> None:
    with pytest.raises(MissingGlyphs):
        render(sheet(centre=replace(samples.CENTRE, name="架空\ue000保健所")))
