"""The tally before it is printed: the page alone, or with the lists behind its figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.tally import Tally
from referral_desk.i18n import Language, _, language
from referral_desk.services import audit
from referral_desk.ui.dialogs.pdf_password import ask_passwords_for
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.pdf_preview import PdfPreview
from referral_desk.ui.widgets.progress_panel import ProgressPanel
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

PAGE, NUMBERS, NAMES = "page", "numbers", "names"


class TallyPrintDialog(QDialog):
    """Shows the paper and prints it; the lists are added by client's number, or with names for the office's file."""

    def __init__(self, work: Workplace, tally: Tally, *, file_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Print the tally"))
        self._work = work
        self._tally = tally
        self._file_name = file_name
        self._made = PAGE
        self._making: Task[bytes] | None = None
        self.lists = ToggleChips(
            (
                Choice(PAGE, _("The page alone")),
                Choice(NUMBERS, _("With lists (numbers)"), _("Who was counted, by client’s number")),
                Choice(NAMES, _("With lists (names)"), _("For the office’s own file; the paper is marked")),
            ),
            name=_("Lists behind the figures"),
            first_number=0,
            chosen=[PAGE],
        )
        self.lists.changed.connect(self.make)
        self.narrowed = WarningPanel(
            _("These figures are narrowed. The page says so; they are not the figures to be submitted.")
            if tally.narrowed.narrows
            else ""
        )
        self.progress = ProgressPanel(work.tasks, after=400)
        self.preview = PdfPreview(work.tasks, title=_("Tally"), file_name=file_name, note=self._note, kind="tally")
        ask_passwords_for(self.preview, work.tasks)
        buttons = row(Button(_("Close"), self.accept, keys="Esc"))
        buttons.insertStretch(0, 1)
        layout = column(
            FlowBox(Label(_("Lists behind the figures"), "muted"), self.lists, gap=0.6),
            self.narrowed,
            self.progress,
            self.preview,
            boxed(buttons),
            margins=0.9,
            gap=0.6,
        )
        layout.setStretch(3, 1)
        self.setLayout(layout)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self).activated.connect(self.preview.print_document)
        room = self.screen().availableGeometry()
        self.resize(min(px(72), room.width() - px(2)), min(px(56), room.height() - px(3)))
        work.tasks.ended.connect(self._ended)
        self.finished.connect(lambda _result: self._drop())
        self.make()

    @property
    def making(self) -> bool:
        """Whether the paper is being made."""
        return self._making is not None

    def make(self) -> None:
        """Make what is chosen, and show it; what is being made is given up."""
        self._drop()
        centre, tally, lang, wanted = self._work.centre, self._tally, Language(language()), self.lists.value() or PAGE
        self.lists.set_chosen([wanted])

        def make(work: Work) -> bytes:
            from referral_desk.services import documents, tally_appendix  # noqa: PLC0415 - ReportLab, only when printed

            if wanted == PAGE:
                return documents.tally_pdf(centre, tally, language=lang)
            names = wanted == NAMES
            return tally_appendix.tally_with_lists(
                centre, tally, with_names=names, progress=work.progress, language=lang
            )

        def made(pdf: bytes) -> None:
            self._making, self._made = None, wanted
            stem, _dot, ending = self._file_name.rpartition(".")
            added = {PAGE: "", NUMBERS: "-lists", NAMES: "-lists-names"}[wanted]
            self.preview.show_pdf(pdf, file_name=f"{stem}{added}.{ending}")

        def failed(_error: Exception) -> bool:
            self._making = None
            self.lists.set_chosen([self._made])
            return False

        self._making = self._work.tasks.run(
            TaskKind.DOCUMENT, make, made, failed, label=_("Preparing the page…"), cancellable=True
        )

    def _drop(self) -> None:
        if self._making is not None:
            making, self._making = self._making, None
            making.cancel()

    def _ended(self, task: Task[bytes]) -> None:
        """Go back to what is on show, where the making was stopped by its Cancel button."""
        if task is self._making and task.token.cancelled:
            self._making = None
            self.lists.set_chosen([self._made])

    def _note(self, action: Action) -> None:
        """Note what is printed or saved; on any thread."""
        kind = {PAGE: "tally", NUMBERS: "tally_lists", NAMES: "tally_lists_names"}[self._made]
        audit.handed_out(self._work.centre, action, Handout(kind))
