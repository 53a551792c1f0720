"""The quick form of a contact: day, service, category, factors, with whom, what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, ContactService, SpokeWith
from referral_desk.i18n import _
from referral_desk.ui.forms.contact_presenter import ContactPresenter
from referral_desk.ui.forms.fields import choices, stacked
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.toggle_chips import ToggleChips


class ContactForm(QWidget):
    """Forwards what is entered to its presenter."""

    def __init__(self, presenter: ContactPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        typed = presenter.draft
        self.form = Form(gap=0.7)
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
        self.note = NoteField(lines=4)
        self.note.setPlainText(typed.note)
        self.note.textChanged.connect(self._note)
        self.form.add_row("note", _("What was said"), self.note)
        self.setLayout(column(stacked(self.form)))

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

    def _note(self) -> None:
        self._presenter.put(replace(self._presenter.draft, note=self.note.toPlainText()))
