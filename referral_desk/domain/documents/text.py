"""The pieces documents are written with: text, a name with its reading, the badge of a handoff; and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import (
    age_on,
    english_date,
    english_date_with_weekday,
    era_date,
    era_date_with_weekday,
    era_short,
    era_year,
)
from referral_desk.domain.client import Client
from referral_desk.domain.messages import Gettext


@dataclass(frozen=True)
class Plain:
    """Text as typed; line ends in it are line ends on paper, nothing in it is markup."""

    text: str


@dataclass(frozen=True)
class NameWithReading:
    """A person's name with its kana above it."""

    name: str
    reading: str


@dataclass(frozen=True)
class HandoffBadge:
    """The sign of a warm or cold handoff with the word for its mode."""

    word: str
    warm: bool


Span = Plain | NameWithReading | HandoffBadge
Paragraph = tuple[Span, ...]


@dataclass(frozen=True)
class About:
    """What every document says about itself: its language ("ja" or "en"), its title, and who made it."""

    language: str
    title: str
    author: str


def date_for(day: date, language: str) -> str:
    """Return a date for paper: 令和8年11月23日 or 23 Nov 2026."""
    return english_date(day) if language == "en" else era_date(day)


def date_with_weekday(day: date, language: str) -> str:
    """Return a date with its weekday: 令和8年11月23日(月) or Mon 23 Nov 2026."""
    return english_date_with_weekday(day) if language == "en" else era_date_with_weekday(day)


def date_in_table(day: date, language: str) -> str:
    """Return a date for a table: R8.11.23(月) or 23 Nov 2026."""
    return english_date(day) if language == "en" else era_short(day)


def clock(at: str, language: str) -> str:
    """Return a time "10:40" as 10時40分 in Japanese; anything else as it is."""
    hour, colon, minute = at.partition(":")
    if language == "en" or not colon or not (hour.isdecimal() and minute.isdecimal()):
        return at
    return f"{int(hour)}時{int(minute)}分" if int(minute) else f"{int(hour)}時"


def birth_and_age(client: Client, on: date, tr: Gettext, language: str) -> str:
    """Return the birth date with the age on a day; only the year where no more is known; "" for none."""
    if client.birth is None:
        return ""
    age = age_on(client.birth, on)
    if client.birth_exact:
        return tr("born {date} (aged {age})").format(date=date_for(client.birth, language), age=age)
    year = str(client.birth.year) if language == "en" else era_year(client.birth)
    return tr("born about {year} (aged about {age})").format(year=year, age=age)


def contact_flags(client: Client, tr: Gettext) -> tuple[str, ...]:
    """Return how the client may be contacted: what was forbidden, then what staff noted."""
    flags = []
    if client.may_call is False:
        flags.append(tr("Please do not phone"))
    if client.may_leave_message is False:
        flags.append(tr("Please leave no message"))
    if client.may_say_who is False:
        flags.append(tr("Please do not say which office is calling"))
    if client.contact_caution.strip():
        flags.append(client.contact_caution.strip())
    return tuple(flags)


def address_line(postal_code: str, address: str) -> str:
    """Return the post code and the address on one line; "" where both are blank."""
    code = f"〒{postal_code}" if postal_code else ""
    return " ".join(part for part in (code, address) if part.strip())


def named(client: Client) -> tuple[Span, ...]:
    """Return a client's name with the reading above it; a name without reading as it is."""
    if client.kana.strip() and not client.anonymous:
        return (NameWithReading(client.name, client.kana),)
    return (Plain(client.name),)
