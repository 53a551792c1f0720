"""The window: header, rail, the page in view, status; where one can go, and what each key does there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QMenu, QScrollArea, QStackedWidget, QWidget

from referral_desk.domain.changes import ChangeSet
from referral_desk.i18n import _
from referral_desk.ui.actions import Actions, Group
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dates import long_date
from referral_desk.ui.dialogs.help import HelpDialog
from referral_desk.ui.dialogs.telling import DefectDialog, ask, in_words
from referral_desk.ui.look import px
from referral_desk.ui.page import Page, PageSpec, Place
from referral_desk.ui.tasks import Task, Tasks
from referral_desk.ui.theme import Scheme, Theme
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.header import HeaderBar
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.progress_panel import ProgressPanel
from referral_desk.ui.widgets.rail import Rail
from referral_desk.ui.widgets.status_bar import StatusBar
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toast import UndoBar
from referral_desk.ui.widgets.type_ahead import Provider

_WIDE = 62.0


def _no_places(_text: str, deliver: Callable[[Sequence[Suggestion[Place]]], None]) -> None:
    deliver(())


class MainWindow(QMainWindow):
    """The window of one open centre; pages are registered by whoever puts the desk together.

    ``tasks`` and ``bus`` belong to it: closing drains the one and stops listening to the other.
    """

    def __init__(
        self,
        theme: Theme,
        tasks: Tasks,
        bus: ChangeBus,
        settings: QSettings,
        *,
        centre_name: str = "",
        user_name: str = "",
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.tasks = tasks
        self.bus = bus
        self.actions_registry = Actions(self)
        self._settings = settings
        self._today = today
        self._find_places: Provider[Place] = _no_places
        self._specs: dict[str, PageSpec] = {}
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QWidget] = {}
        self._stale: dict[str, ChangeSet] = {}
        self._place: Place | None = None
        self._history: list[Place] = []
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.header = HeaderBar(self._find, self._menu)
        self.rail = Rail()
        self.status = StatusBar(lambda: self.actions_registry.action("help").trigger())
        self._banner = WarningPanel(danger=False)
        self._banner.add_close(_("Close"), lambda: self.tell(""))
        self._stack = QStackedWidget()
        self.progress = ProgressPanel(tasks)
        self._put_together()
        self.undo_bar = UndoBar(self._stack)
        self._bind_own_actions()
        self.header.set_centre(centre_name)
        self.header.set_user(user_name)
        self._day = today()
        self.header.set_date(long_date(self._day))
        self._clock = QTimer(self)
        self._clock.setInterval(60_000)
        self._clock.timeout.connect(self._minute)
        self._clock.start()
        bus.changed.connect(self._changed)
        tasks.failed.connect(self._failed)
        theme.changed.connect(self._look_changed)
        self.header.search.chosen_changed.connect(self._found)
        self.undo_bar.ended.connect(self.actions_registry.update)
        self.setWindowTitle(f"{centre_name} - {_('Referral Desk')}" if centre_name else _("Referral Desk"))
        self._restore_geometry()

    # --- putting together ---------------------------------------------------------------------------------------

    def _put_together(self) -> None:
        banner = boxed(column(self._banner, margins=(1.7, 0.6, 1.7, 0)))
        self._banner_place = banner
        banner.hide()
        body = column(banner, self._stack, self.progress, gap=0)
        body.setStretch(1, 1)
        middle = row(self.rail, boxed(body), gap=0)
        middle.setStretch(1, 1)
        whole = column(self.header, boxed(middle), self.status, gap=0)
        whole.setStretch(1, 1)
        centre = QFrame()
        centre.setLayout(whole)
        self.setCentralWidget(centre)

    def _bind_own_actions(self) -> None:
        bind = self.actions_registry.bind
        bind("find", self._go_find)
        bind("save", lambda: self._run(self._page_save()), lambda: self._page_save() is not None)
        bind("print", lambda: self._run(self._page_print()), lambda: self._page_print() is not None)
        bind("undo", self.undo_bar.undo, lambda: self.undo_bar.can_undo)
        bind("back", self.back, self._can_go_back)
        bind("zoom_in", self.theme.zoom_in)
        bind("zoom_out", self.theme.zoom_out)
        bind("zoom_reset", self.theme.zoom_reset)
        bind("scheme_system", lambda: self.theme.set_scheme(Scheme.SYSTEM))
        bind("scheme_light", lambda: self.theme.set_scheme(Scheme.LIGHT))
        bind("scheme_dark", lambda: self.theme.set_scheme(Scheme.DARK))
        bind("help", self._explain)
        bind("quit", lambda: self._run(self.close))

    def register(self, spec: PageSpec) -> None:
        """Make a page known; one whose id is an action of the pages group stands in the rail."""
        self._specs[spec.id] = spec
        rail_ids = {each.id: each for each in self.actions_registry.specs(Group.PAGES)}
        if spec.id in rail_ids:
            icon = rail_ids[spec.id].icon

            def run(page: str = spec.id) -> None:
                self.go(Place(page))

            action = self.actions_registry.bind(spec.id, run)
            self.rail.add(spec.section, action, icon, self.actions_registry.keys(spec.id), run)
            self.rail.set_narrow(self._narrow())

    def set_finder(self, provider: Provider[Place]) -> None:
        """Say how Ctrl+K finds clients and institutions; commands are found by the window itself."""
        self._find_places = provider

    # --- going --------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """Where one is."""
        return self._place

    def page(self) -> Page | None:
        """Return the page in view."""
        return self._pages.get(self._place.page) if self._place else None

    def go(self, place: Place) -> bool:
        """Open a place; False if the user chose to stay because something is not saved. KeyError: no such page."""
        if place.page not in self._specs:
            raise KeyError(place.page)
        page = self.page()
        if (page is None or not page.keeps_unsaved()) and not self._may_leave(page):
            self._mark()
            return False
        if self._place is not None and self._place != place:
            self._history.append(self._place)
            del self._history[:-50]
        self._open(place)
        return True

    def back(self) -> None:
        """Go back to where one was before; from a form that was opened first, to its section's page."""
        if not self._may_leave(self.page()):
            return
        if self._history:
            self._open(self._history.pop())
        elif self._place is not None and self._home() is not None:
            self._open(Place(self._home() or ""))

    def _home(self) -> str | None:
        if self._place is None:
            return None
        section = self._specs[self._place.page].section
        return section if section in self._specs and section != self._place.page else None

    def _can_go_back(self) -> bool:
        return bool(self._history) or self._home() is not None

    def _open(self, place: Place) -> None:
        page = self._build(place.page)
        self._place = place
        self._stack.setCurrentWidget(self._frames[place.page])
        self.header.search.clear()
        page.open_place(place)
        stale = self._stale.pop(place.page, None)
        if stale is not None:
            page.refresh(stale, None)
        page.take_focus()
        self._mark()
        self.actions_registry.update()

    def _mark(self) -> None:
        if self._place is not None:
            self.rail.mark(self._specs[self._place.page].section)

    def _build(self, page_id: str) -> Page:
        if page_id in self._pages:
            return self._pages[page_id]
        spec = self._specs[page_id]
        page = spec.build()
        page.go.connect(self.go)
        page.leave.connect(self.back)
        page.state_changed.connect(self.actions_registry.update)
        frame: QWidget = page
        if spec.scrolls:
            scroll = QScrollArea()
            scroll.setWidget(page)
            scroll.setWidgetResizable(True)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            frame = scroll
        self._stack.addWidget(frame)
        self._pages[page_id] = page
        self._frames[page_id] = frame
        return page

    def prepare(self, page_id: str) -> None:
        """Build a page before it is opened."""
        self._build(page_id)
        self._stack.setCurrentWidget(self._frames[page_id])

    def _may_leave(self, page: Page | None) -> bool:
        lost = page.unsaved() if page else ""
        if not lost or page is None:
            return True
        if not ask(self, _("Not saved"), lost, _("Leave without saving"), _("Stay here"), danger=True):
            return False
        page.discard()
        return True

    # --- telling ------------------------------------------------------------------------------------------------

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was saved and when; ``undo`` is the command that takes it back."""
        self.status.saved_at(datetime.now().astimezone())
        self.undo_bar.show_message(text, undo)
        self.actions_registry.update()

    def tell(self, text: str) -> None:
        """Say something in a panel over the page that stays until it is closed; "" takes it away."""
        self._banner.set_text(text)
        show_if(self._banner_place, bool(text))

    @property
    def told(self) -> str:
        """What the panel over the page says."""
        return self._banner.text

    def set_count(self, section: str, count: int) -> None:
        """Say how much waits on a page of the rail."""
        self.rail.button(section).set_count(count)

    def _failed(self, task: Task[object], error: Exception) -> None:  # noqa: ARG002
        words = in_words(error)
        if words:
            self.tell(words)
        else:
            DefectDialog(error, self).open()

    def _explain(self) -> None:
        page = self.page()
        if page is None:
            return
        keys = [
            (self.actions_registry.keys(spec.id), action.text())
            for spec, action in self.actions_registry.bound()
            if spec.keys
        ]
        HelpDialog(page.title(), page.help_text(), keys, self).open()

    # --- what the page can do -----------------------------------------------------------------------------------

    def _page_save(self) -> Callable[[], None] | None:
        page = self.page()
        return page.save_action() if page else None

    def _page_print(self) -> Callable[[], None] | None:
        page = self.page()
        return page.print_action() if page else None

    def _run(self, action: Callable[[], object] | None) -> None:
        if action is not None:
            action()

    def _changed(self, changes: ChangeSet, initiator: object) -> None:
        for page_id, page in self._pages.items():
            if self._place is not None and page_id == self._place.page:
                page.refresh(changes, initiator)
            else:
                self._stale[page_id] = self._stale.get(page_id, ChangeSet()) | changes
        self.actions_registry.update()

    # --- finding ------------------------------------------------------------------------------------------------

    def _go_find(self) -> None:
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def _find(self, text: str, deliver: Callable[[Sequence[Suggestion[Place | str]]], None]) -> None:
        wanted = text.casefold()
        commands: list[Suggestion[Place | str]] = [
            Suggestion(spec.id, action.text(), "", self.actions_registry.keys(spec.id), spec.icon)
            for spec, action in self.actions_registry.bound()
            if spec.id != "find" and action.isEnabled() and wanted in f"{action.text()} {spec.text}".casefold()
        ]

        def places(found: Sequence[Suggestion[Place]]) -> None:
            deliver([*found, *commands[:5]])

        self._find_places(text, places)

    def _found(self, row_found: Suggestion[Place | str] | None) -> None:
        if row_found is None:
            return
        if isinstance(row_found.value, Place):
            self.go(row_found.value)
        else:
            page = self.page()
            if page is not None:
                page.take_focus()
            self.actions_registry.action(row_found.value).trigger()

    def _fill_menu(self) -> None:
        self._menu.clear()
        self.actions_registry.redress()
        self.actions_registry.update()
        for group in Group:
            for _spec, action in self.actions_registry.bound(group):
                self._menu.addAction(action)
            self._menu.addSeparator()

    # --- the window itself --------------------------------------------------------------------------------------

    def _minute(self) -> None:
        day = self._today()
        if day != self._day:
            self._day = day
            self.header.set_date(long_date(day))
            self._changed(ChangeSet.all(), None)

    def _narrow(self) -> bool:
        return self.width() < px(_WIDE)

    def _look_changed(self) -> None:
        self.rail.set_narrow(self._narrow())
        self._settings.setValue("zoom", self.theme.zoom)
        self._settings.setValue("scheme", self.theme.scheme.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self._narrow())

    def _restore_geometry(self) -> None:
        kept = self._settings.value("geometry")
        if not isinstance(kept, QByteArray) or not self.restoreGeometry(kept):
            room = self.screen().availableGeometry().size()
            frame = QSize(px(1), px(3))  # what the system draws around a window
            self.resize(QSize(1366, 768).boundedTo(room - frame))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        self.remember_geometry()
        self.stop()
        super().closeEvent(event)

    def _may_close(self) -> bool:
        """Whether the window may close; the user is asked where something would be lost."""
        return all(self._may_leave(page) for page in self._pages.values())

    def remember_geometry(self) -> None:
        """Let the next window stand where this one does."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.sync()

    def stop(self) -> None:
        """Finish what was begun and take no new work; the window is of no use afterwards."""
        self._clock.stop()
        self.tasks.drain()
