"""The reference of the start: an empty main window of PySide6 that says when it has been painted, and ends."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow


class Painted(QObject):
    """Says on standard output when the watched widget is painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the paint event through, then report and end."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            watched.event(event)
            print("painted", flush=True)
            QApplication.exit(0)
            return True
        return False


def main() -> int:
    """Show the window until it is painted."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1366, 768)
    painted = Painted()
    window.installEventFilter(painted)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
