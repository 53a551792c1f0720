"""The bar at the bottom: when the last change was saved, and how to get help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame, QSizePolicy

from referral_desk.i18n import _
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import Label


class StatusBar(QFrame):
    """``note`` is a second sentence for the window to use."""

    def __init__(self, help_run: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self._mark = IconMark("check", "muted", 1.0)
        self._saved = Label("", "hint")
        self.note = Label("", "hint")
        self._mark.hide()
        line = row(self._mark, self._saved, self.note, margins=(1.3, 0.1, 0.9, 0.1), gap=0.4)
        line.addStretch(1)
        line.addWidget(Button(_("Explain this page"), help_run, kind="quiet", keys="F1", compact=True))
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def saved_at(self, moment: datetime) -> None:
        """Say when the last change was saved."""
        self._saved.setText(_("Saved at {time}").format(time=f"{moment.hour}:{moment.minute:02}"))
        self._mark.show()
