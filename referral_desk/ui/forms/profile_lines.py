"""The lines of a report form in work: a list to choose, order and take away from, and the fields of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.report_form import MEASURE_WORDS, FormColumn, FormRow, Measure
from referral_desk.i18n import _, language
from referral_desk.ui.forms.fields import TextField, tick
from referral_desk.ui.forms.profile_presenter import Part, ProfilePresenter
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

_LIST_HEIGHT = 12.0


@dataclass(frozen=True)
class NumberedLine:
    """A line with its number, counted from 1, and what it counts in words."""

    number: int
    line: FormRow | FormColumn
    label: str
    gathers: str


class LinesEditor(QWidget):
    """Edits the lines of one part of a form; ``changed`` comes with every change.

    A subclass gives the fields of the chosen line: :meth:`_fields`, :meth:`_show_line` and :meth:`_take`.
    """

    changed = Signal()

    def __init__(self, presenter: ProfilePresenter, part: Part, name: str, add_label: str) -> None:
        super().__init__()
        self.presenter = presenter
        self.part = part
        self._showing = False
        self.table: RecordTable[NumberedLine] = RecordTable(
            (
                Column("number", _("No."), lambda line: str(line.number), width=2.4, figure=True),
                Column("label", _("Label"), lambda line: line.label, width=8.0, stretch=True),
                Column("gathers", _("Counts"), lambda line: line.gathers, width=10.0, stretch=True),
            ),
            name=name,
            row_height=1.9,
        )
        self.table.setFixedHeight(px(_LIST_HEIGHT))
        self.add_button = Button(add_label, self.add, icon="add", compact=True)
        self.up_button = Button(_("Up"), lambda: self._move(-1), icon="chevron-up", compact=True)
        self.down_button = Button(_("Down"), lambda: self._move(1), icon="chevron-down", compact=True)
        self.remove_button = Button(_("Take away"), self._remove, icon="remove", compact=True)
        self.detail = self._fields()
        self._none = Label(_("No line yet."), "hint")
        buttons = FlowBox(self.add_button, self.up_button, self.down_button, self.remove_button, gap=0.4)
        self.setLayout(column(self.table, self._none, buttons, self.detail, gap=0.5))
        self.setFocusProxy(self.table)
        self.table.current_changed.connect(lambda _line: self._turn())
        self._refresh(min(presenter.line_of(part), len(presenter.lines(part)) - 1))

    # --- what a subclass says -----------------------------------------------------------------------------------

    def _fields(self) -> QWidget:
        raise NotImplementedError

    def _show_line(self, line: FormRow | FormColumn) -> None:
        raise NotImplementedError

    def _take(self, place: int) -> None:
        raise NotImplementedError

    def _label(self, line: FormRow | FormColumn) -> str:
        return self.presenter.label(line.words)

    def _gathers(self, line: FormRow | FormColumn) -> str:
        return self.presenter.gathers(line)

    def first_field(self) -> QWidget:
        """Return the field of the chosen line where one begins."""
        raise NotImplementedError

    # --- lines --------------------------------------------------------------------------------------------------

    @property
    def place(self) -> int:
        """Which line is chosen, counted from 0; -1 for none."""
        line = self.table.current()
        return line.number - 1 if line else -1

    def choose(self, place: int) -> None:
        """Choose a line."""
        self.table.setCurrentIndex(self.table.records.index(place, 0))

    def add(self) -> None:
        """Add a line behind the chosen one and go to its label."""
        place = self.presenter.add(self.part, self.place if self.place >= 0 else len(self.presenter.lines(self.part)))
        self._refresh(place)
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _move(self, by: int) -> None:
        if self.place >= 0:
            self._refresh(self.presenter.move(self.part, self.place, by))
            self.changed.emit()

    def _remove(self) -> None:
        place = self.place
        if place >= 0:
            self.presenter.remove(self.part, place)
            self._refresh(min(place, len(self.presenter.lines(self.part)) - 1))
            self.changed.emit()

    def _refresh(self, place: int) -> None:
        """Show the lines as they are now, and choose one."""
        found: tuple[FormRow | FormColumn, ...] = self.presenter.lines(self.part)
        lines = [
            NumberedLine(number, line, self._label(line), self._gathers(line))
            for number, line in enumerate(found, start=1)
        ]
        self._showing = True
        self.table.set_rows(lines)
        if lines:
            self.choose(max(0, place))
        self._showing = False
        self._turn()

    def _turn(self) -> None:
        if self._showing:
            return
        line, count = self.table.current(), len(self.presenter.lines(self.part))
        show_if(self.detail, line is not None)
        show_if(self._none, line is None)
        self.up_button.setEnabled(line is not None and line.number > 1)
        self.down_button.setEnabled(line is not None and line.number < count)
        self.remove_button.setEnabled(line is not None)
        if line is not None:
            if self.presenter.draft.part is self.part:
                self.presenter.look_at(self.part, line.number - 1)
            self._showing = True
            self._show_line(line.line)
            self._showing = False

    def _typed(self) -> None:
        place = self.place
        if self._showing or place < 0:
            return
        self._take(place)
        self._showing = True  # the fields are right already, and keep the cursor
        line = self.presenter.lines(self.part)[place]
        rows = list(self.table.records.rows)
        rows[place] = NumberedLine(place + 1, line, self._label(line), self._gathers(line))
        self.table.set_rows(rows)
        self.choose(place)
        self._showing = False
        self.changed.emit()


class RowsEditor(LinesEditor):
    """Edits the rows, or the rows of factors: a label, and what the row gathers."""

    def __init__(self, presenter: ProfilePresenter, part: Part) -> None:
        name = _("Rows of factors") if part is Part.AGAIN else _("Rows")
        super().__init__(presenter, part, name, _("Add a row"))

    def _fields(self) -> QWidget:
        self.form = Form(gap=0.5, labels_above=True)
        self.label = TextField()
        self.label.textEdited.connect(lambda _text: self._typed())
        self.codes = ToggleChips(
            [Choice(code.code, code.label(language())) for code in self.presenter.row_choices(self.part)],
            name=_("Counts"),
            exclusive=False,
            first_number=0,
        )
        self.codes.changed.connect(self._typed)
        self.form.add_row("label", _("Label of the row"), self.label)
        self.form.add_row("codes", _("Counts"), self.codes)
        return self.form

    def first_field(self) -> QWidget:
        return self.label

    def _show_line(self, line: FormRow | FormColumn) -> None:
        self.label.setText(self.presenter.label(line.words))
        self.codes.set_chosen(line.codes)

    def _take(self, place: int) -> None:
        self.presenter.put_row(self.part, place, text=self.label.text(), codes=self.codes.chosen())


class ColumnsEditor(LinesEditor):
    """Edits the columns: the head over them, the label, what they measure and of which services or modes."""

    def __init__(self, presenter: ProfilePresenter) -> None:
        super().__init__(presenter, Part.COLUMNS, _("Columns"), _("Add a column"))

    def _fields(self) -> QWidget:
        self.form = Form(gap=0.5, labels_above=True)
        self.group, self.label = TextField(), TextField()
        for field in (self.group, self.label):
            field.textEdited.connect(lambda _text: self._typed())
        self.measure = self._chips(
            _("Measures"), [Choice(each.value, _(MEASURE_WORDS[each])) for each in self.presenter.measures()], one=True
        )
        self.codes = self._chips(
            _("Taken from"),
            [Choice(code.code, code.label(language())) for code in self.presenter.column_choices()],
            one=False,
        )
        self.total = tick(_("Set apart as a total"), on=False)
        self.total.clicked.connect(lambda _on: self._typed())
        self.form.add_row("group", _("Head over several columns"), self.group, hint=_("Blank for none."))
        self.form.add_row("label", _("Label of the column"), self.label)
        self.form.add_row("measure", _("Measures"), self.measure)
        self.form.add_row("codes", _("Taken from"), self.codes, hint=_("Choose none for all of them."))
        self.form.add_wide(self.total)
        return self.form

    def _chips(self, name: str, choices: list[Choice], *, one: bool) -> ToggleChips:
        chips = ToggleChips(choices, name=name, exclusive=one, first_number=0)
        chips.changed.connect(self._typed)
        return chips

    def first_field(self) -> QWidget:
        return self.label

    def _label(self, line: FormRow | FormColumn) -> str:
        group = self.presenter.label(line.group) if isinstance(line, FormColumn) else ""
        return " ".join(part for part in (group, self.presenter.label(line.words)) if part)

    def _gathers(self, line: FormRow | FormColumn) -> str:
        measure = _(MEASURE_WORDS[line.measure]) if isinstance(line, FormColumn) else ""
        return _("{measure}: {what}").format(measure=measure, what=self.presenter.gathers(line) or _("all"))

    def _show_line(self, line: FormRow | FormColumn) -> None:
        if isinstance(line, FormColumn):
            self.group.setText(self.presenter.label(line.group))
            self.label.setText(self.presenter.label(line.words))
            self.measure.set_chosen([line.measure.value])
            self.codes.set_chosen(line.codes)
            self.total.setChecked(line.total)

    def _take(self, place: int) -> None:
        self.presenter.put_column(
            place,
            group=self.group.text(),
            text=self.label.text(),
            measure=Measure(self.measure.value() or self.presenter.measures()[0]),
            codes=self.codes.chosen(),
            total=self.total.isChecked(),
        )
