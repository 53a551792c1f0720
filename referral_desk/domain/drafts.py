"""Forms in work, as text to be kept and back: what somebody typed and did not save yet must survive lock and crash.

What is kept follows the types of the frozen record behind the form. A later version of the program reads what an
earlier one kept: fields it does not know are left out, fields that are new take their defaults.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

D = TypeVar("D")

KEPT_FOR = timedelta(days=30)
"""How long what nobody came back to is kept."""

_MARK = "~"


@dataclass(frozen=True)
class InWork(Generic[D]):
    """What stands in a form: the record as typed, and by field the texts that are no value yet.

    ``first`` is what the form began with where it changes a stored record, None for a new one.
    """

    draft: D
    unread: tuple[tuple[str, str], ...] = ()
    first: D | None = None


@dataclass(frozen=True)
class Draft:
    """One form in work as it is kept. ``form`` says which, ``content`` is what :func:`write_draft` wrote.

    ``about`` names the record, "c-57", "r-12" or "" for a new one, and after a ~ the one form: two forms about one
    record are kept beside each other. ``named`` is the number of that record, or an institution's name.
    """

    form: str
    about: str
    content: str
    saved_at: datetime
    named: str = ""

    @property
    def subject(self) -> tuple[str, int] | None:
        """The kind of record it is about (c, i or r) and its id; None for a new one."""
        kind, _dash, number = self.about.partition(_MARK)[0].partition("-")
        return (kind, int(number)) if kind and number.isdecimal() and number.isascii() else None


def about_form(record: str, mark: str) -> str:
    """Return how a draft of one form about ``record`` ("c-57", "" for a new one) is called."""
    return f"{record}{_MARK}{mark}"


def mark_of(about: str) -> str:
    """Return what :func:`about_form` added to the record."""
    return about.partition(_MARK)[2]


def write_draft(work: InWork[D]) -> str:
    """Return what stands in a form as JSON. TypeError for a value of a type that no form holds."""
    return json.dumps(_plain(work), separators=(",", ":"))


def read_draft(kind: type[D], text: str) -> InWork[D]:
    """Return what :func:`write_draft` wrote of a record of ``kind``; ValueError for anything that is not that."""
    try:
        kept = json.loads(text)
    except RecursionError as error:
        raise ValueError("this is nested too deeply for a form") from error
    if not isinstance(kept, dict):
        raise ValueError("this is not a kept form")
    first = kept.get("first")
    return InWork(
        _record(kind, kept.get("draft")),
        cast(tuple[tuple[str, str], ...], _value(tuple[tuple[str, str], ...], kept.get("unread", []))),
        None if first is None else _record(kind, first),
    )


def write_record(record: object) -> str:
    """Return one frozen record as JSON, for what is kept beside its table. TypeError for what no form holds."""
    return json.dumps(_plain(record), separators=(",", ":"), ensure_ascii=False)


def read_record(kind: type[D], text: str) -> D:
    """Return what :func:`write_record` wrote of a record of ``kind``; ValueError for anything that is not that."""
    return _record(kind, json.loads(text))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no form holds a {type(value).__name__}")


_SCALARS: dict[object, Callable[[str], object]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
    str: str,
}


def _value(hint: object, plain: object) -> object:
    """Return the value of type ``hint`` that ``plain`` stands for; ValueError where it stands for none."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(get_args(hint), plain)
    if origin is tuple and isinstance(plain, list):
        return _tuple(get_args(hint), plain)
    if hint in _SCALARS and isinstance(plain, str):
        return _SCALARS[hint](plain)
    if hint in (bool, int, float) and type(plain) is hint:
        return plain
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(plain)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint, plain)
    raise ValueError(f"this is no {hint}")


def _one_of(hints: tuple[object, ...], plain: object) -> object:
    if plain is None and NoneType in hints:
        return None
    problems = []
    for hint in hints:
        try:
            return _value(hint, plain)
        except ValueError as error:
            problems.append(error)
    raise ValueError("this is none of the kinds it may be") from problems[-1]


def _tuple(hints: tuple[object, ...], plain: list[object]) -> tuple[object, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_value(hints[0], item) for item in plain)
    return tuple(_value(hint, item) for hint, item in zip(hints, plain, strict=True))


def _record(kind: type[D], plain: object) -> D:
    if not isinstance(plain, dict):
        raise ValueError(f"this is no {kind.__name__}")
    values = {}
    for field, hint in _fields(kind):
        if field.name in plain:
            values[field.name] = _value(hint, plain[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} without {field.name}")
    return kind(**values)


def _fields(kind: type) -> tuple[tuple[Field[object], object], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))
