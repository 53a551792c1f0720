"""What F1 shows: what this page is for, and every key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Rule
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label


class HelpDialog(QDialog):
    """Explains one page; ``keys`` are (key, what it does)."""

    def __init__(self, title: str, text: str, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Explanation: {page}").format(page=title))
        body = column(Label(title, "title"), margins=(0, 0, 0.8, 0), gap=0.7)
        for paragraph in text.split("\n\n"):
            body.addWidget(Label(paragraph, wrap=True, selectable=True))
        body.addWidget(Rule())
        body.addWidget(Label(_("Keys"), "section"))
        grid = QGridLayout()
        space(grid, 0.0, 0.45)
        for line, (key, words) in enumerate(keys):
            grid.addWidget(Label(key, "key"), line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(words), line, 1)
        grid.setColumnStretch(1, 1)
        body.addLayout(grid)
        body.addStretch(1)
        page = boxed(body)
        page.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        close = Button(_("Close"), self.accept, kind="primary")
        buttons = row(close)
        buttons.insertStretch(0, 1)
        self.setLayout(column(scroll, boxed(buttons), margins=1.2, gap=0.7))
        self.resize(px(44), px(34))
        close.setDefault(True)
        close.setFocus()
