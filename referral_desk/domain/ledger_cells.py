"""How one cell of a ledger file is read and written: text, dates, codes, numbers of people and places.

Reading is generous (labels or codes, eras, widths), writing has one canonical form, and what was written reads back
to the same value (contract for files, "Import columns").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from referral_desk.domain.address import canonical_phone, canonical_postal_code
from referral_desk.domain.calendar import PartialDate, parse_date, to_iso
from referral_desk.domain.client import NOTE_LIMIT
from referral_desk.domain.codes import Code, CodeBook, CodeList, written_form
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.domain.names import canonical_kana
from referral_desk.domain.reading import shown
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import parse_schedule, write_schedule

KEY_LIMIT = 40
"""The longest number of a client, in characters."""

_MAY_BE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_CHOICES_SHOWN = 12
YES = "はい"
NO = "いいえ"
_YES = frozenset(map(written_form, (YES, "○", "〇", "◯", "1", "yes")))
_NO = frozenset(map(written_form, (NO, "×", "✕", "0", "no")))

T = TypeVar("T")
C = TypeVar("C", bound=StrEnum)


def quoted(text: str) -> str:
    """Return a CSV cell as written: what a spreadsheet might take for a formula gets one ``'`` in front."""
    return f"'{text}" if _MAY_BE_A_FORMULA.match(text) else text


def unquoted(text: str) -> str:
    """Return what a written CSV cell means: the inverse of :func:`quoted`; a formula typed without ``'`` stays."""
    return text[1:] if text[:1] == "'" and _MAY_BE_A_FORMULA.match(text) else text


@dataclass(frozen=True)
class Reading:
    """What cells are read with: the centre's codes, today, and how telephone numbers are grouped."""

    codes: CodeBook
    today: date
    phone: Callable[[str], str] = field(default=lambda text: canonical_phone(text, str))


class CellForm(Protocol[T]):
    """One form of cell. ``blank`` is the value of a blank cell; ``verbatim``: blanks are text, too."""

    @property
    def blank(self) -> T:
        """The value of a blank cell."""

    @property
    def verbatim(self) -> bool:
        """Whether blanks are text, too."""

    def read(self, text: str, reading: Reading) -> T:
        """Return the value of a cell that is not blank; NotReadable says what is wrong and what would be right."""

    def write(self, value: T, codes: CodeBook) -> str:
        """Return the canonical Japanese text of a value, which reads back to it."""


@dataclass(frozen=True)
class Text:
    """Text, kept exactly as typed."""

    blank: str = ""
    verbatim: bool = True
    limit: int = NOTE_LIMIT

    def read(self, text: str, reading: Reading) -> str:  # noqa: ARG002
        """Return the text itself."""
        if len(text) > self.limit:
            raise _too_long(self.limit)
        return text

    def write(self, value: str, codes: CodeBook) -> str:  # noqa: ARG002
        """Return the text itself."""
        return value


@dataclass(frozen=True)
class Number(Text):
    """The number of a client: exact text, but blanks around it are nobody's intention."""

    verbatim: bool = False
    limit: int = KEY_LIMIT

    def read(self, text: str, reading: Reading) -> str:
        """Return the number without blanks around it."""
        return super().read(text.strip(), reading)


@dataclass(frozen=True)
class Kana(Text):
    """A reading, stored as full-width katakana."""

    verbatim: bool = False

    def read(self, text: str, reading: Reading) -> str:
        """Return the canonical kana."""
        return canonical_kana(super().read(text, reading))


@dataclass(frozen=True)
class PostalCode(Text):
    """A post code as 510-0088."""

    verbatim: bool = False

    def read(self, text: str, reading: Reading) -> str:  # noqa: ARG002
        """Return the canonical post code."""
        return canonical_postal_code(text)


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number with hyphens."""

    verbatim: bool = False

    def read(self, text: str, reading: Reading) -> str:
        """Return the canonical number."""
        return reading.phone(text)


@dataclass(frozen=True)
class Day:
    """An exact date, written 2026-10-01."""

    blank: date | None = None
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> date | None:  # noqa: ARG002
        """Return the day; a year alone is not enough."""
        found = parse_date(text)
        if not found.exact:
            raise NotReadable(
                message(N_("“{value}” is only a year. Write the whole date, such as 2026-10-01."), value=shown(text))
            )
        return found.day

    def write(self, value: date | None, codes: CodeBook) -> str:  # noqa: ARG002
        """Return the ISO date."""
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class Birth:
    """A birth date, perhaps only its year, written 1980-03-01 or 1980."""

    blank: PartialDate | None = None
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> PartialDate | None:  # noqa: ARG002
        """Return the date."""
        return parse_date(text)

    def write(self, value: PartialDate | None, codes: CodeBook) -> str:  # noqa: ARG002
        """Return the ISO date or the year."""
        return to_iso(value) if value else ""


@dataclass(frozen=True)
class YesNo:
    """はい, ○, 1 or yes; いいえ, ×, 0, no or blank."""

    blank: bool = False
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> bool:  # noqa: ARG002
        """Return the answer."""
        written = written_form(text)
        if written in _YES:
            return True
        if written in _NO:
            return False
        raise NotReadable(
            message(
                N_("“{value}” is neither yes nor no. Write はい, ○, 1 or yes; or いいえ, ×, 0, no or nothing."),
                value=shown(text),
            )
        )

    def write(self, value: bool, codes: CodeBook) -> str:  # noqa: ARG002
        """Return はい or いいえ."""
        return YES if value else NO


@dataclass(frozen=True)
class Choice(Generic[C]):
    """One entry of a closed code list, named by code or label."""

    list_name: str
    member: type[C]
    blank: C | None = None
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> C | None:
        """Return the member."""
        return self.member(_found(text, _list(reading.codes, self.list_name)))

    def write(self, value: C | None, codes: CodeBook) -> str:
        """Return the Japanese label."""
        return _list(codes, self.list_name).label(value, "ja") if value else ""


@dataclass(frozen=True)
class OpenChoice:
    """One entry of a code list that is data, named by code or label; its code is the value."""

    list_name: str
    blank: str = ""
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> str:
        """Return the code."""
        return _found(text, _list(reading.codes, self.list_name))

    def write(self, value: str, codes: CodeBook) -> str:
        """Return the Japanese label."""
        return _list(codes, self.list_name).label(value, "ja") if value else ""


@dataclass(frozen=True)
class Choices:
    """Any entries of a code list, separated by ``；`` or ``;``, in the list's order and each once."""

    list_name: str
    blank: tuple[str, ...] = ()
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> tuple[str, ...]:
        """Return the codes."""
        codes = _list(reading.codes, self.list_name)
        pieces = [piece for piece in re.split("[;；]", text) if piece.strip()]
        return in_list_order({_found(piece, codes) for piece in pieces}, codes)

    def write(self, value: tuple[str, ...], codes: CodeBook) -> str:
        """Return the Japanese labels."""
        listed = _list(codes, self.list_name)
        return "；".join(listed.label(code, "ja") for code in in_list_order(set(value), listed))


@dataclass(frozen=True)
class Schedule:
    """Meeting times."""

    blank: tuple[MeetingTime, ...] = ()
    verbatim: ClassVar[bool] = False

    def read(self, text: str, reading: Reading) -> tuple[MeetingTime, ...]:  # noqa: ARG002
        """Return the times."""
        return parse_schedule(text)

    def write(self, value: tuple[MeetingTime, ...], codes: CodeBook) -> str:  # noqa: ARG002
        """Return the canonical text."""
        return write_schedule(value)


AnyForm = CellForm[Any]


def in_list_order(chosen: set[str], codes: CodeList[Code]) -> tuple[str, ...]:
    """Return ``chosen`` codes in the order of their list; unknown ones, of older lists, at the end."""
    known = [item.code for item in codes.items if item.code in chosen]
    return (*known, *sorted(chosen - set(known)))


def _list(codes: CodeBook, name: str) -> CodeList[Code]:
    found: CodeList[Code] = getattr(codes, name)
    return found


def _found(text: str, codes: CodeList[Code]) -> str:
    item = codes.find(text)
    if item is None:
        labels = [entry.ja for entry in codes.items]
        choices = "、".join(labels[:_CHOICES_SHOWN]) + ("、…" if len(labels) > _CHOICES_SHOWN else "")
        raise NotReadable(
            message(N_("“{value}” is not in the list. Write one of: {choices}"), value=shown(text), choices=choices)
        )
    return item.code


def _too_long(limit: int) -> NotReadable:
    return NotReadable(message(N_("This is too long: {limit} characters at most."), limit=limit))
