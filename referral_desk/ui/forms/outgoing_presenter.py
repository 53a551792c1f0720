"""What is chosen before a letter goes out: plain Python, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.domain.disclosing import NAME, Permission
from referral_desk.domain.outgoing import Choice, OutgoingItem, Standing, told_at_first
from referral_desk.i18n import _, language
from referral_desk.services.outgoing import Outgoing
from referral_desk.ui.consent_words import item_words
from referral_desk.ui.dates import short_date

LONGEST = 160
"""Characters of one item that are shown; its whole text stands in the letter, and in the tooltip."""


@dataclass(frozen=True)
class ItemLine:
    """One item as it is shown; ``open`` says whether somebody may decide about it."""

    code: str
    label: str
    words: str
    whole: str
    ground: str
    standing: Standing
    open: bool


class OutgoingPresenter:
    """Holds which items are to be told; it never holds one that may not be."""

    def __init__(self, seen: Outgoing, codes: CodeBook, today: date) -> None:
        self.seen = seen
        self._codes = codes
        self._today = today
        self._told = set(told_at_first(seen.items, seen.before))

    def lines(self) -> tuple[ItemLine, ...]:
        """Return the items: first what is told at first, then what may be added, then what is left out."""
        order = list(Standing)
        return tuple(self._line(item) for item in sorted(self.seen.items, key=lambda each: order.index(each.standing)))

    def told(self, code: str) -> bool:
        """Whether an item is to be told."""
        return code in self._told

    def tell(self, code: str, *, on: bool) -> None:
        """Choose an item or leave it out; the name, and what is not covered, stay as they are."""
        if any(line.code == code and line.open for line in self.lines()):
            (self._told.add if on else self._told.discard)(code)

    def choice(self) -> Choice:
        """Return what was decided."""
        return Choice(frozenset(self._told), self.seen.to)

    @property
    def confirmed(self) -> bool:
        """Whether somebody looked at this very name and address today."""
        return self.seen.confirmed is not None and self.seen.confirmed.holds(self.seen.to, self._today)

    def receiver_words(self) -> str:
        """Return who looked at name and address, and when."""
        last = self.seen.confirmed
        if last is None:
            return _("Nobody has confirmed this name and address yet.")
        if last.to != self.seen.to:
            return _("The name or the address was changed since {name} confirmed it on {day}.").format(
                name=last.by, day=short_date(last.on)
            )
        if self.confirmed:
            return _("Confirmed today by {name}.").format(name=last.by)
        return _("Last confirmed on {day} by {name}.").format(day=short_date(last.on), name=last.by)

    def left_out_words(self) -> str:
        """Return what the revoked letter left out and this one does not tell by itself; "" for nothing."""
        left = told_at_first(self.seen.items) - told_at_first(self.seen.items, self.seen.before)
        if not left:
            return ""
        items = item_words([item.code for item in self.seen.items if item.code in left], self._codes)
        return _("Left out of the revoked letter, and so here as well: {items}").format(items=items)

    def unknown_words(self) -> str:
        """Return what the receiver needs and nobody recorded; "" for nothing."""
        if not self.seen.unknown:
            return ""
        items = item_words(self.seen.unknown, self._codes)
        return _("This kind of institution also needs, but nothing is recorded: {items}").format(items=items)

    def _line(self, item: OutgoingItem) -> ItemLine:
        shown = item.words if len(item.words) <= LONGEST else item.words[:LONGEST].rstrip() + "…"
        return ItemLine(
            item.code,
            self._codes.disclosure_items.label(item.code, language()),
            shown,
            item.words,
            self._ground(item),
            item.standing,
            open=item.standing is not Standing.NOT_COVERED and item.code != NAME,
        )

    def _ground(self, item: OutgoingItem) -> str:
        allowed = self.seen.allowed
        consent = allowed.basis is LegalBasis.CONSENT
        if item.standing is Standing.NOT_COVERED:
            if not consent:
                return _("More than the least: left out without consent")
            if allowed.consent_id is None:
                return _("Only a note of consent: left out, as it is more than the least")
            return _("Not covered by the consent: left out")
        ground = _consent_words(allowed) if consent else self._codes.legal_bases.label(allowed.basis or "", language())
        if item.standing is Standing.BEYOND:
            return _("{ground}; more than this kind of institution needs").format(ground=ground)
        return ground


def _consent_words(allowed: Permission) -> str:
    if allowed.agreed is None:
        return _("Consent")
    day = short_date(allowed.agreed.on)
    if allowed.consent_id is None:
        return _("Consent noted with the referral, {day}").format(day=day)
    return _("Consent of {day}").format(day=day)
