"""Fields for passwords, and what is said about a new one in words."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.widgets.layouts import column

SHORTEST = 13
_LONG = 20
_FEW_LETTERS = 5


class PasswordField(QLineEdit):
    """Dots until the password is shown; then an input method works too, so that kana can be typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setMaxLength(1024)

    def show_password(self, on: bool) -> None:
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


class ShowPassword(QWidget):
    """The tick that shows what is typed in all of ``fields``."""

    toggled = Signal(bool)

    def __init__(self, *fields: PasswordField) -> None:
        super().__init__()
        self.box: QCheckBox = tick(_("Show the password"), on=False)
        for field in fields:
            self.box.toggled.connect(field.show_password)
        self.setLayout(column(self.box))
        self.setFocusProxy(self.box)


def strength_words(password: str) -> str:
    """Say what a new password still lacks, or that it is good; "" while nothing is typed."""
    length = len(unicodedata.normalize("NFKC", password))
    if not length:
        return ""
    if length < SHORTEST:
        return _("{count} more characters are needed.").format(count=SHORTEST - length)
    if len(set(password.casefold())) <= _FEW_LETTERS or _runs(password):
        return _("Long enough, but easy to guess. Mix in other words.")
    if length < _LONG:
        return _("Good. A longer sentence is better still.")
    return _("Very good.")


def _runs(password: str) -> bool:
    """Whether neighbours follow each other, as in 1234567890 or abcdefg, for most of the password."""
    steps = [ord(after) - ord(before) for before, after in pairwise(password)]
    return sum(step in (-1, 0, 1) for step in steps) > len(password) * 0.6


def password_problems(password: str, again: str) -> list[Problem]:
    """Return what is wrong with a new password typed twice, under ``password`` and ``again``."""
    length = len(unicodedata.normalize("NFKC", password))
    if length < SHORTEST:
        short = message(
            N_("A password has at least {shortest} characters, this has {found}. Make it longer: a sentence is fine."),
            shortest=SHORTEST,
            found=length,
        )
        return [Problem("password", short)]
    if password != again:
        return [Problem("again", message(N_("The two passwords differ. Type the same one twice.")))]
    return []
