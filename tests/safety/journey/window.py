"""The same records in a window of their own process, which comes to a bad end.

Run as ``python -m tests.safety.journey.window DATA HOW``: "die" opens every page and dialog, runs into a defect, types
half a form and waits to be killed; "lock" opens what was unfinished, locks, and closes. Every stage is said.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from referral_desk.services import drafts
from referral_desk.services.centre import open_centre
from referral_desk.ui import app as application
from referral_desk.ui import tour
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.import_files import ImportDialog
from referral_desk.ui.dialogs.telling import DefectDialog
from referral_desk.ui.drafts import reopen
from referral_desk.ui.locking import Locking
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.theme import Theme
from tests.making import CHEAP
from tests.safety.journey.marks import PASSWORD, TEXT
from tests.safety.journey.records import LOGIN

PATIENCE = 60.0
_TICK = 10

Ready = Callable[[], object]
Steps = Iterator[Ready]


def main() -> int:
    """Open the centre as the program does, and go one of the two ways."""
    data, how = sys.argv[1:]
    app = application.create_application(sys.argv[:1])
    application.install_hooks()
    settings = application.window_settings()
    theme = application.create_theme(app, settings)
    desk = open_desk(app, theme, settings, open_centre(Path(data), LOGIN, PASSWORD, minimum=CHEAP))
    desk.resize(1366, 768)
    desk.show()
    desk.activateWindow()
    steps = _die(desk) if how == "die" else _lock(app, theme, settings, desk)
    walk = Walk(app, steps, lambda: desk.tasks.idle)
    status = app.exec()
    del walk
    return status


def say(stage: str) -> None:
    """Tell whoever started this how far it is."""
    sys.stdout.write(f"{stage}\n")
    sys.stdout.flush()


class Walk(QObject):
    """Takes one step after the other while the application runs, each once what it waits for is so."""

    def __init__(self, app: QApplication, steps: Steps, first: Ready) -> None:
        super().__init__(app)
        self._app, self._steps, self._ready = app, steps, first
        self._since = monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK)

    def _tick(self) -> None:
        late = monotonic() - self._since > PATIENCE
        if not late and not self._ready():
            return
        self._since = monotonic()
        try:
            if late:
                raise TimeoutError
            self._ready = next(self._steps)
        except StopIteration:
            self._app.exit(0)
        except BaseException as error:
            self._timer.stop()
            say(f"failed {type(error).__name__}")
            self._app.exit(1)


def _die(desk: DeskWindow) -> Steps:
    yield from _see_everything(desk)
    yield from _run_into_a_defect()
    yield from _type_half_a_form(desk)


def _see_everything(desk: DeskWindow) -> Steps:
    def idle() -> bool:
        return desk.tasks.idle

    shown = tour.sample(desk.centre)
    for _name, place in tour.places(shown):
        desk.go(place)
        yield idle
    desk.go(Place("today"))
    desk.header.search.setFocus()
    desk.header.search.setText(TEXT)
    yield idle
    desk.header.search.clear()
    for stop in tour.dialogs(desk, shown):
        dialog = stop.make()
        dialog.open()
        yield idle
        if stop.name == "preview":
            yield from (_always for _ in range(5))  # the preview is drawn by a thread of its own
        if isinstance(dialog, ImportDialog):
            dialog.reject()
        dialog.close()
    QApplication.clipboard().setText(TEXT)
    say("seen")


def _run_into_a_defect() -> Steps:
    """An error that nobody catches, with a client's record at hand; the report is closed again."""

    def break_down() -> None:
        record = TEXT
        raise RuntimeError(record)

    def report() -> bool:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, DefectDialog):
            dialog.accept()
            return True
        return False

    QTimer.singleShot(0, break_down)
    yield report
    say("reported")


def _type_half_a_form(desk: DeskWindow) -> Steps:
    kept = {draft.saved_at for draft in drafts.of_person(desk.centre)}
    desk.go(Place("new_referral", client=1, institution=1))
    yield lambda: desk.tasks.idle
    page = desk.page()
    assert isinstance(page, NewReferralPage)
    page.form.request.setFocus()
    page.form.request.insertPlainText(TEXT)
    desk.drafts.look()
    yield lambda: {draft.saved_at for draft in drafts.of_person(desk.centre)} > kept
    say("typed")
    yield lambda: False


def _lock(app: QApplication, theme: Theme, settings: QSettings, desk: DeskWindow) -> Steps:
    reopen(desk, at_once=True)
    yield lambda: desk.tasks.idle
    locking = Locking(app, theme, settings, desk)
    locking.lock()
    yield lambda: locking.desk is None
    say("locked")
    assert locking.window is not None
    locking.window.close()
    yield _always
    say("closed")


def _always() -> bool:
    return True


if __name__ == "__main__":
    sys.exit(main())
