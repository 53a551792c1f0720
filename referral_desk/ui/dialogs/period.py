"""Asks for any run of days: two months, or two days, or one of each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from referral_desk.domain.calendar import Period, parse_date, parse_month
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.tally_beside import whole_months
from referral_desk.i18n import _, render
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import boxed, column, row

_MARKS_OF_A_DAY = 2
"""Between year, month and day stand two marks."""


class PeriodDialog(QDialog):
    """Two months or days, both included; ``chosen`` comes with the Period when both can be read.

    A month stands for its first day as the beginning, and for its last as the end.
    """

    chosen = Signal(object)

    def __init__(self, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Other period"))
        form = "%Y-%m" if whole_months(period) else "%Y-%m-%d"
        self.first = QLineEdit(f"{period.first:{form}}")
        self.last = QLineEdit(f"{period.last:{form}}")
        self._rows = (
            FormRow(_("From"), self.first, hint=_("A month or a day, such as 2026-04 or 2026-04-06")),
            FormRow(_("Until"), self.last),
        )
        show = Button(_("Show"), self._accept, kind="primary")
        buttons = row(Button(_("Cancel"), self.reject, keys="Esc"), show)
        buttons.insertStretch(0, 1)
        labelled = [widget for each in self._rows for widget in (each.label, each)]
        self.setLayout(column(*labelled, boxed(buttons), margins=1.2, gap=0.5))
        show.setDefault(True)
        self.setMinimumWidth(px(24))

    def _accept(self) -> None:
        first = self._read(self._rows[0], self.first)
        last = self._read(self._rows[1], self.last)
        if first is None or last is None:
            return
        if last.last < first.first:
            self._rows[1].set_error(_("The end lies before the beginning."))
            self.last.setFocus()
            return
        self.chosen.emit(Period(first.first, last.last))
        self.accept()

    @staticmethod
    def _read(place: FormRow, field: QLineEdit) -> Period | None:
        try:
            days = _days(field.text())
        except NotReadable as error:
            place.set_error(render(error.message))
            field.setFocus()
            return None
        place.set_error("")
        return days


def _days(text: str) -> Period:
    """Return the days that a month or a day stands for; raises NotReadable, of a day where one seems to be meant."""
    try:
        return Period.month(*parse_month(text))
    except NotReadable as no_month:
        try:
            written = parse_date(text)
        except NotReadable as no_day:
            raise (no_day if sum(map(text.count, "-/.年月日")) >= _MARKS_OF_A_DAY else no_month) from None
        if not written.exact:
            raise
        return Period(written.day, written.day)
