"""A large button that says in a sentence where it leads, for windows that offer two or three ways."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from referral_desk.ui.look import px
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import Label


class ChoiceButton(QPushButton):
    """An icon, a title, and words under it; ``key`` is the number that presses it, shown at the right."""

    def __init__(self, icon: str, title: str, words: str, run: Callable[[], None], *, key: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setAutoDefault(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        texts = QVBoxLayout()
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(px(0.35))
        texts.addWidget(Label(title, "strong"))
        texts.addWidget(Label(words, "muted", wrap=True))
        line = row(margins=(1.1, 0.9, 1.1, 0.9), gap=1.1)
        line.addWidget(IconMark(icon, "accent_ink", 2.0), alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(texts, 1)
        if key:
            line.addWidget(Label(key, "key"), alignment=Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda _checked=False: run())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(16), px(4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
