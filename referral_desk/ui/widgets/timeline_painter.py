"""How one entry of a course is laid out and drawn: date and kind at the left, what happened beside, notes in full."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from referral_desk.domain.course import EntryKind
from referral_desk.ui.dates import short_date
from referral_desk.ui.look import colour, px
from referral_desk.ui.timeline_entries import TimelineEntry, kind_label
from referral_desk.ui.widgets.handoff_badge import Warmness, badge_size, paint_badge

_WIDE_DATE = date(2028, 12, 27)
_OPEN_LINES = 1.3
_SIDE = 0.9
_ABOVE = 0.5
_NARROW = 34
"""Text heights below which date and kind stand over what happened, not beside it."""

_KEPT = 120
"""Layouts that are kept for the next picture: some screens full."""

_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


@dataclass
class LaidOut:
    """An entry laid out for one width and font; places count from its upper left corner."""

    height: int = 0
    words: list[tuple[QFont, str, QRectF, str]] = field(default_factory=list)
    paragraphs: list[tuple[str, QPointF, QTextLayout]] = field(default_factory=list)
    badge: tuple[QFont, QRectF, str, Warmness] | None = None


class TimelinePainter:
    """Lays out and draws entries; what was laid out last is kept until width or font change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[TimelineEntry, LaidOut] = OrderedDict()
        self.set_room(QFont(), 0)

    def set_room(self, font: QFont, width: int) -> None:
        """Lay out for another font or width, in pixels."""
        self._kept.clear()
        self._font = QFont(font)
        self._bold, self._small = QFont(font), QFont(font)
        self._bold.setBold(True)
        self._small.setPointSizeF(self._small.pointSizeF() * 0.92)
        self._strong = QFont(self._small)
        self._strong.setBold(True)
        self._metrics = QFontMetricsF(self._font)
        self._line = round(self._metrics.height() * _OPEN_LINES)
        self._lead = (self._line - round(self._metrics.height())) // 2
        self._width = max(px(14), width)
        self._date_width = self._metrics.horizontalAdvance(short_date(_WIDE_DATE)) + px(0.9)
        kinds = (self._metrics.horizontalAdvance(kind_label(kind)) for kind in EntryKind)
        self._kind_width = max(kinds) + px(0.9)
        self._stacked = self._width < px(_NARROW)
        self._left = px(_SIDE) + (0.0 if self._stacked else self._date_width + self._kind_width)
        self._right = self._width - px(_SIDE)

    def guess(self, entry: TimelineEntry) -> int:
        """Return about how high an entry is: by the number of its letters."""
        per_line = max(1.0, (self._right - self._left) / self._metrics.height() / 0.95)
        lines = 1.0 + self._stacked
        if entry.text:
            lines += sum(max(1, ceil(len(part) / per_line)) for part in entry.text.split("\n"))
        if len(entry.heading) + len(entry.beside) + len(entry.badge) * 2 > per_line:
            lines += 1
        return round(lines * self._line + 2 * px(_ABOVE))

    def height(self, entry: TimelineEntry) -> int:
        """Return how high an entry is, in pixels."""
        return self._laid_out(entry).height

    def draw(self, painter: QPainter, rect: QRectF, clip: QRectF, entry: TimelineEntry) -> None:
        """Draw an entry at the upper left of ``rect``; only what meets ``clip`` need be."""
        laid = self._laid_out(entry)
        origin = rect.topLeft()
        for font, ink, place, words in laid.words:
            painter.setFont(font)
            painter.setPen(colour(ink))
            painter.drawText(place.translated(origin), _MIDDLE, words)
        for ink, at, paragraph in laid.paragraphs:
            painter.setPen(colour(ink))
            paragraph.draw(painter, origin + at, [], clip)
        if laid.badge is not None:
            font, place, words, warmness = laid.badge
            painter.setFont(font)
            paint_badge(painter, place.translated(origin), words, warmness)

    def _laid_out(self, entry: TimelineEntry) -> LaidOut:
        laid = self._kept.get(entry)
        if laid is None:
            laid = self._kept[entry] = self._lay_out(entry)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(entry)
        return laid

    def _lay_out(self, entry: TimelineEntry) -> LaidOut:
        laid = LaidOut()
        y = float(px(_ABOVE))
        strong = badge_size(self._strong, entry.badge) if entry.badge else None
        head = max(self._line, strong.height() + px(0.3) if strong else 0)
        y, under_the_date = self._when(laid, entry, y, head)
        x = self._left
        if strong and entry.warmness:
            above = (head - strong.height()) // 2
            place = QRectF(x, y + above, min(strong.width(), self._right - x), strong.height())
            laid.badge = (self._small, place, entry.badge, entry.warmness)
            x += strong.width() + px(0.6)
        y = self._heading(laid, QRectF(x, y, self._right - x, head), entry)
        if entry.text:
            y = self._paragraph(laid, entry.text, y, "ink")
        laid.height = round(max(y, under_the_date) + px(_ABOVE))
        return laid

    def _when(self, laid: LaidOut, entry: TimelineEntry, y: float, head: float) -> tuple[float, float]:
        """Place date, time and kind; return where what happened begins, and where these end."""
        line = self._line if self._stacked else head
        laid.words.append((self._font, "muted", QRectF(px(_SIDE), y, self._date_width, line), short_date(entry.on)))
        x = px(_SIDE) + self._date_width
        if self._stacked and entry.at:
            width = self._metrics.horizontalAdvance(entry.at) + px(0.6)
            laid.words.append((self._font, "muted", QRectF(x, y, width, line), entry.at))
            x += width
        laid.words.append((self._font, "accent_ink", QRectF(x, y, self._kind_width, line), kind_label(entry.kind)))
        if self._stacked:
            return y + line, y + line
        if entry.at:
            below = QRectF(px(_SIDE), y + line, self._date_width, self._line)
            laid.words.append((self._small, "muted", below, entry.at))
            return y, y + line + self._line
        return y, y + line

    def _heading(self, laid: LaidOut, rect: QRectF, entry: TimelineEntry) -> float:
        """Place heading and what stands beside it; the latter on lines of its own where it does not fit."""
        bold = QFontMetricsF(self._bold)
        width = bold.horizontalAdvance(entry.heading)
        if width > rect.width() and rect.left() > self._left:  # below the badge there is more room
            rect = QRectF(self._left, rect.bottom(), self._right - self._left, self._line)
        if width > rect.width():
            y = self._paragraph(laid, entry.heading, rect.top(), "ink", self._bold)
            return self._paragraph(laid, entry.beside, y, "muted") if entry.beside else y
        laid.words.append((self._bold, "ink", rect, entry.heading))
        if not entry.beside:
            return rect.bottom()
        x = rect.left() + width + px(0.8)
        if x + self._metrics.horizontalAdvance(entry.beside) <= self._right:
            laid.words.append(
                (self._font, "muted", QRectF(x, rect.top(), self._right - x, rect.height()), entry.beside)
            )
            return rect.bottom()
        return self._paragraph(laid, entry.beside, rect.bottom(), "muted")

    def _paragraph(self, laid: LaidOut, text: str, top: float, ink: str, font: QFont | None = None) -> float:
        """Place ``text`` over as many lines as it needs, and return where it ends."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text.replace("\n", "\u2028"), font or self._font)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        width, y = max(1.0, self._right - self._left), float(self._lead)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += self._line
        layout.endLayout()
        laid.paragraphs.append((ink, QPointF(self._left, top), layout))
        return top + y - self._lead
