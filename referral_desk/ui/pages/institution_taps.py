"""What one learns on the phone about an institution, noted in one tap: that its entry is right, and how full it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.codes import Capacity
from referral_desk.domain.institution import Institution, Told, draft_of, people_to_ask
from referral_desk.i18n import _, language
from referral_desk.services import institutions
from referral_desk.ui.workplace import Workplace

Both = tuple[Institution, Institution]
"""An entry before and after something was noted."""


class InstitutionTaps(QObject):
    """Stores at once, with Undo; ``page`` is the parent of what it opens."""

    def __init__(self, work: Workplace, page: QWidget) -> None:
        super().__init__(page)
        self._work = work
        self._page = page

    def verify(self, institution_id: int, with_whom: str = "", then: Callable[[], None] | None = None) -> None:
        """Note that the entry was checked today, with somebody there where a name is given; ``then`` is called."""
        self.note(institution_id, Told(by=with_whom, verified=True), then)

    def tell_capacity(self, institution_id: int, capacity: Capacity) -> None:
        """Note how full it is, as told today."""
        self.note(institution_id, Told(capacity=capacity))

    def note(self, institution_id: int, told: Told, then: Callable[[], None] | None = None) -> None:
        """Note what was told today; Undo brings back what stood there before. ``then`` is called once it is stored."""

        def done(both: Both) -> None:
            self.said(both, told)
            if then is not None:
                then()

        self._work.write(lambda: self.noting(institution_id, told), done)

    def noting(self, institution_id: int, told: Told) -> Saved[Both]:
        """Store what was told today; off the GUI thread."""
        before = institutions.get(self._work.centre, institution_id)
        saved = institutions.note_told(self._work.centre, institution_id, told)
        return Saved((before, saved.record), saved.changes)

    def said(self, both: Both, told: Told) -> None:
        """Say what was noted, with what takes it back."""
        before, after = both
        capacity = self._work.centre.codes.capacities.label(told.capacity, language()) if told.capacity else ""
        if told.verified and capacity:
            words = _("{name}: verified today, {capacity}").format(name=after.name, capacity=capacity)
        elif told.verified:
            words = _("{name}: verified today").format(name=after.name)
        else:
            words = _("{name}: {capacity}, as told today").format(name=after.name, capacity=capacity)
        self._work.says.saved(words, partial(self._take_back, before, after))

    def _take_back(self, before: Institution, after: Institution) -> None:
        self._work.write(
            lambda: institutions.save(
                self._work.centre, draft_of(before), institution_id=after.id, version=after.version
            ),
            lambda _record: self._work.says.saved(_("Taken back")),
        )

    # --- what the menus offer -----------------------------------------------------------------------------------

    def ask(self, institution_id: int) -> None:
        """Open the small window for a name and words."""
        from referral_desk.ui.dialogs.told import ToldDialog  # noqa: PLC0415 - the start does without

        def opened(institution: Institution) -> None:
            ToldDialog(self._work, institution, self, parent=self._page.window()).open()

        self._work.read(lambda: institutions.get(self._work.centre, institution_id), opened)

    def show_with_whom(self, institution: Institution, button: QWidget) -> None:
        """Offer under ``button`` the people there with whom the entry can have been checked."""
        menu = new_menu(button)
        self.add_with_whom(menu, institution.id, people_to_ask(institution))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def add_with_whom(self, menu: QMenu, institution_id: int, people: Iterable[str]) -> None:
        """Add everybody named there, one tap each, and somebody else."""
        for name in filter(None, people):
            words = _("With {name}").format(name=name).replace("&", "&&")
            self._add(menu, words, partial(self.verify, institution_id, name))
        self._add(menu, _("With somebody else…"), partial(self.ask, institution_id))

    def add_capacities(self, menu: QMenu, institution_id: int) -> None:
        """Add how full it can be, one tap each, and the window for words."""
        for code in self._work.centre.codes.capacities.items:
            told = partial(self.tell_capacity, institution_id, Capacity(code.code))
            self._add(menu, code.label(language()), told)
        self._add(menu, _("With words…"), partial(self.ask, institution_id))

    def _add(self, menu: QMenu, words: str, run: Callable[[], None]) -> None:
        self._work.permit(Action.SAVE_INSTITUTION, menu.addAction(words, run))


def new_menu(parent: QWidget) -> QMenu:
    """Return a menu that is gone once it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    return menu
