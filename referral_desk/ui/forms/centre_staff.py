"""The list of staff: name and job title in lines that one adds and takes away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.centre import StaffMember
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label


@dataclass(eq=False)
class _Line:
    member: StaffMember
    name: TextField
    job_title: TextField
    widget: QWidget

    def read(self) -> StaffMember:
        return replace(self.member, name=self.name.text(), job_title=self.job_title.text())


class StaffList(QWidget):
    """Edits ``members``; ``changed`` comes with every key.

    A member with a login cannot be taken away: the login would have nobody. Who is taken away stays in the records.
    """

    changed = Signal()

    def __init__(self, members: Iterable[StaffMember]) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._column = column(gap=0.4)
        self.add_button = Button(_("Add a person"), self.add, icon="add", compact=True)
        below = row(self.add_button)
        below.addStretch(1)
        self.setLayout(column(boxed(self._column), boxed(below), gap=0.5))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for member in members:
            self._show(member)
        if self._lines:
            self.setFocusProxy(self._lines[0].name)

    @property
    def members(self) -> tuple[StaffMember, ...]:
        """The list as typed, blank lines included."""
        return tuple(line.read() for line in self._lines)

    def add(self) -> None:
        """Add a blank line and go there."""
        line = self._show(StaffMember(name=""))
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def name_field(self, index: int) -> TextField:
        """Return the name's field of a line."""
        return self._lines[index].name

    def job_field(self, index: int) -> TextField:
        """Return the job title's field of a line."""
        return self._lines[index].job_title

    def remove(self, index: int) -> None:
        """Take a line away."""
        line = self._lines.pop(index)
        line.widget.hide()
        line.widget.deleteLater()
        if self._lines:
            near = self._lines[min(index, len(self._lines) - 1)]
            self.setFocusProxy(self._lines[0].name)
            near.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self, member: StaffMember) -> _Line:
        name = TextField(member.name, placeholder=_("Name"))
        name.setAccessibleName(_("Name"))
        job_title = TextField(member.job_title, placeholder=_("Job title"))
        job_title.setAccessibleName(_("Job title"))
        parts: list[QWidget] = [name, job_title]
        cells = row(*parts, gap=0.5)
        cells.setStretch(0, 3)
        cells.setStretch(1, 2)
        widget = boxed(cells)
        line = _Line(member, name, job_title, widget)
        if member.login:
            cells.addWidget(Label(member.login, "key"), alignment=Qt.AlignmentFlag.AlignVCenter)
        else:
            cells.addWidget(
                IconButton("remove", _("Take away"), lambda: self.remove(self._lines.index(line))),
                alignment=Qt.AlignmentFlag.AlignVCenter,
            )
        for field in (name, job_title):
            field.textEdited.connect(lambda _text: self.changed.emit())
        self._lines.append(line)
        self._column.addWidget(widget)
        return line
