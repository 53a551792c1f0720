"""What narrows the list of institutions: kind, domain of life, municipality, capacity, weekday, what is old or gone."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Capacity, Code
from referral_desk.domain.directory_filter import EVERYTHING, DirectoryFilter, stale_before
from referral_desk.i18n import _
from referral_desk.services.centre import Centre
from referral_desk.ui.dates import weekday_names
from referral_desk.ui.forms.fields import CodeBox, tick
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import FlowBox
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

_STALE = "stale"


class InstitutionFilter(QWidget):
    """Holds the choices; ``kind`` stands beside the search field, ``bar`` below it. ``changed`` after each by a person.

    It is no part of the window itself, only its parts are.
    """

    changed = Signal()

    def __init__(self, centre: Centre) -> None:
        super().__init__()
        self._centre = centre
        codes = centre.codes
        self.kind = _box(codes.institution_kinds.items, _("All kinds"), _("Kind"))
        self.domain = _box(codes.life_domains.items, _("All domains"), _("Domain of life"))
        self.municipality = _box((), _("All municipalities"), _("Municipality"))
        self.capacity = _box(codes.capacities.items, _("With or without room"), _("Capacity"))
        names = weekday_names()
        days = [Code(str(day), name, name) for day, name in enumerate(names)]
        self.meets_on = _box(days, _("Any weekday"), _("Meets on"))
        self.stale = ToggleChips(
            (Choice(_STALE, _("Only to verify again")),), name=_("Show only"), exclusive=False, first_number=0
        )
        self.retired = tick(_("Also those no longer there"), on=False)
        self.clear_button = Button(_("Show all"), self.clear, kind="quiet", compact=True)
        boxes = (self.domain, self.municipality, self.capacity, self.meets_on)
        self.bar = FlowBox(*boxes, self.stale, self.retired, self.clear_button, gap=0.5)
        for box in (self.kind, *boxes):
            box.picked.connect(lambda _code: self._changed())
        self.stale.changed.connect(self._changed)
        self.retired.toggled.connect(lambda _on: self._changed())
        show_if(self.clear_button, False)
        show_if(self.municipality, False)

    @property
    def value(self) -> DirectoryFilter:
        """What is chosen."""
        centre = self._centre
        day = self.meets_on.code
        old = stale_before(centre.today(), centre.settings.verify_after_days) if self.stale.chosen() else None
        return DirectoryFilter(
            kind=self.kind.code,
            domain=self.domain.code,
            municipality=self.municipality.code,
            capacity=Capacity(self.capacity.code) if self.capacity.code else None,
            stale_before=old,
            meets_on=int(day) if day else None,
            retired=self.retired.isChecked(),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return self.value != EVERYTHING

    def offer_municipalities(self, names: Iterable[str]) -> None:
        """Offer the municipalities that somebody serves; the box is gone where nobody's area is entered."""
        offered = [(name, name) for name in names]
        self.municipality.offer(offered)
        show_if(self.municipality, bool(offered))

    def clear(self) -> None:
        """Narrow to nothing."""
        for box in (self.kind, self.domain, self.municipality, self.capacity, self.meets_on):
            box.choose("")
        self.stale.set_chosen(())
        self.retired.setChecked(False)
        self._changed()

    def _changed(self) -> None:
        show_if(self.clear_button, self.narrows)
        self.changed.emit()


def _box(codes: Iterable[Code], blank: str, name: str) -> CodeBox:
    box = CodeBox(codes, blank=blank)
    box.setAccessibleName(name)
    return box
