"""The note of a contact: free text, or its four sections S, O, A and P under each other."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from referral_desk.domain.soap import Soap
from referral_desk.i18n import _
from referral_desk.ui.forms.contact_presenter import ContactPresenter
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

FREE, SECTIONS = "free", "sections"
_LINES = 6
_LINE_LENGTH = 40
_MOST_SHARES = 5


class ContactNote(QWidget):
    """Forwards to the presenter what is written. ``form`` holds the fields; the way of writing is chosen in ``way``.

    The fields take the height that is free.
    """

    def __init__(self, presenter: ContactPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.form = Form(gap=0.35, labels_above=True)
        self.way = ToggleChips(
            [Choice(FREE, _("Free text")), Choice(SECTIONS, _("S / O / A / P"))],
            name=_("Way of writing"),
            keep_one=True,
            first_number=0,
            chosen=[SECTIONS if presenter.draft.soap else FREE],
        )
        self.way.changed.connect(self._turn)
        self.form.add_wide(self.way)
        self.note = NoteField(lines=_LINES, fills=True)
        self.note.setPlainText(presenter.draft.note)
        self.note.textChanged.connect(self._note)
        self.form.add_row("note", _("What was said"), self.note, grows=True)
        self.sections: dict[str, NoteField] = {}
        soap = presenter.draft.soap or Soap()
        for name, label, lines in (
            ("lead", _("Before the sections"), 1),
            ("subjective", _("S – what is said"), 2),
            ("objective", _("O – what is seen"), 2),
            ("assessment", _("A – how it is judged"), 2),
            ("plan", _("P – what is to be done"), 2),
        ):
            field = NoteField(lines=lines, fills=name != "lead")
            field.setPlainText(str(getattr(soap, name)))
            field.textChanged.connect(lambda name=name, field=field: self._section(name, field))
            self.form.add_row(name, label, field, grows=name != "lead")
            self._weigh(name, field)
            self.sections[name] = field
        for field in (self.note, *self.sections.values()):
            field.moveCursor(QTextCursor.MoveOperation.End)  # one goes on writing
        self.setLayout(column(self.form))
        self._show()

    def _weigh(self, name: str, field: NoteField) -> None:
        """Give a section in which much is written more of the height than an empty one."""
        text = field.toPlainText()
        lines = text.count("\n") + len(text) // _LINE_LENGTH
        self.form.set_share(name, 1 + min(lines, _MOST_SHARES))

    def _note(self) -> None:
        if self._presenter.draft.soap is None:
            self._presenter.put_note(self.note.toPlainText())

    def _section(self, name: str, field: NoteField) -> None:
        self._weigh(name, field)
        if self._presenter.draft.soap is not None:
            self._presenter.put_section(name, field.toPlainText())

    def _turn(self) -> None:
        on = self.way.value() == SECTIONS
        presenter = self._presenter
        if on == (presenter.draft.soap is not None):
            return
        presenter.write_in_sections(on)
        draft = presenter.draft
        if draft.soap is not None:
            for name, field in self.sections.items():
                field.setPlainText(str(getattr(draft.soap, name)))
        else:
            self.note.setPlainText(draft.note)
        self._show()

    def _show(self) -> None:
        soap = self._presenter.draft.soap
        self.form.show_row("note", soap is None)
        for name in self.sections:
            self.form.show_row(name, soap is not None and (name != "lead" or bool(soap.lead)))

    def show_ways(self, on: bool) -> None:
        """Offer the choice between the two ways, which the quick form does without."""
        show_if(self.way, on)

    def first_field(self) -> NoteField:
        """Return the field where one writes first."""
        return self.note if self._presenter.draft.soap is None else self.sections["subjective"]
