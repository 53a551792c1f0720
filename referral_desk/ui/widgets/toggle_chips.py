"""A row of chips to tap: one of them, or any of them, with number keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import FlowBox


@dataclass(frozen=True)
class Choice:
    """One chip: its code, its words, what its tooltip adds, and a key of its own instead of a number."""

    code: str
    label: str
    tooltip: str = ""
    key: str = ""


class _Chip(Button):
    def __init__(self, choice: Choice, key: str) -> None:
        super().__init__(choice.label, kind="chip", keys=key, tooltip=choice.tooltip)
        self.code = choice.code
        self.key = key
        self.setCheckable(True)

    def _icon_shown(self) -> str:
        return "check" if self.isChecked() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrows and numbers belong to the row; QPushButton would move the focus on its own.
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)


class ToggleChips(FlowBox):
    """A row of chips; ``exclusive`` lets at most one be chosen, and a second tap takes it back, unless the row is to
    ``keep_one``.

    Tab enters at the chosen chip and leaves the row; Left and Right move (and choose, where exclusive); Space
    toggles, but only confirms what an arrow has just chosen; the number beside a chip toggles it while the focus is in
    the row. ``first_number`` 0 shows no numbers.
    ``changed`` comes after every change by the user, not after :meth:`set_chosen`; ``tapped`` after those that were
    not a step of an arrow on its way.
    """

    changed = Signal()
    tapped = Signal()

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        name: str,
        exclusive: bool = True,
        keep_one: bool = False,
        first_number: int = 1,
        chosen: Iterable[str] = (),
    ) -> None:
        super().__init__(gap=0.45)
        self._exclusive = exclusive
        self._keep_one = keep_one
        self._by_arrow: _Chip | None = None
        self._moving = False
        self._first = first_number
        self._chips: list[_Chip] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_choices(choices)
        self.set_chosen(chosen)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show other chips; what was chosen and is still there stays chosen."""
        before = self.chosen()
        self.clear()
        self._chips = []
        self._by_arrow = None
        for index, choice in enumerate(choices):
            number = self._first + index if self._first and self._first + index <= 9 else 0
            chip = _Chip(choice, choice.key or (str(number) if number else ""))
            chip.clicked.connect(lambda _on=False, chip=chip: self._tapped(chip))
            self._chips.append(chip)
            self.add(chip)
        self._in_order_of_tabs()
        self.setFocusProxy(self._chips[0] if self._chips else None)  # type: ignore[arg-type]
        self.set_chosen(code for code in before)

    @property
    def codes(self) -> list[str]:
        """The codes of all chips, in their order."""
        return [chip.code for chip in self._chips]

    def chosen(self) -> tuple[str, ...]:
        """Return the codes of the chosen chips, in their order."""
        return tuple(chip.code for chip in self._chips if chip.isChecked())

    def value(self) -> str | None:
        """Return the code of the first chosen chip, or None."""
        return next(iter(self.chosen()), None)

    def set_chosen(self, codes: Iterable[str]) -> None:
        """Choose exactly these; unknown codes are left out."""
        wanted = set(codes)
        for chip in self._chips:
            chip.setChecked(chip.code in wanted)
        self._rove()

    def chip(self, code: str) -> Button:
        """Return the chip of a code; KeyError if there is none."""
        for chip in self._chips:
            if chip.code == code:
                return chip
        raise KeyError(code)

    def press(self, key: str) -> bool:
        """Do what ``key``, as shown beside a chip, does in this row; False if no chip has it."""
        for chip in self._chips:
            if key and chip.key == key:
                chip.setFocus(Qt.FocusReason.ShortcutFocusReason)
                chip.click()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and self.press(event.text().upper()):
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(
            Qt.Key(event.key()), 0
        )
        if plain and step and self._chips:
            self._move(step)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chips:
            self._entry().setFocus(event.reason())

    def _move(self, step: int) -> None:
        at = next((index for index, chip in enumerate(self._chips) if chip.hasFocus()), 0)
        chip = self._chips[(at + step) % len(self._chips)]
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        if self._exclusive and not chip.isChecked():
            self._moving = True
            chip.click()
            self._moving = False
            self._by_arrow = chip

    def _in_order_of_tabs(self) -> None:
        """Put the chips where the row stands in the order of tabs: new ones would come after the whole window."""
        self.setFocusProxy(None)  # type: ignore[arg-type]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt puts nothing behind a widget that takes no focus
        before: QWidget = self
        for chip in self._chips:
            QWidget.setTabOrder(before, chip)
            before = chip
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _tapped(self, tapped: _Chip) -> None:
        confirmed = self._by_arrow is tapped  # whoever is used to lists presses Space after the arrow
        self._by_arrow = None
        if self._exclusive and not tapped.isChecked() and (confirmed or self._keep_one):
            tapped.setChecked(True)
            return
        if self._exclusive and tapped.isChecked():
            for chip in self._chips:
                chip.setChecked(chip is tapped)
        self._rove()
        self.changed.emit()
        if not self._moving:
            self.tapped.emit()

    def _entry(self) -> _Chip:
        return next((chip for chip in self._chips if chip.isChecked()), self._chips[0])

    def _rove(self) -> None:
        if not self._chips:
            return
        entry = self._entry()
        for chip in self._chips:
            both = Qt.FocusPolicy.StrongFocus if chip is entry else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(both)
            chip.updateGeometry()
        self.setFocusProxy(entry)
