"""Recording a contact between two phone calls."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.contact import Contact
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import contacts
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.contact import ContactForm
from referral_desk.ui.forms.contact_presenter import ContactPresenter
from referral_desk.ui.workplace import Workplace


class ContactDialog(FormDialog):
    """``last`` is the contact before, whose category is proposed again; ``saved`` gets the stored one."""

    draft_form = "contact"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        last: Contact | None,
        *,
        saved: Callable[[Contact], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Record a contact"), client.name, parent, draft=draft)
        self._saved = saved
        self.presenter = ContactPresenter(client.id, work.centre.today(), last)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = ContactForm(self.presenter, work.centre.codes, work.centre.today)
        self.furnish(self.form, (self.form.form,), size=(62, 43))

    def first_field(self) -> QWidget:
        return self.form.service

    def in_work(self) -> ContactPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def unsaved(self) -> bool:
        return self.presenter.changed

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        draft = self.presenter.contact()
        if problems or draft is None:
            return
        centre = self.work.centre
        self.store(lambda: contacts.add(centre, draft), self._saved)
