"""While the desk is locked nothing of it is on the screen: what is open is hidden, what opens late is never drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class Curtain(QObject):
    """Lets one window alone be seen, from :meth:`draw` to :meth:`lift`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._shown: QWidget | None = None

    @property
    def drawn(self) -> bool:
        """Whether only one window may be seen."""
        return self._shown is not None

    def draw(self, shown: QWidget) -> None:
        """Hide every window and dialog but ``shown`` and what belongs to it; a dialog that waits ends as cancelled."""
        self._shown = shown
        self._app.installEventFilter(self)
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.hide()
            popup = QApplication.activePopupWidget()
        for window in QApplication.topLevelWidgets():
            if not self._belongs(window):
                window.hide()

    def lift(self) -> None:
        """Let windows be seen again; those that were hidden stay hidden."""
        self._app.removeEventFilter(self)
        self._shown = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a window that is just being shown off the screen."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            late = not self._belongs(watched)
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, late)
        return False

    def _belongs(self, window: QWidget) -> bool:
        each: QWidget | None = window
        while each is not None:
            if each is self._shown:
                return True
            each = each.parentWidget()
        return False
