"""Line icons from resources/icons, drawn in the colour of the moment."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from referral_desk import resources
from referral_desk.ui import look


@cache
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(_source(name).replace("currentColor", colour).encode())


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon ``name`` into ``rect``; FileNotFoundError if there is none of that name."""
    _renderer(name, colour.name()).render(painter, rect)


def icon(name: str, colour: str = "ink") -> QIcon:
    """Return the icon ``name`` in a colour of the look in force (a field name of ``look.Colours``)."""
    result = QIcon()
    size = look.px(1.25)
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, "disabled")):
        for scale in (1, 2):
            pixmap = QPixmap(QSize(size, size) * scale)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, QRectF(0, 0, size * scale, size * scale), name, look.colour(shade))
            painter.end()
            pixmap.setDevicePixelRatio(scale)
            result.addPixmap(pixmap, mode)
    return result


def dress(button: QAbstractButton, name: str, colour: str = "ink") -> None:
    """Give ``button`` an icon that follows theme and zoom."""
    button.setProperty("iconName", name)
    button.setProperty("iconColour", colour)
    redress(button)


def redress(button: QAbstractButton) -> None:
    """Draw the icon of a dressed button anew; others stay as they are."""
    name = button.property("iconName")
    if isinstance(name, str) and name:
        button.setIcon(icon(name, str(button.property("iconColour"))))
        button.setIconSize(QSize(look.px(1.25), look.px(1.25)))
