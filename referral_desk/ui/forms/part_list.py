"""A list of what a record has several of, a line each: added, changed, removed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Code
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import CodeBox, TextField
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.layouts import FlowBox, boxed, clear, column
from referral_desk.ui.widgets.text import Label


@dataclass(frozen=True)
class PartField:
    """One field of a line; ``width`` in text heights. With ``codes`` it is chosen from a list, ``day`` is a date."""

    name: str
    label: str
    width: float = 10
    codes: Sequence[Code] = ()
    day: bool = False


class PartList(QWidget):
    """Lines of frozen records of one kind; ``changed`` carries all of them after every change by the user."""

    changed = Signal(object)

    def __init__(
        self,
        title: str,
        add_label: str,
        blank: Any,
        fields: Sequence[PartField],
        parts: Sequence[Any],
        today: Callable[[], date],
    ) -> None:
        super().__init__()
        self._blank = blank
        self._fields = tuple(fields)
        self._today = today
        self._title = title
        self._parts: list[Any] = list(parts)
        self._lines = column(gap=0.35)
        self.add_button = Button(add_label, self.add, compact=True, icon="add")
        self.setLayout(column(Label(title, "strong"), boxed(self._lines), FlowBox(self.add_button), gap=0.3))
        self._build()

    @property
    def parts(self) -> tuple[Any, ...]:
        """The records as they stand in the lines."""
        return tuple(self._parts)

    def add(self) -> None:
        """Add a blank line and put the cursor into it."""
        self._parts.append(self._blank)
        self._build()
        self.field(len(self._parts) - 1, self._fields[0].name).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self.parts)

    def remove(self, number: int) -> None:
        """Take a line away."""
        del self._parts[number]
        self._build()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self.parts)

    def field(self, number: int, name: str) -> Any:
        """Return one field of one line."""
        return self._widgets[number, name]

    def _build(self) -> None:
        clear(self._lines)
        self._widgets: dict[tuple[int, str], QWidget] = {}
        for number, part in enumerate(self._parts):
            line = FlowBox(gap=0.35)
            for each in self._fields:
                widget = self._field(number, each, getattr(part, each.name))
                widget.setAccessibleName(f"{self._title} {number + 1} {each.label}")
                widget.setToolTip(each.label)
                self._widgets[number, each.name] = widget
                line.add(widget)
            words = _("Remove line {number} of {title}").format(number=number + 1, title=self._title)
            line.add(IconButton("remove", words, partial(self.remove, number)))
            self._lines.addWidget(line)

    def _field(self, number: int, each: PartField, value: Any) -> QWidget:
        put = partial(self._put, number, each.name)
        if each.codes:
            box = CodeBox(each.codes, blank=each.label, chosen=str(value))
            box.picked.connect(put)
            return box
        if each.day:
            day = DateField(today=self._today)
            day.set_day(value)
            day.changed.connect(lambda: put(day.day))
            day.setMaximumWidth(px(each.width))
            return day
        text = TextField(value, placeholder=each.label)
        text.setFixedWidth(px(each.width))
        text.textEdited.connect(put)
        return text

    def _put(self, number: int, name: str, value: Any) -> None:
        kind = type(getattr(self._blank, name))
        typed = kind(value) if name == "kind" and value else value
        self._parts[number] = replace(self._parts[number], **{name: typed})
        self.changed.emit(self.parts)
