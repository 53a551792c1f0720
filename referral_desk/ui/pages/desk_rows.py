"""The rows of Today: who, where, how it was handed over, how late, and what can be tapped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from referral_desk.domain.codes import HandoffMode
from referral_desk.i18n import _, ngettext
from referral_desk.ui.client_words import age_words
from referral_desk.ui.forms.handoff_words import mode_badge
from referral_desk.ui.look import colour, px, space
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, NameLabel

R = TypeVar("R")
_NAME, _PLACE, _BADGE, _DAYS = 9.2, 8.6, 8.4, 4.9


@dataclass(frozen=True)
class RowButton:
    """One button of a row: its words, what its tooltip adds, what it does."""

    label: str
    hint: str
    run: Callable[[], None]
    primary: bool = False


@dataclass(frozen=True)
class RowContent:
    """What one row shows. ``mode`` is shown as a badge where ``badge``; ``over`` is how late it is."""

    name: str
    kana: str
    birth: date | None
    place: str
    note: str
    badge: bool = False
    mode: HandoffMode | None = None
    over: str = ""
    danger: bool = False


class _ClickArea(QWidget):
    """Words that open something when they are clicked; the keyboard has its own way there."""

    def __init__(self, content: QWidget, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self.setLayout(column(content, gap=0))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._run()


class DeskRow(QWidget):
    """One row. Up and Down leave it (``moved``), Enter opens it, 1 to 3 press its buttons, M opens its menu."""

    moved = Signal(int)

    def __init__(
        self,
        content: RowContent,
        today: date,
        buttons: Sequence[RowButton],
        *,
        open_client: Callable[[], None],
        open_place: Callable[[], None],
        menu: Callable[[QWidget], None] | None = None,
    ) -> None:
        super().__init__()
        self.first = False
        self.record_key: object = None
        self._open = open_client
        self._menu = menu
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._reached = False
        name = NameLabel(content.name, content.kana, age_words(content.birth, today))
        self._who = _ClickArea(name, open_client)
        place = column(ElidedLabel(content.place), gap=0.2)
        if content.note:
            place.addWidget(ElidedLabel(content.note, "hint"))
        place.addStretch(1)
        self._where = _ClickArea(boxed(place), open_place)
        self.buttons = tuple(self._button(each) for each in buttons)
        badge = row(mode_badge(content.mode) if content.badge else QWidget(), gap=0)
        badge.addStretch(1)
        self._badge = boxed(badge)
        self._badged = content.badge
        self._over = Label(content.over, "danger" if content.danger else "muted")
        tail: QHBoxLayout = row(gap=0.35)
        tail.addStretch(1)
        for button in self.buttons:
            tail.addWidget(button)
        self.menu_button: Button | None = None
        if menu is not None:
            self.menu_button = Button("▾", self._open_menu, kind="quiet", compact=True, tooltip=_("More"))
            self.menu_button.setAccessibleName(_("More"))
            tail.addWidget(self.menu_button)
        left: QHBoxLayout = row(self._who, self._where, gap=0.8)
        left.setStretch(1, 1)
        self._tail = boxed(tail)
        right: QHBoxLayout = row(self._badge, self._over, self._tail, gap=0.5)
        right.setStretch(2, 1)
        self._left, self._right = boxed(left), boxed(right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._box, (0.9, 0.5, 0.4, 0.5), 0.6)
        self._box.addWidget(self._left, 1)
        self._box.addWidget(self._right)
        self.setLayout(self._box)
        said = (content.name, content.kana, content.place, content.note, content.over)
        self.setAccessibleName(" ".join(part for part in said if part))

    def _button(self, each: RowButton) -> Button:
        kind = "primary" if each.primary else "plain"
        return Button(each.label, each.run, kind=kind, compact=True, tooltip=each.hint)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second tap while the first one is being stored."""
        if busy and any(button.hasFocus() for button in self.buttons):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # or it would leave the list, and not find its place again
        for button in self.buttons:
            button.setEnabled(not busy)

    def cell_widths(self) -> tuple[int, int, int, int]:
        """Return how wide name, badge, day and buttons need to be, in pixels."""
        return (
            min(max(px(_NAME), self._who.sizeHint().width()), px(_NAME * 1.6)),
            max(px(_BADGE), self._badge.layout().sizeHint().width()) if self._badged else 0,  # type: ignore[union-attr]
            max(px(_DAYS), self._over.sizeHint().width()),
            self._tail.layout().sizeHint().width(),  # type: ignore[union-attr]
        )

    def set_cell_widths(self, widths: tuple[int, int, int, int]) -> None:
        """Give name, badge, day and buttons these widths, so that the rows of a section align."""
        for cell, width in zip((self._who, self._badge, self._over), widths[:3], strict=True):
            if cell.width() != width or cell.minimumWidth() != width:
                cell.setFixedWidth(width)
        if self._tail.minimumWidth() != widths[3]:
            self._tail.setMinimumWidth(widths[3])

    def wide_width(self) -> int:
        """Return how wide the row must be to stand in one line, in pixels."""
        margins = self._box.contentsMargins()
        needed = self._who.minimumWidth() + px(0.8 + _PLACE) + self._right.sizeHint().width() + self._box.spacing()
        return needed + margins.left() + margins.right()

    def set_stacked(self, stacked: bool) -> None:
        """Show the row in two lines."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not (down if stacked else across):
            self._box.setDirection(down if stacked else across)
            self.updateGeometry()

    def _open_menu(self) -> None:
        if self._menu is not None and self.menu_button is not None:
            self._menu(self.menu_button)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hear numbers only where somebody went to this row: one that merely came into view takes no stray key."""
        super().focusInEvent(event)
        self._reached = event.reason() is not Qt.FocusReason.OtherFocusReason

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        number = event.text()
        if step:
            self._reached = True
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self._open()
        elif self._reached and self.hasFocus() and number.isdigit() and 0 < int(number) <= len(self.buttons):
            self.buttons[int(number) - 1].click()
        elif self.hasFocus() and (event.key() == Qt.Key.Key_Menu or number.upper() == "M"):
            self._open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if not self.first:
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(0, 0, self.width(), 0)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), px(0.35), px(0.35))


class DeskSection(QWidget, Generic[R]):
    """A heading with a card of rows; rows whose record did not change keep their widgets.

    At most ``shown`` rows until the rest is asked for; ``shown`` 0 hides nothing. Widgets are built by ``build``, a
    few at a time: :meth:`build_some` says whether there is more to do.
    """

    SHOWN = 60

    def __init__(self, build: Callable[[R], DeskRow], *, danger: bool = False, shown: int = SHOWN) -> None:
        super().__init__()
        self._build = build
        self._limit = shown
        self._records: tuple[R, ...] = ()
        self._rows: dict[R, DeskRow] = {}
        self.heading = SectionHeader("", danger=danger)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._column = column(gap=0)
        self._more = Button("", self._show_all, kind="link", compact=True)
        self._card.setLayout(column(boxed(self._column), self._more, gap=0))
        self.setLayout(column(self.heading, self._card, gap=0.1))
        self.hide()

    @property
    def rows(self) -> tuple[DeskRow, ...]:
        """The rows built so far, from top to bottom."""
        return tuple(self._rows[record] for record in self._wanted() if record in self._rows)

    def set_records(self, records: Sequence[R], title: str, remark: str = "") -> None:
        """Show other records; "{count}" in ``title`` is filled with how many there are."""
        self._records = tuple(records)
        self.heading.set_text(title.format(count=len(records)), remark)
        wanted = set(self._wanted())
        for record in [each for each in self._rows if each not in wanted]:
            gone = self._rows.pop(record)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        hidden = len(self._records) - len(self._wanted())
        self._more.set_label(ngettext("{count} more", "{count} more", hidden).format(count=hidden))
        self._more.setVisible(hidden > 0)
        self.setVisible(bool(records))
        self._arrange()

    def build_some(self, count: int) -> bool:
        """Build up to ``count`` missing rows; True if more are missing."""
        missing = [record for record in self._wanted() if record not in self._rows]
        for record in missing[:count]:
            self._rows[record] = self._build(record)
        if missing:
            self._arrange()
        return len(missing) > count

    def _wanted(self) -> tuple[R, ...]:
        return self._records[: self._limit] if self._limit else self._records

    def _show_all(self) -> None:
        self._limit = 0
        self._more.hide()
        self.build_some(len(self._records))

    def _arrange(self) -> None:
        for index, desk_row in enumerate(self.rows):
            if self._column.indexOf(desk_row) != index:
                self._column.insertWidget(index, desk_row)
            desk_row.first = index == 0
        self._fit()

    def _fit(self) -> None:
        rows = self.rows
        if not rows:
            return
        names, badges, days, tails = zip(*(each.cell_widths() for each in rows), strict=True)
        for each in rows:
            each.set_cell_widths((max(names), max(badges), max(days), max(tails)))
        stacked = max((each.wide_width() for each in rows), default=0) > self._card.width()
        for each in rows:
            each.set_stacked(stacked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
