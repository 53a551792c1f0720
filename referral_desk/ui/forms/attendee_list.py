"""The people at a table, in lines that one adds and takes away; those who are known are added with one tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.conference import Attendee
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


@dataclass(eq=False)
class _Line:
    name: TextField
    role: TextField
    institution: TypeAheadField[int]
    kind: str
    widget: QWidget

    def read(self) -> Attendee:
        chosen = self.institution.chosen
        return Attendee(
            name=self.name.text(),
            role=self.role.text(),
            institution_id=chosen.value if chosen else None,
            institution_name=chosen.main if chosen else self.institution.text(),
            institution_kind=self.kind if chosen else "",
        )


@dataclass(frozen=True)
class Known:
    """Somebody who may be added with one tap; ``words`` are those on the button."""

    words: str
    attendee: Attendee


class AttendeeList(QWidget):
    """Edits attendees; ``changed`` comes with every key."""

    changed = Signal()

    def __init__(self, attendees: Iterable[Attendee], provider: Provider[int]) -> None:
        super().__init__()
        self._provider = provider
        self._lines: list[_Line] = []
        self._known: tuple[Known, ...] = ()
        self._buttons: list[Button] = []
        self._column = column(gap=0.35)
        self.add_button = Button(_("Add somebody at the table"), self.add, icon="add", compact=True)
        below = row(self.add_button)
        below.addStretch(1)
        self._quick = FlowBox(gap=0.4)
        self._quick_label = Label(_("Add with one tap:"), "hint")
        self._quick_part = boxed(column(self._quick_label, self._quick, gap=0.2))
        show_if(self._quick_part, False)
        self.setLayout(column(boxed(self._column), boxed(below), self._quick_part, gap=0.4))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # those who are offered flow over several lines
        self.setSizePolicy(policy)
        self.setFocusProxy(self.add_button)
        for attendee in attendees:
            self._show(attendee)

    @property
    def attendees(self) -> tuple[Attendee, ...]:
        """The list as typed, blank lines included."""
        return tuple(line.read() for line in self._lines)

    def offer(self, known: Sequence[Known]) -> None:
        """Show buttons for people who may be there and do not stand in the list yet."""
        self._known = tuple(known)
        self._offer()

    def _offer(self) -> None:
        there = [line.read() for line in self._lines]
        open_ones = [each for each in self._known if not any(_same(each.attendee, one) for one in there)]
        self._quick.clear()
        self._buttons = [
            Button(each.words, partial(self.put, each.attendee), icon="add", compact=True) for each in open_ones
        ]
        for button in self._buttons:
            self._quick.add(button)
        show_if(self._quick_part, bool(open_ones))
        self.updateGeometry()

    def add(self) -> None:
        """Add a blank line and go there."""
        line = self._show(Attendee())
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def put(self, attendee: Attendee) -> None:
        """Add somebody who is known, in the first blank line or a new one, and go where something is missing."""
        blank = next((line for line in self._lines if line.read().blank), None)
        line = self._show(attendee) if blank is None else self._fill(blank, attendee)
        (line.role if attendee.name else line.name).setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer()
        self.changed.emit()

    def name_field(self, index: int) -> TextField:
        """Return the name's field of a line."""
        return self._lines[index].name

    def role_field(self, index: int) -> TextField:
        """Return the role's field of a line."""
        return self._lines[index].role

    def institution_field(self, index: int) -> TypeAheadField[int]:
        """Return the institution's field of a line."""
        return self._lines[index].institution

    def quick_buttons(self) -> list[Button]:
        """Return the buttons of those who are offered."""
        return list(self._buttons)

    def remove(self, index: int) -> None:
        """Take a line away."""
        line = self._lines.pop(index)
        line.widget.hide()
        line.widget.deleteLater()
        if self._lines:
            self._lines[min(index, len(self._lines) - 1)].name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._aim()
        self._offer()
        self.changed.emit()

    def _fill(self, line: _Line, attendee: Attendee) -> _Line:
        line.name.setText(attendee.name)
        line.role.setText(attendee.role)
        line.kind = attendee.institution_kind
        if attendee.institution_id is not None:
            line.institution.choose(Suggestion(attendee.institution_id, attendee.institution_name))
        else:
            line.institution.choose(None)
            line.institution.setText(attendee.institution_name)
        return line

    def _show(self, attendee: Attendee) -> _Line:
        name = TextField(placeholder=_("Name"))
        name.setAccessibleName(_("Name"))
        role = TextField(placeholder=_("Role"))
        role.setAccessibleName(_("Role"))
        institution: TypeAheadField[int] = TypeAheadField(
            self._provider,
            placeholder=_("Institution"),
            nothing=_("It is not in the directory. Write it into the field of the role."),
        )
        institution.setAccessibleName(_("Institution"))
        cells = row(name, role, institution, gap=0.4)
        for index, share in enumerate((4, 4, 6)):
            cells.setStretch(index, share)
        widget = boxed(cells)
        line = _Line(name, role, institution, "", widget)
        cells.addWidget(
            IconButton("remove", _("Take away"), lambda: self.remove(self._lines.index(line))),
            alignment=Qt.AlignmentFlag.AlignVCenter,
        )
        self._fill(line, attendee)
        for field in (name, role, institution):
            field.textEdited.connect(lambda _text: self.changed.emit())
        institution.chosen_changed.connect(lambda _chosen: self._chosen())
        self._lines.append(line)
        self._column.addWidget(widget)
        self._aim()
        return line

    def _chosen(self) -> None:
        self._offer()
        self.changed.emit()

    def _aim(self) -> None:
        self.setFocusProxy(self._lines[0].name if self._lines else self.add_button)


def _same(known: Attendee, there: Attendee) -> bool:
    if known.institution_id is not None:
        return known.institution_id == there.institution_id
    return replace(known, role="") == replace(there, role="")
