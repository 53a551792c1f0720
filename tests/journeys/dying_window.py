"""A window in a process of its own: a person types half a referral there, until the process is killed.

Run as ``python -m tests.journeys.dying_window FOLDER KEY CLIENT INSTITUTION``; it says "kept" once what was typed is
on the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from referral_desk.db.slots import DataKey
from referral_desk.services import drafts
from referral_desk.services.centre import open_with_key
from referral_desk.ui.desk import open_desk
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.theme import Scheme, Theme
from tests.making import LOGIN, today

REQUEST = "見学に同行してほしい。本人は火曜の夜なら行ける"


def main() -> None:
    """Type, and wait for the end."""
    folder, key, client, institution = sys.argv[1:]
    app = QApplication([])
    centre = open_with_key(Path(folder), LOGIN, DataKey(bytes.fromhex(key)), today=today)
    settings = QSettings(str(Path(folder).parent / "window.ini"), QSettings.Format.IniFormat)
    desk = open_desk(app, Theme(app, Scheme.LIGHT), settings, centre)
    desk.show()
    desk.activateWindow()
    desk.go(Place("new_referral", client=int(client), institution=int(institution)))
    page = desk.page()
    assert isinstance(page, NewReferralPage)
    for chip in ("1", "2"):
        QTest.keyClick(page.form.handoff.facts.focusProxy(), chip)
    QTest.keyClick(page.form.consent.focusProxy(), Qt.Key.Key_O)
    page.form.request.setFocus()
    page.form.request.insertPlainText(REQUEST)

    def look() -> None:
        if drafts.of_person(centre):
            sys.stdout.write("kept\n")
            sys.stdout.flush()
            timer.stop()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(50)
    app.exec()


if __name__ == "__main__":
    main()
