"""The versions of a centre's own wording of letters: which there are, and which one letters have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.letter_wording import PRIVATE, PUBLIC_OFFICE, WordingDraft
from referral_desk.domain.drafts import read_record
from referral_desk.domain.messages import N_, Gettext

_GENERAL: Mapping[str, str] = MappingProxyType(
    {PUBLIC_OFFICE: N_("Other public offices"), PRIVATE: N_("Other bodies and facilities")}
)
"""How the wordings are called that stand for no kind of institution."""


@dataclass(frozen=True)
class WordingVersion:
    """One stored version of a wording. ``number`` counts from 1 within a template and language.

    ``content`` is the draft as JSON. ``shipped``: with this version the centre took the shipped text back; its content
    is what that was then.
    """

    id: int
    template: str
    language: str
    number: int
    content: str
    shipped: bool
    note: str
    staff_name: str
    saved_at: datetime


@dataclass(frozen=True)
class WordingRow:
    """A wording in the list: ``kinds`` are the codes of the kinds of institution that use it.

    ``newest`` is the centre's newest version, None where it never changed the shipped text.
    """

    template: str
    language: str
    kinds: tuple[str, ...]
    newest: WordingVersion | None

    @property
    def own(self) -> bool:
        """Whether the centre's own wording is used."""
        return self.newest is not None and not self.newest.shipped


@dataclass(frozen=True)
class KnownWording:
    """A wording to be edited: ``draft`` is what letters say now, ``without`` what they would say without an own one.

    ``versions`` are the centre's, the newest first.
    """

    template: str
    language: str
    draft: WordingDraft
    without: WordingDraft
    versions: tuple[WordingVersion, ...]

    @property
    def number(self) -> int:
        """The number of the newest version; 0 where there is none."""
        return self.versions[0].number if self.versions else 0

    @property
    def own(self) -> bool:
        """Whether the centre's own wording is used."""
        return bool(self.versions) and not self.versions[0].shipped


def draft_in(version: WordingVersion, without: WordingDraft) -> WordingDraft:
    """Return what a version says; a text that was not known when it was stored is that of ``without``."""
    kept = read_record(WordingDraft, version.content)
    known = {each.key: each for each in kept.texts}
    texts = tuple(known.get(each.key, each) for each in without.texts)
    return replace(kept, texts=texts).in_language(version.language)


def receiver_label(template: str, codes: CodeBook, language: str, tr: Gettext) -> str:
    """Return to whom letters with a wording go, in ``language``, that of ``tr``."""
    return tr(_GENERAL[template]) if template in _GENERAL else codes.institution_kinds.label(template, language)
