"""A letter by fax: the number is checked before the cover is made, and what goes out is written into the log."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.fax import FaxDraft
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _
from referral_desk.services import audit, fax
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.forms.fields import NameBox, TextField, tick
from referral_desk.ui.widgets.form import NoteField
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


class FaxDialog(PaperDialog):
    """Asks for number, check and pages, and shows cover and letter; ``numbers`` are those of the directory."""

    def __init__(
        self, work: Workplace, referral: Referral, numbers: Sequence[str], parent: QWidget | None = None
    ) -> None:
        remark = _("To {institution}. It goes into the disclosure log when it is printed or saved.").format(
            institution=referral.institution_name
        )
        super().__init__(work, _("Fax the letter"), remark, parent)
        self._referral = referral
        self.number = NameBox(numbers, name=numbers[0] if numbers else "")
        hint = "" if numbers else _("The directory has no fax number of this institution.")
        self.form.add_row("number", _("Fax number"), self.number, hint=hint, required=True)
        self.last_digits = TextField()
        self.last_digits.setMaxLength(8)
        self.read_aloud = tick(_("Read aloud while a colleague looked"), on=False)
        check_hint = _("Look at the receiver’s own paper, not at the number above.")
        self.form.add_row("last_digits", _("Last four digits again"), self.last_digits, hint=check_hint, required=True)
        self.form.add_row("read_aloud", _("Or instead"), self.read_aloud)
        self.enclosures = TextField("0")
        self.form.add_row("enclosures", _("Further pages"), self.enclosures, beside=Label(_("beside cover and letter")))
        self.note = NoteField(lines=2)
        self.form.add_row("remark", _("Note on the cover"), self.note, hint=_("Without the client’s name."))
        self.only_fax = tick(_("It does not go by post as well"), on=True)
        self.form.add_row("only_fax", _("By fax only"), self.only_fax)
        self.furnish(size=(54, 36))

    @property
    def draft(self) -> FaxDraft:
        """What is entered now."""
        typed = unicodedata.normalize("NFKC", self.enclosures.text()).strip() or "0"
        return FaxDraft(
            number=self.number.line.text(),
            last_digits=self.last_digits.text(),
            read_aloud=self.read_aloud.isChecked(),
            enclosures=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1,
            remark=self.note.toPlainText(),
            only_fax=self.only_fax.isChecked(),
        )

    def show_paper(self) -> None:
        work, referral, draft = self.work, self._referral, self.draft
        logged: list[Saved[Disclosure]] = []
        made: list[Issued] = []

        def make() -> Issued:
            made.append(fax.fax(work.centre, referral.id, draft))
            return made[-1]

        def note(action: Action) -> None:
            audit.handed_out(work.centre, action, made[-1].handout)
            if not logged:
                logged.append(fax.faxed(work.centre, referral.id, draft))

        def closed() -> None:
            if logged:
                work.publish(logged[0].changes)
                work.says.saved(_("Written into the disclosure log: by fax to {number}").format(number=draft.number))

        self.preview(
            make,
            _("Fax of {number}").format(number=referral.number),
            f"fax-{referral.number}.pdf",
            note=note,
            closed=closed,
        )


def open_fax(work: Workplace, referral: Referral, parent: QWidget) -> None:
    """Open the form with the fax numbers that the directory has of the receiver."""
    work.read(
        lambda: fax.numbers(work.centre, referral.institution_id),
        lambda numbers: FaxDialog(work, referral, numbers, parent).open(),
    )
