"""Pictures of every page and dialog in both languages and themes, and the demo's papers: to be looked at."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QSize, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from referral_desk.i18n import Language, _, set_language
from referral_desk.services.centre import Centre
from referral_desk.services.demo import demo_centre
from referral_desk.ui import app as application
from referral_desk.ui import tour
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.first_start import StartWindow
from referral_desk.ui.dialogs.import_files import ImportDialog
from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel
from referral_desk.ui.dialogs.set_up import NewCentre, SetUpPanel
from referral_desk.ui.page import Place
from referral_desk.ui.start import Start, speak
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Scheme, Theme

SIZE = QSize(1366, 768)
LARGE = 200
_SETTLED = 4
_TICK = 15
_LONGEST = 2_000
_SCREEN = {"width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, "x": 0, "y": 0, "name": "pc"}

Ready = Callable[[], bool]


def take(folder: Path) -> int:
    """Write all pictures to ``folder`` and the papers to its "papers"; return the exit status."""
    with tempfile.TemporaryDirectory(prefix="referral-desk-pictures-") as own:
        _small_screen(Path(own))
        set_language(Language.JA)
        app = application.create_application(sys.argv[:1])
        application.install_hooks()
        settings = QSettings(str(Path(own) / "window.ini"), QSettings.Format.IniFormat)
        theme = Theme(app, Scheme.LIGHT)
        photographer = Photographer(app, theme, settings, folder, Path(own))
        QTimer.singleShot(0, photographer, photographer.start)
        status = app.exec()
        photographer.close()
        return status


def _small_screen(folder: Path) -> None:
    """Give a Qt without a screen the small screen of an office PC, so that dialogs have the size they have there."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        described = folder / "screen.json"
        described.write_text(json.dumps({"screens": [_SCREEN]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={described}"


class Photographer(QObject):
    """Goes through the tour step by step: each step says when it is ready for the next."""

    def __init__(self, app: QApplication, theme: Theme, settings: QSettings, folder: Path, own: Path) -> None:
        super().__init__()
        self._app = app
        self._theme = theme
        self._settings = settings
        self._folder = folder
        self._own = own
        self._centre = demo_centre()
        self._sample = tour.sample(self._centre)
        self._steps = self._everything()
        self._ready: Ready = lambda: True
        self._quiet = 0
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._timer.start()

    def close(self) -> None:
        """Throw the demo centre away."""
        self._centre.close()

    def _tick(self) -> None:
        self._waited += 1
        self._quiet = self._quiet + 1 if self._ready() else 0
        if self._quiet < _SETTLED and self._waited < _LONGEST:
            return
        self._quiet = self._waited = 0
        try:
            self._ready = next(self._steps)
        except StopIteration:
            self._timer.stop()
            self._app.exit(0)
        except Exception:
            self._timer.stop()
            self._app.exit(1)
            raise

    # --- the tour -----------------------------------------------------------------------------------------------

    def _everything(self) -> Iterator[Ready]:
        self._write_papers()
        for lang in Language:
            for scheme in (Scheme.LIGHT, Scheme.DARK):
                speak(self._app, lang)
                self._theme.set_scheme(scheme)
                ending = f"{lang}-{scheme}"
                yield from self._beginnings(ending)
                yield from self._desk(ending)

    def _write_papers(self) -> None:
        papers = self._folder / "papers"
        papers.mkdir(parents=True, exist_ok=True)
        shown = self._sample
        for name, content in (
            ("letter", shown.letter),
            ("card", shown.card),
            ("summary", shown.summary),
            ("tally", shown.tally),
            ("recovery-sheet", shown.recovery_sheet),
        ):
            (papers / f"{name}.pdf").write_bytes(content)

    def _beginnings(self, ending: str) -> Iterator[Ready]:
        start = Start(self._app, self._theme, self._settings, leave=_ignore)
        tasks = start.tasks
        start.offer()
        start.show()
        yield lambda: tasks.idle
        self._save(start.window, f"dialog-first-start-{ending}")
        start.unlock(self._centre.folder)
        yield lambda: tasks.idle
        self._save(start.window, f"dialog-unlock-{ending}")
        start.recover(self._centre.folder)
        yield lambda: tasks.idle
        self._save(start.window, f"dialog-recover-{ending}")
        yield from self._set_up(tasks, ending)
        start.window.close()

    def _set_up(self, tasks: Tasks, ending: str) -> Iterator[Ready]:
        window = StartWindow(self._theme)
        panel = SetUpPanel(tasks, _never)
        window.show_panel(panel, scrolls=False)
        window.show()
        panel.secret.password.setText("架空の町の丘の上で")
        yield lambda: tasks.idle
        self._save(window, f"dialog-set-up-{ending}")
        sheet = self._sample.recovery_sheet
        window.show_panel(RecoveryCodePanel(tasks, tour.EXAMPLE_CODE, lambda: sheet, _("The centre is set up.")))
        yield lambda: True
        self._save(window, f"dialog-recovery-code-{ending}")
        window.close()

    def _desk(self, ending: str) -> Iterator[Ready]:
        desk = DeskWindow(self._theme, self._settings, self._centre, demo=True)
        tasks = desk.tasks
        desk.resize(SIZE)
        desk.go(Place("today"))
        desk.show()
        desk.activateWindow()
        yield lambda: tasks.idle
        for name, place in tour.places(self._sample):
            desk.go(place)
            yield lambda: tasks.idle
            self._save(desk, f"{name}-{ending}")
        desk.go(Place("today"))
        yield from self._found(desk, ending)
        for stop in tour.dialogs(desk, self._sample, self._table()):
            dialog = stop.make()
            dialog.open()
            yield lambda: tasks.idle
            if stop.name == "preview":
                yield from (_always for _wait in range(4))  # the preview is drawn by a thread of its own
            self._save(dialog, f"dialog-{stop.name}-{ending}")
            if isinstance(dialog, ImportDialog):
                dialog.reject()
            dialog.close()
        if ending.endswith(Scheme.LIGHT):
            yield from self._large(desk, ending)
        desk.hide()
        tasks.drain()
        desk.deleteLater()
        yield _always

    def _found(self, desk: DeskWindow, ending: str) -> Iterator[Ready]:
        search = desk.header.search
        desk.actions_registry.action("find").trigger()
        typed = QInputMethodEvent()
        typed.setCommitString("みほ")
        QApplication.sendEvent(search, typed)
        yield lambda: desk.tasks.idle
        self._save(desk, f"find-{ending}")
        search.clear()
        search.list.hide()

    def _large(self, desk: DeskWindow, ending: str) -> Iterator[Ready]:
        self._theme.set_zoom(LARGE)
        for name, place in tour.places(self._sample):
            desk.go(place)
            yield lambda: desk.tasks.idle
            self._save(desk, f"{name}-{ending}-{LARGE}")
        self._theme.set_zoom(100)
        yield _always

    def _table(self) -> Path:
        table = self._own / "clients.csv"
        table.write_text(
            "利用者番号,氏名,フリガナ,生年月日,性別\n"
            "90001,見本 花子,ミホン ハナコ,S60.4.12,女\n"
            "90002,例田 一朗,レイタ イチロウ,昭和43年2月30日,男\n"
            "90003,試山 譲,タメシヤマ ジョウ,1977/5/3,M\n",
            encoding="utf-8-sig",
        )
        return table

    def _save(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} could not be written")


def _always() -> bool:
    return True


def _ignore() -> None:
    """Do nothing: the tour goes on."""


def _never(_wanted: NewCentre) -> tuple[Centre, str]:
    raise RuntimeError("the tour sets up no centre")
