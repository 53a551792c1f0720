"""The window on an existing centre, that says when Today has been painted with its rows, and ends.

``python -m bench.existing_centre FOLDER LOGIN PASSWORD``; the slot's key derivation must be the cheapest there is, so
that what is measured begins with the key unwrapped.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer

from referral_desk.db import vault
from referral_desk.db.slots import KdfCost
from referral_desk.services.centre import open_with_key
from referral_desk.ui.app import create_application, create_theme
from referral_desk.ui.desk import open_desk
from referral_desk.ui.main_window import MainWindow

CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)


class RowsPainted(QObject):
    """Reports the first paint of the page in view after everything it asked for has arrived."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.page()
        self._arrived = False
        assert self._page is not None
        self._page.installEventFilter(self)
        window.tasks.ended.connect(lambda _task: QTimer.singleShot(0, self._look))
        self._look()

    def _look(self) -> None:
        if self._window.tasks.idle and self._page is not None:
            self._arrived = True
            self._page.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """End once the page has been painted."""
        if self._arrived and event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._report)  # the rows are painted in the same pass, after their page
        return False

    def _report(self) -> None:
        print("painted", flush=True)
        self._window.close()


def main() -> int:
    """Open the centre and show its window until Today is painted."""
    folder, login, password = sys.argv[1:]
    app = create_application(sys.argv[:1])
    settings = QSettings(str(Path(folder).parent / "window.ini"), QSettings.Format.IniFormat)
    theme = create_theme(app, settings)
    key = vault.unlock(Path(folder), login, password, minimum=CHEAP)
    window = open_desk(app, theme, settings, open_with_key(Path(folder), login, key))
    window.resize(1366, 768)
    painted = RowsPainted(window)
    window.show()
    status = app.exec()
    del painted
    return status


if __name__ == "__main__":
    sys.exit(main())
