"""The steps from a backup to a restored centre, as widgets: which backup, where to and who, the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from referral_desk.db.layout import BACKUPS
from referral_desk.domain.backups import Backup
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, render
from referral_desk.services import places
from referral_desk.ui.backup_words import moment
from referral_desk.ui.dates import date_width
from referral_desk.ui.forms.fields import TextField, tick
from referral_desk.ui.forms.password import PasswordField, ShowPassword
from referral_desk.ui.forms.recovery_code import RecoveryCodeFields
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, IconMark, WarningPanel
from referral_desk.ui.widgets.facts import Fact, Facts
from referral_desk.ui.widgets.form import Form, FormRow
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if

if TYPE_CHECKING:
    from referral_desk.services.restoring import Restored


class ChooseBackup(QWidget):
    """The backups that were found, the newest first, and a way to any other file; ``chosen`` carries the file."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.looking = Label(_("Looking for backups…"), "muted")
        self.nothing = Label(
            _("No backup was found on this PC. If there is one on a USB stick, plug it in and choose the file."),
            wrap=True,
        )
        self.table: RecordTable[Backup] = RecordTable(_columns(), name=_("Backups that were found"), row_height=2.6)
        self.table.opened.connect(lambda backup: self.chosen.emit(backup.path))
        self.other_button = Button(_("Another file…"), self.choose_file, icon="folder")
        show_if(self.table, False)
        show_if(self.nothing, False)
        self._rest = boxed(column())
        line = row(self.other_button)
        line.addStretch(1)
        layout = column(self.looking, self.nothing, self.table, boxed(line), self._rest, gap=0.6)
        layout.setStretch(2, 1)
        layout.setStretch(4, 1)
        self.setLayout(layout)

    def show_backups(self, backups: tuple[Backup, ...]) -> None:
        """Show what was found; the newest is chosen."""
        show_if(self.looking, False)
        show_if(self.nothing, not backups)
        show_if(self.table, bool(backups))
        show_if(self._rest, not backups)
        self.table.set_rows(backups)
        if backups:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.other_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current(self) -> Path | None:
        """The file of the row under the cursor."""
        backup = self.table.current()
        return backup.path if backup is not None else None

    def choose_file(self) -> None:
        """Ask for a file."""
        kinds = _("Backups (*.rdbackup)") + ";;" + _("All files (*)")
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose a backup"), str(Path.home()), kinds)
        if chosen:
            self.chosen.emit(Path(chosen))


def _columns() -> tuple[Column[Backup], ...]:
    return (
        Column("when", _("Made"), lambda each: moment(each.manifest.made_at), width=date_width() + 4.5),
        Column("clients", _("Clients"), lambda each: _count(each, "client"), width=6, figure=True),
        Column("referrals", _("Referrals"), lambda each: _count(each, "referral"), width=6, figure=True),
        Column("place", _("Where"), _place, width=14, stretch=True),
    )


def _place(backup: Backup) -> str:
    place = backup.path.parent
    return _("in the data folder") if place.name == BACKUPS else str(place)


def _count(backup: Backup, table: str) -> str:
    return f"{backup.manifest.counts.get(table, 0):,}"


class WhereAndWho(QWidget):
    """Asks for the new folder, and for login and password of that time, or the recovery code; ``login`` is proposed."""

    def __init__(self, login: str = "") -> None:
        super().__init__()
        self._known = login
        self.backup: Backup | None = None
        self._summary = Label("", "strong", wrap=True)
        self._where = Label("", "hint", wrap=True, selectable=True)
        self.form = Form(gap=0.6)
        self.folder = TextField()
        self.form.add_row(
            "folder",
            _("New folder"),
            self.folder,
            required=True,
            beside=Button(_("Choose…"), self.choose_folder, compact=True),
            hint=_("A new or empty folder of this PC. The folder with the records of now stays as it is."),
        )
        self.folder.textChanged.connect(lambda _text: self._propose_sharing())
        self.shared = tick(_("Everyone who uses this PC may open this folder"), on=False)
        self.shared.clicked.connect(self._sharing_was_chosen)
        self._before: Path | None = None
        self._sharing_chosen = False
        self.form.add_row("shared", _("Accounts"), self.shared, hint=_("The records in it are encrypted either way."))
        self.with_code = tick(_("Use the recovery code instead of login and password"), on=False)
        self.with_code.toggled.connect(self._show_way)
        self.form.add_row("with_code", "", self.with_code)
        self.login = TextField()
        self.form.add_row("login", _("Login"), self.login, required=True)
        self.password = PasswordField()
        self.form.add_row(
            "password",
            _("Password"),
            self.password,
            required=True,
            hint=_("The password of the time when the backup was made."),
            under=ShowPassword(self.password),
        )
        self.code = RecoveryCodeFields()
        hint = _("The code of the time when the backup was made.")
        self.code_row = FormRow(_("Recovery code"), self.code, required=True, hint=hint)
        self._code_box = boxed(column(self.code_row.label, self.code_row, gap=0.2))
        body = column(
            Card(boxed(column(self._summary, self._where, gap=0.2)), padding=0.8),
            self.form,
            self._code_box,
            margins=(0, 0, 0.7, 0),
            gap=0.8,
        )
        self.setLayout(column(_scrolling(body)))
        self._show_way(code=False)

    def _show_way(self, code: bool) -> None:
        for name in ("login", "password"):
            form_row = self.form.row(name)
            show_if(form_row, not code)
            show_if(form_row.label, not code)
        show_if(self._code_box, code)

    def show_backup(self, backup: Backup, logins: tuple[str, ...], before: Path | None) -> None:
        """Show which backup it is, and propose a folder beside that of ``before``, open to whom that is open."""
        self.backup, self._before = backup, before
        self._summary.setText(summary(backup))
        self._where.setText(str(backup.path))
        if not self.folder.text():
            self.folder.setText(str(proposal(before or places.default_folder(), backup)))
        self._propose_sharing()
        if self.login.text() not in logins:
            self.login.setText(logins[0] if len(logins) == 1 else self._known if self._known in logins else "")

    def _propose_sharing(self) -> None:
        if not self._sharing_chosen:
            self.shared.setChecked(places.shared_after_restoring(self.into, self._before))

    def _sharing_was_chosen(self) -> None:
        self._sharing_chosen = True

    def take_focus(self) -> None:
        """Put the cursor where typing begins."""
        field: QWidget = self.code if self.with_code.isChecked() else self.password
        if not self.with_code.isChecked() and not self.login.text():
            field = self.login
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_folder(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a new or empty folder"), self.folder.text())
        if chosen:
            self.folder.setText(str(Path(chosen)))

    @property
    def into(self) -> Path:
        """The folder entered."""
        return Path(self.folder.text().strip()).expanduser()

    def problems(self) -> list[Problem]:
        """Return what is missing."""
        problems = []
        if not self.folder.text().strip() or not self.into.is_absolute():
            problems.append(Problem("folder", message(N_("Choose a folder of this PC."))))
        if self.with_code.isChecked():
            wrong = self.code.check()
            if wrong is not None:
                problems.append(Problem("code", wrong))
            return problems
        if not self.login.text().strip():
            problems.append(Problem("login", message(N_("Enter your login."))))
        if not self.password.text():
            problems.append(Problem("password", message(N_("Enter your password."))))
        return problems

    def show_problems(self, problems: list[Problem]) -> tuple[Problem, ...]:
        """Say problems under their fields; return those that have none."""
        wrong = next((each for each in problems if each.field == "code"), None)
        self.code_row.set_error(render(wrong.message) if wrong else "")
        rest = self.form.show_problems(each for each in problems if each is not wrong)
        if wrong:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        return rest


def _scrolling(body: QVBoxLayout) -> QScrollArea:
    body.addStretch(1)
    page = boxed(body)
    page.setProperty("role", "page")
    scroll = QScrollArea()
    scroll.setWidget(page)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll


def summary(backup: Backup) -> str:
    """Return which backup it is, and what is in it."""
    return _("Backup of {moment}: {clients} clients, {referrals} referrals").format(
        moment=moment(backup.manifest.made_at),
        clients=_count(backup, "client"),
        referrals=_count(backup, "referral"),
    )


def proposal(folder: Path, backup: Backup) -> Path:
    """Return a folder beside ``folder`` that is not there yet, named after the day of the backup."""
    name = f"{folder.name}-{backup.manifest.made_at.astimezone():%Y%m%d}"
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, 1_000))
    return next(place for place in (folder.with_name(each) for each in names) if not place.exists())


class RestoredWell(QWidget):
    """Says what was restored where, and asks with which records this PC works from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label("", "section", wrap=True)
        self.facts = Facts(name=_("Restored"))
        self.remember = QRadioButton(_("Go on working with the restored records"))
        self.remember.setAccessibleDescription(_("This PC opens them from now on."))
        self.stay = QRadioButton(_("Stay with the records of before (only look at the restored ones)"))
        self.stay.setAccessibleDescription(_("At the next start this PC opens the records of before, as always."))
        choice = QButtonGroup(self)
        for button in (self.remember, self.stay):
            choice.addButton(button)
        head = row(IconMark("check", "accent_ink", 1.6), self.words, gap=0.6)
        head.setStretch(1, 1)
        self.note = WarningPanel(icon="info")
        card = Card(boxed(head), self.facts, padding=1.0, gap=0.7)
        body = column(
            card, boxed(column(self.remember, self.stay, gap=0.5)), self.note, margins=(0, 0, 0.7, 0), gap=0.9
        )
        self.setLayout(column(_scrolling(body)))

    def show_restored(self, backup: Backup, restored: Restored, before: Path | None, *, opens: bool) -> None:
        """Say what is where, and who may log in there; ``before`` is the folder with the records of now.

        Where those do not open (``opens``) the restored ones are what one works with.
        """
        folder, logins = restored.folder, restored.logins
        self.words.setText(_("Restored. {summary}").format(summary=summary(backup)))
        lines = [Fact(_("Restored records"), str(folder))]
        if before is not None:
            lines.append(Fact(_("Records of before"), _("{folder}\nas they were").format(folder=before)))
        able = ", ".join(logins)
        if len(logins) > 1:
            able += "\n" + _(
                "as on that day. Check the list of users there (Administration), and renew the keys: somebody may have "
                "left since."
            )
        lines.append(Fact(_("Can log in there"), able))
        if restored.had_second_place:
            words = _("None any more, so that a copy for trying never writes there. Choose one anew (Administration).")
            lines.append(Fact(_("Second place"), words))
        self.facts.show_facts(*lines)
        (self.stay if opens and before is not None else self.remember).setChecked(True)
        show_if(self.stay, before is not None)
