"""From what a person types to a record: "c-57" is an id, anything else a number compared as exact text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from referral_desk.db.queries import clients, institutions, merges, referrals
from referral_desk.db.session import Session
from referral_desk.domain.errors import NotFound
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.centre import Centre

R = TypeVar("R")

_ID = re.compile(r"([cir])-(\d{1,15})")


def client_id(centre: Centre, text: str) -> int:
    """Return the id of the client that ``text`` names by id or number; NotFound otherwise.

    Id and number of a record that was merged name the one that was kept.
    """

    def by_number_or_former_id(session: Session, text: str) -> int | None:
        found = clients.id_of_number(session, text)
        written = _ID.fullmatch(text)
        if found is None and written and written[1] == "c":
            found = merges.id_of_former_id(session, int(written[2]))
        return found

    with centre.read() as session:
        return _id(session, text, "c", clients.get, by_number_or_former_id, N_("There is no client “{text}”."))


def institution_id(centre: Centre, text: str) -> int:
    """Return the id of the institution that ``text`` names by id, number or exact name; NotFound otherwise."""

    def by_number_or_name(session: Session, text: str) -> int | None:
        found = institutions.id_of_number(session, text)
        return institutions.id_of_name(session, text) if found is None else found

    with centre.read() as session:
        return _id(session, text, "i", institutions.get, by_number_or_name, N_("There is no institution “{text}”."))


def referral_id(centre: Centre, text: str) -> int:
    """Return the id of the referral that ``text`` names by id or number; NotFound otherwise."""
    with centre.read() as session:
        return _id(session, text, "r", referrals.get, referrals.id_of_number, N_("There is no referral “{text}”."))


def found(record: R | None, otherwise: Message) -> R:
    """Return ``record``; raise NotFound with ``otherwise`` where it is None."""
    if record is None:
        raise NotFound(otherwise)
    return record


def _id(
    session: Session,
    text: str,
    prefix: str,
    get: Callable[[Session, int], object | None],
    by_number: Callable[[Session, str], int | None],
    unknown: str,
) -> int:
    written = _ID.fullmatch(text)
    if written and written[1] == prefix:
        record_id = int(written[2])
        if get(session, record_id) is not None:
            return record_id
    return found(by_number(session, text), message(unknown, text=text))
