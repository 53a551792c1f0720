"""A field that finds a record while one types: kana still under conversion is searched for as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from referral_desk.i18n import _
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.suggestion_list import Suggestion, SuggestionList

T = TypeVar("T")
Provider = Callable[[str, Callable[[Sequence[Suggestion[T]]], None]], None]


class TypeAheadField(QLineEdit, Generic[T]):
    """Typing asks ``provider(text, deliver)``, which calls ``deliver(rows)`` now or later; late answers to older
    text are dropped. Down and Up move, Enter or a click picks, Esc closes the list.

    The picked record fills the field, its secondary words in grey beside; typing or Backspace reopens the search.
    ``chosen_changed`` carries the Suggestion or None; ``nothing`` is said where nothing is found; where ``on_empty``
    the list is offered before anything is typed (with text "").
    """

    chosen_changed = Signal(object)

    def __init__(
        self,
        provider: Provider[T],
        *,
        placeholder: str = "",
        nothing: str = "",
        on_empty: bool = False,
        keep: bool = True,
    ) -> None:
        super().__init__()
        self._provider = provider
        self._nothing = nothing or _("Nothing found.")
        self._on_empty = on_empty
        self._keep = keep
        self._asked = 0
        self._preedit = ""
        self._chosen: Suggestion[T] | None = None
        self.list: SuggestionList[T] = SuggestionList(self)
        self.list.picked.connect(self._pick)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self._edited)

    @property
    def chosen(self) -> Suggestion[T] | None:
        """The picked record, or None while one is still looking."""
        return self._chosen

    @property
    def composing(self) -> bool:
        """Whether an input method is at work on text that is not in the field yet."""
        return bool(self._preedit)

    def choose(self, row: Suggestion[T] | None) -> None:
        """Fill the field from the program; ``chosen_changed`` is not sent."""
        self._chosen = row
        self.setText(row.main if row else "")
        self._dress()
        self.list.hide()

    def _edited(self, _text: str) -> None:
        self._forget()
        self._ask()

    def _forget(self) -> None:
        if self._chosen is not None:
            self._chosen = None
            self._dress()
            self.chosen_changed.emit(None)

    def _query(self) -> str:
        at = self.cursorPosition()
        return (self.text()[:at] + self._preedit + self.text()[at:]).strip()

    def _ask(self) -> None:
        self._asked += 1
        asked, text = self._asked, self._query()
        if not text and not self._on_empty:
            self.list.hide()
            return

        def deliver(rows: Sequence[Suggestion[T]]) -> None:
            if asked == self._asked and self.hasFocus() and self._chosen is None:
                self.list.offer(rows, self._nothing if text else "")

        self._provider(text, deliver)

    def _pick(self, row: Suggestion[T]) -> None:
        self._asked += 1
        self.list.hide()
        if self._keep:
            self.choose(row)
        else:
            self.clear()
        self.chosen_changed.emit(row)

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setBold(self._chosen is not None)
        self.setFont(font)
        self.setAccessibleDescription(self._chosen.secondary if self._chosen else "")
        self.update()

    def event(self, event: QEvent) -> bool:
        # Esc closes the list; it must not reach the window's Back on the way.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.list.isVisible()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shown = self.list.isVisible()
        if self.composing:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if shown:
                self.list.move(1 if key == Qt.Key.Key_Down else -1)
            elif self._chosen is None:
                self._ask()
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            row = self.list.current()
            if row is not None:
                self._pick(row)
            else:
                event.ignore()
        elif key == Qt.Key.Key_Escape and shown:
            self._asked += 1
            self.list.hide()
        elif key == Qt.Key.Key_Backspace and self._chosen is not None:
            self._forget()
            self.selectAll()
            self._ask()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString() and self._chosen is not None:
            self._forget()
        super().inputMethodEvent(event)
        if event.preeditString() != self._preedit:
            self._preedit = event.preeditString()
            self._ask()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chosen is not None:
            self.selectAll()
        elif self._on_empty and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._ask()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._preedit = ""
        self._asked += 1
        self.list.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._chosen is None or not self._chosen.secondary:
            return
        painter = QPainter(self)
        small = QFont(self.font())
        small.setBold(False)
        small.setPointSizeF(small.pointSizeF() * 0.88)
        left = px(0.75) + QFontMetricsF(self.font()).horizontalAdvance(self.text()) + px(1.0)
        room = self.width() - left - px(0.75)
        if room < px(3):
            return
        painter.setFont(small)
        painter.setPen(colour("muted"))
        words = QFontMetricsF(small).elidedText(self._chosen.secondary, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 0, room + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
