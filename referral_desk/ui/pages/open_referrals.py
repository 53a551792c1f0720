"""A client's open referrals: where to, how warm, when to look again, and the papers that went with them."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.referral import OPEN, ReferralRow
from referral_desk.i18n import _, language, ngettext
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dates import short_date
from referral_desk.ui.timeline_entries import document_name, mode_words, warmness_of
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard
from referral_desk.ui.widgets.handoff_badge import HandoffBadge
from referral_desk.ui.widgets.layouts import FlowBox, boxed, clear, column
from referral_desk.ui.widgets.layouts import row as line_of
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


def next_check_words(row: ReferralRow, today: date) -> tuple[str, bool]:
    """Return when the referral is checked next, and whether that day is over."""
    if row.follow_up_on is None:
        return _("No day set for the next check"), False
    over = (today - row.follow_up_on).days
    if over > 0:
        days = ngettext("{count} day overdue", "{count} days overdue", over).format(count=over)
        return _("Next check {day}: {overdue}").format(day=short_date(row.follow_up_on), overdue=days), True
    return _("Next check {day}").format(day=short_date(row.follow_up_on)), False


class OpenReferrals(QWidget):
    """The list at the right of the course; its signals carry the ids of what should be opened."""

    referral_opened = Signal(int)
    document_opened = Signal(int)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._column = column(gap=0.4)
        self.setLayout(self._column)
        self.shown: tuple[ReferralRow, ...] = ()

    def show_referrals(self, page: ClientPage, today: date) -> None:
        """Show the open referrals of ``page``, the next check first, those without a day last."""
        rows = [row for row in page.referrals if row.status in OPEN]
        self.shown = tuple(sorted(rows, key=lambda row: (row.follow_up_on is None, row.follow_up_on or row.on)))
        clear(self._column)
        if not self.shown:
            self._column.addWidget(Label(_("There is no open referral."), "muted", wrap=True))
            return
        card = RowCard()
        for row in self.shown:
            card.add_row(self._entry(row, page, today))
        self._column.addWidget(card)

    def _entry(self, row: ReferralRow, page: ClientPage, today: date) -> QWidget:
        codes = self._work.centre.codes
        name = Label(row.institution_name, "strong", wrap=True)
        button = Button(_("Open"), partial(self.referral_opened.emit, row.id), compact=True)
        button.setAccessibleName(_("Open the referral to {name}").format(name=row.institution_name))
        head = line_of(name, button, gap=0.5)
        head.setStretch(0, 1)
        status = Label(codes.referral_statuses.label(row.status, language()), "muted")
        badge = HandoffBadge(mode_words(row, codes), warmness_of(row))
        words, overdue = next_check_words(row, today)
        check = Label(words, "danger" if overdue else "muted", wrap=True)
        layout = column(gap=0.3)
        layout.addLayout(head)
        layout.addWidget(FlowBox(badge, status, Label(short_date(row.on), "muted"), gap=0.6))
        layout.addWidget(check)
        papers = [
            Button(
                _("{paper} (revoked)").format(paper=document_name(paper.kind, paper.number))
                if paper.revocation
                else document_name(paper.kind, paper.number),
                partial(self.document_opened.emit, paper.id),
                compact=True,
                icon="document",
            )
            for paper in page.documents
            if paper.referral_id == row.id
        ]
        self._work.permit(Action.ISSUE_DOCUMENT, *papers)
        if papers:
            layout.addWidget(FlowBox(*papers, gap=0.4))
        return boxed(layout)
