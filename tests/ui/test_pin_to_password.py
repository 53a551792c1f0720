"""From the PIN to the password: the panel that asks for the password says why the PIN does not unlock any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import PIN_TRIES
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.locking import set_pin
from referral_desk.services.rekeying import rekey
from referral_desk.ui.desk import open_desk
from referral_desk.ui.dialogs.pin import PinPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.locking import Locking
from referral_desk.ui.theme import Theme
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre

PIN, WRONG = "271828", "314159"


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("renewed", "typed", "words"),
    [
        (True, [PIN], "The keys were renewed since you chose the PIN. Unlock with the password."),
        (False, [WRONG] * PIN_TRIES, "The PIN was wrong too often. Unlock with the password."),
    ],
)
def test_where_the_pin_unlocks_nothing_any_more_the_password_is_asked_for_and_it_is_said_why(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    new_folder: NewCentre,
    tmp_path: Path,
    renewed: bool,
    typed: list[str],
    words: str,
) -> None:
    centre = open_centre(new_folder.folder, LOGIN, PASSWORD, minimum=CHEAP)
    _read = (centre.settings, centre.codes, centre.safety)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = open_desk(qapp, theme, settings, centre)
    desk.show()
    locking = Locking(qapp, theme, settings, desk, open_again=_open)
    qtbot.waitUntil(lambda: desk.tasks.idle)
    locking._quick = set_pin(centre, PIN, cost=CHEAP)
    if renewed:
        rekey(centre)
    locking.lock()
    qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, PinPanel))
    assert locking.window is not None
    panel = locking.window.panel
    assert isinstance(panel, PinPanel)
    for number, pin in enumerate(typed):
        qtbot.keyClicks(panel.pin, pin)
        if number + 1 < len(typed):
            qtbot.waitUntil(panel.pin.isEnabled)
    qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, UnlockPanel))
    asks = locking.window.panel
    assert isinstance(asks, UnlockPanel)
    assert asks.problem.isVisible()
    assert asks.problem.text == words
    assert not asks.restore_button.isVisible()
    locking.window.deleteLater()
    locking.end()
    locking.curtain.lift()
    locking.deleteLater()


def _open(folder: Path, login: str, password: str, _action: object) -> Centre:
    return open_centre(folder, login, password, minimum=CHEAP)
