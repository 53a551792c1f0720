"""Recording a contact between two phone calls, or in detail."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.contact import Contact
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import contacts
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.contact import IN_DETAIL, ContactForm
from referral_desk.ui.forms.contact_presenter import ContactPresenter
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.workplace import Workplace

QUICK_SIZE, LONG_SIZE = (62.0, 43.0), (90.0, 47.0)
"""Of the dialog, in text heights; a small screen has less."""


class ContactDialog(FormDialog):
    """``last`` is the contact before, whose category is proposed again; ``saved`` gets the stored one.

    It opens with the few fields that are needed between two calls; Ctrl+D shows all of them in the same window.
    """

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
        centre = work.centre
        remark = _("{name} · written by {writer}").format(name=client.name, writer=centre.staff_name)
        super().__init__(work, _("Record a contact"), remark, parent, draft=draft)
        self._saved = saved
        self.presenter = ContactPresenter(client.id, centre.codes, centre.today(), last)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = ContactForm(self.presenter, centre.today)
        self.furnish(self.form, self.form.forms, size=LONG_SIZE if self.form.long else QUICK_SIZE)
        self.detail_button = Button("", self.turn, keys="Ctrl D")
        self.add_button(self.detail_button)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self.turn)
        self._say_which()

    def turn(self) -> None:
        """Show all fields, or go back to the few; what was typed stays, and the cursor too."""
        self.form.set_long(not self.form.long)
        width, height = LONG_SIZE if self.form.long else QUICK_SIZE
        room = self.screen().availableGeometry()
        self.resize(min(px(width), room.width() - px(2)), min(px(height), room.height() - px(3)))
        self.move(
            max(room.left(), min(self.x(), room.right() - self.width() - px(1))),
            max(room.top(), min(self.y(), room.bottom() - self.height() - px(2))),
        )
        self._say_which()

    def _say_which(self) -> None:
        self.detail_button.set_label(_("Write less") if self.form.long else _("Write in detail"))

    def first_field(self) -> QWidget:
        return self.form.service

    def in_work(self) -> ContactPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        if any(problem.field in IN_DETAIL for problem in problems) and not self.form.long:
            self.turn()
        self.show_problems(problems)
        draft = self.presenter.contact()
        if problems or draft is None:
            return
        centre = self.work.centre
        self.store(lambda: contacts.add(centre, draft), self._saved)
