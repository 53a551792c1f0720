"""How the window words conferences and tasks. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.conference import Attendee, Conference, Task, ground_words
from referral_desk.domain.revision import Correction
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.ui.dates import long_date, short_date

_LONGEST = 160


def in_short(text: str, longest: int = _LONGEST) -> str:
    """Return a text on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[:longest] + "…"


def when_words(conference: Conference, today: date) -> str:
    """Return the day with its weekday, the time, and whether it is still to come."""
    day = long_date(conference.on)
    at = f"{day} {conference.at}" if conference.at else day
    return _("{when}, to come").format(when=at) if conference.on > today else at


def kind_words(conference: Conference, codes: CodeBook) -> str:
    """Return the kind of a conference."""
    return codes.conference_kinds.label(conference.kind, language())


def attendee_words(attendee: Attendee) -> str:
    """Return one attendee: the institution, then the name or the role."""
    who = attendee.name.strip() or attendee.role.strip()
    if not attendee.institution_name:
        role = attendee.role.strip() if attendee.name.strip() else ""
        return _("{name} ({role})").format(name=who, role=role) if role else who
    return _("{name} ({role})").format(name=attendee.institution_name, role=who) if who else attendee.institution_name


def who_words(attendees: Iterable[Attendee]) -> str:
    """Return who sat there."""
    return _(", ").join(attendee_words(each) for each in attendees)


def presence_words(conference: Conference, codes: CodeBook) -> str:
    """Return whether the client was there, or on which ground her data was shared."""
    return render(ground_words(conference, codes, language()))


def correction_words(corrections: tuple[Correction, ...]) -> str:
    """Return how often a conference was corrected, by whom last, and why; "" where it never was."""
    if not corrections:
        return ""
    last = corrections[0]
    count = len(corrections)
    words = ngettext("Corrected {count} time", "Corrected {count} times", count).format(count=count)
    said = _("{words}, last on {day} by {name}").format(
        words=words, day=short_date(last.at.astimezone().date()), name=last.staff_name
    )
    return _("{words}: {reason}").format(words=said, reason=last.reason) if last.reason else said


def due_words(task: Task, today: date) -> tuple[str, bool]:
    """Return when a task is due, and whether that day is over."""
    if task.done_on is not None:
        return _("done {day}").format(day=short_date(task.done_on)), False
    if task.due_on is None:
        return _("no day"), False
    over = (today - task.due_on).days
    day = short_date(task.due_on)
    if over > 0:
        days = ngettext("{count} day over", "{count} days over", over).format(count=over)
        return _("{day}: {over}").format(day=day, over=days), True
    return (_("{day}: {over}").format(day=day, over=_("today")) if over == 0 else day), False
