"""How the window words a referral to us: who sent the client, how, and the reply that we owe. Plain Python."""

from __future__ import annotations

from datetime import date

from referral_desk.domain.codes import Channel, CodeBook
from referral_desk.domain.inbound import Inbound, InboundRow
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.client_words import birth_short


def channel_words(channel: Channel, codes: CodeBook) -> str:
    """Return how the client was sent; *going along* is theirs here, not ours."""
    return _("They came along") if channel is Channel.GOING_ALONG else codes.channels.label(channel, language())


def warm_words() -> str:
    """Return what a referral to us is called at which somebody of theirs was there."""
    return _("They were there, too")


def who_words(sent: Inbound | InboundRow) -> str:
    """Return who sent the client: the institution, and the person there."""
    name = sent.from_whom if isinstance(sent, Inbound) else sent.institution_name
    return f"{name}  {sent.sender_name}".strip()


def reply_words(sent: Inbound | InboundRow) -> str:
    """Return how it stands with our reply; "" where none is expected."""
    if sent.replied_on:
        return _("replied {day}").format(day=birth_short(sent.replied_on, exact=True))
    if sent.reply_due_on:
        return _("reply due {day}").format(day=birth_short(sent.reply_due_on, exact=True))
    return ""


def over_words(row: InboundRow, today: date) -> str:
    """Return how late our reply is, or how many days are left."""
    over = row.days_over(today)
    if over > 0:
        return ngettext("{count} day over", "{count} days over", over).format(count=over)
    return ngettext("{count} day left", "{count} days left", -over).format(count=-over) if over else _("today")
