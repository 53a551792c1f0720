"""What was copied out of the program does not stay on the clipboard.

Only what the program itself put there is ever taken away: it still owns the clipboard, or a clipboard manager has taken
over the very same text.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

SECONDS = 30


class ClipboardGuard(QObject):
    """Clears what was copied out of the program's windows half a minute later, and when :meth:`clear_now` is called.

    The same holds for the selection of X11, which is filled by selecting alone. ``clipboard`` is the system's for None.
    """

    def __init__(
        self,
        app: QGuiApplication,
        parent: QObject | None = None,
        *,
        clipboard: QClipboard | None = None,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__(parent)
        board = clipboard or QGuiApplication.clipboard()
        copied = _Place(board, QClipboard.Mode.Clipboard, board.ownsClipboard, seconds, self)
        board.dataChanged.connect(copied.take_note)
        self._places = [copied]
        if board.supportsSelection():
            selected = _Place(board, QClipboard.Mode.Selection, board.ownsSelection, seconds, self)
            board.selectionChanged.connect(selected.take_note)
            self._places.append(selected)
        app.aboutToQuit.connect(self.clear_now)

    def clear_now(self) -> None:
        """Take away what was copied out of the program, if it is still there."""
        for place in self._places:
            place.clear()


class _Place(QObject):
    """One of the clipboards: whether the program filled it, with what, and when that goes."""

    def __init__(
        self, board: QClipboard, mode: QClipboard.Mode, owned: Callable[[], bool], seconds: float, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._board = board
        self._mode = mode
        self._owned = owned
        self._filled = False
        self._trace = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(seconds * 1000))
        self._timer.timeout.connect(self.clear)

    def take_note(self) -> None:
        """Remember what the program put there just now.

        What another program puts there is looked at when the time comes, not each time: asking for it may take long.
        """
        if self._owned():
            self._filled, self._trace = True, self._trace_of_text()
            self._timer.start()

    def clear(self) -> None:
        """Take it away, unless something else is there by now."""
        self._timer.stop()
        filled, trace = self._filled, self._trace
        self._filled, self._trace = False, b""
        if filled and (self._owned() or (trace and self._trace_of_text() == trace)):
            self._board.clear(self._mode)

    def _trace_of_text(self) -> bytes:
        """Return a trace of the text that is there, from which it cannot be read; b"" for no text."""
        text = self._board.text(self._mode)
        return blake2b(text.encode("utf-8", "surrogatepass")).digest() if text else b""
