"""Rows for an anonymised data set: codes and who stands behind them; live months and closed ones as they count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db.queries.tally_rows import tally_rows
from referral_desk.domain.codes import HandoffMode, Outcome


class Handed(NamedTuple):
    """A referral that counts."""

    person: str
    on: date
    kind: str
    mode: HandoffMode | None
    outcome: Outcome
    sex: str | None
    age: int | None


class Told(NamedTuple):
    """A contact that counts."""

    person: str
    on: date
    service: str
    category: str
    sex: str | None
    age: int | None


def referrals(session: Session, first: date, last: date) -> Iterator[Handed]:
    """Yield the referrals of a period."""
    names = ("person", "on", "kind", "mode", "outcome", "sex", "age")
    rows = tally_rows(session, first, last).of_referrals(*names).c
    for person, *rest in session.execute(select(*(rows[name] for name in names))):
        yield Handed(str(person), *rest)


def contacts(session: Session, first: date, last: date) -> Iterator[Told]:
    """Yield the contacts of a period."""
    names = ("person", "on", "service", "category", "sex", "age")
    rows = tally_rows(session, first, last).of_contacts(*names).c
    for person, *rest in session.execute(select(*(rows[name] for name in names))):
        yield Told(str(person), *rest)
