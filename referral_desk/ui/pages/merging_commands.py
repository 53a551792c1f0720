"""On a client's page: merging another record of the same person into this one, and taking that back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.merging import Merged, Unmerged
from referral_desk.i18n import _, ngettext
from referral_desk.services import merging
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.merge import MergeDialog
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class MergingCommands:
    """The button stands among the page's rarer commands, for those who lead; ``parent`` is the page."""

    def __init__(self, work: Workplace, parent: QWidget) -> None:
        self._work = work
        self._parent = parent
        self._page: ClientPage | None = None
        self.button = Button(_("Merge a duplicate…"), self.open, kind="quiet")
        show_if(self.button, work.may(Action.MERGE_CLIENTS))

    def former_numbers(self, page: ClientPage | None) -> str:
        """Return the words that name the numbers of merged records, "" where there are none."""
        self._page = page
        merged = page.merged if page else ()
        self.button.set_label(_("Duplicates…") if merged else _("Merge a duplicate…"))
        if not merged:
            return ""
        return _("formerly No. {numbers}").format(numbers=_(", ").join(each.other_number for each in reversed(merged)))

    def open(self) -> None:
        """Open the form, or the choice between it and taking the last merge back."""
        if self._page is None:
            return
        if not self._page.merged:
            self.ask()
            return
        below = self.button.mapToGlobal(QPoint(0, self.button.height()))
        self.menu().popup(below)

    def menu(self) -> QMenu:
        """Return what can be done: merge another record, take the last merge back."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Merge a duplicate…"), self.ask)
        merged = self._page.merged[:1] if self._page else ()
        for each in merged:
            words = _("Take the merge of No. {number} back…").format(number=each.other_number)
            menu.addAction(words.replace("&", "&&"), partial(self.take_back, each))
        return menu

    def ask(self) -> None:
        """Open the form that chooses and compares the other record."""
        if self._page is not None:
            MergeDialog(self._work, self._page.client, self._merged, self._parent.window()).open()

    def _merged(self, merged: Merged) -> None:
        words = _("Merged No. {number} into this record.").format(number=merged.other_number)
        self._work.says.saved(words, partial(self._undo, merged))

    def take_back(self, merged: Merged) -> None:
        """Take a merge back, after asking."""
        if ask(
            self._parent.window(),
            _("Take the merge back"),
            _(
                "The record No. {number} comes back as it was on {day}. What was recorded since stays here, but for "
                "what belongs to something that goes back."
            ).format(number=merged.other_number, day=short_date(merged.at.astimezone().date())),
            _("Take it back"),
            _("Leave it merged"),
            danger=True,
        ):
            self._undo(merged)

    def _undo(self, merged: Merged) -> None:
        centre = self._work.centre
        self._work.write(lambda: merging.undo(centre, merged.id), self._undone)

    def _undone(self, undone: Unmerged) -> None:
        words = _("No. {one} and No. {other} are two records again.").format(
            one=undone.kept.number, other=undone.other.number
        )
        if undone.changed_since:
            words += " " + ngettext(
                "{count} entry had been taken out or changed since and stayed as it is.",
                "{count} entries had been taken out or changed since and stayed as they are.",
                undone.changed_since,
            ).format(count=undone.changed_since)
        self._work.says.saved(words)
