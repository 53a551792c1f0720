"""The form of an entry of the disclosure log: when, to whom, what, how, on which basis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.i18n import _
from referral_desk.ui.forms.disclosure_presenter import DisclosurePresenter
from referral_desk.ui.forms.fields import choices, stacked
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


class DisclosureForm(QWidget):
    """Forwards what is entered to its presenter; ``changed`` after every change."""

    changed = Signal()

    def __init__(
        self, presenter: DisclosurePresenter, codes: CodeBook, provider: Provider[int], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        typed = presenter.draft
        self.form = Form(gap=0.65)
        self.on = DateField(today=today)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._day)
        self.form.add_row("on", _("Date"), self.on, required=True)
        if unread := presenter.typed("on"):
            self.on.type_in(unread)
        self.search: TypeAheadField[int] = TypeAheadField(
            provider,
            placeholder=_("Institution, or the name of somebody else"),
            nothing=_("Not in the directory. The name is kept as it is written."),
        )
        if typed.institution_id is not None:
            self.search.choose(Suggestion(typed.institution_id, typed.receiver))
        else:
            self.search.setText(typed.receiver)
        self.search.chosen_changed.connect(self._found)
        self.search.textEdited.connect(lambda text: self._put(institution_id=None, receiver=text))
        self.form.add_row("receiver", _("Told to"), self.search, required=True)
        self.items = ToggleChips(
            choices(codes.disclosure_items), name=_("What"), exclusive=False, first_number=0, chosen=typed.items
        )
        self.items.changed.connect(lambda: self._put(items=self.items.chosen()))
        self.form.add_row("items", _("What was told"), self.items, required=True)
        self.warning = WarningPanel()
        self.form.add_wide(self.warning)
        self.method = ToggleChips(
            choices(codes.disclosure_methods), name=_("How"), first_number=0, chosen=[typed.method]
        )
        self.method.changed.connect(lambda: self._put(method=self.method.value() or ""))
        self.form.add_row("method", _("By what way"), self.method, required=True)
        self.basis = ToggleChips(
            choices(codes.legal_bases), name=_("Basis"), first_number=0, chosen=[typed.basis or ""]
        )
        self.basis.changed.connect(self._basis)
        self.form.add_row("basis", _("Basis"), self.basis, required=True)
        self.note = NoteField(lines=2)
        self.note.setPlainText(typed.note)
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))
        self.form.add_row("note", _("Note"), self.note)
        self.setLayout(column(stacked(self.form)))

    def show_allowed(self, words: str) -> None:
        """Say under the receiver what may be told to whom is entered."""
        self.form.row("receiver").set_hint(words)

    def _put(self, **values: object) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]
        self.changed.emit()

    def _day(self) -> None:
        self._presenter.unread("on", self.on.text(), self.on.problem)
        self._put(on=self.on.day)

    def _found(self, picked: Suggestion[int] | None) -> None:
        if picked is not None:
            self._put(institution_id=picked.value, receiver=picked.main)
        else:
            self._put(institution_id=None, receiver=self.search.text())

    def _basis(self) -> None:
        code = self.basis.value()
        self._put(basis=LegalBasis(code) if code else None)
