"""The form of a contact: day, service, category, factors, with whom, what was said; in the long form all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.i18n import _
from referral_desk.ui.forms.contact_note import ContactNote
from referral_desk.ui.forms.contact_presenter import ContactPresenter
from referral_desk.ui.forms.fields import TextField, choices, tick
from referral_desk.ui.look import px
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import ToggleChips

IN_DETAIL = ("with_name", "client_unmet", "minutes")
"""The rows that only the long form shows."""


class ContactForm(QWidget):
    """Forwards what is entered to its presenter.

    What happened stands at the left and the note beside it, or below where it is narrow. ``forms`` are both, to show
    problems in.
    """

    def __init__(self, presenter: ContactPresenter, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self.form = Form(gap=0.6)
        self._facts(today)
        self._details()
        self.noted = ContactNote(presenter)
        self.forms = (self.form, self.noted.form)
        body = SideBySide(self.form, self.noted, stretch=(5, 4), narrow=70, gap=1.4)
        beside = body.layout()
        assert beside is not None
        beside.setAlignment(self.form, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(body))
        self._long = True
        self.set_long(presenter.draft.in_detail)

    @property
    def note(self) -> NoteField:
        """The note as free text."""
        return self.noted.note

    @property
    def long(self) -> bool:
        """Whether all fields are shown."""
        return self._long

    def set_long(self, on: bool) -> None:
        """Show all fields, or only those that are needed between two phone calls, and those that something is in."""
        if on == self._long:
            return
        self._long = on
        typed = self._presenter.draft
        filled = {
            "with_name": bool(typed.with_name),
            "client_unmet": typed.client_unmet,
            "minutes": bool(self.minutes.text()),
        }
        for name in IN_DETAIL:
            self.form.show_row(name, on or filled.get(name, False))
        self.noted.show_ways(on or typed.soap is not None)

    def set_read_only(self) -> None:
        """Let everything be read and nothing be changed."""
        for line in self.findChildren(QLineEdit):
            line.setReadOnly(True)
        for text in self.findChildren(QPlainTextEdit):
            text.setReadOnly(True)
        for choice in (self.service, self.category, self.factors, self.spoke_with, self.client_unmet):
            choice.setEnabled(False)

    def _facts(self, today: Callable[[], date]) -> None:
        presenter, codes = self._presenter, self._presenter.codes
        typed = presenter.draft
        self.on = DateField(today=today)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._day)
        self.form.add_row("on", _("Date"), self.on, required=True)
        if unread := presenter.typed("on"):
            self.on.type_in(unread)
        self.service = ToggleChips(choices(codes.contact_services), name=_("Service"), chosen=[typed.service or ""])
        self.service.changed.connect(self._service)
        self.form.add_row("service", _("Service"), self.service, required=True)
        self.category = ToggleChips(
            choices(codes.contact_categories), name=_("About"), first_number=0, chosen=[typed.category]
        )
        self.category.changed.connect(self._category)
        hint = _("As at the last contact; choose another if it was about something else.") if presenter.as_last else ""
        self.form.add_row("category", _("About"), self.category, required=True, hint=hint)
        self.factors = ToggleChips(
            choices(codes.factors), name=_("Factors"), exclusive=False, first_number=0, chosen=typed.factors
        )
        self.factors.changed.connect(self._factors)
        self.form.add_row("factors", _("Factors"), self.factors, hint=_("Any number, or none."))
        self.spoke_with = ToggleChips(choices(codes.spoke_with), name=_("Spoke with"), chosen=[typed.spoke_with or ""])
        self.spoke_with.changed.connect(self._spoke_with)
        self.form.add_row("spoke_with", _("Spoke with"), self.spoke_with)

    def _details(self) -> None:
        presenter = self._presenter
        typed = presenter.draft
        self.with_name = TextField(typed.with_name, placeholder=_("e.g. mother, caseworker in charge"))
        self.with_name.textEdited.connect(lambda text: presenter.put(replace(presenter.draft, with_name=text)))
        self.form.add_row("with_name", _("Who exactly"), self.with_name)
        self.client_unmet = tick(_("Nobody of us has met the client yet"), typed.client_unmet)
        self.client_unmet.setMinimumHeight(px(2.3))  # as high as a field, so that its words stand beside the label
        self.client_unmet.toggled.connect(lambda on: presenter.put(replace(presenter.draft, client_unmet=on)))
        self.form.add_row("client_unmet", _("Not yet met"), self.client_unmet)
        minutes = presenter.typed("minutes") or ("" if typed.minutes is None else str(typed.minutes))
        self.minutes = TextField(minutes)
        self.minutes.setMaximumWidth(px(5))
        self.minutes.textEdited.connect(presenter.put_minutes)
        if presenter.typed("minutes"):
            presenter.put_minutes(minutes)
        beside = row(Label(_("minutes")), gap=0)
        beside.addStretch(1)
        self.form.add_row("minutes", _("It took"), self.minutes, beside=boxed(beside))

    def _day(self) -> None:
        self._presenter.put(replace(self._presenter.draft, on=self.on.day))
        self._presenter.unread("on", self.on.text(), self.on.problem)

    def _service(self) -> None:
        code = self.service.value()
        self._presenter.put(replace(self._presenter.draft, service=ContactService(code) if code else None))

    def _category(self) -> None:
        self._presenter.put(replace(self._presenter.draft, category=self.category.value() or ""))

    def _factors(self) -> None:
        self._presenter.put(replace(self._presenter.draft, factors=self.factors.chosen()))

    def _spoke_with(self) -> None:
        code = self.spoke_with.value()
        self._presenter.put(replace(self._presenter.draft, spoke_with=SpokeWith(code) if code else None))
