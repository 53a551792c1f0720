"""The mark in what a letter leaves behind, in the centre's own wording, and in entries of the directory merged."""

from __future__ import annotations

from referral_desk.domain.documents.letter_wording import WordingDraft
from referral_desk.domain.outgoing import Choice, told_at_first
from referral_desk.i18n import Language
from referral_desk.services import document_register, documents, institution_merging, institutions, letter_wordings
from referral_desk.services.centre import Centre
from referral_desk.services.handover_sheet import handover_sheet
from referral_desk.services.outgoing import outgoing
from tests.making import institution_draft
from tests.safety.journey.marks import KANA, PHONE, TEXT

_TEMPLATE = "welfare_office"


def fill(centre: Centre, referral: int, office: int) -> None:
    """Look at what the letter of ``referral`` tells, issue it, revoke it and issue it anew; merge two entries."""
    _word(centre)
    seen = outgoing(centre, referral)
    assert seen is not None
    documents.letter(centre, referral, choice=Choice(told_at_first(seen.items), seen.to))
    issued = document_register.rows(centre, document_register.RegisterFilter())[0]
    document_register.revoke(centre, issued.id, TEXT)
    documents.letter(centre, referral)
    handover_sheet(centre)
    _merge(centre, office)


def _word(centre: Centre) -> None:
    known = letter_wordings.known(centre, _TEMPLATE, Language.JA)
    draft: WordingDraft = known.draft.with_text("opening", TEXT)
    letter_wordings.save(centre, _TEMPLATE, Language.JA, draft, number=known.number, note=TEXT)


def _merge(centre: Centre, office: int) -> None:
    """Merge one entry that was entered twice and take it back, and another that stays merged."""
    for number in range(2):
        twin = institution_draft(name=f"{TEXT}双{number}", kana=KANA, phone=PHONE, address=TEXT, note=TEXT)
        merged = institution_merging.merge(centre, office, institutions.save(centre, twin).record.id, {}).record
        if number == 0:
            institution_merging.undo(centre, merged.id)
