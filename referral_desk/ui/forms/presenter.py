"""What stands between a form and its record: the draft as typed so far, and what is wrong with it. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import Message

D = TypeVar("D")


class DraftPresenter(Generic[D]):
    """Holds a frozen draft, replaced field by field, and the texts that could not be read as a value.

    ``changed`` says whether anything would be lost.
    """

    def __init__(self, draft: D) -> None:
        self._first = draft
        self._draft = draft
        self._unread: dict[str, tuple[str, Message]] = {}

    @property
    def draft(self) -> D:
        """The record as typed so far."""
        return self._draft

    @property
    def changed(self) -> bool:
        """Whether something differs from what the form was opened with."""
        return self._draft != self._first or bool(self._unread)

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
