"""What was told on the phone about an institution: by whom, whether its entry is right, how full it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Capacity
from referral_desk.domain.errors import Problem
from referral_desk.domain.institution import Institution, Told, people_to_ask
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import NameBox, TextField, choices, tick
from referral_desk.ui.institution_words import capacity_words
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.workplace import Workplace

if TYPE_CHECKING:
    from referral_desk.ui.pages.institution_taps import InstitutionTaps


class ToldDialog(FormDialog):
    """One call, one window: ``taps`` stores it and says so with Undo. Nothing here takes long enough to be kept."""

    def __init__(
        self, work: Workplace, institution: Institution, taps: InstitutionTaps, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(work, _("Told today"), institution.name, parent)
        self._institution = institution
        self._taps = taps
        codes, centre = work.centre.codes, work.centre
        people = people_to_ask(institution)
        self.by = NameBox(people, name=people[0] if people else "")
        self.right = tick(_("The entry is right as it stands"), on=True)
        self.capacity = ToggleChips(choices(codes.capacities), name=_("Capacity"))
        self.words = TextField(placeholder=_("e.g. from next month"))
        self.form = Form(gap=0.7)
        self.form.add_row("by", _("Who told it"), self.by, hint=_("Who on their side; may stay blank."))
        self.form.add_row("verified", _("Verified"), self.right)
        now = capacity_words(institution, codes, centre.today(), centre.settings.verify_after_days)
        hint = _("So far: {capacity}").format(capacity=now) if now else ""
        self.form.add_row("capacity", _("Capacity"), self.capacity, hint=hint)
        self.form.add_row("words", _("Note on capacity"), self.words)
        self._begin = self.told
        self.furnish(topped(self.form), (self.form,), size=(46, 25))

    @property
    def told(self) -> Told:
        """What stands in the form."""
        code = self.capacity.value()
        return Told(
            by=self.by.line.text(),
            verified=self.right.isChecked(),
            capacity=Capacity(code) if code else None,
            words=self.words.text(),
        )

    def unsaved(self) -> bool:
        return self.told != self._begin

    def first_field(self) -> QWidget:
        return self.by

    def save(self) -> None:
        told = self.told
        problems = []
        if told.words.strip() and told.capacity in (None, Capacity.UNKNOWN):
            problems.append(Problem("capacity", message(N_("Say how full it is, to which the words belong."))))
        elif not told.verified and told.capacity is None:
            problems.append(Problem("capacity", message(N_("Say how full it is, or that the entry is right."))))
        self.show_problems(problems)
        if not problems:
            self.store(lambda: self._taps.noting(self._institution.id, told), lambda both: self._taps.said(both, told))
