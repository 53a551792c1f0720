"""Access requests: nothing that is held of a person is forgotten, what is of others is apart, and it is logged."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from referral_desk.db.models import Base
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.codes import LegalBasis, SpokeWith
from referral_desk.domain.documents.held_record import labelled
from referral_desk.domain.errors import NotAllowed, NotFound
from referral_desk.domain.held_record import SECTIONS
from referral_desk.domain.held_record_words import SECTION_WORDS, word_of
from referral_desk.i18n import Language
from referral_desk.services import access_request, audit, contacts
from referral_desk.services.access_request import HeldFile, HeldFormat
from referral_desk.services.centre import Centre
from tests.making import add_client, add_contact, add_institution, contact_draft
from tests.services.held_rows import LEFT_OUT, Filled, fill


@pytest.fixture
def filled(centre: Centre) -> Filled:
    add_institution(centre)
    return fill(centre)


def told(centre: Centre, client_id: int = 1, **choices: Any) -> dict[str, Any]:
    file = access_request.prepare(centre, client_id, HeldFormat.JSON, **choices)
    document = json.loads(file.content)
    assert isinstance(document, dict)
    return document


def printed(file: HeldFile) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(file.content)) as pages:
        return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "").replace("\n", "")


def test_every_column_of_every_table_of_a_client_is_told(centre: Centre, filled: Filled) -> None:
    text = json.dumps(told(centre), ensure_ascii=False, indent=1)
    assert {name: word for name, word in filled.expected.items() if word not in text} == {}
    assert len(filled.expected) > 200


def test_what_is_left_out_names_columns_that_there_are(filled: Filled) -> None:
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    known = {str(name) for each in columns for name in (each.table, each.name, f"{each.table}.{each.name}")}
    assert set(LEFT_OUT) <= known


def test_every_section_and_field_has_a_label(centre: Centre, filled: Filled) -> None:
    document = told(centre)
    assert set(SECTION_WORDS) >= set(SECTIONS)
    fields = set(labelled({name: document[name] for name in SECTIONS}))
    fields |= set(labelled({"members": [each["value"] for each in document["third_party"] if not each["field"]]}))
    assert {(section, field) for section, field in fields if word_of(section, field) is None} == set()
    assert len(fields) > 150


@pytest.mark.parametrize("language", Language)
def test_the_paper_says_what_the_json_says(centre: Centre, filled: Filled, language: Language) -> None:
    text = printed(access_request.prepare(centre, 1, HeldFormat.PDF, language=language))
    said = {name: word.strip('"') for name, word in filled.expected.items() if word.startswith('"印')}
    assert {name for name, word in said.items() if word not in text} == set()
    assert len(said) > 120


def office(centre: Centre) -> None:
    """A client whose mother called, and who came herself."""
    add_client(centre, name="𠮷田<b>&", kana="ヨシダ")
    add_contact(centre, 1, note="母の話の印", spoke_with=SpokeWith.FAMILY, with_name="母の名の印")
    add_contact(centre, 1, note="本人の話の印", spoke_with=SpokeWith.CLIENT)


def test_what_the_mother_said_stands_apart_with_its_place(centre: Centre) -> None:
    office(centre)
    document = told(centre)
    by_mother = next(each for each in document["contacts"] if each["spoke_with"]["code"] == "family")
    assert by_mother["note"] == {"separate": 1}
    assert by_mother["with_name"] == {"separate": 2}
    assert document["third_party"][0] == {
        "no": 1,
        "section": "contacts",
        "id": "t-1",
        "field": "note",
        "corrected_at": None,
        "value": "母の話の印",
    }
    own = json.dumps({name: document[name] for name in SECTIONS}, ensure_ascii=False)
    assert "母の話の印" not in own
    assert "本人の話の印" in own


def test_the_mothers_words_do_not_become_the_clients_by_a_correction(centre: Centre) -> None:
    office(centre)
    contacts.correct(centre, 1, contact_draft(1, note="母の話の印", spoke_with=SpokeWith.CLIENT), reason="聞き違い")
    document = told(centre, third_party=False)
    assert "母の話の印" not in json.dumps(document, ensure_ascii=False)
    assert "third_party" not in document


@pytest.mark.parametrize("file_format", HeldFormat)
def test_without_third_parties_nothing_of_them_is_in_the_file(centre: Centre, file_format: HeldFormat) -> None:
    office(centre)
    file = access_request.prepare(centre, 1, file_format, third_party=False)
    text = printed(file) if file_format is HeldFormat.PDF else file.content.decode()
    assert "母" not in text
    assert "本人の話の印" in text
    assert file.apart == 2
    whole = access_request.prepare(centre, 1, file_format)
    assert "母の話の印" in (printed(whole) if file_format is HeldFormat.PDF else whole.content.decode())


def test_the_paper_keeps_the_parts_on_pages_of_their_own(centre: Centre) -> None:
    office(centre)
    file = access_request.prepare(centre, 1, HeldFormat.PDF)
    with pypdfium2.PdfDocument(io.BytesIO(file.content)) as pages:
        texts = [page.get_textpage().get_text_range() for page in pages]
    assert "母の話の印" in texts[-1]
    assert not any("母の話の印" in text for text in texts[:-1])
    assert "第2部" in texts[-1]
    assert "𠮷田<b>&" in texts[0]
    assert f"1 / {len(texts)}" in texts[0]


def test_a_long_note_flows_over_the_pages_and_loses_nothing(centre: Centre) -> None:
    add_client(centre)
    note = "".join(f"第{number}回の話。" for number in range(600))
    add_contact(centre, 1, note=note, spoke_with=SpokeWith.CLIENT)
    text = printed(access_request.prepare(centre, 1, HeldFormat.PDF))
    assert all(f"第{number}回の話。" in text for number in (1, 250, 599))


def test_handing_out_is_in_the_log_and_in_the_trail(centre: Centre) -> None:
    office(centre)
    file = access_request.prepare(centre, 1, HeldFormat.PDF, third_party=False)
    entry = access_request.hand_out(centre, file).record
    assert (entry.method, entry.basis, entry.receiver) == (
        "access_request",
        LegalBasis.BY_LAW,
        "𠮷田<b>&(本人)",
    )
    assert entry.items == tuple(sorted(item.code for item in centre.codes.disclosure_items.items))
    assert entry.note == "第三者に関する記載を除いたもの"
    newest = audit.rows(centre, AuditFilter()).rows[1]
    assert (newest.action, newest.client_id) == (Action.GIVE_ACCESS, 1)
    assert dict(newest.detail) == {"kind": "disclosure", "format": "pdf", "third_party": False}


def test_what_cannot_be_logged_is_not_handed_out(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    office(centre)
    file = access_request.prepare(centre, 1, HeldFormat.JSON)

    def broken(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("referral_desk.services.disclosures.record_in", broken)
    with pytest.raises(RuntimeError):
        access_request.hand_out(centre, file)
    assert [row.action for row in audit.rows(centre, AuditFilter()).rows if row.action == Action.GIVE_ACCESS] == []


def test_staff_may_not_give_it_out(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    office(centre)
    settings = centre.settings
    me = replace(settings.staff[0], role=Role.STAFF)
    monkeypatch.setattr(centre, "settings", replace(settings, staff=(me,)))
    with pytest.raises(NotAllowed):
        access_request.prepare(centre, 1, HeldFormat.JSON)


def test_an_unknown_client_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        access_request.prepare(centre, 7, HeldFormat.JSON)
