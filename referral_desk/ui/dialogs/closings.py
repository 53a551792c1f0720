"""The closings of a month: who closed it when, who opened it again and why; and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.closed_month import ClosedMonth, check_reopening
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import closed_months
from referral_desk.services.month_end import MonthState
from referral_desk.ui.dates import date_width, long_month
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.look import px
from referral_desk.ui.month_words import moment_of
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, row, topped
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class ClosingsDialog(QDialog):
    """Lists the closings, the newest first. ``reopen`` opens the form, ``printed`` shows the submitted page."""

    def __init__(
        self,
        work: Workplace,
        state: MonthState,
        *,
        reopen: Callable[[], None],
        printed: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Closings of {month}").format(month=long_month(state.year, state.month))
        self.setWindowTitle(title)
        self._reopen = reopen
        self._printed = printed
        self.table: RecordTable[ClosedMonth] = RecordTable(_columns(), name=title, row_height=2.9)
        self.table.set_rows(state.history)
        words = Label(
            _(
                "The end of the audit trail at a closing is printed with the figures. Compare it with the paper of "
                "that day: if they differ, tell the administrator."
            ),
            "muted",
            wrap=True,
        )
        self.reopen_button = Button(_("Open the month again…"), self._go)
        self.print_button = Button(_("Print the page (PDF)…"), self._print, icon="print")
        close = Button(_("Close"), self.accept, kind="primary", keys="Esc")
        work.permit(Action.REOPEN_MONTH, self.reopen_button)
        work.permit(Action.PRINT_DOCUMENT, self.print_button)
        for button in (self.reopen_button, self.print_button):
            show_if(button, state.closed is not None)
        footer = row(self.reopen_button, self.print_button, gap=0.6)
        footer.addStretch(1)
        footer.addWidget(close)
        layout = column(Label(title, "title", wrap=True), words, self.table, boxed(footer), margins=1.2, gap=0.7)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(72), room.width() - px(2)), min(px(26), room.height() - px(3)))
        self.table.setFocus()

    def _go(self) -> None:
        self.accept()
        self._reopen()

    def _print(self) -> None:
        self.accept()
        self._printed()


def _columns() -> tuple[Column[ClosedMonth], ...]:
    def opened(closed: ClosedMonth) -> str:
        if closed.reopened_at is None:
            return _("holds")
        return _("opened again {day}, {name}").format(day=moment_of(closed.reopened_at), name=closed.reopened_by)

    return (
        Column("closed", _("Closed at"), lambda closed: moment_of(closed.closed_at), width=date_width() + 4),
        Column("by", _("Closed by"), lambda closed: closed.closed_by, width=8),
        Column("head", _("End of the audit trail"), lambda closed: closed.head, width=16.5),
        Column(
            "state",
            _("State"),
            opened,
            under=lambda closed: " ".join(closed.reopened_reason.split()),
            width=14,
            stretch=True,
        ),
    )


@dataclass(frozen=True)
class TypedMonthReopening:
    """Which month is opened again, and the reason as far as it is entered."""

    year: int = 0
    month: int = 0
    reason: str = ""


class ReopenMonthDialog(FormDialog):
    """Asks why a closed month is opened again."""

    draft_form = "month_reopening"

    def __init__(
        self,
        work: Workplace,
        year: int,
        month: int,
        done: Callable[[ClosedMonth], None],
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Open the month again"), long_month(year, month), parent, draft=draft)
        self._done = done
        self.presenter = DraftPresenter(TypedMonthReopening(year, month))
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = Form(gap=0.7)
        self.reason = NoteField(lines=3)
        self.reason.setPlainText(self.presenter.draft.reason)
        self.reason.textChanged.connect(
            lambda: self.presenter.put(TypedMonthReopening(year, month, self.reason.toPlainText()))
        )
        self.form.add_row("reason", _("Reason"), self.reason, required=True)
        words = Label(
            _(
                "The month counts anew from the records as they stand now, until it is closed again. The figures that "
                "were submitted stay in its history."
            ),
            "muted",
            wrap=True,
        )
        self.save_button.set_label(_("Open again"))
        self.furnish(topped(self.form), [self.form], below=words, size=(48, 22))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedMonthReopening]:
        return self.presenter

    def save(self) -> None:
        typed, centre = self.presenter.draft, self.work.centre
        problems = check_reopening(typed.reason)
        self.show_problems(problems)
        if not problems:
            self.store(lambda: closed_months.reopen_month(centre, typed.year, typed.month, typed.reason), self._done)
