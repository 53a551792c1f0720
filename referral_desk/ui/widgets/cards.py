"""Cards, their headings, panels that warn, and what an empty place says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from referral_desk.ui import icons
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, repolish, show_if


class Rule(QFrame):
    """A hairline."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "rule-v" if upright else "rule")


class SectionHeader(QWidget):
    """The heading of a part of a page: words, perhaps a number, perhaps a remark in grey, things at the right."""

    def __init__(self, title: str, remark: str = "", *, danger: bool = False) -> None:
        super().__init__()
        self._title = Label(title, "section")
        if danger:
            self._title.setProperty("tone", "danger")
        self._remark = ElidedLabel(remark, "hint")
        self._line = row(self._title, self._remark, margins=(0.1, 0.5, 0, 0.2))
        self._line.addStretch(1)
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, title: str, remark: str = "") -> None:
        """Change heading and remark."""
        self._title.setText(title)
        self._remark.setText(remark)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._line.addWidget(widget)


class PageHeader(QWidget):
    """The head of a page: its title, perhaps the key that leads here, a remark in grey, buttons at the right."""

    def __init__(self, title: str, remark: str = "", *, keys: str = "", kana: str = "") -> None:
        super().__init__()
        self._title = Label(title, "title")
        self._remark = Label(remark, "muted")
        self._kana = Label(kana, "kana")
        show_if(self._kana, bool(kana))
        bottom = Qt.AlignmentFlag.AlignBottom
        line = row(gap=0.9)
        line.addWidget(boxed(column(self._kana, self._title, gap=0.1)), alignment=bottom)
        if keys:
            line.addWidget(Label(keys, "key"), alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._remark, 1, bottom)
        self._actions = row(gap=0.5)
        line.addLayout(self._actions)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, title: str, remark: str = "", kana: str = "") -> None:
        """Change title, remark and the kana over the title."""
        self._title.setText(title)
        self._remark.setText(remark)
        self._kana.setText(kana)
        show_if(self._kana, bool(kana))

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._actions.addWidget(widget)


class Card(QFrame):
    """A white frame with a hairline; ``body`` is its column. ``tone`` is "", warm, accent or danger."""

    def __init__(self, *widgets: QWidget, tone: str = "", padding: float = 0.9, gap: float = 0.5) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setProperty("tone", tone)
        self.body: QVBoxLayout = column(*widgets, margins=padding, gap=gap)
        self.setLayout(self.body)

    def add(self, part: QWidget | QLayout) -> None:
        """Put a widget or a layout at the end."""
        if isinstance(part, QLayout):
            self.body.addLayout(part)
        else:
            self.body.addWidget(part)

    def set_tone(self, tone: str) -> None:
        """Change the colour: "", warm, accent or danger."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)

    def clear(self) -> None:
        """Take everything out and delete it."""
        clear(self.body)


class RowCard(QFrame):
    """A card of generous rows with hairlines between them."""

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._column = column(gap=0)
        self.setLayout(self._column)
        self._rows: list[QWidget] = []
        for widget in rows:
            self.add_row(widget)

    @property
    def rows(self) -> tuple[QWidget, ...]:
        """The rows from top to bottom."""
        return tuple(self._rows)

    def add_row(self, *widgets: QWidget, stretch: int = 0) -> QWidget:
        """Put a row at the end; of several widgets the one at index ``stretch`` takes the free width."""
        if self._rows:
            self._column.addWidget(Rule())
        if len(widgets) == 1:
            line = boxed(row(widgets[0], margins=(0.9, 0.65, 0.9, 0.65)))
        else:
            cells: QHBoxLayout = row(*widgets, margins=(0.9, 0.65, 0.9, 0.65), gap=0.9)
            cells.setStretch(stretch, 1)
            line = boxed(cells)
        self._rows.append(line)
        self._column.addWidget(line)
        return line

    def clear(self) -> None:
        """Take all rows out and delete them."""
        self._rows.clear()
        clear(self._column)


class IconMark(QWidget):
    """An icon that is only looked at."""

    def __init__(self, name: str, colour_name: str = "ink", size: float = 1.3) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour_name, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, QRectF(self.rect()), self._name, colour(self._colour))


class WarningPanel(QFrame):
    """A plain warning: blue-grey with a triangle; ``danger`` makes it red, for what must not be overlooked.

    Its text is announced by a screen reader through the accessible name. Hidden while it has no text.
    """

    def __init__(self, text: str = "", *, danger: bool = False, icon: str = "warning") -> None:
        super().__init__()
        self.setProperty("role", "danger-panel" if danger else "note-panel")
        ink = "danger" if danger else "note_ink"
        self._label = Label("", "" if danger else "note", wrap=True)
        self._line = row(margins=(0.9, 0.55, 0.7, 0.55), gap=0.6)
        self._line.addWidget(IconMark(icon, ink), alignment=Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._label, 1)
        self._whole = column(gap=0)
        self._whole.addLayout(self._line)
        self.setLayout(self._whole)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What it warns of."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Change what it warns of; "" hides it."""
        self._label.setText(text)
        self.setAccessibleName(text)
        show_if(self, bool(text))

    def add_button(self, label: str, run: Callable[[], None]) -> Button:
        """Put a button at the right end."""
        button = Button(label, run, compact=True)
        self._line.addWidget(button)
        return button

    def add_below(self, widget: QWidget) -> None:
        """Put a widget under the words, such as buttons that flow."""
        self._whole.addWidget(boxed(column(widget, margins=(2.6, 0, 0.7, 0.6))))

    def add_close(self, name: str, run: Callable[[], None]) -> None:
        """Put a small × at the right end; ``name`` is what it is called."""
        self._line.addWidget(IconButton("close", name, run))


class EmptyState(QWidget):
    """What an empty place says: what it is for and what to do first, with the button to do it."""

    def __init__(
        self,
        title: str,
        text: str,
        label: str = "",
        run: Callable[[], None] | None = None,
        *,
        icon: str = "info",
        keys: str = "",
    ) -> None:
        super().__init__()
        body = column(margins=(1, 1.6, 1, 1.6), gap=0.5)
        middle = Qt.AlignmentFlag.AlignHCenter
        body.addWidget(IconMark(icon, "muted", 2.4), alignment=middle)
        heading = Label(title, "strong")
        heading.setAlignment(middle)
        body.addWidget(heading)
        words = Label(text, "muted", wrap=True)
        words.setAlignment(middle)
        body.addWidget(words)
        self.button: Button | None = None
        if label and run is not None:
            self.button = Button(label, run, kind="primary", keys=keys)
            body.addWidget(self.button, alignment=middle)
        self.setLayout(body)
        self.setAccessibleName(f"{title} {text}")


class Flag(QFrame):
    """A short fact in a frame at the head of a record, such as how a client may be called; red if ``danger``."""

    def __init__(self, text: str, *, danger: bool = False, icon: str = "") -> None:
        super().__init__()
        self.setProperty("role", "flag")
        self.setProperty("tone", "danger" if danger else "")
        line = row(margins=(0.7, 0.25, 0.7, 0.25), gap=0.35)
        if icon:
            line.addWidget(IconMark(icon, "danger" if danger else "ink", 1.1))
        line.addWidget(Label(text, "danger" if danger else ""))
        self.setLayout(line)
        self.setAccessibleName(text)
