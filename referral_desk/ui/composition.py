"""Keeps the keys of an input method away from the window's shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class CompositionGuard(QObject):
    """While kana are under conversion in the field that has the focus, Esc, Ctrl+… and the like are the field's own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: QWidget | None = None
        self._composing = False
        app.focusChanged.connect(self._moved)

    @property
    def composing(self) -> bool:
        """Whether the field that has the focus holds text that is not committed yet."""
        return self._composing

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._composing = False
        self._watched = new
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif event.type() is QEvent.Type.ShortcutOverride and self._composing and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().eventFilter(watched, event)
