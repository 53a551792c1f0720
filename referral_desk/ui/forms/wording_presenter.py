"""The presenter of the editor of a letter's wording: its texts, its items, what is wrong, what is shown. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from referral_desk.domain.documents.letter_example import Shown
from referral_desk.domain.documents.letter_fields import LetterField
from referral_desk.domain.documents.letter_versions import KnownWording, draft_in
from referral_desk.domain.documents.letter_wording import (
    ITEM_CODES,
    LABEL_OF,
    MUST_ITEMS,
    NOTE_LIMIT,
    RULES,
    Part,
    WordingDraft,
    check_wording,
)
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.ui.forms.presenter import DraftPresenter

NOTE = "note"


class View(StrEnum):
    """What the editor shows at its left; the first ones are the parts of the letter."""

    LETTER = Part.LETTER.value
    SENTENCES = Part.SENTENCES.value
    RECORD = Part.RECORD.value
    VERSIONS = "versions"


@dataclass(frozen=True)
class TypedWording:
    """What stands in the editor: which wording it changes, made from which version, the texts as typed, where one is.

    ``item`` is the code of the item chosen in the list.
    """

    template: str
    language: str
    number: int
    wording: WordingDraft
    note: str = ""
    view: View = View.LETTER
    item: str = ITEM_CODES[0]


@dataclass(frozen=True)
class ItemLine:
    """An item in the list: its place from 1, 0 for one that the letter does not have; ``must``: it stays in."""

    code: str
    number: int
    label: str
    must: bool


@dataclass(frozen=True)
class VersionLine:
    """A version in the list; ``number`` 0 is the shipped text. ``now``: letters have it."""

    number: int
    saved_at: datetime | None
    staff_name: str
    note: str
    shipped: bool
    now: bool
    wording: WordingDraft


class WordingPresenter(DraftPresenter[TypedWording]):
    """Edits one wording. What is typed is compared with what letters would say without an own wording."""

    def __init__(self, known: KnownWording) -> None:
        super().__init__(TypedWording(known.template, known.language, known.number, known.draft), stored=True)
        self.known = known
        self._looked_at = ""

    @property
    def wording(self) -> WordingDraft:
        """The wording as typed so far."""
        return self.draft.wording

    @property
    def changed(self) -> bool:
        """Whether something would be lost; where one looks is nothing."""
        return (self.draft.wording, self.draft.note) != (self._first.wording, self._first.note)

    def look_at_view(self, view: View) -> None:
        """Note which view is shown, for a form that comes back."""
        self.put(replace(self.draft, view=view))

    def look_at_item(self, code: str) -> None:
        """Note which item is chosen, for a form that comes back."""
        self.put(replace(self.draft, item=code))

    def check(self) -> Iterable[Problem]:
        yield from check_wording(self.wording, self.known.language)
        if len(self.draft.note.strip()) > NOTE_LIMIT:
            yield Problem(NOTE, message(N_("This is too long: {limit} characters at most."), limit=NOTE_LIMIT))

    # --- texts --------------------------------------------------------------------------------------------------

    def put_text(self, key: str, text: str) -> None:
        """Take over a text."""
        self.put_wording(self.wording.with_text(key, text))

    def put_note(self, text: str) -> None:
        """Take over the note on the new version."""
        self.put(replace(self.draft, note=text))

    def put_wording(self, wording: WordingDraft) -> None:
        """Take over a whole wording, such as that of an earlier version."""
        self.put(replace(self.draft, wording=wording))

    def shipped_text(self, key: str) -> str | None:
        """Return the shipped text of ``key`` where another one is typed; None where it is that."""
        shipped = self.known.without.text(key)
        return None if self.wording.text(key).strip() == shipped else shipped

    def look_at(self, key: str) -> bool:
        """Note in which text the cursor is; whether the example shows other sentences from now on."""
        before = self.shown
        self._looked_at = key
        return self.shown != before

    @property
    def shown(self) -> Shown:
        """Which example shows the text where the cursor is."""
        return Shown.with_text(self._looked_at)

    def fields(self, key: str) -> tuple[LetterField, ...]:
        """Return the fields that may stand in a text, in the order of the list."""
        rule = RULES.get(key)
        return tuple(field for field in LetterField if rule is not None and field in rule.allowed)

    # --- items --------------------------------------------------------------------------------------------------

    def items(self) -> tuple[ItemLine, ...]:
        """Return the items of the letter in their order, then those that it does not have."""
        chosen = self.wording.items
        left = (code for code in ITEM_CODES if code not in chosen)
        lines = [ItemLine(code, number, self._label(code), code in MUST_ITEMS) for number, code in enumerate(chosen, 1)]
        return (*lines, *(ItemLine(code, 0, self._label(code), code in MUST_ITEMS) for code in left))

    def _label(self, code: str) -> str:
        return self.wording.text(LABEL_OF + code).strip() or code

    def turn_item(self, code: str) -> None:
        """Put an item in, at the end, or take it out."""
        items = self.wording.items
        changed = tuple(each for each in items if each != code) if code in items else (*items, code)
        self.put_wording(replace(self.wording, items=changed))

    def move_item(self, code: str, by: int) -> None:
        """Move an item up (-1) or down (1)."""
        items = list(self.wording.items)
        if code not in items:
            return
        place = items.index(code)
        if 0 <= place + by < len(items):
            items.insert(place + by, items.pop(place))
            self.put_wording(replace(self.wording, items=tuple(items)))

    # --- versions -----------------------------------------------------------------------------------------------

    def versions(self) -> tuple[VersionLine, ...]:
        """Return the centre's versions, the newest first, then the shipped text."""
        known = self.known
        lines = [
            VersionLine(
                each.number,
                each.saved_at,
                each.staff_name,
                each.note,
                each.shipped,
                each.number == known.number and known.own,
                draft_in(each, known.without),
            )
            for each in known.versions
        ]
        return (*lines, VersionLine(0, None, "", "", shipped=True, now=not known.own, wording=known.without))
