"""The window of a journey: opened on a centre as on the small screen of an office PC, taken away at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.theme import Scheme, Theme

OpenWindow = Callable[[Centre], DeskWindow]


def take_away(qtbot: QtBot, window: DeskWindow) -> None:
    """Close a window for good, and its centre with it."""
    with qtbot.waitSignal(window.destroyed):
        window.put_away()


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens the window of a centre with Today in view, and everything read that it shows."""
    theme = Theme(qapp, Scheme.LIGHT)
    windows: list[DeskWindow] = []

    def open_window(centre: Centre) -> DeskWindow:
        window = open_desk(qapp, theme, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), centre)
        windows.append(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.tasks.idle)
        return window

    yield open_window
    for window in windows:
        if isValid(window):
            take_away(qtbot, window)
    theme.deleteLater()
