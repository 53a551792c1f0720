"""The letters of a month: looked at in one list, issued in one go that can be stopped, printed together or saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.outgoing import Choice
from referral_desk.i18n import _, ngettext
from referral_desk.services import audit, documents
from referral_desk.services.documents import BatchLetter
from referral_desk.services.month_letters import LetterState, MonthLetter, in_one, month_letters
from referral_desk.ui.dates import long_month
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.files import write_file
from referral_desk.ui.look import px
from referral_desk.ui.month_letter_words import Run, left_out_words, letter_columns, letter_detail, run_outcome
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Cancelled, LatestOnly, Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button, IconButton, press_with
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import RecordTable
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

Wanted = Mapping[int, Choice | None]


class MonthLettersDialog(QDialog):
    """Shows the letters of one month; ``go`` asks to open a Place and closes. While letters are made it stays open."""

    go = Signal(object)

    def __init__(self, work: Workplace, year: int, month: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Letters of a month"))
        self._work = work
        self._month = (year, month)
        self._reads = LatestOnly(work.tasks)
        self._task: Task[Run] | None = None
        self._just: dict[int, BatchLetter] = {}
        self.letters: tuple[MonthLetter, ...] = ()
        self.title = Label("", "title")
        self.before_button = IconButton("chevron-left", _("The month before"), lambda: self._turn(-1))
        self.after_button = IconButton("chevron-right", _("The month after"), lambda: self._turn(1))
        self.summary = Label("", "section", wrap=True)
        self.outcome = WarningPanel(icon="info")
        self.table: RecordTable[MonthLetter] = RecordTable(
            letter_columns(work.centre.codes), name=_("Letters of a month"), row_height=2.9
        )
        self.table.current_changed.connect(self._show_row)
        self.table.opened.connect(self._open_referral)
        self.detail = Label("", "muted", wrap=True, selectable=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Making the letters…"))
        self._make_buttons()
        head = row(self.title, self.before_button, self.after_button, gap=0.4)
        head.addStretch(1)
        footer = row(
            self.save_button, self.print_button, self.close_button, self.stop_button, self.issue_button, gap=0.6
        )
        footer.insertStretch(2, 1)
        layout = column(
            boxed(head),
            self.summary,
            self.outcome,
            self.table,
            self.detail,
            self.bar,
            boxed(footer),
            margins=1.2,
            gap=0.6,
        )
        layout.setStretch(3, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(80), room.width() - px(2)), min(px(44), room.height() - px(3)))
        press_with(self, self.issue_button, "Ctrl+Return", "Ctrl+Enter")
        self._read()

    def _make_buttons(self) -> None:
        self.issue_button = Button(_("Issue the letters"), self.issue, kind="primary", keys="Ctrl Enter")
        self.print_button = Button(_("Preview and print…"), self.preview, icon="print")
        self.save_button = Button(_("Save each as PDF…"), self.save_each, icon="folder")
        self.stop_button = Button(_("Stop"), self.stop)
        self.close_button = Button(_("Close"), self.reject, keys="Esc", kind="quiet")
        self._work.permit(Action.ISSUE_DOCUMENT, self.issue_button, self.print_button, self.save_button)
        self._say_busy(busy=False)

    # --- the list -----------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether letters are being made."""
        return self._task is not None

    def _turn(self, months: int) -> None:
        year, month = self._month
        at = year * 12 + month - 1 + months
        self._month = (at // 12, at % 12 + 1)
        self._just = {}
        self.outcome.set_text("")
        self._read()

    def _read(self) -> None:
        centre, (year, month) = self._work.centre, self._month
        self.title.setText(_("Letters of {month}").format(month=long_month(year, month)))
        self.summary.setText(_("Reading…"))
        self._offer()
        self._reads.run(lambda _work: month_letters(centre, year, month), self._show, self._not_read)

    def _show(self, letters: tuple[MonthLetter, ...]) -> None:
        self.letters = letters
        counts = Counter(each.state for each in letters)
        self.summary.setText(
            _("To be issued: {ready}. Issued: {issued}. Not possible: {without}.").format(
                ready=counts[LetterState.TO_ISSUE],
                issued=counts[LetterState.ISSUED],
                without=counts[LetterState.NOT_POSSIBLE],
            )
            if letters
            else _("No referral is dated in this month.")
        )
        self.table.set_rows(letters)
        if letters and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.records.index(0, 0))
        self._show_row(self.table.current())
        self._offer()
        self.table.setFocus()

    def _show_row(self, letter: MonthLetter | None) -> None:
        self.detail.setText(letter_detail(letter, self._work.centre.codes) if letter else "")

    def _open_referral(self, letter: MonthLetter | None) -> None:
        if letter is not None and not self.busy:
            self.accept()
            self.go.emit(Place("referrals", referral=letter.referral_id, client=letter.client_id))

    def _offer(self) -> None:
        """Name the buttons after what they would do now, and offer those that would do something."""
        ready, printable = len(self.to_issue()), len(self.to_print())
        sure = all(each.confirmed for each in self.letters if each.state is LetterState.TO_ISSUE)
        words = (
            ngettext("Issue {count} letter", "Issue {count} letters", ready)
            if sure
            else ngettext(
                "Receiver is right: issue {count} letter", "Receivers are right: issue {count} letters", ready
            )
        )
        self.issue_button.set_label(words.format(count=ready))
        may = self._work.may(Action.ISSUE_DOCUMENT) and not self.busy
        self.issue_button.setEnabled(may and ready > 0)
        words = (
            ngettext("Print {count} letter just issued…", "Print {count} letters just issued…", printable)
            if self._just
            else ngettext("Print {count} issued letter…", "Print {count} issued letters…", printable)
        )
        self.print_button.set_label(words.format(count=printable))
        for button in (self.print_button, self.save_button):
            button.setEnabled(may and printable > 0)

    def to_issue(self) -> dict[int, Choice | None]:
        """Return the referrals whose letters would be issued now, with what they would tell to whom."""
        return {each.referral_id: each.choice for each in self.letters if each.state is LetterState.TO_ISSUE}

    def to_print(self) -> dict[int, Choice | None]:
        """Return the referrals whose letters would be printed or saved: those just issued, else all issued ones."""
        printable = [each.referral_id for each in self.letters if each.printable]
        return {each: None for each in printable if each in self._just or not self._just}

    # --- making letters -----------------------------------------------------------------------------------------

    def issue(self) -> None:
        """Issue what is to be issued; each letter that came out stays issued, also when one stops."""
        wanted = self.to_issue()
        if wanted and not self.busy:
            self.outcome.set_text("")
            self._make(wanted, self._issued)

    def stop(self) -> None:
        """Stop after the letter that is being made."""
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self._task.cancel()

    def _make(self, wanted: Wanted, done: Callable[[Run], None]) -> None:
        centre, (year, month) = self._work.centre, self._month

        def go_through(job: Work) -> Run:
            letters: list[BatchLetter] = []
            try:
                skipped = documents.letters_of_month(
                    centre, year, month, letters.append, progress=job.progress, chosen=wanted
                )
            except Cancelled:  # what came out stays issued, and has to be told
                return Run(tuple(letters), stopped=True)
            return Run(tuple(letters), skipped)

        tasks = self._work.tasks
        self._say_busy(busy=True)
        tasks.progressed.connect(self._advance)
        tasks.ended.connect(self._ended)
        self._task = tasks.run(TaskKind.WRITE, go_through, done, self._not_made)

    def _advance(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _ended(self, task: Task[object]) -> None:
        if task is not self._task:
            return
        self._task = None
        self._work.tasks.progressed.disconnect(self._advance)
        self._work.tasks.ended.disconnect(self._ended)
        self._say_busy(busy=False)

    def _say_busy(self, *, busy: bool) -> None:
        show_if(self.bar, busy)
        show_if(self.stop_button, busy)
        for button in (self.issue_button, self.print_button, self.save_button, self.close_button):
            show_if(button, not busy)
        for turn in (self.before_button, self.after_button):
            turn.setEnabled(not busy)
        self.stop_button.setEnabled(busy)
        self.bar.setRange(0, 0)
        if busy:
            self.stop_button.setFocus()

    def _not_read(self, error: Exception) -> bool:
        words = in_words(error)
        self.outcome.set_text(words)
        self.summary.setText("")
        return bool(words)

    def _not_made(self, error: Exception) -> bool:
        words = in_words(error)
        self.outcome.set_text(words)
        self._read()  # what came out until then is issued
        return bool(words)

    def _issued(self, run: Run) -> None:
        self._just |= {letter.referral_id: letter for letter in run.letters}
        self.outcome.set_text(run_outcome(run, len(self.to_issue())))
        made = frozenset(letter.referral_id for letter in run.letters)
        clients = frozenset(each.client_id for each in self.letters if each.referral_id in made)
        self._work.publish(ChangeSet.of(document=made, client=clients, referral=made), self)
        self._read()

    # --- paper and files ----------------------------------------------------------------------------------------

    def preview(self) -> None:
        """Show the letters in one document, to be printed or saved."""
        self._with_letters(self._show_paper)

    def save_each(self) -> None:
        """Ask for a folder and write each letter into it as a file of its own."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder for the letters"), str(Path.home()))
        if chosen:
            self._with_letters(lambda letters: self._write(Path(chosen), letters))

    def _with_letters(self, use: Callable[[Sequence[BatchLetter]], None]) -> None:
        wanted = self.to_print()
        if not wanted or self.busy:
            return
        if wanted.keys() <= self._just.keys():
            use([self._just[each] for each in wanted])
            return

        def made(run: Run) -> None:
            if run.stopped:
                return
            self.outcome.set_text(left_out_words(run.skipped))
            if run.letters:
                use(run.letters)

        self._make(wanted, made)

    def _show_paper(self, letters: Sequence[BatchLetter]) -> None:
        year, month = self._month

        def note(action: Action) -> None:
            for letter in letters:
                audit.handed_out(self._work.centre, action, letter.handout)

        def show(pdf: bytes) -> None:
            PreviewDialog(
                self._work.tasks,
                pdf,
                title=_("Letters of {month}").format(month=long_month(year, month)),
                file_name=f"letters-{year:04}-{month:02}.pdf",
                parent=self,
                note=note,
                kind="letter",
            ).open()

        self._work.tasks.run(TaskKind.DOCUMENT, lambda _work: in_one(letters), show, label=_("Preparing the document…"))

    def _write(self, folder: Path, letters: Sequence[BatchLetter]) -> None:
        centre = self._work.centre

        def write(job: Work) -> int:
            for done, letter in enumerate(letters):
                job.progress(done, len(letters))
                audit.handed_out(centre, Action.SAVE_DOCUMENT, letter.handout)
                write_file(folder / letter.file_name, letter.pdf)
            return len(letters)

        def written(count: int) -> None:
            words = ngettext(
                "{count} letter was written to {folder}. It is not encrypted: take it away when it is sent.",
                "{count} letters were written to {folder}. They are not encrypted: take them away when they are sent.",
                count,
            )
            self.outcome.set_text(words.format(count=count, folder=folder))

        self._work.tasks.run(
            TaskKind.DOCUMENT, write, written, self._not_written, label=_("Writing files…"), cancellable=True
        )

    def _not_written(self, error: Exception) -> bool:
        words = in_words(error)
        self.outcome.set_text(words)
        return bool(words)

    # --- closing ------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        if self.busy:
            self.stop()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._reads.drop()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone never issues anything.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
