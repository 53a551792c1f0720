"""What the program does without a command: the remembered centre's password, or three ways to begin.

The database library takes longer to load than everything a person first sees; it is loaded while the first window is
being looked at.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog

from referral_desk.db.presence import WindowTaken
from referral_desk.i18n import Language, _, language, set_language
from referral_desk.services import places
from referral_desk.ui import app as application
from referral_desk.ui.dialogs.first_start import ChoicePanel, StartWindow, WaitingPanel
from referral_desk.ui.dialogs.telling import DefectDialog, ask, in_words, tell
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.single_window import SingleWindow
from referral_desk.ui.tasks import Task, TaskKind, Tasks, Work
from referral_desk.ui.theme import Theme

if TYPE_CHECKING:
    from referral_desk.services.centre import Centre
    from referral_desk.ui.desk import DeskWindow
    from referral_desk.ui.dialogs.restore import Wanted
    from referral_desk.ui.dialogs.set_up import NewCentre
    from referral_desk.ui.locking import Locking
    from referral_desk.ui.prepared import PreparedDesk

_NEEDED_SOON = (
    "referral_desk.services.centre",
    "referral_desk.services.followups",
    "referral_desk.ui.prepared",
    "referral_desk.ui.pages.today",
)


def run_centre(
    folder: Path | None = None, user: str | None = None, *, lang: Language | None = None, password: str | None = None
) -> int:
    """Open the window on the centre in ``folder``, else on this PC's centre, else on the three ways to begin.

    ``lang`` None: the centre's own language once it is open. ``password`` opens it without asking. Returns the exit
    status when the last window is closed.
    """

    def begin(app: QApplication, theme: Theme, settings: QSettings) -> Start:
        start = Start(app, theme, settings, lang)
        place = folder or places.known_centre()
        if place is None:
            start.offer()
        else:
            start.unlock(place, user or "", remember=False, password=password or "")
        start.show()
        return start

    return application.run(sys.argv[:1], begin)


def run_demo(lang: Language | None = None) -> int:
    """Open the window on a demo centre that is gone when it is closed."""

    def begin(app: QApplication, theme: Theme, settings: QSettings) -> Start:
        start = Start(app, theme, settings, lang or language())
        start.demo()
        start.show()
        return start

    return application.run(sys.argv[:1], begin)


def take_screenshots(folder: Path) -> int:
    """Save a picture of every page and dialog, and the demo's papers, to ``folder``; return the exit status."""
    from referral_desk.ui.screenshots import take  # noqa: PLC0415 - brings everything there is

    return take(folder)


def speak(app: QApplication, lang: Language) -> None:
    """Speak ``lang`` from now on, in windows still to be made."""
    if lang is language() and bool(app.findChildren(QTranslator)) is (lang is Language.JA):
        return
    set_language(lang)
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()
    if lang is Language.JA:
        words = application.qt_words()
        if words is not None:
            words.setParent(app)
            app.installTranslator(words)
    app.setApplicationDisplayName(_("Referral Desk"))


class Start(QObject):
    """Leads from the first window to the desk. ``lang`` is the language that was asked for, if any was."""

    def __init__(
        self,
        app: QApplication,
        theme: Theme,
        settings: QSettings,
        lang: Language | None = None,
        *,
        leave: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._theme = theme
        self._settings = settings
        self._lang = lang
        self._leave = leave
        self._again: Callable[[], None] = self.offer
        self._waiting: Centre | None = None
        self._code_in_force = True
        self._single = SingleWindow(app)
        self._shown_elsewhere = False
        app.aboutToQuit.connect(self._single.release)
        self.tasks = Tasks(self)
        self.tasks.failed.connect(self._failed)
        self.desk: DeskWindow | None = None
        self.locking: Locking | None = None
        self._prepared: PreparedDesk | None = None
        self.window = self._new_window()
        self._warming = QTimer(self)
        self._warming.setSingleShot(True)
        self._warming.timeout.connect(self._warm_up)
        self._warming.start(30)

    def _new_window(self) -> StartWindow:
        window = StartWindow(self._theme, closing=self._may_close)
        window.language_chosen.connect(self._change_language)
        window.closed.connect(self._window_closed)
        return window

    def show(self) -> None:
        """Show the first window, unless the centre's own window came to the front instead: then leave."""
        if self._shown_elsewhere:
            QTimer.singleShot(0, self._app, self._app.quit)
        else:
            self.window.show()

    def _warm_up(self) -> None:
        """Load what opening a centre needs, while the person reads or types."""
        self.tasks.run(TaskKind.READ, lambda _work: [importlib.import_module(name) for name in _NEEDED_SOON], _ignore)

    # --- the ways in --------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Show the three ways to begin."""
        self._again = self.offer
        panel = ChoicePanel()
        panel.open_centre.connect(self.choose_folder)
        panel.set_up.connect(self.set_up)
        panel.demo.connect(self.demo)
        panel.restore.connect(self.restore)
        self.window.show_panel(panel, languages=True)

    def choose_folder(self) -> None:
        """Ask for the data folder of an existing centre, then for the password."""
        start = places.known_centre() or places.default_folder()
        title = _("Choose the data folder of the centre")
        chosen = QFileDialog.getExistingDirectory(self.window, title, str(start))
        if chosen:
            self.unlock(Path(chosen), remember=True)

    def unlock(self, folder: Path, login: str = "", *, remember: bool = True, password: str = "") -> None:
        """Ask for the password of the centre in ``folder``; ``remember`` it for all accounts once it is open."""
        self._again = lambda: self.unlock(folder, login, remember=remember)
        if not self._claim(folder):
            return
        known = login or str(self._settings.value("login", "") or "")
        panel = UnlockPanel(self.tasks, _logins, _open, folder, known)
        panel.typing.connect(lambda: self._prepare(folder, panel.login.text()))
        panel.opened.connect(lambda centre: self._unlocked(centre, remember))
        panel.forgotten.connect(lambda login: self.recover(folder, login, remember=remember))
        panel.other_folder.connect(self.choose_folder)
        panel.set_up.connect(self.set_up)
        panel.demo.connect(self.demo)
        panel.restore.connect(lambda: self.restore(folder, panel.login.text()))
        self.window.show_panel(panel, languages=True)
        if password:
            panel.open(password)

    def recover(self, folder: Path, login: str = "", *, remember: bool = True) -> None:
        """Ask for the recovery code of the centre in ``folder``, and for a new password."""
        from referral_desk.ui.dialogs.recover import RecoverPanel  # noqa: PLC0415 - seldom seen

        back = self._again
        panel = RecoverPanel(self.tasks, _logins, _recover, folder, login)
        panel.recovered.connect(lambda centre, code: self._recovered(centre, code, remember))
        panel.back.connect(lambda: self._back(panel.changed, back))
        self.window.show_panel(panel)

    def restore(self, folder: Path | None = None, login: str = "") -> None:
        """Lead from a backup to a restored centre; ``folder`` is where the records of now lie, which do not open."""
        from referral_desk.ui.dialogs.restore import RestorePanel, find  # noqa: PLC0415 - seldom seen

        back, before = self._again, folder or places.known_centre()
        login = login or str(self._settings.value("login", "") or "")
        panel = RestorePanel(self.tasks, lambda: find(before), before, opens=folder is None, login=login)
        panel.restored.connect(lambda wanted: self._restored(wanted, remember=panel.well.remember.isChecked()))
        panel.back.connect(lambda: self._back(panel.changed, back))
        self.window.show_panel(panel, scrolls=False)

    def _restored(self, wanted: Wanted, *, remember: bool) -> None:
        """Open what was restored: with the same password, or, where there was only the code, with a new one."""
        if remember:
            with suppress(OSError):  # then the folder is asked for again at the next start
                places.remember_centre(wanted.into)
        self.unlock(wanted.into, wanted.login, remember=False, password=wanted.password)
        if wanted.code and not self._shown_elsewhere:
            self.recover(wanted.into, remember=False)

    def _claim(self, folder: Path) -> bool:
        """Claim the centre in ``folder`` for this window; where another shows it, go to that or say whose it is."""
        try:
            if self._single.claim(folder):
                return True
        except WindowTaken as taken:
            from referral_desk.ui.dialogs.folder_taken import FolderTakenPanel  # noqa: PLC0415 - seldom seen

            panel = FolderTakenPanel(folder, taken.holder)
            panel.again.connect(self._again)
            panel.other_folder.connect(self.choose_folder)
            self.window.show_panel(panel, languages=True)
        else:
            self._shown_elsewhere = True
            self.window.close()
        return False

    def set_up(self) -> None:
        """Ask for everything a new centre needs."""
        from referral_desk.ui.dialogs.set_up import SetUpPanel  # noqa: PLC0415 - most starts do without

        back = self._again
        panel = SetUpPanel(self.tasks, _create)
        panel.created.connect(self._set_up)
        panel.back.connect(lambda: self._back(panel.changed, back))
        self._again = self.set_up
        self.window.show_panel(panel, scrolls=False)

    def demo(self) -> None:
        """Prepare the demo centre and open it."""
        self._again = self.offer
        self._single.release()
        self.window.show_panel(WaitingPanel(_("Preparing the demo centre…")))
        self.tasks.run(TaskKind.WRITE, _demo, lambda centre: self.enter(centre, demo=True), self._no_demo)

    def _no_demo(self, error: Exception) -> bool:
        self.offer()
        words = in_words(error)
        if words:
            tell(self.window, _("The demo cannot be opened"), words)
        return bool(words)

    def _back(self, changed: bool, back: Callable[[], None]) -> None:
        if not changed or ask(
            self.window,
            _("Not saved"),
            _("What you entered here is not saved."),
            _("Leave without saving"),
            _("Go on entering"),
            danger=True,
        ):
            back()

    # --- a centre is open ---------------------------------------------------------------------------------------

    def _unlocked(self, centre: Centre, remember: bool) -> None:
        self._settings.setValue("login", centre.login)
        if remember:
            self._remember(centre)
        self.enter(centre)

    def _set_up(self, centre: Centre, code: str) -> None:
        self._single.claim(centre.folder)
        self._remember(centre)
        self._show_code(centre, code, _("The centre is set up."))

    def _recovered(self, centre: Centre, code: str, remember: bool) -> None:
        if remember:
            self._remember(centre)
        lead = _(
            "{login} has a new password. The code that you used is void as soon as you have noted this new one and go "
            "on."
        ).format(login=centre.login)
        self._show_code(centre, code, lead, lambda: _confirm(centre, code))

    def _show_code(self, centre: Centre, code: str, lead: str, put_in_force: Callable[[], None] | None = None) -> None:
        """Show a new recovery code; the desk opens after it is noted."""
        from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel  # noqa: PLC0415 - seen once in a life

        self._waiting = centre
        self._code_in_force = put_in_force is None
        self._settings.setValue("login", centre.login)
        panel = RecoveryCodePanel(self.tasks, code, lambda: _sheet(centre, code), lead, put_in_force)
        panel.noted.connect(lambda: self.enter(centre))
        self.window.show_panel(panel)

    def _remember(self, centre: Centre) -> None:
        with suppress(OSError):  # then the folder is asked for again at the next start
            places.remember_centre(centre.folder)

    def enter(self, centre: Centre, *, demo: bool = False) -> None:
        """Open the desk and close the first window."""
        from referral_desk.ui.desk import open_desk  # noqa: PLC0415 - the password window comes up before it is loaded

        if self._lang is None and centre.settings.language in set(Language):
            speak(self._app, Language(centre.settings.language))
        self._waiting = None
        prepared, self._prepared = self._prepared, None
        if prepared is not None and demo:
            prepared.discard()
            prepared = None
        desk = prepared.take(centre) if prepared else None
        if desk is None:
            desk = open_desk(self._app, self._theme, self._settings, centre, demo=demo)
        self.desk = desk
        desk.show()
        self.window.close()
        if not demo:
            QTimer.singleShot(0, self, lambda: self._watch_over(desk))

    def _prepare(self, folder: Path, login: str) -> None:
        """Put a desk together while the password is being typed."""
        from referral_desk.ui.prepared import PreparedDesk  # noqa: PLC0415 - loaded behind the password window

        if self._prepared is None:
            self._prepared = PreparedDesk(self._theme, self._settings, folder, login, self)

    def _watch_over(self, desk: DeskWindow) -> None:
        """Back the records up, lock the desk when nobody is there, offer what was left unfinished."""
        from referral_desk.ui.drafts import reopen  # noqa: PLC0415 - after the first page is painted
        from referral_desk.ui.locking import Locking  # noqa: PLC0415

        self.locking = Locking(self._app, self._theme, self._settings, desk)
        self.locking.desk_changed.connect(self._desk_changed)
        self._desk_changed(desk)
        reopen(desk, at_once=False)

    def _desk_changed(self, desk: DeskWindow | None) -> None:
        self.desk = desk
        if desk is None:
            return
        desk.backups.start()
        desk.closed.connect(self._single.release)  # while its last backup is made another window may open

    # --- the window ---------------------------------------------------------------------------------------------

    def _change_language(self, lang: Language) -> None:
        self._lang = lang
        speak(self._app, lang)
        before, again = self.window, self._again
        self.window = self._new_window()
        again()
        self.window.setGeometry(before.geometry())
        self.window.show()
        before.closed.disconnect(self._window_closed)
        before.close()
        before.deleteLater()

    def _may_close(self) -> bool:
        if self._waiting is None:
            return True
        from referral_desk.ui.dialogs.recovery_code import may_leave  # noqa: PLC0415 - loaded with the code on show

        return may_leave(self.window, in_force=self._code_in_force)

    def _window_closed(self) -> None:
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        self._warming.stop()
        self.tasks.drain()
        if self._prepared is not None:
            self._prepared.discard()
        if self.desk is None:
            self._single.release()
        if self._leave is not None:
            self._leave()

    def _failed(self, _task: Task[object], error: Exception) -> None:
        words = in_words(error)
        if words:
            tell(self.window, _("Referral Desk"), words)
        else:
            DefectDialog(error, self.window).open()


# The services are loaded where they run: on a thread, behind the window that is already there.


def _logins(folder: Path) -> tuple[str, ...]:
    from referral_desk.db import vault  # noqa: PLC0415
    from referral_desk.db.layout import require  # noqa: PLC0415

    require(folder)
    return vault.logins(folder)


def _open(folder: Path, login: str, password: str) -> Centre:
    from referral_desk.services.centre import open_centre  # noqa: PLC0415

    return _read_ahead(open_centre(folder, login, password))


def _create(wanted: NewCentre) -> tuple[Centre, str]:
    from referral_desk.services.centre import create_centre  # noqa: PLC0415

    centre, code = create_centre(wanted.folder, wanted.settings, wanted.login, wanted.password, shared=wanted.shared)
    return _read_ahead(centre), code


def _recover(folder: Path, code: str, login: str, new_password: str) -> tuple[Centre, str]:
    from referral_desk.services.recovery import recover  # noqa: PLC0415

    centre, new_code = recover(folder, code, login, new_password)
    return _read_ahead(centre), new_code


def _confirm(centre: Centre, code: str) -> None:
    from referral_desk.services.recovery import confirm_code  # noqa: PLC0415

    confirm_code(centre, code)


def _sheet(centre: Centre, code: str) -> bytes:
    from referral_desk.services.recovery import recovery_sheet  # noqa: PLC0415

    return recovery_sheet(centre, code, language=language())


def _demo(work: Work) -> Centre:
    from referral_desk.services.demo import demo_centre  # noqa: PLC0415

    centre = demo_centre()
    if work.cancelled:  # the window was closed meanwhile, and nobody else would throw the folder away
        centre.close()
    return _read_ahead(centre) if not work.cancelled else centre


def _read_ahead(centre: Centre) -> Centre:
    """Read here what the window asks for first, so that it never waits for the disk."""
    _read = (centre.settings, centre.codes, centre.safety, centre.restored_lately)
    return centre


def _ignore(_result: object) -> None:
    """Do nothing with what was loaded."""
