"""What is about to go out with a letter: item by item, on which ground, and to whom.

A letter tells at first the least that its kind of receiver needs (Act on the Protection of Personal Information,
個人情報保護法 art. 61 and 69: no more than the purpose needs). Staff may leave out more; what consent covers beyond the
least goes in only when somebody chooses it; what neither consent nor another basis covers never does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from referral_desk.domain.disclosing import NAME, Permission
from referral_desk.domain.documents.letter import addressee_lines
from referral_desk.domain.documents.letter_wording import LetterWording
from referral_desk.domain.documents.postage import Address, address_of
from referral_desk.domain.institution import Institution

ADDRESS, CONTACT_TIME = "address_and_phone", "contact_time"


class Standing(StrEnum):
    """How an item stands before a letter goes out."""

    NEEDED = "needed"
    """Covered, and the kind of receiver needs it: told unless somebody leaves it out."""

    BEYOND = "beyond"
    """Covered by consent, but more than this kind of receiver needs: told only if somebody chooses it."""

    NOT_COVERED = "not_covered"
    """Known here, and covered by nothing: left out."""


@dataclass(frozen=True)
class OutgoingItem:
    """One item of disclosure_items that is known here: its code, how it stands, and the words it would tell."""

    code: str
    standing: Standing
    words: str


@dataclass(frozen=True)
class Confirmation:
    """That somebody looked whether a receiver's name and address are right: which ones, on which day, and who."""

    to: Address
    on: date
    by: str

    def holds(self, to: Address, today: date) -> bool:
        """Whether nobody needs to look again today: the day is today's, and neither name nor address changed."""
        return self.on == today and self.to == to


@dataclass(frozen=True)
class Choice:
    """What was decided before a letter goes out: the items to be told, and to whom, as it was looked at."""

    items: frozenset[str]
    to: Address


def receiver(institution: Institution, wording: LetterWording) -> Address:
    """Return to whom and where a letter to an institution goes."""
    return address_of(institution, addressee_lines(institution, wording))


def outgoing_items(
    contents: Mapping[str, str], minimal: Collection[str], allowed: Permission
) -> tuple[OutgoingItem, ...]:
    """Return the items that are known, in the order of ``contents`` (:func:`letter_contents`), with their standing.

    ``minimal`` is the least that the kind of receiver needs. Without the name there is no letter, so it is always
    needed. Whoever gets the number has to know how it may be called, so that stands with the address.
    """
    together = ADDRESS in allowed.items and bool(contents.get(ADDRESS))
    items = []
    for code, words in contents.items():
        if not words or (together and code == CONTACT_TIME):
            continue
        said = "\n".join((words, contents.get(CONTACT_TIME, ""))) if together and code == ADDRESS else words
        items.append(OutgoingItem(code, _standing(code, minimal, allowed), said.strip()))
    return tuple(items)


def unknown_items(contents: Mapping[str, str], minimal: Collection[str], allowed: Permission) -> tuple[str, ...]:
    """Return what this receiver needs and may be told, but of which nothing is recorded, in the order of the list."""
    return tuple(code for code, words in contents.items() if not words and code in minimal and code in allowed.items)


def told_at_first(items: Collection[OutgoingItem], before: Collection[str] | None = None) -> frozenset[str]:
    """Return the items that are told unless somebody decides otherwise.

    ``before`` is what a letter told that was revoked, None where there was none: what somebody left out then is not
    told by the next one unless somebody adds it.
    """
    needed = frozenset(item.code for item in items if item.standing is Standing.NEEDED)
    return needed if before is None else needed & {*before, NAME}


def narrowed(allowed: Permission, items: Collection[str]) -> Permission:
    """Return ``allowed`` with ``items`` only, the name, and how to call with the number; never more than before."""
    with_them = {NAME, CONTACT_TIME} if ADDRESS in items else {NAME}
    return replace(allowed, items=allowed.items & {*items, *with_them})


def _standing(code: str, minimal: Collection[str], allowed: Permission) -> Standing:
    if code not in allowed.items:
        return Standing.NOT_COVERED
    return Standing.NEEDED if code in minimal or code == NAME else Standing.BEYOND
