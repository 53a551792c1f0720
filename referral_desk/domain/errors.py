"""What a rule says when it says no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referral_desk.domain.messages import Message


class NotReadable(ValueError):
    """A text that cannot be read as the value it should be; ``message`` says why and what would be right."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field of a record; ``field`` is the record's field name, "" for the whole."""

    field: str
    message: Message


class Rejected(Exception):
    """A record breaks rules; nothing was stored. ``problems`` is never empty, in the order of the fields."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.field}: {problem.message.text}" for problem in self.problems))


class NotFound(LookupError):
    """No record has this id or number."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class NotPossible(Exception):
    """The rules forbid this for this record, such as a letter to a self-help group."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class NoGround(NotPossible):
    """Nothing may be told to somebody for want of consent or another legal basis; naming one would make it possible."""


class NotAllowed(Exception):
    """The person's role, or a restriction on the record, does not allow this; nothing was shown or stored.

    ``client_id`` is whose record is restricted, None where it is the role.
    """

    def __init__(self, message: Message, client_id: int | None = None) -> None:
        super().__init__(message.text)
        self.message = message
        self.client_id = client_id
