"""Two records beside each other, field by field, with what stays of each; fields that agree are left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_desk.domain.errors import Problem
from referral_desk.domain.merging import Keep
from referral_desk.i18n import _, render
from referral_desk.ui.look import px, space
from referral_desk.ui.merge_words import ComparedLine, keep_words
from referral_desk.ui.widgets.cards import Rule
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

_NARROW = 58.0


class _Row:
    """One field: what it is called, both values, and the chips that say which stays."""

    def __init__(self, line: ComparedLine) -> None:
        self.name = line.name
        self.rule = Rule()
        self.label = Label(line.label, "muted", wrap=True)
        self.values = tuple(Label(value, wrap=True, selectable=True) for value in line.values)
        self.chips = ToggleChips(
            [Choice(keep, keep_words(keep)) for keep in line.offered],
            name=_("{field}: which stays").format(field=line.label),
            first_number=0,
            chosen=[line.suggested] if line.suggested else [],
        )
        self.error = Label("", "error", wrap=True)
        self.error.hide()
        self.chips.changed.connect(self.dress)
        self.dress()

    @property
    def keep(self) -> Keep | None:
        code = self.chips.value()
        return Keep(code) if code else None

    def dress(self) -> None:
        """Show what goes in grey."""
        for value, stays in zip(self.values, (Keep.KEPT, Keep.OTHER), strict=True):
            value.set_role("" if self.keep in (stays, Keep.BOTH) else "muted")


class MergeComparison(QWidget):
    """``heads`` name both records, the kept one first. ``changed`` comes after every choice.

    Under ``_NARROW`` text heights a field's words and chips have own lines.
    """

    changed = Signal()

    def __init__(self, lines: Sequence[ComparedLine], heads: tuple[str, str]) -> None:
        super().__init__()
        self.suggested = {line.name: line.suggested for line in lines if line.suggested is not None}
        self.rows = [_Row(line) for line in lines]
        for each in self.rows:
            each.chips.changed.connect(self.changed)
        self._heads = (*(Label(head, "strong", wrap=True) for head in heads), Label(_("What stays"), "strong"))
        self._grid = QGridLayout()
        space(self._grid, 0.0, 0.55)
        self._grid.setHorizontalSpacing(px(1.0))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.setLayout(self._grid)
        self._narrow: bool | None = None
        self._arrange()

    @property
    def choices(self) -> dict[str, Keep]:
        """What was chosen, by the name of the field."""
        return {each.name: each.keep for each in self.rows if each.keep is not None}

    def row(self, name: str) -> _Row:
        """Return the row of a field; StopIteration where the records agree in it."""
        return next(each for each in self.rows if each.name == name)

    def show_problems(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Say each problem under its field, put the cursor into the first; return those that belong to no field."""
        words = {problem.field: render(problem.message) for problem in problems}
        wrong = [each for each in self.rows if each.name in words]
        for each in self.rows:
            each.error.setText(words.get(each.name, ""))
            show_if(each.error, each in wrong)
        if wrong:
            wrong[0].chips.setFocus(Qt.FocusReason.OtherFocusReason)
        known = {each.name for each in self.rows}
        return tuple(problem for problem in problems if problem.field not in known)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < px(_NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        while self._grid.takeAt(0) is not None:
            pass
        top = Qt.AlignmentFlag.AlignTop
        first = 0 if narrow else 1
        self._grid.setColumnStretch(0, 1 if narrow else 0)
        self._grid.setColumnStretch(2, 0 if narrow else 1)
        self._grid.addWidget(self._heads[0], 0, first, top)
        self._grid.addWidget(self._heads[1], 0, first + 1, top)
        show_if(self._heads[2], not narrow)
        if not narrow:
            self._grid.addWidget(self._heads[2], 0, 3, top)
        line = 1
        for each in self.rows:
            self._grid.addWidget(each.rule, line, 0, 1, 4)
            if narrow:
                self._grid.addWidget(each.label, line + 1, 0, 1, 2)
                line += 1
            else:
                self._grid.addWidget(each.label, line + 1, 0, top)
            self._grid.addWidget(each.values[0], line + 1, first, top)
            self._grid.addWidget(each.values[1], line + 1, first + 1, top)
            if narrow:
                self._grid.addWidget(each.chips, line + 2, 0, 1, 2)
            else:
                self._grid.addWidget(each.chips, line + 1, 3, top)
            self._grid.addWidget(each.error, line + 3, 0, 1, 4)
            line += 4
