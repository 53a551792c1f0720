"""The window on an existing centre, that says when Today is painted, first its frame and then its rows, and ends.

``python -m bench.existing_centre FOLDER LOGIN KEY``, the key as hexadecimal digits: what is measured begins with the
key unwrapped.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from referral_desk.__main__ import load_ahead

load_ahead()  # as the program does when it has the password already

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer  # noqa: E402

from referral_desk.db.slots import DataKey  # noqa: E402
from referral_desk.services.centre import open_with_key  # noqa: E402
from referral_desk.ui.app import create_application, create_theme  # noqa: E402
from referral_desk.ui.desk import open_desk  # noqa: E402

if TYPE_CHECKING:
    from referral_desk.ui.main_window import MainWindow


class PagePainted(QObject):
    """Says "painted" at the first paint of the page in view, and "rows" once what it asked for has been painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        page = window.page()
        assert page is not None
        self._window = window
        self._page = page
        self._painted = False
        self._arrived = False
        page.installEventFilter(self)
        window.tasks.ended.connect(lambda _task: QTimer.singleShot(0, self._look))

    def _look(self) -> None:
        if self._window.tasks.idle:
            self._arrived = True
            self._page.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Report after the pass in which the page is painted, its children included."""
        if event.type() == QEvent.Type.Paint:
            if not self._painted:
                self._painted = True
                QTimer.singleShot(0, lambda: print("painted", flush=True))
            if self._arrived:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, self._report)
        return False

    def _report(self) -> None:
        print("rows", flush=True)
        self._window.close()


def main() -> int:
    """Open the centre and show its window until Today is painted."""
    folder, login, key = sys.argv[1:]
    app = create_application(sys.argv[:1])
    settings = QSettings(str(Path(folder).parent / "window.ini"), QSettings.Format.IniFormat)
    theme = create_theme(app, settings)
    window = open_desk(app, theme, settings, open_with_key(Path(folder), login, DataKey(bytes.fromhex(key))))
    window.resize(1366, 768)
    painted = PagePainted(window)
    window.show()
    status = app.exec()
    del painted
    return status


if __name__ == "__main__":
    sys.exit(main())
