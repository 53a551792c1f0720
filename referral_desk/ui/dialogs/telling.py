"""What goes wrong is told in words: faults of the surroundings plainly, faults of ours as a report without data."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QWidget

from referral_desk import __version__
from referral_desk.domain.errors import Rejected
from referral_desk.domain.messages import Message
from referral_desk.i18n import _, render
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label


def in_words(error: BaseException) -> str:
    """Return what an expected error says to the user; "" for a defect of ours."""
    if isinstance(error, Rejected):
        return "\n".join(render(problem.message) for problem in error.problems)
    said = getattr(error, "message", None)
    return render(said) if isinstance(said, Message) else ""


def defect_report(error: BaseException) -> str:
    """Return where a defect happened: places in the program and the kind of error, never its words or any value."""
    lines = [f"Referral Desk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"]
    chain: BaseException | None = error
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines)


class DefectDialog(QDialog):
    """Says that the program made a mistake, and shows a report that holds no client data, to be copied."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A fault in Referral Desk"))
        report = QPlainTextEdit(defect_report(error))
        report.setReadOnly(True)
        report.setTabChangesFocus(True)
        report.setAccessibleName(_("Report"))
        heading = Label(_("The program made a mistake."), "section")
        words = Label(
            _(
                "What was saved before is safe; the last step was not done. Please send the report below to those who "
                "look after the program. It holds no client data."
            ),
            wrap=True,
        )
        close = Button(_("Close"), self.accept, kind="primary")
        copy = Button(_("Copy the report"), lambda: self._copy(report))
        buttons = row(copy, close)
        buttons.insertStretch(0, 1)
        self.setLayout(column(heading, words, report, boxed(buttons), margins=1.2, gap=0.7))
        self.resize(px(42), px(26))
        close.setDefault(True)
        close.setFocus()

    def _copy(self, report: QPlainTextEdit) -> None:
        report.selectAll()
        report.copy()


def plain_box(parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    """Return a message box that shows ``text`` as it is."""
    box = QMessageBox(icon, title, "", QMessageBox.StandardButton.NoButton, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box


def tell(parent: QWidget | None, title: str, text: str) -> None:
    """Say one thing and wait for Close."""
    box = plain_box(parent, QMessageBox.Icon.Information, title, text)
    box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask(parent: QWidget | None, title: str, text: str, yes: str, no: str, *, danger: bool = False) -> bool:
    """Ask one question with two named answers; Enter is the safe one where ``danger``, Esc is always ``no``."""
    box = plain_box(parent, QMessageBox.Icon.Question, title, text)
    yes_button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    no_button = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no_button if danger else yes_button)
    box.setEscapeButton(no_button)
    box.exec()
    return box.clickedButton() is yes_button
