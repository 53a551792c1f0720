"""Words on the page: labels that never read a name as markup, shortened ones with tooltips, digits in columns."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from referral_desk.ui.look import px
from referral_desk.ui.widgets.layouts import boxed, column, row


def repolish(widget: QWidget) -> None:
    """Apply the stylesheet again after a property that it asks for has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def show_if(widget: QWidget, on: bool) -> None:
    """Show or hide ``widget``; one without a parent is not shown, for Qt would open a window for it."""
    if not on:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give ``widget`` a tooltip that shows ``text`` as it is, markup included."""
    widget.setToolTip(f"<qt>{escape(text)}</qt>" if text else "")


class Label(QLabel):
    """Plain text in one of the stylesheet's roles: title, section, strong, muted, hint, kana, error, danger, warm,
    figure, link, note, key; "" is running text.
    """

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def text(self) -> str:
        """Return the words as they were given."""
        return self._words

    def setText(self, text: str) -> None:
        """Show ``text`` as it is, markup included; what wraps gets the open lines that Japanese needs."""
        self._words = text
        if self.wordWrap():
            lines = escape(text).replace("\n", "<br>")
            super().setText(
                f'<p style="line-height:135%; white-space:pre-wrap; margin:0; margin-top:{px(0.17)}px">{lines}</p>'
                if text
                else ""
            )
        else:
            super().setText(text)

    def set_role(self, role: str) -> None:
        """Change what the text is, and so how it looks."""
        if self.property("role") != role:
            self.setProperty("role", role)
            repolish(self)


class ElidedLabel(Label):
    """One line that is shortened with … where it does not fit; the tooltip then shows it whole."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        least = min(self.fontMetrics().horizontalAdvance("見本…"), self.sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        set_tooltip(self, "" if fits else self.text())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class NameLabel(QWidget):
    """A person's name with the kana small above it, and age or number in grey beside it."""

    def __init__(self, name: str, kana: str = "", beside: str = "", *, title: bool = False) -> None:
        super().__init__()
        line = row(Label(name, "title" if title else ""), gap=0.4)
        if beside:
            line.addWidget(Label(beside, "muted"), alignment=Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        whole = column(gap=0.05)
        if kana:
            whole.addWidget(Label(kana, "kana"))
        whole.addWidget(boxed(line))
        self.setLayout(whole)
        self.setAccessibleName(" ".join(part for part in (name, kana, beside) if part))


def digit_width(font: QFont) -> float:
    """Return the width that every digit gets in a column of figures; the typeface's own 1 is narrower."""
    metrics = QFontMetricsF(font)
    return max(metrics.horizontalAdvance(digit) for digit in "0123456789")


def figures_width(font: QFont, text: str) -> float:
    """Return the width of ``text`` with equal digits."""
    metrics, cell = QFontMetricsF(font), digit_width(font)
    return sum(cell if char.isdigit() and char.isascii() else metrics.horizontalAdvance(char) for char in text)


def draw_figures(painter: QPainter, rect: QRectF, text: str, *, right: bool = True) -> None:
    """Draw ``text`` with equal digits at the right (or left) edge of ``rect``, so that columns align."""
    font = painter.font()
    metrics, cell = QFontMetricsF(font), digit_width(font)
    x = rect.right() - figures_width(font, text) if right else rect.left()
    for char in text:
        own = metrics.horizontalAdvance(char)
        width = cell if char.isdigit() and char.isascii() else own
        painter.drawText(
            QRectF(x + (width - own) / 2, rect.top(), own + 2, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), char
        )
        x += width
