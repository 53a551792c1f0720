"""Page objects: what a person sees and does on the pages of clients and institutions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.page import Page, Place
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace

D = TypeVar("D", bound=QDialog)


@dataclass
class Said:
    """What the window would have said, and where it would have gone."""

    words: list[str] = field(default_factory=list)
    undo: Callable[[], None] | None = None
    places: list[Place] = field(default_factory=list)

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.words.append(text)
        self.undo = undo

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        self.places.append(place)
        return True


class Desk:
    """A centre at work, with one page of it in a window."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        self.qtbot = qtbot
        self.centre = centre
        self.tasks = tasks
        self.said = Said()
        self.bus = ChangeBus()
        self.work = Workplace(centre, tasks, self.bus, self.said)

    def show(self, page: Page, place: Place) -> None:
        """Open a page as the window does, and let it hear of every change."""
        page.go.connect(self.said.go)
        self.bus.changed.connect(page.refresh)
        self.qtbot.addWidget(page)
        page.resize(1180, 690)
        with self.qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.open_place(place)
        self.settle()
        page.take_focus()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: self.tasks.idle)

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog of this kind that is open."""
        found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        assert len(found) == 1, f"{kind.__name__}: {len(found)} open"
        return found[0]

    def no_dialog(self, kind: type[QDialog]) -> bool:
        """Say whether no dialog of this kind is open."""
        return not [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]

    def save(self, dialog: QDialog) -> None:
        """Press Ctrl+Enter in a dialog and wait for what comes of it."""
        dialog.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def undo(self) -> None:
        """Press Undo in the bar that is on show."""
        assert self.said.undo is not None
        self.said.undo()
        self.settle()


def fill(edit: QLineEdit, text: str) -> None:
    """Replace what stands in a field: typed on the keyboard, or committed by an input method."""
    edit.setFocus()
    edit.selectAll()
    if text:
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        QApplication.sendEvent(edit, commit)
    else:
        QTest.keyClick(edit, Qt.Key.Key_Delete)


def labels(widget: QWidget) -> list[str]:
    """Return every text a label shows, as it was given."""
    return [label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisibleTo(widget)]
