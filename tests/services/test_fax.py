"""A letter by fax: sent as it was issued, to a number that was checked, with its entry in the disclosure log."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from referral_desk.db.queries import disclosures
from referral_desk.db.queries import documents as issued_documents
from referral_desk.domain.codes import LegalBasis, PhoneKind
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.documents.freezing import freeze, thaw
from referral_desk.domain.documents.letter import Letter
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.fax import FaxDraft
from referral_desk.domain.institution import draft_of
from referral_desk.domain.institution_parts import InstitutionPhone
from referral_desk.services import clients, consents, document_register, documents, fax, institutions
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_consent, add_institution, add_referral

DRAFT = FaxDraft(number="0590000103", last_digits="0103")


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1 and office 1, and the letter of referral 1 issued."""
    add_client(centre)
    add_institution(centre)
    add_referral(centre, 1, 1)
    documents.letter(centre, 1)
    return centre


def log(centre: Centre) -> tuple[Disclosure, ...]:
    with centre.read() as session:
        return disclosures.of_client(session, 1)


def text_of(pdf: bytes, folder: Path, last: int = 1) -> str:
    path = folder / "fax.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", "-l", str(last), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_a_fax_is_a_cover_with_the_letter_behind_it_and_counts_its_pages(filled: Centre, tmp_path: Path) -> None:
    made = fax.fax(filled, 1, replace(DRAFT, enclosures=2))
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert len(opened.pages) == 3  # the cover, the letter, its reply slip
    cover = text_of(made.pdf, tmp_path)
    for word in ("FAX送信票", "059-000-0103", "架健精第1号", "5枚", "取扱注意", "誤って届いた場合"):
        assert word in cover


def test_a_cover_names_the_client_nowhere(filled: Centre, tmp_path: Path) -> None:
    cover = text_of(fax.fax(filled, 1, DRAFT).pdf, tmp_path)
    for word in ("見本 花子", "花子", "ミホン"):
        assert word not in cover


def test_a_subject_that_names_the_client_is_not_put_on_the_cover(filled: Centre, tmp_path: Path) -> None:
    with filled.sessions.write() as session:
        issued = issued_documents.issued(session, "letter", 1, "ja")
        assert issued is not None
        letter = thaw(issued.content)
        assert isinstance(letter, Letter)
        from referral_desk.db.models import DocumentTable

        row = session.get_one(DocumentTable, issued.id)
        row.content = freeze(replace(letter, subject="見本花子様の御紹介について(依頼)"))
    cover = text_of(fax.fax(filled, 1, DRAFT).pdf, tmp_path)
    assert "花子" not in cover
    assert "御紹介について" in cover


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, number="059"), "number"),
        (replace(DRAFT, number=""), "number"),
        (replace(DRAFT, last_digits="0104"), "last_digits"),
        (replace(DRAFT, remark="見本さんの件"), "remark"),
        (replace(DRAFT, enclosures=-1), "enclosures"),
    ],
)
def test_what_was_not_checked_is_neither_made_nor_logged(filled: Centre, draft: FaxDraft, field: str) -> None:
    before = log(filled)
    for send in (fax.fax, fax.faxed):
        with pytest.raises(Rejected) as refused:
            send(filled, 1, draft)
        assert [problem.field for problem in refused.value.problems] == [field]
    assert log(filled) == before


def test_a_letter_is_issued_before_it_is_faxed(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    with pytest.raises(NotPossible):
        fax.fax(filled, referral.id, DRAFT)


def test_a_revoked_letter_is_not_faxed(filled: Centre) -> None:
    document_register.revoke(filled, 1, "宛先の誤り")
    with pytest.raises(NotPossible):
        fax.fax(filled, 1, DRAFT)


def test_a_letter_whose_consent_was_withdrawn_is_not_faxed(centre: Centre) -> None:
    add_client(centre)
    add_institution(centre)
    consent = add_consent(centre)
    referral = add_referral(centre, 1, 1, consent=None)
    documents.letter(centre, referral.id)
    fax.fax(centre, referral.id, DRAFT)
    consents.withdraw(centre, consent.id, TODAY, "本人の申出")
    for send in (fax.fax, fax.faxed):
        with pytest.raises(NotPossible):
            send(centre, referral.id, DRAFT)


def test_the_log_says_to_which_number_it_went_how_that_was_checked_and_what_it_told(filled: Centre) -> None:
    (by_letter,) = log(filled)
    filled.today = lambda: TODAY + timedelta(days=1)
    stored = fax.faxed(filled, 1, DRAFT).record
    assert (stored.method, stored.on, stored.document_id) == ("fax", TODAY + timedelta(days=1), by_letter.document_id)
    assert (stored.items, stored.basis, stored.receiver) == (by_letter.items, LegalBasis.CONSENT, "架空市福祉事務所")
    assert stored.note == "059-000-0103へ送信。下4桁を再入力して照合済み"
    aloud = fax.faxed(filled, 1, replace(DRAFT, last_digits="", read_aloud=True)).record
    assert "読み合わせ済み" in aloud.note


def test_what_went_by_fax_only_did_not_go_by_post(filled: Centre) -> None:
    fax.faxed(filled, 1, DRAFT)
    struck = {each.method: each.struck for each in log(filled)}
    assert struck == {"fax": "", "letter": "郵送ではなくFAXで送付"}


def test_what_goes_by_post_as_well_stays_in_the_log(filled: Centre) -> None:
    fax.faxed(filled, 1, replace(DRAFT, only_fax=False))
    assert {each.method: each.struck for each in log(filled)} == {"fax": "", "letter": ""}


def test_making_a_cover_alone_writes_nothing_into_the_log(filled: Centre) -> None:
    before = log(filled)
    fax.fax(filled, 1, DRAFT)
    assert log(filled) == before
    assert len(clients.page(filled, 1).documents) == 1


def test_the_directorys_fax_numbers_are_offered_and_no_others(filled: Centre) -> None:
    assert fax.numbers(filled, 1) == ()
    phones = (
        InstitutionPhone(number="059-000-0110"),
        InstitutionPhone(number="059-000-0111", kind=PhoneKind.FAX),
        InstitutionPhone(number="059-000-0111", kind=PhoneKind.FAX, note="夜間"),
    )
    institutions.save(filled, replace(draft_of(institutions.get(filled, 1)), phones=phones), institution_id=1)
    assert fax.numbers(filled, 1) == ("059-000-0111",)
