"""A short word after a save, with Undo for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import Label, show_if


class UndoBar(QFrame):
    """A dark bar over the lower edge of ``host``; it goes after a while, but never under the mouse or the focus."""

    SECONDS = 12
    ended = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("role", "toast")
        self._host = host
        self._label = Label()
        self._run: Callable[[], None] | None = None
        self._undo = Button(_("Undo"), self.undo, kind="inverse", compact=True, keys="Ctrl Z")
        self.setLayout(row(self._label, self._undo, margins=(0.9, 0.4, 0.5, 0.4), gap=0.9))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.SECONDS * 1000)
        self._timer.timeout.connect(self._time_is_up)
        host.installEventFilter(self)
        self.hide()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo on show."""
        return self._run is not None

    @property
    def text(self) -> str:
        """The words on show."""
        return self._label.text()

    def show_message(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show ``text``; ``undo`` is the command that takes the change back."""
        self._label.setText(text)
        self._run = undo
        show_if(self._undo, undo is not None)
        self.setAccessibleName(text)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()
        self.ended.emit()

    def undo(self) -> None:
        """Take the change back; does nothing when there is none."""
        run = self._run
        self.dismiss()
        if run is not None:
            run()

    def dismiss(self) -> None:
        """Take the bar away; its change stays."""
        self._timer.stop()
        self._run = None
        self.hide()
        self.ended.emit()

    def _time_is_up(self) -> None:
        if self.underMouse() or self._undo.hasFocus():
            self._timer.start()
        else:
            self.dismiss()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        size = self.sizeHint().boundedTo(self._host.size())
        self.setGeometry(
            (self._host.width() - size.width()) // 2,
            self._host.height() - size.height() - px(1.0),
            size.width(),
            size.height(),
        )
