"""By how many millimetres a print is moved: typed for each form of paper, and remembered on this PC."""

from __future__ import annotations

import math
import unicodedata

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLineEdit

from referral_desk.domain.stationery import Offset
from referral_desk.i18n import _
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.text import Label


class MillimetreField(QLineEdit):
    """A length in millimetres, typed in any width, with a sign; what is no number counts as one that no rule allows."""

    @property
    def value(self) -> float:
        """The millimetres as typed; blank: 0."""
        typed = unicodedata.normalize("NFKC", self.text()).strip().replace("−", "-").replace("‐", "-")
        try:
            number = float(typed or "0")
        except ValueError:
            return math.inf
        return number if math.isfinite(number) else math.inf

    def show_value(self, value: float) -> None:
        """Show a length."""
        self.setText(f"{value:g}")


class Placement:
    """Two rows of a form: how far to the right and down. ``settings`` None remembers nothing."""

    def __init__(self, form: Form, settings: QSettings | None) -> None:
        self._settings = settings
        self._paper = ""
        self.right, self.down = MillimetreField(), MillimetreField()
        hint = _("Printers draw paper in a little off: print the test page, measure, and enter by how much to move.")
        form.add_row("right", _("Move to the right"), self.right, beside=Label("mm", "muted"))
        form.add_row("down", _("Move down"), self.down, beside=Label("mm", "muted"), hint=hint)

    @property
    def offset(self) -> Offset:
        """What is typed."""
        return Offset(self.right.value, self.down.value)

    def choose(self, paper: str) -> None:
        """Show what was remembered for a form of paper, by its code."""
        self._paper = paper
        for name, field in (("right", self.right), ("down", self.down)):
            kept = self._settings.value(f"print/{paper}/{name}", "") if self._settings is not None else ""
            field.setText(str(kept or "0"))
            if not math.isfinite(field.value):
                field.show_value(0.0)

    def remember(self) -> None:
        """Keep what is typed for the form of paper that is chosen."""
        if self._settings is not None:
            for name, field in (("right", self.right), ("down", self.down)):
                self._settings.setValue(f"print/{self._paper}/{name}", f"{field.value:g}")
