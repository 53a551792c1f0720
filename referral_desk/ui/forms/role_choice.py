"""Choosing a role: the four under each other, each with what it may do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from referral_desk.domain.access import Role
from referral_desk.domain.users import ROLE_NAMES, ROLE_WORDS
from referral_desk.i18n import render
from referral_desk.ui.look import px
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.text import Label


class RoleChoice(QWidget):
    """Exactly one role is chosen; ``changed`` comes when a person chooses another. Arrows go from role to role."""

    changed = Signal()

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._buttons: dict[Role, QRadioButton] = {}
        group = QButtonGroup(self)
        whole = column(margins=(0, 0.45, 0, 0), gap=0.55)
        for each in Role:
            words = render(ROLE_WORDS[each])
            button = QRadioButton(render(ROLE_NAMES[each]))
            button.setAccessibleDescription(words)
            button.setChecked(each is role)
            button.toggled.connect(lambda on: self.changed.emit() if on else None)
            group.addButton(button)
            self._buttons[each] = button
            remark = Label(words, "hint", wrap=True)
            remark.setContentsMargins(px(1.75), 0, 0, 0)
            whole.addWidget(boxed(column(button, remark, gap=0.1)))
        self.setLayout(whole)
        self.setFocusProxy(self._buttons[role])

    @property
    def role(self) -> Role:
        """The role chosen."""
        return next(role for role, button in self._buttons.items() if button.isChecked())

    def choose(self, role: Role) -> None:
        """Choose a role as a person does."""
        self._buttons[role].click()
