"""How the window speaks of the end of a month: by when it is due, whether it is closed, what came late."""

from __future__ import annotations

from datetime import datetime

from referral_desk.domain.closed_month import ClosedMonth, MonthDue
from referral_desk.domain.late_entries import LateEntries
from referral_desk.domain.late_words import LateWords
from referral_desk.domain.quality import CHECKS, QualitySummary
from referral_desk.i18n import _, language, ngettext
from referral_desk.services.centre import Centre
from referral_desk.services.month_end import MonthState
from referral_desk.ui.dates import long_month, short_date


def late_words(centre: Centre) -> LateWords:
    """Return what words late entries in the window's language."""
    return LateWords(centre.codes, language(), _)


def day_of(at: datetime) -> str:
    """Return the day of a moment, for tables: R8.11.18(水)."""
    return short_date(at.astimezone().date())


def moment_of(at: datetime) -> str:
    """Return the day and time of a moment: R8.11.18(水) 17:05."""
    return f"{day_of(at)} {at.astimezone():%H:%M}"


def due_words(state: MonthState) -> str:
    """Return by when a month is to be submitted."""
    return _("deadline {day}").format(day=short_date(state.due_on))


def state_words(state: MonthState) -> str:
    """Return whether a month is closed, when and by whom; for a month that is not over yet that."""
    if state.closed is not None:
        return _("closed {day}, {name}").format(day=day_of(state.closed.closed_at), name=state.closed.closed_by)
    if state.history:
        return _("opened again, not closed")
    return _("not submitted")


def late_summary(late: LateEntries) -> str:
    """Return how much came late: 締め後の変更 3件、結果の入力 12件; "" for nothing."""
    parts = []
    if late.changes:
        parts.append(
            ngettext("{count} change after the closing", "{count} changes after the closing", late.changes).format(
                count=late.changes
            )
        )
    if late.outcomes:
        parts.append(
            ngettext(
                "{count} outcome that came to be known later",
                "{count} outcomes that came to be known later",
                late.outcomes,
            ).format(count=late.outcomes)
        )
    return _(", ").join(parts)


def notes_of(late: LateEntries) -> str:
    """Return what else there is to know of late entries: restricted records, merges; "" for nothing."""
    notes = []
    if late.unseen:
        notes.append(
            ngettext(
                "{count} more is of a restricted record and is not listed.",
                "{count} more are of restricted records and are not listed.",
                late.unseen,
            ).format(count=late.unseen)
        )
    if late.merges:
        notes.append(
            _("Records of one person merged since the closing: {count}. Persons are counted once for them.").format(
                count=late.merges
            )
        )
    return " ".join(notes)


def open_checks(summary: QualitySummary) -> str:
    """Return which checks still find something before a month is closed; "" for none."""
    found = [f"{_(CHECKS[each.kind].label)} {each.count:,}" for each in summary.pressing]
    if not found:
        return ""
    return _("Checks that still find something: {checks}").format(checks=_(" · ").join(found))


def over_words(due: MonthDue) -> str:
    """Return how late a month is, or by when it is due."""
    if due.days_over > 0:
        return ngettext("{count} day over", "{count} days over", due.days_over).format(count=due.days_over)
    if due.days_over == 0:
        return _("today")
    return ngettext("in {count} day", "in {count} days", -due.days_over).format(count=-due.days_over)


def report_of(year: int, month: int) -> str:
    """Return how the report of a month is called."""
    return _("Monthly report, {period}").format(period=long_month(year, month))


def closing_words(closed: ClosedMonth) -> str:
    """Return who closed a month and when."""
    return _("{day} by {name}").format(day=moment_of(closed.closed_at), name=closed.closed_by)
