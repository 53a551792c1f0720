"""Asks for a run of months."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from referral_desk.domain.calendar import Period, YearMonth, parse_month
from referral_desk.domain.errors import NotReadable
from referral_desk.i18n import _, render
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import boxed, column, row


class PeriodDialog(QDialog):
    """Two months, both included; ``chosen`` comes with the Period when both can be read."""

    chosen = Signal(object)

    def __init__(self, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Other period"))
        months = tuple(period.each_month())
        self.first = QLineEdit(_written(months[0]))
        self.last = QLineEdit(_written(months[-1]))
        self._rows = (
            FormRow(_("From"), self.first, hint=_("A month, such as 2026-04")),
            FormRow(_("Until"), self.last),
        )
        show = Button(_("Show"), self._accept, kind="primary")
        buttons = row(Button(_("Cancel"), self.reject, keys="Esc"), show)
        buttons.insertStretch(0, 1)
        labelled = [widget for each in self._rows for widget in (each.label, each)]
        self.setLayout(column(*labelled, boxed(buttons), margins=1.2, gap=0.5))
        show.setDefault(True)
        self.setMinimumWidth(px(22))

    def _accept(self) -> None:
        first = self._read(self._rows[0], self.first)
        last = self._read(self._rows[1], self.last)
        if first is None or last is None:
            return
        if last < first:
            self._rows[1].set_error(_("The last month lies before the first."))
            self.last.setFocus()
            return
        self.chosen.emit(Period.months(first, last))
        self.accept()

    @staticmethod
    def _read(place: FormRow, field: QLineEdit) -> YearMonth | None:
        try:
            month = parse_month(field.text())
        except NotReadable as error:
            place.set_error(render(error.message))
            field.setFocus()
            return None
        place.set_error("")
        return month


def _written(month: YearMonth) -> str:
    return f"{month[0]}-{month[1]:02d}"
