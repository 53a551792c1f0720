"""The form of an informal supporter: who, how to reach her, whether we may, and how the tie is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, Direction, Quality, Strength
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import CodeBox, TextField, asked_answer, asked_choices, asked_code, choices, stacked
from referral_desk.ui.forms.supporter_presenter import SupporterPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.toggle_chips import ToggleChips


class SupporterForm(QWidget):
    """Shows what its presenter holds and forwards what is entered."""

    def __init__(self, presenter: SupporterPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        draft = presenter.supporter
        self.form = Form(gap=0.65)
        self.kind = CodeBox(codes.supporter_kinds.items, blank=_("choose"), chosen=draft.kind)
        self.kind.picked.connect(lambda code: presenter.change(kind=code))
        self.form.add_row("kind", _("Kind of supporter"), self.kind, required=True)
        for name, label, hint in (
            ("relation", _("How related to the client"), _("In your words, such as elder sister or landlord.")),
            ("name", _("Name"), ""),
            ("kana", _("Kana"), ""),
            ("phone", _("Phone"), ""),
        ):
            field = TextField(getattr(draft, name))
            field.textEdited.connect(lambda text, name=name: presenter.change(**{name: text}))
            self.form.add_row(name, label, field, hint=hint)
        self.may_contact = ToggleChips(
            asked_choices(), name=_("May we contact"), chosen=list(asked_code(draft.may_contact))
        )
        self.may_contact.changed.connect(lambda: presenter.change(may_contact=asked_answer(self.may_contact.value())))
        self.form.add_row(
            "may_contact", _("May we contact"), self.may_contact, hint=_("Whether the client agrees that we do.")
        )
        self.strength = self._chips(codes, "strengths", _("Strength"), draft.strength)
        self.strength.changed.connect(
            lambda: presenter.change(strength=_chosen(self.strength, Strength)),
        )
        self.form.add_row("strength", _("Strength"), self.strength)
        self.quality = self._chips(codes, "qualities", _("Quality"), draft.quality)
        self.quality.changed.connect(lambda: presenter.change(quality=_chosen(self.quality, Quality)))
        self.form.add_row("quality", _("Quality"), self.quality)
        self.direction = self._chips(codes, "directions", _("Who acts"), draft.direction)
        self.direction.changed.connect(lambda: presenter.change(direction=_chosen(self.direction, Direction)))
        self.form.add_row(
            "direction", _("Who acts"), self.direction, hint=_("The eco-map draws the tie as it is said here.")
        )
        self.since = self._day("since", _("Since when"), today)
        self.until = self._day("until", _("Until when"), today)
        self.note = NoteField(lines=2)
        self.note.setPlainText(draft.note)
        self.note.textChanged.connect(lambda: presenter.change(note=self.note.toPlainText()))
        self.form.add_row("note", _("Note"), self.note)
        self.setLayout(column(stacked(self.form)))

    @staticmethod
    def _chips(codes: CodeBook, name: str, label: str, chosen: str | None) -> ToggleChips:
        return ToggleChips(choices(getattr(codes, name)), name=label, chosen=[chosen] if chosen else [])

    def _day(self, name: str, label: str, today: Callable[[], date]) -> DateField:
        field = DateField(today=today)
        field.set_day(getattr(self._presenter.supporter, name))
        self.form.add_row(name, label, field)

        def changed() -> None:
            self._presenter.change(**{name: field.day})
            self._presenter.unread(name, field.text(), field.problem)

        field.changed.connect(changed)
        if typed := self._presenter.typed(name):
            field.type_in(typed)
        return field

    def text(self, name: str) -> TextField:
        """Return the field of a text, such as "name"."""
        field = self.form.row(name).field
        assert isinstance(field, TextField)
        return field


def _chosen(chips: ToggleChips, codes: type) -> object:
    code = chips.value()
    return codes(code) if code else None
