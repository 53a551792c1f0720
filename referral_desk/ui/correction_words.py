"""How the window words what the corrections of any record changed. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from referral_desk.domain.revision import Correction, FieldChange
from referral_desk.i18n import _
from referral_desk.ui.dates import short_date

ARROW = "→"
GONE, NEW = "－", "＋"


@dataclass(frozen=True)
class ChangedField:
    """One field that was changed, in words: "相談 → 電話相談", or of a long text the lines that differ.

    Each of those begins with GONE or NEW.
    """

    label: str
    words: str


@dataclass(frozen=True)
class TellCorrection:
    """One correction as a list shows it."""

    when: str
    who: str
    reason: str
    fields: tuple[ChangedField, ...]


def moment(at: datetime) -> str:
    """Return a moment by this PC's clock: R8.11.24(火) 09:12."""
    here = at.astimezone()
    return _("{day} {time}").format(day=short_date(here.date()), time=f"{here:%H:%M}")


def told(
    corrections: Iterable[Correction],
    label: Callable[[str], str],
    value: Callable[[str, object], str],
    texts: Collection[str] = (),
) -> tuple[TellCorrection, ...]:
    """Return the corrections of a record in words, in their order.

    ``label`` words a field, ``value`` what stands in it; ``texts`` are the fields of long text, of which only the
    lines that differ are shown.
    """

    def changed(change: FieldChange) -> ChangedField:
        if change.field in texts:
            return ChangedField(label(change.field), differing_lines(str(change.before), str(change.after)))
        before, after = value(change.field, change.before), value(change.field, change.after)
        return ChangedField(label(change.field), f"{before} {ARROW} {after}")

    return tuple(
        TellCorrection(moment(each.at), each.staff_name, each.reason, tuple(map(changed, each.changes)))
        for each in corrections
    )


def differing_lines(before: str, after: str) -> str:
    """Return the lines of two texts that differ, each with the sign of the text it stands in, in their order."""
    old, new = (text.split("\n") if text else [] for text in (before, after))
    found: list[str] = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            found += [f"{GONE} {line}" for line in old[old_from:old_to]]
            found += [f"{NEW} {line}" for line in new[new_from:new_to]]
    return "\n".join(found)
