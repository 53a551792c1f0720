"""Opening a contact from a client's course, and what is said and can be undone afterwards."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.contact import Contact, draft_of
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.i18n import _
from referral_desk.services import contacts
from referral_desk.services.contacts import OpenedContact
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.forms.contact_presenter import TypedContact
from referral_desk.ui.workplace import Workplace


def open_contact(work: Workplace, over: QWidget, contact_id: int, draft: Draft | None = None) -> None:
    """Read a contact and open it over the window of ``over``; ``draft`` is what was kept of its correction."""

    def show(opened: OpenedContact) -> None:
        if over.isVisible():
            ContactCorrectionDialog(
                work,
                opened,
                corrected=lambda stored, before: _corrected(work, stored, before),
                removed=lambda _contact: work.says.saved(_("The contact was taken out.")),
                parent=over.window(),
                draft=draft,
            ).open()

    work.read(lambda: contacts.opened(work.centre, contact_id), show)


def open_correction_again(work: Workplace, over: QWidget, draft: Draft) -> None:
    """Open the form of a correction that was kept, if its contact is still there."""
    contact_id = read_draft(TypedContact, draft.content).draft.contact_id
    if contact_id is not None:
        open_contact(work, over, contact_id, draft)


def _corrected(work: Workplace, stored: Contact, before: Contact) -> None:
    def undo() -> None:
        work.write(
            lambda: contacts.correct(work.centre, stored.id, draft_of(before), version=stored.version),
            lambda _contact: work.says.saved(_("The contact says again what it said before.")),
        )

    work.says.saved(_("The contact was corrected."), undo)
