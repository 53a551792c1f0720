"""The dialogs of the wording of letters, for the tour: the list, and the editor with a wording of the centre's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from referral_desk.domain.documents.letter_versions import KnownWording, WordingVersion
from referral_desk.domain.drafts import write_record
from referral_desk.i18n import Language, language
from referral_desk.services import letter_wordings
from referral_desk.ui.dialogs.letter_wording import LetterWordingDialog
from referral_desk.ui.dialogs.letter_wordings import LetterWordingsDialog
from referral_desk.ui.forms.wording_presenter import View

if TYPE_CHECKING:
    from referral_desk.ui.desk import DeskWindow

_SAVED_AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
_GREETING = {
    Language.JA: "{センター名}の業務に御理解をいただき、厚くお礼申し上げます。",
    Language.EN: "Thank you for your continued support of {centre}.",
}
_WRONG = {Language.JA: "{住所}の方を御紹介します。", Language.EN: "We refer the person of {address} to you."}


def wording_dialogs(desk: DeskWindow) -> tuple[tuple[str, Callable[[], QDialog]], ...]:
    """Return the dialogs by the names of their pictures."""
    lang = Language(language())

    def editor(view: View, **texts: str) -> QDialog:
        known = _own(desk, lang, {"opening": _GREETING[lang], **texts})
        dialog = LetterWordingDialog(desk.work, known, saved=lambda _known: None, parent=desk)
        dialog.show_view(view)
        return dialog

    return (
        ("letter-wordings", lambda: LetterWordingsDialog(desk.work, desk)),
        ("letter-wording", lambda: editor(View.LETTER)),
        ("letter-wording-wrong", lambda: editor(View.LETTER, main=_WRONG[lang])),
        ("letter-sentences", lambda: editor(View.SENTENCES)),
        ("letter-items", lambda: editor(View.RECORD)),
        ("letter-versions", lambda: editor(View.VERSIONS)),
    )


def _own(desk: DeskWindow, lang: Language, texts: Mapping[str, str]) -> KnownWording:
    """Return the wording for welfare offices as if the centre had changed it; nothing is stored."""
    known = letter_wordings.known(desk.centre, "welfare_office", lang)
    own = known.draft
    for key, text in texts.items():
        own = own.with_text(key, text)
    version = WordingVersion(
        id=1,
        template=known.template,
        language=lang,
        number=1,
        content=write_record(own),
        shipped=False,
        note="",
        staff_name=desk.centre.staff_name,
        saved_at=_SAVED_AT,
    )
    return replace(known, draft=own, versions=(version,))
