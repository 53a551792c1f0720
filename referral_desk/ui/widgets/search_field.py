"""The field over a list: what is typed, kana under conversion included, narrows the list at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from referral_desk.ui import icons
from referral_desk.ui.look import colour, px


class SearchField(QLineEdit):
    """``searched`` carries the text whenever it changes; Down goes to ``results``, Esc empties the field.

    ``accepted`` comes with Enter: the page opens the one row that is left, or goes to the rows.
    """

    searched = Signal(str)
    accepted = Signal()

    def __init__(self, results: QWidget, *, name: str, placeholder: str) -> None:
        super().__init__()
        self._results = results
        self._preedit = ""
        self._said = ""
        self.setProperty("role", "list-search")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(lambda _text: self._ask())

    @property
    def query(self) -> str:
        """What is sought: the text with what an input method has not committed yet."""
        at = self.cursorPosition()
        return (self.text()[:at] + self._preedit + self.text()[at:]).strip()

    def set_query(self, text: str) -> None:
        """Fill the field from the program; ``searched`` is not sent."""
        self._said = text.strip()
        self.setText(text)

    def _ask(self) -> None:
        if self.query != self._said:
            self._said = self.query
            self.searched.emit(self._said)

    def event(self, event: QEvent) -> bool:
        # Esc empties the field; it must not reach the window's Back on the way.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not self._preedit and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif plain and event.key() == Qt.Key.Key_Down:
            self._results.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._preedit and event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setTextMargins(px(1.7), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(1.15)
        place = QRectF(px(0.75), (self.height() - side) / 2, side, side)
        icons.paint(painter, place, "search", colour("muted"))
