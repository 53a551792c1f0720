"""What came late in a closed month: each entry opens its record, and the correction sheet is printed from here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.late_entries import Counted, LateEntries, LateEntry
from referral_desk.domain.late_words import LATE_WORDS, SOURCE_WORDS
from referral_desk.i18n import Language, _, language
from referral_desk.services import late_entries
from referral_desk.ui.dates import date_width, long_month, short_date
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.look import px
from referral_desk.ui.month_words import day_of, late_summary, late_words, notes_of
from referral_desk.ui.page import Place
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class LateEntriesDialog(QDialog):
    """Lists what was entered, changed or taken out since the closing; ``go`` asks to open a Place and closes."""

    go = Signal(object)

    def __init__(self, work: Workplace, year: int, month: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Changes after the closing, {month}").format(month=long_month(year, month))
        self.setWindowTitle(title)
        self._work = work
        self._month = (year, month)
        self.summary = Label(_("Reading…"), "section")
        self.notes = Label("", "muted", wrap=True)
        show_if(self.notes, False)
        self.table: RecordTable[LateEntry] = RecordTable(_columns(work), name=title, row_height=2.9)
        self.table.opened.connect(self._opened)
        words = Label(
            _("These do not change the figures that were submitted. The correction sheet sets both side by side."),
            "muted",
            wrap=True,
        )
        self.sheet_button = Button(_("Correction sheet…"), self.print_sheet, icon="print")
        work.permit(Action.ISSUE_DOCUMENT, self.sheet_button)
        self.open_button = Button(_("Open"), lambda: self._opened(self.table.current()), kind="primary", keys="Enter")
        close = Button(_("Close"), self.reject, keys="Esc")
        footer = row(self.sheet_button, gap=0.6)
        footer.addStretch(1)
        footer.addWidget(close)
        footer.addWidget(self.open_button)
        layout = column(
            Label(title, "title", wrap=True),
            words,
            self.summary,
            self.table,
            self.notes,
            boxed(footer),
            margins=1.2,
            gap=0.6,
        )
        layout.setStretch(3, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(78), room.width() - px(2)), min(px(36), room.height() - px(3)))
        self._task = work.read(lambda: late_entries.entries(work.centre, year, month), self._show, self._failed)
        self.finished.connect(lambda _result: self._task.cancel())

    def _show(self, found: LateEntries) -> None:
        self.summary.setText(late_summary(found) or _("Nothing was changed after the closing."))
        self.notes.setText(notes_of(found))
        show_if(self.notes, bool(self.notes.text()))
        self.table.set_rows(found.entries)
        self.open_button.setEnabled(bool(found.entries))
        if found.entries:
            self.table.selectRow(0)
        self.table.setFocus()

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self.summary.setText(words)
        self.open_button.setEnabled(False)
        self.sheet_button.setEnabled(False)
        return bool(words)

    def print_sheet(self) -> None:
        """Show the correction sheet, to be printed or saved."""
        from referral_desk.services.correction_paper import correction_sheet  # noqa: PLC0415 - ReportLab, when printed

        centre, lang, (year, month) = self._work.centre, Language(language()), self._month
        show_paper(
            self._work,
            self,
            lambda: correction_sheet(centre, year, month, language=lang),
            _("Correction sheet, {month}").format(month=long_month(year, month)),
            f"corrections-{year:04}-{month:02}.pdf",
        )

    def _opened(self, entry: LateEntry | None) -> None:
        if entry is None:
            return
        if entry.source is Counted.REFERRAL and entry.there:
            place = Place("referrals", referral=entry.record, client=entry.client_id)
        elif entry.client_number:
            place = Place("clients", client=entry.client_id)
        else:
            return
        self.accept()
        self.go.emit(place)


def _columns(work: Workplace) -> tuple[Column[LateEntry], ...]:
    words = late_words(work.centre)

    def record(entry: LateEntry) -> str:
        return _(SOURCE_WORDS[entry.source])

    return (
        Column("late", _("Kind of change"), lambda entry: _(LATE_WORDS[entry.late]), width=7),
        Column("record", _("Record"), record, under=lambda entry: entry.number, width=8),
        Column(
            "day",
            _("Day"),
            lambda entry: short_date(entry.on),
            lambda entry: entry.on.isoformat(),
            width=date_width() + 0.8,
        ),
        Column("number", _("No."), lambda entry: entry.client_number, width=5.5),
        Column(
            "name",
            _("Name"),
            lambda entry: entry.client_name,
            lambda entry: entry.client_kana,
            over=lambda entry: entry.client_kana,
            width=9,
        ),
        Column("what", _("What"), words.what, width=12, stretch=True),
        Column(
            "at",
            _("Last change"),
            lambda entry: day_of(entry.at) if entry.at else "—",
            lambda entry: entry.at.isoformat() if entry.at else "",
            under=lambda entry: entry.by,
            width=date_width(),
        ),
    )
