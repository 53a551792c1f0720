"""Before a letter goes out for the first time: to whom, what it tells, and on which ground. One look, one key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from referral_desk.domain.documents.text import address_line
from referral_desk.domain.outgoing import Choice, Standing
from referral_desk.i18n import _
from referral_desk.services.outgoing import Outgoing
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.forms.outgoing_presenter import ItemLine, OutgoingPresenter
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import Card, Rule, WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row, scrolling
from referral_desk.ui.widgets.text import Label, set_tooltip, show_if
from referral_desk.ui.workplace import Workplace

_HEADS = {
    Standing.NEEDED: lambda: _("The letter tells"),
    Standing.BEYOND: lambda: _("May be added"),
    Standing.NOT_COVERED: lambda: _("Left out"),
}


class OutgoingDialog(QDialog):
    """``issue`` gets what was decided; ``correct`` opens the receiver's entry in the directory."""

    def __init__(
        self,
        work: Workplace,
        seen: Outgoing,
        remark: str,
        issue: Callable[[Choice], None],
        correct: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Before the letter goes out")
        self.setWindowTitle(title)
        self._issue = issue
        self._correct = correct
        self.presenter = OutgoingPresenter(seen, work.centre.codes, work.centre.today())
        self.ticks: dict[str, QCheckBox] = {}
        unknown = Label(self.presenter.unknown_words(), "muted", wrap=True)
        show_if(unknown, bool(unknown.text()))
        left_out = Label(self.presenter.left_out_words(), wrap=True)
        show_if(left_out, bool(left_out.text()))
        body = column(
            Label(title, "title", wrap=True),
            Label(remark, "muted", wrap=True),
            self._receiver(),
            self._items(),
            left_out,
            unknown,
            gap=0.6,
        )
        body.addStretch(1)
        sure = _("Issue the letter") if self.presenter.confirmed else _("Receiver is right: issue the letter")
        self.issue_button = Button(sure, self._go, kind="primary", keys="Ctrl Enter")
        self.cancel_button = Button(_("Cancel"), self.reject, kind="quiet", keys="Esc")
        footer = row(self.cancel_button, self.issue_button, gap=0.6)
        footer.insertStretch(0, 1)
        self.setLayout(scrolling(boxed(body), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(68), room.width() - px(2)), min(px(44), room.height() - px(3)))
        press_with(self, self.issue_button, "Ctrl+Return", "Ctrl+Enter")
        self.issue_button.setFocus()

    def _receiver(self) -> QWidget:
        to = self.presenter.seen.to
        card = Card(gap=0.3, padding=0.8)
        correct = Button(_("Correct the entry…"), self._to_entry, compact=True)
        head = row(Label(_("It goes to"), "muted"), correct)
        head.insertStretch(1, 1)
        card.add(head)
        for name in to.names:
            card.add(Label(name, "section", wrap=True, selectable=True))
        card.add(Label(address_line(to.postal_code, "\n".join(to.lines)), wrap=True, selectable=True))
        if not to.lines:
            card.add(WarningPanel(_("The directory has no address for this receiver.")))
        card.add(Label(self.presenter.receiver_words(), "muted", wrap=True))
        return card

    def _items(self) -> QWidget:
        grid = QGridLayout()
        space(grid, 0.0, 0.45)
        grid.setHorizontalSpacing(px(0.9))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        before: Standing | None = None
        for line in self.presenter.lines():
            at = grid.rowCount()
            if line.standing is not before:
                before = line.standing
                grid.addWidget(Label(_HEADS[before](), "strong"), at, 0, 1, 3)
                grid.addWidget(Rule(), at + 1, 0, 1, 3)
                at += 2
            self._add_line(grid, at, line)
        return boxed(grid)

    def _add_line(self, grid: QGridLayout, at: int, line: ItemLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        box = tick(line.label, self.presenter.told(line.code))
        box.setAccessibleDescription(f"{line.words} {line.ground}")
        box.setEnabled(line.open)
        box.toggled.connect(partial(self._ticked, line.code))
        self.ticks[line.code] = box
        words = Label(line.words, "muted" if line.standing is Standing.NOT_COVERED else "", wrap=True)
        set_tooltip(words, line.whole if line.whole != line.words else "")
        grid.addWidget(box, at, 0, top)
        grid.addWidget(words, at, 1, top)
        grid.addWidget(Label(line.ground, "hint", wrap=True), at, 2, top)

    def _ticked(self, code: str, on: bool) -> None:
        self.presenter.tell(code, on=on)

    def _go(self) -> None:
        self.accept()
        self._issue(self.presenter.choice())

    def _to_entry(self) -> None:
        self.reject()
        self._correct()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone never issues anything: in Japanese it also ends a conversion, and here one ticks with Space.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
