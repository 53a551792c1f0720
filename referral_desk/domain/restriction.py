"""Clients whose record only named staff may see, such as a colleague's relative."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message


@dataclass(frozen=True)
class Restriction:
    """What those who are not named may know of a restricted client: its number, and who may see it.

    ``logins`` is empty where everyone who was named has left: then a manager has to name somebody.
    """

    client_id: int
    number: str
    logins: tuple[str, ...]


def check_readers(logins: Collection[str], working: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with the ``logins`` that may see a record: at least one, and only of ``working``."""
    if logins and set(logins) <= set(working):
        return ()
    return (Problem("logins", message(N_("Name at least one person who works here and has a login."))),)
