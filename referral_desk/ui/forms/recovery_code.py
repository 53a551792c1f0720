"""Typing a recovery code from its sheet: eight numbered fields, each judged as soon as it is full."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import Message
from referral_desk.i18n import _
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import column, row
from referral_desk.ui.widgets.text import Label, repolish, show_if

GROUPS = 8
LETTERS = 5
_ACROSS = 4


class GroupField(QLineEdit):
    """One group; ``typed`` comes with everything that stands in it, ``back`` on Backspace in an empty field."""

    typed = Signal(str)
    back = Signal()
    left = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setProperty("role", "code")
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhPreferLatin
            | Qt.InputMethodHint.ImhPreferUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.setAccessibleName(_("Recovery code, group {number} of {groups}").format(number=number, groups=GROUPS))
        self.textEdited.connect(self.typed)

    def mark(self, problem: str) -> None:
        """Frame the field in red, and say why to whoever hears it; "" takes both away."""
        self.setAccessibleDescription(problem)
        if self.property("wrong") != bool(problem):
            self.setProperty("wrong", bool(problem))
            repolish(self)

    def put(self, letters: str) -> None:
        """Show ``letters`` instead of what was typed, the cursor where it was."""
        if letters != self.text():
            place = self.cursorPosition()
            self.setText(letters)
            self.setCursorPosition(place)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("W" * LETTERS) + px(1.6), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class RecoveryCodeFields(QWidget):
    """Eight fields as on the sheet. A full one hands on to the next; a whole code may be pasted into any.

    ``changed`` comes with every key; ``problem`` is what is wrong with the first group that is.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups = tuple(GroupField(number) for number in range(1, GROUPS + 1))
        self._marks = tuple(IconMark("check", "accent_ink", 0.95) for _group in self.groups)
        self._problems: list[Message | None] = [None] * GROUPS
        grid = QGridLayout()
        space(grid, 0.0, 0.7)
        for index, (field, mark) in enumerate(zip(self.groups, self._marks, strict=True)):
            show_if(mark, False)
            head = row(Label(f"{index + 1}", "hint"), mark, gap=0.25)
            head.addStretch(1)
            cell = column(gap=0.1)
            cell.addLayout(head)
            cell.addWidget(field)
            grid.addLayout(cell, index // _ACROSS, index % _ACROSS)
            grid.setColumnStretch(index % _ACROSS, 1)
            field.typed.connect(self._typing(index))
            field.back.connect(self._going_back(index))
            field.left.connect(self._leaving(index))
        self.setLayout(grid)
        self.setFocusProxy(self.groups[0])

    @property
    def text(self) -> str:
        """The groups with dashes between, as far as they are typed."""
        return "-".join(field.text() for field in self.groups)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed."""
        return not any(field.text() for field in self.groups)

    @property
    def problem(self) -> Message | None:
        """What is wrong with the first group that is wrong, among those that were looked at."""
        return next((problem for problem in self._problems if problem is not None), None)

    def check(self) -> Message | None:
        """Look at every group; return what is wrong with the first, which gets the focus next."""
        for index in range(GROUPS):
            self._judge(index, finished=True)
        wrong = next((index for index, problem in enumerate(self._problems) if problem is not None), 0)
        self.setFocusProxy(self.groups[wrong])
        self.changed.emit()
        return self.problem

    def clear(self) -> None:
        """Forget what was typed."""
        for index, field in enumerate(self.groups):
            field.clear()
            self._judge(index, finished=False)

    def _typing(self, index: int) -> Callable[[str], None]:
        return lambda text: self._typed(index, text)

    def _going_back(self, index: int) -> Callable[[], None]:
        return lambda: self.groups[max(0, index - 1)].setFocus(Qt.FocusReason.BacktabFocusReason)

    def _leaving(self, index: int) -> Callable[[], None]:
        def left() -> None:
            if self.groups[index].text():  # an empty one keeps what check() said of it
                self._judge(index, finished=True)
                self.changed.emit()

        return left

    def _typed(self, index: int, text: str) -> None:
        """Put what was typed or pasted into this field and those after it; go where the next key belongs.

        One key too many in the middle of a code belongs to nobody: it stays, and is said to be too many.
        """
        letters = "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())
        place = index
        free = len(letters) > LETTERS + 1 or not (index < GROUPS - 1 and self.groups[index + 1].text())
        while free and len(letters) > LETTERS and place < GROUPS - 1:
            self.groups[place].put(letters[:LETTERS])
            letters, place = letters[LETTERS:], place + 1
        self.groups[place].put(letters)
        for each in range(index, place + 1):
            self._judge(each, finished=False)
        full = len(letters) >= LETTERS and self._problems[place] is None
        if full and place < GROUPS - 1 and self._at_end(index, place):
            place += 1
        if place != index:
            self.groups[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def _at_end(self, index: int, place: int) -> bool:
        """Whether the last key stood at the end; who corrects the middle of a group stays there."""
        field = self.groups[index]
        return place != index or field.cursorPosition() >= len(field.text())

    def _judge(self, index: int, *, finished: bool) -> None:
        """Say whether a group is right; one that is not full is wrong only once it is ``finished``."""
        field = self.groups[index]
        problem: Message | None = None
        right = False
        if finished or len(field.text()) >= LETTERS:
            try:
                field.put(RecoveryCode.read_group(index + 1, field.text()))
                right = True
            except NotReadable as error:
                problem = error.message
        self._problems[index] = problem
        field.mark(problem.render(_) if problem else "")
        show_if(self._marks[index], right)
