"""The form of a consent: who may be told what, how it was given, until when, and who stood in for the client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, ConsentKind
from referral_desk.domain.consent import Receiver
from referral_desk.i18n import _, language
from referral_desk.ui.forms.consent_presenter import ConsentPresenter
from referral_desk.ui.forms.fields import TextField, choices, stacked
from referral_desk.ui.forms.handoff import show_row
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField

_LONGEST_CHIP = 26


class ConsentForm(QWidget):
    """Forwards what is entered to its presenter."""

    def __init__(
        self, presenter: ConsentPresenter, codes: CodeBook, provider: Provider[int], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        typed = presenter.draft
        self.form = Form(gap=0.65)
        self._add_receivers(provider)
        self.items = ToggleChips(
            choices(codes.disclosure_items),
            name=_("What may be told"),
            exclusive=False,
            first_number=0,
            chosen=typed.items,
        )
        self.items.changed.connect(lambda: self._put(items=self.items.chosen()))
        self.form.add_row("items", _("What may be told"), self.items, required=True)
        kinds = [
            Choice(kind, codes.consents.label(kind, language())) for kind in (ConsentKind.WRITTEN, ConsentKind.ORAL)
        ]
        self.kind = ToggleChips(kinds, name=_("Given"), chosen=[typed.kind or ""])
        self.kind.changed.connect(self._kind)
        self.form.add_row("kind", _("Given"), self.kind, required=True)
        self.heard_by = self._text("heard_by", _("Heard by"), typed.heard_by)
        self.on = DateField(today=today)
        self._date("on", _("Given on"), self.on, typed.on, required=True)
        self.until = DateField(today=today, ahead=True)
        hint = _("The last day on which it holds. Blank: until it is withdrawn.")
        self._date("until", _("Valid until"), self.until, typed.until, hint=hint)
        self.purpose = self._text("purpose", _("Purpose"), typed.purpose)
        self.method = self._text("method", _("How it is passed on"), typed.method)
        self.representative = self._text("representative", _("Representative"), typed.representative)
        self.relation = self._text(
            "representative_relation", _("Relation to the client"), typed.representative_relation
        )
        self.note = NoteField(lines=2)
        self.note.setPlainText(typed.note)
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))
        self.form.add_row("note", _("Note"), self.note)
        self.reason = self._text("reason", _("Why it is corrected"), typed.reason, required=True)
        show_row(self.form, "reason", presenter.corrects)
        self._dress()
        self.setLayout(column(stacked(self.form)))

    def _add_receivers(self, provider: Provider[int]) -> None:
        self.chips = ToggleChips([], name=_("Who may be told"), exclusive=False, first_number=0)
        self.chips.changed.connect(self._receivers)
        self.search: TypeAheadField[int] = TypeAheadField(
            provider,
            placeholder=_("Another institution: type a part of its name"),
            nothing=_("Not in the directory. “Add by name” takes it as it is written."),
            keep=False,
        )
        self.search.setAccessibleName(_("Another institution"))
        self.search.chosen_changed.connect(self._found)
        self.by_name = Button(_("Add by name"), self._named, compact=True)
        line = row(self.search, self.by_name, gap=0.5)
        line.setStretch(0, 1)
        both = boxed(column(self.chips, boxed(line), gap=0.4))
        both.setFocusProxy(self.search)
        self.form.add_row("receivers", _("Who may be told"), both, required=True)
        self._show_receivers()

    def _text(self, name: str, label: str, text: str, *, required: bool = False) -> TextField:
        field = TextField(text)
        field.textEdited.connect(lambda typed: self._put(**{name: typed}))
        self.form.add_row(name, label, field, required=required)
        return field

    def _date(
        self, name: str, label: str, field: DateField, day: date | None, *, hint: str = "", required: bool = False
    ) -> None:
        field.set_day(day)

        def changed() -> None:
            self._put(**{name: field.day})
            self._presenter.unread(name, field.text(), field.problem)

        field.changed.connect(changed)
        self.form.add_row(name, label, field, hint=hint, required=required)
        if unread := self._presenter.typed(name):
            field.type_in(unread)

    # --- to the presenter -----------------------------------------------------------------------------------------

    def _put(self, **values: object) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]

    def _kind(self) -> None:
        code = self.kind.value()
        self._presenter.choose_kind(ConsentKind(code) if code else None)
        self.heard_by.setText(self._presenter.draft.heard_by)
        self._dress()

    def _receivers(self) -> None:
        chosen = set(self.chips.chosen())
        self._presenter.choose(each for each in self._presenter.candidates if _code(each) in chosen)

    def _found(self, picked: Suggestion[int] | None) -> None:
        if picked is not None:
            self._presenter.add(Receiver(picked.value, picked.main))
            self._show_receivers()

    def _named(self) -> None:
        self._presenter.add(Receiver(None, self.search.text()))
        self.search.clear()
        self._show_receivers()
        self.search.setFocus()

    # --- from the presenter ---------------------------------------------------------------------------------------

    def _show_receivers(self) -> None:
        self.chips.set_choices([_chip(each) for each in self._presenter.candidates])
        self.chips.set_chosen(_code(each) for each in self._presenter.draft.receivers)
        self.chips.setVisible(bool(self._presenter.candidates))

    def _dress(self) -> None:
        show_row(self.form, "heard_by", self._presenter.draft.kind is ConsentKind.ORAL)


def _code(receiver: Receiver) -> str:
    return f"i-{receiver.institution_id}" if receiver.institution_id is not None else f"n-{receiver.name}"


def _chip(receiver: Receiver) -> Choice:
    name = receiver.name
    if len(name) <= _LONGEST_CHIP:
        return Choice(_code(receiver), name)
    return Choice(_code(receiver), name[:_LONGEST_CHIP] + "…", tooltip=name)
