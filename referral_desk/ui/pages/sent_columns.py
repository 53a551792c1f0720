"""The columns of the clients whom an institution sent to us."""

from __future__ import annotations

from referral_desk.domain.inbound import InboundRow
from referral_desk.i18n import _
from referral_desk.ui.dates import date_width, short_date
from referral_desk.ui.inbound_words import reply_words, warm_words
from referral_desk.ui.widgets.handoff_badge import Warmness
from referral_desk.ui.widgets.record_table import Column


def sent_columns() -> tuple[Column[InboundRow], ...]:
    """Return the columns; a row is opened at its client."""
    return (
        Column("on", _("Date"), lambda row: short_date(row.on), width=date_width()),
        Column(
            "client",
            _("Client"),
            lambda row: row.client_name,
            over=lambda row: row.client_kana,
            width=11,
            stretch=True,
        ),
        Column("sender_name", _("Person there"), lambda row: row.sender_name or "—", width=13),
        Column(
            "came_along",
            _("Together"),
            lambda row: warm_words() if row.came_along else "—",
            badge=lambda row: Warmness.WARM if row.came_along else None,
            width=13,
        ),
        Column("reply", _("Our reply"), lambda row: reply_words(row) or "—", width=15),
    )
