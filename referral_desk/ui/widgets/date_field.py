"""A field that reads a date in every form an office writes, and shows which day it understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from referral_desk.domain.calendar import PartialDate, parse_date, to_iso
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.reading import plain, shown, with_plain_hyphens
from referral_desk.i18n import _
from referral_desk.ui.dates import long_date
from referral_desk.ui.look import colour, px

_MONTH_AND_DAY = re.compile(r"(\d{1,2})[/.\-月](\d{1,2})日?")
_DAYS_ON = re.compile(r"([+-])(\d{1,3})")


class DateField(QLineEdit):
    """Reads 令和8年11月23日, R8.11.23, 2026-11-23, 11/23, +7 (days from today), 今日; Up and Down go by a day.

    While one types the day understood stands at the right in grey; on leaving the field it takes the office's form
    with the weekday. ``ahead`` reads 11/23 as the next such day, otherwise as the last. ``partial`` allows a year
    alone. ``changed`` comes when the day understood changes; :meth:`problem` says why nothing was understood.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        today: Callable[[], date] = date.today,
        ahead: bool = False,
        partial: bool = False,
        placeholder: str = "",
    ) -> None:
        super().__init__()
        self._today = today
        self._ahead = ahead
        self._partial = partial
        self._value: PartialDate | None = None
        self._problem: Message | None = None
        self._composed = ""
        self.setPlaceholderText(placeholder or _("e.g. R8.11.23, 2026-11-23, 11/23, +7"))
        self.textEdited.connect(self._edited)

    @property
    def day(self) -> date | None:
        """The day understood; None if the field is blank or not understood."""
        return self._value.day if self._value else None

    @property
    def value(self) -> PartialDate | None:
        """The day understood, with whether only its year is known."""
        return self._value

    @property
    def problem(self) -> Message | None:
        """Why the text is not a date; None if it is one, or blank."""
        return self._problem

    def set_day(self, day: date | PartialDate | None) -> None:
        """Fill the field from the program; ``changed`` is not sent."""
        self._value = PartialDate(day, exact=True) if isinstance(day, date) else day
        self._problem = None
        self._compose()

    def type_in(self, text: str) -> None:
        """Write a text as a person does."""
        self.setText(text)
        self._edited(text)

    def _edited(self, text: str) -> None:
        before = (self._value, self._problem)
        try:
            self._value = self._read(text)
            self._problem = None
        except NotReadable as error:
            self._value = None
            self._problem = error.message
        self.update()
        if (self._value, self._problem) != before:
            self.changed.emit()

    def _read(self, text: str) -> PartialDate | None:
        tidy = with_plain_hyphens(plain(text)).replace(" ", "")
        if not tidy:
            return None
        today = self._today()
        words = {"今日": 0, "本日": 0, "明日": 1, "あした": 1, "昨日": -1, "today": 0, "tomorrow": 1, "yesterday": -1}
        if tidy.lower() in words:
            return PartialDate(today + timedelta(days=words[tidy.lower()]), exact=True)
        if steps := _DAYS_ON.fullmatch(tidy):
            days = int(steps[2]) * (1 if steps[1] == "+" else -1)
            return PartialDate(today + timedelta(days=days), exact=True)
        if found := _MONTH_AND_DAY.fullmatch(tidy):
            return PartialDate(self._nearest(int(found[1]), int(found[2]), text), exact=True)
        value = parse_date(text)
        if not value.exact and not self._partial:
            raise NotReadable(message(N_("“{value}” is a year: give month and day as well."), value=shown(text)))
        return value

    def _nearest(self, month: int, day: int, text: str) -> date:
        today = self._today()
        years = range(today.year, today.year + 9) if self._ahead else range(today.year, today.year - 9, -1)
        for year in years:
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if (found >= today) if self._ahead else (found <= today):
                return found
        raise NotReadable(message(N_("“{value}” is not a day of the calendar."), value=shown(text)))

    def _compose(self) -> None:
        if self._value is None:
            self._composed = ""
            self.setText("")
            return
        self._composed = long_date(self._value.day) if self._value.exact else to_iso(self._value)
        self.setText(self._composed)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and (self._value is None or self._value.exact) and not self._problem:
            start = self._value.day if self._value else self._today() - timedelta(days=step)
            self._value = PartialDate(start + timedelta(days=step), exact=True)
            self._compose()
            self.selectAll()
            self.changed.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._problem is None and self.text() != self._composed:
            self._compose()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._value is None or self.text() == self._composed or not self._value.exact:
            return
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
        words = "→ " + long_date(self._value.day)
        width = QFontMetricsF(small).horizontalAdvance(words)
        left = self.width() - width - px(0.75)
        if left < QFontMetricsF(self.font()).horizontalAdvance(self.text()) + px(1.2):
            return
        painter = QPainter(self)
        painter.setFont(small)
        painter.setPen(colour("muted"))
        painter.drawText(QRectF(left, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
