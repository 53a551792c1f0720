"""A chart on a card: its heading, what is to be seen in it, the drawing, and its table in its place when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from referral_desk.domain.charts import Chart, TableRow
from referral_desk.i18n import _
from referral_desk.ui.fonts import text_font
from referral_desk.ui.look import look
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.chart_view import ChartView
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if

_WHITE = 1.9
"""The white beside the words of a cell, in text heights."""


class ChartTableView(RecordTable[TableRow]):
    """The table of a chart; ``led_to`` carries what a cell leads to."""

    led_to = Signal(object)

    def __init__(self, chart: Chart) -> None:
        self.heads = _heads(chart)
        columns = [
            _column(number, head, [row.cells[number] for row in chart.table.rows], link=link)
            for number, (head, link) in enumerate(self.heads)
        ]
        super().__init__(columns, name=chart.says.heading, fit_rows=True, cells=True, row_height=2.1)
        self.cell_opened.connect(self._lead)

    def suits(self, chart: Chart) -> bool:
        """Whether it has the columns of a chart."""
        return self.heads == _heads(chart)

    def _lead(self, row: TableRow, key: str) -> None:
        opens = row.opens[int(key)]
        if opens is not None:
            self.led_to.emit(opens)


def _heads(chart: Chart) -> tuple[tuple[str, bool], ...]:
    """Return the columns with whether any of their cells leads somewhere."""
    table = chart.table
    return tuple((head, any(row.opens[number] for row in table.rows)) for number, head in enumerate(table.columns))


def _column(number: int, head: str, cells: Sequence[str], *, link: bool) -> Column[Any]:
    def display(row: TableRow) -> str:
        return row.cells[number]

    words = QFontMetricsF(text_font(look().zoom))
    width = max((words.horizontalAdvance(cell) for cell in cells), default=0.0) / look().em + _WHITE
    if number == 0:
        return Column("0", head, display, width=min(width, 14.0), stretch=True, link=link)
    return Column(str(number), head, display, width=width, figure=True, link=link)


class ChartCard(QWidget):
    """Shows one chart of the tally. ``opened`` carries what a mark or a cell leads to
    (:class:`~referral_desk.domain.charts.Opens`).
    """

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._head = SectionHeader(name)
        self.turn = Button(_("See as table"), self.turn_over, compact=True)
        self._head.add(self.turn)
        self._title = Label("", "strong", wrap=True)
        self.view = ChartView(name=name)
        self.view.opened.connect(self.opened)
        self._note = Label("", "hint", wrap=True)
        self._nothing = Label(_("Nothing was counted."), "muted")
        self._stack = CurrentOnly()
        self._stack.addWidget(self.view)
        self.table: ChartTableView | None = None
        self._card = Card(self._title, self._stack, self._nothing, self._note)
        self.setLayout(column(self._head, self._card, gap=0.3))
        self._name_button()

    @property
    def as_table(self) -> bool:
        """Whether the table is on show."""
        return self._stack.currentWidget() is not self.view

    def show_chart(self, chart: Chart) -> None:
        """Show a chart with its words; the table stays if it is on show."""
        says = chart.says
        self._head.set_text(says.heading, says.about)
        self._title.setText(says.title)
        show_if(self._title, bool(says.title))
        self._note.setText(says.note)
        self.view.show_chart(chart)
        self._fill(chart)
        counted = bool(self.view.drawing and self.view.drawing.marks)
        show_if(self._note, bool(says.note) and counted)
        show_if(self._nothing, not counted)
        self._stack.setVisible(counted)
        self.turn.setEnabled(counted)
        self._name_button()

    def _fill(self, chart: Chart) -> None:
        """Put the figures into the table; other columns need another one."""
        old = self.table
        if old is None or not old.suits(chart):
            shown = self.as_table
            self.table = ChartTableView(chart)
            self.table.led_to.connect(self.opened)
            self._stack.addWidget(self.table)
            if shown:
                self._stack.setCurrentWidget(self.table)
            if old is not None:
                self._stack.removeWidget(old)
                old.deleteLater()
        if self.table is not None:
            self.table.set_rows(chart.table.rows)
        self._stack.updateGeometry()

    def turn_over(self) -> None:
        """Show the table in place of the chart, or the chart again."""
        if self.table is None:
            return
        self._stack.setCurrentWidget(self.view if self.as_table else self.table)
        self._name_button()

    def _name_button(self) -> None:
        chart = self.view.chart
        label = _("See as chart") if self.as_table else _("See as table")
        self.turn.set_label(label)
        if chart is not None:
            self.turn.setAccessibleName(_("{what}: {heading}").format(what=label, heading=chart.says.heading))
