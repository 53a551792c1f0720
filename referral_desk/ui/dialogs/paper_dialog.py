"""A window that asks how a paper is to look, makes it off the GUI thread, and opens it in a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.i18n import _, render
from referral_desk.services import audit
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.look import px
from referral_desk.ui.printing import Note
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button, enter_presses_focused
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column, row, scrolling
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class PaperDialog(QDialog):
    """Holds a form of choices; a subclass says in :meth:`show_paper` what Ctrl+Enter makes of them.

    Nothing that is entered here is kept: closing loses nothing that could not be chosen again.
    """

    def __init__(self, work: Workplace, title: str, remark: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.work = work
        self.form = Form()
        self.problem_panel = WarningPanel(danger=True)
        self._title = title
        self._remark = remark
        self._making = False
        self.show_button = Button(_("Show"), self.show_paper, kind="primary", keys="Ctrl Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.show_paper)

    def furnish(self, *, size: tuple[float, float], beside: Sequence[QWidget] = ()) -> None:
        """Put the parts together; ``beside`` stands at the left of the buttons, ``size`` is in text heights."""
        cancel = Button(_("Cancel"), self.reject, keys="Esc", kind="quiet")
        footer = row(*beside, cancel, self.show_button, gap=0.6)
        footer.insertStretch(len(beside), 1)
        remark = Label(self._remark, "muted", wrap=True)
        show_if(remark, bool(self._remark))
        body = column(Label(self._title, "title", wrap=True), remark, self.problem_panel, self.form, gap=0.6)
        body.addStretch(1)
        self.setLayout(scrolling(boxed(body), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(size[0]), room.width() - px(2)), min(px(size[1]), room.height() - px(3)))

    def show_paper(self) -> None:
        """Do what Ctrl+Enter does."""
        raise NotImplementedError

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem under its field, the rest in the panel."""
        rest = self.form.show_problems(problems)
        self.problem_panel.set_text(" ".join(render(problem.message) for problem in rest))

    def preview(
        self,
        make: Callable[[], Issued],
        title: str,
        file_name: str,
        *,
        done: Callable[[], None] | None = None,
        note: Note | None = None,
        closed: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Make the paper and open it over the page; a refusal is told here, under its field.

        ``done`` is called once the paper was made, ``note`` notes that it was printed or saved instead of what usually
        does, ``closed`` is called once the preview is closed. With ``stays`` this window remains behind it.
        """
        if self._making:
            return
        self._making = True
        self.show_problems(())

        def show(issued: Issued) -> None:
            self._making = False
            work = self.work

            def noted(action: Action) -> None:
                audit.handed_out(work.centre, action, issued.handout)

            over = self if stays else (self.parentWidget() or self)
            preview = PreviewDialog(
                work.tasks,
                issued.pdf,
                title=title,
                file_name=file_name,
                parent=over.window(),
                note=note or noted,
                kind=issued.handout.kind,
            )
            if closed is not None:
                preview.finished.connect(lambda _result: closed())
            work.publish(issued.changes)
            if done is not None:
                done()
            if not stays:
                self.accept()
            preview.open()

        self.work.tasks.run(
            TaskKind.DOCUMENT, lambda _work: make(), show, self._refused, label=_("Preparing the document…")
        )

    def _refused(self, error: Exception) -> bool:
        self._making = False
        if isinstance(error, Rejected):
            self.show_problems(error.problems)
            return True
        words = in_words(error)
        self.problem_panel.set_text(words)
        return bool(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone makes nothing: in Japanese it also ends a conversion.
        if not enter_presses_focused(self, event):
            super().keyPressEvent(event)
