"""Importing a ledger: which, from where, and what with rows that are here already; then everything that would happen,
before anything does.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QSizePolicy, QStackedWidget, QWidget

from referral_desk.domain.changes import Saved
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import imports
from referral_desk.services.imports import (
    ImportCancelled,
    ImportCounts,
    ImportPlan,
    ImportProblem,
    ImportRefused,
    problem_lines,
)
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.files import dropped_table
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.forms.ledger_words import kind_choices, kind_in, kind_word, rules
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.import_plan import MOST_LINES, ImportPlanView
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

Planned = tuple[ImportPlan, tuple[ImportProblem, ...]]
"""A plan, and the first of its errors in the order in which they are shown."""


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Keep the garbage collector still: its look at a million rows would hold the window for half a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class ImportDialog(QDialog):
    """Reads the file again whenever a choice changes; Import is possible only when nothing is wrong with it.

    ``settings`` remembers for each ledger what was done with rows that were here already.
    """

    def __init__(
        self, work: Workplace, settings: QSettings, path: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Import from Excel or CSV"))
        self.setAcceptDrops(True)
        self._work = work
        self._settings = settings
        self._task: Task[Planned] | Task[Saved[ImportCounts]] | None = None
        self._writing = False
        self.path: Path | None = None
        self.plan: ImportPlan | None = None
        self.kinds = ToggleChips(kind_choices(), name=_("Which ledger"), chosen=[LedgerKind.CLIENTS.value])
        self.kinds.changed.connect(self._kind_changed)
        self._file = ElidedLabel(_("No file chosen yet"), "muted")
        self._file.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choose_button = Button(_("Choose a file…"), self.choose, icon="folder")
        self.rules = ToggleChips((), name=_("Rows that are here already"), first_number=0)
        self.rules.changed.connect(self._rule_changed)
        self.problem = WarningPanel(danger=True)
        self.view = ImportPlanView()
        self.import_button = Button(_("Import"), self.carry_out, kind="primary", keys="Ctrl Enter", icon="import")
        self._close = Button(_("Close"), self.reject, kind="quiet", keys="Esc")
        self._put_together()
        work.tasks.progressed.connect(self._progressed)
        work.tasks.ended.connect(self._ended)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.import_button.click)
        self._show_rules()
        self._update()
        if path is not None:
            self.take(path)

    def _put_together(self) -> None:
        form = Form(gap=0.55)
        order = _("In this order: the later ones use the numbers and names of the earlier ones.")
        form.add_row("kind", _("Which ledger"), self.kinds, hint=order)
        file_line = row(self._file, self.choose_button, gap=0.7)
        file_line.setStretch(0, 1)
        form.add_row(
            "file",
            _("File"),
            boxed(file_line),
            hint=_("XLSX or CSV, in UTF-8 or Shift_JIS; institutions also in HSDS (JSON). Or drop it here."),
        )
        self._rule_row = form.add_row("rule", _("Rows that are here already"), self.rules)
        self._form = form
        self._busy_words = Label("", "section")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel_button = Button(_("Cancel"), self.cancel, compact=True)
        busy = column(gap=0.6, margins=(0.5, 1.5, 0.5, 0.5))
        busy.addWidget(self._busy_words)
        line = row(self.bar, self.cancel_button, gap=0.8)
        line.setStretch(0, 1)
        busy.addLayout(line)
        busy.addStretch(1)
        self._busy = boxed(busy)
        nothing = EmptyState(
            _("Nothing is changed yet"),
            _("Choose a file. You then see what would become of every row before anything is stored."),
            icon="import",
        )
        self._nothing = stacked(nothing)
        self._done_words = Label("", "section", wrap=True)
        self._done_words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        done = column(gap=0.8)
        done.addStretch(1)
        done.addWidget(self._done_words)
        again = Button(_("Import another file"), self._start_anew, icon="import")
        done.addWidget(again, alignment=Qt.AlignmentFlag.AlignHCenter)
        done.addStretch(2)
        self._done = boxed(done)
        self._stack = QStackedWidget()
        for widget in (self._nothing, self._busy, self.view, self._done):
            self._stack.addWidget(widget)
        all_or_none = Label(_("All rows are imported, or none."), "hint")
        footer = row(all_or_none, gap=0.6)
        footer.addStretch(1)
        footer.addWidget(self._close)
        footer.addWidget(self.import_button)
        title = Label(_("Import from Excel or CSV"), "title")
        layout = column(title, self._form, self.problem, self._stack, boxed(footer), margins=1.2, gap=0.7)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(66), room.width() - px(2)), min(px(46), room.height() - px(3)))

    # --- choices ------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> LedgerKind:
        """The ledger chosen."""
        return LedgerKind(self.kinds.value() or LedgerKind.CLIENTS)

    @property
    def rule(self) -> OnDuplicate:
        """What happens with rows that are here already."""
        return OnDuplicate(self.rules.value() or OnDuplicate.REFUSE)

    @property
    def busy(self) -> bool:
        """Whether a file is being read or rows are being stored."""
        return self._task is not None

    def choose(self) -> None:
        """Ask for the file."""
        start = str(self.path.parent if self.path else self._settings.value("import/folder", "") or Path.home())
        kinds = _("Tables and directories (*.xlsx *.xlsm *.csv *.txt *.json)") + ";;" + _("All files (*)")
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"), start, kinds)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Take a file and read it; its name may say which ledger it is."""
        if self._writing:
            return
        self.path = path
        self._settings.setValue("import/folder", str(path.parent))
        self._file.setText(str(path))
        self._file.set_role("")
        named = kind_in(path)
        if named is not None and named is not self.kind:
            self.kinds.set_chosen([named.value])
            self._show_rules()
        self.read()

    def _kind_changed(self) -> None:
        self._show_rules()
        self.read()

    def _rule_changed(self) -> None:
        self._say_rule()
        self.read()

    def _show_rules(self) -> None:
        offered = rules(self.kind)
        kept = str(self._settings.value(f"import/{self.kind}", OnDuplicate.REFUSE.value))
        self.rules.set_choices([Choice(rule.value, name) for rule, (name, _words) in offered.items()])
        self.rules.set_chosen([kept if kept in offered else OnDuplicate.REFUSE.value])
        self._say_rule()

    def _say_rule(self) -> None:
        self._rule_row.set_hint(rules(self.kind)[self.rule][1])

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the file and show what importing it would do."""
        self._drop()
        self.plan = None
        self.problem.set_text("")
        if self.path is None:
            self._show(self._nothing)
            return
        centre, kind, rule, path, lang = self._work.centre, self.kind, self.rule, self.path, language().value

        def plan(job: Work) -> Planned:
            with collecting_nothing():
                found = imports.plan(
                    centre, kind, path, rule, progress=job.progress, cancelled=lambda: job.cancelled, language=lang
                )
                return found, problem_lines(replace(found, errors=found.errors[:MOST_LINES]))

        self._begin(_("Reading the file…"))
        self._task = self._work.tasks.run(
            TaskKind.READ, plan, self._planned, self._failed, label=_("Reading the file…"), cancellable=True
        )
        self._update()

    def _planned(self, planned: Planned) -> None:
        self.plan, errors = planned
        self.view.show_plan(self.plan, errors)
        self._show(self.view)
        first = self.import_button if self.import_button.isEnabled() else self.view.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- carrying out -------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Store what was planned, all of it or nothing."""
        plan, centre = self.plan, self._work.centre
        if plan is None or self.busy or not plan.possible:
            return
        self._settings.setValue(f"import/{plan.kind}", plan.on_duplicate.value)
        self._writing = True
        self._begin(_("Importing…"))

        def store(job: Work) -> Saved[ImportCounts]:
            with collecting_nothing():
                return imports.execute(centre, plan, progress=job.progress, cancelled=lambda: job.cancelled)

        self._task = self._work.tasks.run(
            TaskKind.WRITE, store, self._stored, self._failed, label=_("Importing…"), cancellable=True
        )
        self._update()

    def _stored(self, saved: Saved[ImportCounts]) -> None:
        counts = saved.record
        words = counted(self.kind, counts)
        self.plan = None
        self.problem.set_text("")
        self._done_words.setText(words)
        self._show(self._done)
        self._work.publish(saved.changes)
        self._work.says.saved(words)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_anew(self) -> None:
        order = list(LedgerKind)
        following = order[(order.index(self.kind) + 1) % len(order)]
        self.kinds.set_chosen([following.value])
        self._show_rules()
        self.path = None
        self._file.setText(_("No file chosen yet"))
        self._file.set_role("muted")
        self.read()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> bool:
        if isinstance(error, ImportCancelled):
            self._stopped()
            return True
        if isinstance(error, ImportRefused):
            self._planned((error.plan, error.plan.errors[:MOST_LINES]))
            return True
        words = in_words(error)
        self.problem.set_text(words)
        self._show(self._nothing)
        return bool(words)

    # --- work under way -----------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop reading, or storing: then nothing is stored."""
        if self._task is not None:
            self._task.cancel()
            self.cancel_button.setEnabled(False)
            self.cancel_button.set_label(_("Stopping…"))

    def _drop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _begin(self, words: str) -> None:
        self._busy_words.setText(words)
        self.bar.setAccessibleName(words)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self.cancel_button.set_label(_("Cancel"))
        self._show(self._busy)

    def _progressed(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _ended(self, task: Task[object]) -> None:
        if task is not self._task:
            return
        self._task = None
        self._writing = False
        if task.token.cancelled:
            self._stopped()
        self._update()

    def _stopped(self) -> None:
        self.problem.set_text(_("Stopped. Nothing was imported."))
        if self.plan is not None:
            self._show(self.view)
        else:
            self._show(self._nothing)

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)
        self._update()

    def _update(self) -> None:
        plan = self.plan
        worth = plan is not None and plan.possible and bool(plan.counts.new or plan.counts.updated)
        self.import_button.setEnabled(worth and not self.busy)
        for widget in (self.kinds, self.rules, self.choose_button):
            widget.setEnabled(not self._writing)
        self._close.setEnabled(not self._writing)
        show_if(self.import_button, self._stack.currentWidget() is not self._done)

    # --- the window ---------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_table(event) is not None and not self._writing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_table(event)
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def reject(self) -> None:
        if not self._writing:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._writing:
            event.ignore()
            return
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self._drop()
        super().done(result)


def counted(kind: LedgerKind, counts: ImportCounts) -> str:
    """Say what an import did."""
    parts = [ngettext("{count} new", "{count} new", counts.new).format(count=f"{counts.new:,}")]
    if counts.updated:
        parts.append(ngettext("{count} updated", "{count} updated", counts.updated).format(count=f"{counts.updated:,}"))
    return _("Imported {kind}: {counts}.").format(kind=kind_word(kind), counts=_(", ").join(parts))
