"""Further parts of an institution's form: how full it is, what is particular to its kind, what it has several of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Capacity, CodeBook, Openness, Paper
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import TextField, choices, stacked, tick
from referral_desk.ui.forms.institution_presenter import InstitutionPresenter
from referral_desk.ui.forms.part_list import PartField, PartList
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.toggle_chips import ToggleChips

WELFARE_OFFICE, LIVELIHOOD = "welfare_office", "livelihood_consultation"


class InstitutionDetails(QWidget):
    """Forwards to the presenter; :meth:`show_for_kind` shows what this kind of institution has."""

    def __init__(self, presenter: InstitutionPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes = codes
        self._today = today
        self._left, self._right = Form(gap=0.6), Form(gap=0.6)
        self.forms = (self._left, self._right)
        self._warm()
        self._standing()
        self.lists: dict[str, PartList] = {}
        self._lists()
        sides = SideBySide(stacked(self._left), stacked(self._right), stretch=(1, 1), narrow=66, gap=1.8)
        self.setLayout(column(sides, *self.lists.values(), gap=0.9))
        self.show_for_kind()

    def _text(self, form: Form, field: str, label: str, *, hint: str = "") -> TextField:
        edit = TextField(str(getattr(self._presenter.draft, field)))
        edit.textEdited.connect(lambda text: self._put(**{field: text}))
        form.add_row(field, label, edit, hint=hint)
        return edit

    def _warm(self) -> None:
        draft, form = self._presenter.draft, self._left
        form.add_wide(SectionHeader(_("For the phone")))
        self.agreed_on = self._day(form, "contact_agreed_on", _("Agreed to be called on"))
        self.first_words = NoteField(lines=2, placeholder=_("How to begin, so that they know at once what it is about"))
        self.first_words.setPlainText(draft.first_words)
        self.first_words.textChanged.connect(lambda: self._put(first_words=self.first_words.toPlainText()))
        form.add_row("first_words", _("What to say first"), self.first_words)
        self._text(form, "meet_at", _("Where to meet"))
        self._text(form, "access", _("How to get there"))
        self._text(form, "email", _("E-mail"))
        self._text(form, "website", _("Website"))

    def _standing(self) -> None:
        draft, form, codes = self._presenter.draft, self._right, self._codes
        form.add_wide(SectionHeader(_("Capacity and listing")))
        self.capacity = ToggleChips(
            choices(codes.capacities), name=_("Capacity"), first_number=0, keep_one=True, chosen=[draft.capacity]
        )
        self.capacity.changed.connect(self._capacity)
        form.add_row("capacity", _("Capacity"), self.capacity)
        self.capacity_on = self._day(form, "capacity_on", _("Told on"))
        self._text(form, "capacity_note", _("Note on capacity"))
        self.listed = tick(_("May be proposed and printed in lists"), on=draft.listed)
        self.listed.toggled.connect(self._listed)
        form.add_row("listed", _("Listing"), self.listed)
        self._text(form, "unlisted_reason", _("Why not listed"))
        self.verified_with = self._text(form, "verified_with", _("Verified with"))
        self.openness = ToggleChips(
            choices(codes.openness), name=_("Open or closed"), first_number=0, chosen=[draft.openness or ""]
        )
        self.openness.changed.connect(self._openness)
        form.add_row("openness", _("Open or closed"), self.openness)
        self._text(form, "fee", _("Fee"))
        self._text(form, "operated_by", _("Run under contract by"))

    def _lists(self) -> None:
        codes, kind = self._codes, self._presenter.draft.kind
        roles = [role for role in codes.staff_roles.items if role.suits(kind) or not kind]
        programmes = [each for each in codes.programmes.items if each.suits(kind) or not kind]
        name, note = _("Name"), _("Note")
        self._list(
            "people",
            _("People there"),
            _("Add a person"),
            InstitutionPerson(),
            PartField("name", name, 9),
            PartField("role", _("Role"), codes=roles),
            PartField("phone", _("Telephone"), 9),
            PartField("hours", _("When to call"), 10),
            PartField("agreed_on", _("Agreed to be called on"), 9, day=True),
            PartField("note", note, 10),
        )
        self._list(
            "services",
            _("What it offers"),
            _("Add a service"),
            InstitutionService(),
            PartField("programme", _("Programme"), codes=programmes),
            PartField("name", name, 10),
            PartField("eligibility", _("For whom"), 10),
            PartField("fee", _("Fee"), 6),
            PartField("note", note, 12),
        )
        self._list(
            "places",
            _("Further places"),
            _("Add a place"),
            InstitutionPlace(),
            PartField("name", name, 9),
            PartField("postal_code", _("Post code"), 6),
            PartField("address", _("Address"), 14),
            PartField("access", _("How to get there"), 14),
        )
        self._list(
            "phones",
            _("Further numbers"),
            _("Add a number"),
            InstitutionPhone(),
            PartField("number", _("Telephone"), 10),
            PartField("kind", _("Kind"), codes=codes.phone_kinds.items),
            PartField("note", note, 14),
        )
        self._list(
            "areas",
            _("Jurisdiction") if kind == WELFARE_OFFICE else _("Areas served"),
            _("Add a municipality"),
            ServedArea(),
            PartField("name", _("Municipality"), 12),
            PartField("code", _("Municipality code (6 digits)"), 12),
        )

    def _list(self, field: str, title: str, add: str, blank: object, *fields: PartField) -> None:
        made = PartList(title, add, blank, fields, getattr(self._presenter.draft, field), self._today)
        made.changed.connect(lambda parts: self._put(**{field: parts}))
        self.lists[field] = made

    def _day(self, form: Form, field: str, label: str) -> DateField:
        day = DateField(today=self._today)
        day.set_day(getattr(self._presenter.draft, field))
        if typed := self._presenter.typed(field):
            day.type_in(typed)

        def changed() -> None:
            self._put(**{field: day.day})
            self._presenter.unread(field, day.text(), day.problem)

        day.changed.connect(changed)
        form.add_row(field, label, day)
        return day

    def holds(self, field: str) -> bool:
        """Whether a field stands here."""
        return field in self.lists or any(form.has_row(field) for form in self.forms)

    def show_verified_with(self) -> None:
        """Show with whom it was verified, after the day has changed."""
        self.verified_with.setText(self._presenter.draft.verified_with)

    def show_for_kind(self) -> None:
        """Show the rows that this kind has."""
        kind = self._presenter.draft.kind
        known = self._codes.institution_kinds.get(kind)
        group = known is not None and known.paper is Paper.CARD
        self._right.show_row("openness", group)
        self._right.show_row("fee", group)
        self._right.show_row("operated_by", kind == LIVELIHOOD)
        self._right.show_row("unlisted_reason", not self._presenter.draft.listed)
        self.lists["services"].setVisible(not group)

    # --- forwarding ---------------------------------------------------------------------------------------------

    def _capacity(self) -> None:
        code = Capacity(self.capacity.value() or Capacity.UNKNOWN)
        self._put(capacity=code, capacity_on=self._today() if code is not Capacity.UNKNOWN else None)
        self.capacity_on.set_day(self._presenter.draft.capacity_on)

    def _listed(self, on: bool) -> None:
        self._put(listed=on)
        self.show_for_kind()

    def _openness(self) -> None:
        code = self.openness.value()
        self._put(openness=Openness(code) if code else None)

    def _put(self, **values: object) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]
