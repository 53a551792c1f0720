"""One view of the tally: some of its tables or charts, shown for the period of the page."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.chart_trend import MonthOfHandoffs
from referral_desk.domain.charts import Opens
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.drafts import Draft
from referral_desk.domain.form_filling import FormsBeside
from referral_desk.domain.tally import Figure, FigureKind, HandoffRow, ModeRow, ShareRow, Tally
from referral_desk.domain.tally_beside import Beside
from referral_desk.domain.tally_figures import value_of
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.workplace import Workplace

NONE = "—"


@dataclass(frozen=True)
class Shown:
    """What the page shows: the period's tally and the ones beside it, the last twelve months, the trend.

    ``year_to_date`` is the fiscal year up to the period's last day. All of it is ``narrowed`` in the same way.
    ``forms`` is the report form in view, for the figures that stand in it.
    """

    period: Period
    tally: Tally
    before: Tally
    year_ago: Tally
    year_to_date: Tally
    twelve_months: Tally
    twelve_period: Period
    trend: tuple[MonthOfHandoffs, ...]
    narrowed: TallyFilter = EVERYTHING
    forms: FormsBeside | None = None

    def counted(self, period: Period, figure: Figure) -> int | None:
        """Return what a figure of one of the periods on show counts; None for any other."""
        if figure.kind is FigureKind.FORM:
            return self.beside("tally", figure) if period == self.period else None
        for each, tally in ((self.period, self.tally), (self.twelve_period, self.twelve_months)):
            if each == period:
                return value_of(tally, figure)
        return None

    def beside(self, which: str, figure: Figure) -> int | None:
        """Return what a figure counts in the tally named ``which``; None for one that it does not hold."""
        if figure.kind is FigureKind.FORM:
            return self.forms.value(which, figure) if self.forms is not None else None
        tally: Tally = getattr(self, which)
        return value_of(tally, figure)

    def kind(self, which: str, code: str) -> HandoffRow:
        """Return the row of a kind of institution ("" for the total) of the tally named ``which``."""
        tally: Tally = getattr(self, which)
        return next(row for row in (*tally.by_kind, tally.handoffs) if row.code == code)

    def mode(self, which: str, mode: HandoffMode) -> ModeRow:
        """Return the row of a mode of handoff of the tally named ``which``."""
        tally: Tally = getattr(self, which)
        return next(row for row in tally.by_mode if row.mode is mode)

    def service(self, which: str, code: str) -> int:
        """Return the contacts of a service ("" for all) of the tally named ``which``."""
        tally: Tally = getattr(self, which)
        return next((row.contacts for row in tally.by_service if row.code == code), tally.contacts)

    def share(self, which: str, rows: str, code: str) -> int:
        """Return the contacts of a category or factor of the tally named ``which``."""
        tally: Tally = getattr(self, which)
        found: tuple[ShareRow, ...] = getattr(tally, rows)
        return next(row.contacts for row in found if row.code == code)


def months_earlier(month: YearMonth, by: int) -> YearMonth:
    """Return the month ``by`` months earlier; later for a negative number."""
    months = month[0] * 12 + month[1] - 1 - by
    return months // 12, months % 12 + 1


class TallyView(QWidget):
    """A view. ``asked`` carries a figure and its period: who stands behind it; ``month_opened`` a month to show.

    ``pointed`` carries the figure under the cursor, None for a cell that is none.
    """

    asked = Signal(object, object)
    month_opened = Signal(object)
    pointed = Signal(object)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.shown: Shown | None = None

    def show_tally(self, shown: Shown) -> None:
        """Show the figures of a period; called when the view comes into sight and whenever they were counted anew."""
        raise NotImplementedError

    @property
    def told(self) -> Shown | None:
        """What the page tells of figures of this view, and of the lists behind them."""
        return self.shown

    def resume(self, draft: Draft) -> None:
        """Open a form in work again; only views that have one are asked."""
        raise NotImplementedError

    def print_view(self) -> Callable[[], None] | None:
        """Return what Ctrl+P prints while the view is in sight; None: the whole tally."""
        return None

    def follow(self, opens: Opens) -> None:
        """Go where a mark of a chart leads: to the names behind a figure, or to a month."""
        if opens.figure is None:
            self.month_opened.emit(opens.period)
        else:
            self.asked.emit(opens.figure, opens.period)

    def show_beside(self, chosen: Container[str]) -> None:
        """Show those columns to compare with that are chosen, in every table that has such."""
        beside = frozenset(Beside)
        for each in self.findChildren(RecordTable):
            keys = [column.key for column in each.records.columns]
            if beside.intersection(keys):
                each.show_columns([key for key in keys if key not in beside or key in chosen])

    def figures(
        self, name: str, figure_of: Callable[[Any, str], Figure | None], *columns: Column[Any]
    ) -> RecordTable[Any]:
        """Return a table of figures; ``figure_of`` gets a cell's row and column key, None where it is none."""

        def opened(record: Any, key: str) -> None:
            figure = figure_of(record, key)
            if figure is not None:
                self.ask(figure)

        made = table(name, opened, *columns)

        def moved(index: QModelIndex) -> None:
            record, at = made.records.record(index), index.column()
            is_figure = record is not None and made.records.columns[at].link
            self.pointed.emit(figure_of(record, made.records.columns[at].key) if is_figure else None)

        made.selectionModel().currentChanged.connect(lambda index, _old: moved(index))
        return made

    def ask(self, figure: Figure) -> None:
        """Ask who stands behind a figure of the period on show."""
        if self.shown is not None:
            self.asked.emit(figure, self.shown.period)


@dataclass(frozen=True)
class ViewSpec:
    """How the page gets a view: both are called when the window speaks its language."""

    id: str
    label: Callable[[], str]
    build: Callable[[Workplace], TallyView]


def table(name: str, opened: Callable[[Any, str], None], *columns: Column[Any]) -> RecordTable[Any]:
    """Return a table of figures; ``opened`` gets the row and the column's key of a figure that is clicked."""
    made: RecordTable[Any] = RecordTable(columns, name=name, fit_rows=True, cells=True, row_height=2.1)
    made.cell_opened.connect(opened)
    return made


def figure_column(key: str, label: str, display: Callable[[Any], str], width: float = 4.6) -> Column[Any]:
    """Return a column of figures that open their names."""
    return Column(key, label, display, width=width, figure=True, link=True)


def plain_column(key: str, label: str, display: Callable[[Any], str], width: float = 5.6) -> Column[Any]:
    """Return a column of figures to compare with, which open nothing."""
    return Column(key, label, display, width=width, figure=True, tone=_muted)


def percent(share: float | None) -> str:
    """Return a percentage for a cell; a dash where there is no base."""
    return NONE if share is None else f"{share:.1f}%"


def decimal(value: float | None) -> str:
    """Return a figure with one decimal; a dash where there is none."""
    return NONE if value is None else f"{value:.1f}"


def _muted(_row: object) -> Tone:
    return "muted"
