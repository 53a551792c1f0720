"""Who may be the same person as the one being typed, with why; one click opens that record, another says it is not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from referral_desk.domain.likeness import LikelyClient, Person
from referral_desk.i18n import _, render
from referral_desk.ui.client_words import age_words, birth_short
from referral_desk.ui.dates import short_date
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.workplace import Workplace

SHOWN_AT_MOST = 3


def person_words(work: Workplace, person: Person) -> str:
    """Return the words that tell one person from another in a line: name, kana, birth and age, number."""
    birth = birth_short(person.birth, exact=person.birth_exact)
    age = age_words(person.birth, work.centre.today(), exact=person.birth_exact)
    number = _("No. {number}").format(number=person.number)
    return "  ".join(part for part in (person.name, person.kana, birth, age, number) if part)


def why_words(found: LikelyClient) -> str:
    """Return what speaks for and against it, and that the record is closed, in a line."""
    reasons = [render(reason) for reason in found.likeness.reasons]
    if found.closed_on is not None:
        reasons.append(_("closed {day}").format(day=short_date(found.closed_on)))
    return " · ".join(reasons)


class LikelySame(Card):
    """Calm, and hidden while nobody is likely. ``opened`` and ``put_aside`` carry the id of the client."""

    opened = Signal(int)
    put_aside = Signal(int)

    def __init__(self, work: Workplace) -> None:
        super().__init__(padding=0.6, gap=0.25)
        self._work = work
        self._rows = column(gap=0.5)
        self._more = Label("", "hint")
        self.found: tuple[LikelyClient, ...] = ()
        self.add(Label(_("Perhaps the same person"), "section"))
        self.add(self._rows)
        self.add(self._more)
        self.hide()

    def offer(self, found: Sequence[LikelyClient]) -> None:
        """Show these clients, the first few of them."""
        self.found = tuple(found)
        clear(self._rows)
        for each in self.found[:SHOWN_AT_MOST]:
            name = each.person.name
            open_button = Button(_("Open"), partial(self.opened.emit, each.id), compact=True)
            open_button.setAccessibleName(_("Open {name}").format(name=name))
            other = Button(_("Somebody else"), partial(self.put_aside.emit, each.id), kind="quiet", compact=True)
            other.setAccessibleName(_("{name} is somebody else").format(name=name))
            words = column(
                ElidedLabel(person_words(self._work, each.person)), ElidedLabel(why_words(each), "hint"), gap=0.2
            )
            line = row(boxed(words), open_button, other, gap=0.5)
            line.setStretch(0, 1)
            self._rows.addLayout(line)
        rest = len(self.found) - SHOWN_AT_MOST
        self._more.setText(_("and {count} more").format(count=rest))
        show_if(self._more, rest > 0)
        self.setAccessibleName(_("Perhaps the same person") if self.found else "")
        show_if(self, bool(self.found))
