"""Buttons: a label, perhaps an icon, perhaps its key in small letters; never without a function."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QToolButton, QWidget

from referral_desk.ui import icons
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.text import set_tooltip

_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_GAP = 0.4
_PAD = 0.95
_PAD_COMPACT = 0.75


class Button(QPushButton):
    """A push button.

    ``kind`` is plain, primary (one on a page), danger, quiet, link, inverse (on a dark bar) or chip; ``keys`` is shown
    small after the label; ``compact`` makes it lower, for rows. ``run`` is called without arguments when it is pressed.
    """

    def __init__(
        self,
        label: str,
        run: Callable[[], None] | None = None,
        *,
        kind: str = "plain",
        icon: str = "",
        keys: str = "",
        compact: bool = False,
        tooltip: str = "",
    ) -> None:
        super().__init__()
        self._label = ""
        self._keys = keys
        self._icon = icon
        self.setProperty("kind", kind)
        self.setProperty("compact", compact)
        self.set_label(label)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if tooltip:
            set_tooltip(self, tooltip)
            self.setAccessibleDescription(tooltip)
        if run is not None:
            self.clicked.connect(lambda _checked=False: run())

    @property
    def label(self) -> str:
        """The words on it."""
        return self._label

    def set_label(self, label: str) -> None:
        """Change the words."""
        self._label = label
        self.setText(label.replace("&", "&&"))
        self.setAccessibleName(label)
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Change the icon; "" takes it away."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def _icon_shown(self) -> str:
        return self._icon

    def _fonts(self) -> tuple[QFont, QFont]:
        label = QFont(self.font())
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.8)
        small.setBold(False)
        return label, small

    def _widths(self) -> tuple[float, float, float]:
        label, small = self._fonts()
        label.setBold(label.bold() or self.isCheckable())
        icon = px(1.15) + px(_GAP) if self._icon_shown() or self._reserves_icon() else 0.0
        keys = QFontMetricsF(small).horizontalAdvance(self._keys) + px(_GAP) if self._keys else 0.0
        return icon, QFontMetricsF(label).horizontalAdvance(self._label), keys

    def _reserves_icon(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        compact = bool(self.property("compact"))
        pad = px(_PAD_COMPACT if compact else _PAD)
        height = px(1.3 + 0.3) + 2 if compact else px(1.45 + 0.56) + 2
        return QSize(round(sum(self._widths())) + 2 * pad + 2, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _ink(self) -> str:
        kind = self.property("kind")
        if not self.isEnabled():
            return "disabled"
        if kind == "primary" or (kind == "chip" and self.isChecked()):
            return "on_accent"
        if kind in ("danger", "inverse", "link"):
            return {"danger": "danger", "inverse": "paper", "link": "accent_ink"}[kind]
        return "muted" if kind == "quiet" and not (self.hasFocus() or self.underMouse()) else "ink"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter presses the button that has the focus, as Space does; Qt does so in dialogs only.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CHORD:
            if not self.isCheckable():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        label, small = self._fonts()
        icon, text, keys = self._widths()
        ink = colour(self._ink())
        x = (self.width() - icon - text - keys) / 2
        centre = self.height() / 2
        if self._icon_shown():
            side = px(1.15)
            icons.paint(painter, QRectF(x, centre - side / 2, side, side), self._icon_shown(), ink)
        painter.setPen(ink)
        painter.setFont(label)
        painter.drawText(QRectF(x + icon, 0, text + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), self._label)
        if self._keys:
            faded = colour(self._ink())
            faded.setAlphaF(0.75)
            painter.setPen(faded)
            painter.setFont(small)
            painter.drawText(
                QRectF(x + icon + text + px(_GAP), 0, keys, self.height()),
                int(Qt.AlignmentFlag.AlignVCenter),
                self._keys,
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


def press_with(window: QWidget, button: QPushButton, *keys: str) -> None:
    """Let each of ``keys`` press ``button`` while the focus is anywhere in ``window``."""
    for each in keys:
        shortcut = QShortcut(QKeySequence(each), window)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)


def enter_presses_focused(window: QWidget, event: QKeyEvent) -> bool:
    """Let Enter press the button that has the focus and do nothing else; return whether it was Enter."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    focused = window.focusWidget()
    if isinstance(focused, Button) and not focused.isCheckable():
        focused.click()
    event.accept()
    return True


class IconButton(QToolButton):
    """A small button that shows an icon only; its name is the tooltip and what a screen reader says."""

    def __init__(self, icon: str, name: str, run: Callable[[], None] | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        icons.dress(self, icon)
        set_tooltip(self, name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if run is not None:
            self.clicked.connect(lambda _checked=False: run())
