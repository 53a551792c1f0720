"""Asks for a month and shows the month's printout of the audit trail."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import YearMonth, parse_month
from referral_desk.domain.errors import NotReadable
from referral_desk.i18n import Language, _, language, render
from referral_desk.services import audit
from referral_desk.ui.dates import long_month
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


class AuditReportDialog(QDialog):
    """One month, the one before this at first; its printout opens in a window of its own over the parent."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Monthly printout of the audit trail"))
        self._work = work
        before = work.centre.today().replace(day=1) - timedelta(days=1)
        self.month = QLineEdit(f"{before.year}-{before.month:02d}")
        self._row = FormRow(_("Month"), self.month, hint=_("A month, such as 2026-04"))
        self.show_button = Button(_("Show"), self.show_report, kind="primary")
        buttons = row(Button(_("Cancel"), self.reject, keys="Esc"), self.show_button)
        buttons.insertStretch(0, 1)
        words = Label(
            _(
                "Who did how much, what was refused, who was given or lost access, what was exported, and whether the "
                "chain is whole. Clients stand there by number only."
            ),
            "muted",
            wrap=True,
        )
        self.setLayout(column(words, self._row.label, self._row, boxed(buttons), margins=1.2, gap=0.5))
        self.show_button.setDefault(True)
        self.setMinimumWidth(px(26))
        self.month.setFocus()
        self.month.selectAll()

    def show_report(self) -> None:
        """Make the printout of the month that was typed, and show it."""
        try:
            month = parse_month(self.month.text())
        except NotReadable as error:
            self._row.set_error(render(error.message))
            self.month.setFocus()
            return
        self._row.set_error("")
        self.accept()
        show_report(self._work, month, self.parentWidget())


def show_report(work: Workplace, month: YearMonth, parent: QWidget | None) -> None:
    """Make the printout of ``month`` off the GUI thread and show it."""

    def make(job: Work) -> bytes:
        from referral_desk.services.audit_report import audit_report  # noqa: PLC0415 - ReportLab, only when printed

        return audit_report(work.centre, month, language=Language(language()), progress=job.progress)

    def show(pdf: bytes) -> None:
        PreviewDialog(
            work.tasks,
            pdf,
            title=_("Audit trail, {month}").format(month=long_month(*month)),
            file_name=f"audit-{month[0]}-{month[1]:02d}.pdf",
            parent=parent,
            note=lambda action: audit.handed_out(work.centre, action, Handout("audit")),
            kind="audit",
        ).open()

    work.tasks.run(TaskKind.DOCUMENT, make, show, label=_("Preparing the page…"), cancellable=True)
