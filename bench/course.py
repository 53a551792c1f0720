"""A client with twenty years of entries beside one with twenty entries: opening her page, and scrolling to its end.

Both are opened in the real window. It is scrolled with the wheel right after opening, while older entries are still
being read and measured.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from bench.measure import Comparison
from referral_desk.db.models import (
    AttemptTable,
    Base,
    ContactTable,
    FollowUpTable,
    HandoffTable,
    ReferralTable,
)
from referral_desk.db.slots import KdfCost
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    ContactService,
    HandoffMode,
    Outcome,
    ReferralStatus,
    Reporter,
    SpokeWith,
    Urgency,
)
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.services import clients, institutions
from referral_desk.services.centre import Centre, create_centre
from referral_desk.ui.app import create_application
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.client_course import ClientCourse
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.theme import Scheme, Theme

DAY = date(2026, 11, 24)
FEW, MANY, VERY_MANY = 20, 2_000, 20_000
OPENING_LIMIT = 3.0
FRAME = 0.050
"""Seconds. A longer one is seen as a jerk."""

ROUNDS = 9
RUNS = 2
_NOTCH = 120
_LONGEST_WAIT = 120.0
CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)
_NOTE = """S: 眠れない、仕事に行けないと話す。
O: 表情は硬く、返事は短い。
A: 疲労が強く、家族も休めていない。
P: 来週また電話する。
"""


@dataclass(frozen=True)
class Stage:
    """The window, and the clients with few and with many entries, by their number."""

    app: QApplication
    window: DeskWindow
    client: Callable[[int], int]

    def open(self, client_id: int) -> float:
        """Open a client's page; return the seconds until her course is painted."""
        page = self.window.page()
        assert isinstance(page, ClientsPage)
        course = page.client.course
        painted = _Painted(course)
        begin = time.perf_counter()
        self.window.go(Place("clients", client=client_id))
        while not painted.at and time.perf_counter() - begin < _LONGEST_WAIT:
            self.app.processEvents()
        course.timeline.viewport().removeEventFilter(painted)
        return painted.at - begin

    def settle(self) -> None:
        """Wait until everything is read and measured."""
        until = time.perf_counter() + _LONGEST_WAIT
        while not (self.window.tasks.idle and self.course.timeline.measured) and time.perf_counter() < until:
            self.app.processEvents()

    @property
    def course(self) -> ClientCourse:
        """The course in view."""
        page = self.window.page()
        assert isinstance(page, ClientsPage)
        return page.client.course


class _Painted(QObject):
    """Notes when entries of a course are painted for the first time."""

    def __init__(self, course: ClientCourse) -> None:
        super().__init__()
        self.at = 0.0
        self._course = course
        course.timeline.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the paint event through, then note the time."""
        if event.type() == QEvent.Type.Paint and not self.at and self._course.timeline.entries.rowCount():
            watched.removeEventFilter(self)
            watched.event(event)
            self.at = time.perf_counter()
            return True
        return False


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Keep the folder until the process ends."""
    return tempfile.TemporaryDirectory(prefix="referral-desk-course-")


@cache
def stage() -> Stage:
    """Return the window, open on a centre of its own; it is made once."""
    settings = CentreSettings(name="架空市保健所")
    place = Path(_folder().name)
    centre, _code = create_centre(
        place / "centre", settings, "midori", "みほんのとても長い合言葉。", cost=CHEAP, today=lambda: DAY
    )
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else create_application(["bench"])
    window = DeskWindow(
        Theme(app, Scheme.LIGHT), QSettings(str(place / "window.ini"), QSettings.Format.IniFormat), centre
    )
    window.resize(1366, 768)
    window.show()
    made = Stage(app, window, cache(partial(_add_client, centre)))
    window.go(Place("clients", client=made.client(FEW)))
    until = time.perf_counter() + _LONGEST_WAIT
    while not (isinstance(window.page(), ClientsPage) and window.tasks.idle) and time.perf_counter() < until:
        app.processEvents()
    return made


def _add_client(centre: Centre, entries: int) -> int:
    """Store a client with so many entries, two days between them; a fifth tells of referrals."""
    chance = random.Random(entries)
    client = clients.save(centre, ClientDraft(name="見本 花子", kana="ミホン ハナコ")).record.id
    draft = InstitutionDraft(name=f"架空市福祉事務所{entries}", kana="カクウシフクシジムショ", kind="welfare_office")
    office = institutions.save(centre, draft).record.id
    with centre.sessions.write() as session:
        for number in range(0, entries, 10):
            on = DAY - timedelta(days=2 * number)
            rows: list[Base] = [
                ContactTable(
                    client_id=client,
                    on=on - timedelta(days=contact),
                    service=ContactService.TELEPHONE,
                    category="alcohol",
                    spoke_with=SpokeWith.FAMILY,
                    with_name="母",
                    minutes=20,
                    note=_NOTE * chance.choice((1, 1, 1, 2, 3, 40)),
                    staff_name="見本 みどり",
                )
                for contact in range(min(5, entries - number))
            ]
            session.add_all(rows)
            if entries - number >= 10:
                session.flush()
                session.add_all(_referral(session, client, office, on, f"{entries}-{number}"))
    return client


def _referral(session: Session, client: int, office: int, on: date, number: str) -> list[Base]:
    """Return the rows of a referral with one handoff, a check, an attempt and an outcome: five entries."""
    referral = ReferralTable(
        number=number,
        client_id=client,
        institution_id=office,
        on=on,
        status=ReferralStatus.COMPLETED,
        reason="",
        consent=ConsentKind.ORAL,
        consent_by="見本 みどり",
        request="家計の相談をお願いします。",
        background="",
        urgency=Urgency.NORMAL,
        outcome=Outcome.GOT_HELP,
        outcome_on=on + timedelta(days=9),
        reported_by=Reporter.RECEIVER,
        staff_name="見本 みどり",
        mode=HandoffMode.THREE_WAY_CALL,
    )
    session.add(referral)
    session.flush()
    check = FollowUpTable(
        referral_id=referral.id,
        kind=FollowUpKind.OUTCOME,
        due_on=on + timedelta(days=7),
        note="様子を聞く",
        done_on=on + timedelta(days=8),
    )
    session.add(check)
    session.flush()
    return [
        HandoffTable(
            referral_id=referral.id,
            on=on,
            at="14:30",
            client_present=True,
            receiver_live=True,
            channel=Channel.TELEPHONE,
            receiver_name="例田 一朗",
            accompanied_by="",
            note="三者で話した。",
            staff_name="見本 みどり",
        ),
        AttemptTable(
            follow_up_id=check.id, on=on + timedelta(days=6), was_due_on=on, note="不在", staff_name="見本 みどり"
        ),
    ]


# --- the rows of the table --------------------------------------------------------------------------------------------


def opening(many: int = MANY) -> Comparison:
    """Compare opening a client with many entries with opening one with few, in turn."""
    set_up = stage()
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + 1):
        for kept, amount in zip(times, (FEW, many), strict=True):
            taken = set_up.open(set_up.client(amount))
            if turn:
                kept.append(taken)
            set_up.settle()
    return Comparison(
        f"a client opened: {many:,} entries beside {FEW}", *map(statistics.median, times), limit=OPENING_LIMIT
    )


def scrolling(many: int = MANY, notches: int = 1) -> Comparison:
    """Compare the longest frame while the wheel goes from the top to the bottom with what nobody sees as a jerk.

    Each frame counts as the shortest of some runs: what else this machine does then is not ours. ``notches`` are
    turned for each frame.
    """
    set_up = stage()
    runs = []
    for _run in range(RUNS):
        set_up.open(set_up.client(FEW))
        set_up.settle()
        set_up.open(set_up.client(many))
        runs.append(_to_the_bottom(set_up, notches))
        assert set_up.course.timeline.entries.rowCount() >= many
        set_up.settle()
    frames = [min(run[step] for run in runs) for step in range(min(map(len, runs)))]
    return Comparison(f"longest of {len(frames):,} frames, scrolling {many:,} entries", FRAME, max(frames), limit=1.0)


def _to_the_bottom(set_up: Stage, notches: int) -> list[float]:
    """Turn the wheel until all is read and the end is in view; return the seconds of each frame."""
    timeline = set_up.course.timeline
    viewport, bar = timeline.viewport(), timeline.verticalScrollBar()
    middle = QPointF(viewport.width() / 2, viewport.height() / 2)
    frames = []
    while bar.value() < bar.maximum() or not set_up.window.tasks.idle or not timeline.measured:
        wheel = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(middle.toPoint())),
            QPoint(0, 0),
            QPoint(0, -_NOTCH * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        begin = time.perf_counter()
        QApplication.sendEvent(viewport, wheel)
        set_up.app.processEvents()
        frames.append(time.perf_counter() - begin)
    return frames


opening_very_many = partial(opening, VERY_MANY)
scrolling_very_many = partial(scrolling, VERY_MANY, 10)
