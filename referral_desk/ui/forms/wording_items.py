"""Lists of the editor of a letter's wording: its items to order and choose, its versions to go back to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.documents.letter_wording import LABEL_OF, WordingDraft
from referral_desk.i18n import _
from referral_desk.ui.dates import short_date
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.wording_presenter import ItemLine, VersionLine, WordingPresenter
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, set_tooltip

_ITEMS_HEIGHT = 21.5
_VERSIONS_HEIGHT = 14.0


class ItemsEditor(QWidget):
    """The items of the letter: which, and in which order. ``changed`` comes with every change.

    ``label`` is the field for the label of the chosen item, to be put below the list; ``chosen`` comes when another
    item is chosen.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, presenter: WordingPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.table: RecordTable[ItemLine] = RecordTable(
            (
                Column("number", _("No."), lambda line: str(line.number or ""), width=2.6, figure=True),
                Column("label", _("Text item"), lambda line: line.label, width=8.0, stretch=True),
                Column("in", _("In the letter"), _in_letter, width=7.0),
            ),
            name=_("Items of the letter"),
            row_height=1.9,
        )
        self.table.setFixedHeight(px(_ITEMS_HEIGHT))
        self.turn_button = Button(_("Leave out"), self._turn, compact=True)
        self.up_button = Button(_("Up"), lambda: self._move(-1), icon="chevron-up", compact=True)
        self.down_button = Button(_("Down"), lambda: self._move(1), icon="chevron-down", compact=True)
        self.setLayout(column(self.table, FlowBox(self.turn_button, self.up_button, self.down_button, gap=0.4)))
        self.setFocusProxy(self.table)
        self.label = TextField()
        self.label.textEdited.connect(self._named)
        self._renewing = False
        self.table.current_changed.connect(lambda _line: self._turned())
        self.table.opened.connect(lambda _line: self._turn())
        self._show(presenter.draft.item)

    @property
    def code(self) -> str:
        """The chosen item."""
        line = self.table.current()
        return line.code if line else ""

    def show_items(self) -> None:
        """Show the items as they are now; the cursor stays on its item."""
        self._show(self.code)

    def choose(self, code: str) -> None:
        """Put the cursor on an item."""
        codes = [line.code for line in self.table.records.rows]
        self.table.setCurrentIndex(self.table.records.index(codes.index(code), 0))

    def _show(self, code: str) -> None:
        lines = self._presenter.items()
        self._renewing = True
        self.table.set_rows(lines)
        self.choose(code)
        self._renewing = False
        self._turned()

    def _turned(self) -> None:
        """Show the label of the item chosen now, and what can be done with it."""
        if self._renewing:
            return
        self._presenter.look_at_item(self.code)
        self._show_choices()
        text = self._presenter.wording.text(LABEL_OF + self.code)
        if self.label.text() != text:
            self.label.setText(text)
        self.chosen.emit()

    def _named(self, text: str) -> None:
        self._presenter.put_text(LABEL_OF + self.code, text)
        self.show_items()
        self.changed.emit()

    def _show_choices(self) -> None:
        line, count = self.table.current(), len(self._presenter.wording.items)
        held = line is not None and line.number > 0
        self.turn_button.set_label(_("Put in") if line is not None and not held else _("Leave out"))
        stays = line is not None and held and line.must
        self.turn_button.setEnabled(line is not None and not stays)
        why = _("This item stands in every letter.") if stays else ""
        set_tooltip(self.turn_button, why)
        self.turn_button.setAccessibleDescription(why)
        self.up_button.setEnabled(line is not None and line.number > 1)
        self.down_button.setEnabled(line is not None and 0 < line.number < count)

    def _turn(self) -> None:
        line = self.table.current()
        if line is not None and self.turn_button.isEnabled():
            self._presenter.turn_item(line.code)
            self._show(line.code)
            self.changed.emit()

    def _move(self, by: int) -> None:
        line = self.table.current()
        if line is not None:
            self._presenter.move_item(line.code, by)
            self._show(line.code)
            self.changed.emit()


def _in_letter(line: ItemLine) -> str:
    if not line.number:
        return _("not in it")
    return _("always") if line.must else _("in it")


class VersionsList(QWidget):
    """The versions of a wording; one can be put into the form. ``take`` gets it."""

    def __init__(self, presenter: WordingPresenter, take: Callable[[WordingDraft], None]) -> None:
        super().__init__()
        self._take = take
        self.table: RecordTable[VersionLine] = RecordTable(
            (
                Column("number", _("Version no."), _version, width=8.0),
                Column("when", _("Saved"), _saved, width=9.4),
                Column("who", _("Staff"), lambda line: line.staff_name, width=7.2),
                Column("note", _("Note"), _what, width=8.0, stretch=True),
            ),
            name=_("Versions"),
            row_height=1.9,
        )
        self.table.setMinimumHeight(px(_VERSIONS_HEIGHT))
        self.take_button = Button(_("Put its texts into the form"), self._taken, icon="undo", compact=True)
        remark = Label(
            _("Nothing is changed until you save: the texts come into the form as if you had typed them."),
            "hint",
            wrap=True,
        )
        self.setLayout(column(self.table, FlowBox(self.take_button), remark))
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda _line: self._taken())
        self.table.set_rows(presenter.versions())
        self.table.setCurrentIndex(self.table.records.index(0, 0))

    def _taken(self) -> None:
        line = self.table.current()
        if line is not None:
            self._take(line.wording)


def _saved(line: VersionLine) -> str:
    return short_date(line.saved_at.astimezone().date()) if line.saved_at else ""


def _version(line: VersionLine) -> str:
    return str(line.number) if line.number else _("Shipped text")


def _what(line: VersionLine) -> str:
    parts = [
        _("in use") if line.now else "",
        _("the shipped text again") if line.shipped and line.number else "",
        line.note,
    ]
    return _(", ").join(part for part in parts if part)
