"""The lines of the audit page: entries in words, repeated looks folded into one."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.audit import AuditRow, doer
from referral_desk.domain.audit_review import FAILURES, Fold, folded, unfolded
from referral_desk.domain.audit_words import BROKEN_WORDS, TrailWords
from referral_desk.i18n import _, language, ngettext
from referral_desk.services.audit import Found, Verified
from referral_desk.services.centre import Centre
from referral_desk.ui.widgets.cell import Tone


@dataclass(frozen=True)
class TrailLine:
    """One line as it is shown; ``client_id`` is whose record it speaks of, if anyone's."""

    when: str
    who: str
    login: str
    what: str
    client: str
    detail: str
    client_id: int | None
    tone: Tone


def lines(centre: Centre, found: Found, *, fold: bool) -> tuple[TrailLine, ...]:
    """Return the lines of some entries."""
    words = TrailWords(found.names, centre.codes, language(), _)
    folds = folded(found.rows) if fold else unfolded(found.rows)
    return tuple(_line(words, each) for each in folds)


def _line(words: TrailWords, fold: Fold) -> TrailLine:
    row = fold.row
    parts = (words.detail(row), _times(fold))
    return TrailLine(
        when=words.when(row.at),
        who=words.who(row),
        login=doer(row),
        what=words.what(row),
        client=words.client(row),
        detail=_(", ").join(part for part in parts if part),
        client_id=row.client_id,
        tone=_tone(row),
    )


def _times(fold: Fold) -> str:
    if len(fold.rows) == 1:
        return ""
    first, last = (f"{at.astimezone():%H:%M}" for at in (fold.first_at, fold.row.at))
    times = ngettext("{count} time", "{count} times", len(fold.rows)).format(count=len(fold.rows))
    return _("{times}, {first} to {last}").format(times=times, first=first, last=last) if first != last else times


def _tone(row: AuditRow) -> Tone:
    return "danger" if row.action in FAILURES else ""


def verdict(found: Verified) -> tuple[str, bool]:
    """Return what a look at the whole chain found, and whether that is a danger."""
    if found.broken is not None:
        return _(BROKEN_WORDS[found.broken.why]).format(number=found.broken.number), True
    whole = _("The audit trail is whole: {entries}, its end is {head}.").format(
        entries=entries_words(found.head.number), head=found.head.words()
    )
    if found.heads_known:
        compared = ngettext(
            "It agrees with what {count} backup keeps of it.",
            "It agrees with what {count} backups keep of it.",
            found.heads_known,
        ).format(count=found.heads_known)
    else:
        compared = _("There is no backup yet to compare it with, so a missing end would not show.")
    if found.closings_known:
        compared += " " + ngettext(
            "It agrees with the closing of {count} month, too.",
            "It agrees with the closings of {count} months, too.",
            found.closings_known,
        ).format(count=found.closings_known)
    return f"{whole} {compared}", False


def entries_words(count: int) -> str:
    """Return how many entries there are, in words."""
    return ngettext("{count} entry", "{count} entries", count).format(count=f"{count:,}")
