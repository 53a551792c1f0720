"""Checking the records, the audit trail and the backups, while the work goes on; and the way out of damage."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QScrollArea, QWidget

from referral_desk.domain.access import Action
from referral_desk.i18n import _, render
from referral_desk.services import safety
from referral_desk.services.safety import Finding, Severity
from referral_desk.ui.dialogs.restore import RestoreDialog
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import IconMark, WarningPanel
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class CheckDialog(QDialog):
    """Looks at every page and index of the records file and at every backup, and says what it found."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Check the records"))
        self.findings: tuple[Finding, ...] | None = None
        self.heading = Label(_("Checking every page of the records, and every backup…"), "section", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.heading.text())
        self._mark = IconMark("check", "accent_ink", 1.6)
        self._mark.hide()
        self._list = column(gap=0.5)
        body = boxed(column(boxed(self._list), margins=(0, 0, 0.6, 0)))
        body.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(gap=0.6)
        head.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.heading, 1)
        self._work = work
        close = Button(_("Close"), self.accept, kind="primary", keys="Esc")
        self.restore_button = Button(_("Restore a backup…"), self.restore, icon="undo")
        show_if(self.restore_button, False)
        footer = row(self.restore_button, close, gap=0.6)
        footer.insertStretch(0, 1)
        layout = column(margins=1.3, gap=0.7)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        layout.addWidget(Label(str(work.centre.folder), "hint", wrap=True, selectable=True))
        layout.addWidget(scroll, 1)
        layout.addLayout(footer)
        self.setLayout(layout)
        close.setFocus()
        room = self.screen().availableGeometry()
        self.resize(min(px(44), room.width() - px(2)), min(px(24), room.height() - px(3)))
        centre = work.centre
        self._task = work.tasks.run(
            TaskKind.READ,
            lambda job: safety.check_open(centre, deep=True, progress=job.progress),
            self._show,
            self._failed,
            label=_("Checking the records…"),
        )
        self.finished.connect(lambda _result: self._task.cancel())

    def restore(self) -> None:
        """Open the steps that lead from a backup to a restored centre, instead of this window."""
        RestoreDialog(self._work, parent=self.parentWidget()).open()
        self.accept()

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self._bar.hide()
        clear(self._list)
        damaged = any(each.severity is Severity.DAMAGE for each in findings)
        if damaged:
            self.heading.setText(_("The records are damaged. Stop entering, and restore the newest backup."))
            self.heading.set_role("danger")
        elif findings:
            self.heading.setText(_("The records are sound. There is something to know:"))
        else:
            self.heading.setText(_("The records are sound. Nothing was found."))
        show_if(self._mark, not damaged)
        show_if(self.restore_button, damaged and self._work.centre.may(Action.RESTORE))
        for each in findings:
            panel = WarningPanel(danger=each.severity is Severity.DAMAGE)
            self._list.addWidget(panel)
            panel.set_text(render(each.message))
        self._list.addStretch(1)

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self._bar.hide()
        self.heading.setText(words or _("The check could not be finished."))
        self.heading.set_role("danger")
        return bool(words)
