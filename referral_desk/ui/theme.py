"""Light or dark as the system has it or as the user chose, zoom, palette and stylesheet of the whole window."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLayout, QStyleFactory

from referral_desk.ui import fonts, icons
from referral_desk.ui.look import Colours, Look, colours, look, respace, wear
from referral_desk.ui.stylesheet import stylesheet

ZOOM_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)


class Scheme(StrEnum):
    """What the user chose: the system's light or dark, or always one of them."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Applies the look to the application and follows the system's scheme; one for each application."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM, zoom: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        self._zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        fonts.load()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """What the user chose."""
        return self._scheme

    @property
    def zoom(self) -> int:
        """Percent of the normal size, 80 to 200."""
        return self._zoom

    def set_scheme(self, scheme: Scheme) -> None:
        """Choose light, dark, or as the system has it."""
        if scheme is not self._scheme:
            self._scheme = scheme
            self._apply()

    def set_zoom(self, zoom: int) -> None:
        """Choose a size in percent; held to 80…200."""
        zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply()

    def zoom_in(self) -> None:
        """Go to the next larger step."""
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self._zoom), ZOOM_STEPS[-1]))

    def zoom_out(self) -> None:
        """Go to the next smaller step."""
        self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self._zoom), ZOOM_STEPS[0]))

    def zoom_reset(self) -> None:
        """Go back to the normal size."""
        self.set_zoom(100)

    def _dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM and self._dark() != look().dark:
            self._apply()

    def _apply(self) -> None:
        font = fonts.text_font(self._zoom)
        dark = self._dark()
        wear(
            Look(
                colours("dark" if dark else "light"),
                font.pointSizeF() * self._app.primaryScreen().logicalDotsPerInch() / 72,
                self._zoom,
                dark,
            )
        )
        self._app.setFont(font)
        self._app.setPalette(_palette(look().colours))
        self._app.setStyleSheet(stylesheet(look()))
        for window in self._app.topLevelWidgets():
            for layout in window.findChildren(QLayout):
                respace(layout)
            for button in window.findChildren(QAbstractButton):
                icons.redress(button)
        self.changed.emit()


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for part, value in (
        (role.Window, c.paper),
        (role.WindowText, c.ink),
        (role.Base, c.card),
        (role.AlternateBase, c.band),
        (role.Text, c.ink),
        (role.PlaceholderText, c.muted),
        (role.Button, c.card),
        (role.ButtonText, c.ink),
        (role.BrightText, c.on_accent),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent),
        (role.Link, c.accent_ink),
        (role.LinkVisited, c.accent_ink),
        (role.ToolTipBase, c.card),
        (role.ToolTipText, c.ink),
        (role.Light, c.card),
        (role.Midlight, c.band),
        (role.Mid, c.line),
        (role.Dark, c.line_strong),
        (role.Shadow, c.line_strong),
    ):
        palette.setColor(part, QColor(value))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(c.disabled))
    return palette
