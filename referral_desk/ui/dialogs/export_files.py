"""Exporting ledgers: which, in which form, into which folder; and what the files leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QScrollArea, QSizePolicy, QWidget

from referral_desk.domain.messages import N_, Message, message
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.services import exports
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportCancelled, ExportFormat, LedgerKind, hsds
from referral_desk.services.files import new_file
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.files import NotWritten
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.forms.ledger_words import kind_choices, kind_word
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class Written:
    """One file that was written, and what of the records it leaves out."""

    kind: LedgerKind
    path: Path
    left_out: tuple[Message, ...]


class ExportDialog(QDialog):
    """Writes one file for each ledger chosen, whole or not at all; a file that is there already stays."""

    def __init__(self, work: Workplace, parent: QWidget | None = None, *, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Export"))
        self._work = work
        self._task: Task[tuple[Written, ...]] | None = None
        self.folder = folder or Path.home()
        self.written: tuple[Written, ...] = ()
        self.kinds = ToggleChips(kind_choices(), name=_("Which ledgers"), exclusive=False, chosen=list(LedgerKind))
        self.kinds.changed.connect(self._update)
        self.formats = ToggleChips(
            [
                Choice(ExportFormat.XLSX, _("Excel")),
                Choice(ExportFormat.CSV, "CSV"),
                Choice(ExportFormat.JSON, "JSON"),
                Choice(hsds.FORMAT, _("HSDS (directory)")),
            ],
            name=_("Form of the files"),
            first_number=0,
            chosen=[ExportFormat.XLSX],
        )
        self.formats.changed.connect(self._say_format)
        self.unlisted = tick(_("Also what must not be listed, or is no longer there"), on=False)
        self.whole = tick(
            _("Also persons and own notes: for another place of this centre, never to be passed on"), on=False
        )
        self._folder = ElidedLabel(str(self.folder))
        self._folder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choose_button = Button(_("Choose…"), self.choose, icon="folder")
        self.problem = WarningPanel(danger=True)
        self.export_button = Button(_("Export"), self.carry_out, kind="primary", keys="Ctrl Enter", icon="export")
        self._close = Button(_("Close"), self.reject, kind="quiet", keys="Esc")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Exporting…"))
        self.cancel_button = Button(_("Cancel"), self.cancel, compact=True)
        self._results = column(gap=0.35)
        self._put_together()
        work.tasks.progressed.connect(self._progressed)
        work.tasks.ended.connect(self._ended)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.export_button.click)
        self._say_format()
        self._update()

    def _put_together(self) -> None:
        form = self._form = Form(gap=0.6)
        form.add_row("kinds", _("Which ledgers"), self.kinds)
        self._format_row = form.add_row("format", _("Form of the files"), self.formats, hint=" ")
        self._more = boxed(column(self.unlisted, self.whole, gap=0.3))
        form.add_row("more", _("The directory"), self._more)
        folder_line = row(self._folder, self.choose_button, gap=0.7)
        folder_line.setStretch(0, 1)
        form.add_row("folder", _("Folder"), boxed(folder_line))
        self.warning = WarningPanel(
            _("The files are not encrypted. Keep them where nobody else reads them, and delete them after use.")
        )
        busy = row(self.bar, self.cancel_button, gap=0.8)
        busy.setStretch(0, 1)
        self._busy = boxed(busy)
        results = boxed(column(boxed(self._results), margins=(0, 0, 0.7, 0)))
        results.setProperty("role", "page")
        self._scroll = QScrollArea()
        self._scroll.setWidget(results)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        footer = row(gap=0.6)
        footer.addStretch(1)
        footer.addWidget(self._close)
        footer.addWidget(self.export_button)
        title = Label(_("Export"), "title")
        layout = column(
            title, form, self.warning, self.problem, self._busy, self._scroll, boxed(footer), margins=1.2, gap=0.7
        )
        layout.setStretch(5, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(60), room.width() - px(2)), min(px(38), room.height() - px(3)))

    # --- choices ------------------------------------------------------------------------------------------------

    @property
    def directory(self) -> bool:
        """Whether the directory goes out as HSDS, which is of institutions alone."""
        return self.formats.value() == hsds.FORMAT

    @property
    def format(self) -> ExportFormat:
        """The form of the files."""
        return ExportFormat(self.formats.value() or ExportFormat.XLSX)

    @property
    def busy(self) -> bool:
        """Whether files are being written."""
        return self._task is not None

    def choose(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder for the files"), str(self.folder))
        if chosen:
            self.folder = Path(chosen)
            self._folder.setText(str(self.folder))

    def _say_format(self) -> None:
        self._form.show_row("more", self.directory)
        self._form.show_row("kinds", not self.directory)
        if self.directory:
            words = _(
                "Only the institutions, for other directories (Open Referral HSDS 3.0); it can be imported again."
            )
        elif self.format is ExportFormat.JSON:
            words = _("Everything that is stored, for programs. It cannot be imported again.")
        else:
            words = _("The same columns as for importing; it can be imported again.")
        self._format_row.set_hint(words)
        self._update()

    # --- writing ------------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Write the files."""
        kinds = tuple(LedgerKind(code) for code in self.kinds.chosen())
        if self.busy or not kinds:
            return
        write_all = self._directory_writer() if self.directory else self._ledger_writer(kinds)
        self.problem.set_text("")
        clear(self._results)
        self.bar.setRange(0, 0)
        self._task = self._work.tasks.run(
            TaskKind.READ,
            write_all,
            self._done,
            self._failed,
            label=_("Exporting…"),
            cancellable=True,
        )
        self._update()

    def _ledger_writer(self, kinds: tuple[LedgerKind, ...]) -> Callable[[Work], tuple[Written, ...]]:
        centre, form, folder, lang = self._work.centre, self.format, self.folder, language().value
        return lambda job: tuple(write(centre, kind, form, folder, lang, job) for kind in kinds)

    def _directory_writer(self) -> Callable[[Work], tuple[Written, ...]]:
        centre, folder = self._work.centre, self.folder
        unlisted, whole = self.unlisted.isChecked(), self.whole.isChecked()
        return lambda _job: (write_directory(centre, folder, unlisted=unlisted, whole=whole),)

    def _done(self, written: tuple[Written, ...]) -> None:
        self.written = written
        count = len(written)
        head = ngettext("{count} file was written.", "{count} files were written.", count).format(count=count)
        self._results.addWidget(Label(head, "section"))
        for each in written:
            self._results.addWidget(Label(f"{kind_word(each.kind)}  {each.path.name}", "strong"))
            if each.left_out:
                words = _(", ").join(render(left_out) for left_out in each.left_out)
                self._results.addWidget(Label(_("Not in the file: {what}").format(what=words), "muted", wrap=True))
        self._results.addStretch(1)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> bool:
        if isinstance(error, ExportCancelled):
            return True
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def cancel(self) -> None:
        """Stop; the file being written is not left behind."""
        if self._task is not None:
            self._task.cancel()

    def _progressed(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _ended(self, task: Task[object]) -> None:
        if task is self._task:
            self._task = None
            if task.token.cancelled:
                self.problem.set_text(_("Stopped. The files that were finished before are there."))
            self._update()

    def _update(self) -> None:
        show_if(self._busy, self.busy)
        self.export_button.setEnabled(not self.busy and (self.directory or bool(self.kinds.chosen())))
        for widget in (self.kinds, self.formats, self.choose_button, self._more):
            widget.setEnabled(not self.busy)

    # --- the window ---------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.cancel()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self.cancel()
        super().done(result)


def write(centre: Centre, kind: LedgerKind, form: ExportFormat, folder: Path, lang: str, job: Work) -> Written:
    """Write one ledger into ``folder`` under a name that is free; NotWritten where that is not possible."""
    with _told(folder), new_file(folder) as new:
        left_out = exports.write_export(
            centre,
            kind,
            form,
            new.stream,
            lang,
            progress=job.progress,
            cancelled=lambda: job.cancelled,
        )
        target = free_name(folder, f"{kind}-{centre.today().isoformat()}", form)
        new.put(target)
    return Written(kind, target, left_out)


def write_directory(centre: Centre, folder: Path, *, unlisted: bool, whole: bool) -> Written:
    """Write the directory as HSDS into ``folder``; NotWritten where that is not possible."""
    exported = hsds.directory(centre, unlisted=unlisted, whole=whole)
    with _told(folder), new_file(folder) as new:
        new.stream.write(exported.content)
        target = free_name(folder, f"institutions-hsds-{centre.today().isoformat()}", "json")
        new.put(target)
    return Written(LedgerKind.INSTITUTIONS, target, exported.left_out)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in words that a file could not be written."""
    try:
        yield
    except OSError as error:
        words = message(
            N_("The files cannot be written to {folder}. Choose another folder, or free some space."), folder=folder
        )
        raise NotWritten(words) from error


def free_name(folder: Path, stem: str, form: str) -> Path:
    """Return a path in ``folder`` where no file is yet: "clients-2026-11-24.csv", else "…-2.csv" and so on."""
    number = 1
    while True:
        path = folder / (f"{stem}.{form}" if number == 1 else f"{stem}-{number}.{form}")
        if not path.exists():
            return path
        number += 1
