"""The form of an institution: what it is, how to hand over warmly there, when it meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Anonymity, Attendees, CodeBook, Operator
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.i18n import _, render
from referral_desk.ui.forms.fields import CodeBox, TextField, choices, stacked
from referral_desk.ui.forms.institution_details import InstitutionDetails
from referral_desk.ui.forms.institution_presenter import InstitutionPresenter
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

ENTRY, FURTHER = "entry", "further"


class InstitutionForm(QWidget):
    """Fields that forward to the presenter, in two parts of a screen each; the meeting times are read while typed.

    ``times_wanted`` comes when they are to be chosen instead.
    """

    times_wanted = Signal()

    def __init__(self, presenter: InstitutionPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self._left, self._right = Form(gap=0.6), Form(gap=0.6)
        self.details = InstitutionDetails(presenter, codes, today)
        self._what_it_is(codes)
        self._warm_handoff(today)
        self.forms = (self._left, self._right, *self.details.forms)
        self._first = SideBySide(stacked(self._left), stacked(self._right), stretch=(1, 1), narrow=66, gap=1.8)
        self.part = ToggleChips(
            (Choice(ENTRY, _("The entry")), Choice(FURTHER, _("Phone, capacity, people, services, places"))),
            name=_("Parts of the form"),
            keep_one=True,
            first_number=0,
            chosen=[ENTRY],
        )
        self.part.changed.connect(lambda: self.show_part(self.part.value() or ENTRY))
        self.setLayout(column(self.part, self._first, self.details, gap=0.9))
        self.show_part(ENTRY)
        self._say_schedule()

    def show_part(self, part: str) -> None:
        """Show ENTRY, what one asks for first, or FURTHER, the rest."""
        self.part.set_chosen([part])
        show_if(self._first, part == ENTRY)
        show_if(self.details, part == FURTHER)

    def show_field(self, field: str) -> None:
        """Show the part in which a field stands."""
        self.show_part(FURTHER if self.details.holds(field) else ENTRY)

    def _text(self, form: Form, field: str, label: str, *, hint: str = "") -> TextField:
        edit = TextField(str(getattr(self._presenter.draft, field)))
        edit.textEdited.connect(lambda text: self._edited(field, text))
        form.add_row(field, label, edit, hint=hint)
        return edit

    def _what_it_is(self, codes: CodeBook) -> None:
        draft = self._presenter.draft
        form = self._left
        form.add_wide(SectionHeader(_("What it is")))
        self.name = TextField(draft.name)
        self.name.textEdited.connect(lambda text: self._edited("name", text))
        form.add_row("name", _("Institution’s name"), self.name, required=True)
        self._text(form, "kana", _("Kana"))
        self.kind = CodeBox(codes.institution_kinds.items, blank=_("Choose…"), chosen=draft.kind)
        self.kind.picked.connect(self._kind)
        form.add_row("kind", _("Kind"), self.kind, required=True)
        self.target = CodeBox(codes.targets.items, blank=_("Any"), chosen=draft.target)
        self.target.picked.connect(lambda code: self._presenter.put(replace(self._presenter.draft, target=code)))
        form.add_row("target", _("For"), self.target)
        self.attendees = ToggleChips(choices(codes.attendees), name=_("Who may come"), chosen=[draft.attendees or ""])
        self.attendees.changed.connect(self._attendees)
        form.add_row("attendees", _("Who may come"), self.attendees)
        self.anonymity = ToggleChips(choices(codes.anonymity), name=_("Names used"), chosen=[draft.anonymity or ""])
        self.anonymity.changed.connect(self._anonymity)
        form.add_row("anonymity", _("Names used"), self.anonymity)
        self.operator = ToggleChips(choices(codes.operators), name=_("Run by"), chosen=[draft.operator or ""])
        self.operator.changed.connect(self._operator)
        form.add_row("operator", _("Run by"), self.operator)
        self._text(form, "postal_code", _("Post code"))
        self._text(form, "address", _("Address"))

    def _warm_handoff(self, today: Callable[[], date]) -> None:
        draft = self._presenter.draft
        form = self._right
        form.add_wide(SectionHeader(_("How to hand over warmly here")))
        self._text(form, "contact_name", _("Contact person"), hint=_("Who has agreed to be called."))
        self._text(form, "phone", _("Telephone"))
        self._text(form, "contact_hours", _("Hours"), hint=_("When this person may be called."))
        self.handoff_note = NoteField(lines=2)
        self.handoff_note.setPlainText(draft.handoff_note)
        self.handoff_note.textChanged.connect(lambda: self._edited("handoff_note", self.handoff_note.toPlainText()))
        form.add_row("handoff_note", _("How to introduce"), self.handoff_note)
        self.schedule = TextField(
            self._presenter.schedule_text, placeholder=_("e.g. 毎週火 19:00-21:00；第2・第4土 13:30-15:00")
        )
        self.schedule.textEdited.connect(self._schedule)
        self.choose_button = Button(_("Choose…"), self.times_wanted.emit)
        self.choose_button.setAccessibleDescription(_("Choose meeting times"))
        form.add_row("schedule", _("Meets"), self.schedule, beside=self.choose_button)
        if typed := self._presenter.typed("schedule"):
            self.schedule.setText(typed)
            self._presenter.put_schedule(typed)
        self._text(form, "venue", _("Venue"))
        self.verified_on = DateField(today=today)
        self.verified_on.set_day(draft.verified_on)
        self.verified_on.changed.connect(self._verified)
        form.add_row("verified_on", _("Last verified"), self.verified_on)
        if typed := self._presenter.typed("verified_on"):
            self.verified_on.type_in(typed)
        self.note = NoteField(lines=2)
        self.note.setPlainText(draft.note)
        self.note.textChanged.connect(lambda: self._edited("note", self.note.toPlainText()))
        form.add_row("note", _("Note"), self.note)

    # --- forwarding ---------------------------------------------------------------------------------------------

    def _edited(self, field: str, text: str) -> None:
        self._presenter.put(replace(self._presenter.draft, **{field: text}))  # type: ignore[arg-type]

    def _kind(self, code: str) -> None:
        self._presenter.put(replace(self._presenter.draft, kind=code))
        self.details.show_for_kind()

    def _schedule(self, text: str) -> None:
        self._presenter.put_schedule(text)
        self._say_schedule()

    def take_times(self, times: tuple[MeetingTime, ...]) -> None:
        """Write meeting times that were chosen into the field."""
        self.schedule.setText(write_schedule(times))
        self._schedule(self.schedule.text())

    def _say_schedule(self) -> None:
        row = self._right.row("schedule")
        wrong = next((each for each in self._presenter.problems() if each.field == "schedule"), None)
        row.set_error(render(wrong.message) if wrong else "")
        row.set_hint("" if wrong else self._presenter.schedule_understood)

    def _verified(self) -> None:
        self._presenter.put_verified(self.verified_on.day)
        self.details.show_verified_with()
        self._presenter.unread("verified_on", self.verified_on.text(), self.verified_on.problem)

    def _attendees(self) -> None:
        code = self.attendees.value()
        self._presenter.put(replace(self._presenter.draft, attendees=Attendees(code) if code else None))

    def _anonymity(self) -> None:
        code = self.anonymity.value()
        self._presenter.put(replace(self._presenter.draft, anonymity=Anonymity(code) if code else None))

    def _operator(self) -> None:
        code = self.operator.value()
        self._presenter.put(replace(self._presenter.draft, operator=Operator(code) if code else None))
