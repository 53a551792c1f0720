"""The line over the figures: what should be looked at before the period is submitted, each count leading there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.quality import CheckCount, CheckKind, QualitySummary, total
from referral_desk.i18n import _
from referral_desk.services import quality
from referral_desk.ui.quality_words import count_words, label, share_words, unknown_words
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import FlowBox, boxed, row
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.widgets.text import Label, repolish, show_if
from referral_desk.ui.workplace import Workplace

SHOWN = 3
"""Checks that the line names; the rest is one figure, so that the line stays one."""

WATCHED = (
    Kind.REFERRAL,
    Kind.CONTACT,
    Kind.CLIENT,
    Kind.FOLLOW_UP,
    Kind.CONSENT,
    Kind.QUALITY,
    Kind.CENTRE,
    Kind.REPORT_PROFILE,
)
"""What the checks look at."""


class QualityLine(QFrame):
    """Says what the checks found in the period on show; ``asked`` carries the check to show, None for all of them.

    It reads numbers only, and anew whenever something changed that the checks look at, as soon as it is in sight.
    """

    asked = Signal(object)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self._period: Period | None = None
        self._stale = False
        self.summary: QualitySummary | None = None
        self._warning, self._fine = IconMark("warning", "note_ink"), IconMark("check", "muted")
        self.parts = FlowBox(gap=0.35)
        line = row(margins=(0.9, 0.4, 0.7, 0.4), gap=0.6)
        for icon in (self._warning, self._fine):
            line.addWidget(icon, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.parts, 1)
        self.setLayout(line)
        self.hide()
        work.bus.changed.connect(self._changed)

    @property
    def words(self) -> str:
        """What it says, in one sentence."""
        return self.accessibleName()

    def show_period(self, period: Period, *, closed: bool) -> None:
        """Look at a period; a closed one is submitted already, so there is nothing to be said of it here."""
        self._period = None if closed else period
        if closed:
            self._reads.drop()
            self.summary = None
            self.hide()
        else:
            self._read()

    def _changed(self, changes: ChangeSet, _initiator: object) -> None:
        if self._period is None or not changes.touches(*WATCHED):
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        period, centre = self._period, self._work.centre
        if period is None:
            return
        self._stale = False
        self._reads.run(lambda _work: quality.summary(centre, period), self._show)

    def _show(self, summary: QualitySummary) -> None:
        self.summary = summary
        pressing = summary.pressing
        self.parts.clear()
        heading = _("Before submitting:")
        said = [heading]
        self.parts.add(Label(heading, "note" if pressing else "muted"))
        for place, counted in enumerate(pressing[:SHOWN]):
            part, words = self._part(summary, counted, first=place == 0)
            self.parts.add(part)
            said.append(words)
        others = pressing[SHOWN:]
        if others:
            self._add_link(_("{count} at other points").format(count=count_words(total(others))), None, said, dot=True)
        if not pressing:
            self._say(_("Nothing to look at."), said)
        if all(each.kind is not CheckKind.OUTCOME_UNKNOWN for each in pressing[:SHOWN]):
            self._say(unknown_words(summary.unknown, summary.handed_over, summary.unknown_share), said)
        if summary.soft and not pressing:
            self._add_link(_("Good to have: {count}").format(count=count_words(total(summary.soft))), None, said)
        self.setAccessibleName(" ".join(said))
        self.setProperty("role", "note-panel" if pressing else "")
        repolish(self)
        show_if(self._warning, bool(pressing))
        show_if(self._fine, not pressing)
        show_if(self, True)

    def _part(self, summary: QualitySummary, counted: CheckCount, *, first: bool) -> tuple[QWidget, str]:
        """Return one check as it stands in the line, and what a screen reader says of it."""
        name, number = label(counted.kind), count_words(counted.count)
        share = share_words(summary, counted.kind)
        link = LinkLabel(number, partial(self.asked.emit, counted.kind))
        link.setAccessibleName(f"{name} {number}")
        link.setObjectName(counted.kind.value)
        link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # short words keep their own width
        line = row(Label(name if first else f"· {name}", "note"), link, gap=0.35)
        if share:
            line.addWidget(Label(share.strip(), "note"))
        return boxed(line), f"{name} {number}{share}"

    def _add_link(self, words: str, kind: CheckKind | None, said: list[str], *, dot: bool = False) -> None:
        link = LinkLabel(words, partial(self.asked.emit, kind))
        self.parts.add(boxed(row(Label("·", "note"), link, gap=0.35)) if dot else link)
        said.append(words)

    def _say(self, words: str, said: list[str]) -> None:
        if words:
            self.parts.add(Label(words, "muted"))
            said.append(words)
