"""From a backup to a restored centre, step by step; nothing that is there is changed or written over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QStackedWidget, QWidget

from referral_desk.db.errors import FolderExists, NetworkFolder, StorageFault, WrongPassword, WrongRecoveryCode
from referral_desk.domain.access import Happening
from referral_desk.domain.backups import Backup
from referral_desk.domain.errors import Problem
from referral_desk.i18n import _, render
from referral_desk.services import places
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.restore_steps import ChooseBackup, RestoredWell, WhereAndWho
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Tasks, Work
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if

if TYPE_CHECKING:
    from referral_desk.services.centre import Centre
    from referral_desk.services.restoring import Restored
    from referral_desk.ui.workplace import Workplace

_WIDEST = 58

Find = Callable[[], tuple[Backup, ...]]
"""Returns the backups that can be found; runs off the GUI thread."""

Note = Callable[["Restored"], None]
"""Notes in the open centre that one of its backups was restored elsewhere; runs off the GUI thread."""


@dataclass(frozen=True)
class Wanted:
    """What is to be restored where, and by whom; with ``code`` there is neither login nor password."""

    file: Path
    into: Path
    shared: bool = False
    login: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


class RestorePanel(QWidget):
    """Leads from step to step. ``before`` is the folder of the records of now, None where there is none.

    ``opens`` is whether those can be opened; then one may stay with them. ``login`` is who is probably sitting there.

    ``restored`` carries the :class:`Wanted` that was done, when the person goes on from the last step; ``back`` goes
    back from the first.
    """

    restored = Signal(object)
    back = Signal()

    def __init__(
        self,
        tasks: Tasks,
        find: Find,
        before: Path | None,
        *,
        opens: bool = True,
        login: str = "",
        file: Path | None = None,
        end: str = "",
        note: Note | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._before = before
        self._opens = opens and before is not None and places.holds_a_centre(before)
        self._note = note
        self._task: Task[Restored] | None = None
        self._done: Wanted | None = None
        self.choose = ChooseBackup()
        self.where = WhereAndWho(login)
        self.well = RestoredWell()
        self._busy_words = Label(_("Restoring and checking…"), "section")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self._busy_words.text())
        self.cancel_button = Button(_("Cancel"), self.cancel, compact=True)
        self.problem = WarningPanel(danger=True)
        self.heading = Label("", "title", wrap=True)
        self.remark = Label("", "muted", wrap=True)
        self.next_button = Button(_("Next"), self.go_on, kind="primary", keys="Ctrl Enter")
        self.back_button = Button(_("Back"), self.go_back, kind="quiet", keys="Esc")
        self._end = end or _("Open the restored records")
        self._put_together()
        self.choose.chosen.connect(self.take)
        tasks.progressed.connect(self._progressed)
        tasks.ended.connect(self._ended)
        self._show(self.choose)
        if file is None:
            tasks.run(TaskKind.READ, lambda _work: find(), self.choose.show_backups, self._not_found)
        else:
            self.take(file)

    def _put_together(self) -> None:
        busy = column(self._busy_words, gap=0.6, margins=(0, 1.5, 0, 0))
        line = row(self.bar, self.cancel_button, gap=0.8)
        line.setStretch(0, 1)
        busy.addLayout(line)
        busy.addStretch(1)
        self._busy = boxed(busy)
        self._stack = QStackedWidget()
        for widget in (self.choose, self.where, self._busy, self.well):
            self._stack.addWidget(widget)
        footer = row(self.back_button, self.next_button, gap=0.6)
        footer.insertStretch(0, 1)
        whole = column(self.heading, self.remark, self.problem, self._stack, boxed(footer), margins=1.3, gap=0.7)
        whole.setStretch(3, 1)
        middle = boxed(whole)
        middle.setMaximumWidth(px(_WIDEST))
        line = row(middle)
        line.insertStretch(0, 1)
        line.setStretch(1, 100)
        line.addStretch(1)
        self.setLayout(line)
        press_with(self, self.next_button, "Ctrl+Return", "Ctrl+Enter")
        press_with(self, self.back_button, "Esc")

    @property
    def busy(self) -> bool:
        """Whether a backup is being restored."""
        return self._task is not None

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self._done is None and bool(self.where.password.text() or not self.where.code.empty)

    @property
    def done(self) -> Wanted | None:
        """What was restored, None for nothing yet."""
        return self._done

    def _show(self, step: QWidget) -> None:
        words = {
            self.choose: (
                _("Restore from a backup: which one?"),
                _("Nothing that is there now is changed: the backup is restored into a folder of its own."),
            ),
            self.where: (_("Restore from a backup: where to, and who are you?"), ""),
            self._busy: (_("Restore from a backup"), _("You can stop at any time; nothing is left half done.")),
            self.well: (_("Restore from a backup: done"), ""),
        }
        heading, remark = words[step]
        self.heading.setText(heading)
        self.remark.setText(remark)
        show_if(self.remark, bool(remark))
        self._stack.setCurrentWidget(step)
        self.next_button.set_label({self.where: _("Restore"), self.well: self._end}.get(step, _("Next")))
        for button in (self.next_button, self.back_button):
            show_if(button, step is not self._busy)
        show_if(self.back_button, step not in (self._busy, self.well))

    # --- which --------------------------------------------------------------------------------------------------

    def _not_found(self, error: Exception) -> bool:
        self.choose.show_backups(())
        return self._say(error)

    def take(self, file: Path) -> None:
        """Go on with the backup ``file``, or say why it cannot be used."""
        self.problem.set_text("")
        self._tasks.run(TaskKind.READ, lambda _work: _look_into(file), self._taken, self._say)

    def _taken(self, found: tuple[Backup, tuple[str, ...]]) -> None:
        backup, logins = found
        self.where.show_backup(backup, logins, self._before)
        self._show(self.where)
        self.where.take_focus()

    # --- where to, and who --------------------------------------------------------------------------------------

    def wanted(self) -> Wanted | None:
        """Return what was asked for, None while no backup is chosen."""
        where = self.where
        if where.backup is None:
            return None
        if where.with_code.isChecked():
            return Wanted(where.backup.path, where.into, where.shared.isChecked(), code=where.code.text)
        login, password = where.login.text().strip(), where.password.text()
        return Wanted(where.backup.path, where.into, where.shared.isChecked(), login, password)

    def restore(self) -> None:
        """Restore, or say what is missing."""
        wanted = self.wanted()
        problems = self.where.problems()
        self._say_problems(problems)
        if wanted is None or problems or self.busy:
            return
        self._done, note = None, self._note
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self.cancel_button.set_label(_("Cancel"))
        self._show(self._busy)
        self._task = self._tasks.run(
            TaskKind.WRITE,  # one that ended before Cancel came is told as done
            lambda work: _restore(wanted, work, note),
            lambda restored: self._restored(wanted, restored),
            self._refused,
            label=self._busy_words.text(),
            cancellable=True,
            quiet=True,
        )

    def cancel(self) -> None:
        """Stop; nothing is left."""
        if self._task is not None:
            self._task.cancel()
            self.cancel_button.setEnabled(False)
            self.cancel_button.set_label(_("Stopping…"))

    def _progressed(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, 1_000)
            self.bar.setValue(done * 1_000 // max(1, total))

    def _ended(self, task: Task[object]) -> None:
        if task is not self._task:
            return
        self._task = None
        if task.token.cancelled:
            self._show(self.where)
            self.problem.set_text(_("Stopped. Nothing was restored."))

    def _restored(self, wanted: Wanted, restored: Restored) -> None:
        self._done = wanted
        self.problem.set_text("")
        if self.where.backup is not None:
            self.well.show_restored(self.where.backup, restored, self._before, opens=self._opens)
        self._show(self.well)
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: Exception) -> bool:
        self._show(self.where)
        fields = ((WrongRecoveryCode, "code"), (WrongPassword, "password"), ((FolderExists, NetworkFolder), "folder"))
        for kind, name in fields:
            if isinstance(error, kind):
                self._say_problems([Problem(name, error.message)])
                return True
        return self._say(error)

    def _say_problems(self, problems: list[Problem]) -> None:
        rest = self.where.show_problems(problems)
        self.problem.set_text(" ".join(render(each.message) for each in rest))

    def _say(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    # --- the steps ----------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what stands on the button at the right."""
        step = self._stack.currentWidget()
        if step is self.choose:
            if self.choose.current is not None:
                self.take(self.choose.current)
            else:
                self.choose.choose_file()
        elif step is self.where:
            self.restore()
        elif step is self.well and self._done is not None:
            self._forget()
            self.restored.emit(self._done)

    def go_back(self) -> None:
        """Go one step back, from the first one out."""
        self.problem.set_text("")
        if self._stack.currentWidget() is self.where and self.choose.table.records.rows:
            self._show(self.choose)
        else:
            self._forget()
            self.back.emit()

    def _forget(self) -> None:
        self.where.password.clear()
        self.where.code.clear()


class RestoreDialog(QDialog):
    """The same steps in a window over Administration; the open centre goes on being shown."""

    def __init__(self, work: Workplace, *, file: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Restore from a backup"))
        centre = work.centre
        second = centre.safety.second_place
        self.panel = RestorePanel(
            work.tasks,
            lambda: find(centre.folder, second),
            centre.folder,
            login=centre.login,
            file=file,
            end=_("Close"),
            note=lambda restored: _note_in(centre, restored),
        )
        for way in (self.panel.well.remember, self.panel.well.stay):
            way.toggled.connect(self._say_how)
        self.panel.back.connect(self.reject)
        self.panel.restored.connect(self._restored)
        self.setLayout(column(self.panel))
        room = self.screen().availableGeometry()
        self.resize(min(px(56), room.width() - px(2)), min(px(36), room.height() - px(3)))

    def _say_how(self) -> None:
        go_on = _(
            "This window goes on showing the records of now. To work with the restored ones, close the program, "
            "and start it again."
        )
        look = _(
            "This window goes on showing the records of now. To look at the restored ones, close the program, start it "
            "again, and choose “Open another folder…”."
        )
        self.panel.well.note.set_text(go_on if self.panel.well.remember.isChecked() else look)

    def _restored(self, wanted: Wanted) -> None:
        if self.panel.well.remember.isChecked():
            remember(wanted.into)
        self.accept()

    def reject(self) -> None:
        if not self.panel.busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.panel.busy:
            event.ignore()
            return
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # in Japanese Enter also ends a conversion
            return
        super().keyPressEvent(event)


def remember(folder: Path) -> None:
    """Let this PC open the centre in ``folder`` from the next start on."""
    with suppress(OSError):  # then the folder is asked for at the next start
        places.remember_centre(folder)


# The services are loaded where they run: on a thread, behind the window that is already there.


def find(folder: Path | None, second: str = "") -> tuple[Backup, ...]:
    """Return the backups of the centre in ``folder``, wherever they may lie."""
    from referral_desk.services import backup_checks, restoring  # noqa: PLC0415

    return restoring.found(*backup_checks.places(folder, second)) if folder is not None else ()


def _look_into(file: Path) -> tuple[Backup, tuple[str, ...]]:
    from referral_desk.services import restoring  # noqa: PLC0415

    return restoring.look_into(file)


def _restore(wanted: Wanted, work: Work, note: Note | None) -> Restored:
    """Restore, and note it where a centre is open."""
    from referral_desk.db.recovery import RecoveryCode  # noqa: PLC0415
    from referral_desk.services import restoring  # noqa: PLC0415

    if wanted.code:
        code = RecoveryCode.read(wanted.code)
        done = restoring.restore_with_code(wanted.file, wanted.into, code, shared=wanted.shared, progress=work.progress)
    else:
        done = restoring.restore(
            wanted.file, wanted.into, wanted.login, wanted.password, shared=wanted.shared, progress=work.progress
        )
    if note is not None:
        note(done)
    return done


def _note_in(centre: Centre, restored: Restored) -> None:
    with suppress(StorageFault):  # what is restored is there, whether it can be noted here or not
        centre.note_happening(Happening.RESTORED_ELSEWHERE, detail={"head": restored.backup.manifest.head.number})
