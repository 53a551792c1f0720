"""On an institution's page: what one does with an entry once in years, in one menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.drafts import Draft
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_merging import MergedInstitution
from referral_desk.domain.retiring import Retirement
from referral_desk.i18n import _
from referral_desk.services import retiring
from referral_desk.services.institutions import InstitutionPage
from referral_desk.ui.dialogs.merge_institutions import MergeInstitutionsDialog
from referral_desk.ui.dialogs.retire import RetireDialog
from referral_desk.ui.institution_words import merged_words, standing_words
from referral_desk.ui.pages.institution_merges import InstitutionMerges
from referral_desk.ui.pages.institution_taps import new_menu
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class InstitutionStanding(QWidget):
    """Says that an institution is no longer there or not listed, and leads to the one that took its place."""

    opened = Signal(int)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._successor_id: int | None = None
        self.panel = WarningPanel()
        self.successor = Button("", self._open, kind="quiet", compact=True)
        whole = column(self.panel, gap=0.3)
        whole.addWidget(self.successor, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(whole)

    def show_page(self, page: InstitutionPage) -> None:
        """Show how the institution in view stands."""
        each = page.institution
        merged = merged_words(each, page.merges, page.names)
        words = merged or standing_words(each, self._work.centre.today())
        self.panel.set_text(words)
        self._successor_id = each.successor_id
        name = page.names.get(each.successor_id, "") if each.successor_id is not None else ""
        words_of = _("Open the entry of {name}") if merged else _("Taken over by {name}: open it")
        self.successor.set_label(words_of.format(name=name))
        show_if(self.successor, bool(name))
        show_if(self, bool(words))

    def _open(self) -> None:
        if self._successor_id is not None:
            self.opened.emit(self._successor_id)


class MoreCommands:
    """The button stands beside the other commands, for those who lead; ``parent`` is the page."""

    def __init__(self, work: Workplace, parent: QWidget) -> None:
        self._work = work
        self._parent = parent
        self._page: InstitutionPage | None = None
        self._merges = InstitutionMerges(work)
        self.button = Button(_("More"), self.open, kind="quiet")
        work.permit(Action.RETIRE_INSTITUTION, self.button)

    def show_page(self, page: InstitutionPage) -> None:
        """Take over the institution in view."""
        self._page = page

    def open(self) -> None:
        """Offer under the button what can be done."""
        self.menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def menu(self) -> QMenu:
        """Return what can be done with the entry in view."""
        menu = new_menu(self._parent)
        if self._page is None:
            return menu
        merges = self._page.merges
        if self._page.institution.defunct_on is None:
            self._add(menu, _("Merge a duplicate…"), self.ask_merge, Action.MERGE_INSTITUTIONS)
            self._add(menu, _("Mark as no longer there…"), self.ask, Action.RETIRE_INSTITUTION)
        elif not any(each.other_id == self._page.institution.id for each in merges):
            self._add(menu, _("It is there again"), self.take_back, Action.RETIRE_INSTITUTION)
        if merges:
            words = _("Take the merge of No. {number} back…").format(number=merges[0].other_number)
            self._add(menu, words, partial(self.ask_unmerge, merges[0]), Action.UNDO_INSTITUTION_MERGE)
        return menu

    # --- merging ------------------------------------------------------------------------------------------------

    def ask_merge(self) -> None:
        """Open the form that chooses and compares another entry of this institution."""
        if self._page is not None:
            each = self._page.institution
            MergeInstitutionsDialog(self._work, each.id, each.name, self._merges.merged, self._parent.window()).open()

    def ask_unmerge(self, merged: MergedInstitution) -> None:
        """Take a merge back, after asking."""
        self._merges.ask_undo(merged, self._parent.window())

    def _add(self, menu: QMenu, words: str, run: Callable[[], None], action: Action) -> None:
        self._work.permit(action, menu.addAction(words, run))

    # --- no longer there ----------------------------------------------------------------------------------------

    def ask(self, draft: Draft | None = None) -> None:
        """Open the form that marks it as no longer there; a draft for one that is marked came to nothing."""
        if self._page is not None and self._page.institution.defunct_on is None:
            window = self._parent.window()
            RetireDialog(self._work, self._page.institution, self._retired, window, draft=draft).open()

    def _retired(self, stored: Institution) -> None:
        words = _("{name} is marked as no longer there.").format(name=stored.name)
        self._work.says.saved(words, partial(self._back, stored))

    def take_back(self) -> None:
        """Mark it as there again; Undo marks it as it was."""
        if self._page is not None:
            self._back(self._page.institution)

    def _back(self, before: Institution) -> None:
        work = self._work

        def done(stored: Institution) -> None:
            work.says.saved(_("{name} is there again.").format(name=stored.name), partial(self._again, before, stored))

        work.write(lambda: retiring.take_back(work.centre, before.id, version=before.version), done)

    def _again(self, before: Institution, stored: Institution) -> None:
        assert before.defunct_on is not None
        as_it_was = Retirement(before.defunct_on, before.defunct_reason, before.successor_id)
        self._work.write(
            lambda: retiring.retire(self._work.centre, stored.id, as_it_was, version=stored.version), self._retired
        )
