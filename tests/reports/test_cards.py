"""The client's card in each size and in each language: cut from A4 without a word lost, readable without kanji."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from referral_desk import resources
from referral_desk.domain.documents.card import Card, CardLanguage, CardLayout, CardSheet, compose_card
from referral_desk.domain.institution import Institution
from referral_desk.i18n import Language, translator
from referral_desk.reports.card_small import small_card
from referral_desk.reports.drawing import Circle, Polygon, Polyline, Rule, TextMark, moved
from referral_desk.reports.render import render
from referral_desk.reports.styles import MM
from referral_desk.reports.wording import card_wording
from tests.reports import samples

CODES = resources.code_book()
LONG = replace(
    samples.GROUP,
    name="特定非営利活動法人 架空見本依存症回復支援の会 𠮷田<b>&支部",
    contact_name="世話人の例田さん(受付の赤い名札の人)",
    address="架空県架空郡見本町大字例田字試山一丁目234番地の56\n見本の里ビルディング 西館 12階\n1205号室",
    access="架空駅東口からバス「試山」行きで20分、終点から歩いて8分",
)
GROUPS = pytest.mark.parametrize("group", [samples.GROUP, LONG], ids=["short", "long"])


def card(language: CardLanguage = CardLanguage.JA, group: Institution = samples.GROUP, nickname: str = "") -> Card:
    return compose_card(
        institution=group,
        centre=samples.CENTRE,
        wording=card_wording(language),
        codes=CODES,
        language=language,
        tr=translator(Language(language.spoken)),
        now=datetime(2026, 11, 23, 10),  # noqa: DTZ001 - wall-clock time, as the card says it
        is_holiday=lambda _day: False,
        nickname=nickname,
    )


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """Return the sizes of the pages in millimetres."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [(float(page.mediabox[2]) / MM, float(page.mediabox[3]) / MM) for page in opened.pages]


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "card.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s", "", found)


@pytest.mark.parametrize("language", CardLanguage)
@pytest.mark.parametrize(
    ("layout", "count", "width"),
    [(CardLayout.ONE, 1, 105), (CardLayout.FOUR_A6, 4, 210), (CardLayout.TEN_SMALL, 10, 210)],
)
def test_each_size_has_as_many_cards_as_it_says(
    language: CardLanguage, layout: CardLayout, count: int, width: int, tmp_path: Path
) -> None:
    pdf = render(CardSheet(card(language), layout))
    assert pages(pdf) == [(pytest.approx(width, abs=0.1), pytest.approx(148 if width == 105 else 297, abs=0.1))]
    found = text_of(pdf, tmp_path)
    for word in ("AA架空グループ", "例田さん", "090-0000-0001", "059-000-0000"):
        assert found.count(word) == count


@GROUPS
def test_a_small_card_holds_all_of_it_on_its_own_paper(group: Institution) -> None:
    sheet = small_card(card(CardLanguage.EASY, group))
    marks = [mark for mark in sheet.marks if isinstance(mark, TextMark)]
    assert min(mark.y for mark in marks) > 2 * MM
    assert max(mark.y + mark.line.atoms[0].size for mark in marks if mark.line.atoms) < sheet.height - 2 * MM
    assert all(mark.x + mark.line.width <= sheet.width - 3 * MM for mark in marks)
    written = re.sub(r"\s", "", "".join(mark.line.text for mark in marks))
    for text in (group.name, group.contact_name, group.address, group.venue, group.phone):
        assert re.sub(r"\s", "", text) in written
    tops = [mark for mark in sheet.marks if isinstance(mark, Rule)]
    facts = [mark.y for mark in marks if tops[0].y1 > mark.y > tops[1].y1]
    assert facts, "the facts stand between the two rules"


def test_a_long_card_goes_on_on_a_second_sheet_of_four() -> None:
    long = card(CardLanguage.EASY, LONG)
    assert len(pages(render(CardSheet(long, CardLayout.FOUR_A6)))) == len(
        pages(render(CardSheet(long, CardLayout.ONE)))
    )


def test_a_nickname_stands_on_the_card_only_where_it_is_wanted(tmp_path: Path) -> None:
    assert "はな" in text_of(render(CardSheet(card(nickname="はな"), CardLayout.FOUR_A6)), tmp_path)
    assert "はな" not in text_of(render(CardSheet(card(), CardLayout.FOUR_A6)), tmp_path).replace("話", "")


def test_every_language_has_every_word() -> None:
    ja = card_wording(CardLanguage.JA)
    for language in CardLanguage:
        words = card_wording(language)
        for part in ("kind", "labels", "happens", "bring"):
            assert set(getattr(words, part)) == set(getattr(ja, part))
    assert set(card_wording(CardLanguage.EASY).targets) <= {code.code for code in CODES.targets.items}


def test_in_easy_japanese_every_kanji_has_its_reading_behind_it() -> None:
    words = card_wording(CardLanguage.EASY)
    texts = [words.footer]
    for part in (words.kind, words.labels, words.happens, words.bring, words.targets):
        texts += part.values()
    for text in texts:
        for kanji in re.finditer(r"[一-鿿々]+", text):
            assert re.match(r"（[ぁ-ん]+）", text[kanji.end() :]), text


def test_easy_japanese_counts_years_as_everybody_does() -> None:
    assert card(CardLanguage.EASY).facts[0].text.startswith("2026年 11月 24日（火）")
    assert card(CardLanguage.JA).facts[0].text.startswith("令和8年")
    assert card(CardLanguage.EASY).about.language == "ja"


@pytest.mark.parametrize(
    "mark",
    [
        Rule(1, 2, 3, 4),
        Circle(1, 2, 3),
        Polyline(((1, 2), (3, 4))),
        Polygon(((1, 2), (3, 4))),
    ],
)
def test_a_mark_is_moved_as_a_whole(mark: Rule | Circle | Polyline | Polygon) -> None:
    there = moved(mark, 10, 20)
    assert there != mark
    assert moved(there, -10, -20) == mark
