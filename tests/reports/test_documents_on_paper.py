"""Every document, drawn: what it says can be read back, nothing is lost, nothing is interpreted."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk import resources
from referral_desk.domain.client import Client
from referral_desk.domain.documents.card import Card, CardLanguage, compose_card
from referral_desk.domain.documents.letter import Letter, compose_letter
from referral_desk.domain.documents.place_list import PlaceList, compose_place_list
from referral_desk.domain.documents.summary import ClientSummary, compose_summary
from referral_desk.domain.documents.tally_page import compose_tally_page
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, translator
from referral_desk.reports.fonts import MissingGlyphs
from referral_desk.reports.render import Document, encrypt, render
from referral_desk.reports.wording import card_wording, letter_wording
from tests.reports import samples

CODES = resources.code_book()
LANGUAGES = [language.value for language in Language]


def letter(
    language: str = "ja",
    *,
    client: Client = samples.CLIENT,
    referral: Referral = samples.REFERRAL,
    institution: Institution = samples.OFFICE,
) -> Letter:
    return compose_letter(
        referral=referral,
        client=client,
        institution=institution,
        centre=samples.CENTRE,
        staff=samples.STAFF,
        wording=letter_wording(CODES.institution_kinds[institution.kind], language),
        codes=CODES,
        language=language,
        tr=translator(Language(language)),
        issued_on=samples.DAY,
        allowed=samples.everything(CODES, referral),
        number=104,
    )


def card(language: str = "ja", institution: Institution = samples.GROUP) -> Card:
    return compose_card(
        institution=institution,
        centre=samples.CENTRE,
        wording=card_wording(CardLanguage(language)),
        codes=CODES,
        language=CardLanguage(language),
        tr=translator(Language(language)),
        now=datetime(2026, 11, 23, 10),  # noqa: DTZ001 - wall-clock time, as the card says it
        is_holiday=lambda _day: False,
    )


def summary(language: str = "ja", client: Client = samples.CLIENT) -> ClientSummary:
    return compose_summary(
        client=client,
        board=samples.board(CODES),
        referrals=samples.REFERRALS,
        follow_ups=samples.FOLLOW_UPS,
        contacts=samples.CONTACTS,
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(Language(language)),
        today=samples.DAY,
    )


def every_document(language: str) -> list[Document]:
    tally = compose_tally_page(
        tally=samples.tally(CODES),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(Language(language)),
        made_on=samples.DAY,
        charts=samples.charts(CODES, language, translator(Language(language))).all(),
    )
    return [letter(language), card(language), summary(language), tally]


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_embeds_its_fonts_and_says_what_it_is(language: str, tmp_path: Path) -> None:
    for document in every_document(language):
        path = tmp_path / "document.pdf"
        path.write_bytes(render(document))
        rows = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True).stdout.splitlines()[
            2:
        ]
        assert rows
        assert all(row.split()[-5] == "yes" for row in rows)
        with pikepdf.open(path) as opened:
            assert str(opened.docinfo["/Title"]) == document.about.title
            assert str(opened.docinfo["/Author"]) == "架空市保健所"
            assert str(opened.Root.Lang) == language
            assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_documents_are_equal_bytes(language: str) -> None:
    for first, second in zip(every_document(language), every_document(language), strict=True):
        assert render(first) == render(second)


def test_a_common_letter_stands_on_one_page(tmp_path: Path) -> None:
    with pikepdf.open(_saved(render(letter()), tmp_path)) as opened:
        assert len(opened.pages) == 1


def test_a_letter_gives_the_names_back_as_typed(tmp_path: Path) -> None:
    client = samples.client(name="𡈽屋 𠮷子<b>&", address="架空市髙﨑町 德濵荘")
    found = text_of(render(letter(client=client)), tmp_path)
    for name in ("𡈽屋", "𠮷子<b>&", "架空市髙﨑町", "德濵荘", "架健精第104号", "令和8年11月23日", "御中"):
        assert name in found


def test_a_history_of_4000_characters_flows_over_pages_and_loses_nothing(tmp_path: Path) -> None:
    history = "".join(f"[{number}]離職し、家賃を滞納している。" for number in range(220))
    path = _saved(render(letter(referral=samples.referral(background=history))), tmp_path)
    with pikepdf.open(path) as opened:
        pages = len(opened.pages)
    found = text_of(path.read_bytes(), tmp_path)
    assert pages > 2
    assert f"1 / {pages}" in found
    assert f"{pages} / {pages}" in found
    assert all(f"[{number}]" in found for number in range(220))
    assert "以上" in found


def test_the_card_stays_on_one_page_and_names_no_client(tmp_path: Path) -> None:
    found = text_of(render(card()), tmp_path)
    assert found.count("\f") == 1
    assert "AA架空グループ" in found
    assert samples.CLIENT.name not in found
    assert samples.CLIENT.kana not in found


def test_the_summary_of_a_busy_client_takes_at_most_two_pages(tmp_path: Path) -> None:
    found = text_of(render(summary()), tmp_path)
    assert found.count("\f") <= 2
    assert "取扱注意" in found


def test_a_missing_character_anywhere_stops_the_printing() -> None:
    broken: list[Document] = [
        letter(client=samples.client(kana="タカハシ\ue000")),
        card(institution=replace(samples.GROUP, venue="会館😀")),
        summary(client=samples.client(note="𪚥")),
    ]
    for document in broken:
        with pytest.raises(MissingGlyphs):
            render(document)


def test_an_encrypted_document_opens_with_its_password_only(tmp_path: Path) -> None:
    locked = encrypt(render(card()), "見本のパスワード")
    path = _saved(locked, tmp_path)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password="見本のパスワード") as opened:
        assert opened.encryption.R == 6
        assert opened.encryption.bits == 256
    with pytest.raises(ValueError, match="empty password"):
        encrypt(render(card()), "")


@settings(max_examples=30)
@given(st.text(max_size=300), st.text(max_size=2000), st.sampled_from(LANGUAGES))
def test_no_typed_text_breaks_a_document(short: str, long: str, language: str) -> None:
    client = samples.client(
        name=short or "見本", kana=short, address=long, contact_caution=long, household=short, note=long
    )
    referral = samples.referral(request=long, background=long, consent_by=short)
    group = replace(samples.GROUP, name=short, venue=long, contact_name=short)
    office = replace(samples.OFFICE, name=short, contact_name=short)
    documents: list[Document] = [
        letter(language, client=client, referral=referral, institution=office),
        card(language, group),
        summary(language, client),
    ]
    for document in documents:
        absent: tuple[str, ...] = ()
        try:
            assert render(document).startswith(b"%PDF")
        except MissingGlyphs as report:
            absent = report.characters
        assert set(absent) <= set(short + long)


def _saved(pdf: bytes, folder: Path) -> Path:
    path = folder / "saved.pdf"
    path.write_bytes(pdf)
    return path


# --- the list of places -----------------------------------------------------------------------------------------------


def place_list(language: str, *institutions: Institution) -> PlaceList:
    return compose_place_list(
        institutions=institutions,
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(Language(language)),
        now=datetime.combine(samples.DAY, time(9)),
        is_holiday=lambda _day: False,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_places_says_when_where_and_whom_to_ask_for(language: str, tmp_path: Path) -> None:
    group = replace(samples.GROUP, name="𠮷田<b>&の会", address="架空市見本町1-2", contact_name="例田 桜", fee="100円")
    read = text_of(render(place_list(language, group)), tmp_path)
    for words in ("𠮷田<b>&の会", "架空市見本町1-2", "例田 桜", "100円", group.phone, samples.CENTRE.phone):
        assert words in read


def test_the_codes_of_the_list_hold_the_number_and_the_address() -> None:
    with_all = replace(samples.GROUP, phone="059-000-0300", address="架空市見本町1-2")
    neither = replace(samples.GROUP, phone="", address="", venue="")
    entry, bare = place_list("ja", with_all, neither).entries
    assert (entry.call, entry.map) == ("tel:059-000-0300", "架空市見本町1-2")
    assert (bare.call, bare.map) == ("", "")
    assert len(pdf_boxes(place_list("ja", with_all))) > len(pdf_boxes(place_list("ja", neither))) + 100


def pdf_boxes(content: PlaceList) -> bytes:
    """Return the drawing of the first page: each dark run of a code is a filled box in it."""
    with pikepdf.open(io.BytesIO(render(content))) as pdf:
        return pdf.pages[0].Contents.read_bytes()


def test_a_long_list_of_places_goes_on_over_pages() -> None:
    many = [replace(samples.GROUP, name=f"架空の会{number}") for number in range(12)]
    with pikepdf.open(io.BytesIO(render(place_list("ja", *many)))) as pdf:
        assert len(pdf.pages) > 1
