"""Fields for passwords, and a new password typed twice with its strength beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, render
from referral_desk.services.password_strength import Strength, refusal, strength
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.tasks import LatestOnly, Tasks
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.password_strength import PasswordMeter

SHORTEST = 13
_JUDGED_AT_ONCE = 32
"""Characters judged where a button is pressed before the estimate has come: a few milliseconds. Whether a password is
guessed at once shows in its beginning; the own words are compared whole."""

_WORDS = (
    N_("guessed at once"),
    N_("easy to guess"),
    N_("could be better"),
    N_("good"),
    N_("very good"),
)
"""For each score."""

OwnWords = Callable[[], tuple[str, ...]]
"""Returns what others try first: logins, the centre's name, names of staff, as they are when it is called."""


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

    def __init__(self, *fields: PasswordField) -> None:
        super().__init__()
        self.box: QCheckBox = tick(_("Show the password"), on=False)
        for field in fields:
            self.box.toggled.connect(field.show_password)
        self.setLayout(column(self.box))
        self.setFocusProxy(self.box)


@dataclass(frozen=True)
class Judgement:
    """What is shown of a new password: segments, the word beside them, advice; ``refused``: it will not be taken."""

    filled: int
    word: str
    advice: str
    refused: bool = False


def judgement(password: str, judged: Strength | None, own_words: tuple[str, ...] = ()) -> Judgement:
    """Return what to show of ``password``; ``judged`` None: its estimate has not come yet."""
    rule = _("13 characters or more. A short sentence is easy to remember.")
    lacking = SHORTEST - _length(password)
    if not password:
        return Judgement(0, "", rule)
    if lacking > 0:
        few = _("{count} more characters are needed.").format(count=lacking)
        return Judgement(min(1, judged.score if judged else 0), few, rule)
    if judged is None:
        return Judgement(0, "", rule)
    why = render(judged.warning) if judged.warning else ""
    if refusal(password, judged, own_words) is not None:
        return Judgement(0, _(_WORDS[0]), why, refused=True)
    what_to_do = " ".join(render(each) for each in judged.suggestions[:1])
    advice = why or what_to_do or _("Use this password for nothing else.")
    if why and what_to_do:
        advice = _("{why} {what_to_do}").format(why=why, what_to_do=what_to_do)
    return Judgement(judged.score, _(_WORDS[judged.score]), advice)


class NewPasswordFields(QObject):
    """A new password, the same again, a tick that shows both, and how strong it is while it is typed.

    Its rows ``password`` and ``again`` stand in ``form``: one of its own, or one that has rows already, to which they
    are added. Strength is estimated on a reader's thread; only :meth:`problems` says what is refused.
    """

    def __init__(
        self, tasks: Tasks, own_words: OwnWords | tuple[str, ...] = (), form: Form | None = None, *, label: str = ""
    ) -> None:
        self.form = form or Form(gap=0.6)
        super().__init__(self.form)
        self._own_words: OwnWords = own_words if callable(own_words) else lambda: own_words
        self._latest = LatestOnly(tasks)
        self._judged: tuple[str, Strength] | None = None
        self.password, self.again = PasswordField(), PasswordField()
        self.meter = PasswordMeter()
        self.show_tick = ShowPassword(self.password, self.again)
        self._row = self.form.add_row(
            "password",
            label or _("Password"),
            self.password,
            required=True,
            hint=judgement("", None).advice,
            under=self.meter,
        )
        self.form.add_row("again", _("The same again"), self.again, required=True)
        self.form.add_wide(self.show_tick)
        self.password.textChanged.connect(self._typed)
        self.destroyed.connect(self._latest.drop)

    @property
    def text(self) -> str:
        """The new password as typed."""
        return self.password.text()

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return bool(self.password.text() or self.again.text())

    def clear(self) -> None:
        """Forget what was typed."""
        self.password.clear()
        self.again.clear()
        self._judged = None

    def problems(self) -> list[Problem]:
        """Return what is wrong with what was typed, under ``password`` and ``again``."""
        typed = self.password.text()
        problems = password_problems(typed, self.again.text())
        if any(each.field == "password" for each in problems):
            return problems
        own = self._own_words()
        known = self._judged[1] if self._judged and self._judged[0] == typed else None
        refused = refusal(typed, known or strength(typed[:_JUDGED_AT_ONCE], own), own)
        return [refused] if refused is not None else problems

    def _typed(self, typed: str) -> None:
        if not typed:
            self._latest.drop()
            self._judged = None
            self._show(typed, None)
            return
        self._show(typed, self._judged[1] if self._judged else None)
        own = self._own_words()
        self._latest.run(lambda _work: strength(typed, own), lambda judged: self._estimated(typed, judged))

    def _estimated(self, typed: str, judged: Strength) -> None:
        self._judged = (typed, judged)
        self._show(typed, judged)

    def _show(self, typed: str, judged: Strength | None) -> None:
        shown = judgement(typed, judged, self._own_words())
        self.meter.show_strength(shown.filled, shown.word, danger=shown.refused)
        self._row.set_hint(shown.advice)


def password_problems(password: str, again: str) -> list[Problem]:
    """Return what is wrong with a new password typed twice, under ``password`` and ``again``."""
    length = _length(password)
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


def _length(password: str) -> int:
    """Return the characters of a password as the vault counts them."""
    return len(unicodedata.normalize("NFKC", password))
