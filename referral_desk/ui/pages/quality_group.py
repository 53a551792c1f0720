"""What one check found: its rows with their links, and the list of what was set aside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.quality import CHECKS, CheckGroup, CheckKind, Finding, QualitySummary, RecordKind, WaivedRow
from referral_desk.i18n import _
from referral_desk.ui.dates import date_width, long_month, short_date
from referral_desk.ui.quality_words import (
    count_words,
    label,
    left_out_words,
    not_shown_words,
    share_words,
    what_words,
    why_words,
)
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

MEND, ASIDE, REASON = "mend", "aside", "reason"
"""The columns whose cells do something."""


class QualityGroup(QWidget):
    """The entries that one check found; ``mend``, ``set_aside`` and ``give_reason`` get the finding of a row."""

    def __init__(
        self,
        work: Workplace,
        kind: CheckKind,
        mend: Callable[[Finding], None],
        set_aside: Callable[[Finding], None],
        give_reason: Callable[[Finding], None],
    ) -> None:
        super().__init__()
        self.kind = kind
        check, codes, today = CHECKS[kind], work.centre.codes, work.centre.today
        does = {MEND: mend, ASIDE: set_aside, REASON: give_reason}
        self.table: RecordTable[Finding] = RecordTable(
            self._columns(
                work, check.record, lambda each: what_words(each, codes), lambda each: why_words(each, codes, today())
            ),
            name=label(kind),
            fit_rows=True,
            cells=True,
            row_height=2.7,
        )
        self.table.cell_opened.connect(lambda finding, key: does[key](finding))
        self.table.opened.connect(mend)
        self._head = SectionHeader(label(kind))
        self._rest = Label("", "hint", wrap=True)
        self._card = Card(self.table, padding=0.1)
        self.setLayout(column(self._head, Label(_(check.advice), "hint", wrap=True), self._card, self._rest, gap=0.3))
        self.setFocusProxy(self.table)

    @staticmethod
    def _columns(
        work: Workplace, record: RecordKind, what: Callable[[Finding], str], why: Callable[[Finding], str]
    ) -> tuple[Column[Finding], ...]:
        day: tuple[Column[Finding], ...] = ()
        if record is not RecordKind.CLIENT:
            day = (Column("on", _("Day"), lambda each: short_date(each.on) if each.on else "", width=date_width()),)
        mending = {RecordKind.CONTACT: _("Correct…"), RecordKind.REFERRAL: _("Open"), RecordKind.CLIENT: _("Correct…")}
        doing: tuple[Column[Finding], ...] = (
            Column(MEND, "", lambda _each: mending[record], width=6.8, link=True, spoken=_("Command")),
        )
        if work.may(Action.SET_ASIDE_CHECK):
            doing += (
                Column(ASIDE, "", lambda _each: _("Leave as it is"), width=9.4, link=True, spoken=_("Command")),
                Column(REASON, "", lambda _each: _("with a reason…"), width=10.2, link=True, spoken=_("Command")),
            )
        return (
            *day,
            Column(
                MEND,
                _("Client"),
                lambda each: each.client_name,
                over=lambda each: each.client_kana,
                width=9.5,
                link=True,
            ),
            Column("what", _("Entry"), what, width=11.0, stretch=True),
            Column("why", _("In question"), why, width=10.6),
            *doing,
        )

    def show_group(self, group: CheckGroup, summary: QualitySummary) -> None:
        """Show what the check found; the cursor stays on its row."""
        counted = group.counted
        self._head.set_text(label(self.kind), f"{count_words(counted.count)}{share_words(summary, self.kind)}")
        show_if(self._card, bool(group.findings))
        self.table.set_rows(group.findings)
        rest = [left_out_words(group.left_out), not_shown_words(counted)]
        self._rest.setText(" ".join(part for part in rest if part))
        show_if(self._rest, any(rest))


class WaivedList(QWidget):
    """What was set aside for the months of the period; ``take_up`` gets the row to be looked at again."""

    def __init__(self, work: Workplace, take_up: Callable[[WaivedRow], None]) -> None:
        super().__init__()
        doing: tuple[Column[WaivedRow], ...] = ()
        if work.may(Action.SET_ASIDE_CHECK):
            doing = (Column("take_up", "", lambda _row: _("Check again"), width=7.8, link=True, spoken=_("Command")),)
        self.table: RecordTable[WaivedRow] = RecordTable(
            (
                Column("client", _("Client"), lambda row: row.client_name, over=lambda row: row.client_kana, width=9.5),
                Column("kind", _("Point"), lambda row: label(row.waiver.kind), width=14.0, stretch=True),
                Column("month", _("Month"), lambda row: long_month(row.waiver.year, row.waiver.month), width=8.4),
                Column("reason", _("Reason"), lambda row: " ".join(row.waiver.reason.split()), width=11.0),
                Column("staff", _("Staff"), lambda row: row.waiver.staff_name, width=7.4),
                *doing,
            ),
            name=_("Left as they are"),
            fit_rows=True,
            cells=True,
            row_height=2.7,
        )
        self.table.cell_opened.connect(lambda row, _key: take_up(row))
        self._head = SectionHeader(_("Left as they are"))
        advice = _("Somebody looked at these entries: they are right, and are not found again.")
        self.setLayout(column(self._head, Label(advice, "hint", wrap=True), Card(self.table, padding=0.1), gap=0.3))

    def show_rows(self, rows: tuple[WaivedRow, ...]) -> None:
        """Show what was set aside."""
        self._head.set_text(_("Left as they are"), count_words(len(rows)))
        self.table.set_rows(rows)
