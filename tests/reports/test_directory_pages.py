"""The directory on paper: contents, a bookmark for each kind, and every entry whole."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from referral_desk import resources
from referral_desk.domain.documents.directory_pages import DirectoryPages, compose_directory_pages
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.institution import Institution
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from tests.reports import samples
from tests.reports.test_documents_on_paper import text_of

CODES = resources.code_book()
LANGUAGES = [language.value for language in Language]
HOSTILE = "𠮷田<b>&の会"


def directory(institutions: Sequence[Institution], language: str = "ja") -> DirectoryPages:
    return compose_directory_pages(
        institutions=institutions,
        whole=True,
        centre=samples.CENTRE,
        told=Told(CODES, language, translator(Language(language)), lambda day: date_in_table(day, language)),
        today=samples.DAY,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_its_pages_and_a_bookmark_that_leads_to_them(language: str, tmp_path: Path) -> None:
    many = [replace(samples.GROUP, id=number, name=f"架空{number:02}会") for number in range(20)]
    content = directory([samples.OFFICE, *many, replace(samples.GROUP, id=99, name=HOSTILE)], language)
    pdf = render(content)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        kinds = [item for top in outline.root for item in top.children][1:]  # behind the contents
        assert [item.title for item in kinds] == [section.heading for section in content.sections]
        assert [opened.pages.index(pikepdf.Page(item.destination[0])) for item in kinds] == [1, 2]
        assert len(opened.pages) > 4
    read = text_of(pdf, tmp_path)
    for name in (HOSTILE, *(each.name for each in many)):
        assert name in read
    first, *rest = read.split("\f")
    assert all(section.heading in first for section in content.sections)
    assert content.continued.format(kind=content.sections[1].heading) in rest[2]


def test_a_long_entry_goes_on_over_pages_and_is_not_cut(tmp_path: Path) -> None:
    long = replace(samples.GROUP, handoff_note="鶴" * 6000, name="亀" * 120)
    read = text_of(render(directory([long])), tmp_path)
    assert read.count("鶴") == 6000
    assert read.count("亀") == 120


def test_an_empty_directory_says_so(tmp_path: Path) -> None:
    content = directory([])
    assert content.none in text_of(render(content), tmp_path)
