"""A desk that is put together while the password is being typed.

Building the window takes a third of the time that the key derivation does; so done, the page is there a moment after
the key. It is built step by step between the event loop's turns, with nothing of the centre in it, and is thrown away
where it does not fit: another language, another role, own kinds of institution, a wrong password given up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer

from referral_desk.domain.access import Role
from referral_desk.i18n import language
from referral_desk.services.centre import Centre, centre_to_be
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.page import Place
from referral_desk.ui.theme import Theme


class PreparedDesk(QObject):
    """Builds the desk of the centre in ``folder``; :meth:`take` gives it to a centre that was opened."""

    def __init__(self, theme: Theme, settings: QSettings, folder: Path, login: str, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._folder = folder
        self._login = login
        self._language = language()
        self._desk: DeskWindow | None = None
        self._steps: list[Callable[[], None]] = [self._build, self._build_today, self._polish, self._measure]
        QTimer.singleShot(0, self, self._step)

    def _step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            QTimer.singleShot(0, self, self._step)

    def _build(self) -> None:
        self._desk = DeskWindow(self._theme, self._settings, centre_to_be(self._folder, self._login))

    def _build_today(self) -> None:
        if self._desk is not None:
            self._desk.prepare("today")

    def _polish(self) -> None:
        if self._desk is not None:
            self._desk.ensurePolished()

    def _measure(self) -> None:
        if self._desk is not None:
            self._desk.grab()  # lays everything out and draws every glyph once, out of sight

    @property
    def ready(self) -> bool:
        """Whether the desk is put together."""
        return self._desk is not None and not self._steps

    def take(self, centre: Centre) -> DeskWindow | None:
        """Return the desk, now that of ``centre``, to be shown; None where it was not ready or does not fit.

        Its first page is opened once it is painted: what it reads would keep the painting waiting.
        """
        desk, self._desk, self._steps = self._desk, None, []
        if desk is None:
            return None
        same = language() is self._language and centre.folder == self._folder
        if not (same and centre.role is Role.ADMINISTRATOR and centre.codes == desk.centre.codes):
            self._throw_away(desk)
            return None
        desk.centre.become(centre)
        desk.show_centre()
        QTimer.singleShot(0, desk, partial(desk.go, Place("today")))
        return desk

    def discard(self) -> None:
        """Throw the desk away."""
        desk, self._desk, self._steps = self._desk, None, []
        if desk is not None:
            self._throw_away(desk)

    @staticmethod
    def _throw_away(desk: DeskWindow) -> None:
        desk.stop()
        desk.centre.close()
        desk.deleteLater()
