"""Who does what by when: the tasks of a conference, in lines that one adds and takes away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.conference import TaskLine
from referral_desk.domain.messages import Message
from referral_desk.i18n import _
from referral_desk.ui.dates import short_date
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label

_DAY_WIDTH = 9.0


@dataclass(eq=False)
class _Line:
    line: TaskLine
    what: TextField
    who: TextField
    due_on: DateField
    widget: QWidget

    def read(self) -> TaskLine:
        return replace(self.line, what=self.what.text(), who=self.who.text(), due_on=self.due_on.day)


class TaskList(QWidget):
    """Edits task lines; ``changed`` comes with every key."""

    changed = Signal()

    def __init__(self, lines: Iterable[TaskLine], today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._lines: list[_Line] = []
        self._column = column(gap=0.35)
        self.add_button = Button(_("Add a task"), self.add, icon="add", compact=True)
        below = row(self.add_button)
        below.addStretch(1)
        self.setLayout(column(boxed(self._column), boxed(below), gap=0.4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.add_button)
        for line in lines:
            self._show(line)

    @property
    def lines(self) -> tuple[TaskLine, ...]:
        """The tasks as typed, blank lines included."""
        return tuple(line.read() for line in self._lines)

    @property
    def unread(self) -> tuple[tuple[str, Message | None], ...]:
        """By line the text of its day, and why it is none."""
        return tuple((line.due_on.text(), line.due_on.problem) for line in self._lines)

    def add(self) -> None:
        """Add a blank line and go there."""
        line = self._show(TaskLine())
        line.what.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def what_field(self, index: int) -> TextField:
        """Return the field of what is to be done."""
        return self._lines[index].what

    def who_field(self, index: int) -> TextField:
        """Return the field of who does it."""
        return self._lines[index].who

    def day_field(self, index: int) -> DateField:
        """Return the field of its day."""
        return self._lines[index].due_on

    def remove(self, index: int) -> None:
        """Take a line away."""
        line = self._lines.pop(index)
        line.widget.hide()
        line.widget.deleteLater()
        if self._lines:
            self._lines[min(index, len(self._lines) - 1)].what.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._aim()
        self.changed.emit()

    def _show(self, shown: TaskLine) -> _Line:
        what = TextField(shown.what, placeholder=_("What is to be done"))
        what.setAccessibleName(_("What is to be done"))
        who = TextField(shown.who, placeholder=_("Who"))
        who.setAccessibleName(_("Who"))
        due_on = DateField(today=self._today, ahead=True, placeholder=_("By when, such as +7"))
        due_on.setAccessibleName(_("By when"))
        due_on.set_day(shown.due_on)
        due_on.setMinimumWidth(px(_DAY_WIDTH))
        cells = row(what, who, due_on, gap=0.4)
        for index, share in enumerate((6, 4, 4)):
            cells.setStretch(index, share)
        widget = boxed(cells)
        line = _Line(shown, what, who, due_on, widget)
        if shown.done_on is not None:
            words = _("done {day}").format(day=short_date(shown.done_on))
            cells.addWidget(Label(words, "muted"), alignment=Qt.AlignmentFlag.AlignVCenter)
        cells.addWidget(
            IconButton("remove", _("Take away"), lambda: self.remove(self._lines.index(line))),
            alignment=Qt.AlignmentFlag.AlignVCenter,
        )
        for field in (what, who):
            field.textEdited.connect(lambda _text: self.changed.emit())
        due_on.changed.connect(self.changed)
        self._lines.append(line)
        self._column.addWidget(widget)
        self._aim()
        return line

    def _aim(self) -> None:
        self.setFocusProxy(self._lines[0].what if self._lines else self.add_button)
