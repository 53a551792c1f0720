"""A contact that is stored: read it, correct it, take it out, and see who changed what of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.contact import Contact, check_reason
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.services import contacts
from referral_desk.services.contacts import OpenedContact
from referral_desk.ui.contact_words import told
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.contact import LONG_SIZE
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.forms.contact import ContactForm
from referral_desk.ui.forms.contact_presenter import CorrectionPresenter
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.permits import reason as why_not
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.correction_history import CorrectionHistory
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace

_NOTHING_NEW = Problem("", message(N_("Nothing here differs from what is stored.")))


class ContactCorrectionDialog(FormDialog):
    """``opened`` is the contact. ``corrected`` gets what is stored now and what it was before, ``removed`` what was
    taken out.
    """

    draft_form = "contact_correction"

    def __init__(
        self,
        work: Workplace,
        opened: OpenedContact,
        *,
        corrected: Callable[[Contact, Contact], None],
        removed: Callable[[Contact], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        centre, contact = work.centre, opened.contact
        written_on = opened.written_at.astimezone().date()
        super().__init__(
            work,
            _("Contact of {day}").format(day=short_date(contact.on)),
            _written(opened.client_name, contact.staff_name, short_date(written_on)),
            parent,
            draft=draft,
        )
        self._corrected, self._removed = corrected, removed
        self.presenter = CorrectionPresenter(contact, centre.codes, centre.today())
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = ContactForm(self.presenter, centre.today)
        self.form.set_long(True)
        self.reason = TextField(self.presenter.draft.reason)
        self.reason.textEdited.connect(self.presenter.put_reason)
        reasons = Form(gap=0.5)
        older = written_on < centre.clock().astimezone().date()
        hint = _("This was written on an earlier day: say why it is changed.") if older else _("May be left blank.")
        reasons.add_row("reason", _("Reason"), self.reason, hint=hint)
        self.history = CorrectionHistory(told(opened.corrections, centre.codes))
        body = column(self.form, reasons, self.history, gap=0.9)
        body.setStretch(0, 1)
        self.remove_button = Button(_("Take out…"), self.take_out, kind="danger", icon="remove")
        self.add_button(self.remove_button)
        self.history_button = Button(_("Corrections so far"), self.show_history, kind="quiet", icon="info")
        show_if(self.history_button, bool(opened.corrections))
        self.furnish(boxed(body), (*self.form.forms, reasons), size=LONG_SIZE)
        self.add_button(self.history_button)
        self.save_button.set_label(_("Save the correction"))
        work.permit(Action.CORRECT_CONTACT, self.save_button)
        work.permit(Action.REMOVE_CONTACT, self.remove_button)
        if not work.may(Action.CORRECT_CONTACT):
            self.form.set_read_only()
            self.reason.setReadOnly(True)

    def first_field(self) -> QWidget:
        return self.form.noted.first_field()

    def in_work(self) -> CorrectionPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        if not self.work.may(Action.CORRECT_CONTACT):
            self.problem_panel.set_text(why_not())
            return
        presenter, centre = self.presenter, self.work.centre
        problems = presenter.problems() or (() if presenter.corrects else (_NOTHING_NEW,))
        self.show_problems(problems)
        draft = presenter.contact()
        if problems or draft is None:
            return
        before, reason = presenter.stored_contact, presenter.draft.reason
        self.store(
            lambda: contacts.correct(centre, before.id, draft, version=before.version, reason=reason),
            lambda stored: self._corrected(stored, before),
        )

    def show_history(self) -> None:
        """Bring the corrections into view; they stand below the form."""
        scroll = self.findChild(QScrollArea)
        page = scroll.widget() if scroll else None
        if scroll is not None and page is not None:
            scroll.verticalScrollBar().setValue(self.history.mapTo(page, QPoint()).y())

    def take_out(self) -> None:
        """Take the contact out after asking, with the reason that must stand in its field."""
        centre, before, reason = self.work.centre, self.presenter.stored_contact, self.presenter.draft.reason
        problems = check_reason(reason, required=True)
        self.show_problems(problems)
        if problems or self.busy:
            return
        if ask(
            self,
            _("Take this contact out?"),
            _("It no longer counts in any figure. What it said is kept with your name and the reason."),
            _("Take out"),
            _("Leave it"),
            danger=True,
        ):
            self.store(lambda: contacts.remove(centre, before.id, reason=reason, version=before.version), self._removed)

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        self.remove_button.setEnabled(not busy and self.work.may(Action.REMOVE_CONTACT))


def _written(client: str, writer: str, day: str) -> str:
    if not writer:
        return _("{name} · entered on {day}").format(name=client, day=day)
    return _("{name} · written by {writer} on {day}").format(name=client, writer=writer, day=day)
