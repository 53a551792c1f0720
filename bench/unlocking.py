"""The password window of an existing centre, that says how long Argon2 takes, then logs in and says when Today is
painted, and ends.

``python -m bench.unlocking FOLDER LOGIN PASSWORD`` prints ``argon SECONDS`` and ``page SECONDS``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from referral_desk.db import vault
from referral_desk.ui.app import create_application, create_theme
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.page import Page
from referral_desk.ui.start import Start

READ_MS = 1_500
TYPED_MS = 1_500
"""What a person needs at least to read the window, and to type thirteen characters."""


class FirstPage(QObject):
    """Logs in, and says when a page of a desk in sight is painted for the first time, its children included."""

    def __init__(self, app: QApplication, start: Start, login: str, password: str) -> None:
        super().__init__()
        self._app = app
        self._start = start
        self._login = login
        self._password = password
        self._began = 0.0

    def log_in(self) -> None:
        """Press Enter."""
        panel = self._start.window.panel
        assert isinstance(panel, UnlockPanel)
        panel.login.setText(self._login)
        self._app.installEventFilter(self)
        self._began = time.perf_counter()
        panel.open()

    def type_password(self) -> None:
        """Put the password into its field, as keys would."""
        panel = self._start.window.panel
        assert isinstance(panel, UnlockPanel)
        panel.password.setText(self._password)
        panel.password.textEdited.emit(self._password)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Report after the pass in which the page is painted."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, Page):
            window = watched.window()
            if isinstance(window, DeskWindow) and window.isVisible():
                self._app.removeEventFilter(self)
                QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        print(f"page {time.perf_counter() - self._began}", flush=True)
        QTimer.singleShot(200, self._end)

    def _end(self) -> None:
        assert self._start.desk is not None
        self._start.desk.close()


def main() -> int:
    """Measure both."""
    folder, login, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    app = create_application(sys.argv[:1])
    settings = QSettings(str(folder.parent / "window.ini"), QSettings.Format.IniFormat)
    start = Start(app, create_theme(app, settings), settings)
    start.unlock(folder, login, remember=False)
    start.show()
    first = FirstPage(app, start, login, password)

    def argon() -> None:
        began = time.perf_counter()
        vault.unlock(folder, login, password)
        print(f"argon {time.perf_counter() - began}", flush=True)
        QTimer.singleShot(0, first.log_in)

    QTimer.singleShot(READ_MS, first.type_password)
    QTimer.singleShot(READ_MS + TYPED_MS, argon)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
