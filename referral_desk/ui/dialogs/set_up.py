"""Setting up a new centre: what it is called, who works there, where the records lie, and the first login."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QScrollArea, QWidget

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, language, render
from referral_desk.services import places
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.centre import LetterForm, ParticularsForm
from referral_desk.ui.forms.centre_presenter import CentrePresenter
from referral_desk.ui.forms.centre_staff import StaffList
from referral_desk.ui.forms.fields import TextField, stacked, tick
from referral_desk.ui.forms.password import NewPasswordFields
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import SectionHeader, WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if

if TYPE_CHECKING:
    from referral_desk.services.centre import Centre


@dataclass(frozen=True)
class NewCentre:
    """What was asked for."""

    folder: Path
    shared: bool
    settings: CentreSettings
    login: str
    password: str


Create = Callable[[NewCentre], "tuple[Centre, str]"]
"""Sets the centre up and returns it open with its recovery code; runs off the GUI thread."""


class SetUpPanel(QWidget):
    """One page of fields. ``created`` carries the open centre and the recovery code; ``back`` goes back."""

    created = Signal(object, str)
    back = Signal()

    def __init__(self, tasks: Tasks, create: Create) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._create = create
        self._busy = False
        self.presenter = CentrePresenter(CentreSettings(name="", language=language().value))
        self.particulars = ParticularsForm(self.presenter)
        self.letters = LetterForm(self.presenter)
        self.access = self._access_form()
        self.people = self._people_form()
        self.place = self._place_form()
        self.forms: tuple[Form, ...] = (self.particulars, self.letters, self.access, self.people, self.place)
        self.problem = WarningPanel(danger=True)
        self.create_button = Button(_("Set up the centre"), self.set_up, kind="primary", keys="Ctrl Enter")
        self.back_button = Button(_("Back"), self.back.emit, kind="quiet", keys="Esc")
        press_with(self, self.create_button, "Ctrl+Return", "Ctrl+Enter")
        press_with(self, self.back_button, "Esc")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._put_together()
        self._say_place()

    def _put_together(self) -> None:
        left = stacked(self.particulars, self.letters, gap=1.0)
        right = stacked(self.access, self.people, self.place, gap=1.0)
        heading = column(
            Label(_("Set up a new centre"), "title"),
            Label(
                _("Everything but the login and the folder can be changed later under Administration."),
                "muted",
                wrap=True,
            ),
            gap=0.3,
        )
        page = boxed(
            column(boxed(heading), SideBySide(left, right, narrow=62, gap=2.4), margins=(2.2, 1.2, 2.2, 1.0), gap=1.0)
        )
        page.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = row(self._bar, self.back_button, self.create_button, margins=(2.2, 0.2, 2.2, 1.0), gap=0.7)
        buttons.setStretch(0, 1)
        buttons.insertStretch(0, 0)
        whole = column(scroll, boxed(column(self.problem, margins=(2.2, 0, 2.2, 0))), boxed(buttons), gap=0.5)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _access_form(self) -> Form:
        form = Form(gap=0.6)
        form.add_wide(SectionHeader(_("You, and how you open the centre")))
        self.my_name = TextField()
        form.add_row("my_name", _("Your name"), self.my_name, required=True)
        self.my_job = TextField(placeholder=_("e.g. 保健師"))
        form.add_row("my_job", _("Job title"), self.my_job)
        self.login = TextField(placeholder=_("e.g. midori"))
        form.add_row("login", _("Login"), self.login, required=True)
        self.secret = NewPasswordFields(self._tasks, self._own_words, form)
        return form

    def _people_form(self) -> Form:
        form = Form(gap=0.6)
        form.add_wide(SectionHeader(_("Other staff"), _("their names stand in records and on letters")))
        self.staff = StaffList(())
        form.add_row("staff", _("Staff"), self.staff)
        return form

    def _place_form(self) -> Form:
        form = Form(gap=0.6)
        form.add_wide(SectionHeader(_("Where the records lie")))
        folder = places.default_folder()
        self.folder = TextField(str(folder))
        self.folder.textChanged.connect(lambda _text: self._say_place())
        choose = Button(_("Choose…"), self._choose, compact=True)
        form.add_row("folder", _("Data folder"), self.folder, required=True, beside=choose)
        self.shared = tick(_("Everyone who uses this PC may open this folder"), on=places.reaches_everyone(folder))
        form.add_row("shared", _("Accounts"), self.shared, hint=_("The records in it are encrypted either way."))
        return form

    def _own_words(self) -> tuple[str, ...]:
        """Return what others would try as a password first, as far as it is filled in."""
        draft = self.presenter.draft
        names = (self.my_name.text(), *(member.name for member in self.staff.members))
        return tuple(word for word in (self.login.text(), draft.name, draft.department, *names) if word.strip())

    @property
    def busy(self) -> bool:
        """Whether the centre is being set up."""
        return self._busy

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        typed = any(field.text() for field in (self.my_name, self.my_job, self.login))
        return typed or self.presenter.changed or self.secret.changed or bool(self.staff.members)

    # --- saying -------------------------------------------------------------------------------------------------

    def _say_place(self) -> None:
        folder = Path(self.folder.text().strip() or ".")
        everyone = places.reaches_everyone(folder)
        self.place.row("folder").set_hint(
            _("Every account of this PC reaches this folder.")
            if everyone
            else _("This folder may belong to your account alone; a folder on a drive of its own serves everyone.")
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder for the records"), self.folder.text())
        if chosen:
            self.folder.setText(str(Path(chosen)))

    # --- creating -----------------------------------------------------------------------------------------------

    def wanted(self) -> NewCentre:
        """Return what was asked for, as far as it is filled in."""
        login = self.login.text().strip()
        me = StaffMember(name=self.my_name.text().strip(), job_title=self.my_job.text().strip(), login=login)
        self.presenter.put_staff((me, *self.staff.members))
        folder = Path(self.folder.text().strip()).expanduser()
        return NewCentre(folder, self.shared.isChecked(), self.presenter.draft, login, self.secret.text)

    def set_up(self) -> None:
        """Set the centre up, or say what is missing."""
        if self._busy:
            return
        wanted = self.wanted()
        problems = [*self.presenter.problems(), *self._own_problems(wanted)]
        self._show(problems)
        if problems:
            return
        self._set_busy(True)
        create = self._create
        self._tasks.run(TaskKind.WRITE, lambda _work: create(wanted), self._is_there, self._refused)

    def _own_problems(self, wanted: NewCentre) -> list[Problem]:
        problems = []
        if not self.my_name.text().strip():
            problems.append(Problem("my_name", message(N_("Enter your name."))))
        if not wanted.login:
            problems.append(Problem("login", message(N_("Choose the name that you type to open the centre."))))
        problems += self.secret.problems()
        if not self.folder.text().strip() or not wanted.folder.is_absolute():
            problems.append(Problem("folder", message(N_("Choose a folder of this PC."))))
        return problems

    def _show(self, problems: list[Problem]) -> None:
        rest: tuple[Problem, ...] = tuple(
            replace(each, field="my_name") if each.field == "staff" and not self.my_name.text().strip() else each
            for each in problems
        )
        for form in reversed(self.forms):  # the first form is the last to take the cursor
            rest = form.show_problems(rest)
        self.problem.set_text(" ".join(render(each.message) for each in rest))

    def _is_there(self, made: tuple[Centre, str]) -> None:
        self._set_busy(False)
        self.secret.clear()
        self.created.emit(*made)

    def _refused(self, error: Exception) -> bool:
        self._set_busy(False)
        if isinstance(error, Rejected):
            self._show(list(error.problems))
            return True
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for form in self.forms:
            form.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self.create_button.setEnabled(not busy)
        self.create_button.set_label(_("Setting up…") if busy else _("Set up the centre"))
        show_if(self._bar, busy)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.particulars.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
