"""The form of a client: who she is, how she may be reached, what she lives on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import (
    CodeBook,
    DisabilityCertificate,
    OutpatientSupport,
    PublicAssistance,
    Sex,
)
from referral_desk.i18n import _
from referral_desk.ui.forms.client_presenter import ClientPresenter
from referral_desk.ui.forms.fields import (
    NameBox,
    TextField,
    asked_answer,
    asked_choices,
    asked_code,
    choices,
    stacked,
    tick,
)
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import ToggleChips


class ClientForm(QWidget):
    """Two columns of fields that forward to the presenter; ``identity_edited`` comes when who she is changes.

    ``staff`` are the names offered for who is in charge.
    ``forms`` are the columns, to show problems in. ``dated`` are the words of benefits that are recorded with dates,
    which are only shown here; ``dated_opened`` asks for where they are changed.
    """

    identity_edited = Signal()
    dated_opened = Signal()

    def __init__(
        self,
        presenter: ClientPresenter,
        codes: CodeBook,
        today: Callable[[], date],
        staff: Sequence[str] = (),
        dated: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self._dated = dated
        self._presenter = presenter
        self._staff = staff
        self._codes = codes
        self._left, self._right = Form(gap=0.6), Form(gap=0.6)
        self.forms = (self._left, self._right)
        self._identity(today)
        self._reach()
        self._life()
        body = SideBySide(stacked(self._left), stacked(self._right), stretch=(1, 1), narrow=66, gap=1.8)
        self.setLayout(column(body))
        self._say_age()
        self._say_anonymous()

    def _text(self, form: Form, field: str, label: str, *, hint: str = "") -> TextField:
        edit = TextField(str(getattr(self._presenter.draft, field)))
        edit.textEdited.connect(lambda text: self._edited(field, text))
        form.add_row(field, label, edit, hint=hint)
        return edit

    def _identity(self, today: Callable[[], date]) -> None:
        draft = self._presenter.draft
        form = self._left
        form.add_wide(SectionHeader(_("Who it is")))
        self.name = TextField(draft.name)
        self.name.textEdited.connect(lambda text: self._edited("name", text))
        self.anonymous = tick(_("Anonymous"), draft.anonymous)
        self.anonymous.toggled.connect(self._anonymous)
        form.add_row("name", _("Name"), self.name, required=True, beside=self.anonymous)
        self.kana = self._text(form, "kana", _("Kana"), hint=_("Hiragana or half-width will do."))
        QWidget.setTabOrder(self.name, self.kana)
        QWidget.setTabOrder(self.kana, self.anonymous)
        self.birth = DateField(today=today, partial=True, placeholder=_("e.g. S60.4.12, 1985-04-12, 1985"))
        self.birth.set_day(self._presenter.birth)
        self.birth.changed.connect(self._birth)
        form.add_row("birth", _("Birth date"), self.birth)
        if typed := self._presenter.typed("birth"):
            self.birth.type_in(typed)
        self.sex = ToggleChips(choices(self._codes.sexes), name=_("Sex"), chosen=[draft.sex or ""])
        self.sex.changed.connect(self._sex)
        form.add_row("sex", _("Sex"), self.sex)
        self.number = self._text(form, "number", _("Number"), hint=_("Leave it blank and the next number is given."))
        self.in_charge = NameBox(self._staff, name=draft.in_charge)
        self.in_charge.edited.connect(lambda text: self._edited("in_charge", text))
        form.add_row("in_charge", _("In charge"), self.in_charge)

    def _reach(self) -> None:
        draft = self._presenter.draft
        form = self._left
        form.add_wide(SectionHeader(_("How to reach the client")))
        self._text(form, "postal_code", _("Post code"))
        self._text(form, "address", _("Address"))
        self.district = NameBox((), name=draft.district)
        self.district.edited.connect(lambda text: self._edited("district", text))
        form.add_row("district", _("District"), self.district, hint=_("The tally can be narrowed to it."))
        self.phone = self._text(form, "phone", _("Telephone"))
        form = self._right
        form.add_wide(SectionHeader(_("What is safe"), _("no answer chosen: nobody has asked yet")))
        self.asked: dict[str, ToggleChips] = {}
        for field, label, answer in (
            ("may_call", _("May we call?"), draft.may_call),
            ("may_leave_message", _("Leave a message?"), draft.may_leave_message),
            ("may_say_who", _("Say who we are?"), draft.may_say_who),
        ):
            chips = ToggleChips(asked_choices(), name=label, chosen=asked_code(answer))
            chips.changed.connect(lambda field=field, chips=chips: self._asked(field, chips))
            form.add_row(field, label, chips)
            self.asked[field] = chips
        self._text(form, "contact_caution", _("Caution"), hint=_("For example: call the mobile only, not on Fridays."))

    def _life(self) -> None:
        draft = self._presenter.draft
        form = self._right
        form.add_wide(SectionHeader(_("Living")))
        self.household = NoteField(lines=2)
        self.household.setPlainText(draft.household)
        self.household.textChanged.connect(lambda: self._edited("household", self.household.toPlainText()))
        form.add_row("household", _("Household"), self.household)
        codes = self._codes
        for field, label, chips_of, chosen in (
            ("public_assistance", _("Public assistance"), codes.public_assistance, draft.public_assistance),
            ("outpatient_support", _("Outpatient support"), codes.outpatient_support, draft.outpatient_support),
            ("disability_certificate", _("Certificate"), codes.disability_certificates, draft.disability_certificate),
        ):
            if field in self._dated:
                self._add_dated(field, label)
                continue
            chips = ToggleChips(choices(chips_of), name=label, chosen=[chosen or ""])
            chips.changed.connect(lambda field=field, chips=chips: self._benefit(field, chips.value()))
            form.add_row(field, label, chips)
        self.note = NoteField(lines=3)
        self.note.setPlainText(draft.note)
        self.note.textChanged.connect(lambda: self._edited("note", self.note.toPlainText()))
        form.add_row("note", _("Note"), self.note)

    def _add_dated(self, field: str, label: str) -> None:
        """Show what entries with dates say: they decide, so that nothing is chosen here."""
        words = Label(self._dated[field])
        button = Button(_("Change the dates…"), self.dated_opened.emit, kind="link", compact=True)
        self._right.add_row(field, label, FlowBox(words, button, gap=0.2))
        button.setAccessibleName(f"{label}: {_('Change the dates…')}")

    # --- forwarding ---------------------------------------------------------------------------------------------

    def _edited(self, field: str, text: str) -> None:
        presenter = self._presenter
        draft = presenter.draft
        match field:
            case "name":
                presenter.put(replace(draft, name=text))
            case "kana":
                presenter.put(replace(draft, kana=text))
            case "number":
                presenter.put(replace(draft, number=text.strip()))
            case "postal_code":
                presenter.put(replace(draft, postal_code=text))
            case "address":
                presenter.put(replace(draft, address=text))
            case "district":
                presenter.put(replace(draft, district=text))
            case "phone":
                presenter.put(replace(draft, phone=text))
            case "contact_caution":
                presenter.put(replace(draft, contact_caution=text))
            case "household":
                presenter.put(replace(draft, household=text))
            case "in_charge":
                presenter.put(replace(draft, in_charge=text))
            case "note":
                presenter.put(replace(draft, note=text))
        if field in ("name", "kana", "phone", "address"):
            self.identity_edited.emit()

    def _anonymous(self, on: bool) -> None:
        self._presenter.put(replace(self._presenter.draft, anonymous=on))
        self._say_anonymous()
        self.identity_edited.emit()

    def _say_anonymous(self) -> None:
        on = self._presenter.draft.anonymous
        row = self._left.row("name")
        row.label.setText(_("Nickname") if on else _("Name") + " *")
        row.set_hint(_("Blank: the list shows 匿名.") if on else "")
        self._left.row("kana").label.setText(_("Kana") if on else _("Kana") + " *")

    def _birth(self) -> None:
        self._presenter.put_birth(self.birth.value)
        self._presenter.unread("birth", self.birth.text(), self.birth.problem)
        self._say_age()
        self.identity_edited.emit()

    def _say_age(self) -> None:
        self._left.row("birth").set_hint(self._presenter.age or _("The year alone will do."))

    def _sex(self) -> None:
        code = self.sex.value()
        self._presenter.put(replace(self._presenter.draft, sex=Sex(code) if code else None))
        self.identity_edited.emit()

    def _asked(self, field: str, chips: ToggleChips) -> None:
        answer = asked_answer(chips.value())
        draft = self._presenter.draft
        match field:
            case "may_call":
                draft = replace(draft, may_call=answer)
            case "may_leave_message":
                draft = replace(draft, may_leave_message=answer)
            case _:
                draft = replace(draft, may_say_who=answer)
        self._presenter.put(draft)

    def _benefit(self, field: str, code: str | None) -> None:
        draft = self._presenter.draft
        match field:
            case "public_assistance":
                draft = replace(draft, public_assistance=PublicAssistance(code) if code else None)
            case "outpatient_support":
                draft = replace(draft, outpatient_support=OutpatientSupport(code) if code else None)
            case _:
                draft = replace(draft, disability_certificate=DisabilityCertificate(code) if code else None)
        self._presenter.put(draft)
