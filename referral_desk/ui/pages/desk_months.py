"""The months to be submitted on Today: a row for each that is due soon or late and not closed yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from referral_desk.domain.closed_month import MonthDue
from referral_desk.i18n import _
from referral_desk.ui.dates import short_date
from referral_desk.ui.month_words import over_words, report_of
from referral_desk.ui.page import Place
from referral_desk.ui.pages.desk_rows import DeskRow, RowButton, RowContent


def month_row(due: MonthDue, today: date, go: Callable[[Place], None]) -> DeskRow:
    """Return the row of a month; it leads to its tally, where it is checked and closed."""

    def open_tally() -> None:
        go(Place("tally", month=f"{due.year:04}-{due.month:02}"))

    content = RowContent(
        report_of(due.year, due.month),
        "",
        None,
        _("deadline {day}").format(day=short_date(due.due_on)),
        _("not closed yet"),
        over=over_words(due),
        danger=due.days_over > 0,
    )
    button = RowButton(
        _("Open the tally"),
        _("Look at the month, check it, and close it"),
        open_tally,
        primary=due.days_over >= 0,
    )
    row = DeskRow(content, today, [button], open_client=open_tally, open_place=open_tally)
    row.record_key = due
    return row
