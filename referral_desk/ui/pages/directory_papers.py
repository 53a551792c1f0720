"""What can be printed of the directory: the menu under Ctrl+P of its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.directory_filter import EVERYTHING, DirectoryFilter
from referral_desk.i18n import Language, _, language
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.meeting_calendar import MeetingCalendarDialog
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.workplace import Workplace


class DirectoryPapers:
    """``button`` has its place in the page's head; ``labels`` opens the labels of what the list shows.

    ``shown`` says what was looked for in the list, and how it is narrowed.
    """

    def __init__(
        self,
        work: Workplace,
        page: QWidget,
        labels: Callable[[], None],
        shown: Callable[[], tuple[str, DirectoryFilter]],
    ) -> None:
        self._work = work
        self._page = page
        self._labels = labels
        self._shown = shown
        self.button = Button(_("Print"), self.open_menu, icon="print", keys="▾")
        work.permit(Action.ISSUE_DOCUMENT, self.button)

    def print_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+P does; None for who may not print."""
        return self.open_menu if self.button.isEnabled() else None

    def menu(self) -> QMenu:
        """Return the menu of papers."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Meeting calendar…"), self.show_calendar)
        text, narrowed = self._shown()
        if text.strip() or narrowed != EVERYTHING:
            menu.addAction(_("Directory pages of what the list shows"), partial(self.show_pages, text, narrowed))
        menu.addAction(_("Directory pages of all institutions"), self.show_pages)
        menu.addAction(_("Address labels…"), self._labels)
        return menu

    def open_menu(self) -> None:
        """Show the menu below its button."""
        self.menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def show_pages(self, text: str = "", narrowed: DirectoryFilter = EVERYTHING) -> None:
        """Show the directory as pages, or what ``text`` and ``narrowed`` find of it."""
        centre, lang = self._work.centre, Language(language())

        def make() -> Issued:
            from referral_desk.services.directory_pages import directory_pages  # noqa: PLC0415 - ReportLab, only now

            return directory_pages(centre, text, narrowed, language=lang)

        show_paper(self._work, self._page, make, _("Directory of institutions"), "directory.pdf")

    def show_calendar(self) -> None:
        """Open the calendar of a month's meetings."""
        MeetingCalendarDialog(self._work, self._page.window()).open()
