"""How strong a password is: four segments and a word, so that it reads without colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import Label

SEGMENTS = 4
_HEIGHT = 0.55
_WIDTH = 2.6
_GAP = 0.25


class _Segments(QWidget):
    """The segments: filled ones stand for strength, hollow ones for what is lacking."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = 0
        self.danger = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(SEGMENTS * px(_WIDTH) + (SEGMENTS - 1) * px(_GAP), px(_HEIGHT) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = px(_HEIGHT) / 2
        for number in range(SEGMENTS):
            left = number * (px(_WIDTH) + px(_GAP))
            full = number < self.filled
            painter.setPen(QPen(colour("accent" if full else "danger" if self.danger else "line_strong"), 1))
            painter.setBrush(colour("accent") if full else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left + 0.5, 1.0, px(_WIDTH) - 1, px(_HEIGHT)), radius, radius)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self.update()


class PasswordMeter(QWidget):
    """Shows how strong a new password is. A screen reader hears the word and how many of four segments are filled."""

    def __init__(self) -> None:
        super().__init__()
        self._segments = _Segments()
        self._word = Label("", "hint")
        line = row(self._segments, self._word, margins=(0.1, 0.15, 0, 0.1), gap=0.7)
        line.addStretch(1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_strength(0, "")

    @property
    def filled(self) -> int:
        """How many segments are filled."""
        return self._segments.filled

    @property
    def word(self) -> str:
        """The word beside the segments."""
        return self._word.text()

    def show_strength(self, filled: int, word: str, *, danger: bool = False) -> None:
        """Fill 0 to 4 segments and say ``word``; ``danger`` where the password will be refused."""
        self._segments.filled = filled
        self._segments.danger = danger
        self._segments.update()
        self._word.setText(word)
        self._word.set_role("error" if danger else "hint")
        heard = _("Strength of the password: {word} ({filled} of {segments})")
        empty = _("Strength of the password: nothing typed yet")
        self.setAccessibleName(heard.format(word=word, filled=filled, segments=SEGMENTS) if word else empty)
