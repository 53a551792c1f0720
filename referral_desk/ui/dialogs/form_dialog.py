"""A form in a window over the page: Ctrl+Enter saves, Esc asks only when something would be lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QWidget

from referral_desk.domain.changes import Saved
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.i18n import _, render
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.ui.dialogs.telling import ask, in_words
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button, enter_presses_focused
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

T = TypeVar("T")


class FormDialog(QDialog):
    """Holds one or more :class:`Form` in a scroll area, a panel for what belongs to no field, and the buttons.

    A subclass builds its body, then calls :meth:`furnish`; it says in :meth:`save` what saving does, and in
    :meth:`unsaved` whether something would be lost. The window stays while a save is under way and closes when it
    has ended well; a refusal is shown under its fields.

    One that names its ``draft_form``, and gives its presenter in :meth:`in_work`, is kept while it is in work;
    ``draft`` is what was kept of it before. Passwords are never kept.
    """

    draft_form = ""

    def __init__(
        self,
        work: Workplace,
        title: str,
        remark: str = "",
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.work = work
        self._forms: tuple[Form, ...] = ()
        self._busy = False
        self._heading = Label(title, "title", wrap=True)
        self._remark = Label(remark, "muted", wrap=True)
        show_if(self._remark, bool(remark))
        self.problem_panel = WarningPanel(danger=True)
        self.save_button = Button(_("Save"), self.save, kind="primary", keys="Ctrl Enter")
        self._cancel = Button(_("Cancel"), self.reject, keys="Esc", kind="quiet")
        self._footer: QHBoxLayout = row(gap=0.6)
        self._footer.addStretch(1)
        self._footer.addWidget(self._cancel)
        self._footer.addWidget(self.save_button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self.save)

    def furnish(
        self, body: QWidget, forms: Sequence[Form], *, below: QWidget | None = None, size: tuple[float, float]
    ) -> None:
        """Put the parts together; ``below`` stands between the form and the buttons, ``size`` is in text heights."""
        self._forms = tuple(forms)
        page = boxed(column(body, margins=(0, 0, 0.7, 0)))
        page.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(self._heading, self._remark, self.problem_panel, scroll, margins=1.2, gap=0.6)
        layout.setStretch(3, 1)
        if below is not None:
            layout.addWidget(below)
        layout.addWidget(boxed(self._footer))
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(size[0]), room.width() - px(2)), min(px(size[1]), room.height() - px(3)))

    def add_button(self, button: Button) -> None:
        """Put a button at the left end of the lowest row."""
        self._footer.insertWidget(0, button)

    def save(self) -> None:
        """Do what Ctrl+Enter does."""
        raise NotImplementedError

    def unsaved(self) -> bool:
        """Whether closing now would lose something: what differs in the presenter, where the form is kept by one."""
        presenter = self.in_work()
        if presenter is None:
            raise NotImplementedError
        return presenter.changed

    def first_field(self) -> QWidget | None:
        """Return the field where the cursor begins."""
        return None

    def in_work(self) -> DraftPresenter[Any] | None:
        """Return the presenter whose draft is kept while the form is in work; None: nothing is."""
        return None

    def draft_about(self) -> str:
        """Return whose record it is about: "c-57", "r-12", "i-3", or "" for a new one."""
        return ""

    def draft_content(self) -> str | None:
        """Return what is to be kept; None while nothing would be lost."""
        presenter = self.in_work()
        return presenter.content() if presenter else None

    def _outdated(self) -> bool:
        presenter = self.in_work()
        return presenter is not None and presenter.outdated

    @property
    def busy(self) -> bool:
        """Whether a save is under way."""
        return self._busy

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem under its field, the rest in the panel; the first field that is wrong gets the cursor."""
        rest: Sequence[Problem] = problems
        for form in reversed(self._forms):  # the first form is last to take the cursor
            rest = form.show_problems(rest)
        self.problem_panel.set_text(" ".join(render(problem.message) for problem in rest))
        at, scroll = self.focusWidget(), self.findChild(QScrollArea)
        if len(rest) < len(problems) and at is not None and scroll is not None and scroll.isAncestorOf(at):
            scroll.ensureWidgetVisible(at, px(1), px(4))  # the problem stands below the field

    def store(self, function: Callable[[], Saved[T]], done: Callable[[T], None]) -> None:
        """Run a service that stores; close and call ``done`` when it went well, show what it refused otherwise."""
        if self._busy:
            return
        if self._outdated():
            self.show_problems([CHANGED_ELSEWHERE])
            return
        self._set_busy(True)

        def stored(record: T) -> None:
            self._set_busy(False)
            self.work.drafts.ended(self, stored=True)
            self.accept()
            done(record)

        self.work.write(self.work.drafts.saving(self, function), stored, self._refused)

    def _refused(self, error: Exception) -> bool:
        self._set_busy(False)
        self.work.drafts.ended(self, stored=False)
        if isinstance(error, Rejected):
            self.show_problems(error.problems)
            return True
        words = in_words(error)
        self.problem_panel.set_text(words)
        return bool(words)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.save_button.setEnabled(not busy)

    def reject(self) -> None:
        if self._busy:
            return
        if self.unsaved() and not ask(
            self,
            _("Not saved"),
            _("What you entered here is not saved."),
            _("Close without saving"),
            _("Go on entering"),
            danger=True,
        ):
            return
        super().reject()

    def done(self, result: int) -> None:
        self.work.drafts.release(self)
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        # The frame's own × goes the same way as Esc.
        if self.isVisible():
            self.reject()
        event.setAccepted(not self.isVisible())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone never saves: in Japanese it also ends a conversion.
        if not enter_presses_focused(self, event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.work.drafts.register(self, self._draft)
        self._draft = None
        if self._outdated():
            self.show_problems([CHANGED_ELSEWHERE])
