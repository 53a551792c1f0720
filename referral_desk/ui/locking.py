"""The lock: on Ctrl+L, when nobody works, when the system locks or sleeps. The desk goes, and comes back as it was.

Locking hides every window at once, keeps unfinished forms, and then takes the desk apart: no widget with a record in
it, no connection and no key is left. Unlocking builds it anew, at the same place.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from referral_desk.domain.access import Action
from referral_desk.i18n import _
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.locking import QuickUnlock, lock, unlock_with_pin
from referral_desk.ui.clipboard import ClipboardGuard
from referral_desk.ui.curtain import Curtain
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.first_start import StartWindow, WaitingPanel
from referral_desk.ui.dialogs.pin import PinDialog, PinPanel
from referral_desk.ui.dialogs.telling import in_words, tell
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.drafts import reopen
from referral_desk.ui.idle import IdleWatch
from referral_desk.ui.page import Place
from referral_desk.ui.system_lock import SystemLockWatch
from referral_desk.ui.tasks import Task, TaskKind, Tasks
from referral_desk.ui.theme import Theme

_log = logging.getLogger(__name__)
_CTRL_L = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)

Reopen = Callable[[Path, str, str, Action], Centre]
"""Opens the centre in a folder for a login with its password; off the GUI thread."""


class Locking(QObject):
    """Stands beside the desk of one centre for as long as the program shows it.

    ``desk_changed`` carries the new desk after unlocking, None when it goes. Closing the locked window ends the
    program.
    """

    desk_changed = Signal(object)

    def __init__(
        self,
        app: QApplication,
        theme: Theme,
        settings: QSettings,
        desk: DeskWindow,
        *,
        open_again: Reopen | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._theme = theme
        self._settings = settings
        self._open_again = open_again or _open
        self._folder = desk.centre.folder
        self._login = desk.centre.login
        self._place: Place | None = None
        self._who = ""
        self._quick: QuickUnlock | None = None
        self._put_away = True
        self._kept = True
        self.desk: DeskWindow | None = None
        self.window: StartWindow | None = None
        self.tasks = Tasks(self)
        self.tasks.failed.connect(self._failed)
        self.curtain = Curtain(app)
        self.clipboard = ClipboardGuard(app, self)
        self.idle = IdleWatch(app, parent=self)
        self.idle.idle.connect(self.lock)
        self.system = SystemLockWatch(self)
        self.system.locked.connect(self.lock)
        app.focusWindowChanged.connect(self._listen)
        self._listen(app.focusWindow())
        self._attend(desk)

    def _listen(self, window: QWindow | None) -> None:
        """Hear Ctrl+L in every window: a dialog that is open keeps the desk's own command from its key."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or self.desk is None or not isinstance(event, QKeyEvent):
            return False
        if event.keyCombination() != _CTRL_L:
            return False
        self.lock()
        return True

    @property
    def locked(self) -> bool:
        """Whether the desk is away."""
        return self.window is not None

    def _attend(self, desk: DeskWindow) -> None:
        self.desk = desk
        desk.closed.connect(self._closed)
        desk.lock_wanted.connect(self.lock)
        desk.pin_wanted.connect(self.choose_pin)
        desk.safety_changed.connect(self._take_safety)
        self._take_safety()

    def _closed(self) -> None:
        """Lock nothing any more: the desk was closed, and at most its last backup is still being made."""
        self.desk = None
        self.idle.pause()

    def _take_safety(self) -> None:
        if self.desk is not None:
            safety = self.desk.centre.safety
            self.idle.set_minutes(safety.lock_after_minutes)
            if not safety.quick_unlock:
                self._quick = None

    def choose_pin(self) -> None:
        """Ask for a PIN for the rest of this session."""
        desk = self.desk
        if desk is None:
            return

        def chosen(quick: QuickUnlock) -> None:
            self._quick = quick
            desk.saved(_("Until you close the program, the PIN unlocks the window."))

        PinDialog(desk.tasks, desk.centre, chosen, desk).open()

    # --- locking ------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Lock now; nothing happens while it is locked already."""
        desk = self.desk
        if desk is None or self.window is not None:
            return
        self._login, self._place, self._who = desk.centre.login, desk.place, desk.who
        if self._quick is not None and self._quick.login != self._login:
            self._quick = None
        window = StartWindow(self._theme, closing=lambda: self._put_away)
        window.show_panel(WaitingPanel(_("Locking…")))
        window.setGeometry(desk.geometry())
        window.closed.connect(self.end)
        self.window = window
        window.show()
        self.curtain.draw(window)
        self.clipboard.clear_now()
        self.idle.pause()
        self._put_away = False
        desk.bus.blockSignals(True)
        desk.backups.stop()
        desk.tasks.settle(self._let_go)

    def _let_go(self) -> None:
        desk = self.desk
        if desk is None:
            return
        centre, keep = desk.centre, desk.let_go()

        def failed(error: Exception) -> bool:
            _log.error("locking: %s", type(error).__name__)
            self._away()
            return True

        def locked(kept: bool) -> None:
            self._kept = kept
            self._away()

        self._kept = False
        if not desk.backups.automatic or self.window is None:
            desk.tasks.run(TaskKind.WRITE, lambda _work: lock(centre, keep), locked, failed)
            return
        from referral_desk.ui.locking_backup import LockingPanel, back_up_before_locking  # noqa: PLC0415 - seen late

        panel = LockingPanel()
        self.window.show_panel(panel)
        task = desk.tasks.run(
            TaskKind.WRITE,
            lambda work: lock(centre, keep, lambda: back_up_before_locking(centre, work)),
            locked,
            failed,
        )
        panel.cancelled.connect(task.token.cancel)

    def _away(self) -> None:
        """Take the desk apart, and every record and key in memory with it."""
        desk, self.desk = self.desk, None
        if desk is None:
            return
        self.desk_changed.emit(None)
        desk.put_away()
        del desk
        self._put_away = True
        self.system.let_sleep()
        QTimer.singleShot(0, self, self._ask)

    def _forget(self) -> None:
        """Drop what went with the desk in circles; the collector would come for it some time later."""
        gc.collect()

    # --- unlocking ----------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the PIN where there is one, else for the password."""
        self._forget()
        if self._quick is not None and self._quick.tries:
            quick, folder = self._quick, self._folder
            panel = PinPanel(self.tasks, quick, lambda pin: _ready(unlock_with_pin(folder, quick, pin)), self._who)
            panel.opened.connect(self._opened)
            panel.password.connect(self._ask_password)
            self._show(panel)
        else:
            self._ask_password()

    def _ask_password(self, words: str = "") -> None:
        panel = UnlockPanel(
            self.tasks, _logins, self._open, self._folder, self._login, locked_by=self._who, words=words
        )
        panel.opened.connect(self._opened)
        self._show(panel)

    def _show(self, panel: PinPanel | UnlockPanel) -> None:
        if self.window is not None:
            self.window.show_panel(panel)

    def _open(self, folder: Path, login: str, password: str) -> Centre:
        action = Action.UNLOCK if login == self._login else Action.LOG_IN
        return _ready(self._open_again(folder, login, password, action))

    def _opened(self, centre: Centre) -> None:
        same = centre.login == self._login
        window, self.window = self.window, None
        self.curtain.lift()
        desk = open_desk(self._app, self._theme, self._settings, centre)
        if same and self._place is not None:
            desk.go(self._place)
        self._attend(desk)
        self.idle.resume()
        self.desk_changed.emit(desk)
        desk.show()
        if window is not None:
            window.closed.disconnect(self.end)
            window.close()
            window.deleteLater()
        if same and not self._kept:
            desk.tell(
                _("The disk is full: what you were typing when the window locked could not be kept. Free some space.")
            )
        reopen(desk, at_once=same)

    # --- the end ------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Stop watching; the program ends."""
        self.idle.pause()
        self.tasks.drain()

    def _failed(self, _task: Task[object], error: Exception) -> None:
        if self.window is not None:
            tell(
                self.window,
                _("Referral Desk"),
                in_words(error) or _("The centre cannot be opened. Start the program again."),
            )


def _logins(folder: Path) -> tuple[str, ...]:
    from referral_desk.db import vault  # noqa: PLC0415

    return vault.logins(folder)


def _open(folder: Path, login: str, password: str, action: Action) -> Centre:
    return open_centre(folder, login, password, action=action)


def _ready(centre: Centre) -> Centre:
    """Read here what the window asks for first, so that it never waits for the disk."""
    _read = (centre.settings, centre.codes, centre.safety, centre.restored_lately)
    return centre
