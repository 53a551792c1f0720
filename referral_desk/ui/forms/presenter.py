"""What stands between a form and its record: the draft as typed so far, and what is wrong with it. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from referral_desk.domain.drafts import InWork, read_draft, write_draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import Message

D = TypeVar("D")


class DraftPresenter(Generic[D]):
    """Holds a frozen draft, replaced field by field, and the texts that could not be read as a value.

    ``changed`` says whether anything would be lost. ``stored``: the draft begins as a stored record, so that what
    others change meanwhile must not be written over.
    """

    def __init__(self, draft: D, *, stored: bool = False) -> None:
        self._first = draft
        self._draft = draft
        self._stored = stored
        self._began_with = draft
        self._unread: dict[str, tuple[str, Message]] = {}
        self._typed: dict[str, str] = {}

    @property
    def draft(self) -> D:
        """The record as typed so far."""
        return self._draft

    @property
    def changed(self) -> bool:
        """Whether something differs from what the form was opened with."""
        return self._draft != self._first or bool(self._unread)

    @property
    def outdated(self) -> bool:
        """Whether the form was kept, and somebody changed the record before it came back."""
        return self._stored and self._began_with != self._first

    def content(self) -> str | None:
        """Return what stands in the form, to be kept; None while nothing would be lost."""
        if not self.changed:
            return None
        return write_draft(InWork(self._draft, self.unread_texts, self._began_with if self._stored else None))

    def take(self, content: str) -> None:
        """Go on with what :meth:`content` kept. Raises ValueError where it cannot be read."""
        kept = read_draft(type(self._draft), content)
        self.go_on(kept.draft, kept.unread, kept.first)

    def go_on(self, draft: D, unread: tuple[tuple[str, str], ...], first: D | None) -> None:
        """Go on with a draft that was kept, with the texts that were no value, and what it began with."""
        self._draft = draft
        self._typed = dict(unread)
        if first is not None:
            self._began_with = first

    @property
    def unread_texts(self) -> tuple[tuple[str, str], ...]:
        """The texts that are no value, by field."""
        return tuple((field, text) for field, (text, _why) in self._unread.items())

    def typed(self, field: str) -> str:
        """Return the text that stood in ``field`` and was no value, for the form to type it again; "" for none."""
        return self._typed.get(field, "")

    def put(self, draft: D) -> None:
        """Take over what was typed."""
        self._draft = draft

    def unread(self, field: str, text: str, why: Message | None) -> None:
        """Note that the text of ``field`` is no value, and why; None: it is one now."""
        if why is None:
            self._unread.pop(field, None)
        else:
            self._unread[field] = (text, why)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that is wrong, unreadable texts first."""
        unread = tuple(Problem(field, why) for field, (_text, why) in self._unread.items())
        named = {problem.field for problem in unread}
        return (*unread, *(problem for problem in self.check() if problem.field not in named))

    def check(self) -> Iterable[Problem]:
        """Return what the rules say about the draft."""
        return ()
