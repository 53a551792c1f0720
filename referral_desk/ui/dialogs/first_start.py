"""The window before a centre is open: three ways in, one calm page at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QStackedWidget, QWidget

from referral_desk.i18n import Language, _, language
from referral_desk.ui.look import px
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.choice_button import ChoiceButton
from referral_desk.ui.widgets.layouts import column, in_the_middle, row
from referral_desk.ui.widgets.text import Label, show_if

_OTHER = {Language.JA: (Language.EN, "English"), Language.EN: (Language.JA, "日本語")}


class ChoicePanel(QWidget):
    """The three ways in; 1, 2 and 3 choose them as well. A fourth is for those who have lost their records."""

    open_centre = Signal()
    set_up = Signal()
    demo = Signal()
    restore = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.open_button = ChoiceButton(
            "folder",
            _("Open an existing centre"),
            _("The records are on this PC, or on a drive connected to it."),
            self.open_centre.emit,
            key="1",
        )
        self.set_up_button = ChoiceButton(
            "add",
            _("Set up a new centre"),
            _("Name, address, staff, and a password. It takes about five minutes."),
            self.set_up.emit,
            key="2",
        )
        self.demo_button = ChoiceButton(
            "search",
            _("Look around in the demo centre"),
            _("A fictional town with 60 people. No password, and gone when you close it."),
            self.demo.emit,
            key="3",
        )
        self.restore_button = Button(_("Restore from a backup"), self.restore.emit, kind="quiet", compact=True)
        middle = column(
            Label(_("Welcome"), "title"),
            Label(_("How do you want to begin?"), "muted"),
            self.open_button,
            self.set_up_button,
            self.demo_button,
            gap=0.8,
        )
        middle.addWidget(self.restore_button, alignment=Qt.AlignmentFlag.AlignLeft)
        middle.setSpacing(px(0.8))
        self.setLayout(in_the_middle(middle))
        for key, button in (("1", self.open_button), ("2", self.set_up_button), ("3", self.demo_button)):
            press_with(self, button, key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)


class WaitingPanel(QWidget):
    """Says what is being done, with a bar that moves."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        said = Label(words, "section")
        said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(words)
        bar.setFixedWidth(px(20))
        whole = column(gap=0.9)
        whole.addStretch(2)
        whole.addWidget(said)
        whole.addWidget(bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)
        self.setLayout(whole)


class StartWindow(QWidget):
    """Shows one panel at a time under the program's name.

    ``language_chosen`` carries the Language asked for at the foot; ``closing`` says whether it may close.
    """

    language_chosen = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, *, closing: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWindowTitle(_("Referral Desk"))
        self._closing = closing
        self._stack = QStackedWidget()
        head = QFrame()
        head.setProperty("role", "header")
        head_line = row(
            IconMark("mark", "accent_ink", 1.4),
            Label(_("Referral Desk"), "brand"),
            margins=(1.3, 0.7, 0.9, 0.7),
            gap=0.6,
        )
        head_line.addStretch(1)
        other, name = _OTHER[language()]
        self.language_button = Button(name, lambda: self.language_chosen.emit(other), kind="quiet", compact=True)
        head_line.addWidget(self.language_button)
        head.setLayout(head_line)
        layout = column(head, self._stack, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        for keys, run in (("Ctrl++", theme.zoom_in), ("Ctrl+;", theme.zoom_in), ("Ctrl+-", theme.zoom_out)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        QShortcut(QKeySequence("Ctrl+0"), self).activated.connect(theme.zoom_reset)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        room = self.screen().availableGeometry()
        self.resize(min(px(82), room.width() - px(2)), min(px(46), room.height() - px(3)))

    @property
    def panel(self) -> QWidget | None:
        """The panel on show."""
        shown = self._stack.currentWidget()
        if isinstance(shown, QScrollArea):
            return shown.widget()
        return shown

    def show_panel(self, panel: QWidget, *, scrolls: bool = True, languages: bool = False) -> None:
        """Show ``panel`` instead of the one before, which is deleted.

        ``scrolls`` where it does not do so itself; ``languages`` where another language may be chosen.
        """
        show_if(self.language_button, languages)
        widget = panel
        if scrolls:
            area = QScrollArea()
            area.setWidget(panel)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            widget = area
        before = self._stack.currentWidget()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing():
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()
