"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QStyledItemDelegate, QWidget

from referral_desk.domain.codes import Code, CodeList
from referral_desk.i18n import _, language
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.toggle_chips import Choice


class TextField(QLineEdit):
    """One line of text; tells only what a person edits, kana under conversion left out until it is committed."""

    def __init__(self, text: str = "", *, placeholder: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class DropDown(QComboBox):
    """A drop-down whose list is as high as its entries, up to 14, and scrolls beyond that.

    The wheel scrolls the page unless the box has the focus: a value must never change by passing over it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that heeds the style sheet
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CodeBox(DropDown):
    """One entry of a code list from a drop-down, blank for none; ``picked`` comes when a person chooses."""

    picked = Signal(str)

    def __init__(self, codes: Iterable[Code], *, blank: str, chosen: str = "") -> None:
        super().__init__()
        self.addItem(blank, "")
        for code in codes:
            self.addItem(code.label(language()), code.code)
        self.choose(chosen)
        self.activated.connect(lambda _index: self.picked.emit(self.code))

    @property
    def code(self) -> str:
        """The code chosen, "" for none."""
        return str(self.currentData())

    def offer(self, others: Sequence[tuple[str, str]]) -> None:
        """Offer other entries, (code, words); what was chosen stays chosen where it is among them."""
        chosen = self.code
        if [self.itemData(at) for at in range(1, self.count())] == [code for code, _words in others]:
            for at, (_code, words) in enumerate(others, start=1):
                self.setItemText(at, words)
            return
        while self.count() > 1:
            self.removeItem(self.count() - 1)
        for code, words in others:
            self.addItem(words, code)
        self.choose(chosen)

    def choose(self, code: str) -> None:
        """Choose from the program; ``picked`` is not sent. An unknown code chooses nothing."""
        self.setCurrentIndex(max(0, self.findData(code)))


class NameBox(DropDown):
    """A name: one of those that are offered, or any other that is typed; ``edited`` comes when a person changes it."""

    edited = Signal(str)

    def __init__(self, offered: Iterable[str], *, name: str = "") -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # it would finish a name that is meant to be another one
        self.addItems(list(offered))
        self.setEditText(name)
        self.line.setCursorPosition(0)
        self.line.textEdited.connect(self.edited)
        self.textActivated.connect(self.edited)

    def offer(self, names: Iterable[str]) -> None:
        """Offer these names from now on; what stands in the box stays."""
        typed, place = self.line.text(), self.line.cursorPosition()
        self.clear()
        self.addItems(list(names))
        self.setEditText(typed)
        self.line.setCursorPosition(place)

    @property
    def line(self) -> QLineEdit:
        """Where one types."""
        line = self.lineEdit()
        assert line is not None
        return line


def choices(codes: CodeList[Code]) -> tuple[Choice, ...]:
    """Return the chips of a code list."""
    return tuple(Choice(code.code, code.label(language())) for code in codes.items)


YES, NO = "yes", "no"


def asked_choices() -> tuple[Choice, ...]:
    """Return the chips of a question that may not have been asked yet: no chip chosen means that."""
    return (Choice(YES, _("Yes")), Choice(NO, _("No")))


def asked_code(answer: bool | None) -> tuple[str, ...]:
    """Return the chip that stands for ``answer``."""
    return () if answer is None else (YES if answer else NO,)


def asked_answer(code: str | None) -> bool | None:
    """Return the answer a chip stands for; None: nobody asked."""
    return None if code is None else code == YES


def tick(label: str, on: bool) -> QCheckBox:
    """Return a check box; an & in the label is shown."""
    box = QCheckBox(label.replace("&", "&&"))
    box.setChecked(on)
    box.setAccessibleName(label)
    return box


def stacked(*widgets: QWidget, gap: float = 0.5) -> QWidget:
    """Return widgets under each other, the free space below."""
    layout = column(*widgets, gap=gap)
    layout.addStretch(1)
    return boxed(layout)
