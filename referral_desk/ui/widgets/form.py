"""Forms: every row has a label, its field, a hint, and a place for the error under the field."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QSizePolicy, QWidget

from referral_desk.domain.errors import Problem
from referral_desk.i18n import _, render
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, repolish, show_if

_NARROW = 36.0
_ANY_SIZE = (1 << 24) - 1  # QWIDGETSIZE_MAX, which PySide leaves out
_CHANGES = ("changed", "chosen_changed", "picked", "edited", "textEdited")


class FormRow(QWidget):
    """One row: ``label`` names the field for eyes and screen readers; ``error`` stands under the field.

    ``beside`` stands at the right of the field, ``under`` between the field and its hint. One that ``grows`` gives its
    field whatever height is free.
    """

    def __init__(
        self,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        required: bool = False,
        beside: QWidget | None = None,
        under: QWidget | None = None,
        grows: bool = False,
    ) -> None:
        super().__init__()
        self.field = field
        self.grows = grows
        self.in_use = True
        self.share = 1
        self.label = Label(label)
        self.label.setBuddy(field)
        self._hint = hint
        self._hint_label = Label(hint, "hint", wrap=True)
        show_if(self._hint_label, bool(hint))
        self._error = Label("", "error", wrap=True)
        mark = IconMark("warning", "danger", 1.0)
        self._error_line = boxed(row(mark, self._error, gap=0.3))
        self._error_line.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._error_line.hide()
        self._required = required
        line = row(field, gap=0.6)
        line.setStretch(0, 1)
        if grows:  # the style sheet's own least height stands in the way of the field's
            line.addStrut(field.minimumSizeHint().height())
        if beside is not None:
            line.addWidget(beside)
        if field.maximumWidth() < _ANY_SIZE:  # a short field begins where the others do
            line.addStretch(1)
        whole = column(boxed(line), self._hint_label, self._error_line, gap=0.2)
        whole.setStretch(0, int(grows))
        if under is not None:
            whole.insertWidget(1, under)
        self.setLayout(whole)
        must = _("required")
        name = f"{label} ({must})" if required else label
        if required:
            self.label.setText(f"{label} *")
        field.setAccessibleName(name)
        field.setAccessibleDescription(hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def error(self) -> str:
        """What is wrong with the field, "" if nothing."""
        return self._error.text()

    def set_error(self, text: str) -> None:
        """Say under the field what is wrong; "" says nothing is."""
        if text == self._error.text():
            return
        self._error.setText(text)
        show_if(self._error_line, bool(text))
        self.field.setAccessibleDescription(" ".join(part for part in (text, self._hint) if part))
        self.field.setProperty("wrong", bool(text))
        repolish(self.field)

    def set_hint(self, text: str) -> None:
        """Change the grey words under the field; "" hides them."""
        self._hint = text
        self._hint_label.setText(text)
        show_if(self._hint_label, bool(text))
        self.field.setAccessibleDescription(" ".join(part for part in (self.error, text) if part))


class Form(QWidget):
    """Rows under each other: labels at the left, or above the fields where it is narrow.

    ``labels_above`` keeps them above always, for texts that want the width.
    """

    def __init__(self, *, gap: float = 0.75, labels_above: bool = False) -> None:
        super().__init__()
        self._labels_above = labels_above
        self._grid = QGridLayout()
        space(self._grid, 0.0, gap)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        self._rows: dict[str, FormRow] = {}
        self._told: set[str] = set()
        self._order: list[tuple[Label | None, QWidget]] = []
        self._narrow = labels_above

    def add_row(
        self,
        name: str,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        required: bool = False,
        beside: QWidget | None = None,
        under: QWidget | None = None,
        grows: bool = False,
    ) -> FormRow:
        """Add a field; ``name`` is the record's field, so that :meth:`show_problems` finds it."""
        form_row = FormRow(label, field, hint=hint, required=required, beside=beside, under=under, grows=grows)
        self._rows[name] = form_row
        self._listen(name, field)
        self._order.append((form_row.label, form_row))
        self._arrange()
        return form_row

    def add_wide(self, widget: QWidget) -> None:
        """Add something without a label under the fields, such as the buttons."""
        self._order.append((None, widget))
        self._arrange()

    def has_row(self, name: str) -> bool:
        """Whether a field is among the rows."""
        return name in self._rows

    def row(self, name: str) -> FormRow:
        """Return the row of a field; KeyError if there is none."""
        return self._rows[name]

    def show_row(self, name: str, on: bool) -> None:
        """Show or hide a field with its label; what stands in it stays."""
        form_row = self._rows[name]
        form_row.in_use = on
        show_if(form_row, on)
        show_if(form_row.label, on)
        self._arrange()

    def set_share(self, name: str, share: int) -> None:
        """Say how much of the free height a row that grows gets, beside the others that do."""
        form_row = self._rows[name]
        if form_row.share == share:
            return
        form_row.share = share
        at = self._grid.indexOf(form_row)
        if at >= 0 and form_row.grows and form_row.in_use:
            line = self._grid.getItemPosition(at)[0]  # type: ignore[index]
            self._grid.setRowStretch(line, share)

    def show_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Say each problem under its field, clear the other fields, put the cursor into the first wrong one.

        A problem is taken away as soon as its field is changed. Returns the problems that belong to no row, for the
        page to tell in another place.
        """
        words: dict[str, list[str]] = {}
        homeless = []
        for problem in problems:
            if problem.field in self._rows:
                words.setdefault(problem.field, []).append(render(problem.message))
            else:
                homeless.append(problem)
        self._told = set(words)
        first: FormRow | None = None
        for name, form_row in self._rows.items():
            form_row.set_error(" ".join(words.get(name, ())))
            if name in words and first is None:
                first = form_row
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return tuple(homeless)

    def clear_problems(self) -> None:
        """Say that nothing is wrong."""
        for form_row in self._rows.values():
            form_row.set_error("")

    def _listen(self, name: str, field: QWidget) -> None:
        """Hear of changes by a person, by whatever signal a kind of field tells them."""
        signals = [getattr(field, each) for each in _CHANGES if hasattr(field, each)]
        if isinstance(field, QPlainTextEdit):
            signals.append(field.textChanged)
        for signal in signals:
            signal.connect(lambda *_changed: self._changed(name))

    def _changed(self, name: str) -> None:
        if name in self._told:
            self._told.discard(name)
            self._rows[name].set_error("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self._labels_above or self.width() < px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._narrow = self._labels_above or self.width() < px(_NARROW)
            self._arrange()

    def _arrange(self) -> None:
        # removeWidget deletes the layout's item; one that lives on would keep the new item's height from changing.
        for label, widget in self._order:
            if label is not None:
                self._grid.removeWidget(label)
            self._grid.removeWidget(widget)
        for line in range(self._grid.rowCount()):
            self._grid.setRowStretch(line, 0)
        line = 0
        for label, widget in self._order:
            if label is not None and self._narrow:
                self._grid.addWidget(label, line, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
                label.setContentsMargins(0, 0, 0, 0)
                line += 1
                self._grid.addWidget(widget, line, 0, 1, 2)
            else:
                if label is not None:
                    # The words of the label stand on the line of the words in the field.
                    label.setContentsMargins(0, px(0.55), px(0.4), 0)
                    self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(widget, line, 1)
            if isinstance(widget, FormRow) and widget.grows and widget.in_use:
                self._grid.setRowStretch(line, widget.share)
            line += 1


class NoteField(QPlainTextEdit):
    """Free text over several lines; Tab goes to the next field. It is ``lines`` high and grows to three times that.

    One that ``fills`` is at least ``lines`` high and takes what height is free, for a row that ``grows``.
    """

    def __init__(self, *, lines: int = 3, placeholder: str = "", fills: bool = False) -> None:
        super().__init__()
        self._fills = fills
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self._lines = lines
        height = QSizePolicy.Policy.Expanding if fills else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, height)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def sizeHint(self) -> QSize:
        written = 0 if self._fills else round(self.document().size().height())
        lines = min(max(self._lines, written), self._lines * 3)
        return QSize(px(20), self.fontMetrics().lineSpacing() * lines + px(1.3))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(8), self.sizeHint().height())
